"""From a lecturer's yes to a session: scheduled from a candidate time, reminded of, taken off again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from lectures.menus.rules import LectureMode
from lectures.orders.models import LectureOrder, OrderInvitation
from lectures.orders.queries import orders_to_remind
from lectures.orders.rules import REMIND_DAYS, InvitationState, reasons_against_unscheduling
from lectures.orders.rules_facts import Period
from lectures.orders.steps import Addresses, move_order, require_runner, tell_lecturers, tell_orderer
from lectures.places.models import Place
from lectures.tours.facts import LectureFacts, TourFacts
from lectures.tours.models import Lecture, LectureTour
from lectures.tours.operations import call_off, create_lecture, create_tour
from lectures.tours.operations_releases import release_lecture
from lectures.tours.rules import LectureState, TourKind, TourState
from people.accounts.models import Account
from people.organisations.models import Organisation


@dataclass(frozen=True)
class ScheduleFacts:
    """When and where an order is met, and whether listeners register; `despite` is why in spite of warnings."""

    period: Period
    place_id: int | None = None
    room: str = ""
    stream_url: str = ""
    registers: bool = False
    capacity: int | None = None
    public: bool = False
    despite: str = ""


def schedule_order(order: LectureOrder, facts: ScheduleFacts, addresses: Addresses, *, by: Account) -> Lecture:
    """Put an order on the calendar with the lecturers who took it, and tell all whom it concerns.

    It stays a draft where something is still missing, as the address of a stream. Raises as `create_lecture`.
    """
    require_runner(order, by)
    taken = [one for one in lock(order).invitations if one.state is InvitationState.ACCEPTED]
    if order.mode is not LectureMode.ONLINE and facts.place_id is None and not facts.room:
        raise Refused("线下的请选择场所，或者写明地点。", field="room")
    place = session.get(Place, facts.place_id) if facts.place_id else None
    if place and place.seats and order.people > place.seats and not facts.despite:
        crowd = f"预计 {order.people} 人，“{place.name}”只有 {place.seats} 个座位。"
        raise Refused(f"{crowd}换一处场所，或者写明仍然安排的理由。", field="despite")
    day = clock.in_shanghai(facts.period.starts_at).date()
    tour = ordered_tour(order.organisation, day, by=by)
    order.lecture = create_lecture(tour, _lecture(order, taken, facts), despite=facts.despite, by=by)
    answers = {one.lecturer_id: one for one in taken}
    for speaker in order.lecture.speakers:
        speaker.asked_at = answers[speaker.lecturer_id].asked_at
        speaker.accepted_at = answers[speaker.lecturer_id].answered_at
    order.reminded_at = None
    move_order(order, "schedule_order", by=by, since=day)
    lecturers = [one.lecturer for one in taken]
    told = tell_lecturers(lecturers, order, f"已排期，{facts.period}", addresses, by=by, text=order.where)
    names = "、".join(one.person.name for one in lecturers)
    told += tell_orderer(order, f"已排期，{facts.period}", addresses, by=by, text=f"讲师：{names}")
    release_lecture(order.lecture, addresses.lecture, besides=told, by=by)
    return order.lecture


def unschedule_order(order: LectureOrder, addresses: Addresses, *, reason: str, by: Account) -> None:
    """Take the session off, to be scheduled anew with the same lecturers. One that was held stays."""
    require_runner(order, by)
    if reasons := reasons_against_unscheduling(held=lock(order).held, class_title=order.class_title):
        raise Refused(reasons[0])
    lecture = order.lecture
    move_order(order, "unschedule_order", by=by, reason=reason)
    if lecture is not None:
        call_off(lecture, f"点单改期：{reason.strip()}", by=by)
    order.lecture = None
    lecturers = [one.lecturer for one in order.invitations if one.state is InvitationState.ACCEPTED]
    told = tell_lecturers(lecturers, order, "原定的时间取消，等重新排期", addresses, by=by, text=reason.strip())
    told += tell_orderer(order, "原定的时间取消，等重新排期", addresses, by=by, text=reason.strip())
    if lecture is not None:
        release_lecture(lecture, addresses.lecture, besides=told, by=by)


def ordered_tour(organisation: Organisation, day: date, *, by: Account) -> LectureTour:
    """The plan that a federation's orders of that year belong to; made with the first of them."""
    lock(organisation)  # the first two of a year at once: the second finds what the first made
    found = _tours_of_orders(organisation, day)
    if found and all(tour.state is not TourState.OPEN for tour in found):
        raise Refused(f"“{found[0].title}”已经结束，不能再排。请先在巡讲计划里重新打开它。")
    if opened := [tour for tour in found if tour.state is TourState.OPEN]:
        return opened[0]
    first, last = date(day.year, 1, 1), date(day.year, 12, 31)
    return create_tour(organisation, TourFacts(f"{day.year} 年点单服务", first, last, TourKind.ORDERED), by=by)


def _tours_of_orders(organisation: Organisation, day: date) -> Sequence[LectureTour]:
    query = select(LectureTour).where(
        LectureTour.organisation_id == organisation.id,
        LectureTour.kind == TourKind.ORDERED,
        LectureTour.first_day <= day,
        LectureTour.last_day >= day,
    )
    return session.scalars(query.order_by(LectureTour.id)).all()


def remind_order(order: LectureOrder, addresses: Addresses, *, by: Account) -> None:
    """提醒: tell lecturers and unit again when and where."""
    require_runner(order, by)
    lecture = lock(order).lecture
    if lecture is None or lecture.state is not LectureState.PLANNED:
        raise Refused("这份点单现在没有待举办的场次，不用提醒。")
    _remind(order, lecture, addresses, by)


def remind_coming_orders(addresses: Addresses, *, by: Account | None) -> int:
    """Remind of all that begin within the days to remind of and were not reminded of yet; says how many."""
    until = clock.now() + timedelta(days=REMIND_DAYS)
    orders = session.scalars(orders_to_remind(until)).unique().all()
    for order in orders:
        if (lecture := lock(order).lecture) is not None:
            _remind(order, lecture, addresses, by)
    return len(orders)


def _remind(order: LectureOrder, lecture: Lecture, addresses: Addresses, by: Account | None) -> None:
    order.reminded_at = clock.now()
    audit.record("remind_order", order, by=by)
    when = str(Period(lecture.starts_at, lecture.ends_at))
    lecturers = [speaker.lecturer for speaker in lecture.speakers if speaker.declined_at is None]
    tell_lecturers(lecturers, order, f"提醒：{when} 开讲", addresses, by=by, text=order.where)
    tell_orderer(order, f"提醒：{when} 开讲，请准备签到", addresses, by=by, text=order.where)


def _lecture(order: LectureOrder, taken: Sequence[OrderInvitation], facts: ScheduleFacts) -> LectureFacts:
    return LectureFacts(
        title=order.title,
        theme=order.theme,
        mode=order.mode,
        starts_at=facts.period.starts_at,
        ends_at=facts.period.ends_at,
        room=facts.room,
        host=order.orderer,
        contact=f"{order.contact_name} {order.contact_phone}",
        place_ids=[facts.place_id] if facts.place_id else [],
        lecturer_ids=[one.lecturer_id for one in taken],
        registers=facts.registers,
        capacity=facts.capacity,
        stream_url=facts.stream_url,
        public=facts.public,
        item_id=order.item_id,
    )
