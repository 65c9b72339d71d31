"""Pictures of a design (logo, seals, signatures): judged by content, drawn anew without anything hidden in them, kept.

What is printed are only the pixels that we read: scripts, references, place and camera data do not survive.
"""

import io
from collections.abc import Collection

from PIL import Image, ImageOps, UnidentifiedImageError

from foundation import files
from foundation.database import session
from foundation.errors import Refused
from foundation.files import MEBIBYTE, StoredFile, check_size
from people.accounts.models import Account

LARGEST = 5 * MEBIBYTE
MOST_PIXELS = 16_000_000
LONGEST_SIDE = 1200
"""Pixels. A seal of 42 mm then has more than 700 to the inch; more would only make every certificate heavier."""

PICTURE_NAME = "certificate-design.png"


def keep_picture(content: bytes, *, by: Account) -> StoredFile:
    """Store a picture for use in designs, the same one once. Raises `Refused` with what is wrong with it."""
    cleaned = clean_picture(content)
    kept = files.stored_copy(cleaned)
    if kept and kept.name == PICTURE_NAME and kept.stored_by == by.id:
        return kept
    return files.store(cleaned, name=PICTURE_NAME, media_type="image/png", by_id=by.id)


def usable_picture(file_id: int, known: Collection[int], by: Account) -> StoredFile | None:
    """The picture if `by` may put it into a design: one of those that it has had already, or one of his own.

    So nobody gets at another unit's seal, or at any other stored file, by sending its number.
    """
    stored = session.get(StoredFile, file_id)
    if stored is None or stored.name != PICTURE_NAME:
        return None
    return stored if file_id in known or stored.stored_by == by.id else None


def clean_picture(content: bytes) -> bytes:
    """The same picture as PNG of our own making: upright, eight bits, no larger than print needs, nothing hidden."""
    check_size(content, limit=LARGEST)
    _refuse_documents(content)
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            _refuse_too_many_pixels(picture.width, picture.height)
            drawn = _in_eight_bits(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as error:
        raise Refused(_TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refused("图片打不开：文件不完整，或者不是 PNG、JPG 图片。请重新导出后再上传。") from error
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn.info.clear()
    cleaned = io.BytesIO()
    drawn.save(cleaned, "PNG", optimize=True)
    return cleaned.getvalue()


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off instead of scaling
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


_TOO_LARGE = f"图片太大：最多 {MOST_PIXELS // 10_000} 万像素，例如 4000×4000。印章 1200×1200 就够清楚，请缩小后再上传。"


def _refuse_too_many_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Refused(f"这张图片有 {width}×{height} 像素（{width * height // 10_000} 万）。{_TOO_LARGE}")


def _refuse_documents(content: bytes) -> None:
    """What people take for pictures and what can do more than show something."""
    if content.startswith(b"%PDF"):
        raise Refused("这是 PDF 文件，不是图片。请把里面的图案导出为 PNG 或 JPG 图片后再上传。")
    if b"<svg" in content[:4096].lower() or content.lstrip().startswith(b"<?xml"):
        raise Refused("这是 SVG 文件，里面可以带脚本和外部链接，系统没有打开它。请导出为 PNG 图片后再上传。")
