"""Who registered, who came, how many heads were counted, who watched, and what was handed out and photographed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, enum_column
from foundation.files import StoredFile
from lectures.attendance.rules import REGISTRATION_WORKFLOW, CheckInMethod, RegistrationState
from lectures.tours.models import Lecture, LecturePoint
from people.accounts.models import Account
from people.persons.models import Person


class Registration(Keyed, Base):
    """Somebody means to come. `place` is his place in the queue of the lecture: who cancels and returns stands last.

    `ticket` is a random code that says nothing about anybody; the door finds him by it. `reminded_at`: when he was told
    that the lecture is near.
    """

    __tablename__ = "lecture_registrations"
    __table_args__ = (
        UniqueConstraint("lecture_id", "person_id"),
        UniqueConstraint("lecture_id", "place"),
        CheckConstraint("place > 0", name="place_counts_up"),
        Index("ix_lecture_registrations_lecture_id_state_place", "lecture_id", "state", "place"),
    )
    workflow = REGISTRATION_WORKFLOW

    lecture_id: Mapped[int] = mapped_column(ForeignKey("lectures.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    state: Mapped[RegistrationState] = enum_column(RegistrationState)
    place: Mapped[int]
    ticket: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    reminded_at: Mapped[datetime | None]

    lecture: Mapped[Lecture] = relationship()
    person: Mapped[Person] = relationship()
    made_by: Mapped[Account] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.lecture.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.person.name}：{self.lecture.audit_label}"


class CheckIn(Keyed, Base):
    """Somebody was there: once a lecture, whatever the way. `at` is when, as `rules.moment_of` has it.

    `made_at` is what the clock of a device at the door said, right or wrong. `point` is where, None where it is not
    known or online; `minutes` is how long he watched online; `by` is the account that scanned, ticked, imported or
    recorded.
    """

    __tablename__ = "check_ins"
    __table_args__ = (
        UniqueConstraint("lecture_id", "person_id"),
        CheckConstraint("method <> 'online' OR point_id IS NULL", name="online_is_nowhere"),
        CheckConstraint("minutes IS NULL OR (minutes >= 0 AND method = 'online')", name="minutes_online"),
        CheckConstraint("(method = 'later') = (reason <> '')", name="later_with_reason"),
    )

    lecture_id: Mapped[int] = mapped_column(ForeignKey("lectures.id"))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("lecture_points.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    method: Mapped[CheckInMethod] = enum_column(CheckInMethod)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    made_at: Mapped[datetime | None]
    minutes: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)

    lecture: Mapped[Lecture] = relationship()
    point: Mapped[LecturePoint | None] = relationship()
    person: Mapped[Person] = relationship()
    by: Mapped[Account] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.lecture.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.person.name}：{self.lecture.audit_label}"


class HeadCount(Keyed, Base):
    """How many people were counted at a point who did not check in one by one, and why. A new count takes its place."""

    __tablename__ = "head_counts"
    __table_args__ = (
        UniqueConstraint("lecture_id", "point_id"),
        Index(
            "uq_head_counts_lecture_id_nowhere",
            "lecture_id",
            unique=True,
            sqlite_where=text("point_id IS NULL"),
            postgresql_where=text("point_id IS NULL"),
        ),
        CheckConstraint("heads >= 0", name="heads_possible"),
        CheckConstraint("reason <> ''", name="counted_with_reason"),
    )

    lecture_id: Mapped[int] = mapped_column(ForeignKey("lectures.id"))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("lecture_points.id"), index=True)
    heads: Mapped[int]
    reason: Mapped[str]
    counted_at: Mapped[datetime] = mapped_column(default=clock.now)
    counted_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)

    lecture: Mapped[Lecture] = relationship()
    point: Mapped[LecturePoint | None] = relationship()
    counted_by: Mapped[Account] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.lecture.organisation_path

    @property
    def audit_label(self) -> str:
        return self.lecture.audit_label


class OnlineFigures(Keyed, Base):
    """What a platform says of all who watched: `views`, different `viewers`, `peak` at once, `minutes` in all.

    `recognised` of the viewers were found among the registered and stand among the check-ins too. One `source` (the
    name of the platform) has one line a lecture; `file` is its export, None where somebody typed the figures.
    """

    __tablename__ = "online_figures"
    __table_args__ = (
        UniqueConstraint("lecture_id", "source"),
        CheckConstraint("views >= 0 AND viewers BETWEEN 0 AND views", name="viewers_among_views"),
        CheckConstraint("peak IS NULL OR peak BETWEEN 0 AND views", name="peak_among_views"),
        CheckConstraint("minutes >= 0", name="minutes_possible"),
        CheckConstraint("recognised BETWEEN 0 AND viewers", name="recognised_among_viewers"),
        CheckConstraint("source <> ''", name="source_known"),
    )

    lecture_id: Mapped[int] = mapped_column(ForeignKey("lectures.id"))
    source: Mapped[str]
    views: Mapped[int]
    viewers: Mapped[int]
    peak: Mapped[int | None]
    minutes: Mapped[int] = mapped_column(default=0)
    recognised: Mapped[int] = mapped_column(default=0)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    noted_at: Mapped[datetime] = mapped_column(default=clock.now)
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)

    lecture: Mapped[Lecture] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    noted_by: Mapped[Account] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.lecture.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.source}：{self.lecture.audit_label}"


class Material(Keyed, Base):
    """A paper of a lecture, for those who were there, or (`everybody`) for every reader of its page."""

    __tablename__ = "lecture_materials"

    lecture_id: Mapped[int] = mapped_column(ForeignKey("lectures.id"), index=True)
    title: Mapped[str]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    everybody: Mapped[bool] = mapped_column(default=False)

    lecture: Mapped[Lecture] = relationship()
    file: Mapped[StoredFile] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.lecture.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.title}：{self.lecture.audit_label}"


class LecturePhoto(Keyed, Base):
    """A photo of a lecture. Only one whose people agreed (`consent`) may be `public`."""

    __tablename__ = "lecture_photos"
    __table_args__ = (CheckConstraint("consent OR NOT public", name="public_with_consent"),)

    lecture_id: Mapped[int] = mapped_column(ForeignKey("lectures.id"), index=True)
    caption: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    consent: Mapped[bool] = mapped_column(default=False)
    public: Mapped[bool] = mapped_column(default=False)

    lecture: Mapped[Lecture] = relationship()
    file: Mapped[StoredFile] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.lecture.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.caption}：{self.lecture.audit_label}"
