"""Training classes and who attended them."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.batches.models import Batch
from assessments.trainings.rules import REQUIRED_SHARE, TRAINING_WORKFLOW, TrainingMode, TrainingState
from foundation.database import Base, Keyed, Versioned, enum_column
from people.organisations.models import Organisation
from people.persons.models import Person


class Training(Keyed, Versioned, Base):
    """A training class of an organisation: `hours` of teaching, of which `required_share` per cent must be attended.

    `batch` is the assessment plan that it prepares for, if it prepares for one.
    """

    __tablename__ = "trainings"
    __table_args__ = (
        UniqueConstraint("organisation_id", "title", "begins"),
        CheckConstraint("ends >= begins", name="ends_after_it_begins"),
        CheckConstraint("hours > 0 AND required_share BETWEEN 0 AND 100", name="possible"),
    )
    workflow = TRAINING_WORKFLOW

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_batches.id"), index=True)
    title: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    mode: Mapped[TrainingMode] = enum_column(TrainingMode, default=TrainingMode.ON_SITE)
    begins: Mapped[date]
    ends: Mapped[date]
    hours: Mapped[int]
    required_share: Mapped[int] = mapped_column(default=REQUIRED_SHARE)
    teacher: Mapped[str] = mapped_column(default="")
    state: Mapped[TrainingState] = enum_column(TrainingState, default=TrainingState.PLANNED)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    batch: Mapped[Batch | None] = relationship()
    enrolments: Mapped[list["Enrolment"]] = relationship(back_populates="training", order_by="Enrolment.id")

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class Enrolment(Keyed, Base):
    """Somebody in a class. `completed` is decided when the class finishes, by the hours attended."""

    __tablename__ = "training_enrolments"
    __table_args__ = (
        UniqueConstraint("training_id", "person_id"),
        CheckConstraint("attended >= 0", name="attended_counts"),
    )

    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    attended: Mapped[int] = mapped_column(default=0)
    completed: Mapped[bool | None]

    training: Mapped[Training] = relationship(back_populates="enrolments")
    person: Mapped[Person] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.training.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.training.title} {self.person.name}"
