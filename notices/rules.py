"""Public notice (公示) and the objections raised while it lasts."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from foundation.workflow import Workflow

LONGEST_NOTICE_DAYS = 90


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
        (NoticeState.ENDED, "void_notice"): NoticeState.VOIDED,
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


@dataclass(frozen=True)
class NoticeTable:
    """One table of a notice; every cell is the text that is shown."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class NoticeFacts:
    """What a notice shows: an opening sentence, pairs of label and value, tables. Never identity numbers or phones."""

    opening: str
    pairs: tuple[tuple[str, str], ...]
    tables: tuple[NoticeTable, ...]

    def to_json(self) -> dict[str, Any]:
        """The facts as plain JSON values, to be frozen with the notice."""
        return asdict(self)


def reasons_against_days(days: int) -> list[str]:
    """公示期至少 1 日；竞赛以自然日计，期限由竞赛通知规定；等级认定以工作日计（见 `rules_working_days`）。"""
    return [] if 1 <= days <= LONGEST_NOTICE_DAYS else [f"公示期应为 1 至 {LONGEST_NOTICE_DAYS} 日。"]


def reasons_against_objecting(now: datetime, closes_at: datetime, state: NoticeState) -> list[str]:
    """异议应在公示期内提出。"""
    if state is NoticeState.VOIDED:
        return ["这份公示已经作废，不再受理异议。"]
    return [] if now < closes_at and state is NoticeState.OPEN else ["公示期已经结束，不再受理异议。"]


def reasons_against_ending(now: datetime, closes_at: datetime, unanswered: int) -> list[str]:
    """公示期满且异议全部答复后，公示方可结束。"""
    reasons = []
    if now < closes_at:
        reasons.append("公示期还没有结束。")
    if unanswered:
        reasons.append(f"还有 {unanswered} 条异议没有答复。")
    return reasons
