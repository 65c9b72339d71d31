"""The pages of those who run a competition: queue, decisions, progress, quotas; and the workbook pages."""

import io
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from competitions.registration.models import Entry, Quota
from competitions.registration.rules import EntryState
from competitions.registration.workbooks import COLUMNS
from foundation.database import session
from foundation.workbook_writing import export_workbook
from people.accounts.rules import Role
from people.organisations.models import Organisation
from tests.factories import competitions, people


@pytest.fixture
def scene(app: Flask, clock: Callable[[str], object]) -> Iterator[SimpleNamespace]:
    clock("2026-10-10 09:00")
    district = people.organisation()
    unit = people.organisation("示例机械厂工会", parent=district)
    event = competitions.event(competitions.competition(district))
    yield SimpleNamespace(
        district=district,
        unit=unit,
        event=event,
        client=people.sign_in(app.test_client(), people.account(Role.DISTRICT_OFFICER, district)),
        officer=people.sign_in(app.test_client(), people.account(Role.ENTERPRISE_OFFICER, unit)),
    )


def waiting(scene: SimpleNamespace, *names: str, unit: Organisation | None = None) -> list[Entry]:
    unit = unit or scene.unit
    return [
        competitions.entry(scene.event, unit, people.person(name, employer=unit), state=EntryState.SUBMITTED)
        for name in names
    ]


def states() -> list[EntryState]:
    session.expire_all()
    return list(session.scalars(select(Entry.state).order_by(Entry.id)))


def test_review_entries_decides_the_ticked_ones(scene: SimpleNamespace):
    first, second, third = waiting(scene, "甲示例", "乙示例", "丙示例")
    answer = scene.client.post("/entries/review", data={"entry": [first.id, third.id], "decision": "accept_entry"})
    assert (answer.status_code, "审核通过：2 份" in answer.text) == (200, True)
    assert states() == [EntryState.ACCEPTED, EntryState.SUBMITTED, EntryState.ACCEPTED]
    assert f'value="{second.id}"' in answer.text


def test_review_entries_needs_a_reason_to_return_and_keeps_the_ticks(scene: SimpleNamespace):
    (entry,) = waiting(scene, "甲示例")
    said = {"entry": entry.id, "decision": "return_entry", "reason": " "}
    answer = scene.client.post("/entries/review", data=said)
    assert (answer.status_code, "都需要写明原因" in answer.text) == (422, True)
    assert f'value="{entry.id}" aria-label="勾选甲示例" checked' in answer.text
    scene.client.post("/entries/review", data={**said, "reason": "缺照片"})
    assert states() == [EntryState.RETURNED]
    assert "缺照片" in scene.officer.get(f"/entries/{entry.id}").text


def test_review_entries_names_what_could_not_be_done(scene: SimpleNamespace):
    good, old = waiting(scene, "甲示例", "乙示例")
    old.members[0].person.employer = scene.district
    answer = scene.client.post("/entries/review", data={"entry": [good.id, old.id], "decision": "accept_entry"})
    assert ("1 份没有办成" in answer.text, "乙示例：不是报名单位的职工" in answer.text) == (True, True)
    assert states() == [EntryState.ACCEPTED, EntryState.SUBMITTED]


def test_a_second_click_reviews_nothing_again(scene: SimpleNamespace):
    first, _ = waiting(scene, "甲示例", "乙示例")
    said = {"entry": first.id, "decision": "accept_entry", "submission_key": "one-key"}
    assert [scene.client.post("/entries/review", data=said).status_code for _ in range(2)] == [200, 409]
    assert states() == [EntryState.ACCEPTED, EntryState.SUBMITTED]


def test_decisions_one_by_one_and_back(scene: SimpleNamespace):
    (entry,) = waiting(scene, "甲示例")
    address = f"/entries/{entry.id}"
    steps = [
        ("reject", EntryState.REJECTED),
        ("correct", EntryState.SUBMITTED),
        ("accept", EntryState.ACCEPTED),
        ("correct", EntryState.SUBMITTED),
        ("return", EntryState.RETURNED),
    ]
    for action, state in steps:
        assert scene.client.post(f"{address}/{action}", data={"reason": "按规定"}).status_code == 302
        assert states() == [state]


def test_show_progress_counts_and_links_to_the_very_entries(scene: SimpleNamespace):
    waiting(scene, "甲示例", "乙示例")
    other = people.organisation("邻居机械厂工会", parent=scene.district)
    competitions.entry(scene.event, other, people.person("丙示例", employer=other))
    text = scene.client.get(f"/competitions/{scene.event.competition_id}/progress").text
    assert "2 个单位，3 份报名" in text
    link = (
        f"/entries?competition_id={scene.event.competition_id}"
        "&amp;organisation=%E7%A4%BA%E4%BE%8B%E6%9C%BA%E6%A2%B0%E5%8E%82%E5%B7%A5%E4%BC%9A&amp;state=submitted"
    )
    assert f'href="{link}">2</a>' in text
    assert "共 2 条" in scene.client.get(link.replace("&amp;", "&")).text


def test_grant_quota_gives_one_unit_its_own_places(scene: SimpleNamespace):
    address = f"/competitions/{scene.event.competition_id}/quotas"
    said = {"event": scene.event.id, "organisation": scene.unit.id}
    assert scene.client.post(address, data={**said, "places": "两个"}).status_code == 422
    assert scene.client.post(address, data={**said, "places": "5"}).status_code == 302
    quota = session.scalars(select(Quota)).one()
    assert (quota.places, quota.granted) == (5, True)
    assert "5（单独给定）" in scene.client.get(address).text
    assert scene.officer.get(address).status_code == 403


def test_export_entries_is_what_the_list_shows_masked(scene: SimpleNamespace):
    first, _ = waiting(scene, "=甲示例", "乙示例")
    first.members[0].person.phone = "13800000009"
    session.commit()
    answer = scene.client.get("/entries/export?text=%3D%E7%94%B2")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    number = first.members[0].person.document_number
    assert [row[4:10] for row in sheet[1:]] == [
        ["=甲示例", "=甲示例", "选手", "居民身份证", f"{number[:3]}***********{number[-4:]}", "138****0009"]
    ]


def test_import_entries_by_the_pages(scene: SimpleNamespace):
    row = {"event": scene.event.title, "name": "表格示例", "document_number": people.identity_number()}
    content = export_workbook("报名", COLUMNS, [row])
    said = {"competition": scene.event.competition_id, "file": (io.BytesIO(content), "报名.xlsx")}
    answer = scene.officer.post("/entries/import", data=said, content_type="multipart/form-data")
    assert answer.status_code == 302
    assert "将要导入" in scene.officer.get(answer.location).text
    assert scene.officer.post(f"{answer.location}/apply").status_code == 302
    assert states() == [EntryState.SUBMITTED]


@pytest.mark.parametrize("content", [b"name,number\n", b"PK\x03\x04 broken", b""])
def test_import_entries_refuses_what_is_no_workbook(scene: SimpleNamespace, content: bytes):
    said = {"competition": scene.event.competition_id, "file": (io.BytesIO(content), "报名.xlsx")}
    answer = scene.officer.post("/entries/import", data=said, content_type="multipart/form-data")
    assert (answer.status_code, states()) == (422, [])


def test_download_entry_template_has_the_columns(scene: SimpleNamespace):
    answer = scene.officer.get("/entries/template")
    header = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()[0]
    assert header == [
        *("赛项*", "组别", "姓名*", "证件类型", "证件号码*", "手机号", "职业代码", "职务/岗位", "队名", "角色")
    ]


@pytest.mark.parametrize("page", ["/entries/review", "/competitions/{}/progress", "/competitions/{}/quotas"])
def test_pages_ask_as_many_questions_for_30_rows_as_for_3(
    scene: SimpleNamespace, query_count: Callable[[], Any], page: str
):
    address, counts = page.format(scene.event.competition_id), []
    for size in (3, 27):
        for number in range(size):
            unit = people.organisation(f"第{size}批{number}厂工会", parent=scene.district)
            waiting(scene, f"选手{number}", unit=unit)
            session.add(Quota(event=scene.event, organisation=unit, places=3, taken=1))
        session.commit()
        scene.client.get(address)
        with query_count() as statements:
            assert scene.client.get(address).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
