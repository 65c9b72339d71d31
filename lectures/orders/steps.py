"""An order goes one step: its state, the term of the next step, the record of it, and who is told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from foundation import clock
from foundation.database import session
from foundation.errors import NotAllowed
from foundation.lifecycle import advance
from lectures.lecturers.models import Lecturer
from lectures.orders.models import LectureOrder, OrderStep
from lectures.orders.rules import WORKING_DAYS, OrderState
from lectures.tours.releasing import AddressOf
from notices.queries_calendar import calendar_between
from notices.rules_working_days import nth_working_day_after
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.messages.operations import send_message
from people.messages.queries import accounts_in_charge, accounts_of


@dataclass(frozen=True)
class Addresses:
    """Where those who are told read on: the page of an order, of a session, and a lecturer's invitations."""

    order: Callable[[int], str]
    lecture: AddressOf
    invitations: str


def move_order(
    order: LectureOrder, action: str, *, by: Account, reason: str | None = None, since: date | None = None
) -> None:
    """Take an order one step. Its next term counts from today, or from `since`."""
    advance(order, action, by=by, reason=reason)
    note_step(order, since or clock.today())


def note_step(order: LectureOrder, since: date) -> None:
    """Write down that an order came to its state, and until when that is to be done."""
    order.due_on = due_after(order.state, since)
    session.add(OrderStep(order=order, state=order.state, due_on=order.due_on))


def due_after(state: OrderState, since: date) -> date | None:
    """The last day of the term of a state that began on `since`: so many working days; None where it has no term."""
    days = WORKING_DAYS.get(state)
    if days is None:
        return None
    return nth_working_day_after(since, days, calendar_between(since.year, since.year + 1).exceptions)


def require_runner(order: LectureOrder, by: Account) -> None:
    """Raises `NotAllowed` for anybody who does not work for the federation that received the order."""
    if not by.may_at(Permission.LECTURE_RUN, order.organisation.path):
        raise NotAllowed


def tell_orderer(
    order: LectureOrder, title: str, addresses: Addresses, *, by: Account | None, text: str = ""
) -> list[Account]:
    """Tell whoever ordered, and the officers of the unit, but not the one who did it; says who knows now."""
    officers = session.scalars(accounts_in_charge(Permission.LECTURE_ORDER, order.orderer)).unique().all()
    return _tell([order.ordered_by, *officers], order, title, addresses.order(order.id), by, text)


def tell_unit(order: LectureOrder, title: str, addresses: Addresses, *, by: Account | None) -> None:
    """Tell the officers of the unit that one of its workers has ordered."""
    officers = session.scalars(accounts_in_charge(Permission.LECTURE_ORDER, order.orderer)).unique().all()
    _tell(officers, order, title, addresses.order(order.id), by, "")


def tell_federation(
    order: LectureOrder, title: str, addresses: Addresses, *, by: Account | None, text: str = ""
) -> list[Account]:
    """Tell the officers of the federation that received the order; says who knows now."""
    officers = session.scalars(accounts_in_charge(Permission.LECTURE_RUN, order.organisation)).unique().all()
    return _tell(officers, order, title, addresses.order(order.id), by, text)


def tell_lecturers(
    lecturers: Iterable[Lecturer],
    order: LectureOrder,
    title: str,
    addresses: Addresses,
    *,
    by: Account | None,
    text: str = "",
) -> list[Account]:
    """Tell lecturers; their page is that of their invitations. Says who knows now."""
    accounts = session.scalars(accounts_of([one.person_id for one in lecturers])).unique().all()
    return _tell(accounts, order, title, addresses.invitations, by, text)


def _tell(
    accounts: Sequence[Account], order: LectureOrder, title: str, address: str, by: Account | None, text: str
) -> list[Account]:
    others = [one for one in accounts if by is None or one.id != by.id]
    send_message(others, f"{title}：{order.title}（{order.orderer.name}）", text=text, address=address)
    return [*accounts, *([by] if by else [])]
