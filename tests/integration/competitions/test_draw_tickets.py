"""Admission tickets and sign-in sheets, read back from the PDF: numbers, heats, people, and never a workstation."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pypdfium2
import pytest
from flask import Flask
from PIL import Image

from competitions.draw.operations import make_draw
from competitions.draw.queries import current_draw
from competitions.draw.tickets import sign_in_sheets
from competitions.planning.rules import EventFormat
from foundation import files
from foundation.database import transaction
from people.accounts.rules import Role
from tests.factories import competitions, people


@pytest.fixture
def scene(app: Flask, clock: Callable[[str], object]) -> Iterator[SimpleNamespace]:
    """A drawn event: two entries of one unit, one of another, two workstations a heat."""
    clock("2026-10-10 09:00")
    district = people.organisation()
    unit = people.organisation("示例机械厂工会", parent=district)
    other = people.organisation("邻居机械厂工会", parent=district)
    event = competitions.event(competitions.competition(district))
    persons = {name: people.person(name, employer=unit) for name in ("甲示例", "𬱖示例")}
    persons["丙示例"] = people.person("丙示例", employer=other)
    entries = {
        name: competitions.entry(event, other if name == "丙示例" else unit, person) for name, person in persons.items()
    }
    officer = people.account(Role.DISTRICT_OFFICER, district)
    with transaction():
        make_draw(
            event.stages[0],
            workstations=2,
            seed="2026",
            begins_at=datetime(2026, 12, 10, 1, tzinfo=UTC),
            every=timedelta(hours=3),
            by=officer,
        )
    yield SimpleNamespace(
        app=app,
        unit=unit,
        other=other,
        event=event,
        stage=event.stages[0],
        persons=persons,
        entries=entries,
        officer=officer,
    )


def get(scene: SimpleNamespace, account, address: str):
    return people.sign_in(scene.app.test_client(), account).get(address)


def text_of(printed: bytes) -> str:
    with pypdfium2.PdfDocument(printed) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_print_admission_tickets_of_one_unit_holds_its_people_only(scene: SimpleNamespace):
    address = f"/stages/{scene.stage.id}/tickets/print"
    answer = get(scene, people.account(Role.ENTERPRISE_OFFICER, scene.unit), address)
    text = text_of(answer.data)
    assert (answer.mimetype, text.count("请凭本证")) == ("application/pdf", 2)
    assert ("甲示例" in text, "𬱖示例" in text, "丙示例" in text) == (True, True, False)
    assert scene.persons["甲示例"].document_number not in text
    whole = text_of(get(scene, scene.officer, address).data)
    assert all(name in whole for name in scene.persons)


def test_print_admission_ticket_gives_number_heat_and_time(scene: SimpleNamespace):
    worker = people.account(Role.WORKER, scene.unit, person=scene.persons["甲示例"])
    answer = get(scene, worker, f"/entries/{scene.entries['甲示例'].id}/ticket")
    place = next(one for one in current_draw(scene.stage).places if one.entry.title == "甲示例")
    text = text_of(answer.data)
    assert (f"{place.contest_number:03d}" in text, f"第 {place.heat.number} 场" in text) == (True, True)
    assert "2026年12月10日 09:00" in text or "2026年12月10日 12:00" in text


def test_a_worker_gets_only_his_own_ticket(scene: SimpleNamespace):
    worker = people.account(Role.WORKER, scene.unit, person=scene.persons["甲示例"])
    assert get(scene, worker, f"/entries/{scene.entries['𬱖示例'].id}/ticket").status_code == 404
    neighbour = people.account(Role.ENTERPRISE_OFFICER, scene.other)
    assert get(scene, neighbour, f"/entries/{scene.entries['甲示例'].id}/ticket").status_code == 404
    assert get(scene, worker, f"/stages/{scene.stage.id}/tickets").status_code == 403


def test_ticket_shows_the_photo_small(scene: SimpleNamespace):
    picture = io.BytesIO()
    Image.effect_noise((900, 1260), 60).convert("RGB").save(picture, "PNG")
    with transaction():
        scene.persons["甲示例"].photo = files.store(
            picture.getvalue(), name="甲.png", media_type="image/png", encrypted=True
        )
    printed = get(scene, scene.officer, f"/entries/{scene.entries['甲示例'].id}/ticket").data
    with pypdfium2.PdfDocument(printed) as document:
        pictures = [one.get_px_size() for one in document[0].get_objects(filter=[3])]
    assert pictures == [(295, 413)]


def test_ticket_before_the_draw_is_not_there(scene: SimpleNamespace):
    later = competitions.event(scene.event.competition)
    entry = competitions.entry(later, scene.unit, scene.persons["甲示例"])
    assert get(scene, scene.officer, f"/entries/{entry.id}/ticket").status_code == 404
    assert get(scene, scene.officer, f"/stages/{later.stages[0].id}/sign-in-sheet").status_code == 404
    assert "还没有准考证" in get(scene, scene.officer, f"/stages/{later.stages[0].id}/tickets").text


def test_list_tickets_counts_by_organisation(scene: SimpleNamespace):
    text = get(scene, scene.officer, f"/stages/{scene.stage.id}/tickets").text
    assert ("示例机械厂工会" in text, "邻居机械厂工会" in text, "打印签到表" in text) == (True, True, True)
    own = get(scene, people.account(Role.ENTERPRISE_OFFICER, scene.other), f"/stages/{scene.stage.id}/tickets").text
    main = own.split("<main")[1]
    assert ("示例机械厂工会" in main, "邻居机械厂工会" in main, "打印签到表" in main) == (False, True, False)


def test_print_sign_in_sheet_has_one_page_a_heat_in_order(scene: SimpleNamespace):
    sheets = sign_in_sheets(scene.stage)
    assert [(sheet.heat, len(sheet.rows)) for sheet in sheets] == [("第 1 场", 2), ("第 2 场", 1)]
    assert [row[0] for sheet in sheets for row in sheet.rows] == ["001", "002", "003"]
    answer = get(scene, scene.officer, f"/stages/{scene.stage.id}/sign-in-sheet")
    with pypdfium2.PdfDocument(answer.data) as document:
        assert len(document) == 2
    text = text_of(answer.data)
    assert all(name in text for name in scene.persons)
    assert "工位" not in text


def test_team_members_each_get_a_ticket(scene: SimpleNamespace):
    event = competitions.event(scene.event.competition, format=EventFormat.TEAM, smallest_team=2, largest_team=2)
    entry = competitions.entry(event, scene.unit, *scene.persons.values(), title="奋进队")
    with transaction():
        make_draw(event.stages[0], workstations=4, by=scene.officer)
    text = text_of(get(scene, scene.officer, f"/entries/{entry.id}/ticket").data)
    assert all(name in text for name in scene.persons)
    assert ("奋进队 · 队长" in text, "奋进队 · 选手" in text) == (True, True)
