"""The sittings of the demo's plan: papers and schemes, officials on duty, candidates and assessors at their work."""

import random
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from operator import attrgetter
from string import ascii_uppercase

from sqlalchemy import Select, select

from assessments.batches.models import Batch
from assessments.sittings import attendance, duties, marking, operations, theory
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.rules import Attendance, SittingDuty
from assessments.standards.rules import Part
from demo.bodies import assessors, bank, officials
from demo.contest import fill_sheet
from demo.people import account_named
from examinations.attempts import operations as attempts
from examinations.attempts.models import AttemptItem
from examinations.attempts.rules import shown_letters
from examinations.papers.rules import Section
from foundation import clock
from foundation.database import session, transaction
from marking.panels.models import Panel
from marking.schemes.rules import CriterionFacts
from marking.sheets.models import Sheet
from marking.sheets.queries import sheets_of_panels
from people.accounts.models import Account
from scoring.answers import PartialMarks, QuestionKind
from scoring.marks import MarkingType

Talents = Mapping[int, float]
"""How able each applicant is, by application; from 0 to 1. Who has none does not come."""
DRAWS = {QuestionKind.SINGLE: 8, QuestionKind.MULTIPLE: 4, QuestionKind.TRUE_FALSE: 8}
POINTS, MINUTES = Decimal(5), 90
CRITERIA = {
    "6-02-06-03": (("拌料蒸粮", 25), ("摊晾拌曲", 25), ("装甑", 20), ("看花摘酒", 30)),
    "6-02-06-07": (("酒样排序", 30), ("香型鉴别", 30), ("缺陷辨识", 20), ("评语书写", 20)),
}
KEY_SKILLS = {"6-02-06-03": "4", "6-02-06-07": "2"}
KEY_SHARE = 60


def prepare_sitting(sitting: Sitting) -> None:
    """What a sitting needs before its day: a paper or a scheme, and its officials."""
    officer = account_named("rending")
    if sitting.part is Part.THEORY:
        sections = [Section(bank().id, kind, count, POINTS) for kind, count in DRAWS.items()]
        facts = theory.TheoryFacts(MINUTES, sections, True, PartialMarks.FIXED, Decimal(1))
        theory.set_theory_paper(sitting, facts, version=None, by=officer)
    else:
        marking.edit_marking_scheme(sitting, _criteria(sitting), version=None, by=officer)
        marking.set_key_skill(sitting, KEY_SKILLS[sitting.item.occupation_code], KEY_SHARE, by=officer)
    _put_on_duty(sitting)


def hold_theory(plan: Batch, talents: Talents, chance: random.Random) -> None:
    """All who came answer on line; the sittings end with the last paper."""
    for sitting in _sittings(plan, Part.THEORY):
        with clock.frozen(sitting.starts_at):
            _let_in(sitting, talents)
            for seat in sorted(sitting.seats, key=attrgetter("application_id")):
                if seat.attendance is Attendance.PRESENT:
                    _answer(seat, talents[seat.application_id], chance)
    for sitting in _sittings(plan, Part.THEORY):
        with clock.frozen(sitting.ends_at), transaction():
            operations.close_sitting(sitting, by=account_named("rending"))


def hold_practical(plan: Batch, talents: Talents, chance: random.Random) -> None:
    """Three assessors mark everybody on their tablets and seal."""
    officer = account_named("rending")
    for sitting in _sittings(plan, Part.PRACTICAL):
        with clock.frozen(sitting.starts_at):
            _let_in(sitting, talents)
            with transaction():
                panel = marking.open_marking(sitting, blind=False, by=officer)
        with clock.frozen(sitting.starts_at + timedelta(hours=2)), transaction():
            applicants = {seat.reference: seat.application_id for seat in sitting.seats}
            sheets = [(applicants[one.subject.reference], one.id, one) for one in session.scalars(_sheets(panel))]
            for applicant, _key, sheet in sorted(sheets):
                if talents[applicant]:
                    fill_sheet(sheet, talents[applicant], chance)
    for sitting in _sittings(plan, Part.PRACTICAL):
        with clock.frozen(sitting.ends_at), transaction():
            marking.close_marking(sitting, by=officer)
            operations.close_sitting(sitting, by=officer)


def _criteria(sitting: Sitting) -> list[CriterionFacts]:
    listed = CRITERIA[sitting.item.occupation_code]
    return [
        CriterionFacts(str(place), title, MarkingType.MEASUREMENT, Decimal(full), Decimal("0.5"))
        for place, (title, full) in enumerate(listed, start=1)
    ]


def _put_on_duty(sitting: Sitting) -> None:
    """Brewing has the first three assessors and the internal inspector, tasting the others."""
    body, officer = sitting.batch.body, account_named("rending")
    brewing = sitting.item.occupation_code == "6-02-06-03"
    three = assessors(body)[:3] if brewing else assessors(body)[3:]
    if sitting.part is Part.THEORY:
        wanted = [(one, SittingDuty.INVIGILATOR) for one in three[:2]]
    else:
        wanted = [(three[0], SittingDuty.LEAD_ASSESSOR), *[(one, SittingDuty.ASSESSOR) for one in three[1:]]]
    inspector = officials(body)[-2 if brewing else -1]
    for official, duty in [*wanted, (inspector, SittingDuty.INSPECTOR)]:
        duties.assign_official(sitting, official, duty, by=officer)


def _sittings(plan: Batch, part: Part) -> list[Sitting]:
    query = select(Sitting).where(Sitting.batch_id == plan.id, Sitting.part == part).order_by(Sitting.id)
    return list(session.scalars(query))


def _sheets(panel: Panel) -> Select[Sheet]:
    return sheets_of_panels([panel.id]).order_by(Sheet.id)


def _let_in(sitting: Sitting, talents: Talents) -> None:
    officer = account_named("rending")
    with transaction():
        operations.open_sitting(sitting, by=officer)
        for seat in sitting.seats:
            if not talents[seat.application_id]:
                attendance.check_in_candidate(seat, Attendance.ABSENT, by=officer)
        attendance.check_in_rest(sitting, Attendance.PRESENT, by=officer)


def _answer(seat: Seat, talent: float, chance: random.Random) -> None:
    """A candidate takes his paper: the abler, the more of it right."""
    query = select(Account).where(Account.person_id == seat.application.person_id)
    candidate = session.scalars(query).one()
    with transaction():
        attempt = theory.begin_theory(seat.sitting, by=candidate)
        items = select(AttemptItem).where(AttemptItem.attempt_id == attempt.id).order_by(AttemptItem.position)
        for item in session.scalars(items).all():
            right = shown_letters(item.option_order, item.question.answer)
            chosen = right if chance.random() < talent else _wrong(right, len(item.option_order))
            attempts.save_answer(attempt, item.position, list(chosen), revision=0, by=candidate)
        attempts.submit_attempt(attempt, by=candidate)


def _wrong(right: str, options: int) -> str:
    """One letter beside the right ones; where all are right, one alone."""
    return next((letter for letter in ascii_uppercase[:options] if letter not in right), "A")
