"""Surveys of listeners: who has answered is kept apart from what was answered; and what is improved in consequence."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from lectures.feedback.questions import NEWEST
from lectures.feedback.rules import DAYS_OPEN, IMPROVEMENT_WORKFLOW, LEAST_ANSWERS, ImprovementState
from lectures.tours.models import Lecture, LectureTour

NO_ROW_NUMBERS = {"sqlite_with_rowid": False}
"""A hidden row number would tell the order in which rows came."""


class TourSurvey(Keyed, Versioned, Base):
    """How the lectures of a tour are surveyed, where that is not as usual: open for `days` after each, questions of
    `version`, results shown in groups of `least` answers."""

    __tablename__ = "tour_surveys"
    __table_args__ = (
        CheckConstraint("days BETWEEN 1 AND 60", name="days_possible"),
        CheckConstraint("least BETWEEN 3 AND 100", name="nobody_is_recognised"),
    )

    tour_id: Mapped[int] = mapped_column(ForeignKey("lecture_tours.id"), unique=True)
    version: Mapped[int] = mapped_column(default=NEWEST)
    days: Mapped[int] = mapped_column(default=DAYS_OPEN)
    least: Mapped[int] = mapped_column(default=LEAST_ANSWERS)

    tour: Mapped[LectureTour] = relationship(lazy="joined")

    @property
    def organisation_path(self) -> str:
        return self.tour.organisation_path

    @property
    def audit_label(self) -> str:
        return self.tour.title


class SurveySlip(Base):
    """That somebody has answered about a lecture; neither when nor what."""

    __tablename__ = "survey_slips"
    __table_args__ = NO_ROW_NUMBERS

    lecture_id: Mapped[int] = mapped_column(ForeignKey("lectures.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)


class SurveyPaper(Base):
    """One anonymous answer: no person, no time; `paper` is a random number, so that rows tell no order.

    It is `shown` once as many others came in as are needed, all of them together: no result changes by one answer.
    """

    __tablename__ = "survey_papers"
    __table_args__ = NO_ROW_NUMBERS

    paper: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    lecture_id: Mapped[int] = mapped_column(ForeignKey("lectures.id"), index=True)
    version: Mapped[int]
    recommends: Mapped[bool]
    words: Mapped[str] = mapped_column(default="")
    shown: Mapped[bool] = mapped_column(default=False)


class SurveyScore(Base):
    """The stars that one paper gives to one question."""

    __tablename__ = "survey_scores"
    __table_args__ = (CheckConstraint("stars BETWEEN 1 AND 5", name="stars_possible"), NO_ROW_NUMBERS)

    paper: Mapped[int] = mapped_column(ForeignKey("survey_papers.paper"), primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    stars: Mapped[int]


class Improvement(Keyed, Versioned, Base):
    """Something to be done better after a lecture: `finding` is what was wrong, `doer` who sees to it, until `due_on`;
    `done_with` is what came of it. `question` is the code of the question that showed it, empty for words."""

    __tablename__ = "lecture_improvements"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (done_with <> '')", name="done_with_something"),
        Index("ix_lecture_improvements_state_due_on", "state", "due_on"),
    )
    workflow = IMPROVEMENT_WORKFLOW

    lecture_id: Mapped[int] = mapped_column(ForeignKey("lectures.id"), index=True)
    question: Mapped[str] = mapped_column(default="")
    finding: Mapped[str]
    doer: Mapped[str]
    due_on: Mapped[date]
    done_with: Mapped[str] = mapped_column(default="")
    state: Mapped[ImprovementState] = enum_column(ImprovementState, default=ImprovementState.OPEN)

    lecture: Mapped[Lecture] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.lecture.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.lecture.title}：{self.finding[:30]}"
