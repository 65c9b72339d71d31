"""The calendar: who plans sees the plan with its drafts, everybody else what was released."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation.database import session, transaction
from lectures.places.rules import VenueKind
from lectures.tours import operations
from lectures.tours.models import LectureTour
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import lectures, people
from tests.factories.lectures_calendars import at, many_released, officer, release


@pytest.fixture
def tour(app: Flask, clock: Callable[[str], object]) -> LectureTour:
    clock("2026-11-21 09:00")
    return lectures.tour(lectures.district(), title="劳模工匠进企业")


@pytest.fixture
def runner(tour: LectureTour) -> Account:
    return officer(tour)


def page(client: FlaskClient, address: str = "month=2026-11") -> str:
    answer = client.get(f"/lectures/calendar?{address}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_calendar_shows_plans_to_planners_and_releases_to_others(app: Flask, tour: LectureTour, runner: Account):
    host, lecturer = people.organisation("示例机械厂工会", tour.organisation), lectures.lecturer(tour.organisation)
    hall = lectures.place(tour.organisation, host)
    school = lectures.place(tour.organisation, host, kind=VenueKind.SCHOOL)
    told = lectures.lecture(tour, lecturer, places=[hall], at=at("2026-11-25 14:00"), title="焊花三十年")
    off = lectures.lecture(tour, lecturer, places=[hall], at=at("2026-11-26 14:00"), title="车刀与匠心")
    release(tour, runner)
    told.starts_at, told.ends_at = at("2026-11-27 15:00"), at("2026-11-27 16:00")
    session.commit()
    with transaction():
        operations.cancel_lecture(off, reason="停电。", by=runner)
    lectures.lecture(
        tour, lectures.lecturer(tour.organisation), places=[school], at=at("2026-11-30 10:00"), title="钳工"
    )

    planner = people.sign_in(app.test_client(), runner)
    plan = page(planner)
    assert all(word in plan for word in ("共 3 场", "15:00", "有改动未发布", "草稿，未发布", "钳工"))
    assert f"/lectures/sessions/{told.id}" in plan
    for account in (people.account(Role.ENTERPRISE_OFFICER, host), lectures.lecturer_account(lecturer)):
        shown = page(people.sign_in(app.test_client(), account))
        assert "共 2 场" in shown
        assert all(word in shown for word in ("14:00", "焊花三十年", "车刀与匠心"))
        assert not any(word in shown for word in ("15:00", "钳工", "已取消", "未发布"))
    elsewhere = people.account(Role.ENTERPRISE_OFFICER, people.organisation("别厂工会", tour.organisation))
    stranger = people.sign_in(app.test_client(), elsewhere)
    assert "共 0 场" in page(stranger)
    assert stranger.get(f"/lectures/calendar/{told.id}").status_code == 404
    assert "焊花三十年" in planner.get(f"/lectures/calendar/{told.id}").get_data(as_text=True)

    assert "共 1 场" in page(planner, "month=2026-11&kind=school")
    assert "共 2 场" in page(planner, f"week=2026-11-25&lecturer={lecturer.id}")
    assert "共 0 场" in page(planner, "month=2026-12&tour=999")
    worker = people.sign_in(app.test_client(), people.account(Role.WORKER, host))
    assert worker.get("/lectures/calendar").status_code == 403


@pytest.mark.parametrize("role", [Role.DISTRICT_OFFICER, Role.ENTERPRISE_OFFICER])
def test_calendar_asks_the_same_questions_however_many_lectures(
    client: FlaskClient, tour: LectureTour, runner: Account, role: Role, query_count: Callable[[], Any]
):
    host = people.organisation("示例机械厂工会", tour.organisation)
    hall, lecturer = lectures.place(tour.organisation, host), lectures.lecturer(tour.organisation)
    people.sign_in(client, people.account(role, tour.organisation if role is Role.DISTRICT_OFFICER else host))
    counts = []
    for first, more in ((0, 3), (3, 24)):
        many_released(tour, runner, more, lecturer, [hall], first)
        with query_count() as statements:
            assert f"共 {first + more} 场" in page(client)
        counts.append(len(statements))
    assert counts[0] == counts[1]
