"""Rehearsals: which competition is one, its seed, and the simulated accounts and units that go with it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competitions.planning.models import Competition
from foundation import clock
from foundation.database import Base, Keyed
from people.accounts.models import Account
from people.organisations.models import Organisation

rehearsal_accounts = Table(
    "rehearsal_accounts",
    Base.metadata,
    Column("rehearsal_id", ForeignKey("rehearsals.id"), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
)
rehearsal_units = Table(
    "rehearsal_units",
    Base.metadata,
    Column("rehearsal_id", ForeignKey("rehearsals.id"), primary_key=True),
    Column("organisation_id", ForeignKey("organisations.id"), primary_key=True),
)


class Rehearsal(Keyed, Base):
    """A rehearsal (演练): a copy of a competition with simulated contestants, to be wiped.

    `seed` decides what simulated judges write; `share`: how many percent of their sheets they are to fill.
    """

    __tablename__ = "rehearsals"
    __table_args__ = (
        CheckConstraint("contestants > 0", name="has_contestants"),
        CheckConstraint("share BETWEEN 1 AND 100", name="share_is_percent"),
        {"sqlite_autoincrement": True},  # user names and jobs name it
    )

    competition_id: Mapped[int] = mapped_column(ForeignKey("competitions.id"), unique=True)
    contestants: Mapped[int]
    seed: Mapped[str]
    share: Mapped[int] = mapped_column(default=100)
    begun_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    begun_at: Mapped[datetime] = mapped_column(default=clock.now)

    competition: Mapped[Competition] = relationship()
    accounts: Mapped[list[Account]] = relationship(secondary=rehearsal_accounts, order_by=Account.id)
    units: Mapped[list[Organisation]] = relationship(secondary=rehearsal_units, order_by=Organisation.id)

    @property
    def organisation_path(self) -> str:
        return self.competition.organisation_path

    @property
    def audit_label(self) -> str:
        return self.competition.audit_label
