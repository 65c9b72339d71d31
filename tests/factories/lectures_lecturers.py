"""Two districts below a city and everybody who has to do with one model worker who lectures; and forms as sent."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation.database import session
from lectures.lecturers.models import Lecturer
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from tests.factories import people

FILE = {
    "unit": "示例公司工会",
    "name": "陈示强",
    "headline": "市劳动模范",
    "audiences": ["workers", "students"],
    "languages": "普通话、重庆话",
    "latitude": "29.5",
    "longitude": "106.5",
    "travel_km": "60",
    "fee": "0",
    "yearly_cap": "12",
    "rest_days": "2",
    "topics-0-title": "一把焊枪三十年",
    "topics-0-theme": "工匠精神",
    "topics-0-minutes": "60",
}


@dataclass
class World:
    """Two districts below a city, a unit in the first, and everybody who has to do with its model worker."""

    city: Organisation
    unit: Organisation
    city_officer: Account
    district_officer: Account
    unit_officer: Account
    neighbour: Account
    other_unit_officer: Account
    worker: Account


def world() -> World:
    """All of them, stored at once."""
    city = people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)
    here = people.organisation("示例区总工会", city, OrganisationKind.DISTRICT_FEDERATION)
    there = people.organisation("邻示区总工会", city, OrganisationKind.DISTRICT_FEDERATION)
    unit, other = people.organisation("示例公司工会", here), people.organisation("别示公司工会", here)
    person = people.person("陈示强", unit)
    return World(
        city,
        unit,
        people.account(Role.DISTRICT_OFFICER, city),
        people.account(Role.DISTRICT_OFFICER, here),
        people.account(Role.ENTERPRISE_OFFICER, unit),
        people.account(Role.DISTRICT_OFFICER, there),
        people.account(Role.ENTERPRISE_OFFICER, other),
        people.account(Role.LECTURER, unit, person),
    )


def visit(app: Flask, account: Account) -> FlaskClient:
    """The browser of this account."""
    return people.sign_in(app.test_client(), account)


def send(client: FlaskClient, address: str, **sent: Any) -> str:
    """The page after a form was accepted."""
    answer = client.post(address, data=sent, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


def refused(client: FlaskClient, address: str, **sent: Any) -> str:
    """The page after a form was not accepted."""
    answer = client.post(address, data=sent)
    assert answer.status_code == 422, answer.text
    return answer.text


def the_lecturer() -> Lecturer:
    """The only one there is."""
    return session.scalars(select(Lecturer)).unique().one()
