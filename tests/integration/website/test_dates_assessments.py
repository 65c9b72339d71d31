"""The dates of certification on the home page: examinations, duties, and the days of plans."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask

from assessments.batches.models import Batch
from assessments.bodies.models import AssessmentBody
from assessments.sittings.models import Assignment, Seat, Sitting
from assessments.sittings.rules import SittingDuty
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import assessments, people, sittings
from website.dates import dates_ahead
from website.dates_assessments import dates_of_assessments


def test_everybody_sees_his_own_dates_in_certification(app: Flask, clock: Callable[[str], datetime]):
    clock("2026-11-15 08:50")
    body = assessments.body()
    plan = assessments.batch(body)
    unit = body.organisation
    candidate, applicant = (people.account(Role.WORKER, unit, people.person(name, unit)) for name in ("甲", "乙"))
    official = assessments.official(body)
    assessor = people.account(Role.ASSESSOR, unit, official.person)
    sitting = sittings.sitting(plan.items[0], "理论第一场")
    application = assessments.application(plan.items[0], candidate.person)
    session.add(Seat(sitting=sitting, application=application, number=7))
    session.add(Assignment(sitting=sitting, official=official, duty=SittingDuty.INVIGILATOR))
    session.commit()
    days = [(5, "认定报名截止"), (13, "认定考试开始")]
    with app.test_request_context():
        assert said(applicant) == [(5, "认定报名截止")]
        assert said(candidate) == [(13, "认定考试")]
        assert said(assessor) == [(13, "认定考务")]
        for role in (
            Role.ASSESSMENT_OFFICER,
            Role.ASSESSMENT_REVIEWER,
            Role.QUALITY_INSPECTOR,
            Role.ENTERPRISE_OFFICER,
        ):
            assert said(people.account(role, unit)) == days
        clock("2026-11-28 08:50")
        (exam,) = dates_ahead(candidate)
        assert (exam.days, exam.title) == (0, "理论第一场，理论第一场的考场 7 号")


def test_many_plans_and_sittings_take_the_queries_of_one(app: Flask, clock, query_count):
    clock("2026-11-15 08:50")
    body = assessments.body()
    officer = people.account(Role.ASSESSMENT_OFFICER, body.organisation, people.person("甲", body.organisation))

    def asked() -> int:
        session.expire_all()
        _ = officer.person, officer.roles, officer.organisation.path
        with app.test_request_context(), query_count() as statements:
            dates_of_assessments(officer)
        return len(statements)

    examined(body, officer)
    few = asked()
    for nth in range(4):
        examined(body, officer, nth)
    assert asked() == few


def examined(body: AssessmentBody, account: Account, nth: int = 9) -> Batch:
    """A plan in which the account's person has a seat."""
    plan = assessments.batch(body)
    sitting: Sitting = sittings.sitting(plan.items[0], f"第 {nth} 场", sittings.BEGINS + timedelta(hours=3 * nth))
    application = assessments.application(plan.items[0], account.person)
    session.add(Seat(sitting=sitting, application=application, number=1))
    session.commit()
    return plan


def said(account: Account) -> list[tuple[int, str]]:
    return [(one.days, one.what) for one in dates_ahead(account)]
