"""What is done with plans: written, published, completed. Their nodes: noted, completed out of turn, reopened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from assessments.batches.models import Batch, BatchItem, BatchNode
from assessments.batches.queries import items_of, nodes_done, reasons_against_items, scope_of
from assessments.batches.rules import (
    NODE_TITLES,
    BatchState,
    Node,
    NumberWay,
    reasons_against_archiving,
    reasons_against_dates,
    reasons_against_parameters,
    reasons_against_skipping,
    reasons_out_of_turn,
)
from assessments.bodies.models import AssessmentBody
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.persons.rules import Level


@dataclass(frozen=True)
class BatchFacts:
    """What a plan says. `places` gives the number of places by line of the body's scope and level."""

    site_id: int
    title: str
    filing_number: str
    apply_from: date
    apply_to: date
    examined_on: date
    number_way: NumberWay
    pass_score: Decimal
    notice_days: int
    resit_months: int
    remarks: str
    places: Mapping[tuple[int, Level], int]


def create_batch(body: AssessmentBody, facts: BatchFacts, *, by: Account) -> Batch:
    """A new draft. Raises `Refused` for what the body may not examine on that day, and for impossible dates."""
    batch = Batch(body=body)
    with session.no_autoflush:
        _fill(batch, facts)
    session.add(batch)
    audit.record("create_batch", batch, by=by)
    return batch


def edit_batch(batch: Batch, facts: BatchFacts, *, version: int | None, by: Account) -> None:
    """Change a draft. Raises `Refused` once it is published: then only `amend_batch` adds to it."""
    lock(batch).expect_version(version)
    if batch.state is not BatchState.DRAFT:
        raise Refused("计划已经发布，职业、等级、日期等核心内容不再改动；需要改动的，请先取消再新建。")
    places = _places_in_words(batch.items)
    with session.no_autoflush:
        _fill(batch, facts)
        changes = audit.pending_changes(batch)
    if (now := _places_in_words(batch.items)) != places:
        changes["batch_items"] = (places, now)
    audit.record("edit_batch", batch, by=by, changes=changes)


def amend_batch(
    batch: Batch, *, filing_number: str, remarks: str, places: Mapping[int, int], version: int | None, by: Account
) -> None:
    """Add to a published plan: its filing number, remarks, and more places by item; never fewer."""
    lock(batch).expect_version(version)
    if batch.state is not BatchState.PUBLISHED:
        raise Refused("只有进行中的计划可以补充备案号、备注和名额。")
    batch.filing_number, batch.remarks = filing_number, remarks
    changes = audit.pending_changes(batch)
    items = session.scalars(items_of(batch)).all()
    before = _places_in_words(items)
    for item in items:
        wanted = places.get(item.id, item.places)
        if wanted < item.places:
            raise Refused(f"名额只能增加：原有 {item.places} 人，填写的是 {wanted} 人。", field="places")
        item.places = wanted
    if (now := _places_in_words(items)) != before:
        changes["batch_items"] = (before, now)
    audit.record("amend_batch", batch, by=by, changes=changes)


def publish_batch(batch: Batch, *, by: Account) -> None:
    """Lock what the plan says and take applications from its first day. Completes the node PLAN."""
    lock(batch)
    reasons = [*reasons_against_items(batch), *_reasons_against_publishing(batch)]
    if reasons:
        raise Refused("计划还不能发布。", reasons=reasons)
    advance(batch, "publish_batch", by=by)
    note_node(batch, Node.PLAN, by=by)


def complete_batch(batch: Batch, *, by: Account) -> None:
    """Archive the plan: the last node. Raises `Refused` while another is not done."""
    lock(batch)
    if reasons := reasons_against_archiving(nodes_done(batch)):
        raise Refused("计划还不能归档。", reasons=reasons)
    note_node(batch, Node.ARCHIVE, by=by)
    advance(batch, "complete_batch", by=by)


def reopen_batch(batch: Batch, *, reason: str, by: Account) -> None:
    """Take a plan out of the archive, with a reason."""
    advance(lock(batch), "reopen_batch", by=by, reason=reason)
    _forget(batch, Node.ARCHIVE)


def note_node(batch: Batch, node: Node, *, by: Account) -> None:
    """The work of a node is done: said by whoever did it, as often as he likes; the first time counts.

    What happened is never refused for its order, but before its turn nothing is noted: an exception is for a person,
    with his reason (`complete_node`). A plan that is not under way notes nothing.
    """
    lock(batch)
    done = nodes_done(batch)
    if batch.state is not BatchState.PUBLISHED or node in done:
        return
    if not reasons_out_of_turn(node, done, batch.apply_to, clock.today()):
        _mark(batch, node, reason="", by=by, action="note_node")


def require_node(batch: Batch, node: Node) -> None:
    """What comes next waits for `node`. Raises `Refused` while it is not done, naming what is to be completed."""
    if reasons := reasons_against_skipping(node, nodes_done(batch)):
        raise Refused(
            "认定计划的环节依次完成，现在还不能办理这一步。请经办人在认定计划页完成下面的环节；确需例外的，在那里写明原因。",
            reasons=reasons,
        )


def complete_node(batch: Batch, node: Node, *, reason: str = "", by: Account) -> None:
    """Complete a node by hand. Before its turn it needs a reason, which is shown on the line of progress."""
    lock(batch)
    if batch.state is not BatchState.PUBLISHED:
        raise Refused("只有进行中的计划可以完成环节。")
    if node is Node.ARCHIVE:
        raise Refused("归档是最后一个环节，请用“归档”。")
    done = nodes_done(batch)
    if node in done:
        raise Refused(f"“{NODE_TITLES[node]}”已经完成，请刷新页面。")
    early = reasons_out_of_turn(node, done, batch.apply_to, clock.today())
    if early and not reason.strip():
        raise Refused(f"现在完成“{NODE_TITLES[node]}”次序不对，确需例外的请写明原因。", reasons=early, field="reason")
    _mark(batch, node, reason=reason.strip() if early else "", by=by, action="complete_node")


def reopen_node(batch: Batch, node: Node, *, reason: str, by: Account) -> None:
    """Say that a node is not done after all, with a reason. The plan itself and its archive have their own ways."""
    lock(batch)
    if batch.state is not BatchState.PUBLISHED or node in {Node.PLAN, Node.ARCHIVE}:
        raise Refused("这个环节不能单独重新打开。计划已归档的，请先重新打开计划。")
    if not reason.strip():
        raise Refused("重新打开环节需要写明原因。", field="reason")
    if not _forget(batch, node):
        raise Refused(f"“{NODE_TITLES[node]}”还没有完成，不需要重新打开。")
    audit.record("reopen_node", batch, by=by, reason=reason, changes={"node": (NODE_TITLES[node], None)})


def _fill(batch: Batch, facts: BatchFacts) -> None:
    reasons = reasons_against_dates(facts.apply_from, facts.apply_to, facts.examined_on)
    reasons += reasons_against_parameters(facts.pass_score, facts.notice_days, facts.resit_months)
    if reasons:
        raise Refused("计划没有保存。", reasons=reasons)
    same = select(Batch.id).where(Batch.body_id == batch.body.id, Batch.title == facts.title)
    if any(found != batch.id for found in session.scalars(same)):
        raise Refused(f"本机构已有名为“{facts.title}”的计划，请改名。", field="title")
    site = next((known for known in batch.body.sites if known.id == facts.site_id and known.active), None)
    if site is None:
        raise Refused("这个站点不属于本机构，或已停用，请另选站点。", field="site_id")
    batch.site = site
    for name in ("title", "filing_number", "apply_from", "apply_to", "examined_on", "number_way"):
        setattr(batch, name, getattr(facts, name))
    for name in ("pass_score", "notice_days", "resit_months", "remarks"):
        setattr(batch, name, getattr(facts, name))
    _fill_items(batch, facts.places)
    if faults := reasons_against_items(batch):
        raise Refused("计划没有保存。", reasons=faults, field="places")


def _fill_items(batch: Batch, places: Mapping[tuple[int, Level], int]) -> None:
    if not places:
        raise Refused("请至少给一个职业等级填写名额。", field="places")
    scope = {line.id: line for line in session.scalars(scope_of(batch.body.id))}
    kept = {
        (item.scope_item_id, item.level): item for item in batch.items if (item.scope_item_id, item.level) in places
    }
    batch.items[:] = list(kept.values())
    for (scope_id, level), count in places.items():
        line = scope.get(scope_id)
        if line is None:
            raise Refused("所选项目已不在备案范围内，请刷新页面后重新选择。", field="places")
        if item := kept.get((scope_id, level)):
            item.places = count
            continue
        facts = {"occupation_code": line.occupation_code, "trade": line.trade, "standard": line.standard}
        batch.items.append(BatchItem(scope_item=line, level=level, places=count, **facts))


def _places_in_words(items: Sequence[BatchItem]) -> str:
    return "；".join(f"{item.title} {item.places} 人" for item in items)


def _reasons_against_publishing(batch: Batch) -> list[str]:
    reasons = reasons_against_dates(batch.apply_from, batch.apply_to, batch.examined_on)
    if not batch.items:
        reasons.append("还没有认定项目，请先编辑计划，给至少一个职业等级填写名额。")
    if batch.apply_to < clock.today():
        reasons.append(f"报名截止日 {batch.apply_to:%Y年%m月%d日} 已经过去，请先修改日期。")
    if batch.number_way is NumberWay.ALLOTTED and not batch.site.prefix:
        reasons.append(
            f"站点“{batch.site.title}”还没有 13 位证书编号前缀，不能由本系统编号。请先登记前缀，或改用其他方式。"
        )
    return reasons


def _mark(batch: Batch, node: Node, *, reason: str, by: Account, action: str) -> None:
    session.add(BatchNode(batch_id=batch.id, node=node, done_by=by.id, exception_reason=reason))
    audit.record(action, batch, by=by, reason=reason, changes={"node": (None, NODE_TITLES[node])})


def _forget(batch: Batch, node: Node) -> bool:
    found = session.scalars(
        select(BatchNode).where(BatchNode.batch_id == batch.id, BatchNode.node == node)
    ).one_or_none()
    if found:
        session.delete(found)
    return found is not None
