"""A PDF that somebody dropped on the page: hostile until proven otherwise. It is looked at and never kept."""

import io
import json
import re
import zlib
from collections.abc import Iterator

import pikepdf

from foundation.errors import Refused
from foundation.files import MEBIBYTE, check_size

LARGEST_FILE = 10 * MEBIBYTE
INFLATED_LIMIT = 60 * MEBIBYTE
CLAIM_LIMIT = 64 * 1024
CHUNK = 16 * 1024

STREAM = re.compile(rb"\bstream\r?\n")
TOKEN = re.compile(r"/v/([A-Za-z0-9_-]{22})$")


def check_dropped(content: bytes) -> None:
    """Raises Refused, saying what to do, for what cannot be a certificate of ours: no PDF, too large, encrypted,
    broken, or unpacking to far more than a certificate has."""
    check_size(content, limit=LARGEST_FILE)
    if b"%PDF-" not in content[:1024]:
        raise Refused("这不是 PDF 文件。请选择下载到的证书原文件，照片和扫描件不能比对。")
    if not _unpacks_within(content, INFLATED_LIMIT):
        raise Refused("这个 PDF 展开后大得异常，系统没有打开它。请选择下载到的证书原文件。")
    with _opened(content):
        pass


def claimed_token(content: bytes) -> str | None:
    """The token that a PDF claims as its own, in the badge inside it or in a link on its pages; None without one.

    Only a claim: it leads to what the paper must say, and proves nothing about this file. Raises Refused as
    `check_dropped` does.
    """
    with _opened(content) as pdf:
        return next((found[1] for address in _addresses_in(pdf) if (found := TOKEN.search(address))), None)


def _opened(content: bytes) -> pikepdf.Pdf:
    try:
        pdf = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Refused(ENCRYPTED) from error
    except pikepdf.PdfError as error:
        raise Refused("这个 PDF 打不开：文件不完整或已损坏。请重新下载证书原文件再试。") from error
    if pdf.is_encrypted:
        pdf.close()
        raise Refused(ENCRYPTED)
    return pdf


ENCRYPTED = "这个 PDF 加了密，无法比对。发证时的原文件没有密码，请选择下载到的原文件，不要用加密后的副本。"


def _addresses_in(pdf: pikepdf.Pdf) -> Iterator[str]:
    attached = pdf.attachments.get("credential.json")
    if attached is not None:
        yield _credential_id(attached.get_file().obj)
    for page in pdf.pages[:2]:
        links = page.obj.get("/Annots")
        for link in links if isinstance(links, pikepdf.Array) else ():
            action = link.get("/A") if isinstance(link, pikepdf.Dictionary) else None
            if isinstance(action, pikepdf.Dictionary):
                yield str(action.get("/URI", ""))


def _credential_id(stream: pikepdf.Object | None) -> str:
    """The `id` of an attached badge, unpacked with a limit of its own."""
    if not isinstance(stream, pikepdf.Stream):
        return ""
    packed = bytes(stream.read_raw_bytes())
    try:
        plain = zlib.decompressobj().decompress(packed, CLAIM_LIMIT) if stream.get("/Filter") else packed[:CLAIM_LIMIT]
        badge = json.loads(plain)
    except (zlib.error, ValueError):
        return ""
    return str(badge.get("id", "")) if isinstance(badge, dict) else ""


def _unpacks_within(content: bytes, limit: int) -> bool:
    """Whether all packed streams together hold no more than `limit` bytes; counted, not kept."""
    left = limit
    for begin in STREAM.finditer(content):
        for size in _unpacked_sizes(memoryview(content)[begin.end() :]):
            left -= size
            if left < 0:
                return False
    return True


def _unpacked_sizes(packed: memoryview) -> Iterator[int]:
    inflator = zlib.decompressobj()
    try:
        for start in range(0, len(packed), CHUNK):
            yield len(inflator.decompress(packed[start : start + CHUNK]))
            if inflator.eof:
                return
    except zlib.error:
        return
