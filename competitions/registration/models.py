"""Entries, their members, and the places that are left."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competitions.planning.models import Category, Event, Stage
from competitions.registration.rules import (
    ENTRY_WORKFLOW,
    EntryState,
    MemberPart,
)
from foundation.database import Base, Keyed, Versioned, enum_column
from people.organisations.models import Organisation
from people.persons.models import Person


class Entry(Keyed, Versioned, Base):
    """One registration for one event (报名): a person, a pair or a team of one organisation.

    Holds a place of the quota while it is neither rejected nor withdrawn.
    """

    __tablename__ = "entries"
    __table_args__ = (
        Index("ix_entries_event_id_state", "event_id", "state"),
        Index("ix_entries_organisation_id_event_id", "organisation_id", "event_id"),
        CheckConstraint(
            "(state = 'draft') OR (submitted_at IS NOT NULL) OR (state = 'withdrawn')", name="submitted_has_its_time"
        ),
        {"sqlite_autoincrement": True},  # a deleted one's number, which logs name, is not used again
    )
    workflow = ENTRY_WORKFLOW

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str]  # the contestant's name, or the team's
    state: Mapped[EntryState] = enum_column(EntryState, default=EntryState.DRAFT)
    submitted_at: Mapped[datetime | None]
    review_comment: Mapped[str] = mapped_column(default="")
    award_barred: Mapped[str] = mapped_column(default="")  # why it takes no award; empty: it may

    event: Mapped[Event] = relationship()
    category: Mapped[Category] = relationship()
    organisation: Mapped[Organisation] = relationship()
    members: Mapped[list["EntryMember"]] = relationship(
        back_populates="entry", order_by="EntryMember.id", cascade="all, delete-orphan"
    )

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.event.title} · {self.title}"


class EntryMember(Keyed, Base):
    """A person in an entry.

    `active_event_id` is the event while the entry counts, so that nobody enters an event twice.
    """

    __tablename__ = "entry_members"
    __table_args__ = (UniqueConstraint("entry_id", "person_id"), UniqueConstraint("active_event_id", "person_id"))

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    part: Mapped[MemberPart] = enum_column(MemberPart, default=MemberPart.CONTESTANT)
    active_event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))

    entry: Mapped[Entry] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()


class Quota(Keyed, Base):
    """The places of one organisation in one event. The database itself refuses one too many.

    `granted`: the places were given to this organisation in particular; otherwise they follow the event's plan.
    """

    __tablename__ = "quotas"
    __table_args__ = (
        UniqueConstraint("event_id", "organisation_id"),
        CheckConstraint("taken >= 0 AND taken <= places", name="never_over"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    granted: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship()
    organisation: Mapped[Organisation] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.event.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.event.title} · {self.organisation.name}"


class StageEntrant(Keyed, Base):
    """An entry that goes on to a later stage: written when the result of the stage before is final."""

    __tablename__ = "stage_entrants"
    __table_args__ = (UniqueConstraint("stage_id", "entry_id"),)

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)

    stage: Mapped[Stage] = relationship()
    entry: Mapped[Entry] = relationship()
