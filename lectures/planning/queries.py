"""Reading plans, and what there is to plan: sessions and orders without a lecturer, lecturers with their days."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from foundation import clock
from foundation.database import session
from lectures.lecturers.models import Lecturer
from lectures.lecturers.queries import lecturers_in_service, with_hours
from lectures.menus.models import MenuItem
from lectures.menus.rules import LectureMode
from lectures.orders.models import LectureOrder
from lectures.orders.promises import promised_between
from lectures.orders.rules import InvitationState, OrderState
from lectures.planning.models import PlanLine, TourPlan
from lectures.planning.rules import Teacher, Wanted
from lectures.tours.clashes import Window, lecturer_facts, slot_of
from lectures.tours.models import Lecture, LectureSpeaker, LectureTour
from lectures.tours.queries import lectures
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in


def plans_run_by(user: Account) -> Select[TourPlan]:
    """The plans of the tours that one runs, the newest first."""
    units = ids_in(user.scope(Permission.LECTURE_RUN))
    query = select(TourPlan).join(TourPlan.tour).where(LectureTour.organisation_id.in_(units))
    return query.order_by(TourPlan.id.desc())


def lines_of(plan: TourPlan) -> Sequence[PlanLine]:
    """What a plan proposes, with what its page shows: by time, what was left out last."""
    order = joinedload(PlanLine.order)
    query = select(PlanLine).options(
        order.selectinload(LectureOrder.times),
        joinedload(PlanLine.lecture),
        joinedload(PlanLine.lecturer).joinedload(Lecturer.person),
    )
    rows = session.scalars(query.where(PlanLine.plan_id == plan.id)).unique().all()
    return sorted(rows, key=lambda line: (line.starts_at is None, line.starts_at or plan.asked_at, line.id))


def open_orders(tour: LectureTour) -> Select[LectureOrder]:
    """The orders that wait for a lecturer at the federation of a tour."""
    query = select(LectureOrder).options(
        selectinload(LectureOrder.times),
        selectinload(LectureOrder.invitations),
        joinedload(LectureOrder.item).selectinload(MenuItem.lecturers),
    )
    waiting = query.where(LectureOrder.state == OrderState.ASSIGNING)
    return waiting.where(LectureOrder.organisation_id == tour.organisation_id).order_by(LectureOrder.id)


def sessions_without_lecturer(tour: LectureTour) -> Select[Lecture]:
    """The sessions of a tour that are still ahead and that nobody gives."""
    given = select(LectureSpeaker.lecture_id).where(LectureSpeaker.declined_at.is_(None))
    ahead = lectures().where(Lecture.tour_id == tour.id, Lecture.state == LectureState.PLANNED)
    return ahead.where(Lecture.starts_at > clock.now(), Lecture.id.not_in(given))


def wanted_for(tour: LectureTour) -> list[Wanted]:
    """All that a plan for this tour has to place."""
    orders = [_order(one) for one in session.scalars(open_orders(tour)).unique()]
    return [_session(one) for one in session.scalars(sessions_without_lecturer(tour)).unique()] + [
        one for one in orders if one.slots
    ]


def teachers_for(tour: LectureTour, wanted: Sequence[Wanted]) -> list[Teacher]:
    """Who can be asked, with all that is on their days around the times that are wanted: arranged or promised."""
    found = session.scalars(with_hours(lecturers_in_service(tour.organisation_path))).unique().all()
    times = [slot.starts_at for one in wanted for slot in one.slots]
    if not times:
        return []
    window = Window.of(min(times), max(times))
    facts, promised = lecturer_facts(found, window), defaultdict(list)
    persons = lecturers_in_service(tour.organisation_path).with_only_columns(Lecturer.person_id).order_by(None)
    for person_id, busy in promised_between(window.since, window.until, persons):
        promised[person_id].append(busy)
    teachers = []
    for one in found:
        taken = (*facts[one.id].busy, *promised[one.person_id])
        themes = frozenset(topic.theme for topic in one.topics)
        teachers.append(Teacher(one.id, replace(facts[one.id], busy=taken), themes))
    return teachers


def _order(order: LectureOrder) -> Wanted:
    point = order.place.point if order.place else None
    ahead = [one for one in order.times if one.starts_at > clock.now()]
    return Wanted(
        key=f"order:{order.id}",
        label=order.audit_label,
        slots=tuple(slot_of(one.starts_at, one.ends_at, order.mode, point, order.people) for one in ahead),
        theme=order.theme,
        place=None if order.mode is LectureMode.ONLINE else order.place_id,
        by=frozenset(one.id for one in order.item.lecturers) if order.item else frozenset(),
        declined=frozenset(one.lecturer_id for one in order.invitations if one.state is InvitationState.DECLINED),
        ranks=tuple(one.rank for one in ahead),
    )


def _session(lecture: Lecture) -> Wanted:
    place = lecture.points[0].place if lecture.points and lecture.mode is not LectureMode.ONLINE else None
    point = place.point if place else None
    slot = slot_of(lecture.starts_at, lecture.ends_at, lecture.mode, point, lecture.capacity)
    return Wanted(f"lecture:{lecture.id}", lecture.audit_label, (slot,), lecture.theme, place.id if place else None)
