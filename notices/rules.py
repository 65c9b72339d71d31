"""Public notice (公示) and the objections raised while it lasts."""

from datetime import datetime
from enum import StrEnum

from foundation.workflow import Workflow


class NoticeState(StrEnum):
    """A notice ends when its clock has run out and every objection is answered."""

    OPEN = "open"
    ENDED = "ended"
    VOIDED = "voided"


NOTICE_STATE_TITLES = {NoticeState.OPEN: "公示中", NoticeState.ENDED: "公示结束", NoticeState.VOIDED: "已作废"}


class ObjectionState(StrEnum):
    """What became of an objection."""

    RECEIVED = "received"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


OBJECTION_STATE_TITLES = {
    ObjectionState.RECEIVED: "待答复",
    ObjectionState.UPHELD: "成立",
    ObjectionState.DISMISSED: "不成立",
}

NOTICE_WORKFLOW = Workflow(
    name="公示",
    table={
        (NoticeState.OPEN, "end_notice"): NoticeState.ENDED,
        (NoticeState.OPEN, "void_notice"): NoticeState.VOIDED,
    },
    titles=NOTICE_STATE_TITLES,
    corrections=frozenset({"void_notice"}),
)

OBJECTION_WORKFLOW = Workflow(
    name="异议",
    table={
        (ObjectionState.RECEIVED, "uphold_objection"): ObjectionState.UPHELD,
        (ObjectionState.RECEIVED, "dismiss_objection"): ObjectionState.DISMISSED,
    },
    titles=OBJECTION_STATE_TITLES,
    corrections=frozenset({"uphold_objection", "dismiss_objection"}),
)


def reasons_against_ending(now: datetime, closes_at: datetime, unanswered: int) -> list[str]:
    """公示期满且异议全部答复后，公示方可结束。"""
    reasons = []
    if now < closes_at:
        reasons.append("公示期还没有结束。")
    if unanswered:
        reasons.append(f"还有 {unanswered} 条异议没有答复。")
    return reasons
