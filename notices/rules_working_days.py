"""公示期的工作日怎样数：周一至周五，去掉放假的，加上调休上班的。"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from itertools import count, islice

SATURDAY = 5


class DayKind(StrEnum):
    """How a day differs from its weekday, as the State Council arranges each year."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


DAY_KIND_TITLES = {DayKind.HOLIDAY: "放假", DayKind.WORKDAY: "调休上班"}


def is_working_day(day: date, exceptions: Mapping[date, DayKind]) -> bool:
    """放假的不是工作日，调休上班的是工作日，其余周一至周五是工作日（国务院办公厅历年部分节假日安排的通知）。"""
    kind = exceptions.get(day)
    return kind is DayKind.WORKDAY or (kind is None and day.weekday() < SATURDAY)


def nth_working_day_after(day: date, n: int, exceptions: Mapping[date, DayKind]) -> date:
    """`day` 之后的第 `n` 个工作日（n ≥ 1）。开始的当日不计入，自下一日开始计算（民法典第二百零一条）。"""
    following = (day + timedelta(days=gap) for gap in count(1))
    return next(islice((later for later in following if is_working_day(later, exceptions)), n - 1, None))


def period_in_words(n: int, last: date, without_data: list[int]) -> str:
    """期间最后一日的截止时间为二十四时（民法典第二百零三条）；没有放假安排的年份要说明。"""
    years = "、".join(str(year) for year in without_data)
    gap = f"（{years} 年放假安排尚未录入，该年只扣除周六、周日）" if years else ""
    return f"{n} 个工作日，至 {last:%Y年%m月%d日} 24 时止{gap}"
