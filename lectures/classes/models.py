"""Order-made training classes, who is in them, and excused absences."""

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from lectures.classes.rules import (
    CLASS_WORKFLOW,
    ENROLMENT_WORKFLOW,
    NEEDED_SHARE,
    ClassForm,
    ClassState,
    EnrolmentState,
    ExcuseUse,
)
from lectures.lecturers.models import Lecturer
from lectures.menus.models import MenuItem
from lectures.tours.models import Lecture, LectureTour
from people.accounts.models import Account
from people.persons.models import Person

class_teachers = Table(
    "class_teachers",
    Base.metadata,
    Column("class_id", ForeignKey("training_classes.id", ondelete="CASCADE"), primary_key=True),
    Column("lecturer_id", ForeignKey("lecturers.id"), primary_key=True, index=True),
)


class TrainingClass(Keyed, Versioned, Base):
    """A training class: a tour of kind CLASS whose lectures are its meetings, for those who enrolled.

    `item` is the course of the menu, if there is one; an order that it meets names the same tour. `capacity` None: no
    limit. `needed_share` is the percentage of the held meetings that completion asks for, `lessons` the 学时 that the
    certificate states.
    """

    __tablename__ = "training_classes"
    __table_args__ = (
        CheckConstraint("enrols_to >= enrols_from", name="enrolment_in_order"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_possible"),
        CheckConstraint("form <> 'small' OR capacity IS NOT NULL", name="small_is_limited"),
        CheckConstraint("needed_share BETWEEN 1 AND 100", name="share_possible"),
        CheckConstraint("lessons > 0", name="lessons_possible"),
    )
    workflow = CLASS_WORKFLOW

    tour_id: Mapped[int] = mapped_column(ForeignKey("lecture_tours.id"), unique=True)
    form: Mapped[ClassForm] = enum_column(ClassForm)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("menu_items.id"), index=True)
    capacity: Mapped[int | None]
    enrols_from: Mapped[date]
    enrols_to: Mapped[date]
    needed_share: Mapped[int] = mapped_column(default=NEEDED_SHARE)
    excuse_use: Mapped[ExcuseUse] = enum_column(ExcuseUse, default=ExcuseUse.ABSENT)
    lessons: Mapped[int]
    state: Mapped[ClassState] = enum_column(ClassState, default=ClassState.RUNNING)

    tour: Mapped[LectureTour] = relationship(lazy="joined")
    item: Mapped[MenuItem | None] = relationship()
    teachers: Mapped[list[Lecturer]] = relationship(secondary=class_teachers, order_by=Lecturer.id)

    @property
    def organisation_path(self) -> str:
        return self.tour.organisation_path

    @property
    def audit_label(self) -> str:
        return self.tour.title


class ClassEnrolment(Keyed, Base):
    """Somebody is in a class. `completed` None: not decided; `exception` is why the decision differs from the share."""

    __tablename__ = "class_enrolments"
    __table_args__ = (
        UniqueConstraint("class_id", "person_id"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_because <> '')", name="withdrawn_with_reason"),
        CheckConstraint("state = 'enrolled' OR completed IS NULL", name="decided_for_those_in_it"),
        CheckConstraint("exception = '' OR completed IS NOT NULL", name="exceptions_are_decisions"),
        Index("ix_class_enrolments_class_id_state", "class_id", "state"),
    )
    workflow = ENROLMENT_WORKFLOW

    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    enrolled_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    withdrawn_because: Mapped[str] = mapped_column(default="")
    completed: Mapped[bool | None]
    exception: Mapped[str] = mapped_column(default="")
    state: Mapped[EnrolmentState] = enum_column(EnrolmentState, default=EnrolmentState.ENROLLED)

    training_class: Mapped[TrainingClass] = relationship()
    person: Mapped[Person] = relationship()
    enrolled_by: Mapped[Account] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.training_class.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.person.name}：{self.training_class.audit_label}"


class ClassExcuse(Keyed, Base):
    """Why somebody did not come to one meeting."""

    __tablename__ = "class_excuses"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "lecture_id"),
        CheckConstraint("reason <> ''", name="excused_with_reason"),
    )

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("class_enrolments.id"))
    lecture_id: Mapped[int] = mapped_column(ForeignKey("lectures.id"), index=True)
    reason: Mapped[str]

    enrolment: Mapped[ClassEnrolment] = relationship()
    lecture: Mapped[Lecture] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.enrolment.organisation_path

    @property
    def audit_label(self) -> str:
        return self.enrolment.audit_label
