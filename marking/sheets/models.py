"""Score sheets: one for each rater and subject, with one current mark for each criterion."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, enum_column
from marking.panels.models import PanelMember, Subject
from marking.schemes.models import Criterion
from marking.sheets.rules import (
    SHEET_WORKFLOW,
    SheetState,
)


class Sheet(Keyed, Base):
    """A rater's score sheet for one subject (评分表). `version` counts the sealings."""

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
    op_id: Mapped[str] = mapped_column(ForeignKey("device_operations.op_id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    sheet: Mapped[Sheet] = relationship(back_populates="marks")
    criterion: Mapped[Criterion] = relationship()
