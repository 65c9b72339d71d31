"""Uploaded and produced files: stored by their SHA-256, so that a file is kept once and cannot change unseen."""

import hashlib
import io
import os
import zipfile
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import current_app
from PIL import Image, UnidentifiedImageError
from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from foundation import clock
from foundation.database import Base, BigId, Keyed, session
from foundation.errors import Refused
from foundation.secrets import decrypt_bytes, encrypt_bytes

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

    @property
    def path(self) -> Path:
        """Where the bytes lie, as they are stored."""
        return _place(self.sha256, self.encrypted)

    def read(self) -> bytes:
        """The bytes, readable."""
        stored = self.path.read_bytes()
        return decrypt_bytes(stored) if self.encrypted else stored


def store(
    content: bytes, *, name: str, media_type: str, by_id: int | None = None, encrypted: bool = False
) -> StoredFile:
    """Keep `content`; `encrypted` for rosters, photos and whatever else tells of persons.

    The same content is kept once, however often it is stored.
    """
    digest = hashlib.sha256(content).hexdigest()
    place = _place(digest, encrypted)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=place.parent, delete=False) as part:
            part.write(encrypt_bytes(content) if encrypted else content)
            part.flush()
            os.fsync(part.fileno())
        Path(part.name).replace(place)  # whole or not at all, also after a power cut
    stored = StoredFile(
        sha256=digest, size=len(content), media_type=media_type, name=name, stored_by=by_id, encrypted=encrypted
    )
    session.add(stored)
    session.flush()
    return stored


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


def _place(digest: str, encrypted: bool) -> Path:
    folder = Path(current_app.config["INSTANCE"]) / "files" / digest[:2]
    return folder / (f"{digest}.sealed" if encrypted else digest)
