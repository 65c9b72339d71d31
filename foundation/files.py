"""Uploaded and produced files: stored by their SHA-256, so that a file is kept once and cannot change unseen.

Whoever stores many at once outside the transaction calls `write_all` there and `register_all` inside.
"""

import hashlib
import io
import logging
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from flask import current_app
from PIL import Image, UnidentifiedImageError
from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from foundation import clock
from foundation.database import Base, BigId, Keyed, session
from foundation.errors import Refused
from foundation.secrets import decrypt_bytes, encrypt_bytes
from foundation.stores import Store, StoreUnusable, open_store

log = logging.getLogger(__name__)
MEBIBYTE = 1024 * 1024
UNPACKED_LIMIT = 200 * MEBIBYTE
PIXEL_LIMIT = 50_000_000


class StoredFile(Keyed, Base):
    """A file's facts; its bytes lie in the file store under `sha256`, encrypted where they tell of persons."""

    __tablename__ = "stored_files"

    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    media_type: Mapped[str]
    name: Mapped[str]
    encrypted: Mapped[bool] = mapped_column(default=False)
    stored_at: Mapped[datetime] = mapped_column(default=clock.now)
    stored_by: Mapped[int | None] = mapped_column(BigId)

    def read(self) -> bytes:
        """The bytes, readable, and surely the ones that were stored. Raises `FileUnavailable` if they are not."""
        return next(read_all([self]))

    def at_rest(self) -> bytes:
        """The bytes as they lie in the store: encrypted where the file is."""
        return next(_bytes_of([self]))

    def stream(self) -> io.BytesIO:
        """The bytes to be sent. They are checked before the first one leaves."""
        return io.BytesIO(self.read())


class FileUnavailable(Refused):
    """A stored file is missing or changed, or the store is out of reach; said in words and written to the log."""


MISSING = "这个文件在文件库里找不到了。请联系系统管理员从备份中恢复，再重试。"
CHANGED = "这个文件的内容与存入时不一致，系统没有使用它。请联系系统管理员从备份中恢复，再重试。"
OUT_OF_REACH = "文件库暂时用不了，什么都没有改动。请稍后再试；一直不行请联系系统管理员。"


@dataclass(frozen=True)
class NewFile:
    """A file to be kept; `encrypted` for rosters, photos and whatever else tells of persons."""

    content: bytes
    name: str
    media_type: str
    encrypted: bool = False

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def store(
    content: bytes, *, name: str, media_type: str, by_id: int | None = None, encrypted: bool = False
) -> StoredFile:
    """Keep `content`; `encrypted` for rosters, photos and whatever else tells of persons.

    The same content is kept once, however often it is stored.
    """
    return store_all([NewFile(content, name, media_type, encrypted)], by_id=by_id)[0]


def store_all(items: Sequence[NewFile], *, by_id: int | None = None) -> list[StoredFile]:
    """Keep many files at once: far fewer waits for the disk than one by one. In the order of `items`."""
    write_all(items)
    return register_all(items, by_id=by_id)


def write_all(items: Sequence[NewFile]) -> None:
    """Put the bytes of `items` into the store; a repeat does no harm. Raises `FileUnavailable`: nothing was kept."""
    contents = {
        _place_name(one.sha256, one.encrypted): encrypt_bytes(one.content) if one.encrypted else one.content
        for one in items
    }
    try:
        _store().put(contents)
    except StoreUnusable as error:
        raise _unavailable("", str(error), OUT_OF_REACH) from error


def register_all(items: Sequence[NewFile], *, by_id: int | None = None) -> list[StoredFile]:
    """The records of files whose bytes `write_all` has put into the store."""
    stored = [
        StoredFile(
            sha256=one.sha256,
            size=len(one.content),
            media_type=one.media_type,
            name=one.name,
            stored_by=by_id,
            encrypted=one.encrypted,
        )
        for one in items
    ]
    session.add_all(stored)
    session.flush()
    return stored


def read_all(stored: Sequence[StoredFile]) -> Iterator[bytes]:
    """The bytes of several files that fit into memory together, each checked as by `StoredFile.read`."""
    for one, kept in zip(stored, _bytes_of(stored), strict=True):
        try:
            content = decrypt_bytes(kept) if one.encrypted else kept
        except InvalidTag as error:
            raise _unavailable(one.sha256, "was changed, or encrypted with another key", CHANGED) from error
        if hashlib.sha256(content).hexdigest() != one.sha256:
            raise _unavailable(one.sha256, "was changed", CHANGED)
        yield content


def stored_copy(content: bytes) -> StoredFile | None:
    """The earliest stored file with just this content, if there is one."""
    digest = hashlib.sha256(content).hexdigest()
    return session.scalars(select(StoredFile).where(StoredFile.sha256 == digest).order_by(StoredFile.id)).first()


def check_size(content: bytes, *, limit: int) -> None:
    """Refuse a file of more than `limit` bytes, or of none."""
    if not content:
        raise Refused("文件是空的，请重新选择文件。")
    if len(content) > limit:
        raise Refused(
            f"文件太大：{len(content) / MEBIBYTE:.1f} MB，最多 {limit // MEBIBYTE} MB。请压缩或拆分后再上传。"
        )


def check_image(content: bytes) -> str:
    """The media type of a JPEG or PNG picture, by its content. Anything else is refused."""
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            if picture.width * picture.height > PIXEL_LIMIT:
                raise Refused("照片的像素太大，请缩小后再上传。")
            picture.load()
            return "image/jpeg" if picture.format == "JPEG" else "image/png"
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused("这不是能打开的 JPG 或 PNG 照片，请重新选择。") from error


def open_archive(content: bytes) -> zipfile.ZipFile:
    """A ZIP (or .xlsx) that is whole and does not unpack to more than the limit: a zip bomb is refused unopened."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise Refused("文件打不开：不是有效的压缩格式，可能已损坏。请重新保存后再上传。") from error
    if sum(item.file_size for item in archive.infolist()) > UNPACKED_LIMIT or len(archive.infolist()) > 20_000:
        raise Refused("文件展开后过大，系统没有打开它。请拆分成几个文件上传。")
    return archive


def store_faults() -> list[str]:
    """What is wrong with the store, by writing a file and reading it back; empty when all is well."""
    probe = b"jiangxin"
    name = hashlib.sha256(probe).hexdigest()
    try:
        _store().put({name: probe})
        return [] if list(_store().get([name])) == [probe] else ["文件库读出的内容与写入的不一致。"]
    except (StoreUnusable, KeyError) as error:
        return [f"文件库用不了：{error}"]


def _store() -> Store:
    return open_store(current_app.config["FILE_STORE"] or str(Path(current_app.config["INSTANCE"]) / "files"))


def _bytes_of(stored: Sequence[StoredFile]) -> Iterator[bytes]:
    try:
        yield from _store().get([_place_name(one.sha256, one.encrypted) for one in stored])
    except KeyError as error:
        raise _unavailable(str(error), "is missing", MISSING) from error
    except StoreUnusable as error:
        raise _unavailable("", str(error), OUT_OF_REACH) from error


def _unavailable(name: str, fault: str, message: str) -> FileUnavailable:
    log.error("stored file %s: %s", name, fault)
    return FileUnavailable(message)


def _place_name(digest: str, encrypted: bool) -> str:
    return f"{digest}.sealed" if encrypted else digest
