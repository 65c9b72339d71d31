"""Panels: the raters and the subjects they mark. A subject is known by a reference and a label only."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship, remote

from foundation import clock
from foundation.database import Base, Keyed, enum_column
from marking.panels.rules import (
    PANEL_WORKFLOW,
    ConflictGround,
    Duty,
    MarkSource,
    PanelState,
)
from marking.schemes.models import Scheme
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.persons.models import Person

subject_persons = Table(
    "marking_subject_persons",
    Base.metadata,
    Column("subject_id", ForeignKey("marking_subjects.id"), primary_key=True),
    Column("person_id", ForeignKey("persons.id"), primary_key=True),
)


class Panel(Keyed, Base):
    """Raters who mark the same subjects by the same scheme. `source`: whether they type their marks themselves."""

    __tablename__ = "marking_panels"
    __table_args__ = {"sqlite_autoincrement": True}  # a deleted one's number, which logs name, is not used again
    workflow = PANEL_WORKFLOW

    title: Mapped[str]
    scheme_id: Mapped[int] = mapped_column(ForeignKey("marking_schemes.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    state: Mapped[PanelState] = enum_column(PanelState, default=PanelState.OPEN)
    source: Mapped[MarkSource] = enum_column(MarkSource, default=MarkSource.TABLET)
    spread: Mapped[Decimal | None]  # how far apart the judgements of one criterion may be before the panel confers

    scheme: Mapped[Scheme] = relationship()
    organisation: Mapped[Organisation] = relationship()
    members: Mapped[list["PanelMember"]] = relationship(back_populates="panel", order_by="PanelMember.id")
    subjects: Mapped[list["Subject"]] = relationship(back_populates="panel", order_by="Subject.position")

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class PanelMember(Keyed, Base):
    """Somebody on a panel, in one duty. Only `MARKING` members fill sheets.

    A substitute (替补裁判) marks only the subjects that recusal leaves with too few raters.
    """

    __tablename__ = "marking_panel_members"
    __table_args__ = (
        UniqueConstraint("panel_id", "account_id", "duty"),
        CheckConstraint("NOT substitute OR duty = 'marking'", name="substitute_marks"),
    )

    panel_id: Mapped[int] = mapped_column(ForeignKey("marking_panels.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    duty: Mapped[Duty] = enum_column(Duty)
    substitute: Mapped[bool] = mapped_column(default=False)

    panel: Mapped[Panel] = relationship(back_populates="members")
    account: Mapped[Account] = relationship()
    conflicts: Mapped[list["Conflict"]] = relationship(
        primaryjoin=lambda: remote(foreign(Conflict.account_id)) == PanelMember.account_id, viewonly=True
    )

    @property
    def organisation_path(self) -> str:
        return self.panel.organisation_path

    @property
    def audit_label(self) -> str:
        return self.account.display_name


class Subject(Keyed, Base):
    """What is marked. `label` is all that raters see; `organisation` and `persons` serve recusal only."""

    __tablename__ = "marking_subjects"
    __table_args__ = (UniqueConstraint("panel_id", "reference"),)

    panel_id: Mapped[int] = mapped_column(ForeignKey("marking_panels.id"), index=True)
    reference: Mapped[str]
    label: Mapped[str]
    position: Mapped[int]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))

    panel: Mapped[Panel] = relationship(back_populates="subjects")
    organisation: Mapped[Organisation | None] = relationship()
    persons: Mapped[list[Person]] = relationship(secondary=subject_persons)


class Conflict(Keyed, Base):
    """From whom a rater must step aside, and why: a person or a unit on record, or a name as it was written down.

    What a rater declares is matched in silence, so that it tells nobody who competes. Withdrawn, it stays readable.
    """

    __tablename__ = "marking_conflicts"
    __table_args__ = (
        CheckConstraint(
            "person_id IS NOT NULL OR organisation_id IS NOT NULL OR person_name <> '' OR unit_name <> ''",
            name="concerns_somebody",
        ),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawal_reason = '')",
            name="withdrawn_has_its_reason",
        ),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    ground: Mapped[ConflictGround] = enum_column(ConflictGround)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    person_name: Mapped[str] = mapped_column(default="")
    unit_name: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    declared_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(default="")

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    declarer: Mapped[Account] = relationship(foreign_keys=[declared_by])
    person: Mapped[Person | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def title(self) -> str:
        """Whom it concerns, as far as is known."""
        known = (self.person.name if self.person else "", self.organisation.name if self.organisation else "")
        return " · ".join(name for name in (*known, self.person_name, self.unit_name) if name)

    @property
    def organisation_path(self) -> str:
        return self.account.organisation_path

    @property
    def audit_label(self) -> str:
        return self.account.display_name
