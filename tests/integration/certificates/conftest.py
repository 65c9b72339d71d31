"""A federation with two units, and who works there."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation import job_queue
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.persons.models import Person
from tests.factories import people


@dataclass
class Union:
    """A district federation, two enterprises below it, and the people in them."""

    district: Organisation
    works: Organisation
    mill: Organisation
    officer: Account
    works_officer: Account
    mill_officer: Account
    welder: Person
    welder_account: Account
    miller: Person
    miller_account: Account


@pytest.fixture
def union(app: Flask) -> Union:
    district = people.organisation("示例区总工会")
    works = people.organisation("示例机械有限公司工会", district)
    mill = people.organisation("示例纺织有限公司工会", district)
    welder, miller = people.person("张示例", works), people.person("李示例", mill)
    return Union(
        district=district,
        works=works,
        mill=mill,
        officer=people.account(Role.DISTRICT_OFFICER, district),
        works_officer=people.account(Role.ENTERPRISE_OFFICER, works),
        mill_officer=people.account(Role.ENTERPRISE_OFFICER, mill),
        welder=welder,
        welder_account=people.account(Role.WORKER, works, welder),
        miller=miller,
        miller_account=people.account(Role.WORKER, mill, miller),
    )


@pytest.fixture(autouse=True)
def job_tables(request: pytest.FixtureRequest) -> None:
    """The tables into which a change hands its job over, beside the application's own."""
    if "app" in request.fixturenames:
        job_queue.prepare_jobs(request.getfixturevalue("app"))


@pytest.fixture
def signed_in(app: Flask) -> Callable[[Account], FlaskClient]:
    """A browser of one's own for each account."""
    return lambda account: people.sign_in(app.test_client(), account)
