"""An on-line theory sitting with its bank, officer and candidates. Each is stored at once; call inside `app`."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask.testing import FlaskClient

from assessments.applications.models import Application
from assessments.batches.models import BatchItem
from assessments.bodies.models import AssessmentBody
from assessments.sittings import attendance, operations, seating, theory
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.rules import Attendance, SittingMode
from assessments.sittings.theory import TheoryFacts
from assessments.standards.rules import Part
from examinations.attempts.models import Attempt
from examinations.banks.models import QuestionBank
from examinations.papers.rules import Section
from foundation.database import session, transaction
from people.accounts.models import Account
from people.accounts.rules import Role
from scoring.answers import PartialMarks, QuestionKind
from tests.factories import assessments, examinations, people
from tests.factories.numbers import Numbers

_numbers = Numbers()
BEGINS = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)  # 九时


@dataclass
class Theory:
    """A sitting that is open, with everybody checked in, and the accounts of its candidates by seat."""

    sitting: Sitting
    bank: QuestionBank
    officer: Account
    candidates: list[Account]

    def seat(self, number: int) -> Seat:
        """The seat with this number."""
        session.expire_all()
        return next(seat for seat in self.sitting.seats if seat.number == number)


def sitting(item: BatchItem, title: str, begins: datetime = BEGINS, places: int = 30, **facts: object) -> Sitting:
    """A sitting of two hours in a room of its own, not seated; theory on line unless told otherwise."""
    usual = {
        "part": Part.THEORY,
        "mode": SittingMode.ONLINE,
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=2),
    }
    room = assessments.premises(item.batch.body, f"{title}的考场", places)
    made = Sitting(batch=item.batch, item=item, title=title, premises=room, **(usual | facts))
    session.add(made)
    session.commit()
    return made


def paper(bank: QuestionBank, minutes: int = 90) -> TheoryFacts:
    """Two single, two multiple, one true or false: twenty points each."""
    kinds = zip(QuestionKind, (2, 2, 1), strict=True)
    rows = [Section(bank.id, kind, count, Decimal(20)) for kind, count in kinds]
    return TheoryFacts(minutes, rows, True, PartialMarks.FIXED, Decimal("0.5"))


def candidate(item: BatchItem, name: str = "张示例", **facts: Any) -> Application:
    """An accepted application for theory and the other parts, of a worker with an account."""
    unit = item.batch.body.organisation
    made = assessments.application(item, people.person(name, unit), **facts)
    people.account(Role.WORKER, unit, made.person)
    return made


def theory_sitting(
    candidates: int = 2, begins: datetime = BEGINS, minutes: int = 90, body: AssessmentBody | None = None
) -> Theory:
    """Seated, open and checked in: each candidate may begin. The clock stands within two hours before the start."""
    body = body or assessments.body()
    item = assessments.batch(body).items[0]
    officer = people.account(Role.ASSESSMENT_OFFICER, body.organisation)
    bank = examinations.bank(body.organisation, single=4, multiple=4, true_false=2)
    made = sitting(item, f"理论第 {next(_numbers)} 场", begins)
    for nth in range(candidates):
        candidate(item, f"考生{'甲乙丙丁戊己庚辛壬癸'[nth % 10]}")
    with transaction():
        theory.set_theory_paper(made, paper(bank, minutes), version=None, by=officer)
    with transaction():
        seating.seat_candidates(made, by=officer)
    with transaction():
        operations.open_sitting(made, by=officer)
        attendance.check_in_rest(made, Attendance.PRESENT, by=officer)
    persons = [seat.application.person_id for seat in made.seats]
    accounts = {one.person_id: one for one in session.query(Account).filter(Account.person_id.in_(persons))}
    return Theory(made, bank, officer, [accounts[key] for key in persons])


def begin(client: FlaskClient, made: Theory) -> Attempt:
    """The attempt that the button on the page of a sitting begins or goes on with."""
    answer = client.post(f"/assessments/my-sittings/{made.sitting.id}/begin")
    assert answer.status_code == 302, answer.text
    return session.get_one(Attempt, int(answer.location.split("/")[2]))
