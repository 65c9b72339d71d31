"""The door of a lecture when the network goes: twenty ticks, a reload, and each of them delivered once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import func, select

from foundation import clock
from foundation.database import db, session
from foundation.outbox import DeviceOperation
from lectures.attendance.models import CheckIn, HeadCount
from lectures.attendance.operations import register_persons
from lectures.attendance.rules import CheckInMethod
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import lectures, people

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
WORKERS = 21
READER = """
  window.BarcodeDetector = class { detect = async (video) => video.videoWidth ? [{ rawValue: window.shown }] : []; };
"""  # Chromium on Linux has none: the camera's picture is real, what is read off it is given by the test
numbers = count(1)  # the tests of this file share one server


@contextmanager
def writing() -> Iterator[None]:
    """Around what a test stores while the server writes to the same file."""
    session.rollback()
    db.engine.update_execution_options(writes=True)
    yield
    session.commit()
    db.engine.update_execution_options(writes=False)


@pytest.fixture
def scene(app: Flask) -> SimpleNamespace:
    """A lecture that began ten minutes ago, 21 workers of the host who registered, and two officers of the host."""
    with writing():
        district = people.organisation(f"示例区总工会{next(numbers)}")
        unit = people.organisation(f"示例机械公司工会{next(numbers)}", district)
        hall = lectures.place(district, unit, name="示例礼堂")
        begun = clock.now() - timedelta(minutes=10)
        tour = lectures.tour(district)
        made = lectures.released(lectures.lecture(tour, places=[hall], at=begun, registers=True, host=unit))
        hosts = [people.account(Role.ENTERPRISE_OFFICER, unit) for _ in range(2)]
        names = [f"职示{'甲乙丙丁戊己庚辛壬癸'[at % 10]}{'一二三'[at // 10]}" for at in range(WORKERS)]
        registered = register_persons(made, [people.person(name, unit) for name in names], by=hosts[0])
    return SimpleNamespace(lecture=made.id, hosts=hosts, tickets=[one.ticket for one in registered], names=names)


def at_the_door(context: BrowserContext, account: Account, lecture: int) -> Page:
    """Signed in, at the door of the lecture, ready to lose the network."""
    page = context.new_page()
    page.goto("/sign-in")
    page.locator("[name=name]").fill(account.username)
    page.locator("[name=password]").fill(people.PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    expect(page.locator(".account-menu")).to_be_visible()
    page.goto(f"/lectures/{lecture}/door")
    expect(page.locator("[data-door][data-ready]")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def type_ticket(page: Page, ticket: str) -> None:
    page.locator("[data-ticket]").fill(ticket)
    page.locator("[data-ticket]").press("Enter")


def says(page: Page, text: str) -> None:
    expect(page.locator("[data-count]")).to_have_text(text)


def test_door_ticks_twenty_without_a_network_and_delivers_each_once(scene: SimpleNamespace, open_context: Callable):
    """Fails without `respondWith` in worker.js, if `DoorBook.tick` keeps nothing, or if an operation gets a new id each
    time it is sent."""
    context = open_context(**PHONE)
    page = at_the_door(context, scene.hosts[0], scene.lecture)
    expect(page.locator("[data-tick]")).to_have_count(WORKERS)
    context.set_offline(True)
    for name in scene.names[:18]:
        page.get_by_role("button", name=name).click()
    type_ticket(page, scene.tickets[18].lower())
    expect(page.locator("[data-said]")).to_have_text(f"{scene.names[18]}已签到。")
    page.get_by_role("button", name=scene.names[0]).click()
    expect(page.locator("[data-said]")).to_contain_text("已经签到，一场只记一次")
    page.reload()
    says(page, "19 项已保存在本机，尚未送达")
    page.get_by_role("button", name=scene.names[19]).click()
    type_ticket(page, "ACDEF-GHJKM")
    page.locator(".door-heads summary").click()
    page.locator("[data-heads]").fill("30")
    page.locator("[data-heads-reason]").fill("学生由老师带队")
    page.get_by_role("button", name="保存清点人数").click()
    says(page, "22 项已保存在本机，尚未送达")
    expect(page.locator("[data-tick][data-state=kept]")).to_have_count(20)
    heard: list[int] = []

    def lose_the_first_answer(route: Route) -> None:
        answer = route.fetch()
        heard.append(answer.status)
        route.abort() if len(heard) == 1 else route.fulfill(response=answer)

    page.route("**/lectures/door/operations", lose_the_first_answer)
    context.set_offline(False)
    says(page, "全部已送达")
    expect(page.locator("[data-tick][data-state=delivered]")).to_have_count(20)
    expect(page.locator("[data-came]")).to_have_text("20")
    expect(page.locator(".door-refused")).to_contain_text("没有这个票码")
    page.get_by_role("button", name="知道了").click()
    expect(page.locator("[data-line][data-state=delivered]")).to_be_visible()
    session.rollback()
    came = session.scalars(select(CheckIn)).all()
    assert len(heard) > 1 and len(came) == 20
    assert all((one.method, one.by_id) == (CheckInMethod.HOST, scene.hosts[0].id) and one.made_at for one in came)
    assert session.scalars(select(HeadCount.heads)).one() == 30
    assert session.scalar(select(func.count()).select_from(DeviceOperation)) == 22


def test_door_shows_nobody_what_another_host_has_kept(scene: SimpleNamespace, open_context: Callable):
    """Fails if the database of the device is not one for each account."""
    context = open_context(**PHONE)
    page = at_the_door(context, scene.hosts[0], scene.lecture)
    page.route("**/lectures/door/operations", lambda route: route.abort())
    page.get_by_role("button", name=scene.names[20]).click()
    says(page, "1 项已保存在本机，尚未送达")
    context.clear_cookies()
    other = at_the_door(context, scene.hosts[1], scene.lecture)
    says(other, "全部已送达")
    expect(other.get_by_role("button", name=scene.names[20])).to_contain_text("未到")
    session.rollback()
    assert session.scalar(select(func.count(CheckIn.id)).where(CheckIn.lecture_id == scene.lecture)) == 0


def test_door_reads_tickets_by_the_camera_until_it_is_closed(scene: SimpleNamespace, open_context: Callable):
    """Fails if `scanTickets` takes what is no ticket, goes on after closing, or does without a camera in silence."""
    context = open_context(**PHONE)
    context.add_init_script(READER)
    page = at_the_door(context, scene.hosts[0], scene.lecture)
    page.get_by_role("button", name="扫码").click()
    expect(page.locator("[data-seen]")).to_contain_text("打不开相机")
    page.get_by_role("button", name="关闭").click()
    context.grant_permissions(["camera"])
    page.evaluate("shown = 'https://elsewhere.example/'")
    page.get_by_role("button", name="扫码").click()
    expect(page.locator("[data-seen]")).to_contain_text("票码是 10 位字母和数字")
    for name, ticket in zip(scene.names[:2], scene.tickets, strict=False):
        page.evaluate("ticket => { shown = ticket }", ticket)
        expect(page.locator("[data-seen]")).to_have_text(f"{name}已签到。")
    page.get_by_role("button", name="关闭").click()
    expect(page.locator("[data-tick][data-state=delivered]")).to_have_count(2)
    page.evaluate("ticket => { shown = ticket }", scene.tickets[2])
    expect(page.locator("[data-came]")).to_have_text("2")
