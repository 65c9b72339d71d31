"""What somebody sees in a sheet and its cells alone do not say: hidden rows, merged cells, further sheets.

Whoever filled it in did not see the hidden rows, and meant the merged cell for every row beside it.
"""

import io
import re
import zipfile
from string import ascii_uppercase

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from foundation.errors import Refused

TEMPLATE_SHEETS = ("填写说明", "选项")
"""The sheets that our own templates have behind the first."""

_FIRST_SHEET = re.compile(rb"""<(?:\w+:)?sheet\s[^>]*?\w+:id\s*=\s*["']([^"']+)["']""")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb"""\b(Id|Target)\s*=\s*["']([^"']+)["']""")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*>")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d{1,7})["']""")


def column_letter(index: int) -> str:
    """The letter over a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = ascii_uppercase[rest] + letters
    return letters


def refuse_merged_cells(sheet: CalamineSheet) -> None:
    """Raises `Refused`, naming the cells, if any of the sheet are merged: the rows below would be empty."""
    ranges = sheet.merged_cell_ranges or []
    if ranges:
        named = "、".join(f"{_address(*start)}:{_address(*end)}" for start, end in ranges[:5])
        more = f"等 {len(ranges)} 处" if len(ranges) > 5 else ""
        raise Refused(f"单元格 {named}{more} 是合并单元格。请取消合并，每一行都填上内容，再上传。")


def further_sheets(workbook: CalamineWorkbook) -> list[str]:
    """The titles of the sheets behind the first that hold something; they are not read."""
    return [
        sheet.name
        for index, sheet in enumerate(workbook.sheets_metadata)
        if index and sheet.name not in TEMPLATE_SHEETS and _holds_something(workbook, index, sheet.typ)
    ]


def hidden_rows(checked: bytes) -> set[int]:
    """The numbers of the rows of the first sheet that are hidden or filtered away.

    `checked` went through `untrusted_workbooks.checked_copy`.
    """
    with zipfile.ZipFile(io.BytesIO(checked)) as archive:
        first = _FIRST_SHEET.search(archive.read("xl/workbook.xml"))
        names = {name.lower(): name for name in archive.namelist()}
        relations = names.get("xl/_rels/workbook.xml.rels")
        if first is None or relations is None:
            return set()
        found = [dict(_ATTRIBUTE.findall(one[0])) for one in _RELATION.finditer(archive.read(relations))]
        target = next((one.get(b"Target", b"") for one in found if one.get(b"Id") == first[1]), b"").decode()
        part = names.get(target.lstrip("/").lower()) or names.get(f"xl/{target}".lower())
        rows = [row[0] for row in _ROW.finditer(archive.read(part))] if part else []
    numbers = [_NUMBER.search(row) for row in rows if _HIDDEN.search(row)]
    return {int(number[1]) for number in numbers if number}


def _holds_something(workbook: CalamineWorkbook, index: int, kind: SheetTypeEnum) -> bool:
    if kind is not SheetTypeEnum.WorkSheet:
        return False
    try:
        return any(value != "" for row in workbook.get_sheet_by_index(index).iter_rows() for value in row)
    except CalamineError:  # a sheet that cannot be read is one more that is not read
        return True


def _address(row: int, column: int) -> str:
    return f"{column_letter(column)}{row + 1}"
