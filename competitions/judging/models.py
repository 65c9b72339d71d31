"""Judging of a stage: a panel for each module, who appeared, penalties and times, and ties that people decided."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from competitions.judging.rules import AppearanceStatus
from competitions.planning.models import Category, Module, Stage
from competitions.registration.models import Entry
from foundation import clock
from foundation.database import Base, Keyed, enum_column
from marking.panels.models import Panel
from people.accounts.models import Account


class ModulePanel(Keyed, Base):
    """The judging panel of a module (裁判组)."""

    __tablename__ = "module_panels"

    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"), unique=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("marking_panels.id"), unique=True)

    module: Mapped[Module] = relationship()
    panel: Mapped[Panel] = relationship()

    @property
    def title(self) -> str:
        """What its judges mark."""
        return self.module.title


class MatchPanel(Keyed, Base):
    """A judging panel that marks one match of a side-against-side event (对抗赛) in the open, beside its module.

    Its marks do not make up a contestant's result: what they decide is settled in a later stage.
    """

    __tablename__ = "match_panels"

    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"), index=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("marking_panels.id"), unique=True)

    module: Mapped[Module] = relationship()
    panel: Mapped[Panel] = relationship()

    @property
    def title(self) -> str:
        """What its judges mark."""
        return self.panel.title


class Appearance(Keyed, Base):
    """What became of an entry on the day, and its finishing time in seconds where the plan asks for one."""

    __tablename__ = "appearances"
    __table_args__ = (
        UniqueConstraint("stage_id", "entry_id"),
        CheckConstraint("(status <> 'disqualified') OR (reason <> '')", name="disqualified_has_its_reason"),
    )

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    status: Mapped[AppearanceStatus] = enum_column(AppearanceStatus)
    reason: Mapped[str] = mapped_column(default="")
    seconds: Mapped[Decimal | None]
    stated_at: Mapped[datetime] = mapped_column(default=clock.now)

    stage: Mapped[Stage] = relationship()
    entry: Mapped[Entry] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.stage.organisation_path

    @property
    def audit_label(self) -> str:
        return self.entry.audit_label


class OfModule:
    """A record of what an entry did in one module, as the audit log calls it."""

    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"), index=True)

    @declared_attr
    def module(cls) -> Mapped[Module]:
        return relationship()

    @property
    def organisation_path(self) -> str:
        return self.module.stage.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.module.stage.audit_label} · {self.module.title}"  # no name: it would tell who works where


class ModuleAbsence(OfModule, Keyed, Base):
    """That a present entry did not sit one module (单项缺考). Taken back by deleting it; the audit log says why."""

    __tablename__ = "module_absences"
    __table_args__ = (
        UniqueConstraint("module_id", "entry_id"),
        CheckConstraint("reason <> ''", name="absent_for_a_reason"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    reason: Mapped[str]
    stated_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    stated_at: Mapped[datetime] = mapped_column(default=clock.now)

    entry: Mapped[Entry] = relationship()


class ModuleTime(OfModule, Keyed, Base):
    """The time that an entry used in one module, in seconds, where the module is scored by time."""

    __tablename__ = "module_times"
    __table_args__ = (
        UniqueConstraint("module_id", "entry_id"),
        CheckConstraint("seconds >= 0", name="seconds_not_negative"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    seconds: Mapped[Decimal]
    stated_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    stated_at: Mapped[datetime] = mapped_column(default=clock.now)

    entry: Mapped[Entry] = relationship()


class Penalty(OfModule, Keyed, Base):
    """Points taken from an entry's score of one module (扣分), with the reason. One taken back stays readable."""

    __tablename__ = "penalties"
    __table_args__ = (
        CheckConstraint("points > 0", name="points_positive"),
        CheckConstraint("reason <> ''", name="punished_for_a_reason"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawal_reason = '')",
            name="withdrawn_for_a_reason",
        ),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    points: Mapped[Decimal]
    reason: Mapped[str]
    stated_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    stated_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(default="")

    entry: Mapped[Entry] = relationship()


class TieDecision(Keyed, Base):
    """The order in which people put entries that no rule could separate (不设并列), and on what ground.

    Decided by one person and confirmed by another; until confirmed it does not count. `order` holds entry ids, best
    first. `withdrawn_at`: it no longer counts, because the marks changed or the ground was wrong.
    """

    __tablename__ = "tie_decisions"
    __table_args__ = (
        CheckConstraint("basis <> ''", name="decided_on_a_basis"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> decided_by", name="confirmed_by_another"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_has_its_time"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawal_reason = '')",
            name="withdrawn_for_a_reason",
        ),
    )

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    order: Mapped[list[Any]]
    basis: Mapped[str]
    decided_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(default="")

    stage: Mapped[Stage] = relationship()
    category: Mapped[Category] = relationship()
    decider: Mapped[Account] = relationship(foreign_keys=[decided_by])
    confirmer: Mapped[Account | None] = relationship(foreign_keys=[confirmed_by])

    @property
    def organisation_path(self) -> str:
        return self.stage.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.stage.audit_label} · {self.category.title}"
