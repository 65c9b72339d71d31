"""Attempts: one taking of a paper by one account, with the questions drawn for it and the answers given so far."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examinations.attempts.rules import ATTEMPT_WORKFLOW, AttemptState
from examinations.banks.models import Question
from examinations.papers.models import Paper
from foundation.database import Base, Keyed, enum_column
from people.accounts.models import Account


class Attempt(Keyed, Base):
    """One taking of a paper. `reference` and `label` say for whom, in the caller's words.

    `number` counts the attempts of an account in a `period` (the caller's: a day, or one examination); `active` is true
    while the attempt is open, so that an account has one open attempt on a paper. `seed` is what the questions were
    drawn by. After the end `points` and `seconds_used` hold what it came to.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("paper_id", "account_id", "active"),
        UniqueConstraint("paper_id", "account_id", "period", "number"),
        CheckConstraint("active", name="active_or_empty"),
        CheckConstraint("(state = 'open') = (active IS NOT NULL)", name="active_while_open"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended_unless_open"),
        CheckConstraint("(ended_at IS NULL) = (points IS NULL)", name="marked_when_ended"),
        CheckConstraint("(ended_at IS NULL) = (seconds_used IS NULL)", name="timed_when_ended"),
        CheckConstraint("number > 0 AND due_at >= started_at", name="possible"),
        Index("ix_attempts_paper_id_state_due_at", "paper_id", "state", "due_at"),
    )
    workflow = ATTEMPT_WORKFLOW

    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    reference: Mapped[str] = mapped_column(index=True)
    label: Mapped[str]
    period: Mapped[str]
    number: Mapped[int]
    seed: Mapped[str]
    state: Mapped[AttemptState] = enum_column(AttemptState, default=AttemptState.OPEN)
    active: Mapped[bool | None]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    points: Mapped[Decimal | None]
    seconds_used: Mapped[int | None]

    paper: Mapped[Paper] = relationship()
    account: Mapped[Account] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.account.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.paper.title} {self.label}（第 {self.number} 次）"


class AttemptItem(Keyed, Base):
    """A question of an attempt and its answer so far, in the letters of the bank; `revision` counts the answers."""

    __tablename__ = "attempt_items"
    __table_args__ = (
        UniqueConstraint("attempt_id", "position"),
        UniqueConstraint("attempt_id", "question_id"),
        CheckConstraint("revision >= 0", name="revision_counts"),
        CheckConstraint("score >= 0 AND score <= points", name="score_within_marks"),
    )

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    position: Mapped[int]
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    points: Mapped[Decimal]
    option_order: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    score: Mapped[Decimal | None]

    question: Mapped[Question] = relationship()
