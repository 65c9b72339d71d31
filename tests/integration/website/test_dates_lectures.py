"""The dates of lectures on the home page: what one gives, receives or hears, and what is due."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from flask import Flask

from foundation import clock as time
from foundation.database import transaction
from lectures.attendance.models import Registration
from lectures.attendance.rules import RegistrationState
from lectures.classes.models import TrainingClass
from lectures.classes.rules import ClassForm
from lectures.lecturers.models_terms import LecturerTerm
from lectures.menus.models_surveys import DemandSurvey
from lectures.menus.rules_surveys import SurveyState
from lectures.tours.operations_releases import release_tour
from lectures.tours.rules import TourKind
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import lectures, lectures_orders, people
from website.dates import dates_ahead


def test_everybody_sees_his_own_dates(app: Flask, clock: Callable[[str], datetime]):
    clock("2026-05-08 09:00")
    town = lectures_orders.town()
    worker = people.account(Role.WORKER, town.unit, people.person("职示一", town.unit))
    lecturer = lectures.lecturer_account(town.lecturer)
    tour = lectures.tour(town.district)
    at = time.now() + timedelta(days=3)
    given = lectures.lecture(tour, town.lecturer, places=[town.place], at=at, host=town.unit, registers=True)
    lectures.lecture(tour, town.lecturer, places=[town.place], at=at + timedelta(days=90), host=town.unit)
    with transaction():
        release_tour(tour, by=town.officer)
    come = {"state": RegistrationState.REGISTERED, "place": 1, "ticket": "ABCDEFGHJK", "made_by": worker}
    lectures.kept(Registration(lecture=given, person=worker.person, **come))
    lectures.kept(LecturerTerm(lecturer=town.lecturer, begins=date(2024, 6, 1), months=24, ends=date(2026, 5, 31)))
    days = {"enrols_from": date(2026, 5, 1), "enrols_to": date(2026, 5, 20)}
    lectures.kept(
        TrainingClass(tour=lectures.tour(town.district, kind=TourKind.CLASS), form=ClassForm.BIG, lessons=8, **days)
    )
    asked = {"opens_on": date(2026, 5, 1), "closes_on": date(2026, 5, 10), "state": SurveyState.OPEN}
    lectures.kept(DemandSurvey(organisation=town.district, title="明年想听什么", **asked))
    order = lectures_orders.order(town)

    with app.test_request_context():
        assert said(lecturer) == [(2, "需求调查截止"), (3, "讲课"), (12, "培训班报名截止")]
        assert said(worker) == [(2, "需求调查截止"), (3, "听课"), (12, "培训班报名截止")]
        assert said(town.orderer) == [(2, "需求调查截止"), (3, "接待讲座")]
        due = ((order.due_on or date.max) - time.today()).days
        assert said(town.officer) == sorted([(due, "点单办理到期"), (23, "讲师聘期届满")])


def said(account: Account) -> list[tuple[int, str]]:
    return [(one.days, one.what) for one in dates_ahead(account)]
