"""The cut font must print exactly what the whole font prints."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import uharfbuzz
from fontTools.cffLib import CFFFontSet
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from certificates.printing.cff import with_identity_charset
from certificates.printing.embedding import WITHOUT_HINTS
from certificates.printing.font_cut import common_characters, cut_font
from certificates.printing.fonts import MAIN_FAMILY, installed_fonts

TEXT = "荣誉证书：张示例同志在“示例竞赛”（职工组）中荣获一等奖。YYJ-2026-000123，AVATAR Wolf fi 骨直刃①℃·《》—…"


def picture(family: str, weight: int, faces: str = "") -> bytes:
    configuration = FontConfiguration()
    style = f'{faces} @page {{ size: 180mm 60mm; margin: 5mm }} p {{ font: {weight} 18pt "{family}" }}'
    sheet = CSS(string=style, font_config=configuration)
    page = HTML(string=f'<html lang="zh-CN"><p>{TEXT}</p></html>')
    printed = page.write_pdf(stylesheets=[sheet], font_config=configuration)
    with pypdfium2.PdfDocument(printed) as document:
        return document[0].render(scale=3).to_pil().tobytes()


@pytest.mark.parametrize(("style", "weight"), [("Regular", 400), ("Bold", 700)])
def test_cut_font_prints_the_same_picture_as_the_whole_font(style: str, weight: int, tmp_path: Path) -> None:
    cut = tmp_path / "cut.otf"
    cut.write_bytes(cut_font(installed_fonts()[MAIN_FAMILY, style]))
    face = f'@font-face {{ font-family: "Cut"; font-weight: {weight}; src: url({cut.as_uri()}) }}'
    whole = picture(MAIN_FAMILY, weight)
    assert picture("Cut", weight, face) == whole
    assert picture("No Such Font", weight) != whole


def test_common_characters_are_those_of_gb2312_and_latin() -> None:
    characters = common_characters()
    assert len([point for point in characters if 0x4E00 <= point <= 0x9FFF]) == 6763
    assert ord("é") in characters
    assert ord("䶮") not in characters


@pytest.mark.parametrize("count", [1, 2, 3, 256, 257])
def test_identity_charset_leaves_the_outlines_as_they_are(count: int) -> None:
    """With one glyph it was longer than the charset that it replaced, and a name with one rare character had a gap."""
    main = installed_fonts()[MAIN_FAMILY, "Bold"]
    wanted = uharfbuzz.SubsetInput()
    wanted.glyph_set.update(range(5000, 5000 + count))
    wanted.flags = WITHOUT_HINTS
    cut = uharfbuzz.subset(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(main.path), main.index), wanted)
    table = cut.reference_table("CFF ").data
    before, after = (opened(one) for one in (table, with_identity_charset(table)))
    assert after.charset == [".notdef", *(f"cid{number:05}" for number in range(1, count + 1))]
    assert outlines(after) == outlines(before)


def opened(table: bytes) -> Any:
    """The font in a CFF table."""
    font = CFFFontSet()
    font.decompile(BytesIO(table), None)
    return font[0]


def outlines(font: Any) -> list[bytes]:
    """The program of each glyph, in order."""
    return [bytes(font.CharStrings.charStringsIndex[place].bytecode) for place in range(len(font.charset))]
