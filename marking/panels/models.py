"""Panels: the raters and the subjects they mark. A subject is known by a reference and a label only."""

from decimal import Decimal

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, enum_column
from marking.panels.rules import (
    PANEL_WORKFLOW,
    Duty,
    MarkSource,
    PanelState,
)
from marking.schemes.models import Scheme
from people.accounts.models import Account
from people.organisations.models import Organisation


class Panel(Keyed, Base):
    """Raters who mark the same subjects by the same scheme. `source`: whether they type their marks themselves."""

    __tablename__ = "marking_panels"
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
    """Somebody on a panel, in one duty. Only `MARKING` members fill sheets."""

    __tablename__ = "marking_panel_members"
    __table_args__ = (UniqueConstraint("panel_id", "account_id", "duty"),)

    panel_id: Mapped[int] = mapped_column(ForeignKey("marking_panels.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    duty: Mapped[Duty] = enum_column(Duty)

    panel: Mapped[Panel] = relationship(back_populates="members")
    account: Mapped[Account] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.panel.organisation_path

    @property
    def audit_label(self) -> str:
        return self.account.display_name


class Subject(Keyed, Base):
    """What is marked. `label` is all that raters see; `organisation` serves recusal only."""

    __tablename__ = "marking_subjects"
    __table_args__ = (UniqueConstraint("panel_id", "reference"),)

    panel_id: Mapped[int] = mapped_column(ForeignKey("marking_panels.id"), index=True)
    reference: Mapped[str]
    label: Mapped[str]
    position: Mapped[int]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))

    panel: Mapped[Panel] = relationship(back_populates="subjects")
