"""A page of an unsaved design as a picture, with the names for which it is hardest, and what goes wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from threading import Lock
from typing import Any

import pypdfium2

from certificates.designs.rules import DesignSettings, settings_doubts, settings_faults, wording_of
from certificates.designs.sheets import sheet_of
from certificates.kinds import CertificateFacts, all_kinds, held_by
from certificates.printing.content import Content, Line
from certificates.printing.drawing import picture_address
from certificates.printing.whole import print_whole
from foundation.errors import Refused

PREVIEW_WIDTH = 1240
"""Pixels across: small print can be read on a phone by enlarging the picture."""

MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
ONE_AT_A_TIME = Lock()
"""PDFium may not be used by two threads at once."""


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
    try:
        problems = settings_doubts(kind_code, settings)
        content = content_of(kind_code, settings, held_by(example, shown) if shown else example)
        return Preview(page_picture(print_whole(sheet, content)), problems)
    except Refused as refusal:
        return Preview(b"", [refusal.message])


def content_of(kind_code: str, settings: DesignSettings, facts: CertificateFacts) -> Content:
    """What a page says of `facts`, as the preview prints it; certificates are made from their frozen wording."""
    wording = wording_of(kind_code, settings, facts)
    return Content(
        subject=settings.title,
        texts={slot: tuple(Line(style, text) for style, text in lines) for slot, lines in wording.items()},
        address=facts.verify_url,
        made_at=MADE_AT,
    )


def page_picture(pdf: bytes) -> bytes:
    """The first page of a PDF as PNG."""
    with ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[0]
            drawn = page.render(scale=PREVIEW_WIDTH / page.get_width()).to_pil()
        finally:
            document.close()
    picture = BytesIO()
    drawn.save(picture, "PNG")
    return picture.getvalue()


def _signed_by(facts: CertificateFacts, issuers: Sequence[str]) -> CertificateFacts:
    signed: Any = facts
    changed: Mapping[str, Any] = {"issuers": tuple(issuers)}
    result: CertificateFacts = replace(signed, **changed)
    return result
