"""工作室联盟：章程、成员、轮值、活动。联盟可以跨地区，成员可以是本系统之外的工作室。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from foundation.workflow import Workflow


class AllianceState(StrEnum):
    """运行中的联盟计入统计；解散的只留档案。"""

    ACTIVE = "active"
    DISSOLVED = "dissolved"


ALLIANCE_STATE_TITLES = {AllianceState.ACTIVE: "运行中", AllianceState.DISSOLVED: "已解散"}

ALLIANCE_WORKFLOW = Workflow(
    name="工作室联盟",
    table={
        (AllianceState.ACTIVE, "dissolve_alliance"): AllianceState.DISSOLVED,
        (AllianceState.DISSOLVED, "restore_alliance"): AllianceState.ACTIVE,
    },
    titles=ALLIANCE_STATE_TITLES,
    corrections=frozenset({"dissolve_alliance", "restore_alliance"}),
)


class AllianceActivityKind(StrEnum):
    """联盟活动的四类（粤港澳大湾区劳模和工匠人才创新工作室联盟的分工）。"""

    JOINT_RESEARCH = "joint-research"
    EXCHANGE = "exchange"
    INCUBATION = "incubation"
    TALENT = "talent"


ALLIANCE_ACTIVITY_KIND_TITLES = {
    AllianceActivityKind.JOINT_RESEARCH: "联合攻关",
    AllianceActivityKind.EXCHANGE: "创新交流",
    AllianceActivityKind.INCUBATION: "成果孵化",
    AllianceActivityKind.TALENT: "人才培育",
}

REMINDED_BEFORE = timedelta(days=30)
"""轮值期满前多少天提醒落实下一任。"""

FIGURE_DEFINITIONS = {
    "W05": "工作室联盟：截至统计日成立且没有解散的联盟个数，一个联盟计一个，不论成员多少。",
    "X01": "跨区域联合活动：统计期内举办、参加地区不少于两个的联盟活动场次，按举办日期计。",
}


@dataclass(frozen=True)
class Span:
    """一段轮值期，首尾两天都算。"""

    begins_on: date
    ends_on: date

    def overlaps(self, other: "Span") -> bool:
        """两段轮值期有没有同一天。"""
        return self.begins_on <= other.ends_on and other.begins_on <= self.ends_on


def reasons_against_turn(turn: Span, founded_on: date, others: Iterable[Span]) -> list[str]:
    """轮值期首尾有序，不早于联盟成立，同一天只有一个轮值单位。"""
    reasons = []
    if turn.ends_on < turn.begins_on:
        reasons.append("轮值结束日期不能早于开始日期。")
    if turn.begins_on < founded_on:
        reasons.append(f"轮值开始日期早于联盟成立日期（{founded_on:%Y年%m月%d日}），请核对。")
    reasons += [
        f"与 {other.begins_on:%Y-%m-%d} 至 {other.ends_on:%Y-%m-%d} 的轮值重叠，同一天只能有一个轮值单位。"
        for other in others
        if turn.overlaps(other)
    ]
    return reasons


def regions_in(text: str) -> list[str]:
    """一行文字里的地区，以顿号、逗号、分号或空白分开；重复的只计一个。"""
    plain = text.translate(dict.fromkeys(map(ord, "、，,；;"), " "))
    return list(dict.fromkeys(plain.split()))


def rotation_is_due(today: date, present: date | None, following: date | None) -> bool:
    """要不要提醒轮值：现任 30 天内期满（或已经没有现任）而没有排定下一任，或者下一任 30 天内开始。

    `present` 是现任的最后一天，`following` 是下一任的第一天；没有的为 None。
    """
    soon = today + REMINDED_BEFORE
    if following is not None:
        return following <= soon
    return present is None or present <= soon
