"""Orders for tests: a unit below a district with a menu, a place and a lecturer; each is written as a form does."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from foundation import clock
from foundation.database import session, transaction
from lectures.lecturers.models import Lecturer
from lectures.lecturers.rules import Audience
from lectures.menus.models import MenuItem
from lectures.menus.rules import Channel, LectureMode
from lectures.orders import operations
from lectures.orders.models import LectureOrder, OrderTime
from lectures.orders.operations import OrderFacts
from lectures.orders.rules import OrderState
from lectures.orders.rules_facts import Period
from lectures.orders.steps import Addresses
from lectures.places.models import Place
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from tests.factories import lectures, people

ADDRESSES = Addresses(
    order=lambda order_id: f"/lectures/orders/{order_id}",
    lecture=lambda lecture, account: f"/lectures/sessions/{lecture.id}",
    invitations="/lectures/my-invitations",
)


@dataclass
class Town:
    """Who takes part in orders."""

    district: Organisation
    unit: Organisation
    place: Place
    item: MenuItem
    lecturer: Lecturer
    officer: Account
    orderer: Account


def town() -> Town:
    """A district with a menu of one topic, a unit with a place, and a lecturer who speaks about it."""
    district = lectures.district()
    unit = people.organisation("示例机械公司工会", district)
    place = lectures.place(district, unit)
    lecturer = lectures.lecturer(district)
    officer = people.account(Role.DISTRICT_OFFICER, district)
    orderer = people.account(Role.ENTERPRISE_OFFICER, unit)
    return Town(district, unit, place, lectures.menu(district).items[0], lecturer, officer, orderer)


def period(days: int = 10, hour: int = 9, minutes: int = 60) -> Period:
    """So many days from today, at an hour by the clock in China."""
    starts_at = datetime.combine(clock.today() + timedelta(days=days), time(hour), clock.SHANGHAI)
    return Period(starts_at, starts_at + timedelta(minutes=minutes))


def facts(town: Town, **other: Any) -> OrderFacts:
    """An order of the item for fifty workers at the unit's own place, at one of two times."""
    given: dict[str, Any] = {
        "item_id": town.item.id,
        "wish": "",
        "theme": "",
        "audience": Audience.WORKERS,
        "place_id": town.place.id,
        "place_text": "",
        "people": 50,
        "mode": LectureMode.ON_SITE,
        "contact_name": "王示例",
        "contact_phone": "13800000000",
        "remarks": "",
        "times": [period(10), period(11)],
    }
    return OrderFacts(**(given | other))


def stored(town: Town, count: int, state: OrderState = OrderState.GRABBING) -> None:
    """Many orders in one state, straight into the database."""
    for number in range(count):
        made = LectureOrder(orderer=town.unit, ordered_by=town.orderer, organisation=town.district, state=state)
        made.channel, made.item, made.theme, made.audience = Channel.ENTERPRISE, town.item, "工匠精神", Audience.WORKERS
        made.place, made.people, made.contact_name, made.contact_phone = town.place, 50, "王示例", "13800000000"
        made.due_on = clock.today() + timedelta(days=number % 9)
        times = [period(number % 60 + 3), period(number % 60 + 4)]
        made.times = [
            OrderTime(rank=rank, starts_at=one.starts_at, ends_at=one.ends_at) for rank, one in enumerate(times, 1)
        ]
        session.add(made)
    session.commit()


def order(town: Town, *, checked: bool = True, by: Account | None = None, **other: Any) -> LectureOrder:
    """An order that was submitted, and checked unless told otherwise."""
    by = by or town.orderer
    with transaction():
        made = operations.create_order(town.unit, facts(town, **other), by=by)
        session.flush()
        operations.submit_order(made, ADDRESSES, by=by)
        if checked:
            operations.check_order(made, ADDRESSES, by=town.officer)
    return made
