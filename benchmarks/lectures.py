"""5,000 sessions, 300 lecturers, 2,000 open orders: proposals for one order, and a plan beside the greedy baseline.

python -m benchmarks.lectures [ORDERS] [--postgresql URL]
"""

import random
import time as clocks
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

from sqlalchemy import insert, select

from benchmarks.databases import asked_count, empty_database
from benchmarks.studios import counting
from benchmarks.timing import timed
from foundation.clock import SHANGHAI
from foundation.database import session, transaction
from foundation.secrets import keyed_hash
from lectures.lecturers.models import Lecturer, LecturerHours, LecturerTopic
from lectures.lecturers.rules import Audience, LecturerState
from lectures.menus.rules import Channel, LectureMode
from lectures.orders.matching import match_order
from lectures.orders.models import LectureOrder, OrderTime
from lectures.orders.rules import OrderState
from lectures.places.models import Place
from lectures.places.rules import VenueKind
from lectures.planning.greedy import plan_greedily
from lectures.planning.queries import teachers_for, wanted_for
from lectures.planning.rules import Plan, Wanted, options_of
from lectures.planning.solver import plan_well
from lectures.tours.models import Lecture, LecturePoint, LectureSpeaker, LectureTour
from lectures.tours.rules import TourKind
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from people.persons.models import Person
from people.persons.rules import DocumentKind

LECTURERS, SESSIONS, PLACES = 300, 5000, 800
THEMES = ("劳模精神", "工匠精神", "安全生产", "焊接技能", "数控技能", "心理健康", "法律知识", "创新方法")
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
QUARTER = 91  # days in which orders want to be served
ASKED = 25  # orders that proposals are asked for; the median counts
SECONDS = (5, 20)
chance = random.Random(2027)


def main() -> None:
    """Fill the year, then measure."""
    count = asked_count(2000)
    with empty_database() as kind:
        print(f"{SESSIONS:,} sessions, {LECTURERS} lecturers, {count:,} open orders on {kind}")
        with transaction():
            tour_id = make_year(count)
        session.remove()
        propose()
        plan(session.get_one(LectureTour, tour_id))


def propose() -> None:
    """Whom to ask for one order, at each of its three times."""
    orders = session.scalars(select(LectureOrder).order_by(LectureOrder.id).limit(ASKED)).all()
    match_order(orders[0])
    taken = []
    for order in orders:
        with counting() as statements:
            taken.append((timed(partial(match_order, order)), len(statements)))
    taken.sort()
    seconds, queries = taken[ASKED // 2]
    print(f"  {seconds * 1000:8.0f} ms (to {taken[-1][0] * 1000:.0f}), {queries} queries  proposals for one order")


def plan(tour: LectureTour) -> None:
    """A tour of 200 and then all open orders at once: the baseline, then the solver with more time."""
    every = wanted_for(tour)
    for count in (200, len(every)):
        plan_for(tour, every[:count])


def plan_for(tour: LectureTour, wanted: list[Wanted]) -> None:
    """The baseline and the solver on the same options."""
    began = clocks.monotonic()
    options = options_of(wanted, teachers_for(tour, wanted))
    print(
        f"  {clocks.monotonic() - began:8.1f} s   {len(options):,} options of {len(wanted):,} orders read and checked"
    )
    baseline = shown("greedy", None, lambda: plan_greedily(wanted, options))
    for seconds in SECONDS:
        shown(f"OR-Tools, {seconds} s", baseline, partial(plan_well, wanted, options, seconds))


def shown(name: str, baseline: Plan | None, make: partial[Plan] | object) -> Plan:
    """Make a plan and print what it is worth beside the baseline."""
    began = clocks.monotonic()
    made: Plan = make()  # type: ignore[operator]
    seconds, base = clocks.monotonic() - began, baseline or made
    placed, km = len(made.chosen), made.km / len(made.chosen)
    worth = f"{placed / len(base.chosen):.3f} of its sessions, {km / (base.km / len(base.chosen)):.3f} of its km each"
    print(f"  {seconds:8.1f} s   {placed:5,} placed, {made.km:>9} km, {km:5.1f} km each; {worth}  {name}")
    return made


def make_year(orders: int) -> int:
    """Everything that there is; the id of the tour that orders are planned for."""
    city = Organisation(name="基准市总工会", kind=OrganisationKind.CITY_FEDERATION, path="/1/")
    session.add(city)
    session.flush()
    account = Account(username="benchmark", display_name="基准", organisation=city)
    session.add(account)
    tour = LectureTour(organisation=city, kind=TourKind.ORDERED, title="点单服务", first_day=FIRST, last_day=LAST)
    session.add(tour)
    session.flush()
    lecturers = make_lecturers(city.id)
    places = make_places(city.id)
    make_sessions(tour.id, lecturers, places)
    make_orders(orders, city.id, account.id, places)
    return tour.id


def make_lecturers(city: int) -> list[int]:
    """Two themes, two half weeks, at most 24 lectures a year, some with a day of rest."""
    numbers = range(1, LECTURERS + 1)
    session.execute(insert(Person), [paper(one) | {"name": f"讲{one}", "employer_id": city} for one in numbers])
    pool = [
        {"organisation_id": city, "person_id": one, "state": LecturerState.IN_SERVICE, "audiences": [Audience.WORKERS]}
        | dict(zip(("latitude", "longitude"), somewhere(), strict=True))
        | {"yearly_cap": 24, "rest_days": chance.choice((0, 0, 1)), "travel_km": 120}
        for one in numbers
    ]
    session.execute(insert(Lecturer), pool)
    for one in numbers:
        themes = [{"lecturer_id": one, "title": theme, "theme": theme} for theme in chance.sample(THEMES, 2)]
        session.execute(insert(LecturerTopic), themes)
        hours = [
            {"lecturer_id": one, "weekday": day, "begins": time(8), "ends": time(18)}
            for day in chance.sample(range(5), 3)
        ]
        session.execute(insert(LecturerHours), hours)
    return list(numbers)


def paper(number: int) -> dict[str, object]:
    """A document of its own for each person."""
    text = f"X{number:08}"
    named = {"document_kind": DocumentKind.PASSPORT, "document_number": text, "document_hash": keyed_hash(text)}
    return named | {"birth_date": date(1980, 1, 1)}


def make_places(city: int) -> list[int]:
    """Halls all over the city."""
    facts = {"organisation_id": city, "kind": VenueKind.HALL, "seats": 200, "workers": 500}
    rows = [
        facts | {"name": f"场所{one}"} | dict(zip(("latitude", "longitude"), somewhere(), strict=True))
        for one in range(PLACES)
    ]
    session.execute(insert(Place), rows)
    return list(session.scalars(select(Place.id)))


def make_sessions(tour: int, lecturers: list[int], places: list[int]) -> None:
    """What is arranged already: each somewhere, by somebody."""
    rows = []
    for one in range(SESSIONS):
        begins = some_time()
        rows.append(
            {"tour_id": tour, "title": f"场次{one}", "starts_at": begins, "ends_at": begins + timedelta(hours=1)}
        )
    session.execute(insert(Lecture), rows)
    ids = session.scalars(select(Lecture.id)).all()
    session.execute(insert(LecturePoint), [{"lecture_id": one, "place_id": chance.choice(places)} for one in ids])
    session.execute(
        insert(LectureSpeaker), [{"lecture_id": one, "lecturer_id": chance.choice(lecturers)} for one in ids]
    )


def make_orders(count: int, city: int, account: int, places: list[int]) -> None:
    """Three times each, wherever."""
    facts = {"organisation_id": city, "orderer_id": city, "ordered_by_id": account, "channel": Channel.ENTERPRISE}
    facts |= {"wish": "请来讲一讲", "audience": Audience.WORKERS, "people": 80, "mode": LectureMode.ON_SITE}
    facts |= {"contact_name": "联示例", "contact_phone": "13800000000", "state": OrderState.ASSIGNING}
    wished = [
        theme for rank, theme in enumerate(THEMES, start=1) for _ in range(len(THEMES) // rank)
    ]  # some more often
    rows = [facts | {"theme": chance.choice(wished), "place_id": chance.choice(places)} for _ in range(count)]
    session.execute(insert(LectureOrder), rows)
    for number in session.scalars(select(LectureOrder.id)).all():
        times = [some_time(QUARTER) for _ in range(3)]
        session.execute(
            insert(OrderTime),
            [
                {"order_id": number, "rank": rank, "starts_at": begins, "ends_at": begins + timedelta(hours=1)}
                for rank, begins in enumerate(times, start=1)
            ],
        )


def some_time(days: int = 364) -> datetime:
    """An hour of one of so many days from new year, a working day."""
    day = FIRST + timedelta(days=chance.randrange(days))
    day -= timedelta(days=max(day.weekday() - 4, 0))
    return datetime.combine(max(day, FIRST), time(chance.choice((9, 10, 14, 15))), SHANGHAI)


def somewhere() -> tuple[Decimal, Decimal]:
    """A point in a city of some 80 by 80 kilometres."""
    return Decimal(chance.randrange(2920, 2992)) / 100, Decimal(chance.randrange(10620, 10702)) / 100


if __name__ == "__main__":
    main()
