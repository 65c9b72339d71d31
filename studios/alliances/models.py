"""Alliances of studios: members with their days, whose turn it is to lead, and what they did together."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from people.organisations.models import Organisation
from studios.alliances.rules import ALLIANCE_WORKFLOW, AllianceActivityKind, AllianceState
from studios.registry.models import Studio


class Alliance(Keyed, Versioned, Base):
    """An alliance (工作室联盟). `organisation` keeps its file; `lead_studio` called it together (牵头工作室).

    `regions` are names of regions as people write them: an alliance reaches beyond what this system knows.
    `document` is the number of the paper that set it up, `charter` the file of its charter.
    """

    __tablename__ = "alliances"
    __table_args__ = (
        CheckConstraint("(state = 'dissolved') = (dissolved_on IS NOT NULL)", name="dissolved_has_its_day"),
        CheckConstraint("dissolved_on IS NULL OR dissolved_on >= founded_on", name="dissolved_after_founding"),
    )
    workflow = ALLIANCE_WORKFLOW

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    lead_studio_id: Mapped[int | None] = mapped_column(ForeignKey("studios.id"), index=True)
    name: Mapped[str] = mapped_column(unique=True)
    industry: Mapped[str] = mapped_column(default="")
    regions: Mapped[list[Any]] = mapped_column(default=list)
    purpose: Mapped[str] = mapped_column(default="")
    document: Mapped[str] = mapped_column(default="")
    founded_on: Mapped[date]
    dissolved_on: Mapped[date | None]
    charter_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    state: Mapped[AllianceState] = enum_column(AllianceState, default=AllianceState.ACTIVE)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    lead_studio: Mapped[Studio | None] = relationship()
    charter: Mapped[StoredFile | None] = relationship()
    members: Mapped[list["AllianceMember"]] = relationship(
        back_populates="alliance", order_by="AllianceMember.joined_on, AllianceMember.id"
    )
    turns: Mapped[list["AllianceTurn"]] = relationship(back_populates="alliance", order_by="AllianceTurn.begins_on")

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.name


class AllianceMember(Keyed, Base):
    """A studio in an alliance; `left_on` is its last day. One that this system does not know has only its name."""

    __tablename__ = "alliance_members"
    __table_args__ = (
        UniqueConstraint("alliance_id", "name", "joined_on"),
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="left_after_joining"),
        CheckConstraint("(left_on IS NULL) = (left_reason = '')", name="left_has_its_reason"),
        CheckConstraint("name <> '' AND region <> ''", name="named_with_region"),
        Index(
            "uq_alliance_members_present",
            "alliance_id",
            "studio_id",
            unique=True,
            sqlite_where=text("left_on IS NULL"),
            postgresql_where=text("left_on IS NULL"),
        ),
    )

    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliances.id"))
    studio_id: Mapped[int | None] = mapped_column(ForeignKey("studios.id"), index=True)
    name: Mapped[str]
    region: Mapped[str]
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    left_reason: Mapped[str] = mapped_column(default="")

    alliance: Mapped[Alliance] = relationship(back_populates="members")
    studio: Mapped[Studio | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.alliance.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.alliance.name} {self.name}"


class AllianceTurn(Keyed, Base):
    """When a member leads the alliance (轮值), both days included."""

    __tablename__ = "alliance_turns"
    __table_args__ = (
        UniqueConstraint("alliance_id", "begins_on"),
        CheckConstraint("ends_on >= begins_on", name="ends_after_it_begins"),
    )

    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliances.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("alliance_members.id"), index=True)
    begins_on: Mapped[date]
    ends_on: Mapped[date]

    alliance: Mapped[Alliance] = relationship(back_populates="turns")
    member: Mapped[AllianceMember] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.alliance.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.alliance.name} {self.member.name}"


class AllianceActivity(Keyed, Base):
    """What an alliance did on a day, with the regions that took part; `attendances` is 人次."""

    __tablename__ = "alliance_activities"
    __table_args__ = (
        CheckConstraint("attendances >= 0", name="attendances_possible"),
        Index("ix_alliance_activities_alliance_id_held_on", "alliance_id", "held_on"),
    )

    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliances.id"))
    kind: Mapped[AllianceActivityKind] = enum_column(AllianceActivityKind)
    title: Mapped[str]
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(default="")
    attendances: Mapped[int] = mapped_column(default=0)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))

    alliance: Mapped[Alliance] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    regions: Mapped[list["ActivityRegion"]] = relationship(
        back_populates="activity", order_by="ActivityRegion.id", cascade="all, delete-orphan"
    )

    @property
    def organisation_path(self) -> str:
        return self.alliance.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.alliance.name} {self.title}"


class ActivityRegion(Keyed, Base):
    """A region that took part in an activity; each counts once."""

    __tablename__ = "alliance_activity_regions"
    __table_args__ = (UniqueConstraint("activity_id", "region"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("alliance_activities.id"))
    region: Mapped[str]

    activity: Mapped[AllianceActivity] = relationship(back_populates="regions")
