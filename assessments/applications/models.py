"""Applications to be assessed (申报), their evidence, and what an officer confirmed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.applications.rules import (
    APPLICATION_WORKFLOW,
    ApplicationKind,
    ApplicationState,
    EvidenceKind,
)
from assessments.batches.models import Batch, BatchItem
from foundation import clock
from foundation.database import Base, BigId, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from foundation.secrets import EncryptedJson
from people.organisations.models import Organisation
from people.persons.models import Person


class Application(Keyed, Versioned, Base):
    """One person's application for one item of a plan.

    `organisation` is the unit that he belongs to and that applies for him; `body` may be the same.
    `condition` is the code of the application condition he relies on (四级: "4-1"), `stated` what his unit's officer
    vouches for of it that no machine can judge, `confirmed` what the reviewer confirmed: {"related_occupation": true}.
    `particulars` are the further columns of the authority's form (文化程度, 民族 ...), encrypted. `parts` are the parts
    to be taken: all, or the one of a resit, whose earlier application is `resit_of`. `active` is true while it stands,
    so that a person stands once in a plan. Who entered or submitted it does not review it.
    """

    __tablename__ = "assessment_applications"
    __table_args__ = (
        UniqueConstraint("batch_id", "person_id", "active"),
        UniqueConstraint("batch_id", "ticket_number"),
        CheckConstraint("active", name="active_or_empty"),
        CheckConstraint(
            "(state IN ('draft', 'submitted', 'returned', 'accepted')) = (active IS NOT NULL)",
            name="active_while_standing",
        ),
        CheckConstraint("state <> 'accepted' OR ticket_number IS NOT NULL", name="accepted_has_its_ticket"),
        CheckConstraint("reviewed_by <> entered_by AND reviewed_by <> submitted_by", name="reviewed_by_another"),
        Index("ix_assessment_applications_batch_id_state", "batch_id", "state"),
        Index("ix_assessment_applications_item_id", "item_id"),
    )
    workflow = APPLICATION_WORKFLOW
    audit_hidden = frozenset({"particulars"})

    batch_id: Mapped[int] = mapped_column(ForeignKey("assessment_batches.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("assessment_batch_items.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[ApplicationKind] = enum_column(ApplicationKind, default=ApplicationKind.FIRST)
    condition: Mapped[str] = mapped_column(default="")
    stated: Mapped[list[Any]] = mapped_column(default=list)
    confirmed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    particulars: Mapped[dict[str, Any]] = mapped_column(EncryptedJson, default=dict)
    parts: Mapped[list[Any]]
    resit_of_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_applications.id"))
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    state: Mapped[ApplicationState] = enum_column(ApplicationState, default=ApplicationState.DRAFT)
    active: Mapped[bool | None] = mapped_column(default=True)
    state_reason: Mapped[str] = mapped_column(default="")
    ticket_number: Mapped[str | None]
    entered_by: Mapped[int | None] = mapped_column(BigId)
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[int | None] = mapped_column(BigId)
    reviewed_by: Mapped[int | None] = mapped_column(BigId)

    batch: Mapped[Batch] = relationship()
    item: Mapped[BatchItem] = relationship()
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    resit_of: Mapped["Application | None"] = relationship(remote_side="Application.id")
    photo: Mapped[StoredFile | None] = relationship()
    evidence: Mapped[list["Evidence"]] = relationship(back_populates="application", order_by="Evidence.id")

    @property
    def organisation_path(self) -> str:
        return self.batch.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.person.name} {self.ticket_number or ''}".rstrip()


class Evidence(Keyed, Base):
    """A file that proves something (证明材料), with the day it was issued where that matters."""

    __tablename__ = "assessment_evidence"

    application_id: Mapped[int] = mapped_column(ForeignKey("assessment_applications.id"), index=True)
    kind: Mapped[EvidenceKind] = enum_column(EvidenceKind)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    dated: Mapped[date | None]
    added_at: Mapped[datetime] = mapped_column(default=clock.now)

    application: Mapped[Application] = relationship(back_populates="evidence")
    file: Mapped[StoredFile] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.application.organisation_path

    @property
    def audit_label(self) -> str:
        return self.application.audit_label
