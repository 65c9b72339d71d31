"""The places of each organisation in each event: taken and freed by one statement, so that they are never over."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, case, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import contains_eager

from competitions.planning.models import Competition, Event
from competitions.registration.models import Entry, Quota
from competitions.registration.rules import HOLDS_A_PLACE
from foundation import audit
from foundation.audit import Actor
from foundation.database import session
from foundation.errors import Refused
from people.organisations.models import Organisation

UNLIMITED = 1_000_000  # stands for "no limit": an event where nobody has set a quota


def take_places(event: Event, organisation: Organisation, wanted: int = 1) -> None:
    """Take `wanted` places. Raises `Refused` if fewer are left; holds under any number of writers at once."""
    _open_quota(event, organisation)
    limit = _limit(event)
    taken = session.execute(
        update(Quota)
        .where(_of(event, organisation), Quota.taken + wanted <= limit)
        .values(taken=Quota.taken + wanted, places=limit)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        left = places_left(event, organisation)
        raise Refused(
            f"“{event.title}”给{organisation.name}的名额不够：还剩 {left} 个，需要 {wanted} 个。"
            "请撤回其他报名，或请竞赛主办单位增加名额。"
        )


def free_places(event: Event, organisation: Organisation, number: int = 1) -> None:
    """Give places back."""
    session.execute(
        update(Quota)
        .where(_of(event, organisation), Quota.taken >= number)
        .values(taken=Quota.taken - number)
        .execution_options(synchronize_session=False)
    )


def places_left(event: Event, organisation: Organisation) -> int | None:
    """How many places are left; None where there is no limit."""
    return places_left_in([event], organisation)[event.id]


def places_left_in(events: Collection[Event], organisation: Organisation) -> dict[int, int | None]:
    """How many places are left in each of these events, in one statement; None where there is no limit."""
    query = select(Quota.event_id, Quota.granted, Quota.places, Quota.taken).where(
        Quota.organisation_id == organisation.id, Quota.event_id.in_([event.id for event in events])
    )
    quotas = {event_id: (granted, places, taken) for event_id, granted, places, taken in session.execute(query)}
    left: dict[int, int | None] = {}
    for event in events:
        granted, places, taken = quotas.get(event.id, (False, 0, 0))
        limit = places if granted else _given(event)
        left[event.id] = None if limit == UNLIMITED else max(limit - taken, 0)
    return left


def grant_quota(event: Event, organisation: Organisation, places: int, *, by: Actor) -> None:
    """Give one organisation a number of places of its own. Raises `Refused` below what is already taken."""
    _open_quota(event, organisation)
    quota = session.scalars(
        select(Quota).where(_of(event, organisation)).with_for_update().execution_options(populate_existing=True)
    ).one()
    if places < quota.taken:
        raise Refused(f"{organisation.name}已占用 {quota.taken} 个名额，不能少于这个数。", field="places")
    quota.places, quota.granted = places, True
    audit.record("grant_quota", quota, by=by, changes=audit.pending_changes(quota))


def quotas_of(competition: Competition) -> Select[Quota]:
    """The quotas in the events of `competition`, by event and organisation, with what is taken."""
    return (
        select(Quota)
        .join(Quota.event)
        .join(Quota.organisation)
        .where(Event.competition_id == competition.id)
        .options(contains_eager(Quota.event), contains_eager(Quota.organisation))
        .order_by(Event.position, Organisation.path)
    )


def _open_quota(event: Event, organisation: Organisation) -> None:
    """Make the row on demand. The second of two writers waits for the first and then finds it there."""
    held = (
        select(func.count())
        .where(Entry.event_id == event.id, Entry.organisation_id == organisation.id, Entry.state.in_(HOLDS_A_PLACE))
        .scalar_subquery()
    )
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[session.get_bind().dialect.name]
    first = dialect.insert(Quota).values(
        event_id=event.id,
        organisation_id=organisation.id,
        places=case((held > _given(event), held), else_=_given(event)),  # a plan may be cut below what is held
        taken=held,
        granted=False,
    )
    session.execute(first.on_conflict_do_nothing(index_elements=["event_id", "organisation_id"]))


def _limit(event: Event) -> ColumnElement[int]:
    """What was granted to the organisation itself, or else what the plan gives everyone today."""
    return case((Quota.granted, Quota.places), else_=_given(event))


def _given(event: Event) -> int:
    return UNLIMITED if event.quota_per_organisation is None else event.quota_per_organisation


def _of(event: Event, organisation: Organisation) -> ColumnElement[bool]:
    return (Quota.event_id == event.id) & (Quota.organisation_id == organisation.id)
