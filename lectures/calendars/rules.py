"""日历：一页是一个月或一周；日历订阅的种类和留存期限；海报放得下多少字。"""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FIRST_YEAR, LAST_YEAR = 2000, 2099

KEEPS_CANCELLED = timedelta(days=90)
"""取消的场次在订阅里再留九十天，手机上的日历才会把它删掉。"""

KEEPS_PAST = timedelta(days=180)
"""讲完的场次在订阅里留半年。"""

LONGEST_TITLE, MOST_SPEAKERS, MOST_PLACES, LONGEST_PLACE = 60, 4, 4, 60


class FeedKind(StrEnum):
    """凭地址订阅的日历：本人主讲的，或者在本单位举办的（总工会：所管的）。"""

    LECTURER = "lecturer"
    HOST = "host"


FEED_KIND_TITLES = {FeedKind.LECTURER: "我主讲的场次", FeedKind.HOST: "本单位的场次"}


class Mark(StrEnum):
    """日历上的一场有什么要注意。"""

    DRAFT = "draft"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    HELD = "held"


MARK_TITLES = {
    Mark.DRAFT: "草稿，未发布",
    Mark.CHANGED: "有改动未发布",
    Mark.CANCELLED: "已取消",
    Mark.HELD: "已举办",
}


@dataclass(frozen=True)
class CalendarSheet:
    """One page of the calendar: whole weeks from Monday on. `name` is "month" or "week"; `value`, `before` and `after`
    name this page, the one before and the one after in an address; None where the calendar ends.
    """

    name: str
    title: str
    weeks: Sequence[Sequence[date]]
    value: str
    before: str | None
    after: str | None
    month: int | None = None

    @property
    def first(self) -> date:
        return self.weeks[0][0]

    @property
    def last(self) -> date:
        return self.weeks[-1][-1]


def month_sheet(day: date) -> CalendarSheet:
    """The month in which a day lies."""
    weeks = Calendar().monthdatescalendar(day.year, day.month)
    before = _month_name(day.replace(day=1) - timedelta(days=1))
    after = _month_name(day.replace(day=28) + timedelta(days=4))
    return CalendarSheet("month", f"{day.year} 年 {day.month} 月", weeks, f"{day:%Y-%m}", before, after, day.month)


def week_sheet(day: date) -> CalendarSheet:
    """The week in which a day lies."""
    monday = day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=number) for number in range(7)]
    title = f"{monday.year} 年 {monday.month} 月 {monday.day} 日至 {week[-1].month} 月 {week[-1].day} 日"
    before, after = (_week_name(monday + timedelta(days=days)) for days in (-7, 7))
    return CalendarSheet("week", title, [week], f"{monday:%Y-%m-%d}", before, after)


def sheet_of(month: str, week: str, today: date) -> CalendarSheet:
    """The page that an address asks for: `month` as 2026-11, else `week` as one of its days; else this month."""
    if week and (day := _day_of(week)):
        return week_sheet(day)
    return month_sheet(_day_of(f"{month}-01") or today)


def reasons_against_poster(title: str, speakers: Sequence[str], places: Sequence[str]) -> list[str]:
    """海报是一张 A4：标题、主讲人、地点各放得下多少。"""
    reasons = []
    if len(title) > LONGEST_TITLE:
        reasons.append(f"标题有 {len(title)} 个字，海报最多放 {LONGEST_TITLE} 个字。请缩短标题，发布后再打印。")
    if len(speakers) > MOST_SPEAKERS:
        reasons.append(f"主讲人有 {len(speakers)} 位，海报最多放 {MOST_SPEAKERS} 位。")
    if len(places) > MOST_PLACES:
        reasons.append(f"同时收听的地点有 {len(places)} 处，海报最多放 {MOST_PLACES} 处。")
    for one in places:
        if len(one) > LONGEST_PLACE:
            reasons.append(f"地点“{one[:12]}……”有 {len(one)} 个字，海报最多放 {LONGEST_PLACE} 个字。请缩短地址或教室。")
    return reasons


def _month_name(day: date) -> str | None:
    return f"{day:%Y-%m}" if _known(day) else None


def _week_name(monday: date) -> str | None:
    return f"{monday:%Y-%m-%d}" if _known(monday) else None


def _day_of(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _known(day) else None


def _known(day: date) -> bool:
    return FIRST_YEAR <= day.year <= LAST_YEAR
