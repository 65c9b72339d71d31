"""Links by which holders show their certificates, and slips by which they fetch them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates.issuing.models import Certificate
from foundation import clock
from foundation.database import Base, BigId, Keyed
from foundation.secrets import EncryptedText


class ShareLink(Keyed, Base):
    """An address under which somebody sees and downloads one certificate until the holder withdraws it.

    `token` is kept encrypted, for the holder to copy again; a visitor's is found by `token_hash`. `number` is the
    certificate's: the link always shows its newest version. `made_by` is None where a claim slip opened the link.
    """

    __tablename__ = "share_links"
    __table_args__ = (
        CheckConstraint("expires_at > made_at", name="lives_a_while"),
        Index("ix_share_links_number", "number"),
    )

    number: Mapped[str]
    label: Mapped[str] = mapped_column(default="")
    token: Mapped[str] = mapped_column(EncryptedText)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by: Mapped[int | None] = mapped_column(BigId)
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    times_opened: Mapped[int] = mapped_column(default=0)
    last_opened_at: Mapped[datetime | None]

    audit_hidden = frozenset({"token", "token_hash"})

    @property
    def audit_label(self) -> str:
        return self.number

    def is_open(self, at: datetime) -> bool:
        """Whether the link still shows anything at this moment."""
        return self.withdrawn_at is None and at < self.expires_at


class ClaimSlip(Keyed, Base):
    """A printed slip with a one-time code, for a holder who has no account. A new slip voids the older one."""

    __tablename__ = "claim_slips"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), unique=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    printed_at: Mapped[datetime] = mapped_column(default=clock.now)
    printed_by: Mapped[int] = mapped_column(BigId)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    certificate: Mapped[Certificate] = relationship()

    audit_hidden = frozenset({"code_hash"})
