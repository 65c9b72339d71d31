"""Photos of persons: judged by content and size, kept encrypted; also many at once from a ZIP."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from PIL import Image

from foundation import audit, files
from foundation.database import lock
from foundation.errors import Refused
from foundation.files import MEBIBYTE, check_image, check_size, open_archive
from people.persons.models import Person
from people.persons.operations import may_edit, refuse_without_edit
from people.persons.queries import find_persons
from people.persons.rules import DocumentKind, normalise_number

if TYPE_CHECKING:
    from people.accounts.models import Account

KIBIBYTE = 1024
SMALLEST = 10 * KIBIBYTE
LARGEST = 2 * MEBIBYTE
ARCHIVE_LIMIT = 40 * MEBIBYTE
NARROWEST, LOWEST = 295, 413  # 一寸照，300 dpi


@dataclass(frozen=True)
class PhotoOutcome:
    """What became of one file of a ZIP: `fault` is empty if it was taken."""

    file_name: str
    person_name: str
    fault: str = ""


def check_photo(content: bytes) -> str:
    """The media type of a photo fit for tickets and certificates. Raises `Refused` with what is wrong."""
    check_size(content, limit=LARGEST)
    media_type = check_image(content)
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
        width, height = picture.size
    if width < NARROWEST or height < LOWEST:
        raise Refused(
            f"照片只有 {width}×{height} 像素，太小了，打印不清楚。请上传至少 {NARROWEST}×{LOWEST} 像素的一寸照。"
        )
    if width > height:
        raise Refused("照片是横向的，请上传竖向的一寸或二寸证件照。")
    if len(content) < SMALLEST:
        raise Refused(
            f"照片文件只有 {len(content) / KIBIBYTE:.0f} KB，压缩过度，请上传至少 {SMALLEST // KIBIBYTE} KB 的照片。"
        )
    return media_type


def printable_photo(content: bytes) -> bytes:
    """A photo as a JPEG no larger than a ticket prints it: many tickets fit into one small file."""
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
        upright = picture.convert("RGB")
    upright.thumbnail((NARROWEST, LOWEST))
    small = io.BytesIO()
    upright.save(small, "JPEG", quality=85)
    return small.getvalue()


def set_photo(person: Person, content: bytes, *, by: "Account") -> None:
    """Keep `content` as this person's photo."""
    refuse_without_edit(person, by)
    media_type = check_photo(content)
    person = lock(person)
    # The name holds nothing of the person: files lie where the database's rules do not reach.
    person.photo = files.store(content, name=f"photo-{person.id}", media_type=media_type, by_id=by.id, encrypted=True)
    person.expect_version(None)
    audit.record("set_photo", person, by=by)


def import_photos(content: bytes, *, by: "Account") -> list[PhotoOutcome]:
    """Take every photo of a ZIP whose files are named by identity number; the others are named with the reason."""
    archive, items = open_photos(content)
    with archive:
        numbers = {item.filename: photo_number(item) for item in items}
        known = find_persons([(kind, number) for number in numbers.values() for kind in DocumentKind])
        owners = {number: person for (_, number), person in known.items() if may_edit(person, by)}
        return [_take(archive, item, owners.get(numbers[item.filename]), by) for item in items]


def open_photos(content: bytes) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """A ZIP of photos, and those of its files that are some. Raises Refused where there are none."""
    check_size(content, limit=ARCHIVE_LIMIT)
    archive = open_archive(content)
    items = [item for item in archive.infolist() if not item.is_dir() and _is_photo(item.filename)]
    if not items:
        raise Refused("压缩包里没有照片。请把照片以证件号码命名（如 500118199003070017.jpg），压缩成 ZIP 后上传。")
    return archive, items


def photo_number(item: zipfile.ZipInfo) -> str:
    """The identity number that a photo is named by."""
    return normalise_number(PurePosixPath(item.filename).stem)


def read_photo(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> bytes:
    """One photo of a ZIP. Raises Refused where it is too large or cannot be read."""
    if item.file_size > LARGEST:
        raise Refused(f"照片超过 {LARGEST // MEBIBYTE} MB，请压缩后再上传。")
    try:
        return archive.read(item)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise Refused("这个文件已损坏或有密码，读不出来。") from error


def _take(archive: zipfile.ZipFile, item: zipfile.ZipInfo, person: Person | None, by: "Account") -> PhotoOutcome:
    shown = PurePosixPath(item.filename).name
    if person is None:
        return PhotoOutcome(shown, "", "文件名不是本单位已登记人员的证件号码，请核对文件名，或先登记人员。")
    try:
        set_photo(person, read_photo(archive, item), by=by)
    except Refused as refusal:
        return PhotoOutcome(shown, person.name, refusal.message)
    return PhotoOutcome(shown, person.name)


def _is_photo(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in {".jpg", ".jpeg", ".png"} and not path.name.startswith("._")
