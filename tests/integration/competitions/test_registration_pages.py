"""The pages of a unit's officer and of a worker: nothing typed is lost, nothing counts twice."""

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from competitions.planning.rules import EventFormat
from competitions.registration.models import Entry
from competitions.registration.rules import EntryState
from foundation.database import session
from people.accounts.rules import Role
from people.persons.models import Person
from tests.factories import competitions, people


@pytest.fixture
def scene(app: Flask, clock: Callable[[str], object]) -> Iterator[SimpleNamespace]:
    clock("2026-10-10 09:00")
    district = people.organisation()
    unit = people.organisation("示例机械厂工会", parent=district)
    event = competitions.event(competitions.competition(district), quota_per_organisation=3)
    officer = people.account(Role.ENTERPRISE_OFFICER, unit)
    yield SimpleNamespace(
        district=district,
        unit=unit,
        event=event,
        officer=officer,
        client=people.sign_in(app.test_client(), officer),
        new=f"/entries/new?event_id={event.id}",
        category=event.categories[0].id,
    )


def states() -> list[EntryState]:
    session.expire_all()
    return list(session.scalars(select(Entry.state).order_by(Entry.id)))


def worker(scene: SimpleNamespace, name: str = "李示例") -> Person:
    return people.person(name, employer=scene.unit)


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', text)
    assert found, f"no field {name}"
    return found[1]


def test_create_entry_offers_the_open_events_with_the_places_left(scene: SimpleNamespace):
    text = scene.client.get("/entries/new").text
    assert (scene.event.title in text, "还剩 3 个" in text) == (True, True)


def test_create_entry_by_searching_and_ticking(scene: SimpleNamespace):
    person = worker(scene)
    found = scene.client.post(scene.new, data={"search": "李示", "then": "search", "category": scene.category})
    assert (found.status_code, f'value="{person.id}" checked' in found.text) == (200, True)
    answer = scene.client.post(scene.new, data={"person": person.id, "category": scene.category, "then": "submit"})
    assert (answer.status_code, states()) == (302, [EntryState.SUBMITTED])


def test_create_entry_of_somebody_not_on_record(scene: SimpleNamespace):
    said = {"new_name": "𬱖示例", "new_document": "resident", "new_phone": "13800000003", "category": scene.category}
    number = people.identity_number()
    mistyped = number[:-1] + ("0" if number[-1] != "0" else "1")
    wrong = scene.client.post(scene.new, data={**said, "new_number": mistyped, "then": "submit"})
    assert (wrong.status_code, "校验码（最后一位）不对" in wrong.text, "𬱖示例" in wrong.text) == (422, True, True)
    assert session.scalar(select(func.count()).select_from(Person)) == 0
    right = scene.client.post(scene.new, data={**said, "new_number": number, "then": "submit"})
    assert (right.status_code, states()) == (302, [EntryState.SUBMITTED])
    assert session.scalars(select(Person.name)).all() == ["𬱖示例"]


def test_create_entry_refused_keeps_what_was_ticked_and_stores_nothing(scene: SimpleNamespace):
    person = worker(scene)
    scene.event.oldest = 20
    answer = scene.client.post(scene.new, data={"person": person.id, "category": scene.category, "then": "submit"})
    assert (answer.status_code, "本赛项要求不超过 20 周岁" in answer.text) == (422, True)
    assert f'value="{person.id}" checked' in answer.text
    assert states() == []


def test_a_double_click_and_the_back_button_make_one_entry(scene: SimpleNamespace):
    person = worker(scene)
    key = hidden(scene.client.get(scene.new).text, "submission_key")
    said = {"person": person.id, "category": scene.category, "then": "draft", "submission_key": key}
    first, second = scene.client.post(scene.new, data=said), scene.client.post(scene.new, data=said)
    assert (first.status_code, second.status_code, len(states())) == (302, 409, 1)
    assert "没有重复提交" in second.text


def test_two_officers_editing_one_entry_the_second_is_told(scene: SimpleNamespace):
    person, other = worker(scene), worker(scene, "王示例")
    entry = competitions.entry(scene.event, scene.unit, person, state=EntryState.DRAFT)
    address = f"/entries/{entry.id}/edit"
    version = hidden(scene.client.get(address).text, "row_version")
    said = {"category": scene.category, "row_version": version}
    assert scene.client.post(address, data={**said, "person": other.id}).status_code == 302
    late = scene.client.post(address, data={**said, "person": person.id})
    assert (late.status_code, "已被别人修改" in late.text) == (422, True)
    assert (f'value="{person.id}" checked' in late.text, session.scalars(select(Entry.title)).all()) == (
        True,
        ["王示例"],
    )


def test_an_expired_form_is_handed_back_with_what_was_typed(app: Flask, scene: SimpleNamespace):
    app.config["WTF_CSRF_ENABLED"] = True
    answer = scene.client.post(scene.new, data={"new_name": "刚输入示例", "category": scene.category, "then": "submit"})
    assert (answer.status_code, "刚输入示例" in answer.text, states()) == (400, True, [])


def test_team_keeps_its_people_and_parts_over_a_search(scene: SimpleNamespace):
    event = competitions.event(
        scene.event.competition, format=EventFormat.TEAM, smallest_team=2, largest_team=2, most_substitutes=1
    )
    first, second = worker(scene, "甲示例"), worker(scene, "乙示例")
    address, category = f"/entries/new?event_id={event.id}", event.categories[0].id
    said = {"person": first.id, f"part-{first.id}": "captain", "title": "奋进队", "category": category}
    found = scene.client.post(address, data={**said, "search": "乙示", "then": "search"}).text
    assert f'value="{first.id}" checked' in found
    assert '<option value="captain" selected>' in found
    assert ('value="奋进队"' in found, "乙示例" in found) == (True, True)
    answer = scene.client.post(address, data={**said, "person": [first.id, second.id], "then": "submit"})
    assert (answer.status_code, states()) == (302, [EntryState.SUBMITTED])


def test_names_with_html_are_shown_as_text(scene: SimpleNamespace):
    event = competitions.event(scene.event.competition, format=EventFormat.TEAM, smallest_team=1, largest_team=2)
    entry = competitions.entry(event, scene.unit, worker(scene), title="<script>alert(1)</script>")
    for address in ("/entries", f"/entries/{entry.id}"):
        text = scene.client.get(address).text
        assert ("<script>alert" in text, "&lt;script&gt;alert(1)" in text) == (False, True)


def test_submit_withdraw_and_substitute_by_their_buttons(scene: SimpleNamespace):
    person, coming = worker(scene), worker(scene, "新示例")
    entry = competitions.entry(scene.event, scene.unit, person, state=EntryState.DRAFT)
    address = f"/entries/{entry.id}"
    assert (scene.client.post(f"{address}/submit").status_code, states()) == (302, [EntryState.SUBMITTED])
    said = {"leaving": entry.members[0].id, "coming": coming.id, "reason": "受伤", "search": "新示"}
    assert scene.client.post(f"{address}/substitute", data={**said, "then": "search"}).status_code == 200
    assert scene.client.post(f"{address}/substitute", data=said).status_code == 302
    assert session.scalars(select(Entry.title)).all() == ["新示例"]
    assert (scene.client.post(f"{address}/withdraw", data={"reason": "停产"}).status_code, states()) == (
        302,
        [EntryState.WITHDRAWN],
    )


def test_draft_shows_what_stands_against_it(scene: SimpleNamespace):
    person = worker(scene)
    competitions.entry(scene.event, scene.unit, person)
    twice = competitions.entry(scene.event, scene.unit, person, state=EntryState.WITHDRAWN)
    twice.state = EntryState.DRAFT
    text = scene.client.get(f"/entries/{twice.id}").text
    assert ("提交之前需要解决" in text, "每人每个赛项只能报名一次" in text) == (True, True)


def test_list_my_entries_shows_ones_own_without_drafts(app: Flask, scene: SimpleNamespace):
    person = worker(scene)
    competitions.entry(scene.event, scene.unit, person)
    competitions.entry(scene.event, scene.unit, worker(scene, "别人示例"), state=EntryState.SUBMITTED)
    other = competitions.event(scene.event.competition)
    competitions.entry(other, scene.unit, person, state=EntryState.DRAFT)
    client = people.sign_in(app.test_client(), people.account(Role.WORKER, scene.unit, person=person))
    text = client.get("/my/entries").text
    assert (scene.event.title in text, "审核通过" in text, other.title in text, "别人示例" in text) == (
        True,
        True,
        False,
        False,
    )


@pytest.mark.parametrize("address", ["/entries", "/entries/new", "/my/entries"])
def test_lists_ask_as_many_questions_for_30_rows_as_for_3(
    app: Flask, scene: SimpleNamespace, query_count: Callable[[], Any], address: str
):
    person, counts = worker(scene), []
    client = people.sign_in(app.test_client(), people.account(Role.WORKER, scene.unit, person=person))
    for size in (3, 27):
        for _ in range(size):
            event = competitions.event(scene.event.competition)
            competitions.entry(event, scene.unit, person)
        visitor = client if address.startswith("/my") else scene.client
        visitor.get(address)
        with query_count() as statements:
            assert visitor.get(address).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
