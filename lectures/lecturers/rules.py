"""讲师库：状态、适合的听众、可讲时间。"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow
from lectures.places.rules import reasons_against_point


class LecturerState(StrEnum):
    """推荐中 → 在聘 → 停用或退出。"""

    RECOMMENDED = "recommended"
    IN_SERVICE = "in-service"
    PAUSED = "paused"
    LEFT = "left"


LECTURER_STATE_TITLES = {
    LecturerState.RECOMMENDED: "推荐中",
    LecturerState.IN_SERVICE: "在聘",
    LecturerState.PAUSED: "停用",
    LecturerState.LEFT: "退出",
}

LECTURER_WORKFLOW = Workflow(
    name="讲师",
    table={
        (LecturerState.RECOMMENDED, "appoint_lecturer"): LecturerState.IN_SERVICE,
        (LecturerState.RECOMMENDED, "decline_lecturer"): LecturerState.LEFT,
        (LecturerState.IN_SERVICE, "pause_lecturer"): LecturerState.PAUSED,
        (LecturerState.PAUSED, "resume_lecturer"): LecturerState.IN_SERVICE,
        (LecturerState.PAUSED, "appoint_lecturer"): LecturerState.IN_SERVICE,
        (LecturerState.IN_SERVICE, "remove_lecturer"): LecturerState.LEFT,
        (LecturerState.PAUSED, "remove_lecturer"): LecturerState.LEFT,
        (LecturerState.LEFT, "restore_lecturer"): LecturerState.PAUSED,
    },
    titles=LECTURER_STATE_TITLES,
    corrections=frozenset({"decline_lecturer", "pause_lecturer", "remove_lecturer", "restore_lecturer"}),
)


class Audience(StrEnum):
    """一讲适合谁听。"""

    WORKERS = "workers"
    TECHNICIANS = "technicians"
    PRIMARY_PUPILS = "primary-pupils"
    MIDDLE_PUPILS = "middle-pupils"
    STUDENTS = "students"
    RESIDENTS = "residents"


AUDIENCE_TITLES = {
    Audience.WORKERS: "一线职工",
    Audience.TECHNICIANS: "技术骨干",
    Audience.PRIMARY_PUPILS: "小学生",
    Audience.MIDDLE_PUPILS: "中学生",
    Audience.STUDENTS: "大中专学生",
    Audience.RESIDENTS: "社区居民",
}


SEPARATORS = re.compile("[、；;，,]")


def parts(text: str | None) -> list[str]:
    """以顿号、分号或逗号隔开的几项，重复的只算一次。"""
    return list(dict.fromkeys(part.strip() for part in SEPARATORS.split(text or "") if part.strip()))


@dataclass(frozen=True)
class WeeklyHours:
    """可讲时间：每周 `weekday`（0 为星期一）从 `begins` 到 `ends`。"""

    weekday: int
    begins: time
    ends: time


@dataclass(frozen=True)
class DaysApart:
    """例外：`first_day` 至 `last_day` 之间不能讲，或者（`available`）全天可以讲。"""

    first_day: date
    last_day: date
    available: bool = False


def is_free(hours: Sequence[WeeklyHours], exceptions: Iterable[DaysApart], begins: datetime, ends: datetime) -> bool:
    """按本人填写的时间，这一段能不能讲。`begins`、`ends` 为北京时间；没有填写每周时间的，视为都可以。

    后填的例外优先；跨零点的一段不在任何一天的可讲时间之内。
    """
    if begins.date() != ends.date():
        return False
    verdict = [one.available for one in exceptions if one.first_day <= begins.date() <= one.last_day]
    if verdict:
        return verdict[-1]
    if not hours:
        return True
    day = begins.weekday()
    return any(one.weekday == day and one.begins <= begins.time() and ends.time() <= one.ends for one in hours)


@dataclass(frozen=True)
class Topic:
    """一个讲题：题目、所属主题、时长（分钟）、提纲。"""

    title: str
    theme: str
    minutes: int = 60
    outline: str = ""


def reasons_against_topics(topics: Sequence[Topic]) -> list[str]:
    """讲题的条件：至少一个，题目不重复，都写明主题，时长 5 至 480 分钟。"""
    reasons = [] if topics else ["至少填写一个讲题，点单和派单按讲题的主题找讲师。"]
    titles = [one.title for one in topics]
    reasons += [
        f"讲题“{title}”填了两次，请只保留一个。" for title in sorted({one for one in titles if titles.count(one) > 1})
    ]
    for one in topics:
        if not one.title or not one.theme:
            reasons.append(f"讲题“{one.title or '（没有题目）'}”要写明题目和主题。")
        if not 5 <= one.minutes <= 480:
            reasons.append(f"讲题“{one.title}”的时长应为 5 至 480 分钟。")
    return reasons


def reasons_against_range(point: tuple[Decimal | None, Decimal | None], travel_km: int | None) -> list[str]:
    """出发地和出行范围：经纬度的条件与场所相同；填了出行范围的，要有出发地才算得出路程。"""
    if reasons := reasons_against_point(*point):
        return reasons
    if travel_km is not None and None in point:
        return ["填写了出行范围，请也填写出发地的纬度和经度，否则算不出路程。"]
    return []
