"""Reading sittings: who plans, watches, runs and takes them; who still waits for a seat."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from assessments.applications.models import Application
from assessments.applications.rules import ApplicationState
from assessments.batches.models import Batch
from assessments.bodies.models import AssessmentBody, Official, Premises
from assessments.sittings.models import Assignment, Seat, Sitting
from assessments.sittings.rules import RATING_DUTIES, Attendance, SittingDuty, SittingMode, SittingState
from assessments.standards.rules import Part
from foundation.database import session
from marking.panels.models import Panel
from marking.panels.rules import PanelState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import within
from people.persons.models import Person


@dataclass(frozen=True)
class Standing:
    """How far the seating of a plan is: seats given, of so many that its accepted applications need."""

    seated: int
    needed: int

    @property
    def complete(self) -> bool:
        return 0 < self.needed == self.seated


def batches_seated_by(user: Account) -> Select[Batch]:
    """The plans of the bodies for which `user` plans sittings."""
    return _batches_of(user.scope(Permission.SITTING_PLAN))


def batches_watched_by(user: Account) -> Select[Batch]:
    """The plans of the bodies whose sittings `user` plans or watches."""
    return _batches_of({*user.scope(Permission.SITTING_PLAN), *user.scope(Permission.SITTING_WATCH)})


def sittings_planned_by(user: Account) -> Select[Sitting]:
    """The sittings that `user` sets up and seats."""
    return _with_batch().where(_of_plans(batches_seated_by(user)))


def sittings_run_by(user: Account) -> Select[Sitting]:
    """The sittings where `user` takes attendance: those he plans, and those where he is on duty, inspectors apart.

    Whoever marks candidates without their names takes no attendance of them.
    """
    on_duty = Sitting.duties.any(_duty_of(user) & (Assignment.duty != SittingDuty.INSPECTOR))
    planned = _of_plans(batches_seated_by(user))
    return _with_batch().where(or_(planned, on_duty & ~_marked_blind_by(user)))


def sittings_named_to(user: Account) -> Select[Sitting]:
    """The sittings visible to `user` whose candidates he may know by name: not those that he marks without names."""
    watched = _of_plans(batches_watched_by(user))
    return sittings_visible_to(user).where(or_(watched, ~_marked_blind_by(user)))


def sittings_visible_to(user: Account) -> Select[Sitting]:
    """The sittings that `user` plans or watches, and those where he is on duty."""
    watched = _of_plans(batches_watched_by(user))
    return _with_batch().where(or_(watched, Sitting.duties.any(_duty_of(user))))


def own_sittings(user: Account) -> Select[Sitting]:
    """The sittings where the person of `user` has a seat."""
    own = Seat.application.has(Application.person_id == user.person_id)
    return _with_batch().where(Sitting.seats.any(own))


def own_seats(user: Account) -> Select[Seat]:
    """The seats of the person of `user`, with their sittings."""
    return (
        select(Seat)
        .join(Seat.sitting)
        .join(Seat.application)
        .where(Application.person_id == user.person_id)
        .options(
            contains_eager(Seat.application),
            contains_eager(Seat.sitting).joinedload(Sitting.premises).joinedload(Premises.site),
            contains_eager(Seat.sitting).joinedload(Sitting.batch),
            contains_eager(Seat.sitting).joinedload(Sitting.paper),
        )
    )


def duties_of(user: Account) -> Select[Assignment]:
    """Where `user` is on duty, without sittings that are over and have nothing left to be marked."""
    return (
        select(Assignment)
        .join(Assignment.sitting)
        .join(Assignment.official)
        .where(Official.person_id == user.person_id)
        .where(or_(Sitting.state != SittingState.CLOSED, Sitting.panel.has(Panel.state == PanelState.OPEN)))
        .options(
            contains_eager(Assignment.sitting).joinedload(Sitting.premises),
            contains_eager(Assignment.sitting).joinedload(Sitting.panel),
        )
        .order_by(Sitting.starts_at, Sitting.id)
    )


def seats_of(sittings: Iterable[Sitting]) -> Select[Seat]:
    """The seats of these sittings by number, with who sits there and for which unit."""
    person = joinedload(Seat.application).joinedload(Application.person)
    unit = joinedload(Seat.application).joinedload(Application.organisation)
    ids = [one.id for one in sittings]
    return select(Seat).where(Seat.sitting_id.in_(ids)).options(person, unit).order_by(Seat.sitting_id, Seat.number)


def attendance_of(sittings: Iterable[Sitting]) -> dict[int, Counter[Attendance]]:
    """How many of each sitting's candidates came, stayed away and so on."""
    ids = [one.id for one in sittings]
    columns = (Seat.sitting_id, Seat.attendance)
    rows = session.execute(select(*columns, func.count()).where(Seat.sitting_id.in_(ids)).group_by(*columns))
    counted: dict[int, Counter[Attendance]] = {key: Counter() for key in ids}
    for sitting_id, attendance, number in rows:
        counted[sitting_id][attendance] = number
    return counted


def waiting_for(sitting: Sitting) -> Sequence[Application]:
    """The accepted applications of the item that need this part, and have no seat for it yet."""
    seated = select(Seat.application_id).join(Seat.sitting).where(Sitting.part == sitting.part)
    query = (
        select(Application)
        .where(
            Application.item_id == sitting.item_id,
            Application.state == ApplicationState.ACCEPTED,
            Application.id.not_in(seated),
        )
        .options(joinedload(Application.person), joinedload(Application.organisation))
        .order_by(Application.id)
    )
    return [one for one in session.scalars(query) if sitting.part.value in one.parts]


def standing_of(batch: Batch) -> dict[Part, Standing]:
    """How far the seating of every part is, over all items of a plan."""
    accepted = select(Application.parts).where(
        Application.batch_id == batch.id, Application.state == ApplicationState.ACCEPTED
    )
    needed = Counter(Part(part) for parts in session.scalars(accepted) for part in parts)
    seats = (
        select(Sitting.part, func.count())
        .join(Seat, Seat.sitting_id == Sitting.id)
        .join(Seat.application)
        .where(Sitting.batch_id == batch.id, Application.state == ApplicationState.ACCEPTED)
        .group_by(Sitting.part)
    )
    seated = {row[0]: row[1] for row in session.execute(seats)}
    return {part: Standing(seated.get(part, 0), needed[part]) for part in Part if needed[part]}


def persons_elsewhere(sitting: Sitting, person_ids: Iterable[int]) -> dict[int, Sitting]:
    """Which of these persons sit in another sitting at an overlapping time, in whatever plan, and in which."""
    query = (
        select(Application.person_id, Sitting)
        .join(Seat, Seat.application_id == Application.id)
        .join(Sitting, Sitting.id == Seat.sitting_id)
        .where(Application.person_id.in_(list(person_ids)), _meanwhile(sitting))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def sitting_in_room(sitting: Sitting) -> Sitting | None:
    """Another sitting in the same room at an overlapping time."""
    taken = select(Sitting).where(Sitting.premises_id == sitting.premises_id, _meanwhile(sitting))
    return session.scalars(taken.order_by(Sitting.starts_at, Sitting.id).limit(1)).first()


def hold_persons(person_ids: Iterable[int]) -> None:
    """Hold these persons until the end of the transaction: nobody else seats them meanwhile."""
    query = select(Person.id).where(Person.id.in_(list(person_ids))).order_by(Person.id)
    session.execute(query.with_for_update(key_share=True)).all()


def _duty_of(user: Account) -> ColumnElement[bool]:
    return Assignment.official.has(Official.person_id == user.person_id)


def _marked_blind_by(user: Account) -> ColumnElement[bool]:
    rating = Sitting.duties.any(_duty_of(user) & Assignment.duty.in_(RATING_DUTIES))
    return Sitting.blind & (Sitting.mode == SittingMode.TABLET) & rating


def _meanwhile(sitting: Sitting) -> ColumnElement[bool]:
    at_once = (Sitting.starts_at < sitting.ends_at) & (Sitting.ends_at > sitting.starts_at)
    return at_once & (Sitting.id != sitting.id) if sitting.id else at_once


def _with_batch() -> Select[Sitting]:
    with_what = (contains_eager(Sitting.batch), joinedload(Sitting.premises), joinedload(Sitting.item))
    return select(Sitting).join(Sitting.batch).options(*with_what)


def _of_plans(batches: Select[Batch]) -> ColumnElement[bool]:
    return Sitting.batch_id.in_(batches.with_only_columns(Batch.id))


def _batches_of(paths: Iterable[str]) -> Select[Batch]:
    owners = select(AssessmentBody.id).join(AssessmentBody.organisation).where(within(paths, Organisation.path))
    return select(Batch).where(Batch.body_id.in_(owners))
