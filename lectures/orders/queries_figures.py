"""Figures of orders: what came of one, and of all in a year. Planned and held, check-ins and heads never together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from foundation.database import session
from lectures.attendance.queries import AttendanceFigures, attendance_figures
from lectures.feedback.queries import satisfaction_of, satisfaction_together
from lectures.feedback.rules import Satisfaction
from lectures.menus.models import MenuItem
from lectures.menus.rules import CHANNEL_TITLES, Channel
from lectures.orders.models import LectureOrder, OrderStep
from lectures.orders.queries import orders_run_by
from lectures.orders.rules import ORDER_STATE_TITLES, OrderState
from lectures.orders.rules_figures import StepTime, step_times
from lectures.tours.models import Lecture
from lectures.tours.queries import held, lectures
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.organisations.models import Organisation

MOST_ORDERERS = 50


@dataclass(frozen=True)
class ClosingFigures:
    """What came of an order: what was expected, who came, what listeners said, each apart."""

    expected: int
    attendance: AttendanceFigures
    satisfaction: Satisfaction


@dataclass(frozen=True)
class OrderFigures:
    """The orders of a year. Each list holds pairs of a name and how many orders; `planned` and `held` are sessions,
    those of classes among them."""

    total: int
    by_state: Sequence[tuple[str, int]]
    by_channel: Sequence[tuple[str, int]]
    by_item: Sequence[tuple[str, int]]
    by_month: Sequence[tuple[str, int]]
    by_orderer: Sequence[tuple[str, int]]
    times: Sequence[StepTime]
    planned: int
    held: int
    attendance: AttendanceFigures
    satisfaction: Satisfaction


def closing_figures(order: LectureOrder) -> ClosingFigures:
    """The figures for the closing report of an order whose session took place, or whose class was finished."""
    given = held(lectures().where((Lecture.id == order.lecture_id) | (Lecture.tour_id == order.tour_id)))
    ids = _ids(given)
    said = satisfaction_of(ids)[ids[0]] if len(ids) == 1 else satisfaction_together(ids)
    return ClosingFigures(order.people, attendance_figures(given), said)


def order_figures(user: Account, year: int) -> OrderFigures:
    """The orders that came in to one's federations in a year; those still being written or endorsed do not count."""
    query = orders_of_year(user, year)
    ids = query.with_only_columns(LectureOrder.id)
    single, taught = (query.with_only_columns(one) for one in (LectureOrder.lecture_id, LectureOrder.tour_id))
    sessions = lectures().where(Lecture.id.in_(single) | Lecture.tour_id.in_(taught))
    given = held(sessions)
    states = dict(_counts(query, LectureOrder.state))
    channels = dict(_counts(query, LectureOrder.channel))
    return OrderFigures(
        total=sum(states.values()),
        by_state=[(ORDER_STATE_TITLES[one], states[one]) for one in OrderState if one in states],
        by_channel=[(CHANNEL_TITLES[one], channels[one]) for one in Channel if one in channels],
        by_item=_by_item(query),
        by_month=_by_month(query),
        by_orderer=_by_orderer(query),
        times=step_times(_entries(ids)),
        planned=_count(sessions.where(Lecture.state == LectureState.PLANNED)),
        held=_count(given),
        attendance=attendance_figures(given),
        satisfaction=satisfaction_together(_ids(given)),
    )


def orders_of_year(user: Account, year: int) -> Select[LectureOrder]:
    """The orders that came in in a year, by the day on which they were written."""
    written = LectureOrder.ordered_on.between(date(year, 1, 1), date(year, 12, 31))
    return orders_run_by(user).where(written, LectureOrder.state.not_in((OrderState.DRAFT, OrderState.ENDORSING)))


def _counts(query: Select[LectureOrder], column: Any) -> Sequence[tuple[Any, int]]:
    grouped = query.with_only_columns(column, func.count(LectureOrder.id)).group_by(column)
    return [(value, count) for value, count in session.execute(grouped)]


def _by_item(query: Select[LectureOrder]) -> list[tuple[str, int]]:
    """What was ordered, by title, so that the versions of a menu count together; wishes in one line."""
    titled = query.outerjoin(MenuItem, MenuItem.id == LectureOrder.item_id)
    return _most([(title or "菜单上没有的需求", count) for title, count in _counts(titled, MenuItem.title)])


def _by_month(query: Select[LectureOrder]) -> list[tuple[str, int]]:
    months: dict[int, int] = {}
    for day, count in _counts(query, LectureOrder.ordered_on):
        months[day.month] = months.get(day.month, 0) + count
    return [(f"{month} 月", months[month]) for month in sorted(months)]


def _by_orderer(query: Select[LectureOrder]) -> list[tuple[str, int]]:
    named = query.join(Organisation, Organisation.id == LectureOrder.orderer_id)
    return _most(_counts(named, Organisation.name))[:MOST_ORDERERS]


def _most(pairs: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _entries(ids: Select[int]) -> list[tuple[int, OrderState, Any]]:
    columns = (OrderStep.order_id, OrderStep.state, OrderStep.entered_at)
    query = select(*columns).where(OrderStep.order_id.in_(ids)).order_by(OrderStep.order_id, OrderStep.id)
    return [(number, state, at) for number, state, at in session.execute(query)]


def _count(query: Select[Lecture]) -> int:
    counted = query.order_by(None).with_only_columns(Lecture.id).subquery()
    return session.scalar(select(func.count()).select_from(counted)) or 0


def _ids(query: Select[Lecture]) -> Sequence[int]:
    return session.scalars(query.order_by(None).with_only_columns(Lecture.id)).all()
