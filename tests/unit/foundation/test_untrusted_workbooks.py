"""Workbooks that must not be opened: other kinds of file, macros, formulas, bombs, lies about size."""

import io
import zipfile

import pytest
import xlsxwriter

from foundation.errors import Refused
from foundation.untrusted_workbooks import checked_copy
from foundation.workbooks import Column, read_workbook

NAME = (Column("name", "姓名", required=True),)
SHEET = "xl/worksheets/sheet1.xml"


def plain() -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, ["姓名", "张示例"])
    return content.getvalue()


def changed(content: bytes, parts: dict[str, bytes]) -> bytes:
    """The same archive with some parts replaced or added."""
    changed_content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(changed_content, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in archive.namelist():
            copy.writestr(name, parts.pop(name) if name in parts else archive.read(name))
        for name, part in parts.items():
            copy.writestr(name, part)
    return changed_content.getvalue()


def sheet_with(cell: str) -> bytes:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>{cell}</sheetData></worksheet>'
    ).encode()


def refusal_of(content: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        read_workbook(content, NAME)
    return refusal.value.message


def test_read_workbook_reads_what_is_plain():
    assert read_workbook(plain(), NAME).rows[0]["name"] == "张示例"


@pytest.mark.parametrize(
    "content",
    [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Excel", "姓名,证件号码".encode("gbk"), b"%PDF-1.7", b"<html></html>"],
)
def test_read_workbook_refuses_other_files_by_content(content: bytes):
    assert refusal_of(content).startswith("这不是 .xlsx 表格")


def test_read_workbook_refuses_an_empty_and_an_oversize_file():
    assert refusal_of(b"") == "文件是空的，请重新选择文件。"
    assert refusal_of(b"PK" + bytes(10 * 1024 * 1024)).startswith("文件太大：10.0 MB，最多 10 MB。")


def test_read_workbook_refuses_another_archive_and_a_torn_one():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as other:
        other.writestr("readme.txt", "x")
    assert refusal_of(archive.getvalue()).startswith("这不是 .xlsx 表格。")
    assert refusal_of(plain()[:-200]).startswith("文件打不开")


def test_read_workbook_refuses_macros():
    assert "带有宏" in refusal_of(changed(plain(), {"xl/vbaProject.bin": b"macro"}))


def test_read_workbook_names_the_cell_of_a_formula():
    cell = '<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="C3"><f>HYPERLINK("x")</f><v>1</v></c></row>'
    said = refusal_of(changed(plain(), {SHEET: sheet_with(cell)}))
    assert said.startswith("单元格 C3 里是公式")
    assert "选择性粘贴" in said


@pytest.mark.parametrize("cell", ['<x:c r="B2"><x:f/></x:c>', '<c r="B2"><f t="shared" si="0"/></c>'])
def test_read_workbook_finds_formulas_however_they_are_written(cell: str):
    assert refusal_of(changed(plain(), {SHEET: sheet_with(cell)})).startswith("单元格 B2 里是公式")


def test_read_workbook_refuses_a_bomb_unopened():
    bomb = changed(plain(), {"xl/sharedStrings.xml": bytes(201 * 1024 * 1024)})
    assert len(bomb) < 10 * 1024 * 1024
    assert refusal_of(bomb) == "文件展开后过大，系统没有打开它。请拆分成几个文件上传。"


def test_read_workbook_refuses_a_part_that_lies_about_its_size():
    content = bytearray(changed(plain(), {"xl/styles.xml": b"<!-- " + b"a" * 5000 + b"-->"}))
    place = content.rindex(b"xl/styles.xml") - 46
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert refusal_of(bytes(content)).startswith("表格已损坏或有密码")


@pytest.mark.parametrize("address", ["XFD1048576", "A20002", "CW2"])
def test_read_workbook_refuses_cells_far_out_before_they_fill_the_memory(address: str):
    cell = f'<row r="2"><c r="{address}"><v>1</v></c></row>'
    assert refusal_of(changed(plain(), {SHEET: sheet_with(cell)})).startswith("表格超过 20000 行或 100 列")


def test_read_workbook_lets_empty_formatted_cells_far_out_pass():
    cell = '<row r="2"><c r="A2"><v>1</v></c></row><row r="30000"><c r="A30000" s="1"/></row>'
    assert read_workbook(changed(plain(), {SHEET: sheet_with(cell)}), NAME).rows[0]["name"] == "1"


@pytest.mark.parametrize(
    "part",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><worksheet/>',
        '<?xml version="1.0" encoding="UTF-16"?><worksheet/>'.encode("utf-16"),
        sheet_with('<row r="2"><c><v>1</v></c></row>'),
    ],
)
def test_read_workbook_refuses_unusual_xml(part: bytes):
    assert "内部格式不寻常" in refusal_of(changed(plain(), {SHEET: part}))


def test_checked_copy_keeps_only_what_holds_cells():
    content = changed(plain(), {"xl/externalLinks/externalLink1.xml": b"<x/>", "xl/media/image1.png": b"x"})
    with zipfile.ZipFile(io.BytesIO(checked_copy(content, last_row=100))) as copy:
        assert [name for name in copy.namelist() if "external" in name or "media" in name] == []
