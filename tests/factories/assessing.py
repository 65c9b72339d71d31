"""A practical sitting with its officials on duty, as assessors' tablets find it. Call inside `app`."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from assessments.batches.models import BatchItem
from assessments.bodies.models import Official
from assessments.bodies.rules import OfficialRole
from assessments.sittings import duties, marking
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.rules import SittingDuty, SittingMode, SittingState
from assessments.standards.rules import Part
from foundation.database import session, transaction
from marking.schemes.rules import CriterionFacts
from people.accounts.models import Account
from people.accounts.rules import Role
from people.persons.rules import Level
from scoring.marks import MarkingType
from tests.factories import assessments, people

BEGINS = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)  # 九时
CRITERIA = [
    CriterionFacts("A", "摊晾拌曲", MarkingType.JUDGEMENT, Decimal(30), Decimal(1)),
    CriterionFacts("B", "摘酒", MarkingType.JUDGEMENT, Decimal(20), Decimal(1)),
]
"""Out of 50, so that scores are scaled; “摘酒” is the key skill."""


@dataclass
class Practical:
    """An open sitting and everybody around it; the first assessor leads."""

    sitting: Sitting
    officer: Account
    reviewer: Account
    assessors: list[Account]
    officials: list[Official]


def practical(candidates: int = 2, *, level: Level = Level.FOUR, part: Part = Part.PRACTICAL) -> Practical:
    """An open sitting on tablets with three assessors, an inspector, a scheme and candidates of the enterprise."""
    body = assessments.body()
    unit = body.organisation
    item = assessments.batch(body, level=level).items[0]
    sitting = sitting_of(item, "操作技能第一场", part=part)
    for number in range(1, candidates + 1):
        worker = people.person(f"考生{'甲乙丙丁戊己庚辛壬癸'[(number - 1) % 10]}", unit)
        application = assessments.application(item, worker)
        session.add(Seat(sitting=sitting, application=application, number=number))
    session.commit()
    made = Practical(
        sitting,
        people.account(Role.ASSESSMENT_OFFICER, unit, username="kaowu"),
        people.account(Role.ASSESSMENT_REVIEWER, unit, username="shenhe"),
        [],
        [],
    )
    reviewing = part is Part.COMPREHENSIVE
    for place in range(3):
        role = OfficialRole.SENIOR_ASSESSOR if reviewing else OfficialRole.ASSESSOR
        duty = SittingDuty.LEAD_ASSESSOR if place == 0 else SittingDuty.REVIEWER if reviewing else SittingDuty.ASSESSOR
        made.assessors.append(on_duty(made, duty, role))
    on_duty(made, SittingDuty.INSPECTOR, OfficialRole.INTERNAL_INSPECTOR)
    with transaction():
        marking.edit_marking_scheme(sitting, CRITERIA, version=sitting.row_version, by=made.officer)
        marking.set_key_skill(sitting, "B", 60, by=made.officer)
    return made


def sitting_of(item: BatchItem, title: str, part: Part = Part.PRACTICAL, hours_later: float = 0) -> Sitting:
    """An open sitting of three hours on tablets in a room of its own."""
    begins = BEGINS + timedelta(hours=hours_later)
    sitting = Sitting(batch=item.batch, item=item, part=part, mode=SittingMode.TABLET, title=title)
    sitting.premises = assessments.premises(item.batch.body, f"{title}考场")
    sitting.starts_at, sitting.ends_at, sitting.state = begins, begins + timedelta(hours=3), SittingState.OPEN
    session.add(sitting)
    session.commit()
    return sitting


def on_duty(made: Practical, duty: SittingDuty, role: OfficialRole = OfficialRole.ASSESSOR) -> Account:
    """A new official of the body with an account, on duty at the sitting."""
    body = made.sitting.batch.body
    scope = {"scope": [{"occupation_code": assessments.BREWER, "levels": list("543")}]}
    official = assessments.official(body, role, **(scope if role is OfficialRole.ASSESSOR else {}))
    number = len(made.officials) + 1
    account = people.account(Role.ASSESSOR, body.organisation, official.person, username=f"kaoping{number}")
    made.officials.append(official)
    with transaction():
        duties.assign_official(made.sitting, official, duty, by=made.officer)
    return account
