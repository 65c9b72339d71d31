"""Opening a class, changing it, letting people in and out, excusing them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from foundation import audit, clock
from foundation.database import lock, lock_all, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from lectures.classes.models import ClassEnrolment, ClassExcuse, TrainingClass
from lectures.classes.rules import (
    NEEDED_SHARE,
    ClassForm,
    ClassState,
    EnrolmentState,
    ExcuseUse,
    reasons_against_class,
    reasons_against_enrolling,
    seats_short,
)
from lectures.lecturers.models import Lecturer
from lectures.menus.models import MenuItem
from lectures.orders.models import LectureOrder
from lectures.orders.queries import order_met_by
from lectures.orders.steps import Addresses
from lectures.orders.teaching import end_class_of_order, follow_class, open_class_for_order
from lectures.tours.facts import TourFacts
from lectures.tours.models import Lecture
from lectures.tours.operations import create_tour, edit_tour
from lectures.tours.rules import LectureState, TourKind
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.messages.operations import send_message
from people.messages.queries import accounts_of
from people.organisations.models import Organisation
from people.persons.models import Person

IN_COLUMNS = ("form", "capacity", "enrols_from", "enrols_to", "needed_share", "excuse_use", "lessons")


@dataclass(frozen=True)
class ClassFacts:
    """What is written down about a class. `item` is the course, `order` the order that it meets, if any."""

    title: str
    form: ClassForm
    first_day: date
    last_day: date
    enrols_from: date
    enrols_to: date
    lessons: int
    capacity: int | None = None
    needed_share: int = NEEDED_SHARE
    excuse_use: ExcuseUse = ExcuseUse.ABSENT
    meetings: int = 0
    introduction: str = ""
    public: bool = True
    teachers: Sequence[Lecturer] = ()
    item: MenuItem | None = None
    order: LectureOrder | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """What the class itself stores."""
        return {name: getattr(self, name) for name in IN_COLUMNS}

    @property
    def tour(self) -> TourFacts:
        """What its plan stores."""
        theme = self.item.theme if self.item else ""
        return TourFacts(
            self.title,
            self.first_day,
            self.last_day,
            TourKind.CLASS,
            theme=theme,
            introduction=self.introduction,
            planned=self.meetings,
            public=self.public,
        )


def create_class(organisation: Organisation, facts: ClassFacts, addresses: Addresses, *, by: Account) -> TrainingClass:
    """Open a class with its plan; its meetings are arranged as lectures of that plan.

    It meets the order that it was opened for. Raises `Refused` where that does not wait to be assigned any more.
    """
    _check(facts)
    _hold_orders(facts.order)
    tour = create_tour(organisation, facts.tour, by=by)
    made = TrainingClass(tour=tour, item=facts.item, **facts.columns)
    made.teachers = list(facts.teachers)
    session.add(made)
    audit.record("create_class", made, by=by)
    if facts.order is not None:
        open_class_for_order(facts.order, tour, addresses, by=by)
    return made


def edit_class(
    training_class: TrainingClass, facts: ClassFacts, addresses: Addresses, *, version: int | None = None, by: Account
) -> None:
    """Change what is written down about a running class; an order that it meets no longer is to be assigned again."""
    _require_running(training_class).expect_version(version)
    _check(facts)
    if short := seats_short(facts.capacity, _enrolled(training_class), 0):
        raise Refused(f"在班的人比新的名额多 {short} 人，请先办理退班或者增加名额。", field="capacity")
    before = order_met_by(training_class.tour)
    _hold_orders(before, facts.order)
    edit_tour(training_class.tour, facts.tour, by=by)
    training_class.item = facts.item
    training_class.teachers = list(facts.teachers)
    for name, value in facts.columns.items():
        setattr(training_class, name, value)
    audit.record("edit_class", training_class, by=by, changes=audit.pending_changes(training_class))
    if before is not None and before is facts.order:
        follow_class(before)
        return
    if before is not None:
        end_class_of_order(before, addresses, reason=f"培训班“{facts.title}”不再办理这份点单", by=by)
    if facts.order is not None:
        open_class_for_order(facts.order, training_class.tour, addresses, by=by)


def enrol_persons(
    training_class: TrainingClass, persons: Iterable[Person], *, address: str = "", by: Account
) -> list[ClassEnrolment]:
    """Let people in, all or none; who is in it already stays as he is. Raises `Refused` where the seats do not suffice.

    The class is held meanwhile, so that no seat is given twice. Those who are let in by others are told.
    """
    held = lock(training_class)
    known = _known(held, wanted := list(persons))
    coming = [person for person in wanted if not _is_in(known.get(person.id))]
    organiser = by.may_at(Permission.LECTURE_RUN, held.organisation_path)
    for person in coming:
        _refuse_enrolling(held, person, organiser=organiser)
    if short := seats_short(held.capacity, _enrolled(held), len(coming)):
        raise Refused(f"名额不够：还差 {short} 个（共 {held.capacity} 个）。没有登记任何人，请减少人数后再报。")
    made = [_let_in(held, person, known.get(person.id), by) for person in coming]
    others = {person.id for person in coming} - {by.person_id}
    told = session.scalars(accounts_of(others)).unique()
    send_message(told, f"已为您报名培训班“{held.audit_label}”", address=address)
    return made


def join_class(training_class: TrainingClass, person: Person, *, by: Account) -> ClassEnrolment:
    """Enrol oneself. Raises `Refused` where there is no seat left, and out of time."""
    made = enrol_persons(training_class, [person], by=by)
    if not made:
        raise Refused("您已经在这个班里了，不用再报。")
    return made[0]


def withdraw_from_class(enrolment: ClassEnrolment, *, reason: str, by: Account) -> None:
    """Somebody leaves; his seat is free again."""
    _require_running(enrolment.training_class)
    lock(enrolment).withdrawn_because = reason.strip()
    with session.no_autoflush:  # the state changes with it
        advance(enrolment, "withdraw_from_class", by=by, reason=reason)


def excuse_absence(enrolment: ClassEnrolment, lecture: Lecture, *, reason: str, by: Account) -> ClassExcuse:
    """Write down why somebody does not or did not come to a meeting; a new reason takes the place of the old one."""
    _require_running(enrolment.training_class)
    if lecture.tour_id != enrolment.training_class.tour_id or lecture.state is LectureState.CANCELLED:
        raise Refused("这次课不在这个培训班里，或者已经取消。请刷新页面重新选择。")
    if not reason.strip():
        raise Refused("请写明请假原因。", field="reason")
    known = select(ClassExcuse).where(ClassExcuse.enrolment_id == enrolment.id, ClassExcuse.lecture_id == lecture.id)
    excuse = session.scalars(known).one_or_none() or ClassExcuse(enrolment=enrolment, lecture=lecture)
    excuse.reason = reason.strip()
    session.add(excuse)
    audit.record("excuse_absence", excuse, by=by, reason=reason)
    return excuse


def _let_in(
    training_class: TrainingClass, person: Person, before: ClassEnrolment | None, by: Account
) -> ClassEnrolment:
    if before is not None:
        before.withdrawn_because = ""
        with session.no_autoflush:
            advance(before, "return_to_class", by=by)
        return before
    made = ClassEnrolment(training_class=training_class, person=person, enrolled_by=by)
    session.add(made)
    audit.record("join_class", made, by=by)
    return made


def _known(training_class: TrainingClass, persons: Sequence[Person]) -> dict[int, ClassEnrolment]:
    """The places of these persons in a class, withdrawn or not, by the id of the person."""
    query = select(ClassEnrolment).where(ClassEnrolment.class_id == training_class.id)
    asked = query.where(ClassEnrolment.person_id.in_([person.id for person in persons]))
    return {one.person_id: one for one in session.scalars(asked)}


def _is_in(known: ClassEnrolment | None) -> bool:
    return known is not None and known.state is EnrolmentState.ENROLLED


def _enrolled(training_class: TrainingClass) -> int:
    inside = (ClassEnrolment.class_id == training_class.id, ClassEnrolment.state == EnrolmentState.ENROLLED)
    return session.scalar(select(func.count()).select_from(ClassEnrolment).where(*inside)) or 0


def _refuse_enrolling(training_class: TrainingClass, person: Person, *, organiser: bool) -> None:
    path = person.organisation_path
    reasons = reasons_against_enrolling(
        training_class.state,
        (training_class.enrols_from, training_class.enrols_to),
        clock.today(),
        organiser=organiser,
        belongs=path is not None and path.startswith(training_class.organisation_path),
    )
    if reasons:
        raise Refused(f"{person.name}：{reasons[0]}")


def _hold_orders(*orders: LectureOrder | None) -> None:
    """Orders are held before the plans of their federation, as where they are scheduled: nobody waits for ever."""
    lock_all([order for order in orders if order is not None])


def _check(facts: ClassFacts) -> None:
    enrols, days = (facts.enrols_from, facts.enrols_to), (facts.first_day, facts.last_day)
    reasons = reasons_against_class(facts.form, facts.capacity, enrols, days, facts.needed_share, facts.lessons)
    if reasons:
        raise Refused("培训班填写有误。", reasons=reasons)


def _require_running(training_class: TrainingClass) -> TrainingClass:
    if lock(training_class).state is not ClassState.RUNNING:
        raise Refused("培训班已经结业或取消，不能再改。需要更正的，请先重新打开并写明原因。")
    return training_class
