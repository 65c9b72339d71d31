"""Draws: contest numbers, heats, workstations and work numbers from seeds, and who sealed which mapping."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competitions.draw.rules import FIRST_METHOD, LAYER_TITLES, LAYERS, Layer
from competitions.planning.models import Stage
from competitions.planning.rules import StageState
from competitions.registration.models import Entry
from foundation import clock
from foundation.database import Base, BigId, Keyed, enum_column
from foundation.secrets import EncryptedText
from people.accounts.models import Account


class Draw(Keyed, Base):
    """One draw. Anybody with the seeds, the method and the list of entry keys in `facts` can make it again.

    `seed` decides contest numbers and heats, `station_seed` workstations. The seed of a layer that is to be kept secret
    is not here (the column is empty) but, encrypted, in the layer's `SealedMapping`; its SHA-256 is published at once.
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
    places: Mapped[list["Place"]] = relationship(
        lambda: Place, back_populates="draw", order_by=lambda: Place.contest_number
    )
    mappings: Mapped[list["SealedMapping"]] = relationship(
        back_populates="draw", order_by="SealedMapping.id", lazy="selectin"
    )

    def mapping(self, layer: Layer) -> "SealedMapping | None":
        """The secret mapping of `layer`; None: this draw keeps that layer from nobody."""
        return next((mapping for mapping in self.mappings if mapping.layer is layer), None)

    def hides(self, layer: Layer) -> bool:
        """Whether nobody may be told the mapping of `layer`: it is kept secret and has not been opened."""
        if self.voided_at is not None:
            return False
        mapping = self.mapping(layer)
        if mapping is None and self.method == FIRST_METHOD and layer is Layer.WORKSTATION:
            return self.stage.state is not StageState.JUDGED and any(module.blind for module in self.stage.modules)
        return mapping is not None and mapping.opened_at is None

    def tells(self, layer: Layer) -> bool:
        """Whether a person may be named together with what `layer` gives: it and every layer before it are known."""
        return not any(self.hides(one) for one in LAYERS[: LAYERS.index(layer) + 1])

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
    """Where one entry competes: its contest number, heat, workstation and, if there is one, work number. Each once."""

    __tablename__ = "draw_places"
    __table_args__ = (
        UniqueConstraint("draw_id", "entry_id"),
        UniqueConstraint("draw_id", "contest_number"),
        UniqueConstraint("heat_id", "workstation"),
        UniqueConstraint("draw_id", "work_number"),
    )

    draw_id: Mapped[int] = mapped_column(ForeignKey("draws.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    heat_id: Mapped[int] = mapped_column(ForeignKey("heats.id"), index=True)
    contest_number: Mapped[int]
    workstation: Mapped[int]
    work_number: Mapped[str | None]

    draw: Mapped[Draw] = relationship(back_populates="places")
    entry: Mapped[Entry] = relationship()
    heat: Mapped[Heat] = relationship()


class SealedMapping(Keyed, Base):
    """One secret layer of a draw: whose it is to keep, and who opened it before whom.

    An officer (加密裁判) keeps one layer of a draw at most. It is opened by two different accounts, or not at all.
    """

    __tablename__ = "sealed_mappings"
    __table_args__ = (
        UniqueConstraint("draw_id", "layer"),
        UniqueConstraint("draw_id", "officer_id"),
        CheckConstraint("sealed_at IS NULL OR officer_id IS NOT NULL", name="sealed_by_somebody"),
        CheckConstraint(
            "(opened_at IS NULL) = (opened_by IS NULL) AND (opened_at IS NULL) = (witness_id IS NULL)"
            " AND (opened_at IS NULL OR sealed_at IS NOT NULL)",
            name="opened_whole",
        ),
        CheckConstraint("opened_by <> witness_id", name="opened_by_two"),
        CheckConstraint("(asked_at IS NULL) = (asked_by IS NULL)", name="asked_by_somebody"),
    )
    audit_hidden = frozenset({"seed"})

    draw_id: Mapped[int] = mapped_column(ForeignKey("draws.id"), index=True)
    layer: Mapped[Layer] = enum_column(Layer)
    seed: Mapped[str] = mapped_column(EncryptedText)
    commitment: Mapped[str]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    sealed_at: Mapped[datetime | None]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime | None]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime | None]

    draw: Mapped[Draw] = relationship(back_populates="mappings")
    officer: Mapped[Account | None] = relationship(foreign_keys=[officer_id])
    asker: Mapped[Account | None] = relationship(foreign_keys=[asked_by])
    opener: Mapped[Account | None] = relationship(foreign_keys=[opened_by])
    witness: Mapped[Account | None] = relationship(foreign_keys=[witness_id])
    looks: Mapped[list["MappingLook"]] = relationship(order_by="MappingLook.id")

    @property
    def title(self) -> str:
        return LAYER_TITLES[self.layer]

    @property
    def organisation_path(self) -> str:
        return self.draw.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.draw.audit_label} · {self.title}"


class MappingLook(Keyed, Base):
    """Somebody looked at a sealed mapping: from now on that account knows it."""

    __tablename__ = "mapping_looks"

    mapping_id: Mapped[int] = mapped_column(ForeignKey("sealed_mappings.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    account: Mapped[Account] = relationship()
