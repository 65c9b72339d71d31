"""A page of an unsaved design as a picture, with the names for which it is hardest, and what goes wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from threading import RLock
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw

from certificates.designs.rules import (
    DesignSettings,
    settings_doubts,
    settings_faults,
    wording_of,
)
from certificates.designs.sheets import sheet_of
from certificates.kinds import CertificateFacts, all_kinds, held_by
from certificates.printing.content import Content, Line
from certificates.printing.drawing import picture_address
from certificates.printing.plates import Plate, plate_of
from foundation.errors import Refused

PREVIEW_WIDTH = 1240
"""Pixels across: small print can be read on a phone by enlarging the picture."""

MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
ONE_AT_A_TIME = RLock()
"""PDFium and the opened fonts may not be used by two threads at once."""


@dataclass(frozen=True)
class Preview:
    """What the editor shows: the page as PNG (nothing if it cannot be printed) and what is wrong, in words."""

    picture: bytes
    problems: Sequence[str]

    @property
    def address(self) -> str:
        """The data address of the picture."""
        return picture_address(self.picture)


def preview_of(
    kind_code: str, settings: DesignSettings, *, issuers: Sequence[str], shown: str, names: Sequence[str] = ()
) -> Preview:
    """The page for the holder `shown` (empty: the kind's own example); problems also for all of `names`.

    `issuers` sign the page. Nothing is stored, and faults of the settings are told instead of raised.
    """
    if faults := settings_faults(kind_code, settings):
        return Preview(b"", faults)
    example = _signed_by(all_kinds()[kind_code].EXAMPLE, issuers)
    sheet = sheet_of(kind_code, settings, example)
    contents = {
        name: content_of(kind_code, settings, held_by(example, name) if name else example) for name in (shown, *names)
    }
    doubts = settings_doubts(kind_code, settings)
    with ONE_AT_A_TIME:
        try:
            plate = plate_of(sheet)
        except Refused as refusal:
            return Preview(b"", [refusal.message])
        problems = [*doubts, *_problems(plate, contents)]
        if plate.problems(contents[shown]):
            return Preview(b"", problems)
        return Preview(page_picture(plate.print(contents[shown])), problems)


def content_of(kind_code: str, settings: DesignSettings, facts: CertificateFacts) -> Content:
    """What a page says of `facts`, as the preview prints it; certificates are made from their frozen wording."""
    wording = wording_of(kind_code, settings, facts)
    return Content(
        subject=settings.title,
        texts={slot: tuple(Line(style, text) for style, text in lines) for slot, lines in wording.items()},
        address=facts.verify_url,
        made_at=MADE_AT,
        photo=_photo_place() if all_kinds()[kind_code].PHOTO else b"",
    )


def page_picture(pdf: bytes) -> bytes:
    """The first page of a PDF as PNG."""
    picture = BytesIO()
    drawn_page(pdf, PREVIEW_WIDTH).save(picture, "PNG")
    return picture.getvalue()


def drawn_page(pdf: bytes, width: int) -> Image.Image:
    """The first page of a PDF of ours, `width` pixels across."""
    with ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[0]
            drawn: Image.Image = page.render(scale=width / page.get_width()).to_pil()
        finally:
            document.close()
    return drawn


def _problems(plate: Plate, contents: Mapping[str, Content]) -> list[str]:
    """What is wrong with each of the names and with the page that has it."""
    found = ((name, problem) for name, content in contents.items() for problem in plate.problems(content))
    return [f"“{name}”：{problem}" if name else problem for name, problem in found]


def _signed_by(facts: CertificateFacts, issuers: Sequence[str]) -> CertificateFacts:
    signed: Any = facts
    changed: Mapping[str, Any] = {"issuers": tuple(issuers)}
    result: CertificateFacts = replace(signed, **changed)
    return result


@cache
def _photo_place() -> bytes:
    """Somebody's outline, where the holder's photo will be."""
    drawn = Image.new("RGB", (295, 413), "#e4e7ea")
    pen = ImageDraw.Draw(drawn)
    pen.ellipse((90, 80, 205, 225), fill="#aab2ba")
    pen.ellipse((25, 255, 270, 600), fill="#aab2ba")
    picture = BytesIO()
    drawn.save(picture, "PNG")
    return picture.getvalue()
