"""Planning on pages: the public notice, the officers' forms, rows that come and go, attachments, scope."""

import io
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from competitions.planning.models import Competition, Event, Partner
from competitions.planning.rules import CompetitionLevel, CompetitionState, PartnerRole, StageState
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import competitions, people

NOTICE = {
    "title": "职工技能竞赛",
    "edition": "首届",
    "level": "district",
    "competition_class": "none",
    "partners-0-role": "host",
    "partners-0-name": "示例职业学院",
    "registration_opens": "2026-05-01T09:00",
    "registration_closes": "2026-06-01T18:00",
    "contest_begins": "2026-07-01",
    "contest_ends": "2026-07-02",
    "notice_days": "5",
    "notice_text": "各单位：\n<b>请报名</b>",
}
EVENT = {
    "title": "焊工",
    "occupation": "焊工",
    "format": "individual",
    "smallest_team": "1",
    "largest_team": "1",
    "most_substitutes": "0",
    "youngest": "16",
    "categories-0-title": "职工组",
}


@pytest.fixture
def officer(app: Flask) -> Account:
    return people.account(Role.DISTRICT_OFFICER, people.organisation())


@pytest.fixture
def office(client: FlaskClient, officer: Account) -> FlaskClient:
    """The officer's browser."""
    return people.sign_in(client, officer)


@pytest.fixture
def event(officer: Account) -> Event:
    return competitions.event(competitions.competition(officer.organisation))


def test_create_competition_then_event_by_form(office: FlaskClient, officer: Account):
    answer = office.post("/competitions/new", data={**NOTICE, "organisation_id": officer.organisation_id})
    assert answer.status_code == 302
    made = session.scalars(select(Competition)).one()
    assert made.registration_opens == datetime(2026, 5, 1, 1, tzinfo=UTC)
    page = office.get(f"/competitions/{made.id}").text
    assert "&lt;b&gt;请报名&lt;/b&gt;" in page and "还没有赛项" in page
    answer = office.post(f"/competitions/{made.id}/events/new", data=EVENT, follow_redirects=True)
    assert "赛项已添加" in answer.text and "6-18-02-04 焊工" in answer.text and "还没有竞赛模块" in answer.text


def test_create_competition_with_faults_keeps_what_was_typed(office: FlaskClient, officer: Account):
    faulty = NOTICE | {"contest_ends": "2026-06-30", "theme": "匠心", "partners-0-name": "示例学院"}
    answer = office.post("/competitions/new", data={**faulty, "organisation_id": officer.organisation_id})
    assert answer.status_code == 422
    assert "竞赛结束日期不能早于开始日期。" in answer.text
    assert 'value="匠心"' in answer.text and 'value="示例学院"' in answer.text
    answer = office.post("/competitions/new", data={**NOTICE, "organisation_id": officer.organisation_id, "title": ""})
    assert "请填写竞赛名称。" in answer.text


def test_show_competition_is_public_but_a_draft_is_not(client: FlaskClient, event: Event):
    page = client.get(f"/competitions/{event.competition_id}")
    assert page.status_code == 200 and event.title in page.text and "修改通知" not in page.text
    assert client.get(f"/events/{event.id}").status_code == 200
    event.competition.state = CompetitionState.DRAFT
    assert client.get(f"/competitions/{event.competition_id}").status_code == 404
    assert client.get(f"/events/{event.id}").status_code == 404


def test_show_competition_shows_officers_how_far_each_event_is(office: FlaskClient, event: Event):
    competitions.entry(event, event.competition.organisation, title="示例选手")
    event.stages[0].state = StageState.DRAWN
    page = office.get(f"/competitions/{event.competition_id}").text
    assert page.count('class="done"') == 3 and page.count('aria-current="step"') == 1
    assert "已完成 1 项" in page and "进行中 0/1" in page


def test_publish_competition_answers_with_every_reason(office: FlaskClient, officer: Account):
    draft = competitions.competition(officer.organisation, state=CompetitionState.DRAFT)
    competitions.event(draft, title="焊工", awards=[])
    page = f"/competitions/{draft.id}"
    here = {"Referer": f"http://localhost{page}"}
    answer = office.post(f"{page}/publish", headers=here, follow_redirects=True)
    assert "焊工 · 决赛：还没有设奖方案。" in answer.text
    assert session.get_one(Competition, draft.id).state is CompetitionState.DRAFT


def test_edit_scheme_adds_a_row_without_saving_then_saves(office: FlaskClient, event: Event):
    module = event.stages[0].modules[0]
    page = f"/modules/{module.id}/scheme"
    rows = {
        f"criteria-{place}-{name}": value
        for place, full in enumerate(("60", "40"))
        for name, value in {"code": place, "title": "外观", "kind": "judgement", "full_mark": full, "step": "1"}.items()
    }
    answer = office.post(page, data={**rows, "rows": "criteria:add"})
    assert answer.status_code == 200 and "评分项 3" in answer.text
    assert [criterion.title for criterion in module.scheme.criteria] == ["操作规范", "成品质量"]
    assert office.post(page, data=rows | {"criteria-0-descriptors": "差\n中\n良\n优"}).status_code == 302
    session.expire_all()
    stored = [(criterion.title, criterion.descriptors) for criterion in module.scheme.criteria]
    assert stored == [("外观", ["差", "中", "良", "优"]), ("外观", [])]


def test_edit_scheme_names_faults_by_row(office: FlaskClient, event: Event):
    rows = {"criteria-0-code": "1", "criteria-0-title": "外观", "criteria-0-full_mark": "0.001", "criteria-0-step": "1"}
    answer = office.post(f"/modules/{event.stages[0].modules[0].id}/scheme", data=rows)
    assert answer.status_code == 422
    assert "评分项第 1 行，满分：应大于 0，不超过 10000。" in answer.text and "最多两位小数。" in answer.text


def test_edit_ranking_asks_for_a_reason_once_drawn(office: FlaskClient, event: Event):
    event.stages[0].state = StageState.DRAWN
    form = {
        "rounding_places": "1",
        "awards-0-title": "一等奖",
        "awards-0-count": "3",
        "tie_breaks-0-code": "shared_rank",
        "award_base": "ranked",
        "award_rounding": "floor",
        "award_boundary": "next_keeps_count",
    }
    page = f"/events/{event.id}/ranking"
    assert "方案已锁定" in office.get(page).text
    assert "请写明原因" in office.post(page, data=form).text
    answer = office.post(page, data=form | {"reason": "组委会决定"}, follow_redirects=True)
    assert "一等奖：3 名" in answer.text
    assert "组委会决定" in office.get(f"/events/{event.id}/versions").text


def test_edit_ranking_shows_an_empty_row_where_another_was_removed(office: FlaskClient, event: Event):
    kept = {"awards-0-title": "一等奖", "awards-0-percent": "10", "awards-1-title": "二等奖", "awards-1-percent": "20"}
    answer = office.post(f"/events/{event.id}/ranking", data=kept | {"rows": "awards:add"})
    assert "奖项 3" in answer.text and "三等奖" not in answer.text


def test_edit_stage_in_two_windows_refuses_the_later_save(office: FlaskClient, event: Event):
    module = {"id": event.stages[0].modules[0].id, "code": "A", "title": "理论", "weight": "100", "full_mark": "100"}
    module |= {"method": "mean", "minimum_panel": "1", "missing_judge": "refuse", "anonymity": "open"}
    form = {"title": "决赛", **{f"modules-0-{name}": value for name, value in module.items()}}
    page, seen = f"/stages/{event.stages[0].id}/edit", event.row_version
    assert office.post(page, data=form | {"row_version": seen, "submission_key": "one"}).status_code == 302
    answer = office.post(page, data=form | {"row_version": seen, "submission_key": "two", "title": "总决赛"})
    assert answer.status_code == 422 and "已被别人修改" in answer.text and "总决赛" in answer.text


def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name in names:
            packed.writestr(name, "<x/>")
    return made.getvalue()


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("通知.pdf", b"%PDF-1.7\n", ""),
        ("照片.png", picture(), ""),
        ("名额.xlsx", archive("xl/workbook.xml"), ""),
        ("文件.docx", archive("word/document.xml"), ""),
        ("改名.pdf", b"MZ\x90", "附件只能是"),
        ("宏.docx", archive("word/document.xml", "word/vbaProject.bin"), "含有宏"),
        ("空.pdf", b"", "文件是空的"),
        ("大.pdf", b"%PDF-" + b"0" * 10 * 1024 * 1024, "文件太大"),
        ("假.png", b"\x89PNG\r\n", "这不是能打开的"),
    ],
)
def test_add_attachment_goes_by_content(office: FlaskClient, event: Event, name: str, content: bytes, refusal: str):
    page = f"/competitions/{event.competition_id}/attachments"
    answer = office.post(page, data={"file": (io.BytesIO(content), name)}, follow_redirects=True)
    assert (refusal or f"附件“{name}”已上传。") in answer.text
    assert [file.name for file in event.competition.attachments] == ([] if refusal else [name])


def test_download_attachment_is_public_until_it_is_removed(office: FlaskClient, client: FlaskClient, event: Event):
    page = f"/competitions/{event.competition_id}/attachments"
    office.post(page, data={"file": (io.BytesIO(b"%PDF-1.7\n"), "通知.pdf")})
    file_id = event.competition.attachments[0].id
    client.post("/sign-out")
    answer = client.get(f"{page}/{file_id}")
    assert (answer.data, answer.mimetype) == (b"%PDF-1.7\n", "application/pdf")
    people.sign_in(client, session.scalars(select(Account)).one())
    office.post(f"{page}/{file_id}/remove")
    assert office.get(f"{page}/{file_id}").status_code == 404


def test_planning_pages_are_not_found_outside_the_scope(client: FlaskClient, event: Event):
    stage = event.stages[0]
    people.sign_in(client, people.account(Role.DISTRICT_OFFICER, people.organisation("邻区总工会")))
    pages = [
        f"/competitions/{event.competition_id}/edit",
        f"/competitions/{event.competition_id}/clone",
        f"/competitions/{event.competition_id}/events/new",
        f"/events/{event.id}/edit",
        f"/events/{event.id}/ranking",
        f"/events/{event.id}/versions",
        f"/stages/{stage.id}/edit",
        f"/modules/{stage.modules[0].id}/scheme",
    ]
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 404)
    people.sign_in(client, people.account(Role.ENTERPRISE_OFFICER, people.organisation("示例厂工会")))
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 403)


def test_clone_competition_by_form(office: FlaskClient, event: Event):
    page = f"/competitions/{event.competition_id}/clone"
    assert 'value="2026-12-10"' not in office.get(page).text
    dates = {name: NOTICE[name] for name in NOTICE if name.startswith(("registration", "contest"))}
    answer = office.post(page, data={"title": "新竞赛", "edition": "第二届", **dates}, follow_redirects=True)
    assert "已按上一届建立新的竞赛" in answer.text and event.title in answer.text


def test_list_competitions_filters_and_takes_as_many_queries_for_thirty_as_for_three(
    office: FlaskClient, officer: Account, query_count: Callable[[], AbstractContextManager[list[str]]]
):
    counts = []
    for number in (3, 27):
        for _ in range(number):
            competitions.event(competitions.competition(officer.organisation))
        with query_count() as statements:
            assert office.get("/competitions").text.count('data-label="状态"') == (3 if number == 3 else 30)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    competitions.competition(officer.organisation, title="省级竞赛", level=CompetitionLevel.PROVINCIAL)
    wanted = MultiDict([("level", "provincial"), ("state", "published"), ("text", "省级")])
    assert office.get("/competitions", query_string=wanted).text.count('data-label="状态"') == 1


def test_show_competition_takes_as_many_queries_for_twelve_events_as_for_two(
    office: FlaskClient, officer: Account, query_count: Callable[[], AbstractContextManager[list[str]]]
):
    competition, counts = competitions.competition(officer.organisation), []
    for number in (2, 10):
        for _ in range(number):
            competitions.event(competition)
        with query_count() as statements:
            assert office.get(f"/competitions/{competition.id}").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_show_competition_names_the_organiser_before_the_hosts(app: Flask):
    competition = competitions.competition(people.organisation("示例区总工会"))
    competition.partners.append(Partner(role=PartnerRole.CO_HOST, name="示例街道工会"))
    competition.partners.append(Partner(role=PartnerRole.HOST, name="示例机械厂工会"))
    session.commit()
    page = app.test_client().get(f"/competitions/{competition.id}").get_data(as_text=True)
    titles = ("主办单位", "承办单位", "协办单位")
    assert sorted(titles, key=lambda title: page.index(f"<dt>{title}</dt>")) == list(titles)
