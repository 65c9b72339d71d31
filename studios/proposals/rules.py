"""合理化建议的一生：提出、受理、评估、采纳或不采纳、实施、验收、效益核实、奖励、归档；每一步都有写明原因的退路。"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow
from scoring.numbers import round_half_up


class ProposalCategory(StrEnum):
    """建议的类别。前五类为泉州 2025 年征集通知的专题。"""

    ENERGY = "energy"
    EQUIPMENT = "equipment"
    PROCESS = "process"
    PRODUCT = "product"
    MANAGEMENT = "management"
    SAFETY = "safety"
    OTHER = "other"


PROPOSAL_CATEGORY_TITLES = {
    ProposalCategory.ENERGY: "节能降耗",
    ProposalCategory.EQUIPMENT: "设备改造",
    ProposalCategory.PROCESS: "工艺改进",
    ProposalCategory.PRODUCT: "产品升级",
    ProposalCategory.MANAGEMENT: "管理建议",
    ProposalCategory.SAFETY: "安全生产",
    ProposalCategory.OTHER: "其他",
}


class ProposalState(StrEnum):
    """建议走到了哪一步。"""

    PROPOSED = "proposed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    RECEIVED = "received"
    EVALUATED = "evaluated"
    DECLINED = "declined"
    ADOPTED = "adopted"
    IMPLEMENTED = "implemented"
    ACCEPTED = "accepted"
    VERIFIED = "verified"
    REWARDED = "rewarded"
    ARCHIVED = "archived"


S = ProposalState
PROPOSAL_STATE_TITLES = {
    S.PROPOSED: "待受理",
    S.RETURNED: "退回补充",
    S.WITHDRAWN: "已撤回",
    S.RECEIVED: "已受理，待评估",
    S.EVALUATED: "已评估，待决定",
    S.DECLINED: "不采纳",
    S.ADOPTED: "已采纳，待实施",
    S.IMPLEMENTED: "已实施，待验收",
    S.ACCEPTED: "已验收，待核实效益",
    S.VERIFIED: "效益已核实，待奖励",
    S.REWARDED: "已奖励",
    S.ARCHIVED: "已归档",
}

PROPOSAL_WORKFLOW = Workflow(
    name="这条建议",
    table={
        (S.PROPOSED, "receive_proposal"): S.RECEIVED,
        (S.PROPOSED, "return_proposal"): S.RETURNED,
        (S.PROPOSED, "transfer_proposal"): S.PROPOSED,
        (S.PROPOSED, "withdraw_proposal"): S.WITHDRAWN,
        (S.RETURNED, "resubmit_proposal"): S.PROPOSED,
        (S.RETURNED, "withdraw_proposal"): S.WITHDRAWN,
        (S.RECEIVED, "evaluate_proposal"): S.EVALUATED,
        (S.RECEIVED, "transfer_proposal"): S.PROPOSED,
        (S.EVALUATED, "adopt_proposal"): S.ADOPTED,
        (S.EVALUATED, "decline_proposal"): S.DECLINED,
        (S.EVALUATED, "reconsider_proposal"): S.RECEIVED,
        (S.DECLINED, "reconsider_proposal"): S.RECEIVED,
        (S.ADOPTED, "reconsider_proposal"): S.RECEIVED,
        (S.ADOPTED, "implement_proposal"): S.IMPLEMENTED,
        (S.IMPLEMENTED, "accept_proposal"): S.ACCEPTED,
        (S.IMPLEMENTED, "rework_proposal"): S.ADOPTED,
        (S.ACCEPTED, "verify_proposal_benefit"): S.VERIFIED,
        (S.VERIFIED, "correct_proposal_benefit"): S.ACCEPTED,
        (S.VERIFIED, "reward_proposal"): S.REWARDED,
        (S.REWARDED, "correct_proposal_reward"): S.VERIFIED,
        (S.REWARDED, "archive_proposal"): S.ARCHIVED,
        (S.ARCHIVED, "reopen_proposal"): S.REWARDED,
    },
    titles=PROPOSAL_STATE_TITLES,
    corrections=frozenset(
        {
            "return_proposal",
            "transfer_proposal",
            "decline_proposal",
            "reconsider_proposal",
            "rework_proposal",
            "correct_proposal_benefit",
            "correct_proposal_reward",
            "reopen_proposal",
        }
    ),
)

LINE = (S.PROPOSED, S.RECEIVED, S.EVALUATED, S.ADOPTED, S.IMPLEMENTED, S.ACCEPTED, S.VERIFIED, S.REWARDED, S.ARCHIVED)
"""一条被采纳的建议依次走过的各步。"""
STEP_TITLES = {
    S.PROPOSED: "提出",
    S.RECEIVED: "受理",
    S.EVALUATED: "评估",
    S.ADOPTED: "采纳",
    S.DECLINED: "不采纳",
    S.IMPLEMENTED: "实施",
    S.ACCEPTED: "验收",
    S.VERIFIED: "效益核实",
    S.REWARDED: "奖励",
    S.ARCHIVED: "归档",
}
STEP_DAYS = {S.PROPOSED: 5, S.RECEIVED: 15, S.EVALUATED: 10, S.IMPLEMENTED: 10, S.ACCEPTED: 30, S.VERIFIED: 15}
"""本系统的办理期限（日历日），从进入这一步的当天起算；未读到公开条文规定统一期限。"""
WAITING = (*STEP_DAYS, S.ADOPTED, S.REWARDED)
"""等待单位工会办理的各步。"""


class PaperKind(StrEnum):
    """照片和材料说明的是建议的哪一部分。"""

    SITUATION = "situation"
    MEASURES = "measures"
    EFFECT = "effect"


PAPER_KIND_TITLES = {PaperKind.SITUATION: "现状", PaperKind.MEASURES: "改进措施", PaperKind.EFFECT: "效果"}


def due_on(state: ProposalState, since: date, implement_by: date | None) -> date | None:
    """这一步应当办完的日期：实施按采纳时约定的日期，其余按 `STEP_DAYS`；不限期的为 None。"""
    if state is S.ADOPTED:
        return implement_by
    days = STEP_DAYS.get(state)
    return None if days is None else since + timedelta(days=days)


def waiting_days(state: ProposalState, since: date, today: date) -> int | None:
    """在这一步已经等了几天；不在等待办理的为 None。"""
    return (today - since).days if state in WAITING else None


def reasons_against_proposal(title: str, situation: str, measures: str, effect: str) -> list[str]:
    """合理化建议应写明现状、改进措施和预期效果（合理化建议申报表），名称 4 至 60 个字。"""
    reasons = [] if 4 <= len(title) <= 60 else ["建议名称应为 4 至 60 个字。"]
    parts = {"现状": situation, "改进措施": measures, "预期效果": effect}
    return reasons + [
        f"“{name}”至少写 10 个字，让没去过现场的人也看得懂。" for name, text in parts.items() if len(text) < 10
    ]


@dataclass(frozen=True)
class ProposalFigures:
    """一个单位一段时间的合理化建议统计。

    `proposals` 件数：这段时间第一次提出的，撤回的不计；`proposers` 人数：提出过的不同的人；
    `workers` 职工数：现在在册的本单位人员；`adopted`、`implemented`：这段时间决定采纳、实施完成的件数；
    `rewards` 元：这段时间发放的奖励。
    """

    unit: str
    proposals: int
    proposers: int
    workers: int
    adopted: int
    implemented: int
    rewards: Decimal

    @property
    def per_head(self) -> Decimal | None:
        """人均件数 = 件数 ÷ 职工数，两位小数；没有登记职工的不算。"""
        return round_half_up(Decimal(self.proposals) / self.workers, 2) if self.workers else None

    @property
    def participation(self) -> Decimal | None:
        """参与率（%）= 提出人数 ÷ 职工数 × 100，一位小数；没有登记职工的不算。"""
        return round_half_up(Decimal(self.proposers) * 100 / self.workers, 1) if self.workers else None
