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
Rosters are kept encrypted; a batch keeps row numbers, names and record ids, and reads the file again to apply it.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Select, UniqueConstraint, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock, files
from foundation.audit import Actor
from foundation.database import Base, BigId, Keyed, PathText, below, enum_column, lock, session
from foundation.errors import NotAllowed, Refused
from foundation.files import StoredFile
from foundation.lifecycle import advance
from foundation.secrets import EncryptedText
from foundation.workbook_writing import MEDIA_TYPE, marked_workbook
from foundation.workbooks import Column, Remark, Row, read_workbook
from foundation.workflow import Workflow


class Effect(StrEnum):
    """What a row does, or did."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"


EFFECT_TITLES = {Effect.NEW: "新增", Effect.CHANGED: "更新", Effect.SAME: "无变化", Effect.FAULTY: "有问题"}


class ImportState(StrEnum):
    """The states of an import."""

    PREVIEWED = "previewed"
    APPLIED = "applied"
    CANCELLED = "cancelled"
    UNDONE = "undone"


IMPORT_WORKFLOW = Workflow(
    name="导入",
    table={
        (ImportState.PREVIEWED, "apply_import"): ImportState.APPLIED,
        (ImportState.PREVIEWED, "cancel_import"): ImportState.CANCELLED,
        (ImportState.APPLIED, "undo_import"): ImportState.UNDONE,
    },
    titles={
        ImportState.PREVIEWED: "待确认",
        ImportState.APPLIED: "已导入",
        ImportState.CANCELLED: "已放弃",
        ImportState.UNDONE: "已撤销",
    },
    corrections=frozenset({"undo_import"}),
)


class ImportBatch(Keyed, Base):
    """One uploaded workbook and what became of it."""

    __tablename__ = "import_batches"
    workflow = IMPORT_WORKFLOW

    kind: Mapped[str]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    state: Mapped[ImportState] = enum_column(ImportState, default=ImportState.PREVIEWED)
    context: Mapped[dict[str, Any]] = mapped_column(default=dict)
    ignored: Mapped[list[Any]] = mapped_column(default=list)  # titles of columns that were not used
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[int] = mapped_column(BigId, index=True)
    created_by_name: Mapped[str]
    organisation_path: Mapped[str] = mapped_column(PathText, index=True)

    file: Mapped[StoredFile] = relationship(lazy="joined")
    items: Mapped[list["ImportItem"]] = relationship(
        back_populates="batch", order_by="ImportItem.row", cascade="all, delete-orphan"
    )

    @property
    def audit_label(self) -> str:
        return f"{self.title}：{self.file.name}"

    @property
    def title(self) -> str:
        return _kinds[self.kind].title

    @property
    def endpoint(self) -> str:
        return _kinds[self.kind].endpoint

    def counts(self) -> dict[Effect, int]:
        """How many rows have each effect."""
        counted = Counter(item.effect for item in self.items)
        return {effect: counted[effect] for effect in Effect}


class ImportItem(Keyed, Base):
    """One row of an import: what it did to which record, and what was said about it. No personal data in clear."""

    __tablename__ = "import_items"
    __table_args__ = (UniqueConstraint("batch_id", "row"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batches.id"), index=True)
    row: Mapped[int]
    label: Mapped[str]
    effect: Mapped[Effect] = enum_column(Effect)
    faults: Mapped[list[Any]] = mapped_column(default=list)  # [letter, title, message]
    notices: Mapped[list[Any]] = mapped_column(default=list)
    record_id: Mapped[int | None] = mapped_column(BigId)
    record_version: Mapped[int | None]
    before: Mapped[str | None] = mapped_column(EncryptedText)

    batch: Mapped[ImportBatch] = relationship(back_populates="items")

    def before_values(self) -> dict[str, Any] | None:
        """What the record held before the import changed it; None if the import made it."""
        return json.loads(self.before) if self.before else None

    def remarks(self, kept: Sequence[Sequence[str]]) -> list[Remark]:
        """`faults` or `notices` as remarks on cells."""
        return [Remark(self.row, letter, title, message) for letter, title, message in kept]


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
    """Check again and apply every row without a fault, all in this transaction."""
    if batch.created_by != by.id:
        raise NotAllowed
    advance(lock(batch), "apply_import", by=by)
    kind = _kinds[batch.kind]
    items = {item.row: item for item in batch.items}
    for outcome in kind.check(read_workbook(batch.file.read(), kind.columns).rows, by, batch.context):
        item = items[outcome.row.number]
        if outcome.effect in {Effect.NEW, Effect.CHANGED}:
            _apply_row(kind, outcome, item, by, batch.context)
        _describe(item, outcome)


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


def imports_visible_to(paths: Sequence[str], creator_id: int) -> Select[ImportBatch]:
    """The imports somebody made, and those made in the subtrees at `paths`."""
    return select(ImportBatch).where(
        or_(ImportBatch.created_by == creator_id, *(below(ImportBatch.organisation_path, path) for path in paths))
    )


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
        return
    item.record_id = applied.record.id
    item.record_version = getattr(applied.record, "row_version", None)
    item.before = None if applied.before is None else json.dumps(applied.before, ensure_ascii=False)


def _describe(item: ImportItem, outcome: Outcome) -> ImportItem:
    item.label = outcome.label
    item.effect = outcome.effect
    item.faults = [[remark.letter, remark.title, remark.message] for remark in outcome.row.faults]
    item.notices = [[remark.letter, remark.title, remark.message] for remark in outcome.row.notices]
    return item
