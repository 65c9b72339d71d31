"""Results of contests: every version with its working, and the awards in it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, enum_column
from notices.models import Objection, PublicNotice
from studios.contests.models import AwardGrade, Contest
from studios.contests.models_submissions import Submission
from studios.contests.rules_results import AWARD_WORKFLOW, OUTCOME_WORKFLOW, AwardState, OutcomeState


class ContestResult(Keyed, Base):
    """One computation of a contest's result; a correction supersedes it and computes another."""

    __tablename__ = "project_contest_results"
    __table_args__ = (
        UniqueConstraint("contest_id", "version"),
        CheckConstraint("state <> 'final' OR final_on IS NOT NULL", name="final_has_its_day"),
    )
    workflow = OUTCOME_WORKFLOW

    contest_id: Mapped[int] = mapped_column(ForeignKey("project_contests.id"))
    version: Mapped[int]
    computed_at: Mapped[datetime] = mapped_column(default=clock.now)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("public_notices.id"), index=True)
    final_on: Mapped[date | None]
    state: Mapped[OutcomeState] = enum_column(OutcomeState, default=OutcomeState.COMPUTED)
    state_reason: Mapped[str] = mapped_column(default="")

    contest: Mapped[Contest] = relationship()
    notice: Mapped[PublicNotice | None] = relationship()
    lines: Mapped[list["ContestResultLine"]] = relationship(
        back_populates="result", order_by="ContestResultLine.rank, ContestResultLine.id"
    )
    awards: Mapped[list["Award"]] = relationship(back_populates="result", order_by="Award.id")

    @property
    def organisation_path(self) -> str:
        return self.contest.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.contest.title} 第 {self.version} 次结果"


class ContestResultLine(Keyed, Base):
    """A submission in a result: total, place, votes, and the working of the total line by line."""

    __tablename__ = "project_result_lines"
    __table_args__ = (UniqueConstraint("result_id", "submission_id"),)

    result_id: Mapped[int] = mapped_column(ForeignKey("project_contest_results.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("project_submissions.id"), index=True)
    total: Mapped[Decimal]
    rank: Mapped[int]
    votes: Mapped[int | None]
    working: Mapped[list[Any]] = mapped_column(default=list)

    result: Mapped[ContestResult] = relationship(back_populates="lines")
    submission: Mapped[Submission] = relationship()


class Award(Keyed, Base):
    """A grade given to a submission. `decided` says why people chose it among equals; `objection` what holds it."""

    __tablename__ = "project_awards"
    __table_args__ = (
        UniqueConstraint("result_id", "submission_id", "grade_id"),
        CheckConstraint("(state <> 'voided') OR (state_reason <> '')", name="voided_has_its_reason"),
    )
    workflow = AWARD_WORKFLOW

    result_id: Mapped[int] = mapped_column(ForeignKey("project_contest_results.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("project_submissions.id"), index=True)
    grade_id: Mapped[int] = mapped_column(ForeignKey("project_award_grades.id"))
    decided: Mapped[str] = mapped_column(default="")
    objection_id: Mapped[int | None] = mapped_column(ForeignKey("objections.id"))
    state: Mapped[AwardState] = enum_column(AwardState, default=AwardState.PENDING)
    state_reason: Mapped[str] = mapped_column(default="")

    result: Mapped[ContestResult] = relationship(back_populates="awards")
    submission: Mapped[Submission] = relationship()
    grade: Mapped[AwardGrade] = relationship()
    objection: Mapped[Objection | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.result.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.submission.audit_label} {self.grade.title}"
