"""Contests: what the call says, its classes, its steps and its awards."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from people.organisations.models import Organisation
from studios.contests.rules import (
    CONTEST_WORKFLOW,
    STEP_WORKFLOW,
    ContestKind,
    ContestState,
    GradeBasis,
    StepKind,
    StepState,
    VoteUse,
)


class Contest(Keyed, Versioned, Base):
    """A call for projects or works by one organiser. Days are days in China; entries are taken to the end of the last.

    `applicant_classes` and `materials` are what entrants choose from and must hand in. `most_union_money` (元) is the
    most that one project may ask of the union; `one_per_group` allows a group or unit one entry only.
    """

    __tablename__ = "project_contests"
    __table_args__ = (
        UniqueConstraint("organisation_id", "title"),
        CheckConstraint("submit_to >= submit_from", name="window_in_order"),
        CheckConstraint("notice_days BETWEEN 1 AND 60", name="notice_days_possible"),
        CheckConstraint("most_union_money IS NULL OR most_union_money > 0", name="money_positive"),
    )
    workflow = CONTEST_WORKFLOW

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str]
    kind: Mapped[ContestKind] = enum_column(ContestKind)
    preset: Mapped[str] = mapped_column(default="")
    call_text: Mapped[str] = mapped_column(default="")
    submit_from: Mapped[date]
    submit_to: Mapped[date]
    applicant_classes: Mapped[list[Any]] = mapped_column(default=list)
    materials: Mapped[list[Any]] = mapped_column(default=list)
    asks_budget: Mapped[bool] = mapped_column(default=False)
    asks_pictures: Mapped[bool] = mapped_column(default=False)
    one_per_group: Mapped[bool] = mapped_column(default=False)
    most_union_money: Mapped[Decimal | None]
    notice_days: Mapped[int] = mapped_column(default=5)
    last_number: Mapped[int] = mapped_column(default=0)
    state: Mapped[ContestState] = enum_column(ContestState, default=ContestState.DRAFT)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    classes: Mapped[list["ContestClass"]] = relationship(
        back_populates="contest", order_by="ContestClass.place", cascade="all, delete-orphan"
    )
    steps: Mapped[list["ContestStep"]] = relationship(
        back_populates="contest", order_by="ContestStep.place", cascade="all, delete-orphan"
    )
    grades: Mapped[list["AwardGrade"]] = relationship(
        back_populates="contest", order_by="AwardGrade.place", cascade="all, delete-orphan"
    )

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class ContestClass(Keyed, Base):
    """A class of entries: `group` is the 大类, `name` the 小类, empty where the group has none."""

    __tablename__ = "project_contest_classes"
    __table_args__ = (UniqueConstraint("contest_id", "group", "name"),)

    contest_id: Mapped[int] = mapped_column(ForeignKey("project_contests.id"))
    place: Mapped[int]
    group: Mapped[str]
    name: Mapped[str] = mapped_column(default="")

    contest: Mapped[Contest] = relationship(back_populates="classes")

    @property
    def title(self) -> str:
        """素质提升 · 技能培训."""
        return f"{self.group} · {self.name}" if self.name else self.group


class ContestStep(Keyed, Base):
    """A step, in its place. `weight` in per cent of the total; `cut`: how many go on, None for no limit.

    `rubric` is the code of the score table. The minutes are those of a pitch; `seed` is what its queue was drawn with.
    """

    __tablename__ = "project_contest_steps"
    __table_args__ = (
        UniqueConstraint("contest_id", "place"),
        CheckConstraint("weight BETWEEN 0 AND 100000000", name="weight_is_per_cent"),
        CheckConstraint("cut IS NULL OR cut > 0", name="cut_positive"),
        CheckConstraint("least_raters > 0 AND vote_cap >= 0", name="parameters_possible"),
        CheckConstraint("report_minutes > 0 AND question_minutes > 0 AND scoring_minutes > 0", name="minutes_positive"),
    )
    workflow = STEP_WORKFLOW

    contest_id: Mapped[int] = mapped_column(ForeignKey("project_contests.id"))
    place: Mapped[int]
    kind: Mapped[StepKind] = enum_column(StepKind)
    title: Mapped[str]
    weight: Mapped[Decimal] = mapped_column(default=Decimal(0))
    cut: Mapped[int | None]
    rubric: Mapped[str] = mapped_column(default="")
    least_raters: Mapped[int] = mapped_column(default=3)
    anonymous: Mapped[bool] = mapped_column(default=False)
    vote_use: Mapped[VoteUse] = enum_column(VoteUse, default=VoteUse.PRIZE)
    vote_cap: Mapped[Decimal] = mapped_column(default=Decimal(0))
    report_minutes: Mapped[int] = mapped_column(default=8)
    question_minutes: Mapped[int] = mapped_column(default=5)
    scoring_minutes: Mapped[int] = mapped_column(default=2)
    seed: Mapped[str] = mapped_column(default="")
    state: Mapped[StepState] = enum_column(StepState, default=StepState.PLANNED)

    contest: Mapped[Contest] = relationship(back_populates="steps")

    @property
    def reference(self) -> str:
        """What reviews and ballots know the step by."""
        return f"contest-step:{self.id}"

    @property
    def organisation_path(self) -> str:
        return self.contest.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.contest.title} {self.title}"


class AwardGrade(Keyed, Base):
    """An award: how many (`places`; None: all the rest), `money` in 元 for each."""

    __tablename__ = "project_award_grades"
    __table_args__ = (
        UniqueConstraint("contest_id", "title"),
        CheckConstraint("(places IS NULL OR places > 0) AND money >= 0", name="counts_possible"),
    )

    contest_id: Mapped[int] = mapped_column(ForeignKey("project_contests.id"))
    place: Mapped[int]
    title: Mapped[str]
    places: Mapped[int | None]
    money: Mapped[Decimal] = mapped_column(default=Decimal(0))
    basis: Mapped[GradeBasis] = enum_column(GradeBasis, default=GradeBasis.TOTAL)

    contest: Mapped[Contest] = relationship(back_populates="grades")
