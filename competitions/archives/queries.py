"""Reading archives."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from competitions.archives.models import Archive
from competitions.archives.rules import ArchiveState
from competitions.planning.models import Competition, Event, Stage
from competitions.planning.queries import competitions_visible_to
from competitions.results.models import ResultVersion
from competitions.results.rules import ResultState
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in


def archived_competitions_of(user: Account) -> Select[Competition]:
    """The competitions whose archives `user` makes and publishes."""
    return select(Competition).where(_run_by(user.scope(Permission.RESULT_PUBLISH)))


def archives_visible_to(user: Account | None) -> Select[Archive]:
    """Published archives are for everybody; the others for those who make them."""
    query = select(Archive).options(joinedload(Archive.file), joinedload(Archive.competition))
    public = (Archive.state == ArchiveState.PUBLISHED) & Archive.competition_id.in_(
        competitions_visible_to(user).with_only_columns(Competition.id)
    )
    if user is None:
        return query.where(public)
    own = Archive.competition.has(_run_by(user.scope(Permission.RESULT_PUBLISH)))
    return query.where(public | own)


def archives_of(competition: Competition, user: Account | None) -> Sequence[Archive]:
    """The archives of `competition` that `user` may see, newest first."""
    query = archives_visible_to(user).where(Archive.competition_id == competition.id)
    return session.scalars(query.order_by(Archive.number.desc())).all()


def next_number(competition: Competition) -> int:
    """The number of the next archive of `competition`, which the caller holds."""
    newest = select(func.max(Archive.number)).where(Archive.competition_id == competition.id)
    return (session.scalar(newest) or 0) + 1


def final_stages(competition: Competition) -> Sequence[Stage]:
    """The stages of `competition` that have a final result, in order."""
    final = select(ResultVersion.stage_id).where(ResultVersion.state == ResultState.FINAL)
    query = select(Stage).join(Stage.event).where(Event.competition_id == competition.id, Stage.id.in_(final))
    return session.scalars(query.order_by(Event.position, Stage.position)).all()


def _run_by(paths: Collection[str]) -> ColumnElement[bool]:
    return Competition.organisation_id.in_(ids_in(paths))
