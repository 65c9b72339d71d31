"""揭榜挂帅：难题征集、审核、发布、揭榜或派单、组队攻关、验收、效益核实、推广。"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.workflow import Workflow


class ChallengeState(StrEnum):
    """难题从征集到推广。"""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    OPEN = "open"
    TEAMED = "teamed"
    ACCEPTED = "accepted"
    VERIFIED = "verified"
    SPREAD = "spread"
    CANCELLED = "cancelled"


CHALLENGE_STATE_TITLES = {
    ChallengeState.DRAFT: "征集中",
    ChallengeState.SUBMITTED: "待审核",
    ChallengeState.OPEN: "揭榜中",
    ChallengeState.TEAMED: "已组队",
    ChallengeState.ACCEPTED: "已验收",
    ChallengeState.VERIFIED: "效益已核实",
    ChallengeState.SPREAD: "已推广",
    ChallengeState.CANCELLED: "已取消",
}

CHALLENGE_WORKFLOW = Workflow(
    name="难题",
    table={
        (ChallengeState.DRAFT, "submit_challenge"): ChallengeState.SUBMITTED,
        (ChallengeState.SUBMITTED, "publish_challenge"): ChallengeState.OPEN,
        (ChallengeState.OPEN, "choose_claim"): ChallengeState.TEAMED,
        (ChallengeState.OPEN, "assign_challenge"): ChallengeState.TEAMED,
        (ChallengeState.TEAMED, "accept_challenge"): ChallengeState.ACCEPTED,
        (ChallengeState.ACCEPTED, "verify_challenge"): ChallengeState.VERIFIED,
        (ChallengeState.VERIFIED, "spread_challenge"): ChallengeState.SPREAD,
        (ChallengeState.SUBMITTED, "return_challenge"): ChallengeState.DRAFT,
        (ChallengeState.OPEN, "withdraw_challenge"): ChallengeState.DRAFT,
        (ChallengeState.TEAMED, "reopen_challenge"): ChallengeState.OPEN,
        (ChallengeState.ACCEPTED, "undo_acceptance"): ChallengeState.TEAMED,
        (ChallengeState.VERIFIED, "undo_verification"): ChallengeState.ACCEPTED,
        (ChallengeState.SPREAD, "undo_spread"): ChallengeState.VERIFIED,
        (ChallengeState.DRAFT, "cancel_challenge"): ChallengeState.CANCELLED,
        (ChallengeState.SUBMITTED, "cancel_challenge"): ChallengeState.CANCELLED,
        (ChallengeState.OPEN, "cancel_challenge"): ChallengeState.CANCELLED,
        (ChallengeState.CANCELLED, "restore_challenge"): ChallengeState.DRAFT,
    },
    titles=CHALLENGE_STATE_TITLES,
    corrections=frozenset(
        {
            "assign_challenge",
            "return_challenge",
            "withdraw_challenge",
            "reopen_challenge",
            "undo_acceptance",
            "undo_verification",
            "undo_spread",
            "cancel_challenge",
            "restore_challenge",
        }
    ),
)

STEPS = (
    ChallengeState.DRAFT,
    ChallengeState.SUBMITTED,
    ChallengeState.OPEN,
    ChallengeState.TEAMED,
    ChallengeState.ACCEPTED,
    ChallengeState.VERIFIED,
    ChallengeState.SPREAD,
)
"""一路顺利时的先后，页面上画成一条线。"""


class ClaimState(StrEnum):
    """一间工作室的揭榜。"""

    SUBMITTED = "submitted"
    CHOSEN = "chosen"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


CLAIM_STATE_TITLES = {
    ClaimState.SUBMITTED: "已揭榜",
    ClaimState.CHOSEN: "已选中",
    ClaimState.DECLINED: "未选中",
    ClaimState.WITHDRAWN: "已撤回",
}

CLAIM_WORKFLOW = Workflow(
    name="揭榜",
    table={
        (ClaimState.SUBMITTED, "take_claim"): ClaimState.CHOSEN,
        (ClaimState.SUBMITTED, "decline_claim"): ClaimState.DECLINED,
        (ClaimState.SUBMITTED, "withdraw_claim"): ClaimState.WITHDRAWN,
        (ClaimState.WITHDRAWN, "renew_claim"): ClaimState.SUBMITTED,
        (ClaimState.DECLINED, "renew_claim"): ClaimState.SUBMITTED,
        (ClaimState.CHOSEN, "release_claim"): ClaimState.DECLINED,
    },
    titles=CLAIM_STATE_TITLES,
    corrections=frozenset({"release_claim"}),
)


@dataclass(frozen=True)
class Chooser:
    """选榜人：本人是否就是揭榜的账号，是否就是这间工作室的领衔人。"""

    claimed: bool
    leads: bool


def reasons_against_chooser(chooser: Chooser) -> list[str]:
    """选定揭榜方的人不能是揭榜人，也不能是这间工作室的领衔人。"""
    reasons = ["这份揭榜是您自己提交的，请由另一人选定。"] if chooser.claimed else []
    return reasons + (["您是这间工作室的领衔人，请由另一人选定。"] if chooser.leads else [])


def reasons_against_claim(today: date, deadline: date) -> list[str]:
    """揭榜截止日当天仍可揭榜，过后不能。"""
    return [] if today <= deadline else [f"揭榜已于 {deadline:%Y年%m月%d日} 截止。"]


def claiming_open(state: ChallengeState, today: date, deadline: date) -> bool:
    """现在能不能揭榜。"""
    return state is ChallengeState.OPEN and not reasons_against_claim(today, deadline)
