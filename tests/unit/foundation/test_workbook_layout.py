"""What a sheet shows and its cells do not say: merged cells, hidden rows, further sheets; and dates as written."""

import io
from datetime import date

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from foundation.errors import Refused
from foundation.workbook_writing import template_workbook
from foundation.workbooks import Cell, Column, read_workbook

COLUMNS = (Column("name", "姓名", required=True), Column("day", "日期", Cell.DATE))


def book(*sheets: str, change=None) -> bytes:
    """A workbook whose first sheet has two rows, changed by `change`, and further sheets with these titles."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as made:
        first: Worksheet = made.add_worksheet("名单")
        first.write_row(0, 0, ["姓名", "日期"])
        first.write_column(1, 0, ["张示例", "王示例"])
        if change:
            change(first)
        for title in sheets:
            made.add_worksheet(title).write_string(0, 0, "内容" if title != "空表" else "")
    return content.getvalue()


def test_read_workbook_refuses_merged_cells_by_name():
    merged = book(change=lambda sheet: sheet.merge_range("B2:B3", "2026-03-01"))
    with pytest.raises(Refused, match="单元格 B2:B3 是合并单元格"):
        read_workbook(merged, COLUMNS)


def test_read_workbook_says_that_a_row_was_hidden():
    hidden = book(change=lambda sheet: sheet.set_row(2, options={"hidden": True}))
    first, second = read_workbook(hidden, COLUMNS).rows
    assert first.notices == []
    assert [(one.row, one.letter) for one in second.notices] == [(3, "")]
    assert "是隐藏的" in second.notices[0].message


def test_read_workbook_names_further_sheets_that_it_does_not_read():
    assert read_workbook(book("二月", "空表", "填写说明"), COLUMNS).ignored == ["工作表“二月”（只读第一张工作表）"]
    with pytest.raises(Refused, match="没有数据行"):
        read_workbook(template_workbook(COLUMNS, "名单"), COLUMNS)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026/3/1", date(2026, 3, 1)),
        ("2026年3月1日", date(2026, 3, 1)),
        ("2026年3-1", None),
        ("2026-3/1日", None),
        ("2026年2月30日", None),
        ("3月1日", None),
    ],
)
def test_read_workbook_takes_dates_as_people_write_them(written: str, day: date | None):
    [row, _] = read_workbook(book(change=lambda sheet: sheet.write_string("B2", written)), COLUMNS).rows
    assert (row["day"], bool(row.faults)) == (day, day is None)
