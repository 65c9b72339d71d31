"""点单里写的是否合适：候选时间、地点、人数。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation.clock import hours_text, in_shanghai
from lectures.menus.rules import LectureMode

MOST_TIMES = 3
MOST_DAYS_AHEAD = 365


@dataclass(frozen=True)
class Period:
    """一个候选时间。"""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Period") -> bool:
        """两段时间有没有重叠；首尾相接不算。"""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def __str__(self) -> str:
        return f"{in_shanghai(self.starts_at):%Y年%m月%d日} {hours_text(self.starts_at, self.ends_at)}"


def reasons_against_times(times: Sequence[Period], now: datetime) -> list[str]:
    """候选时间：一至三个，都在以后一年之内，不跨零点，互不重叠。"""
    if not times:
        return ["请至少填写一个候选时间。"]
    reasons = [f"候选时间最多 {MOST_TIMES} 个。"] if len(times) > MOST_TIMES else []
    for number, period in enumerate(times, start=1):
        if period.starts_at <= now:
            reasons.append(f"候选时间 {number}（{period}）已经过去，请另选。")
        if period.starts_at > now + timedelta(days=MOST_DAYS_AHEAD):
            reasons.append(f"候选时间 {number}（{period}）在一年以后，请核对年份。")
        if in_shanghai(period.starts_at).date() != in_shanghai(period.ends_at).date():
            reasons.append(f"候选时间 {number}（{period}）跨过了零点，请提前开始或者缩短时长。")
        for earlier, other in enumerate(times[: number - 1], start=1):
            if period.overlaps(other):
                reasons.append(f"候选时间 {number} 和候选时间 {earlier} 重叠，请错开。")
    return reasons


def reasons_against_content(*, has_item: bool, wish: str, theme: str) -> list[str]:
    """菜单上的一项和自己写的需求，二者选一；自己写的要有主题，好找讲师。"""
    if has_item and wish:
        return ["已经选了菜单上的一项，就不用再写“菜单上没有的需求”；特别的要求请写在备注里。"]
    if not has_item and not wish:
        return ["请选择菜单上的一项，或者写明菜单上没有的需求。"]
    return [] if has_item or theme else ["自己写的需求请填写主题，例如“工匠精神”“焊接技能”，总工会按主题找讲师。"]


def reasons_against_place(mode: LectureMode, *, has_place: bool, place_text: str) -> list[str]:
    """线下的要有地点：从名录里选，或者写清楚。"""
    if mode is LectureMode.ONLINE or has_place or place_text:
        return []
    return ["线下的请选择场所，或者写明地点。"]


def reasons_against_people(people: int, most: int | None) -> list[str]:
    """预计人数不超过这一项能接待的人数。"""
    if most is not None and people > most:
        return [f"这一项每场最多 {most} 人，请减少人数，或者分场点单。"]
    return [] if people > 0 else ["预计人数应大于 0。"]
