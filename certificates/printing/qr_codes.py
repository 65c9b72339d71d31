"""QR codes (ISO/IEC 18004) as rows of dark modules: error correction M, byte mode, one fixed mask.

For texts of the same length every module is a sum, modulo two, of bits of the text: Reed-Solomon codes are linear, and
the mask is added to all alike. So once segno has drawn one text, another of the same length is had by turning over the
modules that hang on each bit in which they differ. That takes an eighth of the time.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import segno

QUIET_ZONE = 4
MASK = 3
"""Readers read any of the eight masks; trying all of them to find the prettiest takes five times as long."""

DARK = re.compile("1+")
BITS = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))
"""Which bits of each byte are set."""


@lru_cache(maxsize=8)
def qr_runs(text: str) -> list[tuple[int, int, int]]:
    """The dark modules of the QR code that says `text`: where each unbroken row of them begins, across and down from
    the corner of the quiet zone, and how long it is."""
    size = qr_size(text) - 2 * QUIET_ZONE
    modules = format(_modules(text.encode()), f"0{size * size}b")
    return [
        (found.start() + QUIET_ZONE, down + QUIET_ZONE, len(found[0]))
        for down in range(size)
        for found in DARK.finditer(modules[down * size : (down + 1) * size])
    ]


def qr_size(text: str) -> int:
    """Width and height of the QR code in modules, with the quiet zone of four on each side that readers want."""
    return _first(text.encode()).size + 2 * QUIET_ZONE


@dataclass(frozen=True)
class Drawn:
    """A text and its modules, row by row, as the binary digits of one number; `size` of them in a row."""

    text: bytes
    modules: int
    size: int


FIRSTS: dict[int, Drawn] = {}
"""The first text of each length that this process has drawn."""


def _first(text: bytes) -> Drawn:
    """The first text that was as long as this; this one if there was none."""
    if len(text) not in FIRSTS:
        FIRSTS[len(text)] = _drawn(text)
    return FIRSTS[len(text)]


def _modules(text: bytes) -> int:
    first = _first(text)
    modules = first.modules
    for place, (byte, other) in enumerate(zip(text, first.text, strict=True)):
        for bit in BITS[byte ^ other]:
            modules ^= _turned_over(len(text), place, bit)
    return modules


@lru_cache(maxsize=16384)
def _turned_over(length: int, place: int, bit: int) -> int:
    """The modules that one bit of a text of `length` bytes turns over."""
    first = FIRSTS[length]
    text = bytearray(first.text)
    text[place] ^= 1 << bit
    return _drawn(bytes(text)).modules ^ first.modules


def _drawn(text: bytes) -> Drawn:
    matrix = segno.make_qr(text, error="m", mask=MASK, mode="byte", boost_error=False).matrix
    digits = "".join("1" if module & 1 else "0" for row in matrix for module in row)
    return Drawn(text, int(digits, 2), len(matrix))
