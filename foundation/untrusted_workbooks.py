"""An uploaded workbook before anybody opens it: only plain cells get through.

The parts are unpacked here, within limits, and packed again, so that the library that reads the cells never sees the
stranger's archive: no macros, no links to other files, no sizes that lie, no sheet that claims a billion cells.
"""

import io
import re
import zipfile

from foundation.errors import Refused
from foundation.files import UNPACKED_LIMIT, open_archive

LAST_COLUMN = 100
SAVE_AGAIN = "请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”，再上传。"

_NEEDED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(workbook|sharedStrings|styles)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*)>")
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_FOREIGN = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)


def checked_copy(content: bytes, *, last_row: int, formulas: bool = False) -> bytes:
    """The plain cells of an .xlsx as a fresh archive. Raises `Refused`, naming the cell, for what may not be in it.

    `formulas`: they may stand in it, and are read as the values that were saved with them; nothing computes them.
    """
    if not content.startswith(b"PK"):
        raise Refused(f"这不是 .xlsx 表格（可能是旧版 .xls、加密文件，或改了扩展名的其他文件）。{SAVE_AGAIN}")
    copied = io.BytesIO()
    with open_archive(content) as archive, zipfile.ZipFile(copied, "w", zipfile.ZIP_STORED) as copy:
        names = archive.namelist()
        if "xl/workbook.xml" not in names:
            raise Refused(f"这不是 .xlsx 表格。{SAVE_AGAIN}")
        if any(name.lower().endswith("vbaproject.bin") for name in names) or len(names) != len(set(names)):
            raise Refused(f"表格里带有宏或异常的内容，系统没有打开它。{SAVE_AGAIN}")
        left = UNPACKED_LIMIT
        for item in archive.infolist():
            if _NEEDED.fullmatch(item.filename):
                part = _unpack(archive, item, left)
                left -= len(part)
                if item.filename.lower().startswith("xl/worksheets/"):
                    _check_cells(part, last_row)
                    if not formulas:
                        _refuse_formulas(part)
                copy.writestr(item.filename, part)
    return copied.getvalue()


def _unpack(archive: zipfile.ZipFile, item: zipfile.ZipInfo, limit: int) -> bytes:
    try:
        with archive.open(item) as packed:
            part = packed.read(limit + 1)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise Refused(f"表格已损坏或有密码，打不开。{SAVE_AGAIN}") from error
    if len(part) > limit:
        raise Refused("文件展开后过大，系统没有打开它。请拆分成几个文件上传。")
    if b"\x00" in part[:200] or _FOREIGN.search(part[:2000]):
        raise Refused(f"表格的内部格式不寻常，系统没有打开它。{SAVE_AGAIN}")
    return part


def _check_cells(part: bytes, last_row: int) -> None:
    """Refuse cells so far out that a table around them would fill the memory."""
    too_many = f"表格超过 {last_row - 1} 行或 {LAST_COLUMN} 列。请删去多余的行列，或拆分成几个文件上传。"
    for cell in _CELL.finditer(part):
        address = _ADDRESS.search(cell[1])
        if address is None:
            raise Refused(f"表格的内部格式不寻常，系统没有打开它。{SAVE_AGAIN}")
        if not cell[1].endswith(b"/") and (int(address[2]) > last_row or _column_number(address[1]) > LAST_COLUMN):
            raise Refused(too_many)


def _refuse_formulas(part: bytes) -> None:
    """Refuse a formula, naming its cell."""
    formula = _FORMULA.search(part)
    if formula:
        before = [cell for cell in _CELL.finditer(part, 0, formula.start()) if _ADDRESS.search(cell[1])]
        address = _ADDRESS.search(before[-1][1]) if before else None
        where = (address[1] + address[2]).decode() if address else "某个"
        raise Refused(
            f"单元格 {where} 里是公式，系统只接收数值和文字。请复制该列，用“选择性粘贴—数值”粘贴回原处后再上传。"
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
