"""Dated records of what persons learned, were titled and won."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from foundation.database import Base, Keyed, enum_column
from people.careers.rules import ContestTier, DiplomaKind, TitleGrade
from people.organisations.models import Organisation
from people.persons.models import Person


class Diploma(Keyed, Base):
    """A diploma with its school and subject. `graduated` in the future: a student of the final year (应届)."""

    __tablename__ = "diplomas"

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    kind: Mapped[DiplomaKind] = enum_column(DiplomaKind)
    school: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    graduated: Mapped[date]
    number: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship(backref=backref("diplomas", order_by="Diploma.graduated"))

    @property
    def organisation_path(self) -> str | None:
        return self.person.organisation_path

    @property
    def audit_label(self) -> str:
        return self.person.name


class ProfessionalTitle(Keyed, Base):
    """A professional title (职称) such as 工程师, with its speciality and the day it was awarded."""

    __tablename__ = "professional_titles"
    __table_args__ = (UniqueConstraint("person_id", "grade", "title"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    grade: Mapped[TitleGrade] = enum_column(TitleGrade)
    title: Mapped[str]
    speciality: Mapped[str] = mapped_column(default="")
    awarded: Mapped[date]
    number: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship(backref=backref("professional_titles", order_by="ProfessionalTitle.awarded"))

    @property
    def organisation_path(self) -> str | None:
        return self.person.organisation_path

    @property
    def audit_label(self) -> str:
        return self.person.name


class WorkPeriod(Keyed, Base):
    """A time at work before the unions' own records begin, or outside them: `employer` is in words.

    `occupation_code` is empty where it is not known. Both days are included.
    """

    __tablename__ = "work_periods"
    __table_args__ = (CheckConstraint("ends >= begins", name="ends_after_it_begins"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    employer: Mapped[str]
    post: Mapped[str] = mapped_column(default="")
    occupation_code: Mapped[str] = mapped_column(default="")
    begins: Mapped[date]
    ends: Mapped[date]

    person: Mapped[Person] = relationship(backref=backref("work_periods", order_by="WorkPeriod.begins"))

    @property
    def organisation_path(self) -> str | None:
        return self.person.organisation_path

    @property
    def audit_label(self) -> str:
        return self.person.name


class ContestPlacing(Keyed, Base):
    """Where somebody was placed in a contest, once its result was final. `reference` is the result line it rests on.

    `entrants` is how many competed in his category, `category` its title (职工组), `student` whether it is of students;
    `passed`: whether he reached the pass mark of the contest, where it has one. `withdrawn_on`: corrected away.
    """

    __tablename__ = "contest_placings"
    __table_args__ = (
        UniqueConstraint("reference", "person_id"),
        CheckConstraint("place >= 1 AND entrants >= place", name="place_among_entrants"),
        Index("ix_contest_placings_person_id_decided_on", "person_id", "decided_on"),
    )

    reference: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    contest: Mapped[str]
    event: Mapped[str]
    tier: Mapped[ContestTier] = enum_column(ContestTier)
    occupation_code: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    student: Mapped[bool] = mapped_column(default=False)
    team_size: Mapped[int] = mapped_column(default=1)
    place: Mapped[int]
    entrants: Mapped[int]
    prize: Mapped[str] = mapped_column(default="")
    passed: Mapped[bool | None]
    decided_on: Mapped[date]
    withdrawn_on: Mapped[date | None]

    person: Mapped[Person] = relationship(backref=backref("contest_placings", order_by="ContestPlacing.decided_on"))
    organiser: Mapped[Organisation] = relationship(foreign_keys=[organiser_id])
    employer: Mapped[Organisation | None] = relationship(foreign_keys=[employer_id])

    @property
    def organisation_path(self) -> str:
        return self.organiser.path

    @property
    def audit_label(self) -> str:
        return f"{self.person.name} {self.contest} {self.event}"
