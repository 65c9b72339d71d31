"""Draws docs/pictures/certificate-kinds.png, the examples of all kinds of certificates on one sheet:

python -m demo.certificate_kinds
"""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from certificates.designs.rules import default_settings, wording_of
from certificates.designs.sheets import sheet_of
from certificates.issuing.papers import content_of
from certificates.kinds import CertificateFacts, all_kinds
from certificates.printing.content import Direction
from certificates.printing.fonts import MAIN_FAMILY, installed_fonts
from certificates.printing.plates import plate_of

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "certificate-kinds.png"
COLUMNS, PAPER_LENGTH, GAP, CAPTION = 4, 560, 24, 48
BACKGROUND, INK = "#e9e9e6", "#222222"


def main() -> None:
    """Print every kind's example and put the pages beside each other."""
    papers = [(kind.NAME, page_picture(example_of(code, kind.EXAMPLE))) for code, kind in all_kinds().items()]
    contact_sheet(papers).quantize(256).save(PICTURE, optimize=True)


def example_of(code: str, facts: CertificateFacts, direction: Direction | None = None) -> bytes:
    """The PDF of a kind's built-in design; its own direction, unless another is asked for."""
    settings = default_settings(code)
    settings = replace(settings, direction=direction or settings.direction)
    photo = drawn_portrait() if all_kinds()[code].PHOTO else b""
    content = content_of(code, facts, wording_of(code, settings, facts), photo=photo)
    return plate_of(sheet_of(code, settings, facts)).print(content)


def page_picture(pdf: bytes) -> Image.Image:
    """The first page, its longer edge `PAPER_LENGTH` pixels."""
    page = pypdfium2.PdfDocument(pdf)[0]
    picture: Image.Image = page.render(scale=PAPER_LENGTH / max(page.get_size())).to_pil()
    return picture


def drawn_portrait() -> bytes:
    """A one-inch photo (25 by 35 mm) of nobody: a head and shoulders in grey on white."""
    picture = Image.new("RGB", (295, 413), "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((30, 270, 265, 600), fill="#5b6770")
    pen.ellipse((88, 90, 207, 250), fill="#9aa5ad")
    stored = BytesIO()
    picture.save(stored, "JPEG", quality=90)
    return stored.getvalue()


def contact_sheet(papers: list[tuple[str, Image.Image]]) -> Image.Image:
    """Pages in rows of `COLUMNS`, each in a square, its name below."""
    cell, row = PAPER_LENGTH + GAP, PAPER_LENGTH + GAP + CAPTION
    rows = -(-len(papers) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * cell + GAP, rows * row + GAP), BACKGROUND)
    pen = ImageDraw.Draw(sheet)
    font = _caption_font()
    for place, (name, page) in enumerate(papers):
        left, top = GAP + place % COLUMNS * cell, GAP + place // COLUMNS * row
        sheet.paste(page, (left + (PAPER_LENGTH - page.width) // 2, top + (PAPER_LENGTH - page.height) // 2))
        pen.text((left + PAPER_LENGTH // 2, top + PAPER_LENGTH + GAP // 2), name, INK, font, anchor="ma")
    return sheet


def _caption_font() -> ImageFont.FreeTypeFont:
    main = installed_fonts()[MAIN_FAMILY, "Regular"]
    return ImageFont.truetype(main.path, size=26, index=main.index)


if __name__ == "__main__":
    main()
