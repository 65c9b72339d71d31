"""The figures of outcomes: W04, P04 and P08, each with what it counts."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from foundation.database import session
from studios.outcomes.models import Adoption, Outcome
from studios.outcomes.queries import benefit_of, outcomes_of
from studios.outcomes.rules import OutcomeKind, OutcomeState
from studios.outcomes.rules_benefit import BenefitKind, BenefitSums
from studios.registry.models import Studio

DEFINITIONS = {
    "W04": "成果数：成果日期在统计期内、已由单位确认的成果，按种类计件；几个工作室分享的只算一件。",
    "P04": "创造效益：效益期间结束于统计期内的效益。核实的与申报待核实的分两栏，从不相加；驳回的不算；"
    "几个工作室分享的一笔只算一次：各工作室按占比计算，合计不超过 100 %；"
    "一个单位、区县或全市算其中各工作室占比的和，所以全市正好等于各区县之和，没有分给哪个工作室的部分不算。",
    "P08": "推广应用：已确认的成果中，统计期内开始被至少一个其他单位应用、有应用证明的件数；几个单位应用的只算一件。",
}


@dataclass(frozen=True)
class OutcomeFigures:
    """W04 by kind, P04 by kind and in all, P08."""

    outcomes: dict[OutcomeKind, int]
    benefit: dict[BenefitKind, BenefitSums]
    total: BenefitSums
    adopted: int

    @property
    def outcome_count(self) -> int:
        return sum(self.outcomes.values())


def outcome_figures(studios: Select[Studio], first_day: date, last_day: date) -> OutcomeFigures:
    """The figures of these studios from `first_day` to the end of `last_day`."""
    within = outcomes_of(studios).with_only_columns(Outcome.id)
    confirmed = Outcome.id.in_(within), Outcome.state == OutcomeState.CONFIRMED
    counts = select(Outcome.kind, func.count()).where(*confirmed, Outcome.dated.between(first_day, last_day))
    adopted = (
        select(func.count(Adoption.outcome_id.distinct()))
        .join(Adoption.outcome)
        .where(*confirmed, Adoption.since.between(first_day, last_day))
    )
    found = {row[0]: row[1] for row in session.execute(counts.group_by(Outcome.kind))}
    return OutcomeFigures(
        outcomes={kind: found.get(kind, 0) for kind in OutcomeKind},
        benefit={kind: benefit_of(studios, first_day, last_day, kind) for kind in BenefitKind},
        total=benefit_of(studios, first_day, last_day),
        adopted=session.scalar(adopted) or 0,
    )
