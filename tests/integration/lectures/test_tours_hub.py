"""The pages about a lecture lead to each other: no link that is shown ends before a closed door."""

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from foundation import clock
from foundation.database import session, transaction
from lectures.orders import inviting, scheduling
from lectures.orders.models import LectureOrder, OrderInvitation
from lectures.orders.scheduling import ScheduleFacts
from lectures.tours.models import Lecture
from lectures.tours.operations import cancel_lecture, hold_lecture
from lectures.tours.operations_releases import release_tour
from tests.factories import lectures, people
from tests.factories import lectures_orders as orders

MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
HREF = re.compile(r'href="(/[^"#]*)"')


def links(client: FlaskClient, address: str) -> set[str]:
    """What a page leads to."""
    page = client.get(address)
    assert page.status_code == 200, (address, page.status_code)
    return {one.replace("&amp;", "&") for one in HREF.findall(MAIN.search(page.text)[0])}


def shut(client: FlaskClient, addresses: set[str]) -> set[str]:
    """Those that do not open; posters are printed elsewhere, which takes long."""
    return {one for one in addresses if "poster" not in one and client.get(one).status_code >= 400}


def scheduled(town: orders.Town) -> Lecture:
    """An order that was taken and put on the calendar."""
    order = orders.order(town)
    with transaction():
        inviting.assign_order(order, 1, [town.lecturer.id], orders.ADDRESSES, by=town.officer)
    asked = session.query(OrderInvitation).one()
    account = lectures.lecturer_account(town.lecturer)
    with transaction():
        inviting.accept_order(asked, orders.ADDRESSES, by=account)
    facts = ScheduleFacts(orders.period(10), place_id=town.place.id, public=True)
    with transaction():
        return scheduling.schedule_order(order, facts, orders.ADDRESSES, by=town.officer)


def put_at(lecture: Lecture, starts_at) -> None:
    """The same as if today were another day."""
    for one in (lecture, lecture.released):
        one.starts_at, one.ends_at = starts_at, starts_at + timedelta(hours=1)
    session.commit()


def test_every_link_of_a_lecture_s_pages_opens(app: Flask):
    town = orders.town()
    officer, unit = (people.sign_in(app.test_client(), one) for one in (town.officer, town.orderer))
    lecture = scheduled(town)
    page, order = f"/lectures/sessions/{lecture.id}", session.query(LectureOrder).one()
    lecture.room = "三楼"
    session.commit()
    assert "去发布" in officer.get(page).text
    untold, drafts = (links(officer, f"/lectures/sessions?waiting={one}") for one in ("untold", "draft"))
    assert page in untold - drafts
    doors = f"/lectures/{lecture.id}/attendance"
    assert doors in links(officer, "/lectures/doors")
    assert officer.get(f"{page}/order").location == f"/lectures/orders/{order.id}"
    seen = links(officer, page)
    with transaction():
        release_tour(lecture.tour, by=town.officer)
    for starts_at, step in ((timedelta(days=9), "已经安排好"), (timedelta(hours=-2), "时间已经过去")):
        put_at(lecture, clock.now() + starts_at)
        assert step in officer.get(page).text
        seen |= links(officer, page)
    with transaction():
        hold_lecture(lecture, by=town.officer)
    assert "看反馈" in officer.get(page).text
    hub = links(officer, page)
    assert {f"/lectures/{lecture.id}/{one}" for one in ("attendance", "feedback/results")} <= hub
    seen |= hub | links(officer, f"/lectures/tours/{lecture.tour_id}") | links(officer, f"/lectures/orders/{order.id}")
    assert shut(officer, seen) == set()
    assert doors in links(unit, "/lectures/doors")
    hosts = links(unit, f"/lectures/orders/{order.id}") | links(unit, f"/lectures/calendar/{lecture.id}")
    assert f"/lectures/{lecture.id}/attendance" in hosts
    hosts |= links(unit, f"/lectures/{lecture.id}/attendance")
    assert shut(unit, hosts) == set()


def test_a_cancelled_lecture_has_no_door(app: Flask):
    town = orders.town()
    officer = people.sign_in(app.test_client(), town.officer)
    lecture = scheduled(town)
    with transaction():
        cancel_lecture(lecture, reason="停电检修", by=town.officer)
    seen = links(officer, f"/lectures/sessions/{lecture.id}")
    assert "去发布" in officer.get(f"/lectures/sessions/{lecture.id}").text
    assert not any(one.endswith(("/wall", "/door", "/poster", "/feedback/results")) for one in seen)
    assert shut(officer, seen) == set()
