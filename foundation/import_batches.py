"""What is kept of an import: the batch, and what each of its rows did."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Select, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, BigId, Keyed, PathText, below, enum_column
from foundation.files import StoredFile
from foundation.secrets import EncryptedText
from foundation.workbooks import Remark
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
    title: Mapped[str]
    endpoint: Mapped[str]  # the page to go back to, with `context` in its address
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


def imports_visible_to(paths: Sequence[str], creator_id: int) -> Select[ImportBatch]:
    """The imports somebody made, and those made in the subtrees at `paths`."""
    return select(ImportBatch).where(
        or_(ImportBatch.created_by == creator_id, *(below(ImportBatch.organisation_path, path) for path in paths))
    )
