"""Competitions, their partners, and their events with stages and modules."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Table, UniqueConstraint
from sqlalchemy import Column as TableColumn
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competitions.planning.rules import (
    COMPETITION_WORKFLOW,
    STAGE_WORKFLOW,
    Anonymity,
    CompetitionClass,
    CompetitionLevel,
    CompetitionState,
    EventFormat,
    PartnerRole,
    StageState,
)
from foundation import clock
from foundation.database import Base, BigId, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from marking.panels.rules import MarkSource
from marking.schemes.models import Scheme
from people.organisations.models import Organisation
from scoring.awards import AwardBase, BoundaryRule, CountRounding
from scoring.numbers import RoundingMode
from scoring.panel import MissingJudge

competition_attachments = Table(
    "competition_attachments",
    Base.metadata,
    TableColumn("competition_id", ForeignKey("competitions.id"), primary_key=True),
    TableColumn("file_id", ForeignKey("stored_files.id"), primary_key=True),
)


class Competition(Keyed, Versioned, Base):
    """One edition of a competition. `organisation` is the federation that runs it: its officers plan and review.

    A rehearsal (演练) is a copy of the competition `rehearsal_of_id`. It stays a draft, so that only planners see it.
    """

    __tablename__ = "competitions"
    __table_args__ = (
        UniqueConstraint("title", "edition"),
        UniqueConstraint("rehearsal_of_id"),
        CheckConstraint("registration_closes > registration_opens", name="registration_closes_after_it_opens"),
        CheckConstraint("rehearsal_of_id IS NULL OR state = 'draft'", name="rehearsal_is_never_published"),
    )
    workflow = COMPETITION_WORKFLOW

    title: Mapped[str]
    edition: Mapped[str] = mapped_column(default="")
    theme: Mapped[str] = mapped_column(default="")
    level: Mapped[CompetitionLevel] = enum_column(CompetitionLevel)
    competition_class: Mapped[CompetitionClass] = enum_column(CompetitionClass, default=CompetitionClass.NONE)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    notice_text: Mapped[str] = mapped_column(default="")
    registration_opens: Mapped[datetime]
    registration_closes: Mapped[datetime]
    contest_begins: Mapped[date]
    contest_ends: Mapped[date]
    notice_days: Mapped[int] = mapped_column(default=5)
    state: Mapped[CompetitionState] = enum_column(CompetitionState, default=CompetitionState.DRAFT)
    rehearsal_of_id: Mapped[int | None] = mapped_column(ForeignKey("competitions.id"))

    organisation: Mapped[Organisation] = relationship()
    partners: Mapped[list["Partner"]] = relationship(cascade="all, delete-orphan", order_by="Partner.id")
    events: Mapped[list["Event"]] = relationship(back_populates="competition", order_by="Event.position")
    attachments: Mapped[list[StoredFile]] = relationship(secondary=competition_attachments)

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.title}{self.edition}"

    @property
    def rehearsal(self) -> bool:
        """Whether it is only a rehearsal."""
        return self.rehearsal_of_id is not None


class Partner(Keyed, Base):
    """A 主办, 承办 or 协办 unit; by name, as it stands on the notice and the certificate."""

    __tablename__ = "competition_partners"

    competition_id: Mapped[int] = mapped_column(ForeignKey("competitions.id"), index=True)
    role: Mapped[PartnerRole] = enum_column(PartnerRole)
    name: Mapped[str]


class Event(Keyed, Versioned, Base):
    """One event (赛项) with all that its plan says. `plan_version` counts the saved plans."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("competition_id", "title"),
        CheckConstraint("smallest_team <= largest_team AND smallest_team > 0", name="team_size_possible"),
        CheckConstraint("scale <> '' OR NOT rank_by_scale", name="ranked_by_its_scale"),
        CheckConstraint("youngest IS NULL OR oldest IS NULL OR youngest <= oldest", name="ages_possible"),
    )

    competition_id: Mapped[int] = mapped_column(ForeignKey("competitions.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    occupation_code: Mapped[str]
    format: Mapped[EventFormat] = enum_column(EventFormat, default=EventFormat.INDIVIDUAL)
    smallest_team: Mapped[int] = mapped_column(default=1)
    largest_team: Mapped[int] = mapped_column(default=1)
    most_substitutes: Mapped[int] = mapped_column(default=0)
    youngest: Mapped[int | None] = mapped_column(default=16)
    oldest: Mapped[int | None]
    barred_honours: Mapped[list[Any]] = mapped_column(default=list)  # HonourKind values: may not enter
    unrewarded_honours: Mapped[list[Any]] = mapped_column(default=list)  # may enter, take no award
    quota_per_organisation: Mapped[int | None]
    rounding_places: Mapped[int] = mapped_column(default=2)
    round_each_part: Mapped[bool] = mapped_column(default=False)
    rounding_mode: Mapped[RoundingMode] = enum_column(RoundingMode, default=RoundingMode.HALF_UP)
    scale: Mapped[str] = mapped_column(default="")  # code of a rule in scoring/conversions for the totals
    scale_parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rank_by_scale: Mapped[bool] = mapped_column(default=False)
    tie_breaks: Mapped[list[Any]] = mapped_column(default=list)  # [[code, [module codes]], ...]
    awards: Mapped[list[Any]] = mapped_column(default=list)  # [{"title", "count", "percent" or "down_to", as text}]
    award_base: Mapped[AwardBase] = enum_column(AwardBase, default=AwardBase.RANKED)
    award_rounding: Mapped[CountRounding] = enum_column(CountRounding, default=CountRounding.HALF_UP)
    award_boundary: Mapped[BoundaryRule] = enum_column(BoundaryRule, default=BoundaryRule.EXCESS_REDUCES_NEXT)
    award_at_most: Mapped[str] = mapped_column(default="")  # a share of the base, "3/10"; empty: no limit
    award_stated_base: Mapped[int | None]  # as the document states it, in place of a count
    medals: Mapped[dict[str, Any]] = mapped_column(default=dict)  # medals in place of awards; empty: none
    teams: Mapped[dict[str, Any]] = mapped_column(default=dict)  # how teams are ranked and rewarded; empty: not
    organisation_awards: Mapped[list[Any]] = mapped_column(default=list)  # as `awards`, for units (优秀组织奖)
    plan_version: Mapped[int] = mapped_column(default=1)

    competition: Mapped[Competition] = relationship(back_populates="events")
    categories: Mapped[list["Category"]] = relationship(order_by="Category.id", cascade="all, delete-orphan")
    stages: Mapped[list["Stage"]] = relationship(back_populates="event", order_by="Stage.position")
    plan_versions: Mapped[list["PlanVersion"]] = relationship(order_by="PlanVersion.number")

    @property
    def organisation_path(self) -> str:
        return self.competition.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.competition.audit_label} · {self.title}"

    @property
    def side_against_side(self) -> bool:
        """Whether teams meet in matches instead of being drawn to workstations."""
        return self.format is EventFormat.SIDES


class Category(Keyed, Base):
    """A group ranked and rewarded apart (组别): 职工组, 学生组."""

    __tablename__ = "categories"
    __table_args__ = (UniqueConstraint("event_id", "title"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    title: Mapped[str]


class Stage(Keyed, Base):
    """A stage of an event (预赛, 决赛). `cut_off`: how many ranks go on to the next stage; None at the last."""

    __tablename__ = "stages"
    __table_args__ = (
        UniqueConstraint("event_id", "position"),
        CheckConstraint("cut_off IS NULL OR cut_off > 0", name="cut_off_positive"),
        {"sqlite_autoincrement": True},  # a deleted one's number, which logs name, is not used again
    )
    workflow = STAGE_WORKFLOW

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    cut_off: Mapped[int | None]
    state: Mapped[StageState] = enum_column(StageState, default=StageState.PLANNED)

    event: Mapped[Event] = relationship(back_populates="stages")
    modules: Mapped[list["Module"]] = relationship(back_populates="stage", order_by="Module.position")

    @property
    def organisation_path(self) -> str:
        return self.event.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.event.audit_label} · {self.title}"


class Module(Keyed, Base):
    """A weighted part of a stage, with its own full mark, scheme and scoring method.

    A module scored by the time used has a `conversion` that reads seconds, and no `method`.
    """

    __tablename__ = "modules"
    __table_args__ = (
        UniqueConstraint("stage_id", "code"),
        CheckConstraint("weight > 0 AND full_mark > 0 AND minimum_panel > 0", name="weight_and_full_mark_positive"),
        CheckConstraint("widest_spread >= 0", name="spread_not_negative"),
        CheckConstraint("method <> '' OR conversion <> ''", name="marked_or_timed"),
    )

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"), index=True)
    position: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    weight: Mapped[Decimal]  # percent
    full_mark: Mapped[Decimal]
    method: Mapped[str]  # code of a rule in scoring/methods
    minimum_panel: Mapped[int] = mapped_column(default=1)
    missing_judge: Mapped[MissingJudge] = enum_column(MissingJudge, default=MissingJudge.REFUSE)
    anonymity: Mapped[Anonymity] = enum_column(Anonymity, default=Anonymity.WORKSTATION)
    source: Mapped[MarkSource] = enum_column(MarkSource, default=MarkSource.TABLET)
    widest_spread: Mapped[int] = mapped_column(default=1)  # grades that judgements by level may be apart
    conversion: Mapped[str] = mapped_column(default="")  # code of a rule in scoring/conversions
    conversion_parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("marking_schemes.id"))

    stage: Mapped[Stage] = relationship(back_populates="modules")
    scheme: Mapped[Scheme] = relationship()

    @property
    def timed(self) -> bool:
        """Whether it is scored by the time used alone: nobody marks it."""
        return not self.method

    @property
    def blind(self) -> bool:
        """Whether its raters must not know whose work they mark."""
        return self.anonymity is not Anonymity.OPEN


class PlanVersion(Keyed, Base):
    """The plan of an event as it was saved at one time; results name the version they were computed by."""

    __tablename__ = "plan_versions"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    number: Mapped[int]
    facts: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(default="")
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
    saved_by: Mapped[int] = mapped_column(BigId)
