"""A ZIP of certificates as a stream: made while it is sent, 140,000 files without growing.

The list at the end of a ZIP comes last, so that one that breaks off is no ZIP at all: nobody takes half for the whole.
"""

import re
import struct
from collections.abc import Iterator
from datetime import datetime
from zlib import crc32

from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from certificates.issuing.models import Certificate
from certificates.issuing.register import pages_of
from certificates.issuing.rules import CertificateState
from certificates.issuing.workbooks import COLUMNS, REGISTER_TITLE, register_row
from foundation import clock
from foundation.database import session
from foundation.files import read_all
from foundation.workbook_writing import growing_workbook

REGISTER_NAME = "发放登记表.xlsx"
AT_ONCE = 200
LONGEST_FOLDER = 80
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
"""What file systems refuse, and the invisible characters that make a name look like another."""

UTF8, STORED = 0x800, 0
FULL_32, FULL_16 = 0xFFFFFFFF, 0xFFFF


class ZipStream:
    """Writes a ZIP piece by piece (PKWARE APPNOTE 6.3.10), with the 64-bit fields where they are needed.

    `zipfile` keeps an object for each file, this 50 bytes and the name. Nothing is deflated: the pages of a PDF are.
    """

    def __init__(self, at: datetime) -> None:
        local = clock.in_shanghai(at)
        self.moment = (
            local.hour << 11 | local.minute << 5 | local.second // 2,
            local.year - 1980 << 9 | local.month << 5 | local.day,
        )
        self.offset = self.count = 0
        self.directory = bytearray()

    def entry(self, name: str, content: bytes) -> bytes:
        """The next file, under 4 GiB, with its header."""
        title = name.encode()
        facts = (UTF8, STORED, *self.moment, crc32(content), len(content), len(content), len(title))
        far = self.offset >= FULL_32
        extra = struct.pack("<HHQ", 1, 8, self.offset) if far else b""
        place = FULL_32 if far else self.offset
        version = 45 if far else 20
        self.directory += struct.pack(
            "<4s2B5H3I5H2I", b"PK\1\2", 45, 3, version, *facts, len(extra), 0, 0, 0, 0o644 << 16, place
        )
        self.directory += title + extra
        self.count += 1
        head = struct.pack("<4s5H3I2H", b"PK\3\4", 20, *facts, 0) + title
        self.offset += len(head) + len(content)
        return head + content

    def end(self) -> bytes:
        """The list of all files, which makes it a ZIP."""
        size, after = len(self.directory), self.offset + len(self.directory)
        wide = self.count >= FULL_16 or after >= FULL_32
        far = (
            struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, self.count, self.count, size, self.offset)
            + struct.pack("<4sIQI", b"PK\6\7", 0, after, 1)
            if wide
            else b""
        )
        count, size, offset = (FULL_16, FULL_32, FULL_32) if wide else (self.count, size, self.offset)
        return bytes(self.directory) + far + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, size, offset, 0)


def valid_only(query: Select[Certificate]) -> Select[Certificate]:
    """Those of `query` that are valid, and so may be handed out."""
    return query.where(Certificate.state == CertificateState.ISSUED)


def stream_archive(query: Select[Certificate]) -> Iterator[bytes]:
    """The ZIP of the valid certificates in `query`: a folder for each organisation, and the register of all.

    Raises FileUnavailable in the midst where a file cannot be read, so that what was sent is no ZIP.
    """
    archive = ZipStream(clock.now())
    joined = (joinedload(Certificate.organisation), joinedload(Certificate.file))
    with growing_workbook(REGISTER_TITLE, COLUMNS) as (add, register):
        for page in pages_of(valid_only(query).options(*joined), AT_ONCE):
            for one, content in zip(page, read_all([one.file for one in page if one.file]), strict=True):
                add(register_row(one))
                yield archive.entry(f"{folder_name(one.organisation.name)}/{safe_name(one.file_name)}", content)
            session.rollback()  # a download takes its time: the database is not held open meanwhile
    yield archive.entry(REGISTER_NAME, register.getvalue())
    yield archive.end()


def folder_name(organisation: str) -> str:
    """A folder for an organisation. Should two share one, their files differ by the numbers in their names."""
    return safe_name(organisation)[:LONGEST_FOLDER].rstrip(". ") or "未命名单位"


def safe_name(text: str) -> str:
    """A name that every file system takes, and that leads to no other folder."""
    return UNSAFE.sub("-", text).strip(". ")
