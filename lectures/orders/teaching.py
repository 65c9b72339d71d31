"""An order that a training class meets: taken on by it, given back, done when the class is finished."""

from datetime import date

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from lectures.orders.models import LectureOrder
from lectures.orders.rules import (
    OrderState,
    reasons_against_class,
    reasons_against_ending_class,
    reasons_against_undoing_teaching,
)
from lectures.orders.steps import Addresses, due_after, note_step, require_runner, tell_orderer
from lectures.tours.models import LectureTour
from people.accounts.models import Account


def open_class_for_order(order: LectureOrder, tour: LectureTour, addresses: Addresses, *, by: Account) -> None:
    """A class meets it, so that nobody is assigned any more. `tour` is the plan of the class.

    Raises `Refused` unless the order waits to be assigned: of two classes at once the second is refused.
    """
    require_runner(order, by)
    belongs = order.orderer.path.startswith(tour.organisation.path)
    if reasons := reasons_against_class(lock(order).state, belongs=belongs):
        raise Refused(reasons[0], field="order")
    with session.no_autoflush:  # the state changes with it
        order.tour = tour
        advance(order, "open_class_for_order", by=by, changes={"tour_id": (None, tour.title)})
        note_step(order, tour.last_day)
    days = f"{tour.first_day:%Y年%m月%d日}至{tour.last_day:%Y年%m月%d日}"
    tell_orderer(order, f"由培训班“{tour.title}”办理", addresses, by=by, text=f"{days}。请组织职工报名。")


def end_class_of_order(order: LectureOrder, addresses: Addresses, *, reason: str, by: Account) -> None:
    """The class is cancelled or meets it no longer: it is to be assigned. Raises `Refused` once it was rated."""
    if reasons := reasons_against_ending_class(lock(order).state):
        raise Refused(reasons[0], field="order")
    title = order.class_title
    with session.no_autoflush:
        order.tour = None
        advance(order, "end_class_of_order", by=by, reason=reason, changes={"tour_id": (title, None)})
        note_step(order, clock.today())
    tell_orderer(order, f"不再由培训班“{title}”办理，等重新安排", addresses, by=by, text=reason.strip())


def follow_class(order: LectureOrder) -> None:
    """The class has other days: the term of the order goes with them."""
    if order.state is OrderState.SCHEDULED and order.tour is not None:
        order.due_on = due_after(order.state, order.tour.last_day)


def teach_order(order: LectureOrder, day: date, addresses: Addresses, *, by: Account) -> None:
    """The class was finished; `day` is that of its last meeting. The unit rates it within its term from now."""
    lock(order).taught_on = day
    rated = order.state is not OrderState.SCHEDULED
    if not rated:
        order.due_on = due_after(order.state, clock.today())
    audit.record("teach_order", order, by=by, changes=audit.pending_changes(order))
    if not rated:
        tell_orderer(order, f"培训班“{order.class_title}”已结业，请评单", addresses, by=by)


def undo_teaching(order: LectureOrder, *, reason: str, by: Account) -> None:
    """The class goes on. Raises `Refused` once the order is closed."""
    if reasons := reasons_against_undoing_teaching(lock(order).state):
        raise Refused(reasons[0])
    order.taught_on = None
    changes = audit.pending_changes(order)
    follow_class(order)
    audit.record("undo_teaching", order, by=by, reason=reason, changes=changes)
