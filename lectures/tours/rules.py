"""巡讲计划和场次：种类、状态。计划中与已举办、签到与清点人数，从不混在一起。"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from certificates.kinds.facts import last_day as end_of
from foundation.workflow import Workflow
from lectures.menus.rules import LectureMode

ABOUT_TO_BEGIN = timedelta(minutes=60)
"""开讲前这么久，没有发布的场次接待单位也看得到：现场总要有人接待。"""

TELL_AHEAD = timedelta(days=14)
"""开讲前这么久还没有发布，或者发布以后又改了的，提醒办理的人发布。"""


class TourKind(StrEnum):
    """巡讲、云讲堂（线上系列）、点单服务、培训班。"""

    TOUR = "tour"
    SERIES = "series"
    ORDERED = "ordered"
    CLASS = "class"


TOUR_KIND_TITLES = {
    TourKind.TOUR: "巡讲",
    TourKind.SERIES: "云讲堂",
    TourKind.ORDERED: "点单服务",
    TourKind.CLASS: "培训班",
}


class TourState(StrEnum):
    """进行中 → 结束。"""

    OPEN = "open"
    CLOSED = "closed"


TOUR_STATE_TITLES = {TourState.OPEN: "进行中", TourState.CLOSED: "已结束"}

TOUR_WORKFLOW = Workflow(
    name="巡讲计划",
    table={(TourState.OPEN, "close_tour"): TourState.CLOSED, (TourState.CLOSED, "reopen_tour"): TourState.OPEN},
    titles=TOUR_STATE_TITLES,
    corrections=frozenset({"reopen_tour"}),
)


class LectureState(StrEnum):
    """场次：计划中 → 已举办；取消要写明原因。有没有发布另外记，见 `Lecture.released`。"""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


LECTURE_STATE_TITLES = {
    LectureState.PLANNED: "计划中",
    LectureState.HELD: "已举办",
    LectureState.CANCELLED: "已取消",
}

LECTURE_WORKFLOW = Workflow(
    name="场次",
    table={
        (LectureState.PLANNED, "hold_lecture"): LectureState.HELD,
        (LectureState.PLANNED, "cancel_lecture"): LectureState.CANCELLED,
        (LectureState.HELD, "correct_held_lecture"): LectureState.PLANNED,
        (LectureState.CANCELLED, "restore_lecture"): LectureState.PLANNED,
    },
    titles=LECTURE_STATE_TITLES,
    corrections=frozenset({"cancel_lecture", "correct_held_lecture", "restore_lecture"}),
)


LONGEST_MONTHS = 60
YEARS = range(2000, 2100)
"""计划和场次的年份；再早再晚的是填错了，日历的头尾也没有前后几天可算。"""


def reasons_against_tour(first_day: date, last_day: date, planned: int) -> list[str]:
    """巡讲计划的条件：年份在 2000 至 2099 之间，结束不早于开始，最长五年；计划场次不为负数。"""
    if not {first_day.year, last_day.year} <= set(YEARS):
        return [f"{first_day} 至 {last_day}：年份不对，请检查日期。"]
    reasons = []
    if last_day < first_day:
        reasons.append("结束日期早于开始日期，请核对。")
    elif last_day > end_of(first_day, LONGEST_MONTHS):
        reasons.append("一份计划最长五年，请分成几份。")
    return [*reasons, "计划场次不能是负数。"] if planned < 0 else reasons


def reasons_against_time(
    begins: datetime, ends: datetime, first_day: date, last_day: date, *, now: datetime | None
) -> list[str]:
    """一场的时间：结束晚于开始，不跨零点，不早于现在（`now` 为空不查），在计划起止日期之内。

    `begins`、`ends` 为北京时间。同一天里结束比开始早 12 小时以上的，当作跨了零点，不当作填反了。
    """
    reasons = []
    if ends.date() > begins.date() or begins - ends > timedelta(hours=12):
        reasons.append(f"{begins:%H:%M} 至 {ends:%H:%M} 跨过了零点，请提前开始或者缩短时长，也可以分成两场。")
    elif ends <= begins:
        reasons.append(f"结束时间 {ends:%H:%M} 不晚于开始时间 {begins:%H:%M}，请核对。")
    if now is not None and begins < now:
        reasons.append(f"{begins:%Y-%m-%d %H:%M} 已经过去，请填写以后的时间。")
    if not first_day <= begins.date() <= last_day:
        reasons.append(f"{begins:%Y-%m-%d} 不在计划的起止日期 {first_day} 至 {last_day} 之内，请改时间或先改计划。")
    return reasons


def reasons_against_release(
    mode: LectureMode, *, has_place: bool, has_lecturer: bool, has_declined: bool, address: str
) -> list[str]:
    """发布一场以前要有的：讲师（没有人婉拒）；线下的地点；线上的直播地址。"""
    reasons = [] if has_lecturer else ["还没有讲师"]
    reasons += ["有讲师婉拒，还没有换人"] if has_declined else []
    reasons += ["还没有地点"] if mode is not LectureMode.ONLINE and not has_place else []
    return [*reasons, "还没有直播地址"] if mode is not LectureMode.ON_SITE and not address else reasons
