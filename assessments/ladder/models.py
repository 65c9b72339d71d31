"""Levels got otherwise than by examination or award: apprentices, appointments, direct and exceptional recognition."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.bodies.models import Site
from assessments.grants.rules import Ground
from assessments.ladder.rules import RECOGNITION_WORKFLOW, RecognitionState
from foundation import clock
from foundation.database import Base, Keyed, enum_column
from foundation.files import StoredFile
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.rules import Level


class Recognition(Keyed, Base):
    """A level that a unit proposes for one of its workers on the strength of `grounds`, a document and evidence.

    An appointment (评聘结合) has a post and a term; `renews` is the one that it follows. `conditions` are the texts
    that whoever confirmed it ticked; `award` is what an exceptional promotion rests on.
    """

    __tablename__ = "ladder_recognitions"
    __table_args__ = (
        CheckConstraint("ground NOT IN ('examination', 'award')", name="of_its_own_ground"),
        CheckConstraint("(ground = 'apprenticeship') = (level = 'apprentice')", name="apprentice_by_apprenticeship"),
        CheckConstraint("(ground = 'appointment') = (level IN ('special', 'chief'))", name="above_one_by_appointment"),
        CheckConstraint(
            "ground <> 'appointment' OR (post <> '' AND begins IS NOT NULL AND ends > begins)",
            name="appointed_for_a_term",
        ),
        CheckConstraint("ground = 'apprenticeship' OR evidence_id IS NOT NULL", name="has_its_evidence"),
        CheckConstraint("grounds <> '' AND document <> ''", name="has_grounds_and_document"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id OR state = 'withdrawn'", name="two"),
        CheckConstraint("state NOT IN ('confirmed', 'over') OR decided_by_id IS NOT NULL", name="decided_by_somebody"),
        CheckConstraint(
            "state <> 'confirmed' OR site_id IS NOT NULL OR renews_id IS NOT NULL OR ground = 'apprenticeship'",
            name="confirmed_for_a_site",
        ),
        Index("ix_ladder_recognitions_employer_id_state", "employer_id", "state"),
    )
    workflow = RECOGNITION_WORKFLOW

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    ground: Mapped[Ground] = enum_column(Ground)
    level: Mapped[Level] = enum_column(Level)
    occupation_code: Mapped[str]
    grounds: Mapped[str]
    document: Mapped[str]
    award: Mapped[str] = mapped_column(default="")
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    post: Mapped[str] = mapped_column(default="")
    begins: Mapped[date | None]
    ends: Mapped[date | None]
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("ladder_recognitions.id"), unique=True)
    conditions: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[RecognitionState] = enum_column(RecognitionState, default=RecognitionState.PROPOSED)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    site_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_sites.id"))
    trade: Mapped[str] = mapped_column(default="")
    ended_on: Mapped[date | None]

    person: Mapped[Person] = relationship()
    employer: Mapped[Organisation] = relationship()
    evidence: Mapped[StoredFile | None] = relationship()
    renews: Mapped["Recognition | None"] = relationship(remote_side="Recognition.id")
    proposed_by: Mapped[Account] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])
    site: Mapped[Site | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.employer.path

    @property
    def audit_label(self) -> str:
        return self.person.name

    @property
    def source(self) -> str:
        """What the grant rests on."""
        return f"recognition:{self.id}"

    @property
    def appointed(self) -> bool:
        """Whether it is an appointment."""
        return self.ground is Ground.APPOINTMENT
