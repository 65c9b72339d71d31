"""Mentoring: the agreement of a master and an apprentice, their signatures, the monthly log, examinations."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from people.organisations.models import Organisation
from people.persons.models import Person, SkillLevel
from people.persons.rules import Level
from studios.mentoring.rules import MENTORING_WORKFLOW, ExaminationGrade, MentoringState, Terms
from studios.registry.models import Studio


class MentoringTerms(Keyed, Versioned, Base):
    """What a unit or federation rules about mentoring; holds for all below it that have no rules of their own."""

    __tablename__ = "mentoring_terms"
    __table_args__ = (
        UniqueConstraint("organisation_id"),
        CheckConstraint("most_apprentices BETWEEN 1 AND 20", name="limit_possible"),
        CheckConstraint(
            "excellent BETWEEN good AND 200 AND good >= passed AND passed >= 0", name="better_grades_pay_no_less"
        ),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    most_apprentices: Mapped[int]
    excellent: Mapped[int]
    good: Mapped[int]
    passed: Mapped[int]

    organisation: Mapped[Organisation] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.organisation.name

    @property
    def stated(self) -> Terms:
        """The rules themselves."""
        return Terms(self.most_apprentices, self.excellent, self.good, self.passed)


class Mentoring(Keyed, Versioned, Base):
    """A master takes an apprentice (师徒协议), from `begins` to `ends`, towards a grade of an occupation.

    In force once both have signed, each in his own account, or once the signed paper is uploaded. `allowance` in 元 is
    what an excellent result pays the master. `first_ends` is the end as agreed, if the term was extended.
    """

    __tablename__ = "mentorings"
    __table_args__ = (
        CheckConstraint("master_id <> apprentice_id", name="two_persons"),
        CheckConstraint("ends > begins", name="ends_after_it_begins"),
        CheckConstraint("allowance >= 0", name="allowance_possible"),
        CheckConstraint(
            "state IN ('draft', 'terminated') OR paper_id IS NOT NULL"
            " OR (master_signed_at IS NOT NULL AND apprentice_signed_at IS NOT NULL)",
            name="in_force_only_signed",
        ),
        CheckConstraint(
            "(state IN ('passed', 'failed', 'terminated')) = (closed_on IS NOT NULL)", name="closed_has_its_day"
        ),
        # One agreement of a pair at a time.
        Index(
            "ix_mentorings_current_pair",
            "master_id",
            "apprentice_id",
            unique=True,
            sqlite_where=text("state IN ('draft', 'active')"),
            postgresql_where=text("state IN ('draft', 'active')"),
        ),
    )
    workflow = MENTORING_WORKFLOW

    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"), index=True)
    master_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    apprentice_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    occupation_code: Mapped[str]
    trade: Mapped[str] = mapped_column(default="")
    target: Mapped[Level | None] = enum_column(Level, nullable=True)
    begins: Mapped[date]
    ends: Mapped[date]
    first_ends: Mapped[date | None]
    plan: Mapped[str]
    allowance: Mapped[Decimal] = mapped_column(default=Decimal(0))
    master_signed_at: Mapped[datetime | None]
    apprentice_signed_at: Mapped[datetime | None]
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    began_on: Mapped[date | None] = mapped_column(index=True)
    closed_on: Mapped[date | None] = mapped_column(index=True)
    close_reason: Mapped[str] = mapped_column(default="")
    skill_level_id: Mapped[int | None] = mapped_column(ForeignKey("skill_levels.id"))
    state: Mapped[MentoringState] = enum_column(MentoringState, default=MentoringState.DRAFT)

    studio: Mapped[Studio] = relationship()
    master: Mapped[Person] = relationship(foreign_keys=[master_id])
    apprentice: Mapped[Person] = relationship(foreign_keys=[apprentice_id])
    paper: Mapped[StoredFile | None] = relationship()
    skill_level: Mapped[SkillLevel | None] = relationship()
    months: Mapped[list["MentoringMonth"]] = relationship(
        back_populates="mentoring", order_by="MentoringMonth.month.desc()"
    )
    examinations: Mapped[list["MentoringExamination"]] = relationship(
        back_populates="mentoring", order_by="MentoringExamination.id"
    )

    @property
    def organisation_path(self) -> str:
        return self.studio.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.master.name}—{self.apprentice.name}"


class MentoringMonth(Keyed, Versioned, Base):
    """What the apprentice wrote about a month (its first day), and the master's remark."""

    __tablename__ = "mentoring_months"
    __table_args__ = (UniqueConstraint("mentoring_id", "month"),)

    mentoring_id: Mapped[int] = mapped_column(ForeignKey("mentorings.id"))
    month: Mapped[date]
    learned: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    remark: Mapped[str] = mapped_column(default="")
    remarked_at: Mapped[datetime | None]

    mentoring: Mapped[Mentoring] = relationship(back_populates="months")

    @property
    def organisation_path(self) -> str:
        return self.mentoring.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.mentoring.audit_label} {self.month:%Y-%m}"


class MentoringExamination(Keyed, Base):
    """An examination of the apprentice: when, the grade, what was found. One that was corrected stays, `void`."""

    __tablename__ = "mentoring_examinations"

    mentoring_id: Mapped[int] = mapped_column(ForeignKey("mentorings.id"), index=True)
    held_on: Mapped[date]
    grade: Mapped[ExaminationGrade] = enum_column(ExaminationGrade)
    finding: Mapped[str] = mapped_column(default="")
    allowance: Mapped[Decimal] = mapped_column(default=Decimal(0))
    void: Mapped[bool] = mapped_column(default=False)

    mentoring: Mapped[Mentoring] = relationship(back_populates="examinations")
