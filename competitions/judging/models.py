"""Judging of a stage: a panel for each module, and who appeared."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competitions.judging.rules import AppearanceStatus
from competitions.planning.models import Module, Stage
from competitions.registration.models import Entry
from foundation import clock
from foundation.database import Base, Keyed, enum_column
from marking.panels.models import Panel


class ModulePanel(Keyed, Base):
    """The judging panel of a module (裁判组)."""

    __tablename__ = "module_panels"

    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"), unique=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("marking_panels.id"), unique=True)

    module: Mapped[Module] = relationship()
    panel: Mapped[Panel] = relationship()


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
