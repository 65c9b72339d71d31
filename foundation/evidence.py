"""Papers that people upload to prove something: PDF or picture, judged by their content, kept encrypted."""

import io

import pikepdf
from PIL import Image, ImageOps

from foundation import files
from foundation.errors import Refused
from foundation.files import MEBIBYTE, StoredFile, check_image, check_size

LIMIT = 10 * MEBIBYTE
SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def keep_evidence(content: bytes, stem: str, *, by_id: int, field: str = "file") -> StoredFile:
    """Keep a PDF, JPEG or PNG under a name that says nothing about anybody: `stem` and the true suffix.

    Raises `Refused`, at the form's `field`, for anything else, whatever its name says, and for more than 10 MB.
    """
    media_type = check_evidence(content, field=field)
    name = f"{stem}.{SUFFIXES[media_type]}"
    return files.store(content, name=name, media_type=media_type, by_id=by_id, encrypted=True)


def without_metadata(content: bytes, media_type: str) -> bytes:
    """The same paper without what programs and cameras wrote beside it: author, place, device, comments.

    For readers who must not learn whose it is, and for everybody. Raises `Refused` for a PDF that cannot be opened.
    """
    clean = io.BytesIO()
    if media_type != "application/pdf":
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            upright = ImageOps.exif_transpose(picture)
            upright.info.clear()
            upright.save(clean, "PNG" if media_type == "image/png" else "JPEG", quality=90)
        return clean.getvalue()
    try:
        with pikepdf.open(io.BytesIO(content)) as paper:
            del paper.docinfo
            if "/Metadata" in paper.Root:
                del paper.Root.Metadata
            paper.save(clean)
    except pikepdf.PdfError as error:
        raise Refused("这份 PDF 打不开，或者有密码，不能匿名提供。请联系组织评审的单位。") from error
    return clean.getvalue()


def check_evidence(content: bytes, *, field: str = "file") -> str:
    """The media type of a PDF, JPEG or PNG, by its content. Anything else is refused."""
    check_size(content, limit=LIMIT)
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    try:
        return check_image(content)
    except Refused as refusal:
        raise Refused("材料只收 PDF、JPG、PNG，这个文件不是，或者打不开。请转换后再上传。", field=field) from refusal
