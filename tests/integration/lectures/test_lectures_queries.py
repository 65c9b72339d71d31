"""Pages that list what lies in other stages ask as many questions for many rows as for few."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from flask import Flask

from foundation import clock
from foundation.database import session
from lectures.attendance.models import Registration
from lectures.attendance.rules import RegistrationState
from lectures.planning.models import PlanLine, TourPlan
from lectures.planning.rules import PlanState
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import lectures, people


def registered(plan: TourPlan, worker: Account, count: int) -> None:
    """Lectures by different lecturers at different places: the worker registered for them, the plan proposes them."""
    district = plan.tour.organisation
    for number in range(count):
        lecturer = lectures.lecturer(district)
        at = clock.now() + timedelta(days=number + 1)
        hall = lectures.place(district)
        lecture = lectures.released(lectures.lecture(plan.tour, lecturer, places=[hall], at=at, registers=True))
        facts = {"person": worker.person, "made_by": worker, "ticket": f"TICKET{lecture.id}", "place": 1}
        session.add(Registration(lecture=lecture, state=RegistrationState.REGISTERED, **facts))
        session.add(PlanLine(plan_id=plan.id, lecture_id=lecture.id, lecturer_id=lecturer.id, starts_at=at))
    session.commit()


def test_own_registrations_and_a_plan_ask_the_same_for_few_and_for_many(
    app: Flask, query_count: Callable[[], AbstractContextManager[list[str]]]
):
    district = lectures.district()
    officer = people.account(Role.DISTRICT_OFFICER, district)
    worker = people.account(Role.WORKER, district, people.person("职示一", district))
    facts = {"seconds": 2, "state": PlanState.PROPOSED, "made_at": clock.now()}
    plan = lectures.kept(TourPlan(tour=lectures.tour(district), **facts))
    pages = {"/lectures/my-registrations": worker, f"/lectures/plans/{plan.id}": officer}

    def counts() -> list[int]:
        counted = []
        for page, account in pages.items():
            client = people.sign_in(app.test_client(), account)
            with query_count() as statements:
                assert client.get(page).status_code == 200
            counted.append(len(statements))
        return counted

    registered(plan, worker, 2)
    few = counts()
    registered(plan, worker, 8)
    assert counts() == few
