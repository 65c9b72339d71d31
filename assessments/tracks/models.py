"""Talent tracks of an enterprise, who follows them, and what was done with each."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.tracks.rules import Branch, Destination
from foundation import clock
from foundation.database import Base, BigId, Keyed, Versioned, enum_column
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.rules import Level


class Track(Keyed, Versioned, Base):
    """A track of so many `years` from the day of joining, with one step for each year."""

    __tablename__ = "talent_tracks"
    __table_args__ = (
        UniqueConstraint("organisation_id", "title"),
        CheckConstraint("years BETWEEN 1 AND 10", name="years_possible"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    years: Mapped[int] = mapped_column(default=6)
    active: Mapped[bool] = mapped_column(default=True)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    steps: Mapped[list["TrackStep"]] = relationship(
        back_populates="track", order_by="TrackStep.year", cascade="all, delete-orphan"
    )
    members: Mapped[list["TrackMember"]] = relationship(back_populates="track", order_by="TrackMember.joined")

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class TrackStep(Keyed, Base):
    """What a year of the track is for: goals in words, the level to be reached in it, and hours of training."""

    __tablename__ = "talent_track_steps"
    __table_args__ = (
        UniqueConstraint("track_id", "year"),
        CheckConstraint("year >= 1 AND training_hours >= 0", name="possible"),
    )

    track_id: Mapped[int] = mapped_column(ForeignKey("talent_tracks.id"))
    year: Mapped[int]
    goals: Mapped[str] = mapped_column(default="")
    level: Mapped[Level | None] = enum_column(Level, nullable=True)
    training_hours: Mapped[int] = mapped_column(default=0)

    track: Mapped[Track] = relationship(back_populates="steps")


class TrackMember(Keyed, Versioned, Base):
    """Somebody on a track since he joined; `mentor` guides him. He has left once `left_on` is set, with where to."""

    __tablename__ = "talent_track_members"
    __table_args__ = (
        UniqueConstraint("track_id", "person_id"),
        CheckConstraint("(left_on IS NULL) = (destination IS NULL)", name="left_with_destination"),
        CheckConstraint("left_on IS NULL OR left_on >= joined", name="left_after_joining"),
        CheckConstraint("mentor_id IS NULL OR mentor_id <> person_id", name="mentor_is_another"),
    )

    track_id: Mapped[int] = mapped_column(ForeignKey("talent_tracks.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    joined: Mapped[date]
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    branch: Mapped[Branch | None] = enum_column(Branch, nullable=True)
    left_on: Mapped[date | None]
    destination: Mapped[Destination | None] = enum_column(Destination, nullable=True)
    note: Mapped[str] = mapped_column(default="")

    track: Mapped[Track] = relationship(back_populates="members")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    mentor: Mapped[Person | None] = relationship(foreign_keys=[mentor_id])

    @property
    def organisation_path(self) -> str:
        return self.track.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.track.title} {self.person.name}"


class TrackTarget(Keyed, Base):
    """How many members shall reach a level in a calendar year (年度目标)."""

    __tablename__ = "talent_track_targets"
    __table_args__ = (UniqueConstraint("track_id", "year", "level"), CheckConstraint("count > 0", name="counts"))

    track_id: Mapped[int] = mapped_column(ForeignKey("talent_tracks.id"), index=True)
    year: Mapped[int]
    level: Mapped[Level] = enum_column(Level)
    count: Mapped[int]
    set_at: Mapped[datetime] = mapped_column(default=clock.now)
    set_by: Mapped[int] = mapped_column(BigId)

    track: Mapped[Track] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.track.organisation_path

    @property
    def audit_label(self) -> str:
        return self.track.title
