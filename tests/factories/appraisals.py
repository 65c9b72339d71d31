"""Rounds of assessment for tests, with their experts."""

from datetime import date
from decimal import Decimal

from foundation.database import session, transaction
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from studios.appraisals import operations
from studios.appraisals.models import AppraisalRound
from studios.appraisals.operations import RoundFacts
from studios.appraisals.rules import RoundKind
from studios.registry.rules import NamingLevel
from studios.rubrics.operations import rubric_in_use
from tests.factories import people


def facts(**changed: object) -> RoundFacts:
    """A year's assessment of the studios named by a city."""
    usual: dict[str, object] = {
        "title": "2026 年度市级创新工作室考核",
        "kind": RoundKind.YEARLY,
        "year": 2026,
        "level": NamingLevel.CITY,
        "report_by": date(2026, 12, 10),
        "ends_by": None,
        "excellent_from": Decimal(90),
        "qualified_from": Decimal(70),
        "improve_from": Decimal(60),
        "term_years": 3,
        "bar_years": 6,
    }
    return RoundFacts(**(usual | changed))  # type: ignore[arg-type]


def opened(city: Organisation, officer: Account, **changed: object) -> AppraisalRound:
    """A round that has begun, scored by the plain pitch table: few items."""
    with transaction():
        rubric = rubric_in_use("improvement-proposal", city, by=officer)
        made = operations.create_round(city, facts(**changed), rubric, by=officer)
        session.flush()
        operations.open_round(made, by=officer)
    return made


def expert(city: Organisation) -> Account:
    """Somebody who scores."""
    return people.account(Role.EXPERT, city)
