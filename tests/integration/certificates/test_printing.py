"""Papers other than certificates, what templates may open, and who says that a character cannot be printed."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from jinja2 import UndefinedError

from certificates.kinds import award
from certificates.printing.layout import TEMPLATES, OwnFilesOnly
from certificates.printing.papers import missing_characters, print_document
from certificates.printing.whole import print_whole
from foundation.errors import Refused
from tests.factories.sheets import paper_of


def text_of(printed: bytes) -> str:
    with pypdfium2.PdfDocument(printed) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document).replace("\r\n", "")


@pytest.mark.parametrize(("character", "named"), [("\ue863", "U+E863"), ("\U000f1234", "U+F1234")])
def test_a_character_without_glyph_is_named(character: str, named: str) -> None:
    facts = replace(award.EXAMPLE, holders=(f"王{character}",))
    assert missing_characters(facts) == [named]
    with pytest.raises(Refused, match="打印字体里没有这些字：") as refused:
        print_whole(*paper_of("award", f"王{character}"))
    assert refused.value.reasons == [f"缺字 {named}"]
    assert missing_characters(replace(award.EXAMPLE, holders=("𬱖䶮㛃\U00020001\u9fec",))) == []


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
