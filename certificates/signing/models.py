"""The keys that documents were and are signed with; only their public side is kept here."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from foundation import clock
from foundation.database import Base, Keyed


class SigningKey(Keyed, Base):
    """A key that signs documents. `name` is the SHA-256 of its public key (SubjectPublicKeyInfo), in hexadecimal.

    `chain` holds PEM certificates: the key's own first, the root last. One key is in use; a retired one signs nothing
    any more, but what it signed stays valid. `source`: "file" or "pkcs11"; `label` finds it in the hardware module.
    `self_made`: the chain ends in a root of our own, which proves integrity and nothing about who we are.
    """

    __tablename__ = "signing_keys"
    __table_args__ = (
        CheckConstraint("source IN ('file', 'pkcs11')", name="source_is_known"),
        CheckConstraint("in_use IS NULL OR in_use", name="in_use_or_null"),
        CheckConstraint("(in_use IS NULL) = (retired_at IS NOT NULL)", name="retired_has_its_time"),
        Index("ix_signing_keys_one_in_use", "in_use", unique=True),
    )

    name: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str]
    label: Mapped[str] = mapped_column(default="")
    chain: Mapped[str]
    self_made: Mapped[bool]
    in_use: Mapped[bool | None]
    """True for the key in use, NULL for the others: so that the unique index lets there be only one."""
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    acknowledged_at: Mapped[datetime | None]
    """When an administrator took note of what a self-made chain does not prove."""
    retired_at: Mapped[datetime | None]
    retired_because: Mapped[str] = mapped_column(default="")

    @property
    def audit_label(self) -> str:
        return self.name[:16]
