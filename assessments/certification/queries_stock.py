"""Reading the blank stock: what there is, what each plan took, and what became of it."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from assessments.batches.models import Batch
from assessments.bodies.models import AssessmentBody
from assessments.certification.level_codes import level_codes
from assessments.certification.models import BlankStock, StockMovement
from assessments.certification.queries import bodies_certified_by
from assessments.certification.rules_stock import FOR_A_PLAN, Levels, Reconciliation
from assessments.grants.models import Grant
from assessments.grants.rules import GrantState
from foundation.database import session
from people.accounts.models import Account


def levels_of(bodies: Sequence[AssessmentBody]) -> dict[int, Levels]:
    """How many blank papers each body has, by its id; none where nothing was ever written down."""
    ids = [body.id for body in bodies]
    known = {one.body_id: one.levels for one in session.scalars(select(BlankStock).where(BlankStock.body_id.in_(ids)))}
    return {body_id: known.get(body_id, Levels()) for body_id in ids}


def movements_kept_by(user: Account) -> Select[StockMovement]:
    """Every movement of the blank papers that `user` keeps."""
    mine = bodies_certified_by(user).with_only_columns(AssessmentBody.id).order_by(None)
    return select(StockMovement).where(StockMovement.body_id.in_(mine)).options(joinedload(StockMovement.batch))


def reversed_movements(body: AssessmentBody) -> set[int]:
    """The movements that were taken back."""
    query = select(StockMovement.reverses_id).where(StockMovement.body_id == body.id)
    return {one for one in session.scalars(query) if one is not None}


def plans_of(body: AssessmentBody) -> Sequence[Batch]:
    """The plans of a body that papers may be taken for, newest first."""
    return session.scalars(select(Batch).where(Batch.body_id == body.id).order_by(Batch.id.desc())).all()


def passes_of(body: AssessmentBody, batch: Batch | None) -> int:
    """How many passed: the grants of a plan, or of a body without a plan, that were not withdrawn."""
    standing = (Grant.state != GrantState.WITHDRAWN) & Grant.level.in_(level_codes())
    plan = Grant.batch_id == batch.id if batch else Grant.batch_id.is_(None)
    return session.scalar(select(func.count(Grant.id)).where(Grant.body_id == body.id, plan, standing)) or 0


def certified_by_plan(body: AssessmentBody) -> dict[int | None, int]:
    """How many of each plan's grants have their certificate; None: those without a plan."""
    certified = (Grant.body_id == body.id) & (Grant.certificate_id.is_not(None))
    query = select(Grant.batch_id, func.count(Grant.id)).where(certified).group_by(Grant.batch_id)
    return {row[0]: row[1] for row in session.execute(query)}


def reconciliations_of(body: AssessmentBody) -> dict[int | None, Reconciliation]:
    """What each plan of a body took and used, newest plan first; None: papers for grants without a plan."""
    query = (
        select(StockMovement.batch_id, StockMovement.movement, func.sum(StockMovement.count))
        .where(StockMovement.body_id == body.id, StockMovement.movement.in_(FOR_A_PLAN))
        .group_by(StockMovement.batch_id, StockMovement.movement)
    )
    sums: dict[int | None, dict[str, int]] = {}
    for batch_id, movement, count in session.execute(query):
        sums.setdefault(batch_id, {})[movement.value] = int(count)
    newest_first = sorted(sums.items(), key=lambda item: item[0] or 0, reverse=True)
    return {batch_id: Reconciliation(**counts) for batch_id, counts in newest_first}
