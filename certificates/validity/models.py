"""Proposals to revoke many certificates at once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates.validity.rules import REVOCATION_WORKFLOW, RevocationState
from foundation import clock
from foundation.database import Base, Keyed, enum_column
from people.accounts.models import Account
from people.organisations.models import Organisation


class Revocation(Keyed, Base):
    """Many certificates to be revoked for one reason, proposed by one person and confirmed by another.

    `items` fix which ones, at the time of the proposal; `count` is how many. `organisation` is the lowest one above
    all batches concerned: whoever may revoke there may confirm. `revoked` is how many it came to.
    """

    __tablename__ = "revocations"
    __table_args__ = (
        CheckConstraint("(state = 'proposed') = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("(state <> 'confirmed') OR (decided_by_id <> proposed_by_id)", name="confirmed_by_another"),
        CheckConstraint("(state = 'confirmed') = (revoked IS NOT NULL)", name="confirmed_says_how_many"),
        CheckConstraint("reason <> ''", name="has_its_reason"),
        CheckConstraint("count >= 1", name="concerns_somebody"),
    )
    workflow = REVOCATION_WORKFLOW

    title: Mapped[str]
    reason: Mapped[str]
    count: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    state: Mapped[RevocationState] = enum_column(RevocationState, default=RevocationState.PROPOSED)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    revoked: Mapped[int | None]

    organisation: Mapped[Organisation] = relationship()
    proposed_by: Mapped[Account] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.title}，{self.count} 张"

    def is_expired(self, at: datetime) -> bool:
        """Whether the proposal waited too long to be confirmed."""
        return self.state is RevocationState.PROPOSED and at >= self.expires_at


class RevocationItem(Base):
    """One certificate that a proposal names."""

    __tablename__ = "revocation_items"

    revocation_id: Mapped[int] = mapped_column(ForeignKey("revocations.id"), primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), primary_key=True, index=True)
