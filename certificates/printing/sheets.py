"""Lays a sheet out with WeasyPrint. What fills its openings (texts, QR code, photo) is up to the caller."""

from collections.abc import Sequence
from datetime import UTC, datetime
from math import sqrt
from typing import Any, Protocol

from markupsafe import Markup
from weasyprint import Attachment

from certificates.printing.content import Direction, Paper, Sheet
from certificates.printing.layout import lay_out

SHORT_EDGE, LONG_EDGE = 210, 297
A3_FACTOR = sqrt(2)


class Openings(Protocol):
    """What a template calls where it leaves something open. Lengths are millimetres on the A4 form of the sheet."""

    def slot(self, name: str, x: float, y: float, width: float, height: float, valign: str = "top") -> Markup:
        """The texts of the slot `name`; `valign` is top, middle or bottom."""

    def qr(self, x: float, y: float, size: float) -> Markup:
        """The QR code with its quiet zone, `size` wide and high."""

    def photo(self, x: float, y: float, width: float, height: float) -> Markup:
        """The holder's photo, cut to fill its place."""


def scale_of(sheet: Sheet) -> float:
    """What the lengths of the A4 form are multiplied with."""
    return A3_FACTOR if sheet.paper == Paper.A3 else 1.0


def lay_out_sheet(
    sheet: Sheet, openings: Openings, *, subject: str, made_at: datetime, attachments: Sequence[Attachment] = ()
) -> bytes:
    """The PDF of a sheet. `subject` becomes its title, `made_at` its date. Raises Refused for missing glyphs."""
    return lay_out(sheet.template, context_of(sheet, openings, subject=subject, made_at=made_at), attachments)


def context_of(sheet: Sheet, openings: Openings, *, subject: str, made_at: datetime) -> dict[str, Any]:
    """What the template of a sheet sees."""
    landscape = sheet.direction == Direction.LANDSCAPE
    width, height = (LONG_EDGE, SHORT_EDGE) if landscape else (SHORT_EDGE, LONG_EDGE)
    return {
        "sheet": sheet,
        "subject": subject,
        "made_at": made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "landscape": landscape,
        "width": width,
        "height": height,
        "scale": scale_of(sheet),
        "slot": openings.slot,
        "qr": openings.qr,
        "photo": openings.photo,
    }


def place_of(x: float, y: float, width: float, height: float) -> str:
    """The style of an element at a place of the sheet."""
    return f"position: absolute; left: {x:.4f}mm; top: {y:.4f}mm; width: {width:.4f}mm; height: {height:.4f}mm"
