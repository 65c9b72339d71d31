"""The draw on pages: public once made, but never who works where while a module is blind."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competitions.draw import operations
from competitions.draw.models import Draw
from competitions.draw.queries import current_draw
from competitions.draw.rules import FIRST_METHOD, Layer, digest
from competitions.planning.models import Stage
from competitions.planning.rules import Anonymity, CompetitionState, StageState
from foundation.database import session, transaction
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from tests.factories import competitions, people


@pytest.fixture
def district(app: Flask) -> Organisation:
    return people.organisation()


@pytest.fixture
def officer(district: Organisation) -> Account:
    return people.account(Role.DISTRICT_OFFICER, district)


def make_stage(district: Organisation, entries: int = 5, **facts) -> Stage:
    event = competitions.event(competitions.competition(district), **facts)
    for number in range(entries):
        competitions.entry(event, district, title=f"示例选手{number}")
    return event.stages[0]


def drawn(stage: Stage, officer: Account) -> Draw:
    with transaction():
        made = operations.make_draw(stage, workstations=2, seed="0817", by=officer)
    session.commit()
    return made


OPEN_MODULE = [{"code": "A", "title": "理论", "anonymity": Anonymity.OPEN}]


def test_show_draw_is_public_and_hides_workstations_while_blind(client: FlaskClient, district, officer):
    stage = make_stage(district)
    made = drawn(stage, officer)
    page = client.get(f"/stages/{stage.id}/draw").text
    mapping = made.mapping(Layer.WORKSTATION)
    assert "示例选手0" in page and "0817" in page and mapping.commitment in page
    assert mapping.seed not in page and 'data-label="工位"' not in page
    officers = people.sign_in(client, officer).get(f"/stages/{stage.id}/draw").text
    assert mapping.seed not in officers and 'data-label="工位"' not in officers


def test_print_draw_is_for_those_who_draw(client: FlaskClient, district, officer):
    stage = make_stage(district)
    drawn(stage, officer)
    judge = people.sign_in(client, people.account(Role.JUDGE, district))
    assert judge.get(f"/stages/{stage.id}/draw/print").status_code == 403
    page = people.sign_in(client, officer).get(f"/stages/{stage.id}/draw/print").text
    assert "示例选手0" in page and "<th>工位</th>" not in page


def test_show_draw_shows_all_where_nothing_is_blind(client: FlaskClient, district, officer):
    plain = make_stage(district, modules=OPEN_MODULE)
    drawn(plain, officer)
    page = client.get(f"/stages/{plain.id}/draw").text
    assert current_draw(plain).station_seed in page and 'data-label="工位"' in page


def test_show_draw_of_the_first_method_shows_all_once_judging_has_ended(client: FlaskClient, district, officer):
    stage = make_stage(district)
    made = drawn(stage, officer)
    session.delete(made.mapping(Layer.WORKSTATION))
    made.method, made.station_seed = FIRST_METHOD, "an-old-seed"
    for state, shown in ((StageState.DRAWN, False), (StageState.JUDGED, True)):
        stage.state = state
        session.commit()
        page = client.get(f"/stages/{stage.id}/draw").text
        assert ("an-old-seed" in page, 'data-label="工位"' in page, digest("an-old-seed") in page) == (
            shown,
            shown,
            True,
        )


def test_show_draw_is_not_found_before_the_draw_and_in_a_draft(client: FlaskClient, district, officer):
    stage = make_stage(district)
    assert client.get(f"/stages/{stage.id}/draw").status_code == 404
    drawn(stage, officer)
    stage.event.competition.state = CompetitionState.DRAFT
    assert client.get(f"/stages/{stage.id}/draw").status_code == 404


def test_make_draw_by_form_then_print_then_void(client: FlaskClient, district, officer):
    stage = make_stage(district)
    people.sign_in(client, officer)
    assert "还没有抽签" in client.get(f"/stages/{stage.id}/draw").text
    assert "参加抽签" in client.get(f"/stages/{stage.id}/draw/new").text
    form = {
        "workstations": "2",
        "begins_at": "2026-12-10T09:00",
        "minutes": "90",
        "seed": "0817",
        "submission_key": "a",
    }
    answer = client.post(f"/stages/{stage.id}/draw/new", data=form, follow_redirects=True)
    assert "抽签完成" in answer.text and "2026年12月10日 10:30" in answer.text
    assert client.get(f"/stages/{stage.id}/draw/print").text.count("<caption>") == 3
    old = current_draw(stage).id
    answer = client.post(f"/stages/{stage.id}/draw/void", data={"reason": "漏编选手"}, follow_redirects=True)
    assert "抽签已作废" in answer.text
    assert "原因：漏编选手" in client.get(f"/stages/{stage.id}/draw?draw={old}").text


def test_make_draw_shows_the_reasons_against_it_and_keeps_what_was_typed(client: FlaskClient, district, officer):
    stage = make_stage(district, entries=0)
    people.sign_in(client, officer)
    answer = client.post(f"/stages/{stage.id}/draw/new", data={"workstations": "12", "seed": "第一届"})
    assert answer.status_code == 422 and 'value="12"' in answer.text
    assert "种子只能由数字、英文字母和连字符组成。" in answer.text and "没有可以参加抽签的选手。" in answer.text


def test_make_draw_is_not_found_for_officers_of_other_districts(client: FlaskClient, district):
    stage = make_stage(district)
    people.sign_in(client, people.account(Role.DISTRICT_OFFICER, people.organisation("邻区总工会")))
    assert client.get(f"/stages/{stage.id}/draw/new").status_code == 404
    assert client.post(f"/stages/{stage.id}/draw/void", data={"reason": "无"}).status_code == 404


def test_show_draw_takes_as_many_queries_for_thirty_as_for_three(
    client: FlaskClient, district, officer, query_count: Callable[[], AbstractContextManager[list[str]]]
):
    counts = []
    for entries in (3, 30):
        stage = make_stage(district, entries=entries)
        drawn(stage, officer)
        session.expire_all()
        with query_count() as statements:
            assert client.get(f"/stages/{stage.id}/draw").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
