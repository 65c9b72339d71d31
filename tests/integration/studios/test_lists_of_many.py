"""Lists ask the database as often for many rows as for few: those that no story of their stage counts."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from people.accounts.models import Account
from people.accounts.rules import Role
from people.honours.rules import HonourKind
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from studios.registry.rules import NamingLevel
from tests.factories import appraisals, ballots, honours, people, studio_outcomes, studio_projects, studios

PUBLIC = ("/innovation-studios", "/honours/gallery", "/studios/challenges/open")
OF_OFFICERS = (
    "/studios/outcomes",
    "/studios/benefits",
    "/studios/mentorings",
    "/studios/ballots",
    "/studios/appraisal-rounds",
    "/studios/wall",
    "/studios/export.xlsx",
    "/honours/export.xlsx",
    "/studios/outcomes.xlsx",
)


@pytest.fixture
def city(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock("2026-11-21 09:00")
    return people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)


def add_studio(city: Organisation, officer: Account, number: int) -> None:
    """A studio of a unit of its own, with something in every list."""
    unit = studios.unit(f"示例{number}号公司工会", city)
    made = studios.studio(unit, latitude=Decimal("29.5"), longitude=Decimal("106.5"))
    studios.naming(made, NamingLevel.CITY)
    honours.honour(HonourKind.CITY_MODEL_WORKER, made.leader, public=True)
    outcome = studio_outcomes.outcome(made, officer, confirmed_by=people.account(Role.ENTERPRISE_OFFICER, city))
    studio_outcomes.benefit(outcome, 10_000, officer)
    studio_outcomes.mentoring(made, made.members[0].person)
    ballots.ballot(made.organisation)
    studio_projects.opened(studio_projects.challenge(made.organisation, officer), officer)


@pytest.mark.sqlite_only
def test_lists_ask_as_often_for_many_as_for_few(app: Flask, client: FlaskClient, city: Organisation, query_count: Any):
    officer = people.account(Role.DISTRICT_OFFICER, city)
    people.sign_in(client, officer)
    visitor = app.test_client()
    pages = [(visitor, path) for path in PUBLIC] + [(client, path) for path in OF_OFFICERS]

    def asked(rows: range, title: str) -> list[int]:
        """How many statements each page sends, once there are that many rows."""
        for number in rows:
            add_studio(city, officer, number)
        opened = f"/studios/appraisal-rounds/{appraisals.opened(city, officer, title=title).id}"
        counts = []
        for browser, path in [*pages, (client, opened)]:
            browser.get(path)
            with query_count() as statements:
                assert browser.get(path).status_code == 200, path
            counts.append(len(statements))
        return counts

    assert asked(range(2), "上半年考核") == asked(range(2, 8), "下半年考核"), pages
