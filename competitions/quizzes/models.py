"""Quizzes: who runs them, how often one may answer, what counts; and for which unit a person answers."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competitions.planning.models import Competition
from competitions.quizzes.rules import QUIZ_WORKFLOW, Counting, QuizState
from examinations.papers.models import Paper
from foundation.database import Base, Keyed, Versioned, enum_column
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.persons.models import Person


class Quiz(Keyed, Versioned, Base):
    """An online quiz. Everybody employed in the subtree of `organisation` may take part; `paper` says when and what."""

    __tablename__ = "quizzes"
    __table_args__ = (
        CheckConstraint("daily_attempts BETWEEN 1 AND 20", name="daily_attempts_possible"),
        CheckConstraint("pass_mark >= 0 AND high_mark >= 0 AND high_bonus >= 0", name="marks_possible"),
    )
    workflow = QUIZ_WORKFLOW

    title: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    competition_id: Mapped[int | None] = mapped_column(ForeignKey("competitions.id"), index=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"), unique=True)
    about: Mapped[str] = mapped_column(Text, default="")
    daily_attempts: Mapped[int] = mapped_column(default=3)
    counting: Mapped[Counting] = enum_column(Counting, default=Counting.BEST)
    pass_mark: Mapped[Decimal] = mapped_column(default=Decimal(60))
    organisation_rule: Mapped[str]  # code of a file in organisation_rules
    high_mark: Mapped[Decimal] = mapped_column(default=Decimal(90))
    high_bonus: Mapped[Decimal] = mapped_column(default=Decimal(1))
    ranking_public: Mapped[bool] = mapped_column(default=True)
    state: Mapped[QuizState] = enum_column(QuizState, default=QuizState.DRAFT)

    organisation: Mapped[Organisation] = relationship()
    competition: Mapped[Competition | None] = relationship()
    paper: Mapped[Paper] = relationship(lazy="joined")

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class QuizTaker(Keyed, Base):
    """A person in a quiz, and the unit he answers for: his employer when he first began."""

    __tablename__ = "quiz_takers"
    __table_args__ = (UniqueConstraint("quiz_id", "account_id"), UniqueConstraint("quiz_id", "person_id"))

    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)

    quiz: Mapped[Quiz] = relationship()
    account: Mapped[Account] = relationship()
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()
