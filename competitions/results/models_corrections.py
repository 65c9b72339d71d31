"""Corrections of standing results."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competitions.planning.models import Stage
from competitions.results.models import ResultVersion
from competitions.results.rules_corrections import CORRECTION_WORKFLOW, CorrectionBasis, CorrectionState
from foundation import clock
from foundation.database import Base, Keyed, enum_column
from people.accounts.models import Account


class Correction(Keyed, Base):
    """A change of the standing result `version`, proposed by one person and applied by another (更正).

    `changes` is what is changed, `preview` whom it concerns: as proposed, and once applied as it came true.
    `reference` names the appeal, spot check item or objection it rests on, e.g. "appeal:12"; empty where there is none.
    """

    __tablename__ = "corrections"
    __table_args__ = (
        CheckConstraint("(state = 'applied') = (made_id IS NOT NULL)", name="applied_has_its_version"),
        CheckConstraint("(state = 'proposed') = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("(state <> 'applied') OR (decided_by_id <> proposed_by_id)", name="applied_by_another"),
        CheckConstraint("reason <> ''", name="has_its_reason"),
    )
    workflow = CORRECTION_WORKFLOW

    version_id: Mapped[int] = mapped_column(ForeignKey("result_versions.id"), index=True)
    made_id: Mapped[int | None] = mapped_column(ForeignKey("result_versions.id"), unique=True)
    basis: Mapped[CorrectionBasis] = enum_column(CorrectionBasis)
    reference: Mapped[str] = mapped_column(default="", index=True)
    reason: Mapped[str]
    changes: Mapped[list[Any]]
    preview: Mapped[dict[str, Any]]
    state: Mapped[CorrectionState] = enum_column(CorrectionState, default=CorrectionState.PROPOSED)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(default="")  # why it was cancelled

    version: Mapped[ResultVersion] = relationship(foreign_keys=[version_id])
    made: Mapped[ResultVersion | None] = relationship(foreign_keys=[made_id])
    proposed_by: Mapped[Account] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def stage(self) -> Stage:
        return self.version.stage

    @property
    def organisation_path(self) -> str:
        return self.version.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.version.audit_label} · 更正 {self.id}"
