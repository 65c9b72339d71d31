"""Photos that others see: judged by content and drawn anew; no place, camera or person stands hidden in the file."""

import io

from PIL import Image, ImageOps

from foundation import files
from foundation.files import MEBIBYTE, StoredFile, check_image, check_size

LARGEST = 15 * MEBIBYTE
LONGEST_SIDE = 1600
"""Pixels: enough for a page and for a booklet on A4; a phone's picture becomes a tenth of its size."""


def keep_photo(content: bytes, stem: str, *, by_id: int) -> StoredFile:
    """Keep a JPEG or PNG as a JPEG of our own making. Raises `Refused` for anything else, whatever its name says."""
    check_size(content, limit=LARGEST)
    check_image(content)
    drawn = drawn_anew(content)
    return files.store(drawn, name=f"{stem}.jpg", media_type="image/jpeg", by_id=by_id, encrypted=True)


def drawn_anew(content: bytes, longest: int = LONGEST_SIDE) -> bytes:
    """The picture's pixels only: upright, on white, no side longer than `longest`, without what the camera wrote."""
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((longest, longest))
    sheet = Image.new("RGB", upright.size, "white")
    sheet.paste(upright, mask=upright)
    drawn = io.BytesIO()
    sheet.save(drawn, "JPEG", quality=85, optimize=True)
    return drawn.getvalue()
