"""更正：已锁定、公示或生效的成绩，只经“更正”一道门改变；旧版保留，新版重新公示。"""

from collections.abc import Sequence
from enum import StrEnum

from foundation.workflow import Workflow


class CorrectionState(StrEnum):
    """A proposal changes nothing until another person applies it."""

    PROPOSED = "proposed"
    APPLIED = "applied"
    CANCELLED = "cancelled"


CORRECTION_STATE_TITLES = {
    CorrectionState.PROPOSED: "待批准",
    CorrectionState.APPLIED: "已更正",
    CorrectionState.CANCELLED: "已取消",
}


class CorrectionBasis(StrEnum):
    """What showed that the result is wrong."""

    APPEAL = "appeal"
    SPOT_CHECK = "spot-check"
    OBJECTION = "objection"
    OTHER = "other"


BASIS_TITLES = {
    CorrectionBasis.APPEAL: "申诉裁决",
    CorrectionBasis.SPOT_CHECK: "抽检复核",
    CorrectionBasis.OBJECTION: "公示异议成立",
    CorrectionBasis.OTHER: "其他",
}

CORRECTION_WORKFLOW = Workflow(
    name="更正",
    table={
        (CorrectionState.PROPOSED, "apply_correction"): CorrectionState.APPLIED,
        (CorrectionState.PROPOSED, "cancel_correction"): CorrectionState.CANCELLED,
    },
    titles=CORRECTION_STATE_TITLES,
    corrections=frozenset({"cancel_correction"}),
)

STALE = "这一版成绩已被第 {number} 版取代，这份更正不能再批准。请取消它，对最新一版重新提出。"


def reasons_against_applying(
    *, standing: bool, same_person: bool, signed_by_chief: bool, next_stage_drawn: bool, promotions_change: bool
) -> list[str]:
    """批准更正的条件：成绩仍然有效；提出人和批准人不是同一人；其中至少一人是裁判长；不动摇已抽签的下一阶段。

    出处：更正须书面通知，由裁判长更正并签字（jzds.itmc.cn/html/jiang）。申诉裁决由裁判长执行。
    """
    reasons = [] if standing else ["这一版成绩已经不是有效成绩，请取消这份更正，对最新一版重新提出。"]
    if same_person:
        reasons.append("更正由您提出，须由另一人批准。")
    if not signed_by_chief:
        reasons.append("更正须由裁判长提出或批准，请由本赛项裁判长批准。")
    if next_stage_drawn and promotions_change:
        reasons.append("这份更正改变晋级名单，而下一阶段已经抽签。请先作废下一阶段的抽签。")
    return reasons


def change_words(label: str, title: str, before: str, after: str) -> str:
    """How one change reads on the page and on the correction notice."""
    return f"{label}：{title} {before} → {after}"


def reasons_against_proposing(*, standing: bool, changes: Sequence[object], differs: bool) -> list[str]:
    """只能更正已锁定、公示或正式的成绩；更正须有内容，并且确实使成绩不同。"""
    if not standing:
        return ["只有已锁定、公示中或正式的成绩才需要更正。还没有锁定的，请直接修改后重新计算。"]
    if not changes:
        return ["没有填写任何改动。请在需要更正的分数或情况里填写新值。"]
    return [] if differs else ["按这些改动重新计算，成绩没有任何变化，不需要更正。"]
