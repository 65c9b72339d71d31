"""Question banks and their questions. A question is never edited: a change is a new version of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examinations.banks.rules import Difficulty
from foundation import clock
from foundation.database import Base, Keyed, Versioned, enum_column
from people.organisations.models import Organisation
from scoring.answers import QuestionKind


class QuestionBank(Keyed, Versioned, Base):
    """The questions of one organisation on one subject; kept from everybody who does not set papers."""

    __tablename__ = "question_banks"
    __table_args__ = (UniqueConstraint("organisation_id", "title"),)

    title: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)

    organisation: Mapped[Organisation] = relationship(lazy="joined")

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class Question(Keyed, Base):
    """One version of a question. `in_use` is true for the version that papers draw, and empty for all others.

    `options` are the texts of A, B, C ...; `answer` are the letters of the right ones. The log tells neither.
    """

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("bank_id", "code", "version"),
        UniqueConstraint("bank_id", "code", "in_use"),
        CheckConstraint("in_use", name="in_use_or_empty"),
        CheckConstraint("version > 0", name="version_counts"),
        CheckConstraint("answer <> ''", name="answered"),
    )
    audit_hidden = frozenset({"stem", "options", "answer", "explanation"})

    bank_id: Mapped[int] = mapped_column(ForeignKey("question_banks.id"), index=True)
    code: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    in_use: Mapped[bool | None] = mapped_column(default=True)
    kind: Mapped[QuestionKind] = enum_column(QuestionKind)
    stem: Mapped[str] = mapped_column(Text)
    options: Mapped[list[Any]]
    answer: Mapped[str]
    topic: Mapped[str] = mapped_column(default="")
    difficulty: Mapped[Difficulty] = enum_column(Difficulty, default=Difficulty.MEDIUM)
    explanation: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    bank: Mapped[QuestionBank] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.bank.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.bank.title} {self.code}（第 {self.version} 版）"
