"""Scores of parts, and what an application came to."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.applications.models import Application
from assessments.results.rules import OUTCOME_WORKFLOW, SCORE_WORKFLOW, OutcomeState, ScoreSource, ScoreState
from assessments.sittings.models import Sitting
from assessments.standards.rules import Part
from foundation import clock
from foundation.database import Base, BigId, Keyed, Versioned, enum_column
from notices.models import Objection, PublicNotice


class PartScore(Keyed, Versioned, Base):
    """The score of one part out of 100. `absent`: no score, and not passed, also where the candidate was `expelled`.

    `failed_keys` are the key skills (★) that fail the part whatever its score.
    Reviewed by somebody else than who entered it; a machine's marks are entered by nobody.
    """

    __tablename__ = "assessment_part_scores"
    __table_args__ = (
        UniqueConstraint("application_id", "part"),
        CheckConstraint("absent = (score IS NULL)", name="absent_or_scored"),
        CheckConstraint("absent OR NOT expelled", name="expelled_is_absent"),
        CheckConstraint("score >= 0 AND score <= 100000000", name="score_within_100"),
        CheckConstraint("(state = 'reviewed') = (reviewed_by IS NOT NULL)", name="reviewed_by_somebody"),
        CheckConstraint("reviewed_by IS NULL OR reviewed_by <> entered_by", name="two_people"),
    )
    workflow = SCORE_WORKFLOW

    application_id: Mapped[int] = mapped_column(ForeignKey("assessment_applications.id"))
    part: Mapped[Part] = enum_column(Part)
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_sittings.id"), index=True)
    source: Mapped[ScoreSource] = enum_column(ScoreSource)
    score: Mapped[Decimal | None]
    absent: Mapped[bool] = mapped_column(default=False)
    expelled: Mapped[bool] = mapped_column(default=False)
    failed_keys: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[ScoreState] = enum_column(ScoreState, default=ScoreState.ENTERED)
    state_reason: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[int | None] = mapped_column(BigId)
    entered_at: Mapped[datetime] = mapped_column(default=clock.now)
    reviewed_by: Mapped[int | None] = mapped_column(BigId)

    application: Mapped[Application] = relationship()
    sitting: Mapped[Sitting | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.application.organisation_path

    @property
    def audit_label(self) -> str:
        return self.application.audit_label


class Outcome(Keyed, Base):
    """What an application came to. `working` is what it was decided by: each part, its score, whether it was passed,
    and from which application it is carried over. `notice` is where it was put up; `final_on` the day in China on
    which it became final, from which a passed part's validity counts.
    """

    __tablename__ = "assessment_outcomes"
    __table_args__ = (
        CheckConstraint("(state = 'final') = (final_on IS NOT NULL)", name="final_has_its_day"),
        CheckConstraint("state NOT IN ('noticed', 'held', 'final') OR notice_id IS NOT NULL", name="noticed_somewhere"),
        CheckConstraint(
            "state NOT IN ('voided', 'disqualified') OR state_reason <> ''", name="taken_back_for_a_reason"
        ),
    )
    workflow = OUTCOME_WORKFLOW

    application_id: Mapped[int] = mapped_column(ForeignKey("assessment_applications.id"), unique=True)
    passed: Mapped[bool]
    working: Mapped[list[Any]]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("public_notices.id"), index=True)
    state: Mapped[OutcomeState] = enum_column(OutcomeState, default=OutcomeState.DECIDED)
    state_reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)
    final_on: Mapped[date | None]

    application: Mapped[Application] = relationship()
    notice: Mapped[PublicNotice | None] = relationship()
    objections: Mapped[list["OutcomeObjection"]] = relationship(
        back_populates="outcome", order_by="OutcomeObjection.id"
    )

    @property
    def present_objections(self) -> list[Objection]:
        """The objections that concern it as it is put up now; those that led to a correction are settled."""
        linked = [held.objection for held in self.objections]
        return [objection for objection in linked if objection.notice_id == self.notice_id]

    @property
    def organisation_path(self) -> str:
        return self.application.organisation_path

    @property
    def audit_label(self) -> str:
        return self.application.audit_label


class OutcomeObjection(Keyed, Base):
    """Somebody whom an objection concerns: it holds his outcome, and nobody's whom it does not name."""

    __tablename__ = "assessment_outcome_objections"
    __table_args__ = (UniqueConstraint("objection_id", "outcome_id"),)

    outcome_id: Mapped[int] = mapped_column(ForeignKey("assessment_outcomes.id"), index=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objections.id"))

    outcome: Mapped[Outcome] = relationship(back_populates="objections")
    objection: Mapped[Objection] = relationship()
