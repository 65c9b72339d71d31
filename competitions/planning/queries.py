"""Reading competitions and their plans."""

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import selectinload

from competitions.planning.models import Competition, Event, Module, Stage
from competitions.planning.rules import CompetitionLevel, CompetitionState
from marking.schemes.models import Criterion, Scheme
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in, within

WHOLE_PLAN = (
    selectinload(Event.categories),
    selectinload(Event.stages).selectinload(Stage.modules).selectinload(Module.scheme).selectinload(Scheme.criteria),
)


def competitions_planned_by(user: Account) -> Select[Competition]:
    """The competitions that `user` may plan: those run by an organisation of their subtrees."""
    return select(Competition).where(_planned_by(user))


def competitions_visible_to(user: Account | None) -> Select[Competition]:
    """What has been published is for everybody (`None`: a visitor); a draft only for those who may plan it."""
    public = Competition.state != CompetitionState.DRAFT
    return select(Competition).where(public if user is None else or_(public, _planned_by(user)))


def found_competitions(
    query: Select[Competition], *, text: str = "", state: CompetitionState | None, level: CompetitionLevel | None
) -> Select[Competition]:
    """Those of `query` with `text` in title, edition or theme, in this state, at this level."""
    if text:
        columns = (Competition.title, Competition.edition, Competition.theme)
        query = query.where(or_(*(column.contains(text, autoescape=True) for column in columns)))
    if state is not None:
        query = query.where(Competition.state == state)
    return query if level is None else query.where(Competition.level == level)


def events_visible_to(user: Account | None) -> Select[Event]:
    """The events of the competitions visible to `user`."""
    return select(Event).where(Event.competition_id.in_(_keys(competitions_visible_to(user))))


def events_planned_by(user: Account) -> Select[Event]:
    """The events of the competitions that `user` may plan."""
    return select(Event).where(Event.competition_id.in_(_keys(competitions_planned_by(user))))


def stages_visible_to(user: Account | None) -> Select[Stage]:
    """The stages of the events visible to `user`."""
    return select(Stage).where(Stage.event_id.in_(events_visible_to(user).with_only_columns(Event.id)))


def stages_planned_by(user: Account) -> Select[Stage]:
    """The stages of the events that `user` may plan."""
    return select(Stage).where(Stage.event_id.in_(events_planned_by(user).with_only_columns(Event.id)))


def modules_planned_by(user: Account) -> Select[Module]:
    """The modules of the stages that `user` may plan."""
    return select(Module).where(Module.stage_id.in_(stages_planned_by(user).with_only_columns(Stage.id)))


def criteria_planned_by(user: Account, module: Module) -> Select[Criterion]:
    """The criteria of `module`, if `user` may plan it."""
    own = modules_planned_by(user).where(Module.id == module.id).with_only_columns(Module.scheme_id)
    return select(Criterion).where(Criterion.scheme_id.in_(own))


def organisers_for(user: Account) -> Select[Organisation]:
    """The organisations in whose name `user` may plan a competition."""
    return (
        select(Organisation)
        .where(within(user.scope(Permission.COMPETITION_PLAN)), Organisation.active)
        .order_by(Organisation.path)
    )


def _planned_by(user: Account) -> ColumnElement[bool]:
    organisers = ids_in(user.scope(Permission.COMPETITION_PLAN))
    return Competition.organisation_id.in_(organisers)


def _keys(competitions: Select[Competition]) -> Select[tuple[int]]:
    return competitions.with_only_columns(Competition.id)
