"""Applications for professional titles (职称申报)."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.titling.rules import TITLING_WORKFLOW, TitlingState
from foundation.database import Base, Keyed, Versioned, enum_column
from people.careers.models import ProfessionalTitle
from people.careers.rules import TitleGrade
from people.organisations.models import Organisation
from people.persons.models import Person


class TitlingApplication(Keyed, Versioned, Base):
    """One person's application for one grade; `active` is true until it has ended, so that nobody applies twice.

    `committee` is the review committee (评委会), `document` the paper that says who passed.
    """

    __tablename__ = "titling_applications"
    __table_args__ = (
        UniqueConstraint("person_id", "grade", "active"),
        CheckConstraint("active", name="active_or_empty"),
        CheckConstraint(
            "(state IN ('awarded', 'failed', 'withdrawn')) = (active IS NULL)", name="active_until_it_ends"
        ),
        CheckConstraint("(state = 'awarded') = (awarded IS NOT NULL)", name="awarded_has_its_day"),
    )
    workflow = TITLING_WORKFLOW

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    grade: Mapped[TitleGrade] = enum_column(TitleGrade)
    title: Mapped[str]
    speciality: Mapped[str] = mapped_column(default="")
    year: Mapped[int]
    committee: Mapped[str] = mapped_column(default="")
    document: Mapped[str] = mapped_column(default="")
    remarks: Mapped[str] = mapped_column(default="")
    state: Mapped[TitlingState] = enum_column(TitlingState, default=TitlingState.DRAFT)
    active: Mapped[bool | None] = mapped_column(default=True)
    awarded: Mapped[date | None]
    professional_title_id: Mapped[int | None] = mapped_column(ForeignKey("professional_titles.id"))

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()
    professional_title: Mapped[ProfessionalTitle | None] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return f"{self.person.name} {self.title}"
