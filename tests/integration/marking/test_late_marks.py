"""Marks that arrive after their sheet was sealed or their panel closed: kept, decided, never dropped."""

import pytest
from flask import Flask
from sqlalchemy import select

from foundation.chain import ChainedEntry
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused
from foundation.outbox import DeviceOperation, Operation
from marking.panels.models import Panel
from marking.panels.rules import Duty
from marking.sheets.late_marks import accept_late_mark, dismiss_late_mark, waiting_late_marks
from marking.sheets.marks import apply_marks
from marking.sheets.models import LateMark, Sheet
from marking.sheets.panels import add_member, close_panel, remove_member, reopen_panel
from marking.sheets.rules import LateMarkState, SheetState
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import marking, people

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def officer(app: Flask) -> Account:
    return people.account(Role.DISTRICT_OFFICER, people.organisation())


@pytest.fixture
def judge(officer: Account) -> Account:
    return marking.judge(officer.organisation)


@pytest.fixture
def panel(officer: Account, judge: Account) -> Panel:
    return marking.panel(officer.organisation, judge, subjects=1, by=officer)


@pytest.fixture
def sheet(panel: Panel, judge: Account) -> Sheet:
    return marking.sealed(marking.sheets_of(judge)[0], "8", "3", "20", by=judge)


def late(sheet: Sheet, value: str | None = "9", *, by: Account) -> LateMark:
    """A mark at the first criterion that came too late."""
    (outcome,) = apply_marks([marking.operation(sheet, 1, value, base_rev=1)], by=by)
    assert outcome["status"] == "late", outcome
    return session.scalars(waiting_late_marks([sheet.subject.panel_id])).one()


def first_value(sheet: Sheet) -> str:
    return f"{next(mark.value for mark in sheet.marks if mark.criterion.code == '1'):f}"


def test_apply_marks_keeps_a_late_mark_for_the_chief_judge(sheet: Sheet, judge: Account):
    operation = marking.operation(sheet, 1, "9", base_rev=1)
    (outcome,) = apply_marks([operation], by=judge)
    assert outcome == {
        "op_id": operation.op_id,
        "status": "late",
        "message": "第 1 场 1 号工位的评分表已封存，“焊缝余高”的改动已转交裁判长裁定，原分数没有改动。",
        "value": "8",
    }
    kept = session.scalars(select(LateMark)).one()
    assert (kept.value, kept.stood, kept.state) == (9, 8, LateMarkState.WAITING)
    assert kept.operation.made_at == operation.made_at
    assert (first_value(sheet), sheet.state) == ("8", SheetState.SEALED)
    assert apply_marks([operation], by=judge) == [outcome]


def test_apply_marks_keeps_a_mark_that_comes_after_the_panel_has_closed(panel: Panel, judge: Account, officer: Account):
    sheet = marking.sheets_of(judge)[0]
    with transaction():
        close_panel(panel, excused={"1"}, by=officer)
    assert "已结束评分" in apply_marks([marking.operation(sheet, 1, "9")], by=judge)[0]["message"]
    assert session.scalars(select(LateMark)).one().stood is None


def test_apply_marks_needs_no_decision_where_nothing_would_change(sheet: Sheet, judge: Account):
    (outcome,) = apply_marks([marking.operation(sheet, 1, "8.0", base_rev=0)], by=judge)
    assert outcome["status"] == "saved"
    assert session.scalars(select(LateMark)).all() == []


def test_apply_marks_refuses_a_late_mark_that_could_never_stand(sheet: Sheet, judge: Account):
    assert apply_marks([marking.operation(sheet, 1, "11", base_rev=1)], by=judge)[0]["code"] == "out-of-range"
    assert session.scalars(select(LateMark)).all() == []


def test_apply_marks_lets_the_last_mark_of_a_device_stand_for_its_earlier_ones(sheet: Sheet, judge: Account):
    apply_marks([marking.operation(sheet, 1, value, base_rev=1) for value in ("9", "9.5", "10")], by=judge)
    states = [(one.value, one.state.value) for one in session.scalars(select(LateMark).order_by(LateMark.id))]
    assert states == [(9, "superseded"), (9.5, "superseded"), (10, "waiting")]
    apply_marks([marking.operation(sheet, 1, "8", base_rev=1)], by=judge)  # and back to what stands
    assert session.scalars(waiting_late_marks([sheet.subject.panel_id])).all() == []


def test_accept_late_mark_reopens_the_sheet_with_the_value(sheet: Sheet, judge: Account, officer: Account):
    waiting = late(sheet, by=judge)
    with transaction():
        accept_late_mark(waiting, reason="封存前断网，裁判当场说明", by=officer)
    mark = next(mark for mark in sheet.marks if mark.criterion.code == "1")
    assert (mark.value, mark.rev, mark.op_id) == (9, 2, waiting.op_id)
    assert (sheet.state, sheet.version) == (SheetState.OPEN, 1)
    assert (waiting.state, waiting.decided_by) == (LateMarkState.ACCEPTED, officer.id)
    kinds = [entry.kind for entry in session.scalars(select(ChainedEntry).order_by(ChainedEntry.number))]
    assert kinds[-2:] == ["reopen", "late-accepted"]


def test_accept_late_mark_can_clear_a_mark(sheet: Sheet, judge: Account, officer: Account):
    waiting = late(sheet, None, by=judge)
    with transaction():
        accept_late_mark(waiting, reason="打错了选手", by=officer)
    assert next(mark.value for mark in sheet.marks if mark.criterion.code == "1") is None


def test_dismiss_late_mark_leaves_the_marks_alone(sheet: Sheet, judge: Account, officer: Account):
    waiting = late(sheet, by=judge)
    with transaction():
        dismiss_late_mark(waiting, reason="封存后才改的", by=officer)
    assert (first_value(sheet), sheet.state, waiting.state.value) == ("8", SheetState.SEALED, "dismissed")
    with pytest.raises(Refused), transaction():
        accept_late_mark(waiting, reason="再想想", by=officer)


@pytest.mark.parametrize("decide", [accept_late_mark, dismiss_late_mark])
@pytest.mark.parametrize("reason", [None, "", "  "])
def test_accept_late_mark_and_dismiss_late_mark_need_a_reason(
    sheet: Sheet, judge: Account, officer: Account, decide, reason: str | None
):
    waiting = late(sheet, by=judge)
    with pytest.raises(Refused), transaction():
        decide(waiting, reason=reason, by=officer)
    assert (waiting.state, first_value(sheet)) == (LateMarkState.WAITING, "8")


def test_accept_late_mark_needs_an_open_panel(panel: Panel, sheet: Sheet, judge: Account, officer: Account):
    with transaction():
        close_panel(panel, by=officer)
    waiting = late(sheet, by=judge)
    with pytest.raises(Refused) as refusal, transaction():
        accept_late_mark(waiting, reason="断网", by=officer)
    assert "请先重新开放评分" in refusal.value.message
    with transaction():
        reopen_panel(panel, reason="裁定迟到的分数", by=officer)
        accept_late_mark(waiting, reason="断网", by=officer)
    assert first_value(sheet) == "9"


def test_accept_late_mark_is_not_for_the_judge_himself(panel: Panel, sheet: Sheet, judge: Account, officer: Account):
    with transaction():
        add_member(panel, judge, Duty.CHIEF, by=officer)
    waiting = late(sheet, by=judge)
    with pytest.raises(Refused) as refusal, transaction():
        accept_late_mark(waiting, reason="我自己打的", by=judge)
    assert "不能由您本人裁定" in refusal.value.message


def test_accept_late_mark_is_for_the_chief_and_the_officer(sheet: Sheet, judge: Account, officer: Account):
    waiting = late(sheet, by=judge)
    for stranger in (judge, marking.judge(officer.organisation, role=Role.CHIEF_JUDGE)):
        with pytest.raises(NotAllowed), transaction():
            accept_late_mark(waiting, reason="断网", by=stranger)
    assert waiting.state is LateMarkState.WAITING


def test_remove_member_is_refused_after_a_seal_or_a_late_mark(sheet: Sheet, judge: Account, officer: Account):
    waiting = late(sheet, by=judge)
    with transaction():
        accept_late_mark(waiting, reason="断网", by=officer)
    assert sheet.state is SheetState.OPEN
    with pytest.raises(Refused) as refusal, transaction():
        remove_member(sheet.member, by=officer)
    assert "封存过评分表" in refusal.value.message


def test_late_mark_keeps_the_operation_as_it_was_sent(sheet: Sheet, judge: Account):
    operation: Operation = marking.operation(sheet, 1, "9.50", base_rev=1)
    apply_marks([operation], by=judge)
    assert session.get_one(DeviceOperation, operation.op_id).payload["value"] == "9.50"
