"""Notices and objections."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, enum_column
from foundation.secrets import EncryptedText
from notices.rules import (
    NOTICE_WORKFLOW,
    OBJECTION_WORKFLOW,
    NoticeState,
    ObjectionState,
)
from people.organisations.models import Organisation


class PublicNotice(Keyed, Base):
    """Something put up for public notice. `facts` is frozen: exactly what the public page shows.

    `reference` says what it is about, e.g. "result-version:12"; `void_reason` why it no longer holds.
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
