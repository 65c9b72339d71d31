"""讲师的可讲时间：每周的时段、例外的日期，哪些填法不接受。"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from lectures.lecturers.rules import DaysApart, WeeklyHours

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
HALF_DAYS = (
    ("上午", time(9), time(12)),
    ("下午", time(14), time(17)),
    ("晚上", time(19), time(21)),
)
"""页面上一点就选的时段；别的时间另外填写。"""

MOST_HOURS = 40
MOST_EXCEPTIONS = 60


@dataclass(frozen=True)
class NotedDays(DaysApart):
    """例外的日期，`note` 为说明。"""

    note: str = ""


def reasons_against_hours(hours: Sequence[WeeklyHours]) -> list[str]:
    """每周时间的条件：结束晚于开始，不跨零点，同一天的时段不重叠。"""
    if len(hours) > MOST_HOURS:
        return [f"每周最多填 {MOST_HOURS} 个时段，请合并相连的时段。"]
    reasons = [
        f"{_told(one)}：结束应晚于开始；跨零点的，请在两天里各填一段。" for one in hours if one.ends <= one.begins
    ]
    in_order = sorted((one for one in hours if one.ends > one.begins), key=lambda one: (one.weekday, one.begins))
    for earlier, later in pairwise(in_order):
        if earlier.weekday == later.weekday and later.begins < earlier.ends:
            reasons.append(f"{_told(earlier)} 与 {_span(later)} 重叠，请合并成一段。")
    return reasons


def reasons_against_exceptions(days: Sequence[DaysApart], today: date) -> list[str]:
    """例外的条件：最后一天不早于第一天，没有过去，彼此不重叠。"""
    if len(days) > MOST_EXCEPTIONS:
        return [f"最多填 {MOST_EXCEPTIONS} 段例外，请合并相连的日期。"]
    reasons = []
    for one in days:
        if one.last_day < one.first_day:
            reasons.append(f"{_period(one)}：最后一天早于第一天，请核对。")
        elif one.last_day < today:
            reasons.append(f"{_period(one)} 已经过去，请删去这一段或改成以后的日期。")
    in_order = sorted((one for one in days if one.last_day >= one.first_day), key=lambda one: one.first_day)
    for earlier, later in pairwise(in_order):
        if later.first_day <= earlier.last_day:
            reasons.append(f"{_period(earlier)} 与 {_period(later)} 重叠，同一天只能填一次，请改成不重叠的两段。")
    return reasons


def joined(hours: Iterable[WeeklyHours]) -> list[WeeklyHours]:
    """首尾相接的时段合成一段：9:00—12:00 和 12:00—14:00 即 9:00—14:00，中间开讲也可以约。"""
    joint: list[WeeklyHours] = []
    for one in sorted(hours, key=lambda one: (one.weekday, one.begins)):
        if joint and joint[-1].weekday == one.weekday and joint[-1].ends == one.begins:
            joint[-1] = WeeklyHours(one.weekday, joint[-1].begins, one.ends)
        else:
            joint.append(one)
    return joint


def hours_in_words(hours: Iterable[WeeklyHours]) -> str:
    """每周时间写成一行：“星期一 09:00—12:00、14:00—17:00；星期三 …”。"""
    spans: dict[int, list[str]] = {}
    for one in sorted(hours, key=lambda one: (one.weekday, one.begins)):
        spans.setdefault(one.weekday, []).append(_span(one))
    return "；".join(f"{WEEKDAYS[day]} {'、'.join(told)}" for day, told in spans.items())


def exceptions_in_words(days: Iterable[DaysApart]) -> str:
    """例外写成一行：“2026-12-01 至 2026-12-05 不能讲；…”。"""
    return "；".join(f"{_period(one)} {'全天可讲' if one.available else '不能讲'}" for one in days)


def _told(one: WeeklyHours) -> str:
    return f"{WEEKDAYS[one.weekday]} {_span(one)}"


def _span(one: WeeklyHours) -> str:
    return f"{one.begins:%H:%M}—{one.ends:%H:%M}"


def _period(one: DaysApart) -> str:
    return f"{one.first_day}" if one.first_day == one.last_day else f"{one.first_day} 至 {one.last_day}"
