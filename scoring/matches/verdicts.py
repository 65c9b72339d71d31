"""一场的胜负：得分高者胜；平分按写明的次序比较，仍相同的不由系统决定。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scoring.matches.pairing import Side
from scoring.numbers import settle


class VerdictStep(StrEnum):
    """判定胜负的依据，依次比较，第一个分出高下的即为依据。"""

    SCORE = "score"
    """公布的得分高者胜。"""
    FURTHER_DECIMALS = "further_decimals"
    """公布的得分相同，比较未取舍的得分（顺延小数位）。"""
    MORE_JUDGES = "more_judges"
    """仍相同的，给哪一方的合计分较高的裁判多，哪一方胜；去掉的最高、最低分也计人数。"""


STEP_TITLES = {
    VerdictStep.SCORE: "得分高",
    VerdictStep.FURTHER_DECIMALS: "得分相同，未取舍的得分高",
    VerdictStep.MORE_JUDGES: "得分相同，给分较高的裁判多",
}


@dataclass(frozen=True, slots=True)
class SideScore:
    """What one side got: rounded as published, before rounding, and each judge's total."""

    published: Decimal
    unrounded: Decimal
    judges: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who won and by which step; neither: the two are level."""

    winner: Side | None
    step: VerdictStep | None


def verdict(worker: SideScore, employer: SideScore) -> Verdict:
    """一场对抗的胜负。三项都相同的为平分：预赛按规定算平局，其余由人裁定并写明依据，不抽签。"""
    ours, theirs = _votes(worker, employer), _votes(employer, worker)
    compared = (
        (VerdictStep.SCORE, worker.published, employer.published),
        (VerdictStep.FURTHER_DECIMALS, settle(worker.unrounded), settle(employer.unrounded)),
        (VerdictStep.MORE_JUDGES, Decimal(ours), Decimal(theirs)),
    )
    for step, one, other in compared:
        if one != other:
            return Verdict(Side.WORKER if one > other else Side.EMPLOYER, step)
    return Verdict(None, None)


def _votes(one: SideScore, other: SideScore) -> int:
    """How many judges gave `one` more."""
    return sum(total > other.judges[judge] for judge, total in one.judges.items() if judge in other.judges)
