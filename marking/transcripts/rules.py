"""Paper sheets typed twice: who may type, what differs, and when a third person has to look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow
from scoring.numbers import as_text


class TranscriptState(StrEnum):
    """How far the typing of one paper sheet is."""

    TYPED = "typed"
    DIFFERING = "differing"
    AGREED = "agreed"


TRANSCRIPT_STATE_TITLES = {
    TranscriptState.TYPED: "已录一次",
    TranscriptState.DIFFERING: "两次录入有差异",
    TranscriptState.AGREED: "录入完成",
}

TRANSCRIPT_WORKFLOW = Workflow(
    name="纸质评分表录入",
    table={
        (TranscriptState.TYPED, "agree_transcript"): TranscriptState.AGREED,
        (TranscriptState.TYPED, "dispute_transcript"): TranscriptState.DIFFERING,
        (TranscriptState.DIFFERING, "settle_transcript"): TranscriptState.AGREED,
    },
    titles=TRANSCRIPT_STATE_TITLES,
)


class TypingStep(StrEnum):
    """What is to be done next for a paper sheet."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    DONE = "done"


STEP_TITLES = {
    TypingStep.FIRST: "待录入",
    TypingStep.SECOND: "待复录",
    TypingStep.THIRD: "有差异",
    TypingStep.DONE: "已完成",
}
NEXT_STEP = {
    None: TypingStep.FIRST,
    TranscriptState.TYPED: TypingStep.SECOND,
    TranscriptState.DIFFERING: TypingStep.THIRD,
    TranscriptState.AGREED: TypingStep.DONE,
}


@dataclass(frozen=True, slots=True)
class PaperTotal:
    """The total as it stands on the paper; `faulty`: the person who typed says that the judge added up wrongly."""

    written: Decimal | None = None
    faulty: bool = False


def reason_against_typing(step: TypingStep, person: int, *, rater: int, first: int | None, second: int | None) -> str:
    """双人录入：评分裁判本人不录入自己的评分表；复录人不是首录人；裁定人不是两名录入人。空文字即可以录入。"""
    if person == rater:
        return "这是您本人评的评分表，应由他人录入。"
    if step is TypingStep.THIRD and person in (first, second):
        return "这张评分表由您录入过，差异应由第三人对照纸质评分表裁定。"
    if step is TypingStep.DONE:
        return "这张评分表已录入完成并封存。如需更正，请由裁判长说明原因后解封，再重新录入。"
    return ""


def differing(first: Mapping[int, Decimal], second: Mapping[int, Decimal]) -> list[int]:
    """两次录入不一致的评分项，按首录的次序。"""
    return [criterion for criterion, value in first.items() if second.get(criterion) != value]


def total_fault(marks: Sequence[Decimal], total: PaperTotal) -> str | None:
    """各项之和应与纸质评分表上的合计一致；确系裁判合计有误的，勾选后按各项录入。"""
    added = sum(marks, Decimal(0))
    if total.written is None or total.faulty or total.written == added:
        return None
    return (
        f"录入的各项合计 {as_text(added)}，纸上合计 {as_text(total.written)}，相差 "
        f"{as_text(abs(added - total.written))}。请逐项核对；确系纸上合计写错的，勾选“纸上合计有误”后再提交。"
    )
