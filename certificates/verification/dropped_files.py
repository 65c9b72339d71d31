"""A PDF that somebody dropped on the page: hostile until proven otherwise. It is looked at and never kept.

No parser of PDF gets to see it: a file of seven kilobytes makes one unpack gigabytes. The bytes are searched instead.
"""

import re
import zlib
from collections.abc import Iterator

from foundation.errors import Refused
from foundation.files import MEBIBYTE, check_size

LARGEST_FILE = 10 * MEBIBYTE
WORK_LIMIT = 60 * MEBIBYTE
"""Bytes that are unpacked from one file, and read for it: far more than a certificate has."""
CHUNK = 1024
OVERLAP = 64

STREAM = re.compile(rb"\bstream\r?\n")
ENCRYPTION = re.compile(rb"/Encrypt\s{0,9}(?:\d|<<)")
ADDRESS = re.compile(rb"/v/([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])")


def claimed_token(content: bytes) -> str | None:
    """The token that a PDF claims as its own, in a link on its pages or in the badge inside it; None without one.

    Only a claim: it leads to what the paper must say, and proves nothing about this file. Raises Refused, saying what
    to do, for what cannot be a certificate of ours: no PDF, too large, encrypted, cut off, or unpacking to far more
    than a certificate has.
    """
    if len(content) > LARGEST_FILE:
        raise Refused(
            f"文件太大：证书的原文件不超过 {LARGEST_FILE // MEBIBYTE} MB。请选择下载到的原文件，不要先压缩或另存。"
        )
    check_size(content, limit=LARGEST_FILE)
    if b"%PDF-" not in content[:1024]:
        raise Refused("这不是 PDF 文件。请选择下载到的证书原文件，照片和扫描件不能比对。")
    if ENCRYPTION.search(content):
        raise Refused("这个 PDF 加了密，无法比对。发证时的原文件没有密码，请选择下载到的原文件，不要用加密后的副本。")
    if b"%%EOF" not in content[-1024:]:
        raise Refused("这个 PDF 打不开：文件不完整或已损坏。请重新下载证书原文件再试。")
    found = ADDRESS.search(content) or next(filter(None, map(ADDRESS.search, _unpacked(content))), None)
    return found[1].decode() if found else None


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What the packed streams hold, piece by piece; pieces overlap, so that an address is whole in one of them.

    Streams that are packed twice or in rarer ways are passed over. Raises Refused beyond `WORK_LIMIT`.
    """
    left = WORK_LIMIT
    for begin in STREAM.finditer(content):
        before = b""
        for piece in _pieces(memoryview(content)[begin.end() :]):
            left -= CHUNK + len(piece)  # empty blocks unpack to nothing, and take their time too
            if left < 0:
                raise Refused("这个 PDF 展开后大得异常，系统没有打开它。请选择下载到的证书原文件。")
            before = before[-OVERLAP:] + piece
            yield before


def _pieces(packed: memoryview) -> Iterator[bytes]:
    """One packed stream, unpacked a little at a time; whatever follows the stream is not read."""
    inflator = zlib.decompressobj()
    for start in range(0, len(packed), CHUNK):
        try:
            yield inflator.decompress(packed[start : start + CHUNK])
        except zlib.error:
            yield b""
            return
        if inflator.eof:
            return
