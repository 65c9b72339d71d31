"""The pages of judging: who may open them, what they show, and what a tablet's messages are answered with."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competitions.judging.progress import judging_progress
from competitions.judging.queries import appearances_of, panels_of
from competitions.planning.rules import StageState
from foundation.database import transaction
from marking.panels.rules import Duty
from marking.sheets.rules import SheetState
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import judging, marking, people
from tests.factories.judging import Contest


@pytest.fixture
def contest(app: Flask) -> Contest:
    return judging.opened(entries=2)


@pytest.fixture
def visit(app: Flask):
    """`visit(account)`: a browser in which `account` is signed in."""

    def as_account(account: Account) -> FlaskClient:
        return people.sign_in(app.test_client(), account)

    return as_account


def test_list_my_panels_is_empty_for_a_judge_without_a_panel(contest: Contest, visit):
    page = visit(marking.judge(contest.district)).get("/judging").text
    assert "您还没有评分任务" in page
    assert contest.stage.event.title not in page


def test_list_my_panels_leads_to_the_tablet(contest: Contest, visit):
    panel = panels_of(contest.stage)[0].panel
    page = visit(contest.judges[0]).get("/judging").text
    assert re.findall(r'href="(/judging/tablet[^"]*)"', page) == [
        "/judging/tablet",
        f"/judging/tablet#/panels/{panel.id}",
    ]
    assert "/judging/tablet" not in visit(contest.chief).get("/judging").text


def test_show_judging_progress_is_for_overseers_in_scope(contest: Contest, visit):
    address = f"/stages/{contest.stage.id}/judging"
    elsewhere = people.organisation("另一示例区总工会")
    allowed = [contest.officer, contest.chief, people.account(Role.SUPERVISOR, contest.district)]
    hidden = [
        people.account(Role.DISTRICT_OFFICER, elsewhere),
        people.account(Role.SUPERVISOR, elsewhere),
        marking.judge(contest.district, role=Role.CHIEF_JUDGE),
    ]
    assert [visit(account).get(address).status_code for account in [*allowed, *hidden]] == [200] * 3 + [404] * 3
    assert visit(contest.judges[0]).get(address).status_code == 403


def test_reopen_sheet_is_not_for_supervisors(contest: Contest, visit):
    judge = contest.judges[0]
    sheet = marking.sealed(marking.sheets_of(judge)[0], "50", "30", by=judge)
    address = f"/stages/{contest.stage.id}/sheets/{sheet.id}/reopen"
    supervisor = people.account(Role.SUPERVISOR, contest.district)
    assert visit(supervisor).post(address, data={"reason": "看错工位"}).status_code == 404
    assert sheet.state is SheetState.SEALED
    visit(contest.chief).post(address, data={"reason": "看错工位"})
    assert sheet.state is SheetState.OPEN


def test_recuse_judge_by_the_chief(contest: Contest, visit):
    sheet = marking.sheets_of(contest.judges[0])[0]
    address = f"/stages/{contest.stage.id}/sheets/{sheet.id}/recuse"
    visit(contest.chief).post(address, data={"reason": "师徒关系"})
    assert sheet.state is SheetState.RECUSED
    [panel] = visit(contest.judges[0]).get("/judging/sheets.json").json["panels"]
    first, *_ = panel["sheets"]
    assert (first["id"], first["state"]) == (sheet.id, "recused")


def test_form_panels_seats_and_removes_judges(app: Flask, visit):
    contest = judging.drawn(entries=2, judges=1)
    own = marking.judge(contest.district, employer=contest.units[0])
    browser = visit(contest.officer)
    address = f"/stages/{contest.stage.id}/panels"
    for number, account in enumerate((contest.judges[0], own)):
        browser.post(
            address, data={"account": account.id, "duty": "marking", "module": 0, "submission_key": f"key-{number}"}
        )
    members = panels_of(contest.stage)[0].panel.members
    assert [(member.account_id, member.duty) for member in members] == [
        (contest.judges[0].id, Duty.MARKING),
        (own.id, Duty.MARKING),
    ]
    assert "须回避 1 名选手" in browser.get(address).text
    browser.post(f"/stages/{contest.stage.id}/members/{members[0].id}/remove")
    assert [member.account_id for member in panels_of(contest.stage)[0].panel.members] == [own.id]


def test_add_judge_says_on_the_form_why_not(app: Flask, visit):
    contest = judging.drawn(judges=1)
    data = {"account": contest.judges[0].id, "duty": "chief", "module": 0, "submission_key": "key"}
    answer = visit(contest.officer).post(f"/stages/{contest.stage.id}/panels", data=data)
    assert answer.status_code == 422
    assert "没有“裁判长”所需的裁判身份" in answer.text


def test_open_and_close_judging_by_buttons(app: Flask, visit):
    contest = judging.drawn(entries=1, judges=1)
    with transaction():
        judging.seat(contest)
    stage, officer = contest.stage, visit(contest.officer)
    assert officer.post(f"/stages/{stage.id}/judging/open").status_code == 302
    assert officer.post(f"/stages/{stage.id}/judging/close").status_code == 409
    officer.post(f"/stages/{stage.id}/check-in/{contest.entries[0].id}", data={"status": "present"})
    marking.sealed(marking.sheets_of(contest.judges[0])[0], "50", "30", by=contest.judges[0])
    assert visit(contest.chief).post(f"/stages/{stage.id}/judging/close").status_code == 302
    assert stage.state is StageState.JUDGED
    officer.post(f"/results/{stage.id}/judging/reopen", data={"reason": "漏登用时"})
    assert stage.state is StageState.JUDGING


def test_list_appearances_keeps_names_from_the_chief_where_judging_is_blind(contest: Contest, visit):
    address = f"/stages/{contest.stage.id}/check-in"
    assert "选手1" in visit(contest.officer).get(address).text
    page = visit(contest.chief).get(address)
    assert (page.status_code, "选手1" in page.text, "11号工位" in page.text) == (200, False, True)
    assert visit(contest.judges[0]).get(address).status_code == 404


def test_check_in_entry_by_name_shows_nothing_by_workstation_until_the_heat_is_complete(app: Flask, visit):
    contest = judging.drawn(entries=2)
    browser, address = visit(contest.officer), f"/stages/{contest.stage.id}/check-in"
    browser.post(f"{address}/{contest.entries[0].id}", data={"status": "present"})
    stations = f"{address}?by=workstation"
    waiting = browser.get(stations).text
    assert ("整场登记完后显示" in waiting, "已检录<" in waiting, "保存<" in waiting) == (True, False, False)
    assert browser.post(f"{address}/1-11/time", data={"seconds": "60"}).status_code == 409
    assert browser.post(f"{address}/{contest.entries[0].id}/time", data={"seconds": "60"}).status_code == 404
    assert visit(contest.chief).post(f"{address}/{contest.entries[0].id}").status_code == 404
    browser.post(f"{address}/{contest.entries[1].id}", data={"status": "absent"})
    page = browser.get(stations).text
    assert ("11号工位" in page, "选手1" in page, "整场登记完后显示" in page) == (True, False, False)
    assert browser.post(f"{address}/1-11/time", data={"seconds": "60"}).status_code == 302


def test_check_in_entry_and_its_corrections_by_buttons(contest: Contest, visit):
    browser, entry = visit(contest.officer), contest.entries[0]
    address = f"/stages/{contest.stage.id}/check-in"
    stated = []
    for path, data in (
        (f"/{entry.id}", {"status": "absent"}),
        (f"/{entry.id}", {"status": "present"}),
        ("/1-11/time", {"seconds": "61.5"}),
        (f"/{entry.id}/disqualify", {"reason": "替考"}),
        (f"/{entry.id}/restore", {"reason": "核实为误判"}),
    ):
        assert browser.post(address + path, data=data).status_code == 302
        one = appearances_of(contest.stage)[entry.id]
        stated.append((one.status.value, f"{one.seconds}", one.reason))
    assert stated == [
        ("absent", "None", ""),
        ("present", "None", ""),
        ("present", "61.5", ""),
        ("disqualified", "61.5", "替考"),
        ("present", "61.5", ""),
    ]
    assert browser.post(f"{address}/1-11/time", data={"seconds": "NaN"}).status_code == 409


def test_print_score_sheets_is_a_pdf_for_overseers(contest: Contest, visit):
    address = f"/stages/{contest.stage.id}/score-sheets.pdf"
    printed = visit(contest.officer).get(address)
    assert (printed.mimetype, printed.data[:5]) == ("application/pdf", b"%PDF-")
    assert visit(contest.judges[0]).get(address).status_code == 403


def test_list_my_panels_asks_as_often_for_three_as_for_thirty(app: Flask, visit, query_count):
    judge, counts = None, []
    for more in (3, 27):
        for _ in range(more):
            contest = judging.drawn(entries=1, judges=0)
            judge = judge or marking.judge(contest.district)
            contest.judges.append(judge)
            with transaction():
                judging.seat(contest)
        browser = visit(judge)
        with query_count() as statements:
            page = browser.get("/judging").text
        counts.append((page.count('<li class="task">'), len(statements)))
    assert [count for count, _ in counts] == [3, 30]
    assert counts[0][1] == counts[1][1]


def test_list_judging_stages_asks_as_often_for_one_as_for_ten(app: Flask, visit, query_count):
    contest, counts = judging.drawn(entries=1), []
    browser = visit(contest.officer)
    for more in (0, 9):
        for _ in range(more):
            judging.drawn(entries=1, within=contest.district)
        with query_count() as statements:
            page = browser.get("/judging/stages").text
        counts.append((page.count('<th scope="row">'), len(statements)))
    assert [count for count, _ in counts] == [1, 10]
    assert counts[0][1] == counts[1][1]


def test_totals_do_not_grow_with_the_number_of_judges(contest: Contest):
    for judge in contest.judges:
        marking.sealed(marking.sheets_of(judge)[0], "50", "30", by=judge)
    cells = judging_progress(contest.stage)[0].rows[0].cells
    assert [cell.total for cell in cells] == [80, 80]


def test_lists_of_contestants_ask_as_often_for_three_as_for_thirty(app: Flask, visit, query_count):
    counts = []
    for entries in (3, 30):
        contest = judging.opened(entries=entries, judges=1)
        judge, officer, stage = visit(contest.judges[0]), visit(contest.officer), contest.stage.id
        for browser, address, row in (
            (judge, "/judging/sheets.json", '"excused"'),
            (officer, f"/stages/{stage}/check-in", '<tr id="entry-'),
            (officer, f"/stages/{stage}/judging", '<th scope="row">'),
        ):
            with query_count() as statements:
                page = browser.get(address).text
            assert page.count(row) == entries
            counts.append(len(statements))
    assert counts[:3] == counts[3:]
