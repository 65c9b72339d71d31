"""The score sheet in real Chromium: kept on the device first, sent when the network is back, sealed as seen."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select

from foundation.database import db, session
from foundation.outbox import DeviceOperation
from marking.sheets.marks import apply_marks
from marking.sheets.models import Mark, Sheet
from marking.sheets.rules import SheetState
from people.accounts.models import Account
from tests.browser.accessibility import assert_accessible
from tests.browser.server import Server
from tests.factories import judging, marking, people

TABLET = {"width": 1024, "height": 768}
DELIVERED = "已送达"


@dataclass
class Desk:
    """A judge's tablet and what lies behind it."""

    app: Flask
    page: Page
    judge: Account
    other: Account
    sheets: list[Sheet]

    @property
    def sheet(self) -> Sheet:
        return self.sheets[0]

    def values(self) -> list[str]:
        """The marks of the first sheet as the server has them now."""
        session.rollback()
        query = select(Mark.value).where(Mark.sheet_id == self.sheet.id).order_by(Mark.criterion_id)
        return ["" if value is None else f"{value:f}" for value in session.scalars(query)]

    def criterion(self, number: int) -> Locator:
        return self.page.locator("[data-criterion]").nth(number - 1)

    def type(self, number: int, text: str) -> None:
        field = self.criterion(number).locator("input")
        field.fill(text)
        field.blur()

    def expect_state(self, number: int, state: str) -> None:
        expect(self.criterion(number)).to_have_attribute("data-state", state)


@pytest.fixture
def app(live_server: Server) -> Iterator[Flask]:
    app = live_server.app()
    with app.app_context():
        yield app
        db.session.remove()


def sign_in(page: Page, account: Account) -> None:
    page.goto("/sign-in")
    page.locator("[name=name]").fill(account.username)
    page.locator("[name=password]").fill(people.PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    expect(page.locator(".account-menu")).to_be_visible()


@pytest.fixture
def desk(app: Flask, open_context: Callable[..., BrowserContext]) -> Desk:
    db.engine.update_execution_options(writes=True)  # the server writes to the same file meanwhile
    contest = judging.opened(entries=2, modules=judging.full_scheme())
    db.engine.update_execution_options(writes=False)
    judge, other = contest.judges
    page = open_context(viewport=TABLET, has_touch=True).new_page()
    sign_in(page, judge)
    desk = Desk(app, page, judge, other, marking.sheets_of(judge))
    page.goto(f"/judging/sheets/{desk.sheet.id}")
    expect(page.locator("[data-ready]")).to_be_visible()
    return desk


def test_mark_sheet_from_the_list_to_the_seal(desk: Desk):
    page = desk.page
    page.goto("/judging")
    assert_accessible(page)
    page.get_by_role("link", name="去评分").click()
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("^第1场 11号工位")).click()
    expect(page.locator("[data-total]")).to_have_text("0")
    expect(page.locator("[data-missing]")).to_have_text("还有 3 项未打分")
    assert_accessible(page)
    desk.type(1, "8.5")
    desk.criterion(2).get_by_role("button", name="2 符合").click()
    desk.criterion(3).get_by_role("button", name="加 0.1").click()
    for number in (1, 2, 3):
        desk.expect_state(number, "delivered")
    expect(page.locator("[data-total]")).to_have_text("10.6")
    assert desk.values() == ["8.5", "2", "0.1"]
    page.get_by_role("button", name="封存", exact=True).click()
    expect(page.locator("[data-seal-marks] li")).to_have_text(["焊缝余高8.5 / 10", "整体观感2 / 3", "尺寸偏差0.1 / 20"])
    expect(page.locator("[data-seal-total]")).to_have_text("10.6")
    assert_accessible(page)
    page.get_by_role("button", name="确认封存").click()
    expect(page.get_by_text("第1场 11号工位的评分表已封存。")).to_be_visible()
    session.rollback()
    assert session.get_one(Sheet, desk.sheet.id).state is SheetState.SEALED


def test_mark_sheet_keeps_marks_without_a_network_and_through_a_reload(desk: Desk):
    page, network = desk.page, desk.page.context
    network.set_offline(True)
    desk.type(1, "8")
    desk.type(1, "8.5")
    desk.criterion(2).get_by_role("button", name="3 优秀").click()
    desk.expect_state(1, "kept")
    expect(page.locator("[data-count]")).to_have_text("3 项已保存在本机，尚未送达")
    expect(page.locator("[data-total]")).to_have_text("11.5")
    assert desk.values() == []
    page.get_by_role("button", name="封存", exact=True).click()
    expect(page.locator("[data-seal-note]")).to_have_text("“尺寸偏差”还没有打分，不能封存。")
    network.set_offline(False)
    for number in (1, 2):
        desk.expect_state(number, "delivered")
    expect(page.locator("[data-count]")).to_have_text("全部已送达")
    assert desk.values() == ["8.5", "3"]
    page.reload()
    expect(desk.criterion(1).locator("input")).to_have_value("8.5")
    expect(desk.criterion(2).get_by_role("button", name="3 优秀")).to_have_attribute("aria-pressed", "true")
    expect(desk.criterion(3).locator("input")).to_have_value("")


def test_mark_sheet_finds_unsent_marks_again_on_a_page_opened_anew(desk: Desk):
    page = desk.page
    page.route("**/judging/operations", lambda route: route.abort())
    desk.type(1, "7")
    desk.expect_state(1, "kept")
    page.reload()
    desk.expect_state(1, "kept")
    expect(desk.criterion(1).locator("input")).to_have_value("7")
    assert desk.values() == []
    page.unroute("**/judging/operations")
    desk.expect_state(1, "delivered")
    assert desk.values() == ["7"]


def test_mark_sheet_applies_once_what_was_sent_but_never_answered(desk: Desk):
    page, answers = desk.page, []

    def lose_the_first_answer(route):
        answers.append(route.fetch().status)
        if len(answers) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/judging/operations", lose_the_first_answer)
    desk.type(1, "7")
    desk.expect_state(1, "delivered")
    assert answers[0] == 200 and len(answers) >= 2
    session.rollback()
    assert session.query(DeviceOperation).where(DeviceOperation.actor_id == desk.judge.id).count() == 1
    assert [mark.rev for mark in session.get_one(Sheet, desk.sheet.id).marks] == [1]


def test_mark_sheet_refuses_what_cannot_be_a_mark_before_it_is_kept(desk: Desk):
    for text, message in (
        ("10.5", "没有保存：最高 10 分。"),
        ("8.3", "没有保存：应是 0.5 的整数倍。"),
        ("八", "没有保存：请只用半角数字和小数点，例如 8.5。"),
        ("1e1", "没有保存：请只用半角数字和小数点，例如 8.5。"),
    ):
        desk.type(1, text)
        desk.expect_state(1, "fault")
        expect(desk.criterion(1).locator("[data-state-text]")).to_have_text(message)
    assert desk.values() == []


@pytest.mark.parametrize(("choice", "kept"), [("以本机为准", "9"), ("采用系统中的分数", "4")])
def test_mark_sheet_lets_the_judge_choose_between_two_tablets(desk: Desk, choice: str, kept: str):
    elsewhere = marking.operation(desk.sheet, 1, "4")
    assert apply_marks([elsewhere], by=desk.judge)[0]["status"] == "saved"
    desk.type(1, "9")
    dialog = desk.page.locator("[data-choice-dialog]")
    expect(dialog).to_contain_text("“焊缝余高”在另一台设备上也打过分")
    expect(dialog.locator("[data-mine]")).to_have_text("9")
    expect(dialog.locator("[data-theirs]")).to_have_text("4")
    dialog.get_by_role("button", name=choice).click()
    desk.expect_state(1, "delivered")
    expect(desk.criterion(1).locator("input")).to_have_value(kept)
    expect(desk.page.locator("[data-count]")).to_have_text("全部已送达")
    assert desk.values() == [kept]


def test_mark_sheet_keeps_marks_of_an_expired_log_in_until_their_judge_is_back(desk: Desk):
    page, network = desk.page, desk.page.context
    network.set_offline(True)
    desk.type(1, "6")
    desk.expect_state(1, "kept")
    network.clear_cookies()
    network.set_offline(False)
    expect(page.get_by_role("link", name="登录已过期，请重新登录，分数都在本机")).to_be_visible()
    sign_in(page, desk.other)
    page.goto("/judging")
    expect(page.locator("[data-count]")).to_have_text("全部已送达")  # his own queue; the first judge's is not shown
    assert desk.values() == []
    network.clear_cookies()
    sign_in(page, desk.judge)
    page.goto(f"/judging/sheets/{desk.sheet.id}")
    desk.expect_state(1, "delivered")
    assert desk.values() == ["6"]


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (768, 1024), (360, 740)])
def test_mark_sheet_fits_gloves_at_every_size(desk: Desk, width: int, height: int):
    page = desk.page
    page.set_viewport_size({"width": width, "height": height})
    boxes = [control.bounding_box() for control in page.locator(".sheet button:visible, .sheet input:visible").all()]
    assert len(boxes) > 8
    assert [box for box in boxes if box is None or box["height"] < 48 or box["width"] < 48] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    expect(page.locator(".sheet-total")).to_be_in_viewport()
