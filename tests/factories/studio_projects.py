"""Projects, alliances and challenges for tests: plainly fictitious, stored at once."""

from datetime import date
from decimal import Decimal
from typing import Any

from foundation.database import session, transaction
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.alliances.models import Alliance
from studios.alliances.operations import AllianceFacts, create_alliance
from studios.challenges.models import Challenge
from studios.challenges.operations import ChallengeFacts, create_challenge, publish_challenge, submit_challenge
from studios.projects.models import Project
from studios.projects.operations import ProjectFacts, approve_project, create_project, start_project
from studios.projects.rules import ProjectSource
from studios.registry.models import Studio

PAPER = b"%PDF-1.4 example"


def project(studio: Studio, officer: Account, *, head: Person | None = None, **facts: Any) -> Project:
    """A project of a studio for the year 2026, drawn up, with a budget of 50,000 元."""
    values = {"title": "示例轧辊减摩攻关", "source": ProjectSource.UNIT, "budget": Decimal(50_000)}
    days = {"begins_on": date(2026, 1, 10), "ends_on": date(2026, 12, 20)}
    with transaction():
        leader = session.get_one(Person, head.id if head else studio.leader_id)
        return create_project(studio, ProjectFacts(**{**values, **days, **facts}), leader, by=officer)


def running(project: Project, officer: Account) -> Project:
    """The project, approved and begun."""
    with transaction():
        approve_project(project, by=officer)
        start_project(project, by=officer)
    return project


def alliance(organisation: Organisation, officer: Account, name: str = "示例三地智能制造联盟") -> Alliance:
    """An alliance founded on 2024-05-01 over two regions."""
    facts = AllianceFacts(name, date(2024, 5, 1), ["示例市", "邻示例市"], "装备制造")
    with transaction():
        return create_alliance(organisation, facts, by=officer)


def challenge(unit: Organisation, officer: Account, title: str = "示例涂层脱落难题", **facts: Any) -> Challenge:
    """A challenge of a unit, drawn up, to be claimed until 2026-12-31."""
    values = {"problem": "涂层三个月脱落", "target": "寿命一年以上", "deadline": date(2026, 12, 31)}
    with transaction():
        return create_challenge(unit, ChallengeFacts(title, **{**values, **facts}), by=officer)


def opened(challenge: Challenge, officer: Account) -> Challenge:
    """The challenge, handed in and published."""
    with transaction():
        submit_challenge(challenge, by=officer)
        publish_challenge(challenge, by=officer)
    return challenge
