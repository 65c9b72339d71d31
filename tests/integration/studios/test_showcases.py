"""What everybody sees of studios, and what nobody sees who may not; the wall and the ledger count alike."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation.database import session
from people.accounts.rules import Role
from people.honours.models import Honour
from people.honours.rules import HonourKind
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from studios.outcomes.rules import OutcomeKind
from studios.registry.models import Activity, Studio
from studios.registry.rules import ActivityKind, NamingLevel
from tests.factories import people, studio_outcomes, studios


@pytest.fixture
def city(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock("2026-11-20 09:00")
    return people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)


@pytest.fixture
def studio(city: Organisation) -> Studio:
    made = studios.studio(
        studios.unit(city=city), speciality="焊接", latitude=Decimal("29.29"), longitude=Decimal("106.26")
    )
    studios.naming(made, NamingLevel.CITY)
    held = Honour(
        person=made.leader, kind=HonourKind.CRAFTSPERSON, year=2024, document="示工发〔2024〕8号", public=True
    )
    session.add_all(
        [
            held,
            Activity(
                studio=made,
                kind=ActivityKind.TRAINING,
                title="焊工讲座",
                held_on=date(2026, 5, 1),
                sessions=3,
                attendances=90,
            ),
        ]
    )
    session.commit()
    return made


def test_everybody_sees_named_studios_and_their_leaders_and_no_others(
    client: FlaskClient, city: Organisation, studio: Studio
):
    unnamed = studios.studio(studios.unit("无名公司工会", city), name="未命名创新工作室")
    listed = client.get("/innovation-studios").get_data(as_text=True)
    assert (studio.name in listed, unnamed.name in listed) == (True, False)
    assert studio.name not in client.get("/innovation-studios?level=national").get_data(as_text=True)
    assert studio.name in client.get(f"/innovation-studios?district={studio.organisation.parent_id}").get_data(
        as_text=True
    )
    page = client.get(f"/innovation-studios/{studio.id}").get_data(as_text=True)
    assert all(word in page for word in ("市级", "焊接", studio.leader.name, "工匠"))
    assert studio.members[0].person.name not in page
    assert client.get(f"/innovation-studios/{unnamed.id}").status_code == 404
    leader = client.get(f"/innovation-studios/leaders/{studio.leader_id}").get_data(as_text=True)
    assert studio.name in leader
    assert client.get(f"/innovation-studios/leaders/{studio.members[0].person_id}").status_code == 404


def test_show_wall_counts_the_studios_in_care(app: Flask, city: Organisation, studio: Studio):
    officer = people.sign_in(app.test_client(), people.account(Role.DISTRICT_OFFICER, city))
    wall = officer.get("/studios/wall").get_data(as_text=True)
    assert "2026 年创新工作室" in wall
    assert all(f">{label}<" in wall for label in ("在册工作室", "核实效益", "师徒结对"))
    assert "/studios?level=city&amp;on=2026-11-20" in wall and "2026年11月20日 的存量" in wall
    by, other = studio_outcomes.officers(studio)
    for kept in (other, None):
        studio_outcomes.outcome(studio, by, kept, kind=OutcomeKind.INVENTION, dated=date(2025, 3, 1))
    address = "/studios/outcomes?kind=invention&year=2025&state=confirmed"
    assert address.replace("&", "&amp;") in officer.get("/studios/wall?year=2025").get_data(as_text=True)
    assert "共 1 条" in officer.get(address).get_data(as_text=True)
    assert officer.get("/studios/wall?year=2027").status_code == 404
    elsewhere = people.account(
        Role.DISTRICT_OFFICER, people.organisation("外市总工会", kind=OrganisationKind.CITY_FEDERATION)
    )
    assert "<dd>0<small>间" in people.sign_in(app.test_client(), elsewhere).get("/studios/wall").get_data(as_text=True)


def test_print_ledger_is_the_file_and_a_year(app: Flask, city: Organisation, studio: Studio):
    leader = people.sign_in(
        app.test_client(), people.account(Role.STUDIO_LEADER, studio.organisation, person=studio.leader)
    )
    printed = leader.get(f"/studios/{studio.id}/ledger.pdf")
    assert printed.mimetype == "application/pdf"
    assert len(pikepdf.open(io.BytesIO(printed.data)).pages) >= 1
    assert leader.get(f"/studios/{studio.id}/ledger.pdf?year=2019").status_code == 404
    other = people.account(Role.STUDIO_LEADER, studio.organisation, person=studio.members[0].person)
    assert people.sign_in(app.test_client(), other).get(f"/studios/{studio.id}/ledger.pdf").status_code == 404
