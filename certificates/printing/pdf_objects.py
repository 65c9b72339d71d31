"""Writes the parts of a PDF file (ISO 32000-1, 7.3 and 7.5) that each certificate has of its own."""

import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import md5

COMPRESSION = 1
"""zlib's quickest: outlines shrink hardly more at its best, and packing is a third of the work as it is."""


def reference(number: int) -> bytes:
    """A reference to the object with this number."""
    return b"%d 0 R" % number


def references(numbers: Iterable[int]) -> bytes:
    return b" ".join(map(reference, numbers))


def text(value: str) -> bytes:
    """A text string (7.9.2.2)."""
    return b"<FEFF" + value.encode("utf-16-be").hex().encode() + b">"


def moment(value: datetime) -> bytes:
    """A date (7.9.4), in UTC."""
    return value.astimezone(UTC).strftime("(D:%Y%m%d%H%M%SZ)").encode()


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A compressed stream with further `entries` in its dictionary."""
    packed = zlib.compress(data, COMPRESSION)
    return plain_stream(packed, b"/Filter/FlateDecode" + entries)


def plain_stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream as it is."""
    return b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(data), entries, data)


class PdfFile:
    """A file that begins with the objects of a skeleton and goes on with one certificate's own.

    `body` is the file so far, `offsets` where its objects stand; numbers from `free` on are given out here.
    `seed` tells this skeleton from others.
    """

    def __init__(self, body: bytes, offsets: dict[int, int], free: int, seed: bytes) -> None:
        self.seed = seed
        self.parts = [body]
        self.length = len(body)
        self.offsets = dict(offsets)
        self.free = free

    def reserve(self) -> int:
        """A number for an object that is written later."""
        self.free += 1
        return self.free - 1

    def add(self, content: bytes) -> int:
        """Writes an object and gives its number."""
        number = self.reserve()
        self.write(number, content)
        return number

    def write(self, number: int, content: bytes) -> None:
        """Writes the object of a number that is known already."""
        written = b"%d 0 obj\n%b\nendobj\n" % (number, content)
        self.parts.append(written)
        self.offsets[number] = self.length
        self.length += len(written)

    def finished(self, root: int, info: int) -> bytes:
        """The whole file. Its identifier depends on its content alone, so that equal contents give equal files."""
        identifier = md5(b"".join([self.seed, *self.parts[1:]]), usedforsecurity=False).hexdigest().encode()
        entries = [
            b"%010d 00000 n \n" % self.offsets[number] if number in self.offsets else b"0000000000 65535 f \n"
            for number in range(1, self.free)
        ]
        self.parts += [
            b"xref\n0 %d\n0000000000 65535 f \n" % self.free,
            *entries,
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (self.free, root, info, identifier, identifier, self.length),
        ]
        return b"".join(self.parts)
