"""The little of the Compact Font Format (Adobe Technical Note 5176) that a cut font needs: an identity charset.

A cut font keeps its old character identifiers but has new glyph indices, and our PDFs hold glyph indices: poppler and
pdfium would still look right, MuPDF blank, and PDF/A 6.2.11.4 forbids it.
"""

import struct
from collections.abc import Iterator
from itertools import pairwise

CHARSET, CHAR_STRINGS = 15, 17
ESCAPE = 12
SHORT, LONG, REAL = 28, 29, 30
END_OF_REAL = 0xF


def with_identity_charset(table: bytes) -> bytes:
    """The same CFF table of a CID-keyed font with character identifier = glyph index (section 13).

    The identity in its shortest form is never longer than another charset of as many glyphs, so it is written over it.
    """
    _, name_end = _index(table, table[2])
    (start, end), *_ = _index(table, name_end)[0]
    operators = dict(_operators(table[start:end]))
    glyphs = struct.unpack_from(">H", table, operators[CHAR_STRINGS])[0]
    identity = _identity(glyphs - 1)
    place = operators[CHARSET]
    return table[:place] + identity + table[place + len(identity) :]


def _identity(count: int) -> bytes:
    """The charset 1, 2 ... `count`, .notdef left out: a list of one, or a range with one byte or two for its length."""
    if count == 1:
        return struct.pack(">BH", 0, 1)
    return struct.pack(">BHB", 1, 1, count - 1) if count <= 256 else struct.pack(">BHH", 2, 1, count - 1)


def _index(table: bytes, place: int) -> tuple[list[tuple[int, int]], int]:
    """Where each part of the INDEX at `place` begins and ends, and where the INDEX itself ends."""
    count = struct.unpack_from(">H", table, place)[0]
    if count == 0:
        return [], place + 2
    size = table[place + 2]
    starts = range(place + 3, place + 3 + (count + 1) * size, size)
    data = starts.stop - 1
    offsets = [data + int.from_bytes(table[start : start + size], "big") for start in starts]
    return list(pairwise(offsets)), offsets[-1]


def _operators(data: bytes) -> Iterator[tuple[int, int]]:
    """The operators of a DICT, each with its last operand if that is a whole number, else 0 (section 4)."""
    place, operand = 0, 0
    while place < len(data):
        first = data[place]
        if first <= 21:
            yield (first << 8 | data[place + 1] if first == ESCAPE else first), operand
            place, operand = place + (2 if first == ESCAPE else 1), 0
        else:
            operand, place = _operand(data, place)


def _operand(data: bytes, place: int) -> tuple[int, int]:
    """The operand at `place` and where it ends."""
    first = data[place]
    if first == SHORT:
        return struct.unpack_from(">h", data, place + 1)[0], place + 3
    if first == LONG:
        return struct.unpack_from(">i", data, place + 1)[0], place + 5
    if first == REAL:
        end = next(at for at in range(place + 1, len(data)) if data[at] & END_OF_REAL == END_OF_REAL)
        return 0, end + 1
    if first <= 246:
        return first - 139, place + 1
    low = data[place + 1]
    return ((first - 247) * 256 + low + 108 if first <= 250 else -(first - 251) * 256 - low - 108), place + 2
