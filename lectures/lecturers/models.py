"""Lecturers, what and when they can lecture, and the teams they belong to."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from lectures.lecturers.rules import LECTURER_WORKFLOW, Audience, DaysApart, LecturerState, WeeklyHours
from lectures.places.rules import Point
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.registry.models import Studio


class Lecturer(Keyed, Versioned, Base):
    """A model worker or craftsman who lectures. `organisation` is the federation whose pool it is.

    `audiences` are values of `Audience`; `travel_km` is how far one goes (None: anywhere), from the place given by
    `latitude` and `longitude`; `fee` (元 a lecture, 0: none) with its `fee_rule` in words; `yearly_cap` and `rest_days`
    are the most lectures a year and the days between two. `rating` is the mean of what listeners said, from 1 to 5,
    over `ratings` answers: written when feedback is closed, never typed. `public`: shown in the gallery, on the
    consent that `consent` names.
    """

    __tablename__ = "lecturers"
    __table_args__ = (
        UniqueConstraint("organisation_id", "person_id"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="coordinates_in_pairs"),
        CheckConstraint("travel_km IS NULL OR travel_km > 0", name="travel_possible"),
        CheckConstraint("fee >= 0", name="fee_possible"),
        CheckConstraint("yearly_cap IS NULL OR yearly_cap > 0", name="cap_possible"),
        CheckConstraint("rest_days BETWEEN 0 AND 60", name="rest_possible"),
        CheckConstraint("(ratings = 0) = (rating IS NULL)", name="rating_from_answers"),
    )
    workflow = LECTURER_WORKFLOW

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    studio_id: Mapped[int | None] = mapped_column(ForeignKey("studios.id"), index=True)
    headline: Mapped[str] = mapped_column(default="")
    introduction: Mapped[str] = mapped_column(default="")
    audiences: Mapped[list[Any]] = mapped_column(default=list)
    languages: Mapped[list[Any]] = mapped_column(default=list)
    latitude: Mapped[Decimal | None]
    longitude: Mapped[Decimal | None]
    travel_km: Mapped[int | None]
    fee: Mapped[Decimal] = mapped_column(default=Decimal(0))
    fee_rule: Mapped[str] = mapped_column(default="")
    yearly_cap: Mapped[int | None]
    rest_days: Mapped[int] = mapped_column(default=0)
    rating: Mapped[Decimal | None]
    ratings: Mapped[int] = mapped_column(default=0)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    public: Mapped[bool] = mapped_column(default=False)
    consent: Mapped[str] = mapped_column(default="")
    state: Mapped[LecturerState] = enum_column(LecturerState, default=LecturerState.RECOMMENDED)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    person: Mapped[Person] = relationship()
    studio: Mapped[Studio | None] = relationship()
    photo: Mapped[StoredFile | None] = relationship()
    topics: Mapped[list["LecturerTopic"]] = relationship(back_populates="lecturer", order_by="LecturerTopic.title")
    hours: Mapped[list["LecturerHours"]] = relationship(
        back_populates="lecturer", order_by="LecturerHours.weekday, LecturerHours.begins", cascade="all, delete-orphan"
    )
    exceptions: Mapped[list["LecturerException"]] = relationship(
        back_populates="lecturer", order_by="LecturerException.id", cascade="all, delete-orphan"
    )

    @property
    def point(self) -> Point | None:
        """Where he sets out from, if that is known."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)

    @property
    def listeners(self) -> list[Audience]:
        """For whom he is suited, as the rules know them: the column holds plain words."""
        return [Audience(one) for one in self.audiences]

    @property
    def weekly_hours(self) -> list[WeeklyHours]:
        """The hours as the rules read them."""
        return [WeeklyHours(one.weekday, one.begins, one.ends) for one in self.hours]

    @property
    def days_apart(self) -> list[DaysApart]:
        """The exceptions as the rules read them."""
        return [DaysApart(one.first_day, one.last_day, one.available) for one in self.exceptions]

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.person.name


class LecturerTopic(Keyed, Base):
    """What a lecturer speaks about. `theme` groups topics (劳模精神, 焊接技能 ...): orders and tours ask for it."""

    __tablename__ = "lecturer_topics"
    __table_args__ = (
        UniqueConstraint("lecturer_id", "title"),
        CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes_possible"),
    )

    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers.id"))
    title: Mapped[str]
    theme: Mapped[str] = mapped_column(default="", index=True)
    minutes: Mapped[int] = mapped_column(default=60)
    outline: Mapped[str] = mapped_column(default="")

    lecturer: Mapped[Lecturer] = relationship(back_populates="topics")


class LecturerHours(Keyed, Base):
    """When a lecturer can lecture, week by week. `weekday` 0 is Monday; times are those of the clock in China."""

    __tablename__ = "lecturer_hours"
    __table_args__ = (
        UniqueConstraint("lecturer_id", "weekday", "begins"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_exists"),
        CheckConstraint("ends > begins", name="ends_after_it_begins"),
    )

    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers.id"))
    weekday: Mapped[int]
    begins: Mapped[time]
    ends: Mapped[time]

    lecturer: Mapped[Lecturer] = relationship(back_populates="hours")


class LecturerException(Keyed, Base):
    """Days on which the weekly hours do not hold: not at all, or (`available`) the whole day."""

    __tablename__ = "lecturer_exceptions"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="days_in_order"),)

    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    available: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")

    lecturer: Mapped[Lecturer] = relationship(back_populates="exceptions")
