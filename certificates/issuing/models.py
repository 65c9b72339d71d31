"""Certificates, the series their numbers come from, and the batches they are made in."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates.issuing.rules import CERTIFICATE_WORKFLOW, CertificateState
from foundation import clock
from foundation.database import Base, BigId, Keyed, enum_column
from foundation.files import StoredFile
from foundation.jobs import Job
from people.organisations.models import Organisation
from people.persons.models import Person


class NumberSeries(Base):
    """A series of numbers: one locked row, so that a number is never given twice and never reused."""

    __tablename__ = "number_series"

    code: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class CertificateBatch(Keyed, Base):
    """Certificates asked for together.

    `source` is what they rest on, e.g. "result-version:12"; each source has one batch.
    """

    __tablename__ = "certificate_batches"

    kind: Mapped[str]
    title: Mapped[str]
    source: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    asked_by: Mapped[int] = mapped_column(BigId)

    organisation: Mapped[Organisation] = relationship()
    job: Mapped[Job | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class Certificate(Keyed, Base):
    """One certificate. `facts` is frozen when the number is given; the PDF is made from it and from nothing else.

    `token` stands in the QR address: random, so that nobody can guess another's. `organisation` is the holder's unit.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("number", "version"),
        UniqueConstraint("source", "version"),
        CheckConstraint("state NOT IN ('sealed', 'issued') OR file_id IS NOT NULL", name="sealed_has_its_file"),
        CheckConstraint("(state <> 'issued') OR issued_at IS NOT NULL", name="issued_has_its_time"),
        Index("ix_certificates_batch_id_state", "batch_id", "state"),
    )
    workflow = CERTIFICATE_WORKFLOW

    kind: Mapped[str]
    number: Mapped[str] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    token: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str]
    batch_id: Mapped[int] = mapped_column(ForeignKey("certificate_batches.id"))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    holder_name: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    facts: Mapped[dict[str, Any]]
    template_version: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    state: Mapped[CertificateState] = enum_column(CertificateState, default=CertificateState.NUMBERED)
    state_reason: Mapped[str] = mapped_column(default="")
    state_at: Mapped[datetime] = mapped_column(default=clock.now)
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[int | None] = mapped_column(BigId)

    batch: Mapped[CertificateBatch] = relationship()
    holder: Mapped[Person | None] = relationship()
    organisation: Mapped[Organisation] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.number} {self.holder_name}"

    @property
    def file_name(self) -> str:
        """What a downloaded file is called: 姓名_编号.pdf; characters that file systems refuse become a dash."""
        return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "-", f"{self.holder_name}_{self.number}.pdf")
