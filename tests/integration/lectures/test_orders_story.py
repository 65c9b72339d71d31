"""Orders from the wish to the report: every step, every way back, who is told, and one winner of a grab."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from foundation.audit import AuditEntry
from foundation.clock import frozen
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused
from lectures.lecturers.models import Lecturer
from lectures.menus.rules import Channel
from lectures.orders import closing, inviting, operations, scheduling
from lectures.orders.models import LectureOrder, OrderInvitation
from lectures.orders.queries import (
    invitations_to_answer,
    orders_to_assign,
    orders_to_check,
    orders_to_close,
    orders_to_endorse,
    orders_to_grab,
    orders_to_rate,
    orders_to_schedule,
    orders_visible_to,
)
from lectures.orders.queries_figures import closing_figures, order_figures
from lectures.orders.rules import InvitationState, OrderState, Step
from lectures.orders.scheduling import ScheduleFacts
from lectures.tours.models import ReleasedLecture
from lectures.tours.operations import correct_held_lecture, hold_lecture
from lectures.tours.rules import LectureState, TourKind, TourState
from people.accounts.models import Account
from people.accounts.rules import Role
from people.messages.queries import messages_of
from tests.at_once import refused_at_once
from tests.factories import lectures as factory
from tests.factories import lectures_orders as orders
from tests.factories import people
from tests.factories.lectures_orders import ADDRESSES, Town


@pytest.fixture
def town(app: Flask) -> Town:
    return orders.town()


def titles(account: Account) -> list[str]:
    return [message.title.partition("：")[0] for message in session.scalars(messages_of(account))]


def told() -> Sequence[ReleasedLecture]:
    """What calendars and the programme were told, one after another."""
    return session.scalars(select(ReleasedLecture).order_by(ReleasedLecture.id)).all()


def waits(query, account: Account) -> bool:
    return session.scalar(query(account)) is not None


def assigned(town: Town, *lecturers: Lecturer) -> LectureOrder:
    order = orders.order(town)
    with transaction():
        inviting.assign_order(order, 1, [one.id for one in lecturers], ADDRESSES, by=town.officer)
    return order


def scheduled(town: Town) -> LectureOrder:
    order = assigned(town, town.lecturer)
    account = factory.lecturer_account(town.lecturer)
    with transaction():
        inviting.accept_order(order.invitations[0], ADDRESSES, by=account)
        facts = ScheduleFacts(order.chosen_time.period, town.place.id)
        scheduling.schedule_order(order, facts, ADDRESSES, by=town.officer)
    return order


def test_order_goes_from_the_wish_to_the_calendar(app: Flask, town: Town, clock):
    clock("2026-05-11 09:00")
    speaker = factory.lecturer_account(town.lecturer)
    order = orders.order(town, checked=False)
    assert (order.organisation, order.channel, order.theme) == (town.district, Channel.ENTERPRISE, "工匠精神")
    assert f"{order.due_on}" == "2026-05-14" and waits(orders_to_check, town.officer)
    with pytest.raises(NotAllowed):
        operations.check_order(order, ADDRESSES, by=town.orderer)
    with transaction():
        operations.check_order(order, ADDRESSES, by=town.officer)
    assert waits(orders_to_assign, town.officer) and order.next_step is Step.ASSIGN
    with transaction():
        inviting.assign_order(order, 2, [town.lecturer.id], ADDRESSES, by=town.officer)
    assert waits(invitations_to_answer, speaker) and titles(speaker)[0].startswith("请您讲课")
    with transaction():
        inviting.accept_order(order.invitations[0], ADDRESSES, by=speaker)
    assert order.state is OrderState.TAKEN and waits(orders_to_schedule, town.officer)
    with transaction():
        facts = ScheduleFacts(order.chosen_time.period, town.place.id)
        lecture = scheduling.schedule_order(order, facts, ADDRESSES, by=town.officer)
    assert (lecture.tour.kind, lecture.host, lecture.item_id) == (TourKind.ORDERED, town.unit, town.item.id)
    assert lecture.contact == "王示例 13800000000"  # whom the lecturer calls
    assert [one.accepted_at for one in lecture.speakers] == [order.invitations[0].answered_at]
    assert order.next_step is Step.HOLD and not waits(orders_to_rate, town.orderer)
    hidden = session.scalar(select(AuditEntry).where(AuditEntry.action == "create_order"))
    assert "13800000000" not in str(hidden.changes)


def test_a_year_of_orders_that_was_closed_is_named(app: Flask, town: Town):
    year = factory.tour(town.district, kind=TourKind.ORDERED, title="点单服务", state=TourState.CLOSED)
    with pytest.raises(Refused, match=f"“{year.title}”已经结束"):
        scheduled(town)


def test_order_goes_from_the_lecture_to_the_report(app: Flask, town: Town, clock):
    clock("2026-05-11 09:00")
    order = scheduled(town)
    speaker = session.scalars(select(Account).where(Account.person_id == town.lecturer.person_id)).one()
    clock("2026-05-20 09:00")
    with transaction():
        assert scheduling.remind_coming_orders(ADDRESSES, by=town.officer) == 1
        assert scheduling.remind_coming_orders(ADDRESSES, by=town.officer) == 0
    clock("2026-05-21 12:00")
    with pytest.raises(Refused, match="还没有举办"), transaction():
        closing.rate_order(order, 5, "", ADDRESSES, by=town.orderer)
    with transaction():
        hold_lecture(order.lecture, by=town.officer)
    assert waits(orders_to_rate, town.orderer) and f"{order.due_on}" == "2026-05-28"
    with transaction():
        closing.rate_order(order, 5, "讲得好", ADDRESSES, by=town.orderer)
    with pytest.raises(Refused, match="还不能结项"), transaction():
        closing.close_order(order, ADDRESSES, by=town.officer)
    assert waits(orders_to_close, town.officer)
    with transaction():
        closing.report_order(order, "五十人到场，反响好。", by=speaker)
        closing.close_order(order, ADDRESSES, by=town.officer)
    assert order.state is OrderState.DONE and order.done_steps == len(Step) and order.due_on is None
    with pytest.raises(Refused) as refused, transaction():
        correct_held_lecture(order.lecture, reason="其实没有讲", by=town.officer)
    assert "先在点单页“重新打开”" in refused.value.reasons[0]
    came = closing_figures(order)
    assert (came.expected, came.attendance.lectures, came.attendance.attendances) == (50, 1, 0)
    figures = order_figures(town.officer, 2026)
    assert (figures.total, figures.planned, figures.held) == (1, 0, 1)
    assert {one.state: one.days for one in figures.times}[OrderState.SCHEDULED] == Decimal("10.1")


def test_what_goes_wrong_has_its_way_back(app: Flask, town: Town):
    order = orders.order(town, checked=False)
    with transaction():
        operations.return_order(order, ADDRESSES, reason="请写明地点", by=town.officer)
    assert order.state is OrderState.DRAFT and order.reason == "请写明地点"
    with transaction():
        operations.edit_order(order, orders.facts(town, people=60, times=[orders.period(12)]), by=town.orderer)
        operations.submit_order(order, ADDRESSES, by=town.orderer)
        operations.reject_order(order, ADDRESSES, reason="今年的场次已满", by=town.officer)
    assert (order.people, len(order.times)) == (60, 1)
    assert titles(town.orderer)[:2] == ["点单不予受理", "点单需要修改"]
    with transaction():
        operations.restore_order(order, reason="明年再点", by=town.orderer)
        operations.submit_order(order, ADDRESSES, by=town.orderer)
        operations.check_order(order, ADDRESSES, by=town.officer)
        operations.undo_check(order, reason="审核错了", by=town.officer)
    assert order.state is OrderState.CHECKING
    with pytest.raises(Refused, match="目前是"), transaction():
        inviting.assign_order(order, 1, [town.lecturer.id], ADDRESSES, by=town.officer)


def test_lecturers_decline_and_somebody_else_is_asked(app: Flask, town: Town):
    second = factory.lecturer(town.district)
    order = assigned(town, town.lecturer, second)
    first, other = order.invitations
    with transaction():
        inviting.decline_order(first, ADDRESSES, reason="出差", by=factory.lecturer_account(town.lecturer))
    assert order.state is OrderState.ASKED
    speaker = factory.lecturer_account(second)
    with pytest.raises(Refused, match="写明原因"), transaction():
        inviting.decline_order(other, ADDRESSES, reason=" ", by=speaker)
    with transaction():
        inviting.accept_order(other, ADDRESSES, by=speaker)
    assert order.state is OrderState.TAKEN
    with transaction():
        inviting.decline_order(other, ADDRESSES, reason="生病", by=speaker)
    assert order.state is OrderState.ASSIGNING and order.chosen_rank is None
    with transaction():
        inviting.assign_order(order, 1, [second.id], ADDRESSES, by=town.officer)
        inviting.reassign_order(order, ADDRESSES, reason="换人", by=town.officer)
    states = sorted(one.state for one in session.scalars(select(OrderInvitation)))
    assert states == [InvitationState.DECLINED, InvitationState.DECLINED, InvitationState.WITHDRAWN]


def test_a_lecturer_is_not_asked_for_two_things_at_once(app: Flask, town: Town):
    scheduled(town)
    order = orders.order(town)
    with pytest.raises(Refused) as refusal, transaction():
        inviting.assign_order(order, 1, [town.lecturer.id], ADDRESSES, by=town.officer)
    assert "时间重叠" in refusal.value.reasons[0]
    with transaction():
        inviting.assign_order(order, 2, [town.lecturer.id], ADDRESSES, by=town.officer)
    third = orders.order(town)
    with pytest.raises(Refused, match="来不了"), transaction():
        inviting.assign_order(third, 2, [town.lecturer.id], ADDRESSES, by=town.officer)


def test_more_people_than_seats_need_a_reason(app: Flask, town: Town):
    town.place.seats = 30
    session.commit()
    order = assigned(town, town.lecturer)
    with transaction():
        inviting.accept_order(order.invitations[0], ADDRESSES, by=factory.lecturer_account(town.lecturer))
    facts = ScheduleFacts(order.chosen_time.period, town.place.id)
    with pytest.raises(Refused, match="只有 30 个座位"), transaction():
        scheduling.schedule_order(order, facts, ADDRESSES, by=town.officer)
    with transaction():
        scheduling.schedule_order(order, replace(facts, despite="分两批听"), ADDRESSES, by=town.officer)
    assert order.state is OrderState.SCHEDULED


def test_cancel_order_tells_everybody_and_keeps_everything(app: Flask, town: Town):
    order = scheduled(town)
    speaker = session.scalars(select(Account).where(Account.person_id == town.lecturer.person_id)).one()
    with transaction():
        scheduling.unschedule_order(order, ADDRESSES, reason="停电", by=town.officer)
    assert order.state is OrderState.TAKEN and order.lecture is None
    assert [(one.sequence, one.cancelled) for one in told()] == [(0, False), (1, True)]
    with transaction():
        later = ScheduleFacts(orders.period(2), town.place.id, despite="单位同意")
        lecture = scheduling.schedule_order(order, later, ADDRESSES, by=town.officer)
    with pytest.raises(Refused, match="联系总工会"), transaction():
        operations.cancel_order(order, ADDRESSES, reason="不办了", by=town.orderer)
    with transaction():
        operations.cancel_order(order, ADDRESSES, reason="单位停产", by=town.officer)
    assert lecture.state is LectureState.CANCELLED and order.state is OrderState.CANCELLED
    assert lecture.released.cancelled and len(told()) == 4
    assert titles(speaker)[0].startswith("点单已取消") and titles(town.orderer)[0] == "点单已取消"
    with pytest.raises(Refused, match="已经取消过了，原因：单位停产"), transaction():
        operations.cancel_order(order, ADDRESSES, reason="再取消一次", by=town.officer)
    with transaction():
        operations.restore_order(order, reason="复工了", by=town.orderer)
    assert order.state is OrderState.DRAFT and order.times and order.lecture is None


def test_a_worker_orders_through_his_unit(app: Flask, town: Town):
    person = people.person("赵示例", town.unit)
    worker = people.account(Role.WORKER, town.unit, person)
    with pytest.raises(NotAllowed):
        operations.create_order(town.district, orders.facts(town), by=worker)
    order = orders.order(town, checked=False, by=worker, item_id=None, wish="心理健康", theme="心理健康")
    assert (order.channel, order.state) == (Channel.WORKER, OrderState.ENDORSING)
    assert waits(orders_to_endorse, town.orderer) and not waits(orders_visible_to, town.officer)
    with pytest.raises(NotAllowed), transaction():
        operations.endorse_order(order, ADDRESSES, by=town.officer)
    with transaction():
        operations.endorse_order(order, ADDRESSES, by=town.orderer)
    assert waits(orders_to_check, town.officer) and order.organisation == town.district


def test_exactly_one_lecturer_grabs_an_order(app: Flask, town: Town):
    fitting = [town.lecturer, *(factory.lecturer(town.district) for _ in range(3))]
    factory.lecturer(town.district, theme="焊接技能")
    accounts = [factory.lecturer_account(one).id for one in fitting]
    order = orders.order(town)
    with transaction():
        inviting.open_grabbing(order, ADDRESSES, by=town.officer)
    assert waits(orders_to_grab, session.get_one(Account, accounts[0]))
    order_id, pairs = order.id, list(zip([one.id for one in fitting], accounts, strict=True))

    def grab(lecturer_id: int, account_id: int) -> None:
        lecturer, by = session.get_one(Lecturer, lecturer_id), session.get_one(Account, account_id)
        inviting.grab_order(session.get_one(LectureOrder, order_id), lecturer, 1, ADDRESSES, by=by)

    refused = refused_at_once(app, *(partial(grab, *pair) for pair in pairs))
    assert [reason[:4] for reason in refused] == ["晚了一步"] * 3
    winner = session.scalars(select(OrderInvitation)).one()
    assert winner.grabbed and winner.state is InvitationState.ACCEPTED
    assert winner.order.state is OrderState.TAKEN and winner.order.chosen_rank == 1


def test_an_order_that_nobody_rates_is_closed_without(app: Flask, town: Town):
    order = scheduled(town)
    with frozen(order.lecture.ends_at + timedelta(hours=1)):
        with transaction():
            hold_lecture(order.lecture, by=town.officer)
        with pytest.raises(Refused, match="评单的期限"), transaction():
            closing.waive_rating(order, reason="没有评", by=town.officer)
    with frozen(order.lecture.ends_at + timedelta(days=20)):
        assert waits(orders_to_close, town.officer)
        with transaction():
            closing.waive_rating(order, reason="单位没有评", by=town.officer)
            closing.report_order(order, "已举办", by=town.officer)
            closing.close_order(order, ADDRESSES, by=town.officer)
            closing.reopen_order(order, reason="报告有误", by=town.officer)
            closing.undo_rating(order, reason="单位补评", by=town.officer)
    assert order.state is OrderState.SCHEDULED and order.rating is None
