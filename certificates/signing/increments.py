"""The increment that makes room for an invisible signature, written straight behind the bytes of a plain PDF file.

pyHanko reads and rewrites much of a file for this, which takes twenty times as long as all the rest of signing; it also
makes a PDF/A-3 say that it is PDF 2.0. Here only the catalogue and the page are found, by the table of places. A file
of another shape (object streams, earlier increments, forms, annotations) is left to pyHanko.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5, sha256

from foundation.clock import SHANGHAI

TAIL = re.compile(rb"trailer\s*<<([^<>]*(?:<[0-9A-Fa-f]*>[^<>]*)*)>>\s*startxref\s+(\d+)\s+%%EOF\s*\Z")
LONGEST_TAIL = 1024
TABLE = re.compile(rb"xref\r?\n0 (\d+) ?\r?\n")
ENTRY = 20
"""Bytes of an entry in the table of places (ISO 32000-1, 7.5.4)."""
DICTIONARY = re.compile(rb"(\d+) 0 obj\s*(<<.*?)>>\s*endobj", re.DOTALL)
DEEPEST = 8

ADDED = re.compile(rb"/(?:AcroForm|Perms|Extensions|Annots)\b")
"""What we add to the catalogue and the page, so that it must not be there already."""

EXTENSION = b"/Extensions<</ESIC<</Type/DeveloperExtensions/BaseVersion/1.7/ExtensionLevel 1>>>>"
"""How a file of PDF 1.7 declares PAdES, as pyHanko does it."""

HIDDEN = b"/FT/Sig/T(%b)/Type/Annot/Subtype/Widget/F 132/Rect[0 0 0 0]"
SIGNATURE = (
    b"/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:%b+08'00')/Reference[<</Type/SigRef"
    b"/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/V/1.2/P 1>>>>]"
)
RANGE_ROOM = 60


class OtherShape(Exception):
    """The file is no plain one."""


@dataclass(frozen=True)
class Room:
    """A file with room for a signature's container of `size` bytes between the bytes `before` and `after`."""

    before: bytes
    after: bytes
    size: int

    @property
    def digest(self) -> bytes:
        """SHA-256 of all that the signature covers: every byte but the container."""
        covered = sha256(self.before)
        covered.update(self.after)
        return covered.digest()

    def filled(self, container: bytes) -> bytes:
        """The signed file. Raises ValueError for a container that is too large."""
        if len(container) > self.size:
            raise ValueError("the container is larger than its room")
        return b"".join((self.before, b"<", container.hex().encode().ljust(2 * self.size, b"0"), b">", self.after))


def room_in(pdf: bytes, *, field: str, size: int, at: datetime) -> Room:
    """Room for a certifying signature that allows no changes, in a field of this name. Raises OtherShape."""
    file = _PlainFile(pdf)
    form, widget, signature = range(file.count, file.count + 3)
    catalogue, page = file.dictionary(file.root), file.dictionary(file.page)
    if ADDED.search(catalogue) or ADDED.search(page):
        raise OtherShape
    increment = _Increment(pdf)
    increment.write(file.root, catalogue + b"/AcroForm %d 0 R/Perms<</DocMDP %d 0 R>>%b" % (form, signature, EXTENSION))
    increment.write(file.page, page + b"/Annots[%d 0 R]" % widget)
    increment.write(form, b"<</Fields[%d 0 R]/SigFlags 3" % widget)
    increment.write(widget, b"<<%b/P %d 0 R/V %d 0 R" % (HIDDEN % field.encode(), file.page, signature))
    return increment.with_room(file, signature, size, at)


class _PlainFile:
    """Where a file of one revision has its catalogue and first page. Raises OtherShape where that is not plain."""

    def __init__(self, pdf: bytes) -> None:
        tail = TAIL.search(pdf, max(0, len(pdf) - LONGEST_TAIL))
        if tail is None or re.search(rb"/(?:Prev|Encrypt|XRefStm)\b", tail[1]):
            raise OtherShape
        self.pdf, self.trailer, self.table = pdf, tail[1], int(tail[2])
        head = TABLE.match(pdf, self.table)
        if head is None:
            raise OtherShape
        self.count, self._entries = int(head[1]), head.end()
        self.root = _number(rb"/Root", self.trailer)
        self.page = self._first_page()

    def dictionary(self, number: int) -> bytes:
        """The dictionary that is the object of this number, without its closing brackets."""
        place = self._entries + ENTRY * number
        entry = self.pdf[place : place + ENTRY] if number < self.count else b""
        found = DICTIONARY.match(self.pdf, int(entry[:10])) if entry[10:18] == b" 00000 n" else None
        if found is None or int(found[1]) != number:
            raise OtherShape
        return found[2]

    def _first_page(self) -> int:
        number = _number(rb"/Pages", self.dictionary(self.root))
        for _ in range(DEEPEST):
            node = self.dictionary(number)
            if re.search(rb"/Type\s*/Page\b", node):
                return number
            number = _number(rb"/Kids\s*\[", node)
        raise OtherShape


class _Increment:
    """Objects behind the bytes of a file."""

    def __init__(self, pdf: bytes) -> None:
        self.parts = [pdf, b"\n"]
        self.length = len(pdf) + 1
        self.offsets: dict[int, int] = {}

    def write(self, number: int, opened: bytes) -> None:
        """Writes an object: a dictionary without its closing brackets."""
        self.offsets[number] = self.length
        self._append(b"%d 0 obj\n%b>>\nendobj\n" % (number, opened))

    def with_room(self, file: _PlainFile, signature: int, size: int, at: datetime) -> Room:
        """The last object, the signature, with the end of the file behind it."""
        self.offsets[signature] = self.length
        moment = at.astimezone(SHANGHAI).strftime("%Y%m%d%H%M%S").encode()
        self._append(b"%d 0 obj\n<<%b/Contents " % (signature, SIGNATURE % moment))
        gap = 2 * size + 2
        closing = b">>\nendobj\n"
        table = self.length + gap + len(b"/ByteRange") + RANGE_ROOM + len(closing)
        end = closing + self._table(file, signature + 1, table)
        after = self.length + gap
        byte_range = b"[0 %d %d %d]" % (self.length, after, len(b"/ByteRange") + RANGE_ROOM + len(end))
        return Room(b"".join(self.parts), b"/ByteRange" + byte_range.ljust(RANGE_ROOM) + end, size)

    def _append(self, part: bytes) -> None:
        self.parts.append(part)
        self.length += len(part)

    def _table(self, file: _PlainFile, count: int, place: int) -> bytes:
        entries = b"".join(self._entries())
        info = re.search(rb"/Info\s*(\d+) 0 R", file.trailer)
        first = re.search(rb"/ID\s*\[\s*<([0-9A-Fa-f]*)>", file.trailer)
        if first is None:
            raise OtherShape
        second = md5(b"".join(self.parts[1:]), usedforsecurity=False).hexdigest().encode()
        return b"xref\n%btrailer\n<</Size %d/Root %d 0 R%b/ID[<%b><%b>]/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
            *(entries, count, file.root, b"/Info %b 0 R" % info[1] if info else b""),
            *(first[1], second, file.table, place),
        )

    def _entries(self) -> Iterator[bytes]:
        for number in sorted(self.offsets):
            yield b"%d 1\n%010d 00000 n \n" % (number, self.offsets[number])


def _number(key: bytes, dictionary: bytes) -> int:
    found = re.search(key + rb"\s*(\d+) 0 R", dictionary)
    if found is None:
        raise OtherShape
    return int(found[1])
