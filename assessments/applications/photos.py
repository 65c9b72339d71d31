"""申报照片：近 6 个月、白底、一寸、jpg、40–200 KB（证书版面用，人社鉴发〔2021〕1号；字节数见 2026 年院校考务通知）。"""

import io
from datetime import date, timedelta

from PIL import Image, ImageStat

from foundation import clock
from foundation.errors import Refused
from foundation.files import StoredFile, check_image
from people.persons.photos import KIBIBYTE, LOWEST, NARROWEST

SMALLEST, LARGEST = 40 * KIBIBYTE, 200 * KIBIBYTE
NARROW, WIDE = 68, 75
"""宽是高的百分之几：一寸照 295×413 为 71，二寸照 413×579 为 71。"""
LIGHTEST = 190
"""上面两角的平均亮度（0–255）至少这么亮才像白底：只粗查，灯光和压缩会使白底发灰。"""
RECENT = timedelta(days=183)


def check_application_photo(content: bytes) -> None:
    """Raises `Refused`, naming every fault at once, unless the photo is as the certificate's layout asks."""
    faults = photo_faults(content)
    if faults:
        raise Refused("照片不符合要求，没有保存。", reasons=faults, field="photo")


def photo_faults(content: bytes) -> list[str]:
    """What is wrong with a photo; empty: nothing. Raises `Refused` for what is no picture at all."""
    if check_image(content) != "image/jpeg":
        return ["照片应为 jpg 格式，请另存为 jpg 后再上传。"]
    faults = []
    if not SMALLEST <= len(content) <= LARGEST:
        size = f"{len(content) / KIBIBYTE:.0f} KB"
        faults.append(
            f"照片文件 {size}，应在 {SMALLEST // KIBIBYTE} 到 {LARGEST // KIBIBYTE} KB 之间，请调整后再上传。"
        )
    return faults + portrait_faults(content)


def portrait_faults(content: bytes) -> list[str]:
    """What is wrong with a photo as a certificate shows it, whatever the size of its file; JPEG or PNG."""
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
        upright = picture.convert("RGB")
    faults = []
    width, height = upright.size
    if width < NARROWEST or height < LOWEST:
        faults.append(f"照片只有 {width}×{height} 像素，至少要 {NARROWEST}×{LOWEST} 像素。")
    if not NARROW <= 100 * width / height <= WIDE:
        faults.append(f"照片 {width}×{height}，不是一寸照的比例（宽 25 高 35），请裁剪后再上传。")
    if not _white_behind(upright):
        faults.append("照片的背景不是白色，请用白底证件照。")
    return faults


def is_recent_photo(photo: StoredFile, day: date) -> bool:
    """Whether a photo on record was stored within the last six months and is as it should be."""
    return clock.in_shanghai(photo.stored_at).date() >= day - RECENT and not photo_faults(photo.read())


def _white_behind(picture: Image.Image) -> bool:
    """Whether both upper corners, where there is only background, are light."""
    width, height = picture.size
    side, top = max(width // 10, 1), max(height // 10, 1)
    corners = picture.crop((0, 0, side, top)), picture.crop((width - side, 0, width, top))
    return all(min(ImageStat.Stat(corner).mean) >= LIGHTEST for corner in corners)
