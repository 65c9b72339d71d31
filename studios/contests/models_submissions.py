"""Submissions: what was handed in, by whom, with which budget and files, and how each fared in each step."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from foundation.secrets import EncryptedText
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.contests.models import Contest, ContestClass, ContestStep
from studios.contests.rules import BudgetSource
from studios.contests.rules_submissions import (
    STANDING_WORKFLOW,
    SUBMISSION_WORKFLOW,
    FileKind,
    StandingState,
    SubmissionState,
    number_text,
)


class Submission(Keyed, Versioned, Base):
    """A project or a work handed in by a unit. `number` is given by the contest when it is first submitted.

    `group_name` is the group of workers behind it, for calls that take one entry of each. Money in 元.
    """

    __tablename__ = "project_submissions"
    __table_args__ = (
        UniqueConstraint("contest_id", "number"),
        Index("ix_project_submissions_contest_id_state", "contest_id", "state"),
        CheckConstraint("budget_total >= 0", name="budget_possible"),
        CheckConstraint("state <> 'submitted' OR number IS NOT NULL", name="submitted_has_its_number"),
    )
    workflow = SUBMISSION_WORKFLOW
    audit_hidden = frozenset({"contact_name", "contact_phone"})

    contest_id: Mapped[int] = mapped_column(ForeignKey("project_contests.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("project_contest_classes.id"), index=True)
    applicant_class: Mapped[str] = mapped_column(default="")
    number: Mapped[int | None]
    title: Mapped[str]
    group_name: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(EncryptedText, default="")
    contact_phone: Mapped[str] = mapped_column(EncryptedText, default="")
    summary: Mapped[str] = mapped_column(default="")
    need: Mapped[str] = mapped_column(default="")
    beneficiaries: Mapped[str] = mapped_column(default="")
    goals: Mapped[str] = mapped_column(default="")
    plan: Mapped[str] = mapped_column(default="")
    team: Mapped[str] = mapped_column(default="")
    budget_total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    first_submitted_at: Mapped[datetime | None]
    state: Mapped[SubmissionState] = enum_column(SubmissionState, default=SubmissionState.DRAFT)
    state_reason: Mapped[str] = mapped_column(default="")

    contest: Mapped[Contest] = relationship()
    organisation: Mapped[Organisation] = relationship()
    contest_class: Mapped[ContestClass | None] = relationship()
    authors: Mapped[list["SubmissionAuthor"]] = relationship(
        back_populates="submission", order_by="SubmissionAuthor.id", cascade="all, delete-orphan"
    )
    budget: Mapped[list["BudgetRow"]] = relationship(
        back_populates="submission", order_by="BudgetRow.id", cascade="all, delete-orphan"
    )
    files: Mapped[list["SubmissionFile"]] = relationship(back_populates="submission", order_by="SubmissionFile.id")

    @property
    def reference(self) -> str:
        """What reviews and ballots know the submission by."""
        return f"project-submission:{self.id}"

    @property
    def number_text(self) -> str:
        """001, once it was submitted."""
        return number_text(self.number) if self.number else "未编号"

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.number_text} {self.title}"


class SubmissionAuthor(Keyed, Base):
    """One of those who did it. `person` is the one on record in the unit, where the name is known there."""

    __tablename__ = "project_submission_authors"
    __table_args__ = (UniqueConstraint("submission_id", "name"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("project_submissions.id"))
    name: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)

    submission: Mapped[Submission] = relationship(back_populates="authors")
    person: Mapped[Person | None] = relationship()


class BudgetRow(Keyed, Base):
    """A row of the budget: what for, from which source, how much (元)."""

    __tablename__ = "project_budget_rows"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("project_submissions.id"), index=True)
    item: Mapped[str]
    source: Mapped[BudgetSource] = enum_column(BudgetSource)
    amount: Mapped[Decimal]

    submission: Mapped[Submission] = relationship(back_populates="budget")


class SubmissionFile(Keyed, Base):
    """A paper or a picture; of a picture also a smaller `preview` for pages."""

    __tablename__ = "project_submission_files"

    submission_id: Mapped[int] = mapped_column(ForeignKey("project_submissions.id"), index=True)
    kind: Mapped[FileKind] = enum_column(FileKind)
    title: Mapped[str]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    preview_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))

    submission: Mapped[Submission] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship(foreign_keys=[file_id])
    preview: Mapped[StoredFile | None] = relationship(foreign_keys=[preview_id])


class StepStanding(Keyed, Base):
    """How a submission fared in a step: score or votes, place, whether it went on, and why not.

    `working` is how the score came about: lines of raters or of the vote. `vetoed_by` names the clause that bars it.
    """

    __tablename__ = "project_step_standings"
    __table_args__ = (
        UniqueConstraint("step_id", "submission_id"),
        CheckConstraint("(state <> 'refused') OR (reason <> '')", name="refused_has_its_reason"),
    )
    workflow = STANDING_WORKFLOW

    step_id: Mapped[int] = mapped_column(ForeignKey("project_contest_steps.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("project_submissions.id"), index=True)
    state: Mapped[StandingState] = enum_column(StandingState, default=StandingState.PENDING)
    score: Mapped[Decimal | None]
    votes: Mapped[int | None]
    rank: Mapped[int | None]
    vetoed_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    working: Mapped[list[Any]] = mapped_column(default=list)

    step: Mapped[ContestStep] = relationship()
    submission: Mapped[Submission] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.step.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.step.audit_label}：{self.submission.audit_label}"
