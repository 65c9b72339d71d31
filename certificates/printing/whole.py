"""Prints one certificate by WeasyPrint alone: the reference that the stamped page must look like."""

from datetime import UTC

from markupsafe import Markup
from weasyprint import Attachment

from certificates.printing.composing import PlacedLine, PlacedParagraph, Slot, VerticalAlign, compose
from certificates.printing.content import Content, Sheet
from certificates.printing.drawing import PHOTO_TITLE, picture_address, qr_address, qr_title
from certificates.printing.fonts import MILLIMETRES_IN_A_POINT
from certificates.printing.shaping import Run, shaped
from certificates.printing.sheets import lay_out_sheet, place_of
from certificates.printing.styles import TextStyle

STRUT = 3.0
"""Line height, in ems, of the empty line on which a line of text stands: higher than any font, so that the baseline
depends on the main font alone."""

BASELINE_OF_STRUT = STRUT / 2 + (1.151 - 0.286) / 2
"""Where its baseline is, in ems from its top: by CSS 2.1, 10.8.1, from ascent and descent of Noto Serif CJK."""


def print_whole(sheet: Sheet, content: Content) -> bytes:
    """The PDF of one certificate. Raises Refused for missing glyphs, Overlong for texts that do not fit."""
    attachments = [
        Attachment(
            string=file.content.decode(),
            name=file.name,
            description=file.description,
            relationship="Data",
            created=content.made_at.astimezone(UTC),
            modified=content.made_at.astimezone(UTC),
        )
        for file in content.attached
    ]
    filled = Filled(content)
    return lay_out_sheet(sheet, filled, subject=content.subject, made_at=content.made_at, attachments=attachments)


class Filled:
    """The openings of a sheet with one certificate's content in them."""

    def __init__(self, content: Content) -> None:
        self.content = content

    def slot(self, name: str, x: float, y: float, width: float, height: float, valign: str = "top") -> Markup:
        place = Slot(name, x, y, width, height, VerticalAlign(valign))
        return Markup("").join(_paragraph(one) for one in compose(place, self.content.texts.get(name, ())))

    def qr(self, x: float, y: float, size: float) -> Markup:
        address = self.content.address
        return _picture(qr_address(address), qr_title(address), place_of(x, y, size, size))

    def photo(self, x: float, y: float, width: float, height: float) -> Markup:
        if not self.content.photo:
            return Markup("")
        style = f"{place_of(x, y, width, height)}; object-fit: cover"
        return _picture(picture_address(self.content.photo), PHOTO_TITLE, style)


def _picture(address: str, alternative: str, style: str) -> Markup:
    return Markup('<img src="{}" alt="{}" style="{}">').format(address, alternative, style)


def _paragraph(paragraph: PlacedParagraph) -> Markup:
    return Markup("<p>{}</p>").format(Markup("").join(_line(paragraph.style, line) for line in paragraph.lines))


def _line(style: TextStyle, line: PlacedLine) -> Markup:
    """A line on its baseline; every run names its font, so that Pango has nothing to choose."""
    em = line.size * MILLIMETRES_IN_A_POINT
    css = (
        f"position: absolute; white-space: pre; left: {line.x:.4f}mm; top: {line.y - BASELINE_OF_STRUT * em:.4f}mm; "
        f"font-size: {line.size}pt; line-height: {STRUT}; color: {style.colour}"
    )
    runs = Markup("").join(_run(run, line.spacing) for run in shaped(line.text, style.bold))
    return Markup('<span style="{}">{}</span>').format(css, runs)


def _run(run: Run, spacing: float) -> Markup:
    css = f"line-height: 1; font-family: '{run.face.family}'; font-weight: {700 if run.face.bold else 400}"
    return Markup('<span style="{}">{}</span>').format(css, _spaced(run, spacing) if spacing else run.text)


def _spaced(run: Run, spacing: float) -> Markup:
    """Characters with room behind each. CSS has letter-spacing, but WeasyPrint cuts every gap down to a whole
    thousandth of an em, which adds up to half a pixel at the end of a line."""
    return Markup("").join(
        Markup('<span style="margin-right: {}em">{}</span>').format(spacing - glyph.kern / 1000, glyph.text)
        for glyph in run.glyphs
    )
