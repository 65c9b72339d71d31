"""Spot checks of reviewed scores, and what was found score by score."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.batches.models import Batch
from assessments.results.models import PartScore
from assessments.results.rules_checks import CHECK_WORKFLOW, CheckState, Finding
from foundation import clock
from foundation.database import Base, Keyed, enum_column
from people.accounts.models import Account


class ScoreCheck(Keyed, Base):
    """The spot check (抽检复核) of a plan's scores. Anybody can draw again from `seed`, `share` (per cent) and labels.

    `population` is how many scores were drawn from.
    """

    __tablename__ = "assessment_score_checks"
    __table_args__ = (
        CheckConstraint("share > 0 AND share <= 100000000", name="share_is_per_cent"),
        CheckConstraint("seed <> ''", name="drawn_by_a_seed"),
        CheckConstraint("(state = 'finished') = (finished_at IS NOT NULL)", name="finished_has_its_time"),
    )
    workflow = CHECK_WORKFLOW

    batch_id: Mapped[int] = mapped_column(ForeignKey("assessment_batches.id"), unique=True)
    seed: Mapped[str]
    share: Mapped[Decimal]
    population: Mapped[int]
    state: Mapped[CheckState] = enum_column(CheckState, default=CheckState.OPEN)
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    begun_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]

    batch: Mapped[Batch] = relationship()
    begun_by: Mapped[Account] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.batch.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.batch.title} · 抽检复核"


class ScoreCheckItem(Keyed, Base):
    """One score to be held against its original. `drawn_score` is what it was then; `note` says what was wrong."""

    __tablename__ = "assessment_score_check_items"
    __table_args__ = (
        UniqueConstraint("check_id", "score_id"),
        CheckConstraint("(finding IS NULL) = (checked_by_id IS NULL)", name="checked_by_somebody"),
        CheckConstraint("finding IS NULL OR finding <> 'wrong' OR note <> ''", name="wrong_says_what"),
    )

    check_id: Mapped[int] = mapped_column(ForeignKey("assessment_score_checks.id"))
    score_id: Mapped[int] = mapped_column(ForeignKey("assessment_part_scores.id"), index=True)
    drawn_score: Mapped[Decimal]
    finding: Mapped[Finding | None] = enum_column(Finding, nullable=True)
    note: Mapped[str] = mapped_column(default="")
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    check: Mapped[ScoreCheck] = relationship()
    score: Mapped[PartScore] = relationship()
    checked_by: Mapped[Account | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.check.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.check.audit_label} · {self.score.audit_label}"
