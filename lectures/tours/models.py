"""Tours, the lectures on them, and the versions that were released."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.secrets import EncryptedText
from lectures.lecturers.models import Lecturer
from lectures.menus.models import MenuItem
from lectures.menus.rules import LectureMode
from lectures.places.models import Place
from lectures.tours.rules import LECTURE_WORKFLOW, TOUR_WORKFLOW, LectureState, TourKind, TourState
from people.organisations.models import Organisation


class LectureTour(Keyed, Versioned, Base):
    """A plan that lectures count towards: a tour, a series of cloud lectures, a year of orders, a training class.

    `planned` is how many lectures it wants (0: not said), `kinds` the values of `VenueKind` that it wants to reach.
    """

    __tablename__ = "lecture_tours"
    __table_args__ = (
        UniqueConstraint("organisation_id", "title"),
        CheckConstraint("last_day >= first_day", name="days_in_order"),
        CheckConstraint("planned >= 0", name="planned_possible"),
    )
    workflow = TOUR_WORKFLOW

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[TourKind] = enum_column(TourKind)
    title: Mapped[str]
    theme: Mapped[str] = mapped_column(default="")
    introduction: Mapped[str] = mapped_column(default="")
    first_day: Mapped[date]
    last_day: Mapped[date]
    planned: Mapped[int] = mapped_column(default=0)
    kinds: Mapped[list[Any]] = mapped_column(default=list)
    public: Mapped[bool] = mapped_column(default=True)
    state: Mapped[TourState] = enum_column(TourState, default=TourState.OPEN)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    releases: Mapped[list["TourRelease"]] = relationship(back_populates="tour", order_by="TourRelease.number")

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class Lecture(Keyed, Versioned, Base):
    """One session, as it is planned now. What was promised to others is the newest version that was `released`.

    It has one `point` for each place where it is heard at the same time; an online lecture may have none. `host` is the
    unit that receives it, `contact` whom the lecturer calls there (not for the public). `capacity` counts those who may
    register (None: no limit) where `registers`. `uid` names it in calendars for good.
    """

    __tablename__ = "lectures"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_possible"),
        CheckConstraint("mode = 'on-site' OR stream_url <> '' OR state <> 'held'", name="online_has_its_address"),
        CheckConstraint("(state = 'cancelled') = (cancel_reason <> '')", name="cancelled_with_reason"),
        Index("ix_lectures_tour_id_starts_at", "tour_id", "starts_at"),
    )
    workflow = LECTURE_WORKFLOW
    audit_hidden = frozenset({"contact"})

    tour_id: Mapped[int] = mapped_column(ForeignKey("lecture_tours.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("menu_items.id"), index=True)
    host_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    title: Mapped[str]
    theme: Mapped[str] = mapped_column(default="")
    introduction: Mapped[str] = mapped_column(default="")
    mode: Mapped[LectureMode] = enum_column(LectureMode, default=LectureMode.ON_SITE)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    room: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(EncryptedText, default="")
    registers: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int | None]
    stream_url: Mapped[str] = mapped_column(default="")
    replay_url: Mapped[str] = mapped_column(default="")
    public: Mapped[bool] = mapped_column(default=True)
    cancel_reason: Mapped[str] = mapped_column(default="")
    released_id: Mapped[int | None] = mapped_column(ForeignKey("released_lectures.id", use_alter=True))
    state: Mapped[LectureState] = enum_column(LectureState, default=LectureState.PLANNED)

    tour: Mapped[LectureTour] = relationship(lazy="joined")
    item: Mapped[MenuItem | None] = relationship()
    host: Mapped[Organisation | None] = relationship()
    points: Mapped[list["LecturePoint"]] = relationship(
        back_populates="lecture",
        order_by="LecturePoint.position, LecturePoint.id",
        cascade="all, delete-orphan",
    )
    speakers: Mapped[list["LectureSpeaker"]] = relationship(
        back_populates="lecture", order_by="LectureSpeaker.id", cascade="all, delete-orphan"
    )
    released: Mapped["ReleasedLecture | None"] = relationship(foreign_keys=[released_id], post_update=True)

    @property
    def day(self) -> date:
        """The day it is on, in China."""
        return clock.in_shanghai(self.starts_at).date()

    @property
    def organisation_path(self) -> str:
        return self.tour.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.title}（{clock.in_shanghai(self.starts_at):%Y-%m-%d %H:%M}）"


class LecturePoint(Keyed, Base):
    """A place where a lecture is heard; the first, by `position`, is where the lecturer stands."""

    __tablename__ = "lecture_points"
    __table_args__ = (UniqueConstraint("lecture_id", "place_id"),)

    lecture_id: Mapped[int] = mapped_column(ForeignKey("lectures.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)

    lecture: Mapped[Lecture] = relationship(back_populates="points")
    place: Mapped[Place] = relationship()


class LectureSpeaker(Keyed, Base):
    """Who gives a lecture, when he was asked, and when he said yes or no (None: not yet); a no has its reason.

    Who declined is not taken by the lecture any more; the answer is asked anew when time or place changes.
    """

    __tablename__ = "lecture_speakers"
    __table_args__ = (
        UniqueConstraint("lecture_id", "lecturer_id"),
        CheckConstraint("accepted_at IS NULL OR declined_at IS NULL", name="one_answer"),
        CheckConstraint("(declined_at IS NULL) = (decline_reason = '')", name="declined_with_reason"),
    )

    lecture_id: Mapped[int] = mapped_column(ForeignKey("lectures.id"))
    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers.id"), index=True)
    asked_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    decline_reason: Mapped[str] = mapped_column(default="")

    lecture: Mapped[Lecture] = relationship(back_populates="speakers")
    lecturer: Mapped[Lecturer] = relationship()

    @property
    def answered(self) -> bool:
        return self.accepted_at is not None or self.declined_at is not None

    @property
    def organisation_path(self) -> str:
        return self.lecture.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.lecturer.person.name}：{self.lecture.audit_label}"


class TourRelease(Keyed, Base):
    """A version of a tour's schedule that was told to everybody. Append-only."""

    __tablename__ = "tour_releases"
    __table_args__ = (UniqueConstraint("tour_id", "number"),)

    tour_id: Mapped[int] = mapped_column(ForeignKey("lecture_tours.id"))
    number: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    released_at: Mapped[datetime] = mapped_column(default=clock.now)

    tour: Mapped[LectureTour] = relationship(back_populates="releases")
    lectures: Mapped[list["ReleasedLecture"]] = relationship(back_populates="release", order_by="ReleasedLecture.id")

    @property
    def organisation_path(self) -> str:
        return self.tour.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.tour.title} 第 {self.number} 版"


class ReleasedLecture(Keyed, Base):
    """A lecture as a version told it: written only where something was new. Append-only, so the log is the difference.

    `sequence` counts its versions from 0, as calendars do. `places` and `lecturers` are names, the first place first;
    `lecturer_ids` and `host_ids` say who was concerned, so that whoever is left out later is told as well.
    """

    __tablename__ = "released_lectures"
    __table_args__ = (
        UniqueConstraint("lecture_id", "sequence"),
        UniqueConstraint("release_id", "lecture_id"),
        CheckConstraint("sequence >= 0", name="sequence_counts_up"),
    )

    release_id: Mapped[int] = mapped_column(ForeignKey("tour_releases.id"))
    lecture_id: Mapped[int] = mapped_column(ForeignKey("lectures.id"))
    sequence: Mapped[int]
    title: Mapped[str]
    mode: Mapped[LectureMode] = enum_column(LectureMode)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    room: Mapped[str] = mapped_column(default="")
    stream_url: Mapped[str] = mapped_column(default="")
    places: Mapped[list[Any]] = mapped_column(default=list)
    lecturers: Mapped[list[Any]] = mapped_column(default=list)
    lecturer_ids: Mapped[list[Any]] = mapped_column(default=list)
    host_ids: Mapped[list[Any]] = mapped_column(default=list)
    cancelled: Mapped[bool] = mapped_column(default=False)

    release: Mapped[TourRelease] = relationship(back_populates="lectures")
    lecture: Mapped[Lecture] = relationship(foreign_keys=[lecture_id])
