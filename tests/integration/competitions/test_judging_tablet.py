"""The score sheet and what a judge's tablet sends: whose it is, what it shows, how messages are answered."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marking.sheets.queries import sheet_total
from marking.sheets.rules import SheetState
from people.accounts.models import Account
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


def message(account: Account, *operations: Any) -> dict[str, Any]:
    """What a tablet posts."""
    sent = [
        {
            "op_id": one.op_id,
            "seq": one.seq,
            "device": one.device,
            "made_at": one.made_at.isoformat(),
            "payload": one.payload,
        }
        for one in operations
    ]
    return {"account": account.id, "operations": sent}


def test_mark_sheet_has_nothing_pre_filled(contest: Contest, visit):
    sheet = marking.sheets_of(contest.judges[0])[0]
    page = visit(contest.judges[0]).get(f"/judging/sheets/{sheet.id}").text
    assert re.findall(r'data-value="([^"]*)"', page) == ["", ""]
    assert re.findall(r'<input class="form-control"[^>]* value="([^"]*)"', page) == ["", ""]
    assert 'aria-pressed="true"' not in page


def test_mark_sheet_shows_what_was_saved_after_a_reload(contest: Contest, visit):
    judge = contest.judges[0]
    sheet = marking.sheets_of(judge)[0]
    browser = visit(judge)
    answer = browser.post("/judging/operations", json=message(judge, marking.operation(sheet, 1, "8.5")))
    assert [outcome["status"] for outcome in answer.json["outcomes"]] == ["saved"]
    page = browser.get(f"/judging/sheets/{sheet.id}").text
    assert re.findall(r'data-value="([^"]*)" data-rev="(\d+)"', page) == [("8.5", "1"), ("", "0")]


@pytest.mark.parametrize("page", ["/judging/sheets/{sheet}", "/judging/panels/{panel}"])
def test_mark_sheet_is_for_its_own_judge(contest: Contest, visit, page: str):
    sheet = marking.sheets_of(contest.judges[0])[0]
    address = page.format(sheet=sheet.id, panel=sheet.subject.panel_id)
    stranger = marking.judge(contest.district)
    statuses = [visit(account).get(address).status_code for account in (contest.judges[0], stranger, contest.officer)]
    assert statuses == [200, 404, 403]


def test_mark_sheet_of_another_judge_on_the_same_panel_is_not_found(contest: Contest, visit):
    sheet = marking.sheets_of(contest.judges[0])[0]
    for account in (contest.judges[1], contest.chief):
        assert visit(account).get(f"/judging/sheets/{sheet.id}").status_code == 404
        assert visit(account).post(f"/judging/sheets/{sheet.id}/seal").status_code == 404


def test_seal_sheet_seals_what_was_on_the_screen(contest: Contest, visit):
    judge = contest.judges[0]
    sheet = marking.sheets_of(judge)[0]
    marking.mark(sheet, "50", "30", by=judge)
    seen = [f"{mark.criterion_id}:{mark.rev}" for mark in sheet.marks]
    browser = visit(judge)
    old = browser.post(f"/judging/sheets/{sheet.id}/seal", data={"seen": seen[0], "submission_key": "a"})
    assert (old.status_code, sheet.state) == (409, SheetState.OPEN)
    browser.post(f"/judging/sheets/{sheet.id}/seal", data={"seen": " ".join(seen), "submission_key": "b"})
    assert (sheet.state, sheet_total(sheet)) == (SheetState.SEALED, 80)
    page = browser.get(f"/judging/sheets/{sheet.id}").text
    assert "data-criterion" not in page and "<span data-total>80</span>" in page


def test_apply_marks_answers_scripts_in_json(contest: Contest, visit, client: FlaskClient):
    judge, other = contest.judges
    operation = marking.operation(marking.sheets_of(judge)[0], 1, "8")
    assert client.post("/judging/operations", json=message(judge, operation)).status_code == 401
    assert visit(contest.officer).post("/judging/operations", json=message(judge, operation)).status_code == 403
    wrong_name = visit(other).post("/judging/operations", json=message(judge, operation))
    assert (wrong_name.status_code, wrong_name.json["code"]) == (409, "other-account")
    assert visit(judge).post("/judging/operations", json=message(judge, operation)).status_code == 200


def test_show_device_says_whose_marks_may_go(contest: Contest, visit, client: FlaskClient):
    answer = visit(contest.judges[0]).get("/judging/device").json
    assert answer["account"] == contest.judges[0].id and answer["csrf_token"]
    assert client.get("/judging/device", headers={"Accept": "application/json"}).status_code == 401
