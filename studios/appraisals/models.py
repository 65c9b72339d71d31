"""Rounds of assessment, the assessment of each studio, improvement orders, and namings that ended by decision."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from people.organisations.models import Organisation
from studios.appraisals.rules import (
    APPRAISAL_WORKFLOW,
    ROUND_WORKFLOW,
    AppraisalState,
    Consequence,
    Grade,
    GradeLines,
    RoundKind,
    RoundState,
    WithdrawalGround,
)
from studios.registry.models import Studio, StudioNaming
from studios.registry.rules import NamingLevel
from studios.rubrics.models import RubricVersion


class AppraisalRound(Keyed, Versioned, Base):
    """An organiser assesses the studios that it named at one level: a year's, or those whose term ends by `ends_by`.

    Self reports are due on `report_by`. The grade lines and the years of bar after a withdrawal are its parameters.
    """

    __tablename__ = "appraisal_rounds"
    __table_args__ = (
        UniqueConstraint("organiser_id", "title"),
        CheckConstraint("excellent_from > qualified_from AND qualified_from > improve_from", name="lines_in_order"),
        CheckConstraint("bar_years >= 0 AND term_years > 0", name="years_possible"),
    )
    workflow = ROUND_WORKFLOW

    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str]
    kind: Mapped[RoundKind] = enum_column(RoundKind)
    year: Mapped[int]
    level: Mapped[NamingLevel] = enum_column(NamingLevel)
    rubric_version_id: Mapped[int] = mapped_column(ForeignKey("rubric_versions.id"))
    report_by: Mapped[date]
    ends_by: Mapped[date | None]
    excellent_from: Mapped[Decimal] = mapped_column(default=Decimal(90))
    qualified_from: Mapped[Decimal] = mapped_column(default=Decimal(70))
    improve_from: Mapped[Decimal] = mapped_column(default=Decimal(60))
    term_years: Mapped[int] = mapped_column(default=3)
    bar_years: Mapped[int] = mapped_column(default=3)
    state: Mapped[RoundState] = enum_column(RoundState, default=RoundState.DRAFT)

    organiser: Mapped[Organisation] = relationship(lazy="joined")
    rubric_version: Mapped[RubricVersion] = relationship()
    appraisals: Mapped[list["Appraisal"]] = relationship(back_populates="round", order_by="Appraisal.id")

    @property
    def lines(self) -> GradeLines:
        """The lowest score of each grade."""
        return GradeLines(self.excellent_from, self.qualified_from, self.improve_from)

    @property
    def reference(self) -> str:
        """How its reviews name it."""
        return f"appraisal-round:{self.id}"

    @property
    def organisation_path(self) -> str:
        return self.organiser.path

    @property
    def audit_label(self) -> str:
        return self.title


class Appraisal(Keyed, Base):
    """The assessment of one studio under one naming: its self report, score, grade, and what follows."""

    __tablename__ = "appraisals"
    __table_args__ = (
        UniqueConstraint("round_id", "naming_id"),
        CheckConstraint("state NOT IN ('reported', 'scored') OR report <> ''", name="reported_has_its_report"),
        CheckConstraint("(grade IS NULL) = (state IN ('waiting', 'reported', 'scored'))", name="graded_has_its_grade"),
        CheckConstraint("state <> 'settled' OR consequence IS NOT NULL", name="settled_has_its_consequence"),
    )
    workflow = APPRAISAL_WORKFLOW

    round_id: Mapped[int] = mapped_column(ForeignKey("appraisal_rounds.id"))
    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"), index=True)
    naming_id: Mapped[int] = mapped_column(ForeignKey("studio_namings.id"), index=True)
    report: Mapped[str] = mapped_column(default="")
    report_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    reported_at: Mapped[datetime | None]
    score: Mapped[Decimal | None]
    working: Mapped[str] = mapped_column(default="")
    vetoed: Mapped[bool] = mapped_column(default=False)
    grade: Mapped[Grade | None] = enum_column(Grade, nullable=True)
    grade_note: Mapped[str] = mapped_column(default="")
    consequence: Mapped[Consequence | None] = enum_column(Consequence, nullable=True)
    state: Mapped[AppraisalState] = enum_column(AppraisalState, default=AppraisalState.WAITING)

    round: Mapped[AppraisalRound] = relationship(back_populates="appraisals")
    studio: Mapped[Studio] = relationship()
    naming: Mapped[StudioNaming] = relationship()
    report_file: Mapped[StoredFile | None] = relationship()
    orders: Mapped[list["ImprovementOrder"]] = relationship(back_populates="appraisal", order_by="ImprovementOrder.id")

    @property
    def reference(self) -> str:
        """How its review's subject is called."""
        return f"appraisal:{self.id}"

    @property
    def organisation_path(self) -> str:
        return self.studio.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.studio.name}（{self.round.title}）"


class ImprovementOrder(Keyed, Base):
    """What a studio has to put right, until when, what it reported, and what the re-check found (限期整改)."""

    __tablename__ = "improvement_orders"
    __table_args__ = (
        CheckConstraint("demands <> ''", name="says_what"),
        CheckConstraint("(passed IS NULL) = (rechecked_on IS NULL)", name="rechecked_has_its_result"),
    )

    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisals.id"), index=True)
    demands: Mapped[str]
    due_on: Mapped[date] = mapped_column(index=True)
    ordered_at: Mapped[datetime] = mapped_column(default=clock.now)
    report: Mapped[str] = mapped_column(default="")
    report_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    reported_at: Mapped[datetime | None]
    passed: Mapped[bool | None]
    rechecked_on: Mapped[date | None]
    recheck_note: Mapped[str] = mapped_column(default="")

    appraisal: Mapped[Appraisal] = relationship(back_populates="orders")
    report_file: Mapped[StoredFile | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.appraisal.organisation_path

    @property
    def audit_label(self) -> str:
        return self.appraisal.audit_label


class NamingWithdrawal(Keyed, Base):
    """The decision that took a name away (摘牌): its ground, document and day. Put right, it stays readable."""

    __tablename__ = "naming_withdrawals"

    naming_id: Mapped[int] = mapped_column(ForeignKey("studio_namings.id"), index=True)
    ground: Mapped[WithdrawalGround] = enum_column(WithdrawalGround)
    document: Mapped[str]
    decided_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    undone_reason: Mapped[str] = mapped_column(default="")

    naming: Mapped[StudioNaming] = relationship()

    @property
    def reference(self) -> str:
        """How the bar that came with it names it."""
        return f"naming-withdrawal:{self.id}"

    @property
    def organisation_path(self) -> str:
        return self.naming.organisation_path

    @property
    def audit_label(self) -> str:
        return self.naming.audit_label
