"""Blank certificates of each body: how many there are, and every movement of them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.batches.models import Batch
from assessments.bodies.models import AssessmentBody
from assessments.certification.rules_stock import MOVEMENT_TITLES, Levels, Movement
from foundation import clock
from foundation.database import Base, BigId, Keyed, enum_column


class BlankStock(Keyed, Base):
    """How many blank papers a body has: one locked row, so that two officers never hand out the same paper."""

    __tablename__ = "assessment_blank_stocks"
    __table_args__ = (CheckConstraint("on_hand >= 0 AND handed_out >= 0 AND spoiled >= 0", name="never_negative"),)

    body_id: Mapped[int] = mapped_column(ForeignKey("assessment_bodies.id"), unique=True)
    on_hand: Mapped[int] = mapped_column(default=0)
    handed_out: Mapped[int] = mapped_column(default=0)
    spoiled: Mapped[int] = mapped_column(default=0)

    body: Mapped[AssessmentBody] = relationship()

    @property
    def levels(self) -> Levels:
        return Levels(self.on_hand, self.handed_out, self.spoiled)


class StockMovement(Keyed, Base):
    """One movement of blank papers. Never changed: a wrong one is taken back by another with the count below zero.

    `batch` is the plan that took the papers; None: none did, or they were for grants without a plan.
    `responsible` is who answers for the papers; `serials` the serial numbers printed on them (印制流水码).
    """

    __tablename__ = "assessment_stock_movements"
    __table_args__ = (
        CheckConstraint("count > 0 OR (count < 0 AND reverses_id IS NOT NULL)", name="only_reversals_below_zero"),
        CheckConstraint("batch_id IS NULL OR movement NOT IN ('received', 'destroyed')", name="store_has_no_plan"),
    )

    body_id: Mapped[int] = mapped_column(ForeignKey("assessment_bodies.id"), index=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_batches.id"), index=True)
    movement: Mapped[Movement] = enum_column(Movement)
    count: Mapped[int]
    serials: Mapped[str] = mapped_column(default="")
    responsible: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_stock_movements.id"), unique=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_id: Mapped[int] = mapped_column(BigId)
    by_name: Mapped[str]

    body: Mapped[AssessmentBody] = relationship()
    batch: Mapped[Batch | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.body.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{MOVEMENT_TITLES[self.movement]} {self.count} 张"
