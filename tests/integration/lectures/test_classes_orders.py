"""A course that was ordered is met by a training class: taken on once, given back, rated and closed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation import clock as clocks
from foundation.database import session, transaction
from foundation.errors import Refused
from lectures.classes import finishing, operations
from lectures.classes.models import TrainingClass
from lectures.classes.operations import ClassFacts
from lectures.classes.rules import ClassForm
from lectures.orders.closing import close_order, rate_order, report_order
from lectures.orders.models import LectureOrder
from lectures.orders.queries import order_met_by, orders_to_assign, orders_to_rate
from lectures.orders.rules import OrderState
from lectures.orders.steps import due_after
from people.accounts.models import Account
from people.organisations.models import Organisation
from tests.at_once import refused_at_once
from tests.factories import lectures_classes as classes
from tests.factories import lectures_feedback as feedback
from tests.factories import lectures_orders as orders
from tests.factories import people
from tests.factories.lectures_orders import ADDRESSES, Town

STATE = OrderState


@pytest.fixture
def town(app: Flask, clock: Callable[[str], datetime]) -> Town:
    clock("2026-05-08 14:00")
    return orders.town()


def count_open(town: Town) -> tuple[int, int]:
    """How many orders wait to be assigned, and to be rated."""
    waiting = orders_to_assign(town.officer), orders_to_rate(town.orderer)
    assign, rate = (len(session.scalars(query).unique().all()) for query in waiting)
    return assign, rate


def sent_for(town: Town, order: LectureOrder | None) -> dict[str, object]:
    """What the form of a class sends."""
    sent = {"organisation": town.district.id, "title": "焊工高级班", "form": "big", "item": 0, "lessons": 12}
    sent |= {"first_day": "2026-05-01", "last_day": "2026-05-31", "enrols_from": "2026-05-01"}
    sent |= {"enrols_to": "2026-05-20", "needed_share": 80, "excuse_use": "absent", "meetings": 1}
    return sent | {"order": order.id if order else 0}


def test_a_class_is_opened_for_an_order_and_leaves_it_again(client: FlaskClient, town: Town):
    order, draft = orders.order(town), orders.order(town, checked=False, people=49)
    desk = people.sign_in(client, town.officer)
    begun = desk.get(f"/lectures/classes/new?order={order.id}").text
    assert f'<option selected value="{order.id}">{order.audit_label}' in begun and begun.count(order.audit_label) == 1
    page = desk.post("/lectures/classes/new", data=sent_for(town, order)).location
    assert (order.state, order.due_on) == (STATE.SCHEDULED, due_after(STATE.SCHEDULED, date(2026, 5, 31)))
    assert count_open(town) == (0, 0)
    second = desk.post("/lectures/classes/new", data=sent_for(town, order) | {"title": "焊工第二班"})
    assert (second.status_code, "焊工第二班" in second.text) == (422, True)
    assert "目前是“已排期”，只有“待派单”的能由培训班办理" in second.text
    shown = desk.get(f"/lectures/orders/{order.id}").text
    assert "由培训班办理" in shown and "焊工高级班" in shown and "/cancel" not in shown
    assert "示例机械公司工会的点单" in desk.get(page).text
    unit = people.sign_in(client, town.orderer)
    assert unit.get(f"/lectures/classes/of-order/{order.id}").location == page
    assert unit.get(f"/lectures/classes/of-order/{draft.id}").status_code == 404
    people.sign_in(client, town.officer)
    edited = f"{page}/edit"
    assert desk.post(edited, data=sent_for(town, order) | {"last_day": "2026-06-30"}).status_code == 302
    assert order.due_on == due_after(STATE.SCHEDULED, date(2026, 6, 30))
    assert desk.post(edited, data=sent_for(town, None)).status_code == 302
    assert (order.state, order.tour, count_open(town)) == (STATE.ASSIGNING, None, (1, 0))


def test_a_finished_class_is_rated_and_closed(client: FlaskClient, town: Town, clock: Callable[[str], datetime]):
    order, worker = orders.order(town), people.person("学示一", town.unit)
    made = classes.training_class(town.district, town.officer, order=order)
    classes.enrol(made, [worker], town.officer)
    held = classes.meetings(made, town.officer, datetime(2026, 5, 8, 9, tzinfo=clocks.SHANGHAI))
    feedback.check_in(held[0], worker, town.officer)
    clock("2026-06-08 14:00")
    page, desk = f"/lectures/classes/{made.id}", people.sign_in(client, town.officer)
    assert desk.post(f"{page}/finish").status_code == 302
    assert (order.taught_on, count_open(town)) == (date(2026, 5, 8), (0, 1))
    assert order.due_on == due_after(STATE.SCHEDULED, clocks.today())  # although it was finished late
    again = {"data": {"reason": "漏登"}, "headers": {"Referer": page}, "follow_redirects": True}
    assert desk.post(f"{page}/reopen", **again).status_code == 200
    assert (order.held, count_open(town)) == (False, (0, 0))
    assert desk.post(f"{page}/finish").status_code == 302
    with transaction():
        rate_order(order, 5, "好", ADDRESSES, by=town.orderer)
        report_order(order, "办了一个班。", by=town.officer)
        close_order(order, ADDRESSES, by=town.officer)
    assert "培训班办理的点单已经结项" in desk.post(f"{page}/reopen", **again).text
    assert desk.get(f"/lectures/orders/{order.id}").status_code == 200
    assert (order.state, order.held) == (STATE.DONE, True)


def test_what_a_class_gives_up_is_to_be_assigned_again(town: Town):
    order = orders.order(town)
    made = classes.training_class(town.district, town.officer, order=order)
    with pytest.raises(Refused, match="“待派单”"):
        classes.training_class(town.district, town.officer, "第二班", order=order)
    with transaction():
        finishing.cancel_class(made, ADDRESSES, reason="讲师生病", by=town.officer)
    assert (order.state, order.tour, order.held) == (STATE.ASSIGNING, None, False)
    again = classes.training_class(town.district, town.officer, "第二班", order=order)
    assert order_met_by(again.tour) is order
    with transaction():
        order.taught_on = clocks.today()
    with transaction():
        rate_order(order, 5, "", ADDRESSES, by=town.orderer)
    with pytest.raises(Refused, match="先在点单页撤回评单"), transaction():
        finishing.cancel_class(again, ADDRESSES, reason="讲师生病", by=town.officer)


def test_of_two_classes_for_one_order_at_once_one_is_opened(app: Flask, town: Town):
    order, district, officer = orders.order(town).id, town.district.id, town.officer.id

    def open_class(title: str) -> None:
        day = clocks.today()
        facts = ClassFacts(
            *(title, ClassForm.BIG, day, day + timedelta(days=9), day, day, 12),
            order=session.get_one(LectureOrder, order),
        )
        by = session.get_one(Account, officer)
        operations.create_class(session.get_one(Organisation, district), facts, ADDRESSES, by=by)

    (refusal,) = refused_at_once(app, *(partial(open_class, f"焊工第{number}班") for number in "一二"))
    assert "已排期" in str(refusal)
    assert session.query(TrainingClass).count() == 1
