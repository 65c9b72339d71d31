"""The stamped file, taken apart: its text, its tags, its fonts, its metadata, what is attached."""

import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from fontTools.cffLib import CFFFontSet
from pikepdf import pdfa

from certificates.kinds import all_kinds
from certificates.printing.content import Attached, Content, Direction, Issuer, Line, Paper, Sheet
from certificates.printing.fonts import font_report
from certificates.printing.layout import PRINTED_FONTS, fonts_used
from certificates.printing.plates import plate_of
from certificates.printing.whole import print_whole
from tests.factories.sheets import LATIN_NAME, MINORITY_NAME, RARE_NAME, SHORT_NAME, paper_of

A4 = (595.28, 841.89)
RARE_FONTS = {"HanaMinB", "Jiangxin-Serif", "Jiangxin-Serif-Bold", "Noto-Serif-CJK-SC-Bold"}


def structure(element: Any) -> list[Any]:
    """The structure tree as nested lists: tag, alternative text, kids; marked content as its number."""
    kids = [kid if isinstance(kid, int) else structure(kid) for kid in element.K]
    return [str(element.S), str(element.get("/Alt", "")), *kids]


def flat(tree: list[Any]) -> Iterator[list[Any]]:
    yield tree
    for kid in tree[2:]:
        if isinstance(kid, list):
            yield from flat(kid)


def marks_in(content: bytes) -> list[int]:
    """The numbers of the pieces of marked content, in the order in which they are drawn."""
    with pikepdf.open(BytesIO(content)) as pdf:
        operations = pikepdf.parse_content_stream(pdf.pages[0])
        return [
            int(one.operands[1].MCID) for one in operations if str(one.operator) == "BDC" and len(one.operands) == 2
        ]


def text_of(printed: bytes, folder: Path) -> str:
    (folder / "paper.pdf").write_bytes(printed)
    command = ["pdftotext", "-raw", str(folder / "paper.pdf"), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.replace("\n", "")


@pytest.mark.parametrize("code", all_kinds())
def test_every_kind_is_a_sound_file_that_says_all_its_texts(code: str, tmp_path: Path) -> None:
    for name in (SHORT_NAME, MINORITY_NAME, RARE_NAME, LATIN_NAME):
        sheet, content = paper_of(code, name)
        printed = plate_of(sheet).print(content)
        text = text_of(printed, tmp_path).replace(" ", "")
        texts = [line.text for lines in content.texts.values() for line in lines]
        assert [said for said in texts if said.replace(" ", "") not in text] == []
        assert any(name in said for said in texts)
        checked = subprocess.run(["qpdf", "--check", tmp_path / "paper.pdf"], capture_output=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, b"")


def test_tags_are_those_of_the_page_laid_out_alone() -> None:
    for code in all_kinds():
        sheet, content = paper_of(code)
        trees = []
        for printed in (plate_of(sheet).print(content), print_whole(sheet, content)):
            with pikepdf.open(BytesIO(printed)) as pdf:
                tree = structure(pdf.Root.StructTreeRoot.K[0])
                trees.append([one[:2] for one in flat(tree) if one[0] in {"/H1", "/P", "/Figure", "/Document"}])
        assert trees[0] == trees[1], code


def test_every_piece_of_content_belongs_to_one_tag() -> None:
    sheet, content = paper_of("skill_level")
    printed = plate_of(sheet).print(content)
    with pikepdf.open(BytesIO(printed)) as pdf:
        root = pdf.Root.StructTreeRoot
        elements = list(flat(structure(root.K[0])))
        owned = sorted(kid for element in elements for kid in element[2:] if isinstance(kid, int))
        owners = root.ParentTree.Nums[1]
        assert [int(owner.K[0]) for owner in owners] == list(range(len(owners)))
        figures = [element[1] for element in elements if element[0] == "/Figure"]
    assert owned == sorted(marks_in(printed)) == list(range(len(owners)))
    seals = [f"印章：{issuer.name}" for issuer in sheet.issuers]
    assert sorted(figures) == sorted(["持证人照片", *seals, f"查验二维码：{content.address}"])


def test_file_says_what_it_is() -> None:
    sheet, content = paper_of("award")
    with pikepdf.open(BytesIO(plate_of(sheet).print(content))) as pdf:
        assert str(pdf.docinfo.CreationDate) == "D:20261120000000Z"
        assert str(pdf.docinfo.Title) == content.subject
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "3A"
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == content.subject
            assert metadata["xmp:CreateDate"] == "2026-11-20T00:00:00Z"
        assert str(pdf.Root.Lang) == "zh-CN"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert [str(intent.S) for intent in pdf.Root.OutputIntents] == ["/GTS_PDFA1"]
        assert len(set(map(bytes, pdf.trailer.ID))) == 1


def test_an_independent_checker_finds_the_pdf_archivable() -> None:
    """veraPDF's rules for level B, as pikepdf applies them. It knows no level A and no PDF/UA identifier, which stand
    in the metadata, and does not look into patterns; a violation elsewhere would be ours."""
    for code in all_kinds():
        sheet, content = paper_of(code, RARE_NAME + "\U00020001")
        with pikepdf.open(BytesIO(plate_of(sheet).print(content))) as pdf:
            findings = [finding for finding in pdfa.check(pdf, "3b").findings if finding.kind == "violation"]
        assert [finding for finding in findings if "(MetadataStream)" not in finding.where] == [], code
        assert {finding.rule for finding in findings} == {"ISO_19005_3:6.6.2.3.1-1", "ISO_19005_3:6.6.4-3"}


def test_same_content_gives_the_same_bytes_also_in_threads() -> None:
    papers = [paper_of("award", name) for name in (SHORT_NAME, RARE_NAME, LATIN_NAME)] * 4
    with ThreadPoolExecutor(4) as threads:
        printed = list(threads.map(lambda paper: plate_of(paper[0]).print(paper[1]), papers))
    assert len(set(printed)) == 3
    with pikepdf.open(BytesIO(printed[0])) as one, pikepdf.open(BytesIO(printed[1])) as other:
        assert bytes(one.trailer.ID[0]) != bytes(other.trailer.ID[0])


def test_attachments_come_back_unchanged() -> None:
    sheet, content = paper_of("award")
    files = (Attached("credential.json", b"{}", "证书"), Attached("badge.jwt", b"a.b.c", "徽章", "application/jwt"))
    with pikepdf.open(BytesIO(plate_of(sheet).print(replace(content, attached=files)))) as pdf:
        found = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
        relations = [(str(one.UF), str(one.AFRelationship)) for one in pdf.Root.AF]
        kind = str(pdf.attachments["badge.jwt"].get_file().mime_type)
    assert found == {"credential.json": b"{}", "badge.jwt": b"a.b.c"}
    assert relations == [("badge.jwt", "/Data"), ("credential.json", "/Data")]
    assert kind == "application/jwt"
    with pikepdf.open(BytesIO(plate_of(sheet).print(content))) as pdf:
        assert json.loads(pdf.attachments["credential.json"].get_file().read_bytes()) == {"持证人": SHORT_NAME}


def test_fonts_are_ours_and_stamped_ones_number_glyphs_by_identity() -> None:
    assert font_report() == []
    sheet, content = paper_of("award", RARE_NAME + "\U00020001")
    with pikepdf.open(BytesIO(plate_of(sheet).print(content))) as pdf:
        assert fonts_used(pdf) == RARE_FONTS
        assert fonts_used(pdf) < PRINTED_FONTS
        fonts = pdf.pages[0].Resources.Font
        stamped = [fonts[name].DescendantFonts[0] for name in dict(fonts) if name.startswith("/S")]
        programs = [font.FontDescriptor.FontFile3.read_bytes() for font in stamped if font.Subtype == "/CIDFontType0"]
        mapped = [str(font.CIDToGIDMap) for font in stamped if font.Subtype == "/CIDFontType2"]
    assert mapped == ["/Identity"]
    assert len(programs) == 3
    for program in programs:
        fonts_in = CFFFontSet()
        fonts_in.decompile(BytesIO(program), None)
        names = fonts_in[0].charset
        assert names == [".notdef", *(f"cid{place:05d}" for place in range(1, len(names)))]


@pytest.mark.parametrize(("paper", "direction"), [(paper, way) for paper in Paper for way in Direction])
def test_paper_has_its_size(paper: Paper, direction: Direction) -> None:
    sheet, content = paper_of("award", paper=paper, direction=direction)
    with pikepdf.open(BytesIO(plate_of(sheet).print(content))) as pdf:
        width, height = (float(edge) for edge in pdf.pages[0].MediaBox[2:])
    wanted = [edge * (2**0.5 if paper == Paper.A3 else 1) for edge in A4]
    assert [width, height] == pytest.approx(wanted if direction == Direction.PORTRAIT else wanted[::-1], abs=0.1)


def test_qr_codes_are_read_by_a_camera() -> None:
    sheet, content = paper_of("award")
    said = []
    for token in ("Zk3vQ9sT1nXw7RbD5hYc2A", "AAAAAAAAAAAAAAAAAAAAAA", "0_-9z8y7x6w5v4u3t2s1r0"):
        address = f"https://jiangxin.example/v/{token}"
        with pypdfium2.PdfDocument(plate_of(sheet).print(replace(content, address=address))) as document:
            picture = document[0].render(scale=2).to_pil()
        said.append([code.text for code in zxingcpp.read_barcodes(picture)] == [address])
    assert said == [True, True, True]


def problems(sheet: Sheet, content: Content) -> list[str]:
    return plate_of(sheet).problems(content)


def test_problems_are_told_before_anything_is_printed() -> None:
    sheet, content = paper_of("skill_level")
    assert problems(sheet, content) == []
    assert problems(sheet, replace(content, photo=b"")) == ["缺少照片，这种证书要印持证人的照片。"]
    name = replace(content, texts={**content.texts, "holder": (Line("name", "王\ue863\U0002ff00"),)})
    assert problems(sheet, name) == [
        "U+E863是造字区字符，各系统显示不同，请改用该字的国家标准编码。",
        "打印字体里没有U+2FF00这个字，请核对是否录错。",
    ]
    long = "示例" * 400
    overlong = replace(content, texts={**content.texts, "body": (Line("text", "正文。"), Line("text", long))})
    assert problems(sheet, overlong) == [
        f"“{long[:40]}…”太长，缩到最小的字号也放不下。请缩短这段文字，或改用更大的版式。"
    ]


def test_every_text_of_a_kind_has_its_place() -> None:
    for code in all_kinds():
        sheet, content = paper_of(code)
        for direction in Direction:
            names = {slot.name for slot in plate_of(replace(sheet, direction=direction)).slots()}
            assert names == set(content.texts), (code, direction)


def test_markup_in_texts_is_text(tmp_path: Path) -> None:
    sheet, content = paper_of("award")
    issuer = Issuer("示例&<b>工会</b>")
    said = replace(content, texts={**content.texts, "body": (Line("unit", "<b>示例</b>&(工会)\\"),)})
    text = text_of(plate_of(replace(sheet, issuers=(issuer,))).print(said), tmp_path)
    assert "<b>示例</b>&(工会)\\" in text
    assert "示例&<b>工会</b>" in text
