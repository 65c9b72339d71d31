"""职业技能等级证书编号规则（人社鉴发〔2019〕2号，试行），22 位，没有校验位：

    Y000050999999 26 4 000001
    站点前缀 13 位（类别 1 + 机构代码 4 + 省级代码 2 + 站点序列码 6）+ 核发年份后两位 + 等级代码 1 + 证书序列码 6

没有校验位，录错一位看不出来，所以逐段与站点前缀、发证日期、等级和已经用过的编号核对。
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assessments.bodies.rules import PREFIX
from assessments.certification.level_codes import fault_of_level, level_codes, level_of_code
from people.persons.rules import LEVEL_TITLES, Level

LENGTH = 22
LAST_SEQUENCE = 999_999
"""每个站点、每年、每个等级最多的证书数：序列码从 000001 到 999999。"""
FIRST_YEAR = 2019
"""编号规则从 2019 年起试行；年份只有两位，因此到 2118 年为止。"""
FACE_DAYS_AHEAD = 31
"""版面发证日期最多写到今后多少天（本系统的规定）。"""

PARTS = re.compile(r"(?P<prefix>.{13})(?P<year>\d{2})(?P<code>[0-9A-Z])(?P<sequence>\d{6})", re.ASCII)


@dataclass(frozen=True)
class NumberParts:
    """What a number says. `year` is the full year of issue."""

    prefix: str
    year: int
    level: Level
    sequence: int


def compose_number(prefix: str, year: int, level: Level, sequence: int) -> str:
    """证书编号。Raises ValueError for a part that the rule does not allow."""
    if fault := fault_of_level(level):
        raise ValueError(fault)
    if not (PREFIX.fullmatch(prefix) and FIRST_YEAR <= year < FIRST_YEAR + 100 and 1 <= sequence <= LAST_SEQUENCE):
        raise ValueError(f"no certificate number for prefix {prefix!r}, year {year}, sequence {sequence}")
    return f"{prefix}{year % 100:02d}{level_codes()[level]}{sequence:06d}"


def parse_number(number: str) -> NumberParts | None:
    """The parts of a number, or None if it is not one by the rule: wrong length, province, level code, sequence 0."""
    parts = PARTS.fullmatch(number)
    if parts is None or not PREFIX.fullmatch(parts["prefix"]) or parts["sequence"] == "000000":
        return None
    level = level_of_code(parts["code"])
    if level is None:
        return None
    year = FIRST_YEAR + (int(parts["year"]) - FIRST_YEAR) % 100
    return NumberParts(parts["prefix"], year, level, int(parts["sequence"]))


def number_faults(number: str, *, prefix: str | None, level: Level, face_date: date | None) -> list[str]:
    """编号与站点前缀、等级、发证年份不符之处，一次列全；空列表即相符。"""
    if fault := fault_of_level(level):
        return [fault]
    if len(number) != LENGTH:
        return [f"编号应为 {LENGTH} 位，现在是 {len(number)} 位，请核对。"]
    parts = parse_number(number)
    if parts is None:
        return ["编号不合规则：应为 13 位站点前缀、2 位年份、1 位等级代码、6 位序列码（人社鉴发〔2019〕2号），请核对。"]
    faults = []
    if not prefix:
        faults.append("站点还没有登记 13 位前缀，无法核对。请先在评价机构页面登记前缀。")
    elif parts.prefix != prefix:
        faults.append(f"前 13 位是别的机构或站点的前缀，本站点的前缀是 {prefix}，请核对。")
    if parts.level is not level:
        faults.append(f"第 16 位表示{LEVEL_TITLES[parts.level]}，与认定的{LEVEL_TITLES[level]}不符，请核对。")
    if face_date and parts.year != face_date.year:
        faults.append(f"第 14、15 位表示 {parts.year} 年，与发证日期的 {face_date.year} 年不符，请核对。")
    return faults


def face_date_faults(face_date: date, granted_on: date, today: date) -> list[str]:
    """版面发证日期：不早于取得等级的日期，不迟于今天之后的第 31 天。"""
    if face_date < granted_on:
        return [f"发证日期早于取得等级的日期（{granted_on:%Y-%m-%d}），请核对。"]
    if face_date > today + timedelta(days=FACE_DAYS_AHEAD):
        return [f"发证日期最多写到 {FACE_DAYS_AHEAD} 天之后，请核对。"]
    return []


def series_code(prefix: str, year: int, level: Level) -> str:
    """The series that sequences are taken from: one for each site, year and level."""
    return f"{prefix}-{year % 100:02d}{level_codes()[level]}"


def fault_of_sequences(taken: Sequence[int], level: Level, year: int) -> str:
    """序列码用完时的说明；空即够用。`taken` 是这一次要用的序列码，按先后。"""
    if not taken or taken[-1] <= LAST_SEQUENCE:
        return ""
    left = max(LAST_SEQUENCE - taken[0] + 1, 0)
    return (
        f"这个站点 {year} 年{LEVEL_TITLES[level]}的序列码只剩 {left} 个（最大 {LAST_SEQUENCE}），"
        f"这一批要 {len(taken)} 个，一个都没有编。请分批编号，或向省级人社部门申请新的站点前缀。"
    )
