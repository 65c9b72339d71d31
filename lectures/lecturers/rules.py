"""讲师库：状态、适合的听众、可讲时间。"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from foundation.workflow import Workflow


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
