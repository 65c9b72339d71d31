"""The chief judge's page of late marks, and the page that shows what was signed."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from competitions.judging.operations import close_judging
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.outbox import DeviceOperation
from marking.sheets.marks import apply_marks
from marking.sheets.models import LateMark, Sheet
from marking.sheets.rules import LateMarkState, SheetState
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import judging, marking, people
from tests.factories.judging import Contest
from tests.factories.tablets import STROKES


@pytest.fixture
def contest(app: Flask) -> Contest:
    return judging.opened(entries=2)


@pytest.fixture
def sheet(contest: Contest) -> Sheet:
    return marking.sealed(marking.sheets_of(contest.judges[0])[0], "50", "30", by=contest.judges[0])


@pytest.fixture
def late(contest: Contest, sheet: Sheet, clock) -> LateMark:
    clock("2026-11-21 09:00")
    (outcome,) = apply_marks([marking.operation(sheet, 1, "55", base_rev=1)], by=contest.judges[0])
    assert outcome["status"] == "late"
    return session.scalars(select(LateMark)).one()


@pytest.fixture
def visit(app: Flask):
    def as_account(account: Account):
        return people.sign_in(app.test_client(), account)

    return as_account


def words(page: str) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_list_late_marks_shows_both_values_and_both_times(contest: Contest, late: LateMark, visit):
    operation = session.get_one(DeviceOperation, late.op_id)
    operation.made_at = operation.made_at.replace(year=2025)
    session.commit()
    page = words(visit(contest.chief).get(f"/stages/{contest.stage.id}/late-marks").text)
    for shown in ("第1场 11号工位", "操作规范", "50", "55", "2025年11月21日 09:00", "2026年11月21日 09:00", "只作参考"):
        assert shown in page
    assert "平板时钟与系统相差很大" in page
    assert contest.entries[0].title not in page


def test_list_late_marks_is_for_the_chief_and_the_officer(contest: Contest, late: LateMark, visit):
    address = f"/stages/{contest.stage.id}/late-marks"
    stranger = marking.judge(contest.district, role=Role.CHIEF_JUDGE)
    statuses = [
        visit(one).get(address).status_code for one in (contest.chief, contest.officer, stranger, contest.judges[0])
    ]
    assert statuses == [200, 200, 404, 403]


def test_accept_late_mark_sends_the_sheet_back_to_its_judge(contest: Contest, sheet: Sheet, late: LateMark, visit):
    browser = visit(contest.chief)
    address = f"/stages/{contest.stage.id}/late-marks/{late.id}/accept"
    assert browser.post(address, data={"reason": ""}).status_code in (302, 409)
    assert late.state is LateMarkState.WAITING
    browser.post(address, data={"reason": "断网，当场说明"})
    assert (late.state, sheet.state) == (LateMarkState.ACCEPTED, SheetState.OPEN)
    assert sorted(mark.value or 0 for mark in sheet.marks) == [30, 55]
    assert "断网，当场说明" in browser.get(f"/stages/{contest.stage.id}/late-marks").text


def test_dismiss_late_mark_keeps_what_stands(contest: Contest, sheet: Sheet, late: LateMark, visit):
    visit(contest.officer).post(
        f"/stages/{contest.stage.id}/late-marks/{late.id}/dismiss", data={"reason": "封存后才改"}
    )
    assert (late.state, sheet.state) == (LateMarkState.DISMISSED, SheetState.SEALED)


@pytest.mark.parametrize("action", ["accept", "dismiss"])
def test_late_marks_of_another_stage_are_not_found(contest: Contest, late: LateMark, visit, action: str):
    other = judging.opened(entries=1)
    address = f"/stages/{other.stage.id}/late-marks/{late.id}/{action}"
    assert visit(other.chief).post(address, data={"reason": "断网"}).status_code == 404
    assert late.state is LateMarkState.WAITING


def test_close_judging_waits_for_late_marks(contest: Contest, late: LateMark):
    for judge in contest.judges:
        for sheet in marking.sheets_of(judge):
            if sheet.state is SheetState.OPEN:
                marking.sealed(sheet, "50", "30", by=judge)
    with pytest.raises(Refused) as refusal, transaction():
        close_judging(contest.stage, by=contest.officer)
    name = contest.judges[0].display_name
    assert refusal.value.reasons == [f"迟到的分数未裁定：第1场 11号工位 · {name} · 操作规范"]


def test_list_late_marks_asks_as_much_for_three_as_for_thirty(contest: Contest, visit, query_count):
    asked = []
    judge = contest.judges[0]
    sheets = [marking.sealed(sheet, "50", "30", by=judge) for sheet in marking.sheets_of(judge)]
    for count in (3, 30):
        for number in range(count):
            one = marking.operation(sheets[number % 2], 1 + number // 2 % 2, f"{number}", base_rev=1)
            assert apply_marks([one.__class__(one.op_id, 1, f"tablet-{number}", one.made_at, one.payload)], by=judge)
        browser = visit(contest.officer)
        with query_count() as statements:
            browser.get(f"/stages/{contest.stage.id}/late-marks")
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_list_seals_shows_the_signature_without_inline_style(contest: Contest, sheet: Sheet, visit):
    made = sheet.seals[0]
    made.signature = [*STROKES, [[500, 250]], []]
    session.commit()
    address = f"/stages/{contest.stage.id}/sheets/{sheet.id}/seals"
    page = visit(contest.chief).get(address).text
    assert '<polyline points="0,100 10,100' in page and 'points="500,250 500,250"' in page
    assert page.count("<polyline") == 2 and "style=" not in page
    assert "80" in words(page) and made.digest[:16] in page
    assert [visit(one).get(address).status_code for one in (contest.officer, contest.judges[0])] == [200, 403]


def test_list_seals_of_another_stage_is_not_found(contest: Contest, sheet: Sheet, visit):
    other = judging.opened(entries=1)
    assert visit(other.chief).get(f"/stages/{other.stage.id}/sheets/{sheet.id}/seals").status_code == 404
