"""Marks as tablets send them: applied once, checked, and never lost."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from foundation.database import session, transaction
from foundation.outbox import DeviceOperation
from marking.sheets.marks import apply_marks
from marking.sheets.models import Mark, Sheet
from marking.sheets.operations import recuse_judge
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
def sheet(officer: Account, judge: Account) -> Sheet:
    marking.panel(officer.organisation, judge, by=officer)
    return marking.sheets_of(judge)[0]


def values_of(sheet: Sheet) -> list[Decimal | None]:
    query = select(Mark.value).where(Mark.sheet_id == sheet.id).order_by(Mark.criterion_id)
    return list(session.scalars(query))


def test_apply_marks_stores_each_mark_with_its_revision(sheet: Sheet, judge: Account):
    outcomes = marking.mark(sheet, "8.5", "3", by=judge)
    assert [(outcome["status"], outcome["rev"]) for outcome in outcomes] == [("saved", 1), ("saved", 1)]
    assert values_of(sheet) == [Decimal("8.5"), Decimal(3)]


def test_apply_marks_answers_the_same_operation_the_same_way(sheet: Sheet, judge: Account):
    operation = marking.operation(sheet, 1, "8")
    first = apply_marks([operation], by=judge)
    apply_marks([marking.operation(sheet, 1, "9", base_rev=1)], by=judge)
    assert apply_marks([operation], by=judge) == first
    assert values_of(sheet) == [Decimal(9)]


def test_apply_marks_refuses_an_operation_id_with_other_content(sheet: Sheet, judge: Account):
    operation = marking.operation(sheet, 1, "8")
    apply_marks([operation], by=judge)
    outcome = apply_marks([replace(operation, payload={**operation.payload, "value": "9"})], by=judge)[0]
    assert (outcome["status"], outcome["code"]) == ("refused", "operation-reused")
    assert values_of(sheet) == [Decimal(8)]


def test_apply_marks_tells_both_values_when_the_revision_is_old(sheet: Sheet, judge: Account):
    marking.mark(sheet, "8", by=judge)
    stale = marking.operation(sheet, 1, "5", base_rev=0)
    assert apply_marks([stale], by=judge) == [
        {"op_id": stale.op_id, "status": "conflict", "value": "8", "rev": 1},
    ]
    assert values_of(sheet) == [Decimal(8)]


def test_apply_marks_has_no_conflict_where_both_tablets_say_the_same(sheet: Sheet, judge: Account):
    marking.mark(sheet, "8", by=judge)
    assert marking.mark(sheet, "8.0", by=judge)[0]["status"] == "saved"


def test_apply_marks_follows_own_unanswered_operation(sheet: Sheet, judge: Account):
    first = marking.operation(sheet, 1, "8")
    second = marking.operation(sheet, 1, "8.5", after=first.op_id)
    assert [outcome["status"] for outcome in apply_marks([first, second], by=judge)] == ["saved", "saved"]
    assert values_of(sheet) == [Decimal("8.5")]


def test_apply_marks_conflicts_after_a_conflict(sheet: Sheet, judge: Account):
    marking.mark(sheet, "8", by=judge)
    first = marking.operation(sheet, 1, "5")
    second = marking.operation(sheet, 1, "5.5", base_rev=0, after=first.op_id)
    assert [outcome["status"] for outcome in apply_marks([first, second], by=judge)] == ["conflict", "conflict"]


def test_apply_marks_clears_a_mark_and_goes_on_counting(sheet: Sheet, judge: Account):
    marking.mark(sheet, "8", by=judge)
    cleared = apply_marks([marking.operation(sheet, 1, None, base_rev=1)], by=judge)[0]
    assert (cleared["status"], cleared["rev"]) == ("saved", 2)
    assert values_of(sheet) == [None]


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-1", "+1", " 8", "8 ", "", ".5", "8.", "0x8", "1_0", "０x8"])
def test_apply_marks_refuses_what_is_not_a_plain_number(sheet: Sheet, judge: Account, text: str):
    outcome = marking.mark(sheet, text, by=judge)[0]
    assert outcome["status"] == "refused" and outcome["code"] in {"not-a-number", "full-width"}
    assert "“焊缝余高”的分数" in outcome["message"]
    assert values_of(sheet) == []


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("1e3", "exponent", "“焊缝余高”的分数不能用 1e3 这样的写法，请写出普通的数，例如 8.5。"),
        ("８", "full-width", "“焊缝余高”的分数里有全角数字，请改用半角数字和小数点，例如 8.5。"),
        ("八", "not-a-number", "“焊缝余高”的分数只能用半角数字和小数点，例如 8.5。"),
    ],
)
def test_apply_marks_says_how_to_write_a_number(sheet: Sheet, judge: Account, text: str, code: str, message: str):
    outcome = marking.mark(sheet, text, by=judge)[0]
    assert (outcome["code"], outcome["message"]) == (code, message)


@pytest.mark.parametrize(
    ("text", "code"),
    [("10.5", "out-of-range"), ("8.3", "step")],
)
def test_apply_marks_refuses_what_the_scheme_does_not_allow(sheet: Sheet, judge: Account, text: str, code: str):
    outcome = marking.mark(sheet, text, by=judge)[0]
    assert outcome["code"] == code and outcome["message"].startswith("“焊缝余高”应")
    assert values_of(sheet) == []


def test_apply_marks_keeps_the_good_ones_beside_a_refused_one(sheet: Sheet, judge: Account):
    outcomes = marking.mark(sheet, "8", "7", "12.3", by=judge)
    assert [outcome["status"] for outcome in outcomes] == ["saved", "refused", "saved"]
    assert values_of(sheet) == [Decimal(8), Decimal("12.3")]


def test_apply_marks_refuses_another_judges_sheet(sheet: Sheet, officer: Account):
    stranger = marking.judge(officer.organisation)
    outcome = marking.mark(sheet, "8", by=stranger)[0]
    assert (outcome["status"], outcome["code"]) == ("refused", "not-yours")
    assert values_of(sheet) == []


def test_apply_marks_refuses_a_criterion_of_another_scheme(sheet: Sheet, judge: Account):
    operation = marking.operation(sheet, 1, "1")
    foreign = replace(operation, payload={**operation.payload, "criterion": marking.scheme("别的").criteria[0].id})
    assert apply_marks([foreign], by=judge)[0]["code"] == "unknown-criterion"


def test_apply_marks_refuses_a_recused_judge(sheet: Sheet, judge: Account, officer: Account):
    with transaction():
        recuse_judge(sheet, reason="师徒关系", by=officer)
    assert marking.mark(sheet, "8", by=judge)[0]["code"] == "recused"


def test_apply_marks_checks_recusal_again_when_the_judge_has_changed_his_unit(officer: Account):
    unit = people.organisation("示例机械公司工会", officer.organisation)
    judge = marking.judge(officer.organisation)
    marking.panel(officer.organisation, judge, owners=[unit], by=officer)
    with transaction():
        judge.person.employer = unit
    outcome = marking.mark(marking.sheets_of(judge)[0], "8", by=judge)[0]
    assert outcome["code"] == "own-unit"
    assert outcome["message"] == "第 1 场 1 号工位按规定您应当回避，不能评分。请报告裁判长。"


def send_at_once(app: Flask, operations: list[Any], judge_id: int) -> list[dict[str, Any]]:
    """Each operation from a thread of its own, all at the same moment."""
    together = Barrier(len(operations))

    def send(operation: Any) -> dict[str, Any]:
        with app.app_context():
            account = session.get_one(Account, judge_id)
            together.wait()
            return apply_marks([operation], by=account)[0]

    session.commit()
    with ThreadPoolExecutor(len(operations)) as threads:
        return list(threads.map(send, operations))


def test_apply_marks_applies_an_operation_sent_by_eight_threads_once(app: Flask, sheet: Sheet, judge: Account):
    operation = marking.operation(sheet, 1, "8")
    outcomes = send_at_once(app, [operation] * 8, judge.id)
    assert outcomes == [{"op_id": operation.op_id, "status": "saved", "rev": 1}] * 8
    assert session.scalar(select(func.count()).select_from(DeviceOperation)) == 1
    assert values_of(sheet) == [Decimal(8)]


def test_apply_marks_lets_one_of_eight_tablets_win(app: Flask, sheet: Sheet, judge: Account):
    operations = [marking.operation(sheet, 1, f"{value}") for value in range(8)]
    statuses = sorted(outcome["status"] for outcome in send_at_once(app, operations, judge.id))
    assert statuses == ["conflict"] * 7 + ["saved"]
