"""The export of a live platform, whatever it calls its columns; the list of who came, to be taken away."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.errors import Refused
from foundation.files import check_size
from foundation.workbook_writing import export_workbook
from foundation.workbooks import ROW_LIMIT, SIZE_LIMIT, Cell, Column, read_table
from lectures.attendance.models import CheckIn, Registration
from lectures.attendance.rules import CHECK_IN_METHOD_TITLES, REGISTRATION_STATE_TITLES

# What platforms call the columns; the first that occurs in a title counts.
NAMES = ("姓名", "用户名", "昵称", "观众", "name", "user")
PHONES = ("手机", "电话", "phone", "mobile")
LENGTHS = ("时长", "分钟", "minutes", "duration")
LONGEST = 24 * 60
"""Minutes that one line may count: nobody watches longer, and a slip of the export does not spoil the sum."""

UNREADABLE = "文件不是 .xlsx，也不是能读的 .csv。请在平台重新导出，或者另存为 .xlsx。"
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})")
_SPOKEN = re.compile(r"(?:(\d+)\s*小时)?(?:(\d+)\s*分钟?)?(?:(\d+)\s*秒)?")
_PHONE = re.compile(r"1\d{10}")


@dataclass(frozen=True)
class Viewing:
    """One line of the export: who, as far as it says, and for how many whole minutes."""

    name: str
    phone: str
    minutes: int

    @property
    def who(self) -> str:
        """What makes a viewer a different one: the phone, or else the name."""
        return self.phone or self.name


LIST = (
    Column("name", "姓名"),
    Column("employer", "单位", width=30),
    Column("registered", "报名"),
    Column("method", "签到方式"),
    Column("at", "签到时间", width=20),
    Column("point", "会场", width=24),
    Column("minutes", "线上观看分钟", Cell.NUMBER),
    Column("reason", "补登原因", width=30),
)


def read_viewings(content: bytes) -> list[Viewing]:
    """The lines of an export, .xlsx or .csv. Raises `Refused` where there is no column for names or phones."""
    header, rows = _table(content)
    name, phone, length = (_column(header, words) for words in (NAMES, PHONES, LENGTHS))
    if name is None and phone is None:
        raise Refused("第 1 行里没有找到姓名或手机列。请用平台导出的观众名单，第 1 行是表头。", field="file")
    in_seconds = length is not None and "秒" in header[length]
    viewings = [
        Viewing(
            _text(row, name) or _text(row, phone),  # 139****0001 is a mark, too
            _phone(_text(row, phone)),
            min(_minutes(_cell(row, length), in_seconds=in_seconds), LONGEST),
        )
        for row in rows
    ]
    if not (known := [one for one in viewings if one.who]):
        raise Refused("表里没有一行写着姓名或手机，没有可以导入的观众。", field="file")
    return known


def attendance_workbook(title: str, registrations: Sequence[Registration], check_ins: Iterable[CheckIn]) -> bytes:
    """Everybody who registered or came, once: how and when he checked in."""
    came = {one.person_id: one for one in check_ins}
    rows = [
        _line(one.person, came.pop(one.person_id, None), REGISTRATION_STATE_TITLES[one.state]) for one in registrations
    ]
    rows += [_line(one.person, one, "未报名") for one in came.values()]
    return export_workbook(title, LIST, rows)


def _line(person: Any, check_in: CheckIn | None, registered: str) -> dict[str, object]:
    line: dict[str, object] = {"name": person.name, "registered": registered}
    line["employer"] = person.employer.name if person.employer else None
    if check_in is not None:
        line |= {"method": CHECK_IN_METHOD_TITLES[check_in.method], "at": check_in.at, "minutes": check_in.minutes}
        line |= {"point": check_in.point.place.name if check_in.point else None, "reason": check_in.reason}
    return line


def _table(content: bytes) -> tuple[list[str], list[list[Any]]]:
    if content.startswith(b"PK"):
        header, body = read_table(content)
        return header, [values for _, values in body]
    check_size(content, limit=SIZE_LIMIT)
    try:
        lines = [line for line in csv.reader(io.StringIO(_decoded(content))) if any(cell.strip() for cell in line)]
    except csv.Error as error:
        raise Refused(UNREADABLE, field="file") from error
    if len(lines) > ROW_LIMIT:
        raise Refused(f"名单超过 {ROW_LIMIT} 行，请拆成几个文件。", field="file")
    return ([cell.strip() for cell in lines[0]], list(lines[1:])) if lines else ([], [])


def _decoded(content: bytes) -> str:
    """A CSV file's text: UTF-8, or GB 18030 as Chinese programs write it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused(UNREADABLE, field="file")


def _column(header: Sequence[str], words: Sequence[str]) -> int | None:
    for word in words:
        for index, title in enumerate(header):
            if word in title.lower():
                return index
    return None


def _cell(row: Sequence[Any], index: int | None) -> Any:
    return row[index] if index is not None and index < len(row) else ""


def _text(row: Sequence[Any], index: int | None) -> str:
    value = _cell(row, index)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value or "").strip()[:100]


def _phone(text: str) -> str:
    """The number of a mobile phone, without the code of the country; empty for what is hidden or none."""
    found = _PHONE.fullmatch(re.sub(r"^(\+?86)?|[\s-]", "", text))
    return found[0] if found else ""


def _minutes(value: Any, *, in_seconds: bool) -> int:
    """Whole minutes of "35", "35分钟", "1小时5分", "01:05:20"; 0 for what is none of these."""
    if isinstance(value, (int, float)):
        return max(int(value) // 60 if in_seconds else int(value), 0)
    text = str(value or "").strip()
    if text.replace(".", "", 1).isdecimal() and text.isascii():
        return int(text.partition(".")[0] or 0) // (60 if in_seconds else 1)
    found = _CLOCK.fullmatch(text) or _SPOKEN.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return hours * 60 + minutes + seconds // 60
