"""Reading training classes: whose they are, who is in them, who came how often."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from certificates.issuing.models import Certificate
from certificates.issuing.rules import CertificateState
from foundation.database import session
from lectures.attendance.models import CheckIn
from lectures.classes.models import ClassEnrolment, ClassExcuse, TrainingClass
from lectures.classes.rules import Attended, ClassState, EnrolmentState
from lectures.tours.models import Lecture, LectureTour
from lectures.tours.queries import lectures
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in, within
from people.organisations.rules import lineage, lineages
from people.persons.models import Person


@dataclass(frozen=True)
class Register:
    """A class with its meetings and who came to which: what its table of attendance shows.

    `present` and `excused` hold the ids of lectures by the id of the enrolment.
    """

    training_class: TrainingClass
    meetings: Sequence[Lecture]
    enrolments: Sequence[ClassEnrolment]
    present: Mapping[int, set[int]] = field(default_factory=dict)
    excused: Mapping[int, Mapping[int, str]] = field(default_factory=dict)

    @property
    def held(self) -> list[Lecture]:
        """The meetings that took place."""
        return [meeting for meeting in self.meetings if meeting.state is LectureState.HELD]

    @property
    def ahead(self) -> list[Lecture]:
        """Those that are still planned."""
        return [meeting for meeting in self.meetings if meeting.state is LectureState.PLANNED]

    def attended(self, enrolment: ClassEnrolment) -> Attended:
        """How often somebody came to the meetings that were held."""
        held = {meeting.id for meeting in self.held}
        present = held & self.present.get(enrolment.id, set())
        excused = (held & set(self.excused.get(enrolment.id, ()))) - present
        return Attended(len(held), len(present), len(excused), self.training_class.excuse_use)


def classes_run_by(user: Account) -> Select[TrainingClass]:
    """The classes of the federations that one works for."""
    return _classes().where(LectureTour.organisation_id.in_(ids_in(user.scope(Permission.LECTURE_RUN))))


def classes_visible_to(user: Account) -> Select[TrainingClass]:
    """Those, and the classes that the workers of one's units may join."""
    run = ids_in(user.scope(Permission.LECTURE_RUN))
    above = lineages(user.scope(Permission.LECTURE_ORDER))
    return _classes().where(LectureTour.organisation_id.in_(run) | LectureTour.organisation_id.in_(above))


def classes_open_to(person: Person) -> Select[TrainingClass]:
    """The classes that somebody may be in: of the federations above his unit."""
    above = lineage(person.employer.path) if person.employer else []
    return _classes().where(LectureTour.organisation_id.in_(above))


def classes_to_finish(user: Account) -> Select[TrainingClass]:
    """The running classes of one's federations whose meetings are all over."""
    ahead = select(Lecture.tour_id).where(Lecture.state == LectureState.PLANNED)
    held = select(Lecture.tour_id).where(Lecture.state == LectureState.HELD)
    running = classes_run_by(user).where(TrainingClass.state == ClassState.RUNNING)
    return running.where(TrainingClass.tour_id.in_(held), TrainingClass.tour_id.not_in(ahead))


def own_enrolments(user: Account) -> Select[ClassEnrolment]:
    """The classes that one is in oneself, the newest first."""
    own = select(ClassEnrolment).join(ClassEnrolment.training_class).join(TrainingClass.tour)
    shown = contains_eager(ClassEnrolment.training_class).contains_eager(TrainingClass.tour)
    mine = own.where(ClassEnrolment.person_id == user.person_id, ClassEnrolment.state == EnrolmentState.ENROLLED)
    return mine.options(shown).order_by(ClassEnrolment.id.desc())


def enrolments_in(training_class: TrainingClass) -> Select[ClassEnrolment]:
    """Who is in a class, in the order of enrolment, with person and employer."""
    shown = joinedload(ClassEnrolment.person).joinedload(Person.employer)
    query = select(ClassEnrolment).where(ClassEnrolment.class_id == training_class.id).options(shown)
    return query.where(ClassEnrolment.state == EnrolmentState.ENROLLED).order_by(ClassEnrolment.id)


def enrolments_kept_by(user: Account) -> Select[ClassEnrolment]:
    """The places in classes that one may change: in the classes that one runs, and of the workers of one's units."""
    run, units = ids_in(user.scope(Permission.LECTURE_RUN)), ids_in(user.scope(Permission.LECTURE_ORDER))
    own = select(Person.id).where(Person.employer_id.in_(units))
    query = select(ClassEnrolment).join(ClassEnrolment.training_class).join(TrainingClass.tour)
    return query.where(LectureTour.organisation_id.in_(run) | ClassEnrolment.person_id.in_(own))


def enrolled_counts(class_ids: Collection[int]) -> dict[int, int]:
    """How many are in each of these classes."""
    grouped = select(ClassEnrolment.class_id, func.count()).group_by(ClassEnrolment.class_id)
    asked = grouped.where(ClassEnrolment.class_id.in_(class_ids), ClassEnrolment.state == EnrolmentState.ENROLLED)
    return dict.fromkeys(class_ids, 0) | {row[0]: row[1] for row in session.execute(asked)}


def persons_for(training_class: TrainingClass, user: Account) -> Select[Person]:
    """The workers of one's units who may be in a class."""
    units = [*user.scope(Permission.LECTURE_ORDER), *user.scope(Permission.LECTURE_RUN)]
    own = select(Person).join(Person.employer).options(contains_eager(Person.employer)).where(within(units))
    belonging = own.where(within([training_class.organisation_path]), Person.merged_into_id.is_(None))
    return belonging.order_by(Person.employer_id, Person.name, Person.id)


def persons_to_enrol(training_class: TrainingClass, user: Account) -> Select[Person]:
    """Those of them who are not in it."""
    inside = select(ClassEnrolment.person_id).where(
        ClassEnrolment.class_id == training_class.id, ClassEnrolment.state == EnrolmentState.ENROLLED
    )
    return persons_for(training_class, user).where(Person.id.not_in(inside))


def meetings_of(training_class: TrainingClass) -> Sequence[Lecture]:
    """The meetings of a class, planned, held and cancelled, in their order."""
    return session.scalars(lectures().where(Lecture.tour_id == training_class.tour_id)).all()


def register_of(training_class: TrainingClass, enrolments: Sequence[ClassEnrolment] | None = None) -> Register:
    """The table of attendance of a class, for all who are in it or for some `enrolments`."""
    listed = session.scalars(enrolments_in(training_class)).all() if enrolments is None else enrolments
    return registers_of([training_class], listed)[training_class.id]


def registers_of(classes: Sequence[TrainingClass], enrolments: Sequence[ClassEnrolment]) -> dict[int, Register]:
    """The tables of several classes by their ids, for these enrolments, in three statements for all."""
    ids = [one.id for one in enrolments]
    meetings: dict[int, list[Lecture]] = defaultdict(list)
    for meeting in session.scalars(lectures().where(Lecture.tour_id.in_([one.tour_id for one in classes]))):
        meetings[meeting.tour_id].append(meeting)
    present: dict[int, set[int]] = defaultdict(set)
    came = select(ClassEnrolment.id, CheckIn.lecture_id).join(CheckIn, CheckIn.person_id == ClassEnrolment.person_id)
    for enrolment_id, lecture_id in session.execute(came.where(ClassEnrolment.id.in_(ids), _is_meeting())):
        present[enrolment_id].add(lecture_id)
    excused: dict[int, dict[int, str]] = defaultdict(dict)
    for excuse in session.scalars(select(ClassExcuse).where(ClassExcuse.enrolment_id.in_(ids))):
        excused[excuse.enrolment_id][excuse.lecture_id] = excuse.reason
    listed: dict[int, list[ClassEnrolment]] = defaultdict(list)
    for enrolment in enrolments:
        listed[enrolment.class_id].append(enrolment)
    return {one.id: Register(one, meetings[one.tour_id], listed[one.id], present, excused) for one in classes}


def source_of(enrolment: ClassEnrolment) -> str:
    """What the certificate of completion rests on."""
    return f"class-enrolment:{enrolment.id}"


def certificates_on(holders: Mapping[str, Person]) -> dict[str, list[tuple[str, CertificateState]]]:
    """The certificates that rest on these sources of these persons, each with its own source; also those revoked.

    What is certified anew after a revocation rests on "source/2": no two certificates have the same source.
    """
    persons = {one.id for one in holders.values()}
    query = select(Certificate.source, Certificate.state).where(Certificate.holder_id.in_(persons))
    found: dict[str, list[tuple[str, CertificateState]]] = {source: [] for source in holders}
    for source, state in session.execute(query.order_by(Certificate.id)):
        if (first := source.partition("/")[0]) in found:
            found[first].append((source, state))
    return found


def _is_meeting() -> ColumnElement[bool]:
    """That a check-in was at a meeting of the very class of the enrolment."""
    own = select(Lecture.id).join(TrainingClass, TrainingClass.tour_id == Lecture.tour_id)
    return CheckIn.lecture_id.in_(own.where(TrainingClass.id == ClassEnrolment.class_id))


def _classes() -> Select[TrainingClass]:
    query = select(TrainingClass).join(TrainingClass.tour).options(contains_eager(TrainingClass.tour))
    return query.order_by(TrainingClass.id.desc())
