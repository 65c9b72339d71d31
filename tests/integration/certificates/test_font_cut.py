"""The cut font must print exactly what the whole font prints."""

from pathlib import Path

import pypdfium2
import pytest
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

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
