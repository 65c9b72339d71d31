"""Score sheets: one for each rater and subject, with one current mark for each criterion."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, BigId, Keyed, enum_column
from foundation.outbox import DeviceOperation
from marking.panels.models import PanelMember, Subject
from marking.schemes.models import Criterion
from marking.sheets.rules import (
    LATE_MARK_WORKFLOW,
    SHEET_WORKFLOW,
    LateMarkState,
    SheetState,
)
from people.accounts.models import Account

# An operation is stored with its outcome, after what it did: the key is checked when the transaction ends.
OPERATION = "device_operations.op_id"


class Sheet(Keyed, Base):
    """A rater's score sheet for one subject (评分表). `version` counts the sealings, each of which has its `Seal`."""

    __tablename__ = "marking_sheets"
    __table_args__ = (
        UniqueConstraint("subject_id", "member_id"),
        CheckConstraint("(state = 'sealed') = (sealed_at IS NOT NULL)", name="sealed_has_its_time"),
    )
    workflow = SHEET_WORKFLOW

    subject_id: Mapped[int] = mapped_column(ForeignKey("marking_subjects.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("marking_panel_members.id"), index=True)
    state: Mapped[SheetState] = enum_column(SheetState, default=SheetState.OPEN)
    sealed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)

    subject: Mapped[Subject] = relationship()
    member: Mapped[PanelMember] = relationship()
    marks: Mapped[list["Mark"]] = relationship(back_populates="sheet")
    seals: Mapped[list["Seal"]] = relationship(back_populates="sheet", order_by="Seal.version")

    @property
    def organisation_path(self) -> str:
        return self.member.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.subject.label} · {self.member.account.display_name}"


class Mark(Keyed, Base):
    """The current mark of one criterion on one sheet.

    `rev` counts its changes; `op_id` is the operation that set it. A cleared mark stays as a row without a value, so
    that `rev` never begins again and an old tablet cannot mistake a new mark for the one it knew.
    """

    __tablename__ = "marking_marks"
    __table_args__ = (
        UniqueConstraint("sheet_id", "criterion_id"),
        CheckConstraint("value >= 0", name="value_not_negative"),
    )

    sheet_id: Mapped[int] = mapped_column(ForeignKey("marking_sheets.id"), index=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("marking_criteria.id"))
    value: Mapped[Decimal | None]
    rev: Mapped[int] = mapped_column(default=1)
    op_id: Mapped[str] = mapped_column(ForeignKey(OPERATION, deferrable=True, initially="DEFERRED"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    sheet: Mapped[Sheet] = relationship(back_populates="marks")
    criterion: Mapped[Criterion] = relationship()


class Seal(Keyed, Base):
    """What a rater signed (封存): the marks as they stood, his signature, and a digest over both. Never changed.

    `marks` maps criterion codes to what was written; `signature` holds strokes, empty where nobody signed on glass.
    `made_at` is the device's clock.
    """

    __tablename__ = "marking_seals"
    __table_args__ = (UniqueConstraint("sheet_id", "version"),)

    sheet_id: Mapped[int] = mapped_column(ForeignKey("marking_sheets.id"))
    version: Mapped[int]
    sealed_by: Mapped[int] = mapped_column(BigId)
    at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    marks: Mapped[dict[str, Any]]
    total: Mapped[Decimal]
    signature: Mapped[list[Any]] = mapped_column(default=list)
    digest: Mapped[str]

    sheet: Mapped[Sheet] = relationship(back_populates="seals")


class LateMark(Keyed, Base):
    """A mark that arrived when its sheet was sealed or its panel closed: kept for the chief judge (迟到的分数).

    `stood` is the value that stood when it came; `operation` tells the device, its clock and when it arrived.
    """

    __tablename__ = "marking_late_marks"
    __table_args__ = (
        CheckConstraint("(state IN ('accepted', 'dismissed')) = (decided_by IS NOT NULL)", name="decided_by_somebody"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_at_a_time"),
        CheckConstraint("decided_by IS NULL OR reason <> ''", name="decided_for_a_reason"),
        Index("ix_marking_late_marks_sheet_id_state", "sheet_id", "state"),
    )
    workflow = LATE_MARK_WORKFLOW

    op_id: Mapped[str] = mapped_column(ForeignKey(OPERATION, deferrable=True, initially="DEFERRED"), unique=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("marking_sheets.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("marking_criteria.id"))
    value: Mapped[Decimal | None]
    stood: Mapped[Decimal | None]
    device: Mapped[str]
    state: Mapped[LateMarkState] = enum_column(LateMarkState, default=LateMarkState.WAITING)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")

    sheet: Mapped[Sheet] = relationship()
    criterion: Mapped[Criterion] = relationship()
    operation: Mapped[DeviceOperation] = relationship(viewonly=True)
    decider: Mapped[Account | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.sheet.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.sheet.audit_label} · {self.criterion.title}"
