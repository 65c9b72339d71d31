"""预赛排名：积分，净胜分，总得分，相互之间的积分，最后由人裁定；仍相同的名次并列。"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from scoring.matches.pairing import Side
from scoring.numbers import EXACT, Rounding, exact_mean, exact_sum


@dataclass(frozen=True, slots=True)
class Points:
    """一场胜、平、负各得几分。"""

    win: int = 2
    draw: int = 1
    loss: int = 0


@dataclass(frozen=True, slots=True)
class Played:
    """One decided match. `winner` None: a draw. A walkover (缺席判负) has no scores."""

    worker: str
    employer: str
    winner: Side | None
    worker_score: Decimal | None = None
    employer_score: Decimal | None = None


class StandingStep(StrEnum):
    """排名依次比较的各项。"""

    POINTS = "points"
    DIFFERENCE = "difference"
    TOTAL = "total"
    HEAD_TO_HEAD = "head_to_head"
    DECISION = "decision"


STANDING_TITLES = {
    StandingStep.POINTS: "积分",
    StandingStep.DIFFERENCE: "净胜分",
    StandingStep.TOTAL: "总得分",
    StandingStep.HEAD_TO_HEAD: "相互之间的积分",
    StandingStep.DECISION: "裁定",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One team after the rounds. `step`: what put it behind the one before it; None for the first and where tied."""

    key: str
    rank: int
    won: int
    drawn: int
    lost: int
    points: int
    difference: Decimal
    total: Decimal
    head_to_head: int
    step: StandingStep | None


@dataclass(frozen=True, slots=True)
class SideStanding:
    """A team as one side only: in how many scored matches it took that side, and the mean of its scores there."""

    key: str
    rank: int
    matches: int
    mean: Decimal


class _Sums(NamedTuple):
    """What a team made of some matches."""

    won: int
    drawn: int
    lost: int
    points: int
    difference: Decimal
    total: Decimal


def rank_teams(
    keys: Collection[str], played: Sequence[Played], points: Points, decided: Mapping[str, int] | None = None
) -> list[Standing]:
    """预赛名次。依次比较：积分；净胜分（各场得分减对手得分之和）；总得分；前三项都相同的各队相互之间各场的积分；
    人的裁定。仍相同的名次并列，下一名次空出。缺席判负的一场计积分，不计得分。

    `decided`: the order that people laid down, by team (1 is first).
    """
    sums = {key: _sums(key, played, points) for key in keys}
    mutual = {key: _mutual_points(key, sums, played, points) for key in keys}
    compared = {
        key: (-one.points, -one.difference, -one.total, -mutual[key], (decided or {}).get(key, 0))
        for key, one in sums.items()
    }
    ranked: list[Standing] = []
    for key in sorted(keys, key=lambda key: (compared[key], key)):
        before = ranked[-1] if ranked else None
        step = _parting(compared[before.key], compared[key]) if before else None
        rank = before.rank if before and step is None else len(ranked) + 1
        ranked.append(Standing(key, rank, *sums[key], mutual[key], step))
    return ranked


def rank_by_side(keys: Collection[str], played: Sequence[Played], side: Side, rounding: Rounding) -> list[SideStanding]:
    """职工方、企业方分别排名：只看任该方的各场，按得分的平均分（按方案取舍）；没有得分的队不列，相同的名次并列。"""
    scores: dict[str, list[Decimal]] = {key: [] for key in keys}
    for one in played:
        key, score = (one.worker, one.worker_score) if side is Side.WORKER else (one.employer, one.employer_score)
        if score is not None:
            scores[key].append(score)
    means = {key: rounding.apply(exact_mean(own)) for key, own in scores.items() if own}
    return [
        SideStanding(key, 1 + sum(other > mean for other in means.values()), len(scores[key]), mean)
        for key, mean in sorted(means.items(), key=lambda item: (-item[1], item[0]))
    ]


def undecided_ties(standings: Sequence[Standing], *, places: int) -> list[list[str]]:
    """进入淘汰赛的前 `places` 名须一一分明：仍然并列、又占到其中名次的各组，须由人裁定。"""
    groups: dict[int, list[str]] = {}
    for one in standings:
        groups.setdefault(one.rank, []).append(one.key)
    return [keys for rank, keys in groups.items() if len(keys) > 1 and rank <= places]


def _sums(key: str, played: Sequence[Played], points: Points) -> _Sums:
    own = [one for one in played if key in (one.worker, one.employer)]
    won = sum(one.winner is not None and key == _winner(one) for one in own)
    drawn = sum(one.winner is None for one in own)
    lost = len(own) - won - drawn
    scores = [_scores(key, one) for one in own]
    gained = exact_sum(mine for mine, _ in scores)
    return _Sums(
        won,
        drawn,
        lost,
        won * points.win + drawn * points.draw + lost * points.loss,
        EXACT.subtract(gained, exact_sum(theirs for _, theirs in scores)),
        gained,
    )


def _mutual_points(key: str, sums: Mapping[str, _Sums], played: Sequence[Played], points: Points) -> int:
    """The points from the matches among those level in points, difference and total; alone: 0."""
    peers = {other for other, one in sums.items() if one[3:] == sums[key][3:]}
    return _sums(key, [one for one in played if {one.worker, one.employer} <= peers], points).points


def _winner(one: Played) -> str:
    return one.worker if one.winner is Side.WORKER else one.employer


def _scores(key: str, one: Played) -> tuple[Decimal, Decimal]:
    """Own and the other's score; a walkover counts for neither."""
    if one.worker_score is None or one.employer_score is None:
        return Decimal(0), Decimal(0)
    pair = one.worker_score, one.employer_score
    return pair if key == one.worker else pair[::-1]


def _parting(before: Sequence[Decimal | int], behind: Sequence[Decimal | int]) -> StandingStep | None:
    """The first step at which two teams differ."""
    pairs = zip(StandingStep, before, behind, strict=True)
    return next((step for step, one, other in pairs if one != other), None)
