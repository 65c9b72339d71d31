"""人才培养计划（例如“蔚蓝新星”）：按入职年份成组，一年至六年逐年培养，技能等级一级级上去，再分流到各个方向。"""

from datetime import date
from enum import StrEnum

from people.persons.rules import Level

LONGEST = 10


class Branch(StrEnum):
    """Where a member is led (分流方向)."""

    SKILL = "skill"
    TECHNOLOGY = "technology"
    MANAGEMENT = "management"
    TEACHING = "teaching"


BRANCH_TITLES = {
    Branch.SKILL: "技能通道",
    Branch.TECHNOLOGY: "技术通道",
    Branch.MANAGEMENT: "管理通道",
    Branch.TEACHING: "教学与带徒",
}


class Destination(StrEnum):
    """Where a member went when he left the track (去向)."""

    COMPLETED = "completed"
    TRANSFERRED = "transferred"
    PROMOTED = "promoted"
    LEFT = "left"


DESTINATION_TITLES = {
    Destination.COMPLETED: "期满出组",
    Destination.TRANSFERRED: "调往其他岗位",
    Destination.PROMOTED: "提拔任用",
    Destination.LEFT: "离开单位",
}


def year_in_track(joined: date, day: date, years: int) -> int:
    """入职第几年：入职当日起为第一年，满一周年的当日起为第二年；超过培养年限的按最后一年。"""
    full = day.year - joined.year - ((day.month, day.day) < (joined.month, joined.day))
    return min(max(full + 1, 1), years)


def meets_step(held: Level | None, target: Level | None, order: tuple[Level, ...]) -> bool | None:
    """这一年要求的等级达到没有；没有要求的为 None。"""
    if target is None:
        return None
    return held is not None and order.index(held) >= order.index(target)


def cohort_of(joined: date) -> int:
    """同一年入职的为一组。"""
    return joined.year
