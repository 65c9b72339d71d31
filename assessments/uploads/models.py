"""Uploads to the authority: the head of each batch, and which certificates it told of."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.batches.models import Batch
from assessments.bodies.models import AssessmentBody, Site
from assessments.grants.models import Grant
from assessments.uploads.rules import LIVE_STATES, UPLOAD_WORKFLOW, UploadKind, UploadState
from certificates.issuing.models import Certificate
from foundation import clock
from foundation.database import Base, BigId, Keyed, enum_column


class Upload(Keyed, Base):
    """A batch of certificates of one site told to the authority.

    `batch_number` is the number registered with the authority beforehand (批次号); `batch` the plan, if of one only.
    `active` is True while the upload stands and None once it was returned or cancelled, so that a number is free again.
    """

    __tablename__ = "assessment_uploads"
    __table_args__ = (
        UniqueConstraint("body_id", "batch_number", "active"),
        CheckConstraint("active IS NULL OR active", name="active_or_none"),
        CheckConstraint("(state IN ('returned', 'cancelled')) = (active IS NULL)", name="active_while_it_stands"),
        CheckConstraint("state NOT IN ('sent', 'accepted') OR sent_on IS NOT NULL", name="sent_has_its_day"),
    )
    workflow = UPLOAD_WORKFLOW

    body_id: Mapped[int] = mapped_column(ForeignKey("assessment_bodies.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("assessment_sites.id"), index=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_batches.id"), index=True)
    kind: Mapped[UploadKind] = enum_column(UploadKind)
    batch_number: Mapped[str]
    leader: Mapped[str]
    manager: Mapped[str]
    state: Mapped[UploadState] = enum_column(UploadState, default=UploadState.PREPARED)
    active: Mapped[bool | None] = mapped_column(default=True)
    sent_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    prepared_at: Mapped[datetime] = mapped_column(default=clock.now)
    prepared_by: Mapped[int] = mapped_column(BigId)

    body: Mapped[AssessmentBody] = relationship()
    site: Mapped[Site] = relationship()
    batch: Mapped[Batch | None] = relationship()
    rows: Mapped[list["UploadRow"]] = relationship(back_populates="upload", order_by="UploadRow.id")

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES

    @property
    def organisation_path(self) -> str:
        return self.body.organisation_path

    @property
    def audit_label(self) -> str:
        return self.batch_number


class UploadRow(Keyed, Base):
    """A certificate that an upload told of, in the version it had then.

    No personal data twice: `digest` is a keyed hash of the eleven cells, by which a row made again is known to be the
    same; `unit` is the one cell that may change meanwhile, the name of the holder's unit.
    """

    __tablename__ = "assessment_upload_rows"
    __table_args__ = (UniqueConstraint("upload_id", "grant_id"),)

    upload_id: Mapped[int] = mapped_column(ForeignKey("assessment_uploads.id"), index=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("assessment_grants.id"), index=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), index=True)
    unit: Mapped[str]
    digest: Mapped[str]

    upload: Mapped[Upload] = relationship(back_populates="rows")
    grant: Mapped[Grant] = relationship()
    certificate: Mapped[Certificate] = relationship()
