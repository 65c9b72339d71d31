"""Ties that no rule separates where the plan allows no shared places: which there are, and what people decided."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from competitions.draw.models import Place
from competitions.judging.floor_records import tie_decisions_of
from competitions.judging.models import TieDecision
from competitions.judging.queries import entry_marks, places_of
from competitions.planning.models import Stage
from competitions.planning.plan import scoring_plan
from foundation.database import session
from scoring.contenders import TieBreakStep
from scoring.contest import score_event
from scoring.marks import EntryMarks
from scoring.plan import ScoringPlan
from scoring.tie_breaks import people_decide, shared_rank


@dataclass(frozen=True)
class Tie:
    """Entries of one category that share a rank although the plan says 不设并列, best rank first."""

    category_id: int
    category: str
    rank: int
    total: Decimal
    places: list[Place]
    decision: TieDecision | None

    @property
    def entry_ids(self) -> frozenset[int]:
        return frozenset(place.entry_id for place in self.places)

    @property
    def settled(self) -> bool:
        """Whether two people have put just these entries in order."""
        return self.decision is not None and self.decision.confirmed_by is not None


def ties_of(stage: Stage) -> list[Tie]:
    """The ties that people must decide or have decided. Raises `ScoringError` while no result can be computed."""
    plan = scoring_plan(stage)
    if not plan.tie_breaks or plan.tie_breaks[-1].code != people_decide.CODE:
        return []
    sharing = replace(plan, tie_breaks=(*plan.tie_breaks[:-1], TieBreakStep(shared_rank.CODE)))
    places = {str(place.entry_id): place for place in places_of(stage)}
    by_category: dict[int, list[EntryMarks]] = defaultdict(list)
    for marks in entry_marks(stage):
        by_category[places[marks.key].entry.category_id].append(marks)
    decisions = {frozenset(map(int, one.order)): one for one in session.scalars(tie_decisions_of(stage))}
    titles = {category.id: category.title for category in stage.event.categories}
    return [
        Tie(category_id, titles[category_id], rank, total, tied, decisions.get(_keys(tied)))
        for category_id in sorted(by_category)
        for rank, total, tied in _shared_ranks(sharing, by_category[category_id], places)
    ]


def unsettled_ties(stage: Stage) -> list[Tie]:
    """The ties that still stand in the way of a result."""
    return [tie for tie in ties_of(stage) if not tie.settled]


def _keys(places: Sequence[Place]) -> frozenset[int]:
    return frozenset(place.entry_id for place in places)


def _shared_ranks(
    plan: ScoringPlan, marks: Sequence[EntryMarks], places: dict[str, Place]
) -> list[tuple[int, Decimal, list[Place]]]:
    shared: dict[int, list[Place]] = defaultdict(list)
    totals: dict[int, Decimal] = {}
    for entry in score_event(plan, marks).ranked:
        if entry.tied > 1 and entry.score_rank is not None and entry.total is not None:
            shared[entry.score_rank].append(places[entry.key])
            totals[entry.score_rank] = entry.total
    return [(rank, totals[rank], tied) for rank, tied in sorted(shared.items())]
