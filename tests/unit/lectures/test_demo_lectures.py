"""The demo's lectures: as many as the documents count, over ten estates and five years, plainly fictitious."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from demo.lectures import menu, orders, places, pool
from demo.lectures.contents import COURSES, ITEMS, SERIES, SERVICES, SERVICES_TAKEN, TALKS, THEMES, WISHED
from demo.lectures.plans import EVERY, TOURS, visits
from demo.lectures.plans import places as planned_places
from demo.lectures.tours import AHEAD, first_day
from foundation.workbooks import Column
from lectures.lecturers.workbooks import COLUMNS as LECTURER_COLUMNS
from lectures.menus.rules import item_faults
from lectures.menus.workbooks import COLUMNS as ITEM_COLUMNS
from lectures.orders.rules import OrderState
from lectures.places.rules import VenueKind, reasons_against_place
from lectures.places.workbooks import COLUMNS as PLACE_COLUMNS

TODAY = date(2026, 11, 21)


def test_twenty_cloud_lectures_and_a_hundred_and_twenty_visits_over_five_years():
    assert len(set(SERIES)) == 20
    assert Counter(one.tour for one in visits()) == dict.fromkeys(range(5), 24)
    assert sum(1 for _ in visits()) == 120
    assert {one.kind for one in visits()} == set(EVERY)


def test_the_visits_reach_all_ten_estates_and_leave_something_to_reach():
    by_name = {one.name: one for one in planned_places()}
    visited = {by_name[one.place] for one in visits()}
    assert len(by_name) == len(planned_places())
    assert {one.estate or one.name for one in visited} == {
        one.name for one in planned_places() if one.kind is VenueKind.ESTATE
    }
    assert len({one.estate for one in planned_places()} - {""}) == 10
    never = [one for one in planned_places() if not one.reached]
    assert {one.kind for one in never} == {VenueKind.ENTERPRISE, VenueKind.SCHOOL, VenueKind.COMMUNITY}
    assert not visited & set(never)


def test_the_places_could_be_entered_by_hand():
    for one in planned_places():
        host, estate = bool(one.host), bool(one.estate)
        assert reasons_against_place(one.kind, *one.point, has_host=host, in_estate=estate) == []


def test_thirty_lecturers_who_do_not_exist_speak_about_every_theme():
    plans = pool.lecturer_plans()
    assert len(plans) == len({one.who.number for one in plans}) == 30
    assert all(set(one.who.name) & set("示例样试范") for one in plans)
    assert {one.theme for one in plans[: pool.LISTED]} == set(THEMES)
    assert plans[pool.OWN].theme == THEMES[-1]


def test_a_menu_of_three_large_classes_and_thirty_items():
    items = [*ITEMS, WISHED]
    assert len({one.title for one in items}) + SERVICES_TAKEN == 30
    assert {one.large_class for one in items} | {SERVICES} == {TALKS, COURSES, SERVICES}
    assert [item_faults(menu.facts_of(one)) for one in items] == [{}] * len(items)


def test_the_orders_name_items_of_the_menu_and_come_to_every_state():
    known = {one.title for one in [*ITEMS, WISHED]}
    assert {one.item for one in orders.ORDERS if not one.item.startswith("“")} <= known
    assert {one.reached for one in orders.ORDERS} == set(range(orders.CANCELLED + 1))
    assert len(OrderState) <= len(orders.ORDERS)


@pytest.mark.parametrize("today", [TODAY, date(2027, 1, 1), date(2028, 2, 29)])
def test_the_tours_follow_each_other_up_to_some_weeks_ahead(today: date):
    begins = [first_day(tour, today) for tour in range(TOURS + 1)]
    assert {after - before for before, after in pairwise(begins)} == {timedelta(days=365)}
    assert begins[-1] == today + AHEAD + timedelta(days=1)


def test_the_workbooks_have_columns_of_their_imports():
    def known(columns: tuple[Column, ...]) -> set[str]:
        return {column.title for column in columns}

    assert set(menu.row_of(ITEMS[0])) <= known(ITEM_COLUMNS)
    assert set(places.row_of(planned_places()[0])) <= known(PLACE_COLUMNS)
    assert set(pool.row_of(pool.lecturer_plans()[0], TODAY)) <= known(LECTURER_COLUMNS)
