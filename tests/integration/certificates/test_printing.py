"""The printed certificate, read back: its text, its tags, its fonts, its place on the paper."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from jinja2 import UndefinedError

from certificates.kinds import all_kinds, award
from certificates.printing.fonts import font_report
from certificates.printing.layout import TEMPLATES, OwnFilesOnly, fonts_used
from certificates.printing.papers import (
    missing_characters,
    print_certificate,
    print_document,
)
from foundation.errors import Refused

MILLIMETRE = 72 / 25.4
INSIDE_THE_FRAME = (22 * MILLIMETRE, 22 * MILLIMETRE, 275 * MILLIMETRE, 188 * MILLIMETRE)
LONG = replace(
    award.EXAMPLE,
    competition="第十二届渝永江融合发展示范区暨示例省产业工人职业技能大赛（装备制造与现代服务业专场）",
    event="工业机器人系统操作员（装调与运维综合应用方向）",
    holders=("买买提·吐尔逊·阿不都热合曼·艾合买提江",),
    organisation="示例市示例区示例街道装备制造与新材料产业园区联合工会委员会下属示例重型机械股份有限公司工会",
    award="优秀组织奖暨技术创新特别贡献奖",
    issuers=("示例市总工会", "示例市人力资源和社会保障局", "渝永江融合发展示范区管理委员会", "示例省机械工业联合会"),
)
TEAM = replace(LONG, team="渝永江融合发展示范区联合代表队", holders=("张示例", "李示例", "王示例", "赵示例", "陈示例"))
LATIN = replace(award.EXAMPLE, holders=("Wilhelmina Alexandra Wolfeschlegelsteinhausenbergerdorff",))
RARE = replace(award.EXAMPLE, holders=("𬱖䶮㛃\U00020001",), issuers=("示例市总工会", "示例区䶮山工会"))


def text_of(printed: bytes) -> str:
    with pypdfium2.PdfDocument(printed) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document).replace("\r\n", "")


def character_boxes(printed: bytes) -> list[tuple[float, float, float, float]]:
    with pypdfium2.PdfDocument(printed) as document:
        page = document[0].get_textpage()
        return [page.get_charbox(place) for place in range(page.count_chars()) if page.get_text_range(place, 1).strip()]


def test_fonts_are_installed() -> None:
    assert font_report() == []


@pytest.mark.parametrize("code", ["award"])
def test_print_certificate_gives_selectable_text(code: str) -> None:
    example = all_kinds()[code].EXAMPLE
    text = text_of(print_certificate(code, example))
    assert example.holder in text
    assert example.number in text
    assert "2026年11月20日" in text


def test_print_certificate_prints_the_sentence_of_the_award() -> None:
    text = text_of(print_certificate("award", award.EXAMPLE))
    assert award.EXAMPLE.sentence.replace("荣获一等奖。", "荣获一等奖") in text
    assert text.startswith("荣誉证书")
    assert award.EXAMPLE.organisation in text


def test_print_certificate_says_it_is_archivable_and_accessible() -> None:
    with pikepdf.open(BytesIO(print_certificate("award", award.EXAMPLE))) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "3A"
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "荣誉证书：张示例（YYJ-2026-000001）"
        assert pdf.Root.Metadata.read_bytes().count(b"</rdf:RDF>") == 1
        assert str(pdf.Root.Lang) == "zh-CN"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert len(pdf.Root.OutputIntents) == 1


def test_print_certificate_gives_every_figure_an_alternative_text() -> None:
    with pikepdf.open(BytesIO(print_certificate("award", award.EXAMPLE))) as pdf:
        tags = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/P" in one]
        figures = [str(tag.Alt) for tag in tags if tag.S == "/Figure"]
        headings = [tag for tag in tags if tag.S == "/H1"]
    assert figures == ["印章：示例市总工会", f"查验二维码：{award.EXAMPLE.verify_url}"]
    assert len(headings) == 1


def test_print_certificate_attaches_the_facts() -> None:
    with pikepdf.open(BytesIO(print_certificate("award", award.EXAMPLE))) as pdf:
        assert list(pdf.attachments) == ["credential.json"]
        assert pdf.attachments["credential.json"].obj.AFRelationship == "/Data"
        credential = json.loads(pdf.attachments["credential.json"].get_file().read_bytes())
    assert credential["kind"] == "award"
    assert credential["sentence"] == award.EXAMPLE.sentence
    assert credential["facts"]["number"] == "YYJ-2026-000001"


def test_print_certificate_embeds_cut_fonts_with_identity_charset() -> None:
    with pikepdf.open(BytesIO(print_certificate("award", award.EXAMPLE))) as pdf:
        assert fonts_used(pdf) == {"Jiangxin-Serif", "Jiangxin-Serif-Bold"}
        programs = [
            one.FontFile3.read_bytes()
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        ]
    assert len(programs) == 2
    for program in programs:
        names = TTFont(BytesIO(program)).getGlyphOrder()
        assert names == [".notdef", *(f"cid{place:05d}" for place in range(1, len(names)))]


def test_print_certificate_finds_rare_characters_in_the_named_fallbacks() -> None:
    assert missing_characters(RARE) == []
    printed = print_certificate("award", RARE)
    assert RARE.holder in text_of(printed)
    with pikepdf.open(BytesIO(printed)) as pdf:
        assert fonts_used(pdf) == {
            "Jiangxin-Serif",
            "Jiangxin-Serif-Bold",
            "Noto-Serif-CJK-SC",
            "Noto-Serif-CJK-SC-Bold",
            "HanaMinB-Medium",
        }


@pytest.mark.parametrize(("character", "named"), [("\ue863", "U+E863"), ("\U000f1234", "U+F1234")])
def test_print_certificate_names_a_character_without_glyph(character: str, named: str) -> None:
    facts = replace(award.EXAMPLE, holders=(f"王{character}",))
    assert missing_characters(facts) == [named]
    with pytest.raises(Refused, match=re.escape(f"打印字体里没有这些字：{named}。")) as refused:
        print_certificate("award", facts)
    assert refused.value.reasons == [f"缺字 {named}"]


@pytest.mark.parametrize("facts", [award.EXAMPLE, LONG, TEAM, LATIN, RARE])
def test_print_certificate_keeps_all_text_inside_the_frame(facts: award.Facts) -> None:
    printed = print_certificate("award", facts)
    assert len(pikepdf.open(BytesIO(printed)).pages) == 1
    left, bottom, right, top = INSIDE_THE_FRAME
    boxes = character_boxes(printed)
    assert len(boxes) > 60
    assert [box for box in boxes if box[0] < left or box[1] < bottom or box[2] > right or box[3] > top] == []


def test_print_certificate_twice_gives_the_same_bytes() -> None:
    assert print_certificate("award", award.EXAMPLE) == print_certificate("award", award.EXAMPLE)


def test_print_certificate_in_several_threads_at_once_gives_the_same_bytes() -> None:
    with ThreadPoolExecutor(4) as threads:
        printed = list(threads.map(lambda facts: print_certificate("award", facts), [award.EXAMPLE, LONG] * 4))
    assert set(printed) == {print_certificate("award", award.EXAMPLE), print_certificate("award", LONG)}


def test_print_certificate_prints_markup_in_facts_as_text() -> None:
    facts = replace(award.EXAMPLE, organisation="<b>示例</b>&工会")
    assert "<b>示例</b>&工会" in text_of(print_certificate("award", facts))


def test_print_document_is_numbered_and_archivable() -> None:
    printed = print_document("certificates/pdf/document.html", {})
    assert "第 1 页，共 1 页" in text_of(printed)
    with pikepdf.open(BytesIO(printed)) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"


def test_print_document_refuses_a_fact_that_is_not_there() -> None:
    with pytest.raises(UndefinedError):
        print_document("certificates/pdf/award.html", {"number": "YYJ-2026-000001"})


@pytest.mark.parametrize(
    "address",
    [
        "https://jiangxin.example/logo.png",
        "file:///etc/hostname",
        (TEMPLATES / "certificates/pdf/../../base.html").as_uri(),
        f"file://elsewhere{TEMPLATES}/certificates/pdf/borders/line.svg",
        "data:text/html,<p>",
    ],
)
def test_templates_open_nothing_but_their_own_files(address: str) -> None:
    with pytest.raises(PermissionError):
        OwnFilesOnly(TEMPLATES / "certificates/pdf").fetch(address)


def test_templates_open_their_own_files() -> None:
    folder = TEMPLATES / "certificates/pdf"
    response = OwnFilesOnly(folder).fetch((folder / "borders/line.svg").as_uri())
    assert response.read() == (folder / "borders/line.svg").read_bytes()
