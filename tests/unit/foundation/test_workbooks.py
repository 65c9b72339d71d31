"""Workbooks in and out: templates, cells judged by their column, faults marked, nothing run."""

import io
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from foundation.errors import Refused
from foundation.workbook_layout import column_letter
from foundation.workbook_writing import export_workbook, marked_workbook, template_workbook
from foundation.workbooks import Cell, Column, Sheet, read_workbook
from tests.factories.workbooks import workbook

COLUMNS = (
    Column("name", "姓名", required=True, note="与证件一致。", example="张示例"),
    Column("number", "证件号码", Cell.CODE, required=True),
    Column("sex", "性别", choices=("男", "女")),
    Column("since", "入职日期", Cell.DATE),
    Column("places", "名额", Cell.NUMBER),
)
HEADER = ["姓名*", "证件号码*", "性别", "入职日期", "名额"]
RIGHT = ["张示例", "50011819900307001X", "男", "2020-07-01", 3]


def roster(*rows: list[object], header: list[str] = HEADER) -> bytes:
    return workbook(header, *rows)


def faults(sheet: Sheet) -> list[str]:
    return [str(fault) for row in sheet.rows for fault in row.faults]


def cells(content: bytes, sheet: int = 0) -> list[list[Any]]:
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python(skip_empty_area=False)
    )


def test_read_workbook_gives_each_cell_in_the_type_of_its_column():
    [row] = read_workbook(roster(RIGHT), COLUMNS).rows
    assert (row.number, row.faults, row.notices) == (2, [], [])
    assert row.cells == {
        "name": "张示例",
        "number": "50011819900307001X",
        "sex": "男",
        "since": date(2020, 7, 1),
        "places": 3,
    }


def test_read_workbook_finds_columns_by_title_and_names_those_nobody_asked_for():
    content = roster([1, "50011819900307001X", "张示例"], header=["序号", "证件号码", " 姓名 "])
    sheet = read_workbook(content, COLUMNS)
    assert sheet.rows[0]["name"] == "张示例"
    assert sheet.ignored == ["序号"]


@pytest.mark.parametrize(
    ("index", "value", "fault"),
    [
        (0, None, "第 2 行 A 列“姓名”：必填，请填写。"),
        (0, "   ", "第 2 行 A 列“姓名”：必填，请填写。"),
        (0, "张\n示例", "第 2 行 A 列“姓名”：含有换行或看不见的控制字符，请删去后重新录入。"),
        (0, "张" * 501, "第 2 行 A 列“姓名”：超过 500 个字，请缩短。"),
        (
            1,
            500118199003070010,
            "第 2 行 B 列“证件号码”：是数字格式，长号码的末几位已经丢失。"
            "请先把这一列的单元格格式设为“文本”，再重新录入号码。",
        ),
        (1, "５00118199003070010", "第 2 行 B 列“证件号码”：含全角字符，请改为半角。"),
        (2, "男性", "第 2 行 C 列“性别”：不在可选项里，可选：男、女。"),
        (3, "去年", "第 2 行 D 列“入职日期”：不是日期，请按 2026-05-01 的格式填写。"),
        (3, "2020-02-30", "第 2 行 D 列“入职日期”：不是日期，请按 2026-05-01 的格式填写。"),
        (3, 43831, "第 2 行 D 列“入职日期”：不是日期，请按 2026-05-01 的格式填写。"),
        (4, 1.5, "第 2 行 E 列“名额”：不是整数，请填写阿拉伯数字。"),
        (4, "三", "第 2 行 E 列“名额”：不是整数，请填写阿拉伯数字。"),
    ],
)
def test_read_workbook_names_a_faulty_cell_by_row_and_column(index: int, value: object, fault: str):
    row = [*RIGHT[:index], value, *RIGHT[index + 1 :]]
    assert faults(read_workbook(roster(row), COLUMNS)) == [fault]


def test_read_workbook_trims_blanks_with_a_notice():
    [row] = read_workbook(roster(["张示例  ", *RIGHT[1:]]), COLUMNS).rows
    assert row["name"] == "张示例"
    assert [str(notice) for notice in row.notices] == ["第 2 行 A 列“姓名”：首尾的空格已自动去掉。"]
    assert row.faults == []


@pytest.mark.parametrize("written", [date(2020, 7, 1), "2020-07-01", "2020/7/1", " 2020-07-01 "])
def test_read_workbook_takes_real_dates_and_written_ones(written: object):
    [row] = read_workbook(roster([*RIGHT[:3], written]), COLUMNS).rows
    assert row["since"] == date(2020, 7, 1)


def test_read_workbook_passes_over_empty_rows_and_keeps_row_numbers():
    sheet = read_workbook(roster(RIGHT, [None], ["", " "], RIGHT), COLUMNS)
    assert [row.number for row in sheet.rows] == [2, 5]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (["姓名", "性别"], "缺少必需的列：“证件号码”"),
        (["姓名", "证件号码", "姓名"], "重复的列：姓名"),
    ],
)
def test_read_workbook_refuses_a_header_that_does_not_fit(header: list[str], said: str):
    with pytest.raises(Refused, match=said):
        read_workbook(roster(["张示例", "x"], header=header), COLUMNS)


def test_read_workbook_refuses_a_sheet_without_rows():
    with pytest.raises(Refused, match="没有数据行"):
        read_workbook(template_workbook(COLUMNS, "名单"), COLUMNS)


def test_template_workbook_explains_itself_on_a_second_sheet():
    content = template_workbook(COLUMNS, "名单")
    assert cells(content) == [HEADER]
    assert cells(content, 1)[:2] == [["列", "是否必填", "怎样填写", "例子"], ["姓名", "必填", "与证件一致。", "张示例"]]
    assert cells(content, 2)[0][2] == "男"


@pytest.mark.parametrize("risky", ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "\tx", "<b>粗</b>"])
def test_export_workbook_writes_risky_text_as_text(risky: str):
    content = export_workbook("名单", COLUMNS, [{"name": risky, "number": "1"}])
    assert cells(content)[1][0] == risky
    assert read_workbook(content, COLUMNS[1:]).rows[0]["number"] == "1"  # no formula in it, or it would be refused


def test_marked_workbook_can_be_mended_and_uploaded_again():
    content = roster(["张示例 ", 500118199003070010, "男", "去年", 3], RIGHT)
    sheet = read_workbook(content, COLUMNS)
    remarks = [fault for row in sheet.rows for fault in row.faults]
    notices = [notice for row in sheet.rows for notice in row.notices]
    marked = marked_workbook(content, COLUMNS, remarks, notices)
    table = cells(marked)
    assert table[0] == [*HEADER, "问题"]
    assert table[2] == [*RIGHT[:4], 3.0, ""]
    assert [line.partition("：")[0] for line in str(table[1][5]).splitlines()] == ["证件号码", "入职日期", "姓名"]
    again = read_workbook(marked, COLUMNS)
    assert faults(again) == [str(remark) for remark in remarks]
    assert again.ignored == []
    assert cells(marked_workbook(marked, COLUMNS, remarks, notices))[0] == [*HEADER, "问题"]


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_column_letter_counts_as_excel_does(index: int, letter: str):
    assert column_letter(index) == letter
