"""Two officers at once never book one lecturer twice; lists and grids cost the same for few and for many."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation.clock import SHANGHAI
from foundation.database import session, transaction
from foundation.errors import Refused
from lectures.tours import operations
from lectures.tours.facts import LectureFacts
from lectures.tours.models import Lecture, LectureTour
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from tests.at_once import refused_at_once
from tests.factories import lectures, people

NINE = datetime(2026, 5, 8, 9, tzinfo=SHANGHAI)


@pytest.fixture
def union(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock("2026-05-01 09:00")
    return lectures.district()


def test_create_lecture_by_two_officers_at_once_books_a_lecturer_once(app: Flask, union: Organisation):
    """He stands in two pools, and each officer takes him from another, for another tour and place."""
    person = people.person("讲示一", union)
    pools = [lectures.lecturer(union, person), lectures.lecturer(union.parent, person)]
    tours = [lectures.tour(union), lectures.tour(union)]
    places = [lectures.place(union), lectures.place(union)]
    by = people.account(Role.DISTRICT_OFFICER, union).id
    pairs = [(tour.id, one.id, place.id) for tour, one, place in zip(tours, pools, places, strict=True)]

    def arrange(tour: int, lecturer: int, place: int) -> None:
        facts = LectureFacts("一讲", NINE, NINE + timedelta(hours=1), lecturer_ids=[lecturer], place_ids=[place])
        operations.create_lecture(session.get_one(LectureTour, tour), facts, by=session.get_one(Account, by))

    (refused,) = refused_at_once(app, *(partial(arrange, *pair) for pair in pairs))
    assert "讲师讲示一 5 月 8 日 09:00—10:00 要讲“一讲”，时间重叠" in refused
    assert len(session.scalars(select(Lecture)).all()) == 1


def test_copy_lecture_is_all_or_nothing(app: Flask, union: Organisation):
    by = people.account(Role.DISTRICT_OFFICER, union)
    speaker, place = lectures.lecturer(union), lectures.place(union)
    tour = lectures.tour(union)
    given = lectures.lecture(tour, speaker, places=[place], at=NINE)
    lectures.lecture(tour, speaker, at=NINE + timedelta(days=14))
    days = [given.day + timedelta(days=7 * number) for number in (1, 2, 3)]
    with pytest.raises(Refused) as refused, transaction():
        operations.copy_lecture(given, days, by=by)
    assert [reason[:10] for reason in refused.value.reasons] == ["2026-05-22"]
    with transaction():
        made = operations.copy_lecture(given, [days[0], days[2]], by=by)
    assert [one.day for one in made] == [days[0], days[2]]
    assert [one.points[0].place_id for one in made] == [place.id] * 2


def test_pages_cost_the_same_for_few_and_for_many(
    client: FlaskClient, union: Organisation, query_count: Callable[[], AbstractContextManager[list[str]]]
):
    officer = people.sign_in(client, people.account(Role.DISTRICT_OFFICER, union))
    tour = lectures.tour(union)
    speaker = lectures.lecturer(union)
    phone = people.sign_in(client.application.test_client(), lectures.lecturer_account(speaker))
    pages = (
        (officer, "/lectures/tours"),
        (officer, "/lectures/sessions?text=一把焊枪&state=planned&waiting=draft"),
        (officer, f"/lectures/tours/{tour.id}/schedule?month=2026-05"),
        (officer, "/lectures/day?day=2026-05-08"),
        (officer, f"/lectures/tours/{tour.id}/release"),
        (phone, "/lectures/my-lectures"),
    )

    def cost() -> list[int]:
        numbers = []
        for reader, page in pages:
            with query_count() as statements:
                assert reader.get(page).status_code == 200
            numbers.append(len(statements))
        return numbers

    def add(count: int) -> None:
        for number in range(count):
            host = people.organisation(f"示例单位 {number} {count}", union)
            people.account(Role.ENTERPRISE_OFFICER, host)
            other, place = lectures.lecturer(union), lectures.place(union, host)
            made = lectures.lecture(tour, speaker, other, places=[place], at=NINE + timedelta(minutes=90 * number))
            made.speakers[0].asked_at = NINE
            lectures.tour(union)
        session.commit()

    add(2)
    few = cost()
    add(6)
    assert cost() == few
