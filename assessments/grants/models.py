"""Levels granted: the one place where every way to a level meets, and from which numbers and certificates are made."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.batches.models import Batch
from assessments.batches.rules import NumberWay
from assessments.bodies.models import AssessmentBody, Site
from assessments.grants.rules import GRANT_WORKFLOW, GrantState, Ground
from certificates.issuing.models import Certificate
from foundation.database import Base, Keyed, enum_column
from foundation.files import StoredFile
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.rules import Level


class Grant(Keyed, Base):
    """A level that a body grants to a person. `source` is what it rests on, such as "application:12", "promotion:3".

    `employer` is the unit he belonged to then; `number` is kept for ever, also when the grant is withdrawn.
    `face_date` is the day printed on the certificate (发证日期).
    """

    __tablename__ = "assessment_grants"
    __table_args__ = (
        CheckConstraint("state NOT IN ('numbered', 'certified') OR number IS NOT NULL", name="numbered_has_number"),
        CheckConstraint("(number IS NULL) = (number_way IS NULL)", name="number_has_its_way"),
        CheckConstraint("(number IS NULL) = (face_date IS NULL)", name="number_has_its_day"),
        CheckConstraint("state <> 'certified' OR certificate_id IS NOT NULL", name="certified_has_certificate"),
        Index("ix_assessment_grants_body_id_state", "body_id", "state"),
    )
    workflow = GRANT_WORKFLOW

    source: Mapped[str] = mapped_column(unique=True)
    ground: Mapped[Ground] = enum_column(Ground)
    body_id: Mapped[int] = mapped_column(ForeignKey("assessment_bodies.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("assessment_sites.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_batches.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    occupation_code: Mapped[str]
    trade: Mapped[str] = mapped_column(default="")
    level: Mapped[Level] = enum_column(Level)
    granted_on: Mapped[date]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    state: Mapped[GrantState] = enum_column(GrantState, default=GrantState.GRANTED)
    number: Mapped[str | None] = mapped_column(unique=True)
    number_way: Mapped[NumberWay | None] = enum_column(NumberWay, nullable=True)
    face_date: Mapped[date | None]
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"), unique=True)

    body: Mapped[AssessmentBody] = relationship()
    site: Mapped[Site] = relationship()
    batch: Mapped[Batch | None] = relationship()
    person: Mapped[Person] = relationship()
    employer: Mapped[Organisation | None] = relationship()
    photo: Mapped[StoredFile | None] = relationship()
    certificate: Mapped[Certificate | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.body.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.person.name} {self.number or ''}".rstrip()
