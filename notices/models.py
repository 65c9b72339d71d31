"""Notices and objections."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.secrets import EncryptedText
from notices.rules import (
    NOTICE_WORKFLOW,
    OBJECTION_WORKFLOW,
    NoticeState,
    ObjectionState,
)
from notices.rules_working_days import DayKind
from people.organisations.models import Organisation


class PublicNotice(Keyed, Base):
    """Something put up for public notice. `facts` is frozen: exactly what the public page shows.

    `reference` says what it is about, e.g. "result-version:12"; `void_reason` why it no longer holds.
    `period` says in words how long it is where working days were counted; calendar days need no words.
    """

    __tablename__ = "public_notices"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_it_opens"),
        CheckConstraint("(state <> 'voided') OR (void_reason <> '')", name="voided_has_its_reason"),
    )
    workflow = NOTICE_WORKFLOW

    reference: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    facts: Mapped[dict[str, Any]]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    opens_at: Mapped[datetime] = mapped_column(default=clock.now)
    closes_at: Mapped[datetime]
    period: Mapped[str | None]
    state: Mapped[NoticeState] = enum_column(NoticeState, default=NoticeState.OPEN)
    void_reason: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation] = relationship()
    objections: Mapped[list["Objection"]] = relationship(back_populates="notice", order_by="Objection.id")

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class Objection(Keyed, Base):
    """An objection to a notice, signed with a name and a way to answer (实名异议)."""

    __tablename__ = "objections"
    __table_args__ = (CheckConstraint("(state = 'received') = (answer IS NULL)", name="answered_has_its_answer"),)
    workflow = OBJECTION_WORKFLOW
    audit_hidden = frozenset({"contact", "name"})

    notice_id: Mapped[int] = mapped_column(ForeignKey("public_notices.id"), index=True)
    name: Mapped[str] = mapped_column(EncryptedText)
    contact: Mapped[str] = mapped_column(EncryptedText)
    content: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[ObjectionState] = enum_column(ObjectionState, default=ObjectionState.RECEIVED)
    answer: Mapped[str | None]

    notice: Mapped[PublicNotice] = relationship(back_populates="objections")

    @property
    def organisation_path(self) -> str:
        return self.notice.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.notice.title} · 异议 {self.id}"


class CalendarYear(Keyed, Versioned, Base):
    """The days of a year that differ from their weekday, as `document` of the State Council arranges them."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(unique=True)
    document: Mapped[str]

    days: Mapped[list["CalendarDay"]] = relationship(
        back_populates="calendar", order_by="CalendarDay.day", cascade="all, delete-orphan"
    )

    @property
    def organisation_path(self) -> str:
        """The calendar is everybody's."""
        return "/"

    @property
    def audit_label(self) -> str:
        return f"{self.year} 年放假安排"


class CalendarDay(Keyed, Base):
    """A day off, or a Saturday or Sunday that is worked, and the holiday it belongs to."""

    __tablename__ = "calendar_days"

    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar_years.id"), index=True)
    day: Mapped[date] = mapped_column(unique=True)
    kind: Mapped[DayKind] = enum_column(DayKind)
    title: Mapped[str]

    calendar: Mapped[CalendarYear] = relationship(back_populates="days")
