"""Rolls (发证名单): what officers fill in where no module asks for the certificates, until they are made."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates.designs.models import Design
from certificates.issuing.models import CertificateBatch
from foundation import clock
from foundation.database import Base, BigId, Keyed, Versioned
from foundation.files import StoredFile
from foundation.secrets import EncryptedJson
from people.organisations.models import Organisation
from people.persons.models import Person


class Roll(Keyed, Versioned, Base):
    """Certificates of one kind to be made together. `issuers` are the 落款单位 in order of rank.

    `design` None: the kind's own look. `batch`: what was made of it; from then on it does not change.
    """

    __tablename__ = "certificate_rolls"

    kind: Mapped[str]
    title: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    issuers: Mapped[list[Any]]
    issued_on: Mapped[date]
    series: Mapped[str]
    design_id: Mapped[int | None] = mapped_column(ForeignKey("designs.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("certificate_batches.id"), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[int] = mapped_column(BigId)

    organisation: Mapped[Organisation] = relationship()
    design: Mapped[Design | None] = relationship()
    batch: Mapped[CertificateBatch | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class RollLine(Keyed, Base):
    """One certificate to be made: the facts of its kind without those that the whole roll shares.

    `organisation` is the holder's unit, or the one that issues where the system does not know the holder's.
    `fingerprint` is a keyed hash of the row it came from, so that the same row uploaded again is the same line.
    """

    __tablename__ = "certificate_roll_lines"
    __table_args__ = (UniqueConstraint("roll_id", "fingerprint"),)

    roll_id: Mapped[int] = mapped_column(ForeignKey("certificate_rolls.id"))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    holder_name: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    fingerprint: Mapped[str]

    roll: Mapped[Roll] = relationship()
    holder: Mapped[Person | None] = relationship()
    organisation: Mapped[Organisation] = relationship()
    photo: Mapped[StoredFile | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.roll.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.roll.title}：{self.holder_name}"
