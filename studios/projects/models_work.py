"""How the work on a project goes: milestones with what proves them, money spent, checks and acceptance."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, enum_column
from foundation.files import StoredFile
from people.accounts.models import Account
from studios.projects.models import Project
from studios.projects.rules import CheckKind


class Milestone(Keyed, Base):
    """A step of a project with the day it is due; done on a day, proved by files."""

    __tablename__ = "project_milestones"
    __table_args__ = (Index("ix_project_milestones_open", "done_on", "due_on"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    title: Mapped[str]
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")

    project: Mapped[Project] = relationship()
    evidence: Mapped[list["MilestoneEvidence"]] = relationship(
        back_populates="milestone", order_by="MilestoneEvidence.id"
    )

    @property
    def organisation_path(self) -> str:
        return self.project.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.project.title} {self.title}"


class MilestoneEvidence(Keyed, Base):
    """A file that proves that a milestone is done; never taken out again."""

    __tablename__ = "project_milestone_evidence"

    milestone_id: Mapped[int] = mapped_column(ForeignKey("project_milestones.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))

    milestone: Mapped[Milestone] = relationship(back_populates="evidence")
    file: Mapped[StoredFile] = relationship()


class Spending(Keyed, Base):
    """Money spent on a project, in 元, with its voucher. Never deleted: one written by mistake is voided with a reason.

    `over_reason` says why it was spent though it went above the budget.
    """

    __tablename__ = "project_spendings"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_possible"),
        CheckConstraint("(voided_on IS NULL) = (void_reason = '')", name="voided_has_its_reason"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    spent_on: Mapped[date]
    purpose: Mapped[str]
    amount: Mapped[Decimal]
    voucher_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    over_reason: Mapped[str] = mapped_column(default="")
    voided_on: Mapped[date | None]
    void_reason: Mapped[str] = mapped_column(default="")

    project: Mapped[Project] = relationship()
    voucher: Mapped[StoredFile] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.project.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.project.title} {self.purpose}"


class ProjectCheck(Keyed, Base):
    """A mid-term check or an acceptance: the day, whether it passed, the opinion, the report, and by whom."""

    __tablename__ = "project_checks"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    kind: Mapped[CheckKind] = enum_column(CheckKind)
    held_on: Mapped[date]
    passed: Mapped[bool]
    opinion: Mapped[str]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))

    project: Mapped[Project] = relationship()
    report: Mapped[StoredFile | None] = relationship()
    checked_by: Mapped[Account] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.project.organisation_path

    @property
    def audit_label(self) -> str:
        return self.project.title
