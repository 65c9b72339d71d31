"""Reading orders: whose they are, what waits for whom, and who may take them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from foundation import clock
from foundation.database import below, session
from lectures.lecturers.models import Lecturer, LecturerTopic
from lectures.lecturers.queries import lecturers_as, lecturers_in_service
from lectures.lecturers.rules import LecturerState
from lectures.menus.models import MenuItem, offered_by
from lectures.menus.queries import channels_of, items_for, unit_of, units_ordering
from lectures.menus.rules import Channel, channel_of
from lectures.orders.models import LectureOrder, OrderInvitation
from lectures.orders.rules import InvitationState, OrderState, Step
from lectures.places.models import Place
from lectures.places.queries import places_visible_to
from lectures.tours.models import Lecture, LectureSpeaker, LectureTour
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from people.organisations.rules import FEDERATIONS, lineage

HELD = LectureOrder.lecture.has(Lecture.state == LectureState.HELD) | LectureOrder.taught_on.is_not(None)


def orders_visible_to(user: Account) -> Select[LectureOrder]:
    """The orders that one's federation receives, those of one's units, and one's own."""
    received = LectureOrder.organisation_id.in_(ids_in(user.scope(Permission.LECTURE_RUN)))
    past_draft = and_(received, LectureOrder.state.not_in((OrderState.DRAFT, OrderState.ENDORSING)))
    return _orders().where(or_(past_draft, _made(user)))


def orders_run_by(user: Account) -> Select[LectureOrder]:
    """The orders that one checks, assigns and schedules."""
    return _orders().where(LectureOrder.organisation_id.in_(ids_in(user.scope(Permission.LECTURE_RUN))))


def orders_made_by(user: Account) -> Select[LectureOrder]:
    """The orders that one changes, cancels and rates: those of one's units, and those that one made oneself."""
    return _orders().where(_made(user))


def orders_endorsed_by(user: Account) -> Select[LectureOrder]:
    """The orders of workers of one's units."""
    return _orders().where(_ordering(user), LectureOrder.channel == Channel.WORKER)


def orders_in(query: Select[LectureOrder], state: OrderState, day: date | None = None) -> Select[LectureOrder]:
    """Those of them that wait in a state; with a `day` only those whose term ended before it."""
    query = query.where(LectureOrder.state == state)
    return query if day is None else query.where(LectureOrder.due_on < day)


def at_step(query: Select[LectureOrder], step: Step) -> Select[LectureOrder]:
    """Those of them that wait at a step of the line."""
    held = {Step.HOLD: ~HELD, Step.RATE: HELD}
    if step in held:
        return query.where(LectureOrder.state == OrderState.SCHEDULED, held[step])
    return query.where(LectureOrder.state.in_(STATES_AT[step]))


STATES_AT = {
    Step.ORDER: (OrderState.DRAFT, OrderState.ENDORSING),
    Step.CHECK: (OrderState.CHECKING,),
    Step.ASSIGN: (OrderState.ASSIGNING,),
    Step.ANSWER: (OrderState.GRABBING, OrderState.ASKED),
    Step.SCHEDULE: (OrderState.TAKEN,),
    Step.CLOSE: (OrderState.REPORTING,),
}


def overdue(day: date) -> ColumnElement[bool]:
    """The condition that the term of the present step is over."""
    return and_(LectureOrder.due_on.is_not(None), LectureOrder.due_on < day)


def by_urgency(query: Select[LectureOrder]) -> Select[LectureOrder]:
    """What is due first comes first; what waits for nothing comes last."""
    return query.order_by(None).order_by(LectureOrder.due_on.is_(None), LectureOrder.due_on, LectureOrder.id.desc())


def orders_overdue_for(user: Account) -> Select[LectureOrder]:
    """The orders at one's federation whose present step should have been done by now."""
    return orders_run_by(user).where(overdue(clock.today()), LectureOrder.state != OrderState.ENDORSING)


def orders_to_endorse(user: Account) -> Select[LectureOrder]:
    """Orders of workers that wait for their unit."""
    return orders_in(orders_endorsed_by(user), OrderState.ENDORSING)


def orders_to_check(user: Account) -> Select[LectureOrder]:
    """Orders that came in."""
    return orders_in(orders_run_by(user), OrderState.CHECKING)


def orders_to_assign(user: Account) -> Select[LectureOrder]:
    """Orders without a lecturer, and those whose grabbing has found nobody in its term."""
    late = and_(LectureOrder.state == OrderState.GRABBING, overdue(clock.today()))
    return orders_run_by(user).where(or_(LectureOrder.state == OrderState.ASSIGNING, late))


def order_met_by(tour: LectureTour) -> LectureOrder | None:
    """The order that a training class meets, by the plan of the class."""
    return session.scalars(_orders().where(LectureOrder.tour_id == tour.id)).unique().one_or_none()


def orders_to_schedule(user: Account) -> Select[LectureOrder]:
    """Orders that a lecturer has taken, and those whose session was cancelled or lost its lecturer behind them."""
    declined = Lecture.speakers.any(LectureSpeaker.declined_at.is_not(None))
    without = and_(Lecture.state == LectureState.PLANNED, declined)
    lost = LectureOrder.lecture.has(or_(Lecture.state == LectureState.CANCELLED, without))
    back = and_(LectureOrder.state == OrderState.SCHEDULED, lost)
    return orders_run_by(user).where(or_(LectureOrder.state == OrderState.TAKEN, back))


def orders_to_rate(user: Account) -> Select[LectureOrder]:
    """Orders whose session took place, for those who ordered."""
    return at_step(orders_made_by(user), Step.RATE)


def orders_to_close(user: Account) -> Select[LectureOrder]:
    """Orders that lack their closing report, and those that nobody rated in time."""
    unrated = and_(LectureOrder.state == OrderState.SCHEDULED, HELD, overdue(clock.today()))
    return orders_run_by(user).where(or_(LectureOrder.state == OrderState.REPORTING, unrated))


WAITING: Mapping[str, Callable[[Account], Select[LectureOrder]]] = {
    "late": orders_overdue_for,
    "endorse": orders_to_endorse,
    "check": orders_to_check,
    "assign": orders_to_assign,
    "schedule": orders_to_schedule,
    "rate": orders_to_rate,
    "close": orders_to_close,
}
"""What waits for somebody, by the name under which the home page leads to it."""


def invitations_of(user: Account) -> Select[OrderInvitation]:
    """What one was asked to give as a lecturer, the newest first."""
    own = lecturers_as(user).with_only_columns(Lecturer.id).order_by(None)
    order = joinedload(OrderInvitation.order)
    shown = order.selectinload(LectureOrder.times), order.joinedload(LectureOrder.lecture)
    query = select(OrderInvitation).where(OrderInvitation.lecturer_id.in_(own)).options(*shown)
    return query.order_by(OrderInvitation.id.desc())


def invitations_to_answer(user: Account) -> Select[OrderInvitation]:
    """Those that wait for one's answer."""
    return invitations_of(user).where(OrderInvitation.state == InvitationState.ASKED)


def lecturers_grabbing(order: LectureOrder) -> Select[Lecturer]:
    """Who may grab an order: those in service around its federation who offer its item or speak about its theme."""
    fits = exists().where(
        LecturerTopic.lecturer_id == Lecturer.id, LecturerTopic.theme == order.theme, LecturerTopic.theme != ""
    )
    offers = exists().where(offered_by.c.lecturer_id == Lecturer.id, offered_by.c.item_id == order.item_id)
    return lecturers_in_service(order.organisation.path).where(or_(offers, fits))


def orders_to_grab(user: Account) -> Select[LectureOrder]:
    """The orders open for grabbing that fit a lecturer (as `lecturers_grabbing`), but for those that he declined."""
    own = session.scalars(lecturers_as(user).where(Lecturer.state == LecturerState.IN_SERVICE)).unique().all()
    ids = [one.id for one in own]
    pools = [below(Organisation.path, path) | Organisation.id.in_(lineage(path)) for path in _paths(own)]
    themes = select(LecturerTopic.theme).where(LecturerTopic.lecturer_id.in_(ids), LecturerTopic.theme != "")
    items = select(offered_by.c.item_id).where(offered_by.c.lecturer_id.in_(ids))
    declined = select(OrderInvitation.order_id).where(
        OrderInvitation.lecturer_id.in_(ids), OrderInvitation.state == InvitationState.DECLINED
    )
    return _orders().where(
        LectureOrder.state == OrderState.GRABBING,
        LectureOrder.organisation_id.in_(select(Organisation.id).where(or_(false(), *pools))),
        or_(LectureOrder.theme.in_(themes), LectureOrder.item_id.in_(items)),
        LectureOrder.id.not_in(declined),
    )


def orders_reported_by(user: Account) -> Select[LectureOrder]:
    """The orders on which one may report: those that one's federation received, those that one took as a lecturer."""
    own = lecturers_as(user).with_only_columns(Lecturer.id).order_by(None)
    taken = (OrderInvitation.state == InvitationState.ACCEPTED) & OrderInvitation.lecturer_id.in_(own)
    received = LectureOrder.organisation_id.in_(ids_in(user.scope(Permission.LECTURE_RUN)))
    return _orders().where(or_(received, LectureOrder.invitations.any(taken)))


def own_orders(user: Account) -> Select[LectureOrder]:
    """What one ordered oneself."""
    return _orders().where(LectureOrder.ordered_by_id == user.id)


def orders_to_remind(until: datetime) -> Select[LectureOrder]:
    """Scheduled orders whose session begins before `until` and of which nobody was reminded yet."""
    begins = Lecture.starts_at.between(clock.now(), until)
    coming = LectureOrder.lecture.has(and_(Lecture.state == LectureState.PLANNED, begins))
    waiting = LectureOrder.reminded_at.is_(None) & (LectureOrder.state == OrderState.SCHEDULED)
    return _orders().where(waiting, coming)


def with_details(query: Select[LectureOrder]) -> Select[LectureOrder]:
    """The same with all that one order's page shows."""
    asked = selectinload(LectureOrder.invitations).joinedload(OrderInvitation.lecturer).joinedload(Lecturer.person)
    met = joinedload(LectureOrder.lecture), joinedload(LectureOrder.tour)
    return query.options(asked, *met, selectinload(LectureOrder.times), selectinload(LectureOrder.steps))


def may_order_for(user: Account, unit: Organisation) -> bool:
    """Whether one orders for a unit by one's role: given in it or a union above it; a federation orders for itself."""
    return any(unit.path.startswith(path) for path in _unions(user)) or unit.id in _federations(user)


def units_ordered_for(user: Account, *, as_worker: bool = False) -> list[Organisation]:
    """For whom one can order: the units of one's role, and as a worker one's own unit."""
    units = [] if as_worker else units_ordering(user)
    if not units and Channel.WORKER in channels_of(user):
        return [unit_of(user)]
    return sorted(units, key=lambda unit: unit.path)


def places_offered_to(user: Account, units: Sequence[Organisation]) -> Select[Place]:
    """The places that an order of these units can name: those that `user` sees, and the units' own."""
    seen = places_visible_to(user).with_only_columns(Place.id).order_by(None)
    own = Place.host_id.in_([unit.id for unit in units])
    return select(Place).where(or_(Place.id.in_(seen), own), Place.active).order_by(Place.name, Place.id)


def items_offered_for(user: Account, units: Sequence[Organisation], *, as_worker: bool = False) -> Sequence[MenuItem]:
    """What `user` can order for these units, through the channel of each."""
    channels = sorted({channel_for(user, unit, as_worker=as_worker) for unit in units})
    found = {item.id: item for channel in channels for item in session.scalars(items_for(user, channel)).unique()}
    return list(found.values())


def channel_for(user: Account, unit: Organisation, *, as_worker: bool = False) -> Channel:
    """Through which channel one orders for a unit: as its officer, or else as one of its workers."""
    ordering = not as_worker and unit.id in {one.id for one in units_ordering(user)}
    return channel_of(unit.kind) if ordering else Channel.WORKER


def federation_above(unit: Organisation) -> Organisation | None:
    """The nearest federation above a unit, or itself: who receives what is on no menu."""
    query = select(Organisation).where(
        Organisation.id.in_(lineage(unit.path)), Organisation.kind.in_(FEDERATIONS), Organisation.active
    )
    return session.scalars(query.order_by(func.length(Organisation.path).desc()).limit(1)).first()


def _made(user: Account) -> ColumnElement[bool]:
    """What one ordered oneself, and the orders of one's units, but for what a worker has not sent yet."""
    unsent = and_(LectureOrder.channel == Channel.WORKER, LectureOrder.state == OrderState.DRAFT)
    return or_(LectureOrder.ordered_by_id == user.id, and_(_ordering(user), ~unsent))


def _ordering(user: Account) -> ColumnElement[bool]:
    """`may_order_for`, as a condition."""
    below_them = LectureOrder.orderer_id.in_(ids_in(_unions(user)))
    return or_(below_them, LectureOrder.orderer_id.in_(_federations(user)))


def _unions(user: Account) -> list[str]:
    return [unit.path for unit in units_ordering(user) if unit.kind not in FEDERATIONS]


def _federations(user: Account) -> list[int]:
    return [unit.id for unit in units_ordering(user) if unit.kind in FEDERATIONS]


def _paths(lecturers: Sequence[Lecturer]) -> set[str]:
    return {one.organisation_path for one in lecturers}


def _orders() -> Select[LectureOrder]:
    return select(LectureOrder)
