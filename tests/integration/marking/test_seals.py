"""Sealing from a tablet: what was signed is what is sealed, once; and panels that have to confer before they may."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from foundation import chain, clock
from foundation.chain import first_fault
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.outbox import Operation
from marking.panels.models import Panel
from marking.schemes.models import Criterion
from marking.sheets.journal import facts_of, panel_log
from marking.sheets.marks import apply_marks
from marking.sheets.models import Seal, Sheet
from marking.sheets.operations import recuse_judge, reopen_sheet
from marking.sheets.queries import far_apart
from marking.sheets.rules import SheetState
from marking.sheets.seals import digest_of, seal_facts
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import marking, people

pytestmark = pytest.mark.usefixtures("app")
STROKES = [[[10 * step, 100] for step in range(12)], [[500, 250]]]


@pytest.fixture
def officer(app: Flask) -> Account:
    return people.account(Role.DISTRICT_OFFICER, people.organisation())


@pytest.fixture
def judges(officer: Account) -> list[Account]:
    return [marking.judge(officer.organisation) for _ in range(3)]


@pytest.fixture
def panel(officer: Account, judges: list[Account]) -> Panel:
    return marking.panel(officer.organisation, *judges, subjects=1, by=officer)


@pytest.fixture
def sheets(panel: Panel, judges: list[Account]) -> list[Sheet]:
    return [marking.sheets_of(judge)[0] for judge in judges]


def sealing(sheet: Sheet, *values: str | None, op_id: str = "") -> Operation:
    """What a tablet sends when the judge signs below `values`."""
    criteria = sheet.subject.panel.scheme.criteria
    marks = {str(one.id): value for one, value in zip(criteria, values, strict=True)}
    payload = {"kind": "seal", "sheet": sheet.id, "marks": marks, "signature": STROKES}
    return Operation(op_id or str(uuid4()), 9, "tablet-1", clock.now(), payload)


def confer(panel: Panel, spread: str = "1") -> None:
    """Make it a panel whose grades may be `spread` apart: the second criterion is judged from 0 to 3."""
    panel.spread = Decimal(spread)
    criterion = panel.scheme.criteria[1]
    criterion.scale, criterion.full_mark = 3, Decimal(2)
    session.commit()


def seal(sheet: Sheet, *values: str, by: Account) -> dict[str, Any]:
    return apply_marks([sealing(sheet, *values)], by=by)[0]


def test_seal_sheet_keeps_what_was_signed(sheets: list[Sheet], judges: list[Account]):
    marking.mark(sheets[0], "8.5", "3", "12.3", by=judges[0])
    operation = sealing(sheets[0], "8.50", "3", "12.3")  # values are compared, not their spelling
    outcome = apply_marks([operation], by=judges[0])[0]
    made = session.scalars(select(Seal)).one()
    assert outcome["status"] == "saved" and outcome["total"] == "23.8" and outcome["digest"] == made.digest
    assert (made.version, made.sealed_by, made.made_at) == (1, judges[0].id, operation.made_at)
    assert (made.marks, made.total) == ({"1": "8.5", "2": "3", "3": "12.3"}, Decimal("23.8"))
    assert made.signature == STROKES
    assert made.digest == digest_of(facts_of(sheets[0], 1) | seal_facts(made))  # as it is read back
    assert sheets[0].state is SheetState.SEALED


def test_seal_sheet_in_the_message_of_its_marks(sheets: list[Sheet], judges: list[Account]):
    marks = [marking.operation(sheets[0], at, value) for at, value in enumerate(["8", "3", "12"], start=1)]
    outcomes = apply_marks([*marks, sealing(sheets[0], "8", "3", "12")], by=judges[0])
    assert [outcome["status"] for outcome in outcomes] == ["saved"] * 4


def test_seal_sheet_once_however_often_it_is_sent(sheets: list[Sheet], judges: list[Account]):
    marking.mark(sheets[0], "8", "3", "12", by=judges[0])
    operation = sealing(sheets[0], "8", "3", "12")
    first = apply_marks([operation], by=judges[0])
    assert apply_marks([operation], by=judges[0]) == first
    again = seal(sheets[0], "8", "3", "12", by=judges[0])  # signed once more, on another tablet
    assert (again["status"], again["version"]) == ("saved", 1)
    assert len(session.scalars(select(Seal)).all()) == 1


def test_seal_sheet_refuses_what_was_not_seen(sheets: list[Sheet], judges: list[Account]):
    marking.mark(sheets[0], "8", "3", "12", by=judges[0])
    outcome = seal(sheets[0], "8", "2", "12", by=judges[0])
    second = sheets[0].subject.panel.scheme.criteria[1].id
    assert (outcome["code"], outcome["criteria"]) == ("changed", [second])
    assert sheets[0].state is SheetState.OPEN
    seal(sheets[0], "8", "3", "12", by=judges[0])
    assert seal(sheets[0], "8", "2", "12", by=judges[0])["code"] == "sealed"


def test_seal_sheet_names_what_is_missing(sheets: list[Sheet], judges: list[Account]):
    marking.mark(sheets[0], "8", by=judges[0])
    outcome = apply_marks([sealing(sheets[0], "8", None, None)], by=judges[0])[0]
    criteria = sheets[0].subject.panel.scheme.criteria
    assert (outcome["code"], outcome["criteria"]) == ("incomplete", [criteria[1].id, criteria[2].id])
    assert outcome["message"] == "第 1 场 1 号工位的评分表还有 2 项没有打分，不能封存。"


def test_seal_sheet_again_is_a_new_version(sheets: list[Sheet], judges: list[Account], officer: Account):
    marking.mark(sheets[0], "8", "3", "12", by=judges[0])
    seal(sheets[0], "8", "3", "12", by=judges[0])
    with transaction():
        reopen_sheet(sheets[0], reason="工位录错", by=officer)
    apply_marks([marking.operation(sheets[0], 1, "9", base_rev=1)], by=judges[0])
    assert seal(sheets[0], "9", "3", "12", by=judges[0])["version"] == 2
    assert [(one.version, one.marks["1"]) for one in sheets[0].seals] == [(1, "8"), (2, "9")]


def test_seal_sheet_writes_the_log_without_a_name(sheets: list[Sheet], judges: list[Account], panel: Panel):
    marking.mark(sheets[1], "8", "3", "12", by=judges[1])
    seal(sheets[1], "8", "3", "12", by=judges[1])
    lines = [entry.line for entry in session.scalars(chain.entries_of(panel_log(panel.id)))]
    assert [line.kind for line in lines] == ["mark", "mark", "mark", "seal"]
    assert first_fault(panel_log(panel.id), lines) is None
    assert {line.facts["judge"] for line in lines} == {"2 号裁判"}
    mark = lines[1].facts
    assert (mark["criterion"], mark["value"], mark["rev"], mark["device"]) == ("2", "3", 1, "tablet-1")
    assert judges[1].display_name not in str([line.facts for line in lines])


def test_seal_sheet_waits_until_the_panel_has_conferred(panel: Panel, sheets: list[Sheet], judges: list[Account]):
    confer(panel)
    second = panel.scheme.criteria[1]
    for sheet, judge, grade in zip(sheets[:2], judges, ("0", "2"), strict=False):
        marking.mark(sheet, "8", grade, "12", by=judge)
    assert far_apart([sheet.id for sheet in sheets]) == {}  # the third has still to judge
    marking.mark(sheets[2], "8", "1", "12", by=judges[2])
    assert far_apart([sheet.id for sheet in sheets]) == {sheet.id: [second] for sheet in sheets}
    outcome = seal(sheets[2], "8", "1", "12", by=judges[2])
    assert (outcome["code"], outcome["criteria"]) == ("spread", [second.id])
    assert "合议" in outcome["message"]
    apply_marks([marking.operation(sheets[0], 2, "1", base_rev=1, discussed=True)], by=judges[0])
    assert far_apart([sheet.id for sheet in sheets]) == {}
    assert seal(sheets[2], "8", "1", "12", by=judges[2])["status"] == "saved"
    last_mark = [e for e in session.scalars(chain.entries_of(panel_log(panel.id))) if e.kind == "mark"][-1]
    assert last_mark.facts["discussed"] is True


def test_seal_sheet_waits_until_the_panel_measures_the_same(panel: Panel, sheets: list[Sheet], judges: list[Account]):
    confer(panel)
    for sheet, judge, measured in zip(sheets, judges, ("8", "8", "8.5"), strict=True):
        marking.mark(sheet, measured, "2", "12", by=judge)
    assert seal(sheets[0], "8", "2", "12", by=judges[0])["criteria"] == [panel.scheme.criteria[0].id]


def test_seal_sheet_does_not_wait_for_a_recused_judge(
    panel: Panel, sheets: list[Sheet], judges: list[Account], officer: Account
):
    confer(panel)
    for sheet, judge, grade in zip(sheets, judges, ("0", "0", "3"), strict=True):
        marking.mark(sheet, "8", grade, "12", by=judge)
    with transaction():
        recuse_judge(sheets[2], reason="师徒", by=officer)
    assert seal(sheets[0], "8", "0", "12", by=judges[0])["status"] == "saved"


def test_seal_sheet_counts_grades_for_what_they_are_worth(panel: Panel, sheets: list[Sheet], judges: list[Account]):
    criterion: Criterion = panel.scheme.criteria[1]
    criterion.scale, criterion.full_mark = 3, Decimal(2)
    session.commit()
    marking.mark(sheets[0], "8", "1", "12", by=judges[0])
    assert seal(sheets[0], "8", "1", "12", by=judges[0])["total"] == "20.666667"


def test_declare_recusal_takes_the_judge_from_his_sheet(sheets: list[Sheet], judges: list[Account]):
    payload = {"kind": "declare", "sheet": sheets[0].id, "reason": "选手是我的徒弟"}
    operation = Operation(str(uuid4()), 1, "tablet-1", clock.now(), payload)
    assert apply_marks([operation, operation], by=judges[0])[1]["status"] == "saved"
    assert sheets[0].state is SheetState.RECUSED
    assert marking.mark(sheets[0], "8", by=judges[0])[0]["code"] == "recused"


def test_reopen_sheet_needs_a_sealed_one(sheets: list[Sheet], officer: Account):
    with pytest.raises(Refused), transaction():
        reopen_sheet(sheets[0], reason="误报", by=officer)
    assert sheets[0].state is SheetState.OPEN
