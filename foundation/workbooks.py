"""Workbooks (.xlsx) that come in and go out: templates to fill in, rows to check, the same rows back with their faults.

A `Column` list describes a sheet; its header is row 1 of the first sheet and columns are found by title, in any order.
How a cell is judged, the same for every import:
- blanks around a value are trimmed, with a notice;
- CODE (identity number, phone, credit code) must be a text cell: a number has lost digits, and full-width characters
  would never be found again, so both are faults that name the cell;
- DATE is a real date cell or the text 2026-03-01, 2026/3/1 or 2026年3月1日; NUMBER is whole; choices are the exact
  words of the list.
Merged cells are refused; a hidden row is read with a notice that it was hidden; further sheets are named as not read.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from foundation.errors import Refused
from foundation.files import MEBIBYTE, check_size
from foundation.untrusted_workbooks import checked_copy
from foundation.workbook_layout import column_letter, further_sheets, hidden_rows, refuse_merged_cells

SIZE_LIMIT = 10 * MEBIBYTE
ROW_LIMIT = 20_000
LONGEST_TEXT = 500
LONGEST_LIST = 15
REMARKS_TITLE = "问题"
FULL_WIDTH = re.compile("[\uff01-\uff5e\u3000]")
CONTROL = re.compile("[\x00-\x1f\x7f]")
WRITTEN_DATE = re.compile(r"(\d{4})(?:[-/](\d{1,2})[-/](\d{1,2})|年(\d{1,2})月(\d{1,2})日)")


class Cell(StrEnum):
    """What a column's cells hold."""

    TEXT = "text"
    CODE = "code"
    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    """A column of a sheet: `note` tells people how to fill it in, `choices` makes a drop-down list."""

    key: str
    title: str
    cell: Cell = Cell.TEXT
    required: bool = False
    width: int = 16
    note: str = ""
    choices: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True)
class Remark:
    """Something to say about one cell: a fault if it stops the row, a notice if not.

    Messages are kept in clear, so they never repeat what a cell holds: it may be an identity number in a wrong column.
    """

    row: int
    letter: str
    title: str
    message: str

    def __str__(self) -> str:
        return f"第 {self.row} 行 {self.letter} 列“{self.title}”：{self.message}"


@dataclass
class Row:
    """A row as it was read: `number` is the row's number in the sheet; an absent or empty cell is None."""

    number: int
    cells: dict[str, Any]
    places: dict[str, tuple[str, str]]  # key -> letter and title of its column
    faults: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)

    def __getitem__(self, key: str) -> Any:
        return self.cells.get(key)

    def fault(self, key: str, message: str) -> None:
        """Say why the cell of `key` stops this row."""
        self.faults.append(self._remark(key, message))

    def notice(self, key: str, message: str) -> None:
        """Say something about the cell of `key` that does not stop the row."""
        self.notices.append(self._remark(key, message))

    def _remark(self, key: str, message: str) -> Remark:
        letter, title = self.places.get(key, ("", key))
        return Remark(self.number, letter, title, message)


@dataclass(frozen=True)
class Sheet:
    """What a workbook said: its rows, and what was not read: columns that nobody asked for, further sheets."""

    rows: list[Row]
    ignored: list[str]


def read_workbook(content: bytes, columns: Sequence[Column]) -> Sheet:
    """The rows of the first sheet, each cell judged as its column says.

    Raises `Refused` for anything that is not a plain .xlsx with these columns: wrong kind, too large, macros, formulas.
    """
    checked, workbook, sheet = _opened(content)
    refuse_merged_cells(sheet)
    header, body = _table_of(sheet)
    found = _find_columns(header, columns)
    places = {column.key: (column_letter(index), column.title) for index, column in found.items()}
    rows, hidden = [], hidden_rows(checked)
    for number, values in body:
        row = Row(number, {}, places)
        if number in hidden:
            row.notice("", "这一行在表里是隐藏的（或被筛选掉了），也会导入；不要导入的，请删去这一行。")
        for index, column in found.items():
            row.cells[column.key] = _judge(row, column, values[index] if index < len(values) else "")
        rows.append(row)
    if not rows:
        raise Refused("表里没有数据行。请从第 2 行开始填写，保存后再上传。")
    known = {plain_title(column.title) for column in columns} | {REMARKS_TITLE, ""}
    ignored = [title for title in header if plain_title(title) not in known]
    return Sheet(rows, ignored + [f"工作表“{title}”（只读第一张工作表）" for title in further_sheets(workbook)])


def read_table(content: bytes) -> tuple[list[str], list[tuple[int, list[Any]]]]:
    """The header's texts, and the rows below it that are not empty with their row numbers, as calamine gives them."""
    return _table_of(_opened(content)[2])


def _opened(content: bytes) -> tuple[bytes, CalamineWorkbook, CalamineSheet]:
    """What was checked, the workbook in it, and its first sheet."""
    check_size(content, limit=SIZE_LIMIT)
    checked = checked_copy(content, last_row=ROW_LIMIT + 1)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(checked))
        sheet = workbook.get_sheet_by_index(0)
    except (CalamineError, IndexError) as error:
        raise Refused("表格打不开，可能已损坏。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。") from error
    return checked, workbook, sheet


def _table_of(sheet: CalamineSheet) -> tuple[list[str], list[tuple[int, list[Any]]]]:
    values = sheet.to_python(skip_empty_area=False)
    header = [str(value).strip() for value in values[0]] if values else []
    body = [(number, row) for number, row in enumerate(values[1:], 2) if any(not _is_blank(value) for value in row)]
    return header, body


def plain_title(title: str) -> str:
    """A header without the star that marks what must be filled in."""
    return re.sub(r"[*＊\s]|（必填）", "", title)


def _find_columns(header: Sequence[str], columns: Sequence[Column]) -> dict[int, Column]:
    titles = [plain_title(title) for title in header]
    missing = [column.title for column in columns if column.required and plain_title(column.title) not in titles]
    if missing:
        listed = "、".join(f"“{title}”" for title in missing)
        raise Refused(f"第 1 行表头缺少必需的列：{listed}。请下载模板，按模板的表头填写。")
    twice = {title for title in titles if title and titles.count(title) > 1}
    if twice & {plain_title(column.title) for column in columns}:
        raise Refused(f"第 1 行表头有重复的列：{'、'.join(sorted(twice))}。请只保留一列。")
    by_title = {plain_title(column.title): column for column in columns}
    return {index: by_title[title] for index, title in enumerate(titles) if title in by_title}


def _judge(row: Row, column: Column, value: Any) -> Any:
    """The cell's value in the type of its column, or None with a fault."""
    if _is_blank(value):
        if column.required:
            row.fault(column.key, "必填，请填写。")
        return None
    faults = list(_READERS[column.cell](value))
    read = faults.pop() if faults else None
    for message in faults:
        row.fault(column.key, message)
    if isinstance(value, str) and value != value.strip() and not faults:
        row.notice(column.key, "首尾的空格已自动去掉。")
    if not faults and column.choices and read not in column.choices:
        row.fault(column.key, f"不在可选项里，{_named(column.choices)}。")
        return None
    return None if faults else read


def _named(choices: Sequence[str]) -> str:
    """The choices, if they can be taken in at a glance."""
    listed = "、".join(choices[:LONGEST_LIST])
    return (
        f"可选：{listed}"
        if len(choices) <= LONGEST_LIST
        else f"请从模板的下拉列表中选择（{listed}等 {len(choices)} 项）"
    )


def _read_text(value: Any) -> Iterator[Any]:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = value.isoformat() if isinstance(value, (date, datetime)) else str(value).strip()
    if CONTROL.search(text):
        yield "含有换行或看不见的控制字符，请删去后重新录入。"
    if len(text) > LONGEST_TEXT:
        yield f"超过 {LONGEST_TEXT} 个字，请缩短。"
    yield text


def _read_code(value: Any) -> Iterator[Any]:
    if not isinstance(value, str):
        yield "是数字格式，长号码的末几位已经丢失。请先把这一列的单元格格式设为“文本”，再重新录入号码。"
    elif FULL_WIDTH.search(value.strip()):
        yield "含全角字符，请改为半角。"
    yield from _read_text(value)


def _read_date(value: Any) -> Iterator[Any]:
    read = _date_of(value)
    if read is None:
        yield "不是日期，请按 2026-05-01 的格式填写。"
    yield read


def _read_number(value: Any) -> Iterator[Any]:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    if not re.fullmatch(r"-?\d{1,12}", text, re.ASCII):
        yield "不是整数，请填写阿拉伯数字。"
        yield None
    else:
        yield int(text)


_READERS = {Cell.TEXT: _read_text, Cell.CODE: _read_code, Cell.DATE: _read_date, Cell.NUMBER: _read_number}


def _date_of(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = WRITTEN_DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        return date(*(int(part) for part in written.groups() if part)) if written else None
    except ValueError:
        return None


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
