"""Reading for recommendations: to which events winners may go, and who has gone already."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from competitions.planning.models import Competition, Event
from competitions.planning.rules import CompetitionState
from competitions.promotions.models import Recommendation
from competitions.promotions.rules import goes_higher
from competitions.results.models import ResultLine, ResultVersion
from competitions.results.queries import lines_of
from foundation import clock
from foundation.database import session
from people.organisations.rules import lineage


def higher_events(version: ResultVersion) -> Select[Event]:
    """The events open for registration now in other competitions of the same federation and of those above it.

    Those of the same occupation come first.
    """
    own = version.stage.event
    line_up = lineage(own.competition.organisation.path)
    now = clock.now()
    return (
        select(Event)
        .join(Event.competition)
        .where(
            Competition.state == CompetitionState.PUBLISHED,
            Competition.id != own.competition_id,
            Competition.organisation_id.in_(line_up),
            Competition.registration_opens <= now,
            Competition.registration_closes > now,
        )
        .options(joinedload(Event.competition))
        .order_by(Event.occupation_code != own.occupation_code, Event.competition_id, Event.position)
    )


def winners(version: ResultVersion, number: int) -> list[ResultLine]:
    """The lines of `version` within the first `number` award ranks, by category and rank."""
    return [line for line in lines_of(version, members=True) if goes_higher(line.award_rank, number)]


def recommendations_of(version: ResultVersion) -> Sequence[Recommendation]:
    """Who of `version` has been recommended, and where to."""
    lines = select(ResultLine.id).where(ResultLine.version_id == version.id)
    query = select(Recommendation).where(Recommendation.line_id.in_(lines))
    return session.scalars(
        query.options(joinedload(Recommendation.entry), joinedload(Recommendation.event).joinedload(Event.competition))
    ).all()
