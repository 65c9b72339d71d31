"""Another unit's entries are not there; what one may not do at all is forbidden."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from competitions.registration.models import Entry
from competitions.registration.rules import EntryState
from foundation.database import session
from people.accounts.rules import Role
from people.organisations.rules import OrganisationKind
from tests.factories import competitions, people

READ = ("/entries/{id}",)
OWN = ("/entries/{id}/edit", "/entries/{id}/substitute")
OWN_POST = ("/entries/{id}/submit", "/entries/{id}/withdraw")
REVIEW = ("/entries/{id}/accept", "/entries/{id}/return", "/entries/{id}/reject", "/entries/{id}/correct")
ROLES = {
    "own": (Role.ENTERPRISE_OFFICER, "unit"),
    "other unit": (Role.ENTERPRISE_OFFICER, "other"),
    "organiser": (Role.DISTRICT_OFFICER, "district"),
    "other district": (Role.DISTRICT_OFFICER, "elsewhere"),
    "worker": (Role.WORKER, "unit"),
    "judge": (Role.JUDGE, "district"),
}


@pytest.fixture
def scene(app: Flask, clock: Callable[[str], object]) -> Iterator[SimpleNamespace]:
    clock("2026-10-10 09:00")
    district = people.organisation()
    unit = people.organisation("示例机械厂工会", parent=district)
    event = competitions.event(competitions.competition(district))
    yield SimpleNamespace(
        district=district,
        unit=unit,
        other=people.organisation("邻居机械厂工会", parent=district),
        elsewhere=people.organisation("别区总工会"),
        event=event,
        entry=competitions.entry(event, unit, people.person("李示例", employer=unit), state=EntryState.SUBMITTED),
    )


def visitor(app: Flask, scene: SimpleNamespace, who: str) -> FlaskClient:
    role, place = ROLES[who]
    return people.sign_in(app.test_client(), people.account(role, getattr(scene, place)))


@pytest.mark.parametrize(
    ("who", "read", "own", "review"),
    [
        ("own", 200, 200, 403),
        ("other unit", 404, 404, 403),
        ("organiser", 200, 403, 302),
        ("other district", 404, 403, 404),
        ("worker", 403, 403, 403),
        ("judge", 403, 403, 403),
    ],
)
def test_each_role_meets_its_bounds(app: Flask, scene: SimpleNamespace, who: str, read: int, own: int, review: int):
    client, number = visitor(app, scene, who), scene.entry.id
    assert [client.get(address.format(id=number)).status_code for address in READ] == [read]
    assert [client.get(address.format(id=number)).status_code for address in OWN] == [own, own]
    answers = [
        client.post(address.format(id=number), data={"reason": "资料不全"}).status_code for address in REVIEW[:1]
    ]
    assert answers == [review]


@pytest.mark.parametrize("who", ["other unit", "other district"])
def test_nobody_changes_what_is_out_of_bounds(app: Flask, scene: SimpleNamespace, who: str):
    client, number = visitor(app, scene, who), scene.entry.id
    answers = {
        client.post(address.format(id=number), data={"reason": "试试"}).status_code
        for address in (*OWN, *OWN_POST, *REVIEW)
    }
    assert answers <= {403, 404}
    assert session.scalars(select(Entry.state)).one() is EntryState.SUBMITTED


def test_list_and_export_and_progress_hold_only_what_is_in_bounds(app: Flask, scene: SimpleNamespace):
    competitions.entry(scene.event, scene.other, people.person("王示例", employer=scene.other))
    pages = ("/entries", f"/competitions/{scene.event.competition_id}/progress")
    for who, names in (("own", {"示例机械厂工会"}), ("organiser", {"示例机械厂工会", "邻居机械厂工会"})):
        client = visitor(app, scene, who)
        for page in pages:
            text = client.get(page).text.split("<main")[1]
            assert {name for name in ("示例机械厂工会", "邻居机械厂工会") if name in text} == names


def test_entry_of_a_stranger_is_refused_even_when_his_id_is_sent(app: Flask, scene: SimpleNamespace):
    stranger = people.person("外人示例", employer=scene.other)
    answer = visitor(app, scene, "own").post(
        f"/entries/new?event_id={scene.event.id}",
        data={"person": stranger.id, "category": scene.event.categories[0].id, "then": "submit"},
    )
    assert (answer.status_code, "还没有选择参赛人员" in answer.text) == (422, True)
    assert session.scalars(select(Entry.title)).all() == ["李示例"]


def test_search_finds_only_people_of_the_own_unit(app: Flask, scene: SimpleNamespace):
    people.person("张外人", employer=scene.other)
    people.person("张本厂", employer=scene.unit)
    answer = visitor(app, scene, "own").post(
        f"/entries/new?event_id={scene.event.id}", data={"search": "张", "then": "search"}
    )
    assert (answer.status_code, "张本厂" in answer.text, "张外人" in answer.text) == (200, True, False)


def test_accept_entry_to_the_citys_competition_by_the_units_own_district(app: Flask, scene: SimpleNamespace):
    city = people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)
    district = people.organisation("示例南区总工会", parent=city, kind=OrganisationKind.DISTRICT_FEDERATION)
    neighbour = people.organisation("示例北区总工会", parent=city, kind=OrganisationKind.DISTRICT_FEDERATION)
    unit = people.organisation("南区示例厂工会", parent=district)
    event = competitions.event(competitions.competition(city))
    entry = competitions.entry(event, unit, people.person("赵示例", employer=unit), state=EntryState.SUBMITTED)
    answers = {}
    for place in (neighbour, district):
        officer = people.sign_in(app.test_client(), people.account(Role.DISTRICT_OFFICER, place))
        answers[place.name] = officer.post(f"/entries/{entry.id}/accept").status_code
    assert answers == {"示例北区总工会": 404, "示例南区总工会": 302}
    assert session.get_one(Entry, entry.id).state is EntryState.ACCEPTED
