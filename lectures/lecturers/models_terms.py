"""How a lecturer came into the pool and what became of it: opinions level by level, terms, training, answers."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, enum_column
from lectures.lecturers.models import Lecturer
from lectures.lecturers.rules_terms import Term, TrainingResult
from people.organisations.models import Organisation


class LecturerStep(Keyed, Base):
    """What one level says to a recommendation: the recommending unit first, the pool last, in the order of `place`.

    `agreed` is empty until it is that level's turn and it has spoken; `decided_by` is the name of who did.
    """

    __tablename__ = "lecturer_steps"
    __table_args__ = (
        UniqueConstraint("lecturer_id", "place"),
        CheckConstraint("(agreed IS NULL) = (decided_at IS NULL)", name="decided_at_a_moment"),
        CheckConstraint("agreed IS NULL OR agreed OR reason <> ''", name="declined_with_reason"),
    )

    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    place: Mapped[int]
    agreed: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")

    lecturer: Mapped[Lecturer] = relationship()
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class LecturerTerm(Keyed, Base):
    """A term of appointment of whole months, both days included. `document` is the paper that it rests on."""

    __tablename__ = "lecturer_terms"
    __table_args__ = (
        UniqueConstraint("lecturer_id", "begins"),
        CheckConstraint("ends >= begins", name="ends_after_it_begins"),
        CheckConstraint("months BETWEEN 1 AND 60", name="months_possible"),
    )

    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers.id"))
    begins: Mapped[date]
    months: Mapped[int]
    ends: Mapped[date] = mapped_column(index=True)
    document: Mapped[str] = mapped_column(default="")

    lecturer: Mapped[Lecturer] = relationship()

    @property
    def term(self) -> Term:
        """The term as the rules read it."""
        return Term(self.begins, self.months)

    @property
    def organisation_path(self) -> str:
        return self.lecturer.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.lecturer.audit_label} {self.begins} 至 {self.ends}"


class LecturerTraining(Keyed, Base):
    """Training that a lecturer took part in: for how many hours, with what result."""

    __tablename__ = "lecturer_trainings"
    __table_args__ = (
        UniqueConstraint("lecturer_id", "title", "held_on"),
        CheckConstraint("hours > 0", name="hours_possible"),
    )

    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers.id"))
    title: Mapped[str]
    held_on: Mapped[date]
    hours: Mapped[Decimal]
    result: Mapped[TrainingResult] = enum_column(TrainingResult, default=TrainingResult.PASSED)

    lecturer: Mapped[Lecturer] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.lecturer.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.lecturer.audit_label} {self.title}"


class LecturerRating(Keyed, Base):
    """How much listeners had said by the end of a day: `answers` since the beginning and the `total` of their marks.

    What was said within a year is the difference between two such days.
    """

    __tablename__ = "lecturer_ratings"
    __table_args__ = (
        UniqueConstraint("lecturer_id", "noted_on"),
        CheckConstraint("answers >= 0 AND total >= 0", name="not_negative"),
    )

    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers.id"))
    noted_on: Mapped[date]
    answers: Mapped[int]
    total: Mapped[Decimal]

    lecturer: Mapped[Lecturer] = relationship()
