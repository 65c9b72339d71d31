"""The stamped page and the page that WeasyPrint lays out alone look the same in poppler, PDFium and MuPDF.

What may differ: WeasyPrint cuts kerning down to whole thousandths of an em, so that the end of a Latin line stands up
to 0.05 mm further left, and poppler puts large glyphs on whole pixels, so that the least difference of places may move
one of them by a pixel. So a pixel may be as light or dark as its neighbours in the other picture, give or take what
smoothing does to edges; one other figure in the smallest print is more than that.
"""

import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter

from certificates.kinds import all_kinds
from certificates.printing.content import Content, Direction, Line, Paper, Sheet
from certificates.printing.plates import plate_of
from certificates.printing.whole import print_whole
from tests.factories.sheets import LATIN_NAME, MINORITY_NAME, ONE_RARE_CHARACTER, RARE_NAME, paper_of

DPI = {Paper.A4: 90, Paper.A3: 64}
NEIGHBOURS = 3
SMOOTHING = 84
"""Of 255 greys."""

CASES = {
    "short": (ONE_RARE_CHARACTER, Paper.A4, False),
    "long": (MINORITY_NAME, Paper.A4, True),
    "rare": (RARE_NAME, Paper.A3, False),
    "latin": (LATIN_NAME, Paper.A3, True),
}
"""A name, a paper, and whether the sheet is turned from the direction that the kind usually has."""


def turned(direction: Direction) -> Direction:
    return Direction.PORTRAIT if direction == Direction.LANDSCAPE else Direction.LANDSCAPE


def case_of(code: str, case: str) -> tuple[Sheet, Content]:
    name, paper, across = CASES[case]
    sheet, content = paper_of(code, name, paper=paper)
    return (replace(sheet, direction=turned(sheet.direction)) if across else sheet), content


def drawn(printed: bytes, dpi: int, folder: Path, name: str) -> dict[str, Image.Image]:
    """The page in each renderer, grey."""
    source = folder / f"{name}.pdf"
    source.write_bytes(printed)
    poppler, mupdf = folder / f"{name}-poppler", folder / f"{name}-mupdf.pgm"
    subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", "-singlefile", str(source), str(poppler)], check=True)
    draw = ["mutool", "draw", "-q", "-c", "gray", "-r", str(dpi), "-o", str(mupdf), str(source)]
    subprocess.run(draw, check=True, stderr=subprocess.DEVNULL)
    with pypdfium2.PdfDocument(printed) as document:
        pdfium = document[0].render(scale=dpi / 72, grayscale=True).to_pil().copy()
    return {"poppler": Image.open(f"{poppler}.pgm"), "mupdf": Image.open(mupdf), "pdfium": pdfium}


def differences(one: dict[str, Image.Image], other: dict[str, Image.Image]) -> dict[str, int]:
    """By how much of 255 greys a pixel is darker or lighter than all its neighbours in the other picture, at most."""
    return {name: max(_excess(one[name], other[name]), _excess(other[name], one[name])) for name in one}


def _excess(one: Image.Image, other: Image.Image) -> int:
    darker = ImageChops.subtract(other.filter(ImageFilter.MinFilter(NEIGHBOURS)), one)
    lighter = ImageChops.subtract(one, other.filter(ImageFilter.MaxFilter(NEIGHBOURS)))
    return max(level for picture in (darker, lighter) for level, count in enumerate(picture.histogram()) if count)


@pytest.mark.parametrize("code", all_kinds())
def test_plate_prints_what_whole_prints(code: str, tmp_path: Path) -> None:
    for case in CASES:
        sheet, content = case_of(code, case)
        plate = plate_of(sheet)
        assert plate.problems(content) == []
        dpi = DPI[sheet.paper]
        stamped = drawn(plate.print(content), dpi, tmp_path, "stamped")
        whole = drawn(print_whole(sheet, content), dpi, tmp_path, "whole")
        assert {name: most for name, most in differences(stamped, whole).items() if most > SMOOTHING} == {}, case


def test_pictures_differ_if_one_figure_differs(tmp_path: Path) -> None:
    sheet, content = paper_of("award")
    other = replace(content, texts={**content.texts, "number": (Line("number", "证书编号：YYJ-2026-000007"),)})
    assert content.texts["number"] == (Line("number", "证书编号：YYJ-2026-000001"),)
    dpi = DPI[sheet.paper]
    said = drawn(plate_of(sheet).print(content), dpi, tmp_path, "said")
    changed = drawn(plate_of(sheet).print(other), dpi, tmp_path, "changed")
    assert min(differences(said, changed).values()) > SMOOTHING


def picture_of(mode: str, image_format: str, **saved: object) -> bytes:
    """Something that looks different on each side and in each corner."""
    picture = Image.radial_gradient("L").resize((120, 150)).convert("RGB")
    picture.paste("#a03020", (10, 10, 50, 70))
    stored = BytesIO()
    if mode == "RGBA":
        picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    picture.convert(mode).save(stored, image_format, **saved)
    return stored.getvalue()


def test_photos_of_every_sort_look_the_same(tmp_path: Path) -> None:
    turned_camera = Image.Exif()
    turned_camera[0x0112] = 6
    photos = [
        picture_of("RGB", "JPEG"),
        picture_of("L", "JPEG"),
        picture_of("RGB", "JPEG", exif=turned_camera),
        picture_of("RGBA", "PNG"),
        picture_of("P", "PNG"),
    ]
    sheet, content = paper_of("skill_level")
    dpi = DPI[sheet.paper]
    for photo in photos:
        said = replace(content, photo=photo)
        stamped = drawn(plate_of(sheet).print(said), dpi, tmp_path, "stamped")
        whole = drawn(print_whole(sheet, said), dpi, tmp_path, "whole")
        assert {name: most for name, most in differences(stamped, whole).items() if most > SMOOTHING} == {}
    other = drawn(plate_of(sheet).print(content), dpi, tmp_path, "other")
    assert min(differences(stamped, other).values()) > SMOOTHING
