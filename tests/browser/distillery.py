"""What the certification story finds in place, and what goes on behind its pages.

A distillery with its filed body, officials, rooms and bank is there from the start. Chromium shows every kind of page;
where many do the same (sixteen candidates at their theory papers, three assessors at a hundred sheets), the others act
through the same operations on the server's database. Nobody can wait for an examination in a test, so the days are put
behind a plan and its notices; the rest is as it is in life.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from assessments.applications.models import Application
from assessments.applications.reviewing import accept_applications
from assessments.applications.rules import ApplicationState
from assessments.batches.models import Batch
from assessments.bodies.models import AssessmentBody, Official, Site
from assessments.bodies.rules import OfficialRole
from assessments.results import operations_outcomes
from assessments.results.announcing import notice_outcomes
from assessments.sittings import attendance, duties, operations, seating, theory
from assessments.sittings.models import Sitting
from assessments.sittings.rules import Attendance, SittingDuty, SittingMode, SittingState
from demo.certificate_kinds import drawn_portrait
from examinations.attempts import operations as attempts
from examinations.attempts.models import Attempt, AttemptItem
from foundation import clock
from foundation.database import db, session, transaction
from foundation.files import store
from notices.models import PublicNotice
from people.accounts.models import Account
from people.accounts.rules import Role
from people.persons.models import Person, SkillLevel
from people.persons.rules import Level
from tests.browser.applicants import UNIT, Applicants
from tests.factories import assessment_scores, assessments, examinations, marking, people, sittings

OTHER_PLAN = "示例第一批认定"
BANK = "白酒酿造理论题库"
FULL = ("80", "9")
KEY_FAILED = ("85", "3")
"""Marks of “摊晾拌曲” (of 90) and “摘酒” (of 10): 89 in all; and 88 with the key skill “摘酒” under its 60 per cent."""


@dataclass
class House:
    """Ids of what is there: the body's site, its assessors and its inspector, as `Official`."""

    site_id: int
    assessors: list[int]
    inspector: int


@contextmanager
def writing() -> Iterator[None]:
    """Around what is stored while the server writes to the same file."""
    session.rollback()
    db.engine.update_execution_options(writes=True)
    yield
    session.commit()
    db.engine.update_execution_options(writes=False)


def furnish(applicants: Applicants) -> House:
    """The body with its people; and what is known of those applicants who will be refused for it."""
    today = clock.today()
    with writing():
        unit = people.organisation(UNIT, people.organisation("示例区总工会"))
        body = assessments.body(unit)
        for filing in body.filings:
            filing.valid_from, filing.valid_to = today - timedelta(days=365), today + timedelta(days=365)
        for title in ("第一考场", "第二考场"):
            assessments.premises(body, title, places=20)
        bank = examinations.bank(unit, single=4, multiple=2, true_false=2)
        bank.title = BANK
        valid: dict[str, Any] = {"valid_from": today - timedelta(days=300), "valid_to": today + timedelta(days=300)}
        assessors = [assessments.official(body, **valid) for _ in range(3)]
        inspector = assessments.official(body, OfficialRole.INTERNAL_INSPECTOR, **valid)
        for number, one in enumerate(assessors, start=1):
            people.account(Role.ASSESSOR, unit, one.person, username=f"kaoping{number}")
        people.account(Role.ENTERPRISE_OFFICER, unit, username="jiuzhuang")
        people.account(Role.ASSESSMENT_OFFICER, unit, username="kaowu")
        people.account(Role.ASSESSMENT_REVIEWER, unit, username="shenhe")
        _know(applicants, body)
        return House(body.sites[0].id, [one.id for one in assessors], inspector.id)


def _know(applicants: Applicants, body: AssessmentBody) -> None:
    """What the records say against three of the applicants."""
    unit, elsewhere = body.organisation, people.organisation("别处示例公司", body.organisation.parent)
    people.person(applicants.moved.name, elsewhere, applicants.moved.number)
    holder = people.person(applicants.holder.name, unit, applicants.holder.number)
    awarded = date(2020, 5, 1)
    session.add(SkillLevel(person=holder, occupation_code=assessments.BREWER, level=Level.FOUR, awarded=awarded))
    entered = people.person(applicants.entered.name, unit, applicants.entered.number)
    day = clock.today() + timedelta(days=30)
    other = assessments.batch(body, title=OTHER_PLAN, apply_from=day, apply_to=day, examined_on=day)
    assessments.application(other.items[0], entered, state=ApplicationState.SUBMITTED)


def bring_photos() -> None:
    """Everybody's photo is on record."""
    with writing():
        photo = store(drawn_portrait(), name="照片.jpg", media_type="image/jpeg", encrypted=True)
        for person in session.scalars(select(Person)):
            person.photo = photo


def open_accounts(names: Iterable[str]) -> None:
    """Accounts for candidates."""
    with writing():
        for person in session.scalars(select(Person).where(Person.name.in_(list(names)))):
            assert person.employer is not None
            people.account(Role.WORKER, person.employer, person)


def close_applications(title: str) -> None:
    """The last day for applications was yesterday."""
    with writing():
        plan = _plan(title)
        late = plan.apply_to - clock.today() + timedelta(days=1)
        plan.apply_from, plan.apply_to = plan.apply_from - late, plan.apply_to - late


def let_it_be_time(title: str) -> None:
    """The day of the examination has come: this sitting began ten minutes ago, and those that are over a day before."""
    with writing():
        sitting = _sitting(title)
        sitting.batch.examined_on = clock.today()
        begins, day = clock.now() - timedelta(minutes=10), timedelta(days=1)
        for over in session.scalars(select(Sitting).where(Sitting.state == SittingState.CLOSED)).unique():
            over.starts_at, over.ends_at = over.starts_at - day, over.ends_at - day
        sitting.starts_at, sitting.ends_at = begins, begins + timedelta(hours=2)
        theory.reschedule_paper(sitting)


def let_notices_run_out() -> None:
    """Their days are over."""
    with writing():
        for notice in session.scalars(select(PublicNotice).where(PublicNotice.closes_at > clock.now())):
            days = notice.closes_at - clock.now() + timedelta(minutes=1)
            notice.opens_at, notice.closes_at = notice.opens_at - days, notice.closes_at - days


def put_on_duty(title: str, house: House, *, by: str) -> None:
    """The same officials as at the other sitting of this part."""
    with writing(), transaction():
        sitting, officer = _sitting(title), account(by)
        practical = sitting.scheme is not None
        wanted = [SittingDuty.LEAD_ASSESSOR, *[SittingDuty.ASSESSOR] * 2] if practical else []
        for duty, key in zip(wanted or [SittingDuty.INVIGILATOR] * 2, house.assessors, strict=False):
            duties.assign_official(sitting, session.get_one(Official, key), duty, by=officer)
        duties.assign_official(sitting, session.get_one(Official, house.inspector), SittingDuty.INSPECTOR, by=officer)


def right_letters(position: int, name: str) -> str:
    """The right options of a question on somebody's paper, as they stand on his screen."""
    session.rollback()
    query = (
        select(AttemptItem)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .join(Account, Account.id == Attempt.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(Person.name == name, AttemptItem.position == position)
    )
    return examinations.right(session.scalars(query).one())


def answer_everything(title: str) -> None:
    """All who have not begun their theory paper answer it without a fault."""
    with writing():
        sitting = _sitting(title)
        begun = set(session.scalars(select(Attempt.account_id).where(Attempt.paper_id == sitting.paper_id)))
        persons = [seat.application.person_id for seat in sitting.seats]
        for candidate in session.scalars(select(Account).where(Account.person_id.in_(persons))).all():
            if candidate.id not in begun:
                _answer(sitting, candidate)


def _answer(sitting: Sitting, candidate: Account) -> None:
    with transaction():
        attempt = theory.begin_theory(sitting, by=candidate)
    for item in examinations.items(attempt):
        with transaction():
            attempts.save_answer(attempt, item.position, list(examinations.right(item)), revision=0, by=candidate)
    with transaction():
        attempts.submit_attempt(attempt, by=candidate)


def seal_the_rest(title: str, house: House, failing: str = "") -> None:
    """Every sheet that is still open is marked and sealed; `failing` lacks the key skill."""
    with writing():
        references = {seat.reference: seat.application.person.name for seat in _sitting(title).seats}
        for key in house.assessors:
            person_id = session.get_one(Official, key).person_id
            assessor = session.scalars(select(Account).where(Account.person_id == person_id)).one()
            for sheet in marking.sheets_of(assessor):
                if sheet.state.value == "open":
                    failed = references.get(sheet.subject.reference) == failing
                    marking.sealed(sheet, *(KEY_FAILED if failed else FULL), by=assessor)


def seat_number(title: str, name: str) -> int:
    """Where somebody sits."""
    session.rollback()
    return next(seat.number for seat in _sitting(title).seats if seat.application.person.name == name)


def tickets(title: str) -> dict[str, str]:
    """The ticket numbers of a plan, by name."""
    session.rollback()
    found = select(Application).where(Application.batch_id == _plan(title).id, Application.ticket_number.is_not(None))
    return {one.person.name: str(one.ticket_number) for one in session.scalars(found).unique()}


def address_of_plan(title: str) -> str:
    """Its page."""
    session.rollback()
    return f"/assessments/batches/{_plan(title).id}"


def address_of_sitting(title: str) -> str:
    """Its page."""
    session.rollback()
    return f"/assessments/sittings/{_sitting(title).id}"


def account(username: str) -> Account:
    return session.scalars(select(Account).where(Account.username == username)).one()


def plan_again(title: str, house: House, *, after: str) -> None:
    """Weeks later the next plan takes applications."""
    with writing():
        plan, weeks = _plan(after), timedelta(days=14)
        plan.apply_from, plan.apply_to, plan.examined_on = (
            day - weeks for day in (plan.apply_from, plan.apply_to, plan.examined_on)
        )
        body, today = session.get_one(Site, house.site_id).body, clock.today()
        assessments.batch(body, title=title, apply_from=today, apply_to=today, examined_on=today + timedelta(days=9))


def _plan(title: str) -> Batch:
    return session.scalars(select(Batch).where(Batch.title == title)).one()


def _sitting(title: str) -> Sitting:
    return session.scalars(select(Sitting).where(Sitting.title == title)).unique().one()


def accept_all(plan: str, *, by: str) -> None:
    """What was handed in is accepted; a resit rests on what was confirmed before."""
    with writing(), transaction():
        waiting = select(Application).where(
            Application.batch_id == _plan(plan).id, Application.state == ApplicationState.SUBMITTED
        )
        accept_applications(session.scalars(waiting).unique().all(), by=account(by))


def sit_on_paper(plan: str, title: str, *, by: str) -> None:
    """A theory sitting on paper, everybody seated and present, from its beginning to its end."""
    with writing():
        batch, officer, begins = _plan(plan), account(by), clock.now() - timedelta(minutes=10)
        batch.examined_on = clock.today()
        made = sittings.sitting(batch.items[0], title, begins, mode=SittingMode.PAPER)
        with transaction():
            seating.seat_candidates(made, by=officer)
            operations.open_sitting(made, by=officer)
            attendance.check_in_rest(made, Attendance.PRESENT, by=officer)
            operations.close_sitting(made, by=officer)


def finalise(plan: str, *, by: str) -> None:
    """The scores of a small plan are reviewed and checked, its outcomes decided, put up and final."""
    with writing():
        batch, reviewer = _plan(plan), account(by)
        assessment_scores.reviewed(batch, reviewer)
        assessment_scores.checked(batch, reviewer)
        with transaction():
            operations_outcomes.decide_outcomes(batch, by=reviewer)
            notice_outcomes(batch, by=reviewer)
    let_notices_run_out()
    with writing(), transaction():
        operations_outcomes.finalise_outcomes(_plan(plan), by=account(by))
