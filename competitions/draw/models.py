"""Draws: contest numbers, heats and workstations from a published seed."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competitions.planning.models import Stage
from competitions.registration.models import Entry
from foundation import clock
from foundation.database import Base, BigId, Keyed


class Draw(Keyed, Base):
    """One draw. Anybody with the seeds, the method and the list of entry keys in `facts` can make it again.

    `seed` decides contest numbers and heats and is published at once. `station_seed` decides workstations: where an
    event is blind only its SHA-256 is published until judging has ended, or anybody could compute who works where.
    """

    __tablename__ = "draws"
    __table_args__ = (
        UniqueConstraint("current_stage_id"),
        CheckConstraint("workstations > 0", name="has_workstations"),
        CheckConstraint(
            "(current_stage_id IS NULL) = (voided_at IS NOT NULL) AND (voided_at IS NULL OR void_reason <> '')",
            name="voided_has_its_reason",
        ),
    )

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"), index=True)
    current_stage_id: Mapped[int | None] = mapped_column(ForeignKey("stages.id"))  # empty once voided
    seed: Mapped[str]
    station_seed: Mapped[str]
    method: Mapped[str]
    workstations: Mapped[int]
    facts: Mapped[dict[str, Any]]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by: Mapped[int] = mapped_column(BigId)
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(default="")

    stage: Mapped[Stage] = relationship(foreign_keys=[stage_id])
    heats: Mapped[list["Heat"]] = relationship(order_by="Heat.number")
    places: Mapped[list["Place"]] = relationship(back_populates="draw", order_by="Place.contest_number")

    @property
    def organisation_path(self) -> str:
        return self.stage.organisation_path

    @property
    def audit_label(self) -> str:
        return self.stage.audit_label


class Heat(Keyed, Base):
    """A group that competes at the same time (场次)."""

    __tablename__ = "heats"
    __table_args__ = (UniqueConstraint("draw_id", "number"),)

    draw_id: Mapped[int] = mapped_column(ForeignKey("draws.id"), index=True)
    number: Mapped[int]
    begins_at: Mapped[datetime | None]


class Place(Keyed, Base):
    """Where one entry competes: its contest number, heat and workstation. Each is given once."""

    __tablename__ = "draw_places"
    __table_args__ = (
        UniqueConstraint("draw_id", "entry_id"),
        UniqueConstraint("draw_id", "contest_number"),
        UniqueConstraint("heat_id", "workstation"),
    )

    draw_id: Mapped[int] = mapped_column(ForeignKey("draws.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    heat_id: Mapped[int] = mapped_column(ForeignKey("heats.id"), index=True)
    contest_number: Mapped[int]
    workstation: Mapped[int]

    draw: Mapped[Draw] = relationship(back_populates="places")
    entry: Mapped[Entry] = relationship()
    heat: Mapped[Heat] = relationship()
