"""Registering the winners of one competition for another, of a higher level."""

from collections.abc import Sequence
from dataclasses import dataclass

from competitions.planning.models import Event
from competitions.planning.operations import require_real
from competitions.promotions.models import Recommendation
from competitions.promotions.queries import recommendations_of
from competitions.promotions.rules import reasons_against_recommending
from competitions.registration.operations import MemberChoice, create_entry, submit_entry
from competitions.results.models import ResultLine, ResultVersion
from competitions.results.rules import ResultState
from foundation import audit
from foundation.database import lock, session
from foundation.errors import Refused
from people.accounts.models import Account


@dataclass(frozen=True)
class Outcome:
    """What became of one winner: his entry, or the reasons why there is none."""

    line: ResultLine
    reasons: tuple[str, ...] = ()


def recommend_winners(
    version: ResultVersion, event: Event, lines: Sequence[ResultLine], *, by: Account
) -> list[Outcome]:
    """Enter each winner, with the same people, for `event`, ready for its review; who may not enter is told apart.

    The rules of the higher competition hold as for everybody: its window, its conditions, its quotas.
    """
    require_real(lock(version).stage.event.competition)
    if version.state is not ResultState.FINAL:
        raise Refused("只能按正式成绩推荐。请先完成公示并转为正式成绩。")
    if reasons := reasons_against_recommending([line.entry.title for line in lines]):
        raise Refused(reasons[0])
    done = {one.line_id for one in recommendations_of(version) if one.event_id == event.id}
    return [_recommended(line, event, by) for line in lines if line.id not in done]


def _recommended(line: ResultLine, event: Event, by: Account) -> Outcome:
    categories = {category.title: category for category in event.categories}
    category = categories.get(line.category.title) or event.categories[0]
    choices = [MemberChoice(member.person, member.part) for member in line.entry.members]
    try:
        with session.begin_nested():
            entry = create_entry(
                event, line.entry.organisation, category=category, members=choices, title=line.entry.title, by=by
            )
            submit_entry(entry, by=by)
            made = Recommendation(line=line, event=event, entry=entry, made_by=by.id)
            session.add(made)
            audit.record("recommend_winners", made, by=by)
    except Refused as refusal:
        return Outcome(line, tuple(refusal.reasons) or (refusal.message,))
    return Outcome(line)
