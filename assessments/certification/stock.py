"""The ledger of blank certificates: every movement under the lock of the body's one row."""

from dataclasses import asdict, dataclass, replace

from sqlalchemy import select, text

from assessments.batches.models import Batch
from assessments.bodies.models import AssessmentBody
from assessments.certification.models import BlankStock, StockMovement
from assessments.certification.queries_stock import passes_of, reconciliations_of
from assessments.certification.rules_stock import (
    FOR_A_PLAN,
    MOST_PERCENT,
    MOVEMENT_TITLES,
    Movement,
    Reconciliation,
    levels_after,
    needs_reason,
)
from foundation import audit
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from people.accounts.models import Account
from people.accounts.rules import Permission

OPEN_STOCK = text(
    "INSERT INTO assessment_blank_stocks (body_id, on_hand, handed_out, spoiled) VALUES (:body_id, 0, 0, 0)"
    " ON CONFLICT (body_id) DO NOTHING"
)


@dataclass(frozen=True)
class MovementFacts:
    """What is written down of a movement; `batch` None: the store's own, or for grants without a plan."""

    movement: Movement
    count: int
    responsible: str
    batch: Batch | None = None
    serials: str = ""
    reason: str = ""


def record_movement(body: AssessmentBody, facts: MovementFacts, *, by: Account) -> StockMovement:
    """Write a movement down. Raises `Refused` if a stock would fall below zero, or more papers are taken than 110 % of
    those who passed without a reason."""
    if facts.movement not in FOR_A_PLAN:
        facts = replace(facts, batch=None)
    stock = _locked_stock(body, by)
    after = _reconciled(body, facts)
    if facts.movement is Movement.ISSUED and not facts.reason.strip():
        passes = passes_of(body, facts.batch)
        if needs_reason(after.issued - after.returned, passes):
            raise Refused(f"合格 {passes} 人，领用超过了 {MOST_PERCENT} %，请写明原因。", field="reason")
    made = _move(stock, StockMovement(body=body, **_values(facts)), by)
    audit.record("record_movement", made, by=by, reason=facts.reason, changes={"count": (None, facts.count)})
    return made


def reverse_movement(movement: StockMovement, *, reason: str, by: Account) -> StockMovement:
    """Take a movement back that was written down wrongly: another one, with the count below zero and a reason."""
    if not reason.strip():
        raise Refused("冲销需要写明原因。", field="reason")
    stock = _locked_stock(movement.body, by)
    taken_back = select(StockMovement.id).where(StockMovement.reverses_id == movement.id)
    if movement.reverses_id is not None or session.scalar(taken_back) is not None:
        raise Refused("这一笔已经冲销过，或者它本身就是冲销，不能再冲销。")
    facts = MovementFacts(
        movement.movement, -movement.count, movement.responsible, movement.batch, movement.serials, reason.strip()
    )
    _reconciled(movement.body, facts)
    made = _move(stock, StockMovement(body=movement.body, reverses_id=movement.id, **_values(facts)), by)
    audit.record("reverse_movement", made, by=by, reason=reason, changes={"count": (None, made.count)})
    return made


def _locked_stock(body: AssessmentBody, by: Account) -> BlankStock:
    if not by.may_at(Permission.GRANT_CERTIFY, body.organisation_path):
        raise NotAllowed
    session.execute(OPEN_STOCK, {"body_id": body.id})
    return lock(session.scalars(select(BlankStock).where(BlankStock.body_id == body.id)).one())


def _reconciled(body: AssessmentBody, facts: MovementFacts) -> Reconciliation:
    """What the plan would have taken and used after this movement. Raises `Refused` if it used more than it took."""
    before = reconciliations_of(body).get(facts.batch.id if facts.batch else None, Reconciliation())
    if facts.movement not in FOR_A_PLAN:
        return before
    name = facts.movement.value
    after = Reconciliation(**(asdict(before) | {name: getattr(before, name) + facts.count}))
    if after.open < 0:
        title = f"“{facts.batch.title}”" if facts.batch else "计划外"
        raise Refused(
            f"{title}领用后还没有核销的只有 {before.open} 张，不够{MOVEMENT_TITLES[facts.movement]}"
            f" {abs(facts.count)} 张。请核对张数。",
            field="count",
        )
    return after


def _move(stock: BlankStock, movement: StockMovement, by: Account) -> StockMovement:
    after = levels_after(stock.levels, movement.movement, movement.count)
    stock.on_hand, stock.handed_out, stock.spoiled = after.on_hand, after.handed_out, after.spoiled
    movement.by_id, movement.by_name = by.id, by.display_name
    session.add(movement)
    return movement


def _values(facts: MovementFacts) -> dict[str, object]:
    return {
        "movement": facts.movement,
        "count": facts.count,
        "responsible": facts.responsible.strip(),
        "batch": facts.batch,
        "serials": facts.serials.strip(),
        "reason": facts.reason.strip(),
    }
