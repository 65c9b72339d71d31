"""What a judge's tablet gets and sends: whose sheets, what they tell, how messages are answered."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competitions.judging.operations import check_in_entry
from competitions.judging.rules import AppearanceStatus
from foundation.database import transaction
from people.accounts.models import Account
from tests.factories import judging, marking, people
from tests.factories.judging import Contest

SHEETS = "/judging/sheets.json"


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


def sheet_facts(browser: FlaskClient) -> dict[int, Any]:
    """The sheets that a tablet gets, by id."""
    return {sheet["id"]: sheet for panel in browser.get(SHEETS).json["panels"] for sheet in panel["sheets"]}


def test_list_own_sheets_has_nothing_pre_filled(contest: Contest, visit):
    sheets = sheet_facts(visit(contest.judges[0]))
    assert [(sheet["label"], sheet["marks"]) for sheet in sheets.values()] == [
        ("第1场 11号工位", {}),
        ("第1场 12号工位", {}),
    ]


def test_list_own_sheets_says_what_was_saved(contest: Contest, visit):
    judge = contest.judges[0]
    sheet = marking.sheets_of(judge)[0]
    browser = visit(judge)
    answer = browser.post("/judging/operations", json=message(judge, marking.operation(sheet, 1, "8.5")))
    assert [outcome["status"] for outcome in answer.json["outcomes"]] == ["saved"]
    criterion = sheet.subject.panel.scheme.criteria[0]
    assert sheet_facts(browser)[sheet.id]["marks"] == {str(criterion.id): ["8.5", 1]}


def test_list_own_sheets_is_for_their_own_judge(contest: Contest, visit):
    own = [{sheet.id for sheet in marking.sheets_of(judge)} for judge in contest.judges]
    stranger = marking.judge(contest.district)
    assert own[0] and not own[0] & own[1]
    browsers = [visit(account) for account in (*contest.judges, contest.chief, stranger)]
    assert [set(sheet_facts(browser)) for browser in browsers] == [own[0], own[1], set(), set()]
    assert visit(contest.officer).get(SHEETS).status_code == 403


def test_list_own_sheets_tells_no_names_and_who_needs_no_sheet(contest: Contest, visit):
    with transaction():
        check_in_entry(contest.stage, contest.entries[1].id, AppearanceStatus.ABSENT, by=contest.officer)
    answer = visit(contest.judges[0]).get(SHEETS)
    assert not any(entry.title in answer.text or entry.organisation.name in answer.text for entry in contest.entries)
    [panel] = answer.json["panels"]
    assert [sheet["excused"] for sheet in panel["sheets"]] == ["", "缺考"]


def test_list_own_sheets_keeps_no_marks_of_what_is_sealed(contest: Contest, visit):
    judge = contest.judges[0]
    sheet = marking.sealed(marking.sheets_of(judge)[0], "50", "30", by=judge)
    facts = sheet_facts(visit(judge))[sheet.id]
    assert (facts["state"], facts["total"], facts["marks"]) == ("sealed", "80", {})


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
