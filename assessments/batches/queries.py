"""Reading plans: who sees which, which take applications on a day, and how far a plan is."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import joinedload

from assessments.batches.models import Batch, BatchItem, BatchNode
from assessments.batches.rules import (
    BatchState,
    Node,
    NodeDone,
    NodeStep,
    reasons_against_taking,
    steps_of,
)
from assessments.bodies.models import AssessmentBody, ScopeItem
from assessments.bodies.queries import reasons_against_body
from assessments.bodies.rules import BodyKind
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import within
from people.organisations.rules import lineages


def batches_visible_to(user: Account) -> Select[Batch]:
    """The plans of the bodies that `user` reads, and the published ones that the units in his care may apply to."""
    kept = within(user.scope(Permission.BODY_READ))
    applied_to = _open_to(user.scope(Permission.BATCH_READ))
    return _batches().where(or_(kept, and_(Batch.state != BatchState.DRAFT, applied_to)))


def batches_planned_by(user: Account) -> Select[Batch]:
    """The plans that `user` writes, publishes and completes."""
    return _batches().where(within(user.scope(Permission.BATCH_PLAN)))


def bodies_planned_by(user: Account) -> Select[AssessmentBody]:
    """The bodies in use that `user` may write plans for, by their title."""
    reach = within(user.scope(Permission.BATCH_PLAN))
    query = select(AssessmentBody).join(AssessmentBody.organisation).where(reach, AssessmentBody.active)
    return query.order_by(AssessmentBody.title)


def batches_taking_applications(day: date, paths: Iterable[str] | None = None) -> Select[Batch]:
    """The plans that take applications on `day`; with `paths`, those that the units at these paths may apply to.

    An enterprise's own body takes its own workers, that is those of its subtree; a social body everybody of its city.
    """
    ended = exists().where(BatchNode.batch_id == Batch.id, BatchNode.node == Node.APPLICATION)
    taking = _batches().where(
        Batch.state == BatchState.PUBLISHED, Batch.apply_from <= day, Batch.apply_to >= day, ~ended
    )
    return taking if paths is None else taking.where(_open_to(paths))


def reasons_against_taking_applications(batch: Batch, day: date) -> list[str]:
    """Why a plan takes no applications on `day`; empty: it does."""
    ended = Node.APPLICATION in nodes_done(batch)
    return reasons_against_taking(batch.state, batch.apply_from, batch.apply_to, day, ended=ended)


def found_batches(
    query: Select[Batch], *, state: BatchState | None, body_id: int | None, year: int | None
) -> Select[Batch]:
    """Those of `query` in this state, of this body, examined in this year."""
    if state is not None:
        query = query.where(Batch.state == state)
    if body_id is not None:
        query = query.where(Batch.body_id == body_id)
    if year is not None:
        query = query.where(Batch.examined_on.between(date(year, 1, 1), date(year, 12, 31)))
    return query


def scope_of(body_id: int) -> Select[ScopeItem]:
    """What a body may certify, by occupation and trade, with the standard of each."""
    query = select(ScopeItem).where(ScopeItem.body_id == body_id)
    return query.options(joinedload(ScopeItem.standard)).order_by(ScopeItem.occupation_code, ScopeItem.trade)


def reasons_against_items(batch: Batch) -> list[str]:
    """Why the body may not examine what the plan lists on its examination day; empty: it may."""
    reasons = [
        reason
        for item in batch.items
        for reason in reasons_against_body(batch.body, item.occupation_code, item.trade, item.level, batch.examined_on)
    ]
    return list(dict.fromkeys(reasons))


def nodes_done(batch: Batch) -> Mapping[Node, NodeDone]:
    """The nodes that are done: when, by whom, and why before their turn if they were."""
    query = select(BatchNode, Account.display_name).outerjoin(Account, Account.id == BatchNode.done_by)
    rows = session.execute(query.where(BatchNode.batch_id == batch.id))
    return {row.node: NodeDone(row.done_at, name or "", row.exception_reason) for row, name in rows}


def progress_of_batch(batch: Batch) -> list[NodeStep]:
    """The nine nodes in their order: done, current or waiting."""
    return steps_of(nodes_done(batch), batch.state)


def nodes_done_of(batch_ids: Iterable[int]) -> dict[int, int]:
    """How many nodes are done, by plan."""
    query = select(BatchNode.batch_id, func.count()).where(BatchNode.batch_id.in_(list(batch_ids)))
    return {row[0]: row[1] for row in session.execute(query.group_by(BatchNode.batch_id))}


def items_of(batch: Batch) -> Select[BatchItem]:
    """What a plan examines, in order of occupation, trade and level."""
    query = select(BatchItem).where(BatchItem.batch_id == batch.id).options(joinedload(BatchItem.standard))
    return query.order_by(BatchItem.occupation_code, BatchItem.trade, BatchItem.level.desc())


def _batches() -> Select[Any]:
    return select(Batch).join(Batch.body).join(AssessmentBody.organisation)


def _open_to(paths: Iterable[str]) -> ColumnElement[bool]:
    """Bodies that take the workers of the units at `paths`: their own or their enterprise's, and the city's social."""
    units = list(paths)
    cities = {"/".join(path.split("/")[:2]) + "/" for path in units}
    own = or_(false(), Organisation.id.in_(lineages(units)), within(units))
    return or_(
        and_(AssessmentBody.kind == BodyKind.ENTERPRISE, own),
        and_(AssessmentBody.kind == BodyKind.SOCIAL, within(cities)),
    )
