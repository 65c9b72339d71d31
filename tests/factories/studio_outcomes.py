"""Outcomes, benefit and mentorings for tests: plainly fictitious, stored at once."""

from datetime import date
from decimal import Decimal
from typing import TypeVar

from foundation.database import Base, session
from foundation.evidence import keep_evidence
from people.accounts.models import Account
from people.accounts.rules import Role
from people.persons.models import Person
from studios.mentoring.models import Mentoring
from studios.mentoring.rules import MentoringState
from studios.outcomes.models import Outcome, OutcomeAuthor, OutcomeShare
from studios.outcomes.models_benefit import Benefit
from studios.outcomes.rules import OutcomeKind, OutcomeState
from studios.outcomes.rules_benefit import BenefitKind, BenefitState, MoneyUnit
from studios.registry.models import Studio
from tests.factories import people
from tests.factories.numbers import Numbers

WELDER = "6-18-02-04"
PAPER = b"%PDF-1.4 example"
_numbers = Numbers()
T = TypeVar("T", bound=Base)


def officers(studio: Studio) -> tuple[Account, Account]:
    """Two officers of the studio's unit: one writes down, the other confirms and verifies."""
    unit = studio.organisation
    return people.account(Role.ENTERPRISE_OFFICER, unit), people.account(Role.ENTERPRISE_OFFICER, unit)


def outcome(studio: Studio, by: Account, confirmed_by: Account | None = None, **facts: object) -> Outcome:
    """An innovation of the studio's leader on 2025-03-01; confirmed where `confirmed_by` is given."""
    stated = {
        "kind": OutcomeKind.INNOVATION,
        "title": f"示例夹具改造{next(_numbers)}",
        "dated": date(2025, 3, 1),
        **facts,
    }
    made = Outcome(
        studio=studio,
        shared=Decimal(100),
        recorded_by_id=by.id,
        confirmed_by_id=confirmed_by.id if confirmed_by else None,
        state=OutcomeState.CONFIRMED if confirmed_by else OutcomeState.PENDING,
        **stated,
    )
    made.shares = [OutcomeShare(studio=studio, percent=Decimal(100))]
    made.authors = [OutcomeAuthor(person_id=studio.leader_id, position=1, percent=Decimal(100))]
    return _kept(made)


def benefit(outcome: Outcome, amount: int, by: Account, verified_by: Account | None = None) -> Benefit:
    """A saving in 2025 of `amount` 元; verified where `verified_by` is given."""
    return _kept(
        Benefit(
            outcome=outcome,
            kind=BenefitKind.SAVING,
            amount=Decimal(amount),
            typed=Decimal(amount),
            typed_unit=MoneyUnit.YUAN,
            begins=date(2025, 4, 1),
            ends=date(2025, 12, 31),
            formula="节约额 × 1",
            quantities=f"节约额 = {amount} 元",
            verifier=outcome.studio.organisation,
            file=keep_evidence(PAPER, "benefit", by_id=by.id),
            declared_by_id=by.id,
            verified_by_id=verified_by.id if verified_by else None,
            sealed_on=date(2026, 1, 10) if verified_by else None,
            state=BenefitState.VERIFIED if verified_by else BenefitState.DECLARED,
        )
    )


def mentoring(studio: Studio, apprentice: Person, **facts: object) -> Mentoring:
    """The leader of a studio teaches somebody welding since 2026-01-15, by a signed paper."""
    stated = {
        "occupation_code": WELDER,
        "begins": date(2026, 1, 15),
        "ends": date(2026, 10, 31),
        "plan": "每月一个接头形式",
        "allowance": Decimal(2000),
        "began_on": date(2026, 1, 15),
        "state": MentoringState.IN_FORCE,
        **facts,
    }
    paper = keep_evidence(PAPER, "mentoring", by_id=1)
    return _kept(Mentoring(studio=studio, master=studio.leader, apprentice=apprentice, paper=paper, **stated))


def _kept(made: T) -> T:
    session.add(made)
    session.commit()
    return made
