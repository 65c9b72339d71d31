"""Certificates, the series their numbers come from, and the batches they are made in."""

import re
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates.designs.models import DesignVersion
from certificates.issuing.rules import CERTIFICATE_WORKFLOW, CertificateState, MessageKind, ReissueReason
from certificates.kinds import all_kinds
from foundation import clock
from foundation.database import Base, BigId, Keyed, enum_column
from foundation.files import StoredFile
from foundation.jobs import Job
from foundation.secrets import EncryptedJson
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
    design_version_id: Mapped[int | None] = mapped_column(ForeignKey("design_versions.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    asked_by: Mapped[int] = mapped_column(BigId)

    organisation: Mapped[Organisation] = relationship()
    design_version: Mapped[DesignVersion | None] = relationship()
    job: Mapped[Job | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class BatchRoot(Keyed, Base):
    """The signed Merkle root over the files of a batch that were issued together (docs/verification.md).

    A batch has one, and one more for each time that failed papers were made later. `root` is hexadecimal; `signed` the
    JWS that carries it, with the key's name; both stand in the log "certificates" of the hash chain too.
    """

    __tablename__ = "batch_roots"
    __table_args__ = (UniqueConstraint("batch_id", "number"), CheckConstraint("size >= 1", name="has_leaves"))

    batch_id: Mapped[int] = mapped_column(ForeignKey("certificate_batches.id"), index=True)
    number: Mapped[int]
    size: Mapped[int]
    root: Mapped[str] = mapped_column(index=True)
    signed: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    batch: Mapped[CertificateBatch] = relationship()


class Certificate(Keyed, Base):
    """One version of a certificate. `facts` and `wording` are frozen when the number is given; the PDF is made from
    them and the design's version, and from nothing else.

    `token` stands in the QR address: random, so that nobody can guess another's. `organisation` is the holder's unit.
    `wording` maps a slot of the paper to its paragraphs, each [style, text]; empty: the kind's own text. Both are
    encrypted: a skill-level certificate prints the identity number.
    `status_list` and `status_index`: its place in the published status lists. `leaf`: its place under the root.
    `reissue_reason` and `reissue_note` say why there is a further version; the first one has none.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("number", "version"),
        UniqueConstraint("source", "version"),
        CheckConstraint("state NOT IN ('sealed', 'issued') OR file_id IS NOT NULL", name="sealed_has_its_file"),
        CheckConstraint("(state <> 'issued') OR issued_at IS NOT NULL", name="issued_has_its_time"),
        UniqueConstraint("status_list", "status_index"),
        CheckConstraint("(root_id IS NULL) = (leaf IS NULL)", name="leaf_under_its_root"),
        CheckConstraint("(version = 1) = (reissue_reason IS NULL)", name="later_version_says_why"),
        Index("ix_certificates_batch_id_state", "batch_id", "state"),
        Index("ix_certificates_valid_until", "valid_until"),
    )
    workflow = CERTIFICATE_WORKFLOW

    kind: Mapped[str]
    number: Mapped[str] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    reissue_reason: Mapped[ReissueReason | None] = enum_column(ReissueReason, nullable=True)
    reissue_note: Mapped[str] = mapped_column(default="")
    token: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str]
    batch_id: Mapped[int] = mapped_column(ForeignKey("certificate_batches.id"))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    holder_name: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)
    wording: Mapped[dict[str, Any]] = mapped_column(EncryptedJson, default=dict)
    design_version_id: Mapped[int | None] = mapped_column(ForeignKey("design_versions.id"))
    template_version: Mapped[str] = mapped_column(default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    valid_until: Mapped[date | None]
    status_list: Mapped[int | None]
    status_index: Mapped[int | None]
    root_id: Mapped[int | None] = mapped_column(ForeignKey("batch_roots.id"), index=True)
    leaf: Mapped[int | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    state: Mapped[CertificateState] = enum_column(CertificateState, default=CertificateState.NUMBERED)
    state_reason: Mapped[str] = mapped_column(default="")
    state_at: Mapped[datetime] = mapped_column(default=clock.now)
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[int | None] = mapped_column(BigId)

    batch: Mapped[CertificateBatch] = relationship()
    holder: Mapped[Person | None] = relationship()
    organisation: Mapped[Organisation] = relationship()
    design_version: Mapped[DesignVersion | None] = relationship()
    root: Mapped[BatchRoot | None] = relationship()
    file: Mapped[StoredFile | None] = relationship(foreign_keys=[file_id])
    photo: Mapped[StoredFile | None] = relationship(foreign_keys=[photo_id])

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.number} {self.holder_name}"

    @property
    def names_on_it(self) -> frozenset[str]:
        """The holder as printed; of a team's certificate also each member."""
        return frozenset({self.holder_name, *self.facts.get("holders", ())})

    @property
    def title(self) -> str:
        """What stands largest on the paper."""
        return self.design_version.settings["title"] if self.design_version else all_kinds()[self.kind].TITLE

    @property
    def file_name(self) -> str:
        """What a downloaded file is called: 姓名_编号.pdf; characters that file systems refuse become a dash."""
        return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "-", f"{self.holder_name}_{self.number}.pdf")


class CertificateMessage(Keyed, Base):
    """Something that happened to a certificate, for its holder to read (docs/validity.md).

    Its text is composed from the certificate when it is shown: nothing about anybody is stored here. Certificates of
    teams and units without a holder have none.
    """

    __tablename__ = "certificate_messages"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), index=True)
    kind: Mapped[MessageKind] = enum_column(MessageKind)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]

    certificate: Mapped[Certificate] = relationship()
