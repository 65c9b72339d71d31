"""Blank certificates: every paper is somewhere, by the ledger and by the database."""

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy.exc import IntegrityError

from assessments.bodies.models import AssessmentBody
from assessments.certification.models import BlankStock, StockMovement
from assessments.certification.queries_stock import levels_of, reconciliations_of
from assessments.certification.rules_stock import Levels, Movement
from assessments.certification.stock import MovementFacts, record_movement, reverse_movement
from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import assessments, people


@pytest.fixture
def body(app: Flask) -> AssessmentBody:
    return assessments.body()


@pytest.fixture
def officer(body: AssessmentBody) -> Account:
    return people.account(Role.ASSESSMENT_REVIEWER, body.organisation)


def move(body: AssessmentBody, by: Account, movement: Movement, count: int, **facts: Any) -> StockMovement:
    with transaction():
        return record_movement(body, MovementFacts(movement, count, "责任人甲", **facts), by=by)


def test_record_movement_accounts_for_every_paper(body, officer):
    plan = assessments.batch(body)
    for _ in range(10):
        assessments.grant(body, plan=plan)
    move(body, officer, Movement.RECEIVED, 100, serials="A0001-A0100")
    move(body, officer, Movement.ISSUED, 11, batch=plan)  # 110 % of ten
    with pytest.raises(Refused, match="超过了 110 %") as refusal:
        move(body, officer, Movement.ISSUED, 1, batch=plan)
    assert refusal.value.field == "reason"
    move(body, officer, Movement.ISSUED, 1, batch=plan, reason="打印机卡纸")
    move(body, officer, Movement.USED, 9, batch=plan)
    move(body, officer, Movement.VOIDED, 2, batch=plan)
    with pytest.raises(Refused, match="只有 1 张，不够退回 2 张"):
        move(body, officer, Movement.RETURNED, 2, batch=plan)
    wrong = move(body, officer, Movement.RETURNED, 1, batch=plan)
    assert levels_of([body])[body.id] == Levels(on_hand=89, handed_out=0, spoiled=2)
    assert reconciliations_of(body)[plan.id].open == 0
    with transaction():
        reverse_movement(wrong, reason="退回的是别的计划的", by=officer)
    assert reconciliations_of(body)[plan.id].open == 1
    with pytest.raises(Refused, match="已经冲销过"), transaction():
        reverse_movement(wrong, reason="再来一次", by=officer)
    move(body, officer, Movement.USED, 1, batch=plan)
    move(body, officer, Movement.DESTROYED, 2, batch=plan)
    with pytest.raises(Refused, match="作废待销毁的空白证书只有 0 张"):
        move(body, officer, Movement.DESTROYED, 1)
    assert levels_of([body])[body.id] == Levels(on_hand=88)
    assert sum(one.count for one in session.query(StockMovement).filter_by(movement=Movement.DESTROYED)) == 2


def test_two_officers_at_once_never_hand_out_the_same_paper(app, body, officer):
    move(body, officer, Movement.RECEIVED, 3)
    body_id, by_id = body.id, officer.id

    def press(_turn: int) -> bool:
        with app.app_context():
            try:
                facts = MovementFacts(Movement.ISSUED, 2, "责任人甲", reason="备用")
                with transaction():
                    kept, by = session.get_one(AssessmentBody, body_id), session.get_one(Account, by_id)
                    record_movement(kept, facts, by=by)
            except Refused:
                return False
            return True

    session.rollback()
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == [False, True]
    assert levels_of([body])[body_id] == Levels(on_hand=1, handed_out=2)
    session.query(BlankStock).one().on_hand = -1
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_pages_show_the_stock_warn_and_export(body, officer, client):
    page = people.sign_in(client, officer)
    address = f"/assessments/stocks/{body.id}"
    taken = {"movement": "received", "count": "20", "batch": "0", "responsible": "责任人甲", "serials": "A1-A20"}
    assert page.post(address, data=taken).status_code == 302
    refused = page.post(address, data=taken | {"movement": "issued", "count": "21", "reason": "备用"})
    assert (refused.status_code, "只有 20 张，不够领用 21 张" in refused.text) == (422, True)
    shown = page.get(address).text
    assert ("少于 50 张" in shown, "A1-A20" in shown) == (True, True)
    assert "少于 50 张" in page.get("/assessments/stocks").text
    (movement,) = session.query(StockMovement)
    page.post(f"/assessments/stocks/movements/{movement.id}/reverse", data={"reason": "数错了"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(page.get(f"{address}/ledger.xlsx").data)).get_sheet_by_index(0)
    assert [row[1:3] for row in sheet.to_python()] == [["变动", "张数"], ["入库", 20.0], ["入库（冲销）", -20.0]]
    stranger = people.sign_in(client, people.account(Role.ASSESSMENT_REVIEWER, people.organisation("别处示例公司")))
    assert [stranger.get(one).status_code for one in (address, f"{address}/ledger.xlsx")] == [404, 404]
    assert stranger.post(f"/assessments/stocks/movements/{movement.id}/reverse").status_code == 404
