"""对抗赛的规定：轮次、一场的办结、淘汰赛。方法见 docs/matches.md，计算在 scoring/matches/。"""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow
from marking.schemes.rules import CriterionFacts
from scoring.marks import MarkingType

MOST_ROUNDS = 20


class ContestState(StrEnum):
    """How far a side-against-side contest is."""

    PLANNED = "planned"
    PRELIMINARY = "preliminary"
    KNOCK_OUT = "knock-out"
    ENDED = "ended"


CONTEST_STATE_TITLES = {
    ContestState.PLANNED: "筹备",
    ContestState.PRELIMINARY: "预赛",
    ContestState.KNOCK_OUT: "淘汰赛",
    ContestState.ENDED: "已结束",
}


class Phase(StrEnum):
    """Whether a round belongs to the preliminary or to the knock-out."""

    PRELIMINARY = "preliminary"
    KNOCK_OUT = "knock-out"


PHASE_TITLES = {Phase.PRELIMINARY: "预赛", Phase.KNOCK_OUT: "淘汰赛"}


class RoundState(StrEnum):
    """A closed round counts, and is shown to the public."""

    OPEN = "open"
    CLOSED = "closed"


ROUND_STATE_TITLES = {RoundState.OPEN: "进行中", RoundState.CLOSED: "本轮结束"}


class MatchState(StrEnum):
    """Whether the outcome of a match is settled."""

    OPEN = "open"
    DECIDED = "decided"


MATCH_STATE_TITLES = {MatchState.OPEN: "未定胜负", MatchState.DECIDED: "已定胜负"}


class Ending(StrEnum):
    """By what the outcome of a match was settled."""

    SCORES = "scores"
    DECISION = "decision"
    WALKOVER = "walkover"


ENDING_TITLES = {Ending.SCORES: "按得分", Ending.DECISION: "平分，由人裁定", Ending.WALKOVER: "缺席判负"}

CONTEST_WORKFLOW = Workflow(
    name="对抗赛",
    table={
        (ContestState.PLANNED, "draw_preliminary"): ContestState.PRELIMINARY,
        (ContestState.PRELIMINARY, "void_preliminary"): ContestState.PLANNED,
        (ContestState.PRELIMINARY, "draw_knock_out"): ContestState.KNOCK_OUT,
        (ContestState.KNOCK_OUT, "void_knock_out"): ContestState.PRELIMINARY,
        (ContestState.KNOCK_OUT, "end_contest"): ContestState.ENDED,
        (ContestState.ENDED, "reopen_contest"): ContestState.KNOCK_OUT,
    },
    titles=CONTEST_STATE_TITLES,
    corrections=frozenset({"void_preliminary", "void_knock_out", "reopen_contest"}),
)
ROUND_WORKFLOW = Workflow(
    name="本轮",
    table={
        (RoundState.OPEN, "close_round"): RoundState.CLOSED,
        (RoundState.CLOSED, "reopen_round"): RoundState.OPEN,
    },
    titles=ROUND_STATE_TITLES,
    corrections=frozenset({"reopen_round"}),
)
MATCH_WORKFLOW = Workflow(
    name="这一场",
    table={
        (MatchState.OPEN, "decide_match"): MatchState.DECIDED,
        (MatchState.OPEN, "settle_match"): MatchState.DECIDED,
        (MatchState.OPEN, "award_walkover"): MatchState.DECIDED,
        (MatchState.DECIDED, "reopen_match"): MatchState.OPEN,
    },
    titles=MATCH_STATE_TITLES,
    corrections=frozenset({"settle_match", "award_walkover", "reopen_match"}),
)


def default_criteria() -> list[CriterionFacts]:
    """集体协商竞赛的评分项，可以修改。各项名称：重庆南川、浙江建德的竞赛报道；原文没有写各项分值，这里的分值是本系统给的。"""
    lines = (
        ("仪容仪表", 10),
        ("语言表达", 15),
        ("主题把握", 15),
        ("协商能力", 20),
        ("综合应变", 15),
        ("团队协作", 15),
        ("整体效果", 10),
    )
    return _criteria(lines)


def default_speaker_criteria() -> list[CriterionFacts]:
    """个人（优秀谈判员）的评分项，可以修改：取上列各项中说得上是个人的。"""
    return _criteria((("语言表达", 30), ("主题把握", 20), ("协商能力", 30), ("综合应变", 20)))


def reasons_against_pairing(
    *, plan: Sequence[str], under_review: Sequence[str], teams: int, qualifiers: int, modules: int, blind: bool
) -> list[str]:
    """方案不完整、报名未审结、队数不够，或模块不合对抗赛的，不能抽签。"""
    reasons = [f"赛项方案不完整：{reason}" for reason in plan]
    reasons += [f"报名未审结：{label}" for label in under_review]
    if modules != 1:
        reasons.append("对抗赛每个阶段只设一个模块，双方按同一份评分细则评分。")
    if blind:
        reasons.append("对抗赛当场评分，请把模块的评分方式改为公开。")
    if teams < qualifiers:
        reasons.append(f"只有 {teams} 支队伍，少于进入淘汰赛的 {qualifiers} 支。请减少进入淘汰赛的队数。")
    return reasons


def reasons_against_closing_round(undecided: Sequence[str]) -> list[str]:
    """各场都定了胜负，本轮才能结束。"""
    return [f"还没有定胜负：{label}" for label in undecided]


def reasons_against_knock_out(open_rounds: Sequence[str], ties: Sequence[Sequence[str]]) -> list[str]:
    """预赛各轮都结束、进入淘汰赛的名次都分明，才能抽淘汰赛的签。"""
    reasons = [f"{title}还没有结束。" for title in open_rounds]
    return reasons + [f"名次并列，请先裁定先后：{'、'.join(names)}。" for names in ties]


def _criteria(lines: Sequence[tuple[str, int]]) -> list[CriterionFacts]:
    step = Decimal("0.5")
    return [
        CriterionFacts(str(at), title, MarkingType.JUDGEMENT, Decimal(full_mark), step)
        for at, (title, full_mark) in enumerate(lines, start=1)
    ]
