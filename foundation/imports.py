"""Imports: a workbook is checked as a whole, shown as a preview, applied in one transaction, and can be taken back.

A stage says what its rows mean and registers that once; pages, counts, marked workbook and undo come from here:

    ROSTER = imports.register(ImportKind(
        name="persons", title="人员名单", columns=COLUMNS, endpoint="people.persons.list_persons",
        check=check_rows,  # (rows, by, context) -> one Outcome a row; writes nothing; row.fault(key, "…") stops it
        apply=apply_row,   # (outcome, by, context) -> Applied(record, before); `before=None` for a new record
        undo=undo_row,     # (item, by) -> None; raises Refused while something depends on the record
    ))

    # in the stage's upload route, inside `with answering(form), transaction():`
    batch = imports.preview_import(ROSTER, content, name=filename, by=acting(), context={"event_id": event.id})
    return redirect(url_for("website.show_import", batch_id=batch.id))

`context` holds only plain numbers and words; it also fills in the address of `endpoint`, the page to go back to.
When rows are applied it holds `batch_id` too.
Rosters are kept encrypted; a batch keeps row numbers, names and record ids, and reads the file again to apply it.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from foundation import files
from foundation.audit import Actor
from foundation.database import Keyed, lock, session
from foundation.errors import NotAllowed, Refused
from foundation.import_batches import Effect, ImportBatch, ImportItem, ImportState, imports_visible_to
from foundation.lifecycle import advance
from foundation.workbook_writing import MEDIA_TYPE, marked_workbook
from foundation.workbooks import Column, Remark, Row, read_workbook

__all__ = [  # what stages need of imports, from wherever it comes
    "Applied",
    "Effect",
    "ImportBatch",
    "ImportItem",
    "ImportKind",
    "ImportState",
    "Outcome",
    "apply_import",
    "cancel_import",
    "imports_visible_to",
    "is_stopped",
    "marked_copy",
    "preview_import",
    "refuse_if_changed_since",
    "register",
    "undo_import",
]


@dataclass
class Outcome:
    """What a checked row would do. `found` carries what the check looked up to the function that applies the row."""

    row: Row
    label: str
    effect: Effect
    found: Any = None

    def __post_init__(self) -> None:
        if self.row.faults:
            self.effect = Effect.FAULTY


@dataclass(frozen=True)
class Applied:
    """The record that a row made or changed; `before` holds the old values of what it changed (as JSON can)."""

    record: Keyed
    before: dict[str, Any] | None = None


@dataclass(frozen=True)
class ImportKind:
    """What the rows of one kind of workbook mean; the module's docstring shows the use."""

    name: str
    title: str
    columns: Sequence[Column]
    endpoint: str
    check: Callable[[list[Row], Any, dict[str, Any]], list[Outcome]]
    apply: Callable[[Outcome, Any, dict[str, Any]], Applied]
    undo: Callable[[ImportItem, Any], None]
    # Where rows come by the thousand: makes many new records at once. If it fails, they are applied one by one.
    apply_new: Callable[[list[Outcome], Any], list[Applied]] | None = None
    # Where part of a workbook would be worse than none of it: one faulty row stops them all.
    whole: bool = False


CHUNK = 200
_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> ImportKind:
    """Make a kind of import known; called where the kind is defined."""
    _kinds[kind.name] = kind
    return kind


def preview_import(
    kind: ImportKind, content: bytes, *, name: str, by: Actor, context: dict[str, Any] | None = None
) -> ImportBatch:
    """Check the whole workbook and keep the outcome; nothing else changes. Raises `Refused` if it cannot be read."""
    sheet = read_workbook(content, kind.columns)
    outcomes = kind.check(sheet.rows, by, context or {})
    stored = files.store(content, name=name, media_type=MEDIA_TYPE, by_id=by.id, encrypted=True)
    batch = ImportBatch(
        kind=kind.name,
        title=kind.title,
        endpoint=kind.endpoint,
        file=stored,
        context=context or {},
        ignored=sheet.ignored,
        created_by=by.id,
        created_by_name=by.display_name,
        organisation_path=by.organisation_path,
        items=[_describe(ImportItem(row=outcome.row.number), outcome) for outcome in outcomes],
    )
    session.add(batch)
    session.flush()
    return batch


def apply_import(batch: ImportBatch, *, by: Actor) -> None:
    """Check again and apply every row without a fault, all in this transaction.

    Raises `Refused` if there is a faulty row and the kind is taken in as a whole.
    """
    if batch.created_by != by.id:
        raise NotAllowed
    advance(lock(batch), "apply_import", by=by)
    kind = _kinds[batch.kind]
    items = {item.row: item for item in batch.items}
    outcomes = kind.check(read_workbook(batch.file.read(), kind.columns).rows, by, batch.context)
    done = _apply_new(kind, outcomes, items, by)
    for outcome in outcomes:
        item = items[outcome.row.number]
        if outcome.effect in {Effect.NEW, Effect.CHANGED} and item.row not in done:
            _apply_row(kind, outcome, item, by, batch.context | {"batch_id": batch.id})
        _describe(item, outcome)
    if is_stopped(batch):
        raise Refused("这份表格没有导入，一行都没有改动：有的行有问题。请在核对表里改好后重新上传。")


def is_stopped(batch: ImportBatch) -> bool:
    """Whether a faulty row stops the whole batch, because its kind is taken in as a whole or not at all."""
    return _kinds[batch.kind].whole and any(item.effect is Effect.FAULTY for item in batch.items)


def cancel_import(batch: ImportBatch, *, by: Actor) -> None:
    """Give a preview up."""
    advance(lock(batch), "cancel_import", by=by)


def undo_import(batch: ImportBatch, *, by: Actor, reason: str) -> None:
    """Take back everything the batch did, or nothing: `Refused` lists every row that something depends on by now."""
    advance(lock(batch), "undo_import", by=by, reason=reason)
    kind = _kinds[batch.kind]
    reasons = []
    for item in reversed(batch.items):
        if item.record_id is not None:
            try:
                kind.undo(item, by)
            except Refused as refusal:
                said = "；".join(refusal.reasons) or refusal.message
                reasons.append(f"第 {item.row} 行“{item.label}”：{said}")
    if reasons:
        raise Refused("这批导入不能撤销：有的记录已经被使用或修改。", reasons=reasons[::-1][:50])


def marked_copy(batch: ImportBatch) -> bytes:
    """The uploaded workbook with its faults and notices marked."""
    faults = [remark for item in batch.items for remark in item.remarks(item.faults)]
    notices = [remark for item in batch.items for remark in item.remarks(item.notices)]
    return marked_workbook(batch.file.read(), _kinds[batch.kind].columns, faults, notices)


def refuse_if_changed_since(item: ImportItem, version: int) -> None:
    """For `undo` functions: a record that was changed after the import is not taken back over that change."""
    if item.record_version != version:
        raise Refused("导入之后又被修改过，请直接修改这条记录。")


def _apply_row(kind: ImportKind, outcome: Outcome, item: ImportItem, by: Actor, context: dict[str, Any]) -> None:
    try:
        with session.begin_nested():
            applied = kind.apply(outcome, by, context)
    except Refused as refusal:
        outcome.row.faults.append(Remark(outcome.row.number, "", "", "；".join(refusal.reasons) or refusal.message))
    except IntegrityError:
        outcome.row.faults.append(Remark(outcome.row.number, "", "", "同时有人在登记同一条记录，请重新导入。"))
    if outcome.row.faults:
        outcome.effect = Effect.FAULTY
    else:
        _keep(item, applied)


def _apply_new(kind: ImportKind, outcomes: list[Outcome], items: dict[int, ImportItem], by: Actor) -> set[int]:
    """Make the new records of many rows at once, where the kind can; the numbers of the rows that are done."""
    done: set[int] = set()
    new = [outcome for outcome in outcomes if outcome.effect is Effect.NEW] if kind.apply_new else []
    for start in range(0, len(new), CHUNK):
        chunk = new[start : start + CHUNK]
        try:
            with session.begin_nested():
                made = kind.apply_new(chunk, by) if kind.apply_new else []
        except (Refused, IntegrityError):
            continue  # one of them is at fault: one by one it will be found
        for outcome, applied in zip(chunk, made, strict=True):
            _keep(items[outcome.row.number], applied)
            done.add(outcome.row.number)
    return done


def _keep(item: ImportItem, applied: Applied) -> None:
    item.record_id = applied.record.id
    item.record_version = getattr(applied.record, "row_version", None)
    item.before = None if applied.before is None else json.dumps(applied.before, ensure_ascii=False)


def _describe(item: ImportItem, outcome: Outcome) -> ImportItem:
    item.label = outcome.label
    item.effect = outcome.effect
    item.faults, item.notices = _kept(outcome.row.faults), _kept(outcome.row.notices)
    return item


def _kept(remarks: list[Remark]) -> list[list[str]]:
    """Remarks as they are stored, in the order of the columns."""
    in_order = sorted(remarks, key=lambda remark: (len(remark.letter), remark.letter))
    return [[remark.letter, remark.title, remark.message] for remark in in_order]
