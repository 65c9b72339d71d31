"""Evaluations from two sides: what is evaluated, who of the members has rated, and the anonymous papers."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, Versioned, enum_column
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.evaluations.rules import EVALUATION_WORKFLOW, EvaluationState
from studios.rubrics.models import RubricVersion


class Evaluation(Keyed, Versioned, Base):
    """A year's or term's evaluation of units or their chairs: by officers on sheets, by members on their phones.

    `officer_weight` is a percentage, the rest is the members'. The least numbers hold for each subject.
    """

    __tablename__ = "evaluations"
    __table_args__ = (
        UniqueConstraint("organiser_id", "title"),
        CheckConstraint("officer_weight > 0 AND officer_weight < 100000000", name="both_sides_weigh"),
        CheckConstraint("least_officers >= 1 AND least_members >= 3", name="nobody_is_recognised"),
    )
    workflow = EVALUATION_WORKFLOW

    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str]
    period: Mapped[str]
    officer_rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric_versions.id"))
    member_rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric_versions.id"))
    officer_weight: Mapped[Decimal]
    least_officers: Mapped[int]
    least_members: Mapped[int]
    closes_on: Mapped[date]
    state: Mapped[EvaluationState] = enum_column(EvaluationState, default=EvaluationState.DRAFT)

    organiser: Mapped[Organisation] = relationship(lazy="joined")
    officer_rubric: Mapped[RubricVersion] = relationship(foreign_keys=[officer_rubric_id])
    member_rubric: Mapped[RubricVersion] = relationship(foreign_keys=[member_rubric_id])
    subjects: Mapped[list["EvaluationSubject"]] = relationship(
        back_populates="evaluation", order_by="EvaluationSubject.id", cascade="all, delete-orphan"
    )

    @property
    def reference(self) -> str:
        """How its review names it."""
        return f"evaluation:{self.id}"

    @property
    def organisation_path(self) -> str:
        return self.organiser.path

    @property
    def audit_label(self) -> str:
        return self.title


class EvaluationSubject(Keyed, Base):
    """Who is evaluated: a unit's union, or its chair where one is named."""

    __tablename__ = "evaluation_subjects"
    __table_args__ = (UniqueConstraint("evaluation_id", "unit_id"),)

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluations.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)

    evaluation: Mapped[Evaluation] = relationship(back_populates="subjects")
    unit: Mapped[Organisation] = relationship(lazy="joined")
    chair: Mapped[Person | None] = relationship(lazy="joined")

    @property
    def reference(self) -> str:
        """How its review's subject is called."""
        return f"evaluation-subject:{self.id}"

    @property
    def label(self) -> str:
        """What people call it."""
        return f"{self.unit.name} {self.chair.name}" if self.chair else self.unit.name

    @property
    def organisation_path(self) -> str:
        return self.unit.path

    @property
    def audit_label(self) -> str:
        return f"{self.evaluation.title} {self.label}"


class EvaluationRater(Keyed, Base):
    """That a member has rated, and on which day; not how."""

    __tablename__ = "evaluation_raters"
    __table_args__ = (UniqueConstraint("subject_id", "person_id"),)

    subject_id: Mapped[int] = mapped_column(ForeignKey("evaluation_subjects.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    rated_on: Mapped[date] = mapped_column(default=clock.today)

    subject: Mapped[EvaluationSubject] = relationship()
    person: Mapped[Person] = relationship()


class EvaluationPaper(Base):
    """One anonymous paper: what was written at each item. `paper` is a random number, so that rows tell no order."""

    __tablename__ = "evaluation_papers"
    __table_args__ = {"sqlite_with_rowid": False}  # a hidden row number would tell it

    paper: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    subject_id: Mapped[int] = mapped_column(ForeignKey("evaluation_subjects.id"), index=True)
    findings: Mapped[dict[str, Any]]
