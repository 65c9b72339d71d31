"""Surveys of what is in demand before a new version of a menu, and their answers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, Versioned, enum_column
from lectures.menus.models import MenuItem
from lectures.menus.rules_surveys import SURVEY_WORKFLOW, AnswerChannel, SurveyState
from people.organisations.models import Organisation


class DemandSurvey(Keyed, Versioned, Base):
    """A survey of a federation (需求调查), answered from the first to the last of its days: once for each unit, with
    how many people want what, and once by each worker.
    """

    __tablename__ = "demand_surveys"
    __table_args__ = (
        CheckConstraint("closes_on >= opens_on", name="days_in_order"),
        Index("ix_demand_surveys_organisation_id_state", "organisation_id", "state"),
    )
    workflow = SURVEY_WORKFLOW

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    title: Mapped[str]
    introduction: Mapped[str] = mapped_column(default="")
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    state: Mapped[SurveyState] = enum_column(SurveyState, default=SurveyState.DRAFT)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    themes: Mapped[list["DemandTheme"]] = relationship(
        back_populates="survey", order_by="DemandTheme.place", cascade="all, delete-orphan"
    )

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class DemandTheme(Keyed, Base):
    """What is asked about: a free theme, or an item of the menu that is being written (`item`)."""

    __tablename__ = "demand_themes"
    __table_args__ = (UniqueConstraint("survey_id", "title"),)

    survey_id: Mapped[int] = mapped_column(ForeignKey("demand_surveys.id"))
    place: Mapped[int]
    title: Mapped[str]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("menu_items.id", ondelete="SET NULL"), index=True)

    survey: Mapped[DemandSurvey] = relationship(back_populates="themes")
    item: Mapped[MenuItem | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.survey.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.survey.title}：{self.title}"


class DemandAnswer(Keyed, Base):
    """One answer to a survey: that of a unit, or that of a worker (`person_id`) of the unit. Each answers once."""

    __tablename__ = "demand_answers"
    __table_args__ = (
        CheckConstraint("(channel = 'worker') = (person_id IS NOT NULL)", name="workers_are_persons"),
        Index(
            "uq_demand_answers_unit",
            "survey_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("channel = 'unit'"),
            postgresql_where=text("channel = 'unit'"),
        ),
        UniqueConstraint("survey_id", "person_id"),
    )

    survey_id: Mapped[int] = mapped_column(ForeignKey("demand_surveys.id"))
    channel: Mapped[AnswerChannel] = enum_column(AnswerChannel)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    answered_at: Mapped[datetime] = mapped_column(default=clock.now)
    note: Mapped[str] = mapped_column(default="")

    survey: Mapped[DemandSurvey] = relationship()
    organisation: Mapped[Organisation] = relationship()
    choices: Mapped[list["DemandChoice"]] = relationship(back_populates="answer")

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.survey.title


class DemandChoice(Keyed, Base):
    """A theme that an answer chose. `people`: how many of the unit want it; 1 where a worker answers for himself."""

    __tablename__ = "demand_choices"
    __table_args__ = (
        UniqueConstraint("answer_id", "theme_id"),
        CheckConstraint("people > 0", name="people_possible"),
    )

    answer_id: Mapped[int] = mapped_column(ForeignKey("demand_answers.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("demand_themes.id"), index=True)
    people: Mapped[int] = mapped_column(default=1)

    answer: Mapped[DemandAnswer] = relationship(back_populates="choices")
    theme: Mapped[DemandTheme] = relationship()
