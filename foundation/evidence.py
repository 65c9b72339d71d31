"""Papers that people upload to prove something: PDF or picture, judged by their content, kept encrypted."""

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


def check_evidence(content: bytes, *, field: str = "file") -> str:
    """The media type of a PDF, JPEG or PNG, by its content. Anything else is refused."""
    check_size(content, limit=LIMIT)
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    try:
        return check_image(content)
    except Refused as refusal:
        raise Refused("材料只收 PDF、JPG、PNG，这个文件不是，或者打不开。请转换后再上传。", field=field) from refusal
