"""Pages of the sealed mappings: who may open which, the buttons, and the witness's own name and password."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competitions.draw.models import SealedMapping
from competitions.draw.rules import Layer
from competitions.planning.rules import Anonymity, StageState
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import competitions, judging, marking, people
from tests.factories.judging import Contest

MODULE = ({"code": "A", "title": "作品", "weight": 100, "anonymity": Anonymity.WORK},)


@pytest.fixture
def contest(app: Flask) -> Contest:
    """Drawn and sealed: the workstations by the first keeper, the works by the second."""
    return judging.drawn(entries=3, modules=MODULE)


@pytest.fixture
def supervisor(contest: Contest) -> Account:
    return people.account(Role.SUPERVISOR, contest.district)


@pytest.fixture
def visit(app: Flask):
    def as_account(account: Account) -> FlaskClient:
        return people.sign_in(app.test_client(), account)

    return as_account


def mapping(contest: Contest, layer: Layer = Layer.WORK) -> SealedMapping:
    found = contest.draw.mapping(layer)
    assert found is not None
    return found


def judged(contest: Contest) -> None:
    contest.stage.state = StageState.JUDGED
    session.commit()


def test_show_mapping_tells_how_it_is_kept_and_not_what_it_says(contest: Contest, visit, supervisor):
    address = f"/mappings/{mapping(contest).id}"
    for account in (contest.officer, supervisor, contest.keepers[1]):
        page = visit(account).get(address)
        assert (page.status_code, "已封存" in page.text, "A49K" in page.text) == (200, True, False)
    stranger = people.account(Role.DISTRICT_OFFICER, people.organisation("邻区总工会"))
    for account in (contest.judges[0], contest.chief, contest.keepers[0], stranger):
        assert visit(account).get(address).status_code == 404


def test_look_at_mapping_shows_it_once_to_its_keeper_and_is_listed(contest: Contest, visit):
    address = f"/mappings/{mapping(contest).id}"
    page = visit(contest.keepers[1]).post(f"{address}/look")
    assert (page.status_code, "A49K" in page.text, "选手1" in page.text) == (200, True, False)
    assert "A49K" not in visit(contest.keepers[1]).get(address).text
    assert contest.keepers[1].display_name in visit(contest.officer).get(address).text.split("查看记录")[1]
    for account in (contest.officer, contest.keepers[0], contest.judges[0]):
        assert visit(account).post(f"{address}/look").status_code == 404


def test_look_at_mapping_of_the_workstations_names_the_contestants(contest: Contest, visit):
    page = visit(contest.keepers[0]).post(f"/mappings/{mapping(contest, Layer.WORKSTATION).id}/look")
    assert ("选手1" in page.text, ">11<" in page.text, "A49K" in page.text) == (True, True, False)


def test_appoint_anonymiser_then_seal_by_buttons(contest: Contest, visit):
    work, fresh = mapping(contest), marking.judge(contest.district)
    officer = visit(contest.officer)
    officer.post(f"/mappings/{work.id}/reseal", data={"reason": "生病离场"})
    assert "没有加密裁判" in officer.get(f"/stages/{contest.stage.id}/draw").text
    form = {"account": contest.keepers[0].id, "submission_key": "one"}
    refused = officer.post(f"/mappings/{work.id}/anonymiser", data=form)
    assert (refused.status_code, "另一层" in refused.text) == (422, True)
    officer.post(f"/mappings/{work.id}/anonymiser", data={"account": fresh.id, "submission_key": "two"})
    keeper = visit(fresh)
    assert "工位号与作品号" in keeper.get("/mappings").text
    assert "份对应关系等您封存" in keeper.get("/").text
    assert keeper.post(f"/mappings/{work.id}/seal").status_code == 302
    assert (work.officer_id, work.sealed_at is not None) == (fresh.id, True)


def test_open_mapping_takes_the_witness_by_his_own_password(contest: Contest, visit, supervisor):
    judged(contest)
    work, keeper = mapping(contest), visit(contest.keepers[1])
    address = f"/mappings/{work.id}/open"
    wrong = keeper.post(address, data={"name": supervisor.username, "password": "不是这个密码"})
    assert (wrong.status_code, "用户名或密码不对" in wrong.text, work.opened_at) == (422, True, None)
    own = keeper.post(address, data={"name": contest.keepers[1].username, "password": people.PASSWORD})
    assert (own.status_code, "不能是您自己" in own.text, work.opened_at) == (422, True, None)
    right = {"name": supervisor.username, "password": people.PASSWORD}
    assert keeper.post(address, data=right).status_code == 302
    session.expire_all()
    assert (work.opened_by, work.witness_id) == (contest.keepers[1].id, supervisor.id)
    assert "A49K" in keeper.get(f"/mappings/{work.id}").text


def test_open_mapping_counts_wrong_passwords_of_the_witness_as_the_log_in_does(contest: Contest, visit, supervisor):
    judged(contest)
    keeper, address = visit(contest.keepers[1]), f"/mappings/{mapping(contest).id}/open"
    for _ in range(5):
        keeper.post(address, data={"name": supervisor.username, "password": "猜一个密码试试"})
    right = keeper.post(address, data={"name": supervisor.username, "password": people.PASSWORD})
    assert (right.status_code, "密码错误次数过多" in right.text) == (422, True)


def test_witness_opening_in_a_log_in_of_his_own(contest: Contest, visit, supervisor):
    judged(contest)
    work = mapping(contest)
    visit(contest.keepers[1]).post(f"/mappings/{work.id}/ask")
    watching = visit(supervisor)
    assert "份对应关系请您见证打开" in watching.get("/").text
    assert "我在场，确认打开" in watching.get(f"/mappings/{work.id}").text
    assert visit(contest.keepers[1]).post(f"/mappings/{work.id}/witness").status_code == 404
    assert watching.post(f"/mappings/{work.id}/witness").status_code == 302
    session.expire_all()
    assert (work.opened_by, work.witness_id) == (contest.keepers[1].id, supervisor.id)


def test_show_draw_tells_all_once_every_layer_is_open(contest: Contest, visit):
    address = f"/stages/{contest.stage.id}/draw"
    judged(contest)
    assert "A49K" not in visit(contest.officer).get(address).text
    judging.unsealed(contest)
    page = visit(contest.officer).get(address).text
    assert ("A49K" in page, "seed of work" in page, 'data-label="工位"' in page) == (True, True, True)


def test_make_draw_offers_to_seal_contest_numbers_and_tickets_then_print_none(contest: Contest, visit):
    event = competitions.event(competitions.competition(contest.district))
    for number in (1, 2):
        competitions.entry(event, contest.units[0], people.person(f"新选手{number}", contest.units[0]))
    stage, officer = event.stages[0], visit(contest.officer)
    assert "参赛号也加密" in officer.get(f"/stages/{stage.id}/draw/new").text
    form = {"workstations": "2", "contest_numbers_sealed": "y", "submission_key": "k"}
    assert officer.post(f"/stages/{stage.id}/draw/new", data=form).status_code == 302
    page = officer.get(f"/stages/{stage.id}/draw").text
    assert ("新选手1" in page, "<th>参赛号</th>" in page) == (True, False)
    assert "<th>参赛号</th>" not in officer.get(f"/stages/{stage.id}/draw/print").text


def test_list_my_mappings_asks_the_database_as_often_for_three_as_for_thirty(contest: Contest, visit, query_count):
    counts = []
    keeper = contest.keepers[1]
    for number in (3, 30):
        for _ in range(number):
            more = judging.drawn(entries=1, judges=0, modules=MODULE, within=contest.district)
            mapping(more).officer = keeper
        session.commit()
        browser = visit(keeper)
        with query_count() as statements:
            assert browser.get("/mappings").text.count("工位号与作品号") > number
        counts.append(len(statements))
    assert counts[0] == counts[1]
