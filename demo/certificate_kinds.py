"""Draws docs/pictures/certificate-kinds.png, the examples of all kinds of certificates on one sheet, and
certificate-names.png, the same for holders whose names are rare, long or Latin:

python -m demo.certificate_kinds
"""

from dataclasses import replace
from io import BytesIO
from itertools import cycle
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from certificates.designs.rules import default_settings, wording_of
from certificates.designs.sheets import sheet_of
from certificates.issuing.papers import content_of
from certificates.kinds import CertificateFacts, all_kinds, held_by
from certificates.printing.content import Direction
from certificates.printing.fonts import MAIN_FAMILY, installed_fonts
from certificates.printing.plates import plate_of

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
NAMES = (
    "𬱖示䶮",
    "迪丽热巴·阿卜杜热合曼·艾山江·买买提吐尔逊·依明江·阿布都克里木·示例·托合提·肉孜·巴哈尔古丽·示范·吐尔逊江",
    "Johannes Chrysostomus Example-Mozart",
    "㛃样",
)
COLUMNS, PAPER_LENGTH, GAP, CAPTION = 4, 560, 24, 48
BACKGROUND, INK = "#e9e9e6", "#222222"


def main() -> None:
    """Print every kind's example, as it is and for other holders, and put the pages beside each other."""
    kinds = all_kinds().items()
    draw("certificate-kinds", [(kind.NAME, example_of(code, kind.EXAMPLE)) for code, kind in kinds])
    hard = [
        (kind.NAME, example_of(code, held_by(kind.EXAMPLE, name))) for (code, kind), name in zip(kinds, cycle(NAMES))
    ]
    draw("certificate-names", hard)


def draw(name: str, papers: list[tuple[str, bytes]]) -> None:
    """The first pages of `papers` as one picture."""
    pages = [(title, page_picture(pdf)) for title, pdf in papers]
    contact_sheet(pages).quantize(256).save(PICTURES / f"{name}.png", optimize=True)


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
