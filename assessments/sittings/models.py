"""Sittings: where and when a part is taken, who sits where, and who is on duty."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.applications.models import Application
from assessments.batches.models import Batch, BatchItem
from assessments.bodies.models import AssessmentBody, Official, Premises
from assessments.sittings.rules import SITTING_WORKFLOW, Attendance, SittingDuty, SittingMode, SittingState
from assessments.standards.rules import Part
from examinations.papers.models import Paper
from foundation import clock
from foundation.database import Base, Keyed, Versioned, enum_column
from marking.panels.models import Panel
from marking.schemes.models import Scheme
from people.accounts.models import Account


class Sitting(Keyed, Versioned, Base):
    """One part of an item, taken at one time in one room. `paper` is of an on-line theory sitting, `panel` with its
    `scheme` of one that assessors mark.
    """

    __tablename__ = "assessment_sittings"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("mode <> 'online' OR part = 'theory'", name="online_is_theory"),
        CheckConstraint("mode <> 'tablet' OR part <> 'theory'", name="tablet_is_not_theory"),
        CheckConstraint("paper_id IS NULL OR mode = 'online'", name="paper_is_online"),
    )
    workflow = SITTING_WORKFLOW

    batch_id: Mapped[int] = mapped_column(ForeignKey("assessment_batches.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("assessment_batch_items.id"), index=True)
    part: Mapped[Part] = enum_column(Part)
    mode: Mapped[SittingMode] = enum_column(SittingMode)
    title: Mapped[str]
    premises_id: Mapped[int] = mapped_column(ForeignKey("assessment_premises.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("papers.id"), unique=True)
    scheme_id: Mapped[int | None] = mapped_column(ForeignKey("marking_schemes.id"))
    panel_id: Mapped[int | None] = mapped_column(ForeignKey("marking_panels.id"), unique=True)
    blind: Mapped[bool] = mapped_column(default=True)
    state: Mapped[SittingState] = enum_column(SittingState, default=SittingState.PLANNED)

    batch: Mapped[Batch] = relationship()
    item: Mapped[BatchItem] = relationship()
    premises: Mapped[Premises] = relationship()
    paper: Mapped[Paper | None] = relationship()
    scheme: Mapped[Scheme | None] = relationship()
    panel: Mapped[Panel | None] = relationship()
    seats: Mapped[list["Seat"]] = relationship(back_populates="sitting", order_by="Seat.number")
    duties: Mapped[list["Assignment"]] = relationship(back_populates="sitting", order_by="Assignment.id")
    duty_exceptions: Mapped[list["DutyException"]] = relationship(back_populates="sitting", order_by="DutyException.id")

    @property
    def organisation_path(self) -> str:
        return self.batch.organisation_path

    @property
    def audit_label(self) -> str:
        return self.title


class Seat(Keyed, Base):
    """A candidate's seat or workstation at a sitting; `marking` and `examinations` know it as "seat:<id>".

    `seed` is what the seat was found by (`rules_seating`); empty where an officer gave it. `attendance_reason` says
    why a candidate was expelled.
    """

    __tablename__ = "assessment_seats"
    __table_args__ = (
        UniqueConstraint("sitting_id", "number"),
        UniqueConstraint("sitting_id", "application_id"),
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("attendance <> 'expelled' OR attendance_reason <> ''", name="expelled_for_a_reason"),
    )

    sitting_id: Mapped[int] = mapped_column(ForeignKey("assessment_sittings.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("assessment_applications.id"), index=True)
    number: Mapped[int]
    seed: Mapped[str] = mapped_column(default="")
    attendance: Mapped[Attendance] = enum_column(Attendance, default=Attendance.EXPECTED)
    attendance_reason: Mapped[str] = mapped_column(default="")

    sitting: Mapped[Sitting] = relationship(back_populates="seats")
    application: Mapped[Application] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.sitting.organisation_path

    @property
    def reference(self) -> str:
        """What sheets and attempts call it."""
        return f"seat:{self.id}"

    @property
    def audit_label(self) -> str:
        return f"{self.sitting.title} {self.number} 号 {self.application.person.name}"


class Assignment(Keyed, Base):
    """An official on duty at a sitting."""

    __tablename__ = "assessment_assignments"
    __table_args__ = (UniqueConstraint("sitting_id", "official_id"),)

    sitting_id: Mapped[int] = mapped_column(ForeignKey("assessment_sittings.id"))
    official_id: Mapped[int] = mapped_column(ForeignKey("assessment_officials.id"), index=True)
    duty: Mapped[SittingDuty] = enum_column(SittingDuty)

    sitting: Mapped[Sitting] = relationship(back_populates="duties")
    official: Mapped[Official] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.sitting.organisation_path

    @property
    def audit_label(self) -> str:
        return self.official.audit_label


class DutyRules(Keyed, Versioned, Base):
    """How many officials a body puts on duty and how they rotate (`rules_duties.DutyParameters`); `source` says by
    which rule. A body without them keeps to the usual numbers.
    """

    __tablename__ = "assessment_duty_rules"
    __table_args__ = (
        CheckConstraint("assessors_least > 0 AND reviewers_least > 0 AND candidates_each > 0", name="some_are_needed"),
        CheckConstraint(
            "invigilators_least >= 0 AND inspectors_least >= 0 AND consecutive_most >= 0 AND rotation_of >= 0",
            name="not_negative",
        ),
    )

    body_id: Mapped[int] = mapped_column(ForeignKey("assessment_bodies.id"), unique=True)
    assessors_least: Mapped[int]
    reviewers_least: Mapped[int]
    odd: Mapped[bool]
    candidates_each: Mapped[int]
    invigilators_least: Mapped[int]
    inspectors_least: Mapped[int]
    consecutive_most: Mapped[int]
    rotation_of: Mapped[int]
    same_unit_recused: Mapped[bool]
    source: Mapped[str]

    body: Mapped[AssessmentBody] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.body.organisation_path

    @property
    def audit_label(self) -> str:
        return self.body.title


class DutyException(Keyed, Base):
    """Leave to hold a sitting although duties are not as the rules want them; it holds for these `reasons` only."""

    __tablename__ = "assessment_duty_exceptions"
    __table_args__ = (CheckConstraint("ground <> ''", name="has_its_ground"),)

    sitting_id: Mapped[int] = mapped_column(ForeignKey("assessment_sittings.id"), index=True)
    reasons: Mapped[list[Any]]
    ground: Mapped[str]
    given_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    sitting: Mapped[Sitting] = relationship(back_populates="duty_exceptions")
    giver: Mapped[Account] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.sitting.organisation_path

    @property
    def audit_label(self) -> str:
        return self.sitting.title


class KeySkill(Keyed, Base):
    """A criterion that is a key skill (★关键技能): below `minimum` its part is failed, whatever the sum."""

    __tablename__ = "assessment_key_skills"
    __table_args__ = (
        UniqueConstraint("scheme_id", "criterion_code"),
        CheckConstraint("minimum > 0 AND minimum <= 100", name="minimum_is_per_cent"),
    )

    scheme_id: Mapped[int] = mapped_column(ForeignKey("marking_schemes.id"))
    criterion_code: Mapped[str]
    minimum: Mapped[int]  # per cent of the criterion's full mark

    scheme: Mapped[Scheme] = relationship()
