"""Studios: what each is, its namings, members, place, equipment, rules, funds, photos and activities."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, PathText, Versioned, enum_column
from foundation.files import StoredFile
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.registry.rules import (
    STUDIO_WORKFLOW,
    ActivityKind,
    FundSource,
    LeavingReason,
    MemberRole,
    NamingLevel,
    PhotoKind,
    StudioKind,
    StudioState,
)


class Studio(Keyed, Versioned, Base):
    """An innovation studio of a unit (劳模和工匠人才创新工作室).

    `leader` is the 领衔人 at present; a unit's studio with a name of its own may have none. `area` is in square metres,
    `latitude` and `longitude` in degrees (GCJ-02). `introduction` is what its public page says. `closed_on` is the day
    from which it counts no more.
    """

    __tablename__ = "studios"
    __table_args__ = (
        UniqueConstraint("organisation_id", "name"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="point_is_whole"),
        CheckConstraint("area IS NULL OR area > 0", name="area_positive"),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_has_its_day"),
    )
    workflow = STUDIO_WORKFLOW

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(PathText, index=True)
    kind: Mapped[StudioKind] = enum_column(StudioKind)
    speciality: Mapped[str] = mapped_column(default="")
    industry: Mapped[str] = mapped_column(default="")
    founded_on: Mapped[date]
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    address: Mapped[str] = mapped_column(default="")
    latitude: Mapped[Decimal | None]
    longitude: Mapped[Decimal | None]
    area: Mapped[Decimal | None]
    introduction: Mapped[str] = mapped_column(default="")
    goals: Mapped[str] = mapped_column(default="")
    state: Mapped[StudioState] = enum_column(StudioState, default=StudioState.ACTIVE)
    closed_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    leader: Mapped[Person | None] = relationship()
    namings: Mapped[list["StudioNaming"]] = relationship(back_populates="studio", order_by="StudioNaming.named_on")
    members: Mapped[list["StudioMember"]] = relationship(back_populates="studio", order_by="StudioMember.joined_on")
    leader_terms: Mapped[list["LeaderTerm"]] = relationship(back_populates="studio", order_by="LeaderTerm.begins_on")

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.name


class StudioNaming(Keyed, Base):
    """A name given by a document (命名): the level, who gave it, until when its term runs, and when and why it ended.

    `issuer` is the organisation on record, `issuer_name` how the document calls it. `source` is the record that the
    naming rests on, such as "designation:12"; empty where it was written down from paper.
    """

    __tablename__ = "studio_namings"
    __table_args__ = (
        UniqueConstraint("studio_id", "level", "named_on"),
        CheckConstraint("term_ends_on IS NULL OR term_ends_on >= named_on", name="term_ends_after_naming"),
        CheckConstraint("(ended_on IS NULL) = (end_reason = '')", name="ended_has_its_reason"),
        Index("ix_studio_namings_level_named_on", "level", "named_on"),
    )

    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"))
    level: Mapped[NamingLevel] = enum_column(NamingLevel)
    title: Mapped[str]
    issuer_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    issuer_name: Mapped[str]
    document: Mapped[str]
    named_on: Mapped[date]
    term_ends_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")

    studio: Mapped[Studio] = relationship(back_populates="namings")
    issuer: Mapped[Organisation | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.studio.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.studio.name} {self.title}"


class StudioMember(Keyed, Base):
    """Somebody in a studio from a day on; `left_on` is his last day there."""

    __tablename__ = "studio_members"
    __table_args__ = (
        UniqueConstraint("studio_id", "person_id", "joined_on"),
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="left_after_joining"),
        CheckConstraint("(left_on IS NULL) = (left_reason IS NULL)", name="left_has_its_reason"),
    )

    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    role: Mapped[MemberRole] = enum_column(MemberRole, default=MemberRole.MEMBER)
    duty: Mapped[str] = mapped_column(default="")
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    left_reason: Mapped[LeavingReason | None] = enum_column(LeavingReason, nullable=True)
    left_note: Mapped[str] = mapped_column(default="")

    studio: Mapped[Studio] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.studio.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.studio.name} {self.person.name}"


class LeaderTerm(Keyed, Base):
    """Who led a studio from when to when, and why it passed on (领衔人变更).

    `ends_on` is his last day; `document` is what the change rests on, written down with the term that it began.
    """

    __tablename__ = "studio_leader_terms"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= begins_on", name="ends_after_it_begins"),
        CheckConstraint("(ends_on IS NULL) = (end_reason IS NULL)", name="ended_has_its_reason"),
    )

    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]
    end_reason: Mapped[LeavingReason | None] = enum_column(LeavingReason, nullable=True)
    end_note: Mapped[str] = mapped_column(default="")
    document: Mapped[str] = mapped_column(default="")

    studio: Mapped[Studio] = relationship(back_populates="leader_terms")
    person: Mapped[Person] = relationship()


class Equipment(Keyed, Base):
    """A piece of equipment; `value` in 元."""

    __tablename__ = "studio_equipment"
    __table_args__ = (CheckConstraint("quantity > 0 AND (value IS NULL OR value >= 0)", name="counts_possible"),)

    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"), index=True)
    name: Mapped[str]
    model: Mapped[str] = mapped_column(default="")
    quantity: Mapped[int] = mapped_column(default=1)
    value: Mapped[Decimal | None]

    studio: Mapped[Studio] = relationship()


class StudioRule(Keyed, Base):
    """A rule of the studio (规章制度): its title, the day it was issued, and the file."""

    __tablename__ = "studio_rules"

    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"), index=True)
    title: Mapped[str]
    issued_on: Mapped[date]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))

    studio: Mapped[Studio] = relationship()
    file: Mapped[StoredFile | None] = relationship()


class Fund(Keyed, Base):
    """Money of one source in one year, in 元, and what was spent of it."""

    __tablename__ = "studio_funds"
    __table_args__ = (
        UniqueConstraint("studio_id", "year", "source", "title"),
        CheckConstraint("amount > 0 AND spent >= 0", name="amounts_possible"),
        CheckConstraint("year BETWEEN 1949 AND 2100", name="year_plausible"),
    )

    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"))
    year: Mapped[int]
    source: Mapped[FundSource] = enum_column(FundSource)
    title: Mapped[str] = mapped_column(default="")
    amount: Mapped[Decimal]
    spent: Mapped[Decimal] = mapped_column(default=Decimal(0))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))

    studio: Mapped[Studio] = relationship()
    file: Mapped[StoredFile | None] = relationship()


class StudioPhoto(Keyed, Base):
    """A photo with its words. `public`: it is shown on the studio's public page."""

    __tablename__ = "studio_photos"

    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"), index=True)
    kind: Mapped[PhotoKind] = enum_column(PhotoKind)
    caption: Mapped[str]
    taken_on: Mapped[date | None]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    public: Mapped[bool] = mapped_column(default=True)

    studio: Mapped[Studio] = relationship()
    file: Mapped[StoredFile] = relationship()


class Activity(Keyed, Base):
    """A training, exchange or service that took place: `sessions` 场次, `attendances` 人次."""

    __tablename__ = "studio_activities"
    __table_args__ = (
        CheckConstraint("sessions > 0 AND attendances >= 0", name="counts_possible"),
        Index("ix_studio_activities_studio_id_held_on", "studio_id", "held_on"),
    )

    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"))
    kind: Mapped[ActivityKind] = enum_column(ActivityKind)
    title: Mapped[str]
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(default="")
    sessions: Mapped[int] = mapped_column(default=1)
    attendances: Mapped[int] = mapped_column(default=0)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))

    studio: Mapped[Studio] = relationship()
    file: Mapped[StoredFile | None] = relationship()
