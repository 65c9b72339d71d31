"""Papers: what is drawn from which bank, for how long, marked by which rule, shown to takers how far."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examinations.banks.models import QuestionBank
from examinations.banks.rules import Difficulty
from examinations.papers.rules import Reveal, Section, full_mark
from foundation.database import Base, Keyed, Versioned, enum_column
from scoring.answers import PartialMarks, PartialRule, QuestionKind


class Paper(Keyed, Versioned, Base):
    """The specification of a paper and when it may be taken. `locked`: attempts may begin, nothing else may change.

    `endpoint` with `context` in its address is the caller's page that an attempt goes back to.
    """

    __tablename__ = "papers"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_it_opens"),
        CheckConstraint("seconds > 0 AND grace_seconds >= 0", name="times_possible"),
        CheckConstraint("(partial = 'none') = (partial_points = 0)", name="partial_points_where_given"),
    )

    title: Mapped[str]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    seconds: Mapped[int]
    grace_seconds: Mapped[int] = mapped_column(default=10)
    shuffles_options: Mapped[bool] = mapped_column(default=True)
    partial: Mapped[PartialMarks] = enum_column(PartialMarks, default=PartialMarks.FIXED)
    partial_points: Mapped[Decimal] = mapped_column(default=Decimal("0.5"))
    reveal: Mapped[Reveal] = enum_column(Reveal, default=Reveal.SCORE)
    locked: Mapped[bool] = mapped_column(default=False)
    endpoint: Mapped[str] = mapped_column(default="")
    context: Mapped[dict[str, Any]] = mapped_column(default=dict)

    sections: Mapped[list["PaperSection"]] = relationship(
        cascade="all, delete-orphan", order_by="PaperSection.position", lazy="selectin"
    )

    @property
    def partial_rule(self) -> PartialRule:
        return PartialRule(self.partial, self.partial_points)

    @property
    def specification(self) -> list[Section]:
        return [row.section for row in self.sections]

    @property
    def full_mark(self) -> Decimal:
        return full_mark(self.specification)

    @property
    def question_count(self) -> int:
        return sum(row.count for row in self.sections)


class PaperSection(Keyed, Base):
    """One row of a specification table."""

    __tablename__ = "paper_sections"
    __table_args__ = (
        UniqueConstraint("paper_id", "position"),
        CheckConstraint("count > 0 AND points > 0", name="asks_something"),
    )

    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"))
    position: Mapped[int]
    bank_id: Mapped[int] = mapped_column(ForeignKey("question_banks.id"), index=True)
    kind: Mapped[QuestionKind] = enum_column(QuestionKind)
    topic: Mapped[str] = mapped_column(default="")
    difficulty: Mapped[Difficulty | None] = enum_column(Difficulty, nullable=True)
    count: Mapped[int]
    points: Mapped[Decimal]

    bank: Mapped[QuestionBank] = relationship()

    @property
    def section(self) -> Section:
        return Section(self.bank_id, self.kind, self.count, self.points, self.topic, self.difficulty)
