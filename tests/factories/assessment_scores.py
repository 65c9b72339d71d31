"""A plan whose sittings are over: candidates marked on tablets, and a theory paper that waits for its scores."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assessments.applications.models import Application
from assessments.batches.models import Batch, BatchItem
from assessments.batches.rules import Node
from assessments.results import operations, operations_checks
from assessments.results.models import PartScore
from assessments.results.queries import scores_of
from assessments.results.rules_checks import Finding
from assessments.sittings import marking
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.rules import Attendance, SittingMode, SittingState
from assessments.standards.rules import Part
from foundation.database import session, transaction
from people.accounts.models import Account, RoleGrant
from people.accounts.rules import Role
from tests.factories import assessments, people
from tests.factories import marking as tablets
from tests.factories.assessing import Practical, practical
from tests.factories.sittings import sitting

EARLY = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
MARKS = [("25", "16"), ("24", "15"), ("30", "10"), ("24", "15"), ("24", "15")]
"""Out of 30 and 20 by every assessor: 82, 78, 80 with “摘酒” under its minimum, 78, 78."""


@dataclass
class Scored:
    """The plan, its two sittings that are over, who enters and who reviews."""

    batch: Batch
    item: BatchItem
    theory: Sitting
    practical: Sitting
    officer: Account
    reviewer: Account

    @property
    def applications(self) -> list[Application]:
        return [seat.application for seat in self.practical.seats]

    def score(self, place: int, part: Part) -> PartScore:
        """What the candidate in this place (from 0) has for a part."""
        application = self.applications[place]
        return next(one for one in scores_of(self.batch) if (one.application_id, one.part) == (application.id, part))


def scored_plan(candidates: int = 5) -> Scored:
    """Everybody was at both sittings, the fourth candidate at the practical one only; nothing is collected yet."""
    made = practical(candidates)
    with transaction():
        marking.open_marking(made.sitting, blind=False, by=made.officer)
    for assessor in made.assessors:
        for sheet, marks in zip(tablets.sheets_of(assessor), MARKS, strict=False):
            tablets.sealed(sheet, *marks, by=assessor)
    theory = sat(made.sitting.item, [seat.application for seat in made.sitting.seats])
    if candidates > 3:
        theory.seats[3].attendance = Attendance.ABSENT
    _over(made)
    assessments.worked_off(made.sitting.batch, Node.EXAMINATION)
    return Scored(made.sitting.batch, made.sitting.item, theory, made.sitting, made.officer, made.reviewer)


def sat(item: BatchItem, applications: list[Application], mode: SittingMode = SittingMode.PAPER) -> Sitting:
    """A theory sitting of these candidates that is over, everybody having come."""
    made = sitting(
        item, f"理论考试 {len(applications)} 人 {item.batch.title}", EARLY + timedelta(days=item.batch_id), mode=mode
    )
    for number, application in enumerate(applications, start=1):
        seat = Seat(sitting=made, application=application, number=number, attendance=Attendance.PRESENT)
        session.add(seat)
    made.state = SittingState.CLOSED
    session.commit()
    return made


def both_roles(made: Scored) -> Account:
    """Somebody who may enter and review, so that only the two-person rule stops him."""
    unit = made.batch.body.organisation
    account = people.account(Role.ASSESSMENT_OFFICER, unit, username="shuangjian")
    account.grants.append(RoleGrant(role=Role.ASSESSMENT_REVIEWER, organisation=unit))
    session.commit()
    return account


def reviewed(batch: Batch, by: Account) -> None:
    """Every score that waits is reviewed."""
    waiting = {one.id: one.row_version for one in scores_of(batch) if one.state.value == "entered"}
    with transaction():
        operations.review_scores(batch, waiting, by=by)


def checked(batch: Batch, by: Account) -> None:
    """Everything before it was done in its order; the spot check finds nothing wrong."""
    assessments.worked_off(batch, Node.EXAMINATION)
    with transaction():
        check = operations_checks.begin_score_check(batch, seed="2026", by=by)
    for item in operations_checks.items_of(check):
        with transaction():
            operations_checks.check_score(item, Finding.RIGHT, by=by)
    with transaction():
        operations_checks.finish_score_check(check, by=by)


def _over(made: Practical) -> None:
    for seat in made.sitting.seats:
        seat.attendance = Attendance.PRESENT
    session.commit()
    with transaction():
        marking.close_marking(made.sitting, by=made.officer)
    made.sitting.state = SittingState.CLOSED
    session.commit()
