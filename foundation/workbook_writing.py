"""Writing workbooks: templates to fill in, exports, and uploaded rows back with their faults marked.

Text is written as text: what begins with = + - @ stays what it says and never becomes a formula.
"""

import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from foundation import clock
from foundation.workbook_layout import TEMPLATE_SHEETS
from foundation.workbooks import REMARKS_TITLE, ROW_LIMIT, Cell, Column, Remark, plain_title, read_table

Row = Mapping[str, Any]
"""A row of an export: its cells by the keys of the columns; each text, number, date or None."""
ADVICE, CHOICES = TEMPLATE_SHEETS
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADER = {
    "bold": True,
    "bg_color": "#F4F1EC",
    "border": 1,
    "border_color": "#767B82",
    "text_wrap": True,
    "valign": "vcenter",
}
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_CELL_FORMATS = {Cell.TEXT: "@", Cell.CODE: "@", Cell.DATE: "yyyy-mm-dd", Cell.NUMBER: "0"}


class SheetWriter:
    """One sheet being written: knows how each type of value looks."""

    def __init__(self, workbook: Workbook, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.day = workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self.quoted = workbook.add_format({"quote_prefix": True})
        self.fault = workbook.add_format({"bg_color": "#FBC9CC", "border": 1, "border_color": "#B5121B"})
        self.notice = workbook.add_format({"bg_color": "#FFF0C9"})

    def write(self, row: int, column: int, value: Any, look: Format | None = None) -> None:
        """Put `value` into a cell; nothing for None."""
        if value is None or value == "":
            if look:
                self.sheet.write_blank(row, column, None, look)
        elif isinstance(value, datetime):
            local = clock.in_shanghai(value) if value.tzinfo else value
            self.sheet.write_datetime(row, column, local.replace(tzinfo=None), look or self.moment)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, look or self.day)
        elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            self.sheet.write_number(row, column, value, look)
        else:
            text = str(value)
            self.sheet.write_string(row, column, text, look or (self.quoted if text.startswith(_RISKY) else None))


def template_workbook(columns: Sequence[Column], title: str) -> bytes:
    """An empty sheet to fill in: notes, drop-down lists, text format where digits matter, and a page of advice."""
    with _new_workbook() as (workbook, content):
        sheet = workbook.add_worksheet(title[:31])
        _write_header(workbook, sheet, columns)
        for index, column in enumerate(columns):
            look = workbook.add_format({"num_format": _CELL_FORMATS[column.cell]})
            sheet.set_column(index, index, column.width, look)
            if column.note:
                sheet.write_comment(0, index, column.note, {"x_scale": 1.6})
        _write_advice(workbook, columns)
        _add_choices(workbook, sheet, columns)
    return content.getvalue()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of an export."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]


def export_workbook(title: str, columns: Sequence[Column], rows: Iterable[Row], *more: Sheet) -> bytes:
    """The rows as a sheet, and `more` sheets behind it."""
    with _new_workbook(constant_memory=True) as (workbook, content):
        for one in (Sheet(title, columns, rows), *more):
            add = _row_writer(workbook, one.title, one.columns)
            for row in one.rows:
                add(row)
    return content.getvalue()


@contextmanager
def growing_workbook(title: str, columns: Sequence[Column]) -> Iterator[tuple[Callable[[Row], None], io.BytesIO]]:
    """A sheet whose rows come one by one, beside other work: what adds a row, and the workbook once this is left."""
    with _new_workbook(constant_memory=True) as (workbook, content):
        yield _row_writer(workbook, title, columns), content


def _row_writer(workbook: Workbook, title: str, columns: Sequence[Column]) -> Callable[[Row], None]:
    sheet = workbook.add_worksheet(title[:31])
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    _write_header(workbook, sheet, columns, starred=False)
    writer, numbers = SheetWriter(workbook, sheet), count(1)

    def add(row: Row) -> None:
        number = next(numbers)
        for index, column in enumerate(columns):
            writer.write(number, index, row.get(column.key))

    return add


def marked_workbook(
    content: bytes, columns: Sequence[Column], faults: Sequence[Remark], notices: Sequence[Remark] = ()
) -> bytes:
    """The uploaded rows back: faulty cells red with a comment, noticed ones yellow, and all remarks in a last column.

    Mended in place it can be uploaded again: the column of remarks is passed over.
    """
    header, body = read_table(content)
    width = next((index for index, title in enumerate(header) if plain_title(title) == REMARKS_TITLE), len(header))
    by_title = {plain_title(column.title): column for column in columns}
    remarks = {(remark.row, plain_title(remark.title)): remark for remark in (*notices, *faults)}
    wrong = set(faults)
    said: defaultdict[int, list[str]] = defaultdict(list)
    for remark in (*faults, *notices):
        said[remark.row].append(f"{remark.title}：{remark.message}")
    with _new_workbook() as (workbook, marked):
        sheet = workbook.add_worksheet("核对")
        writer = SheetWriter(workbook, sheet)
        shown = [by_title.get(plain_title(title)) or Column(title, title) for title in header[:width]]
        _write_header(workbook, sheet, [*shown, Column("", REMARKS_TITLE, width=60)])
        for index, column in enumerate(shown):
            sheet.set_column(
                index, index, column.width, workbook.add_format({"num_format": _CELL_FORMATS[column.cell]})
            )
        sheet.set_column(width, width, 60)
        _add_choices(workbook, sheet, shown)
        for number, values in body:
            for index, value in enumerate(values[:width]):
                found = remarks.get((number, plain_title(header[index])))
                look = None if found is None else writer.fault if found in wrong else writer.notice
                writer.write(number - 1, index, value, look)
                if found:
                    sheet.write_comment(number - 1, index, found.message, {"x_scale": 1.6})
            writer.write(number - 1, width, "\n".join(said[number]))
    return marked.getvalue()


@contextmanager
def _new_workbook(**options: Any) -> Iterator[tuple[Workbook, io.BytesIO]]:
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False, **options})
    yield workbook, content
    workbook.close()


def _write_header(workbook: Workbook, sheet: Worksheet, columns: Sequence[Column], *, starred: bool = True) -> None:
    look = workbook.add_format(_HEADER)
    sheet.set_row(0, 26)
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(columns):
        sheet.write_string(0, index, column.title + ("*" if starred and column.required else ""), look)


def _write_advice(workbook: Workbook, columns: Sequence[Column]) -> None:
    sheet = workbook.add_worksheet(ADVICE)
    look = workbook.add_format(_HEADER)
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    for index, (title, width) in enumerate((("列", 22), ("是否必填", 10), ("怎样填写", 60), ("例子", 28))):
        sheet.write_string(0, index, title, look)
        sheet.set_column(index, index, width, wrapped)
    for number, column in enumerate(columns, 1):
        sheet.write_string(number, 0, column.title)
        sheet.write_string(number, 1, "必填" if column.required else "选填")
        sheet.write_string(number, 2, column.note or ("从下拉列表中选择。" if column.choices else ""))
        sheet.write_string(number, 3, column.example)
    sheet.write_string(
        len(columns) + 2, 0, f"请只在第一张表里从第 2 行起填写，一次最多 {ROW_LIMIT} 行；不要使用公式和宏。"
    )


def _add_choices(workbook: Workbook, sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Drop-down lists; the words stand on a hidden sheet, because a list in the cell holds only 255 characters."""
    if not any(column.choices for column in columns):
        return
    options = workbook.add_worksheet(CHOICES)
    options.hide()
    for index, column in enumerate(columns):
        for number, choice in enumerate(column.choices):
            options.write_string(number, index, choice)
        if column.choices:
            source = f"={CHOICES}!{xlsxwriter.utility.xl_range_abs(0, index, len(column.choices) - 1, index)}"
            sheet.data_validation(
                1,
                index,
                ROW_LIMIT,
                index,
                {
                    "validate": "list",
                    "source": source,
                    "error_title": "请从列表中选择",
                    "error_message": "这一格只能填下拉列表里的内容。",
                },
            )
