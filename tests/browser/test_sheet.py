"""The judge's pages on a tablet: every way to give a mark, from contestant to contestant, to the signature."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from decimal import Decimal

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Locator, Page, expect

from foundation.database import db, session
from marking.sheets.marks import apply_marks
from marking.sheets.models import Sheet
from marking.sheets.rules import SheetState
from tests.browser.accessibility import assert_accessible
from tests.browser.schemes import every_kind
from tests.browser.server import Server
from tests.browser.tablets import DELIVERED, Tablet, tablet_of, values, write_name
from tests.factories import judging, marking

SIZES = [(1440, 900), (1024, 768), (768, 1024), (360, 740)]
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
CONTROLS = "main button:visible, main input:visible, dialog button:visible, main a.btn[href]:visible"
SWIPE = """([from, to]) => {
  const target = document.querySelector(".line-title");
  const at = (type, clientX) => target.dispatchEvent(new PointerEvent(type, {
    clientX, clientY: 300, pointerId: 7, isPrimary: true, pointerType: "touch", bubbles: true }));
  at("pointerdown", from);
  at("pointerup", to);
}"""


@pytest.fixture
def app(live_server: Server) -> Iterator[Flask]:
    app = live_server.app()
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def contest(app: Flask) -> judging.Contest:
    db.engine.update_execution_options(writes=True)  # the server writes to the same file meanwhile
    contest = judging.opened(entries=3, modules=every_kind())
    marking.sheets_of(contest.judges[0])[0].subject.panel.spread = Decimal(1)
    session.commit()
    db.engine.update_execution_options(writes=False)
    return contest


@pytest.fixture
def tablet(contest: judging.Contest, open_context: Callable[..., BrowserContext]) -> Tablet:
    return tablet_of(contest.judges[0], open_context)


def look(page: Page) -> None:
    """axe finds nothing; nothing sticks out sideways, and every control is for gloves, at every size."""
    assert_accessible(page)
    usual = page.viewport_size
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert not page.evaluate(TOO_WIDE), f"{page.url} is wider than {width}"
        boxes = [(one.bounding_box(), one) for one in page.locator(CONTROLS).all()]
        small = [one.inner_text() for box, one in boxes if box and min(box["width"], box["height"]) < 48]
        assert boxes and not small, f"{page.url} at {width}: {small}"
    assert usual
    page.set_viewport_size(usual)


def type_on_pad(page: Page, keys: str) -> None:
    for key in keys:
        page.locator(f".pad [data-key='{key}']").tap()


def seal(page: Page) -> None:
    page.get_by_role("button", name="签名封存").tap()
    write_name(page)
    page.get_by_role("button", name="确认封存").tap()


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def fill_first_sheet(tablet: Tablet) -> None:
    """Each criterion by its own kind of input."""
    page, line = tablet.page, tablet.line
    line(1).locator("input").tap()
    type_on_pad(page, "85")
    expect(line(1).locator("input")).to_have_value("85")
    page.locator(".pad").get_by_role("button", name="下一项").tap()
    expect(line(1).locator("[data-state-text]")).to_have_text("没有保存：最高 10 分。")
    line(1).locator("input").tap()
    type_on_pad(page, "8.5")
    look(page)
    page.locator(".pad").get_by_role("button", name="下一项").tap()
    expect(page.locator(".pad")).to_be_hidden()
    line(2).get_by_role("button", name="2 部分超出行业标准").tap()
    line(3).get_by_role("button", name="加 0.1").tap()
    line(3).get_by_role("button", name="加 1", exact=True).tap()
    line(4).locator("input").tap()
    type_on_pad(page, "3")
    page.locator(".pad").get_by_role("button", name="收起键盘").tap()
    expect(line(4).locator("[data-result]")).to_have_text("得分 3.5 / 5")
    line(5).locator("input").fill("50.035")  # on a keyboard
    page.keyboard.press("Enter")
    expect(line(5).locator("[data-result]")).to_have_text("得分 4.5 / 6")
    line(6).get_by_role("button", name="4 合格").tap()
    expect(page.locator("[data-missing]")).to_have_text("还有 1 项未打分")


def test_a_judge_marks_in_every_way_and_signs_on_the_glass(tablet: Tablet):
    page, line = tablet.page, tablet.line
    expect(page.locator("[data-total]")).to_have_text("0")
    expect(page.locator("[data-missing]")).to_have_text("还有 7 项未打分")
    assert [line(number).locator("input").input_value() for number in (1, 3, 4, 5)] == [""] * 4
    look(page)
    fill_first_sheet(tablet)
    page.get_by_role("button", name="签名封存").tap()
    expect(page.locator("[data-note]")).to_have_text("“A7 焊后清理”还没有打分，不能封存。")
    page.keyboard.press("1")  # the first choice of what is missing has the focus
    expect(line(7).get_by_role("button", name="1 清理不彻底")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-total]")).to_have_text("26.6")
    tablet.says(DELIVERED)
    assert [value for value, _ in values(tablet.sheet)] == ["8.5", "2", "1.1", "3", "50.035", "4", "1"]
    look(page)
    page.get_by_role("button", name="签名封存").tap()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("第1场 11号工位")
    expect(dialog.locator("[data-total]")).to_have_text("26.6")
    expect(dialog.locator("li strong")).to_have_text(
        ["8.5 / 10", "4 / 6", "1.1 / 20", "3.5 / 5", "4.5 / 6", "4 / 4", "1 / 2"]
    )
    dialog.get_by_role("button", name="确认封存").tap()
    expect(dialog.locator("[data-note]")).to_have_text("还没有签名，请在方框内签名。")
    write_name(page)
    look(page)
    dialog.get_by_role("button", name="重签").tap()
    write_name(page)
    dialog.get_by_role("button", name="确认封存").tap()
    expect(page.locator("[data-notice]")).to_contain_text("已封存")
    expect(page.locator("[data-total]")).to_have_text("26.6")
    expect(page.locator(".line:visible")).to_have_count(0)  # what is sealed has left the device
    look(page)
    session.rollback()
    sheet = session.get_one(Sheet, tablet.sheet.id)
    assert (
        sheet.state is SheetState.SEALED
        and sheet.seals[-1].total == Decimal("26.6")
        and len(sheet.seals[-1].signature) == 1
    )


def test_a_judge_goes_from_contestant_to_contestant(tablet: Tablet):
    page = tablet.page
    page.evaluate(SWIPE, [600, 300])
    expect(heading(page)).to_have_text("第1场 12号工位")
    page.evaluate(SWIPE, [300, 600])
    expect(heading(page)).to_have_text("第1场 11号工位")
    page.get_by_role("link", name="下一位").tap()
    expect(heading(page)).to_have_text("第1场 12号工位")
    page.get_by_role("button", name="找工位").tap()
    page.locator("dialog [data-key='1']").tap()
    expect(page.locator("dialog [data-found] li")).to_have_count(3)
    look(page)
    page.locator("dialog [data-key='3']").tap()
    expect(heading(page)).to_have_text("第1场 13号工位")
    tablet.give(1, "7", "delivered")
    page.get_by_role("link", name="名单").tap()
    expect(page.locator("[data-sheet]")).to_have_count(3)
    expect(page.locator("[data-sheet]").nth(2)).to_contain_text("1 / 7 项")
    look(page)
    page.get_by_role("button", name="按评分项").tap()
    look(page)
    page.get_by_role("link", name="A2 整体观感").tap()
    for number, grade in enumerate("123", start=1):
        tablet.choose(number, grade)
        expect(tablet.line(number)).to_have_attribute("data-state", "delivered")
    expect(page.locator("[data-missing]")).to_have_text("这一项全部打完")
    look(page)
    page.get_by_role("link", name="下一项").tap()
    expect(heading(page)).to_have_text("A3 尺寸偏差")


@pytest.mark.parametrize(("choice", "kept"), [("本机", "9"), ("系统中", "4")])
def test_a_judge_chooses_between_two_tablets(tablet: Tablet, choice: str, kept: str):
    elsewhere = marking.operation(tablet.sheet, 1, "4")
    assert apply_marks([elsewhere], by=tablet.judge)[0]["status"] == "saved"
    tablet.give(1, "9", "held")
    look(tablet.page)
    tablet.line(1).get_by_role("button", name="查看并确认").tap()
    dialog = tablet.page.get_by_role("dialog")
    expect(dialog.locator("[data-mine]")).to_have_text("9")
    expect(dialog.locator("[data-theirs]")).to_have_text("4")
    look(tablet.page)
    sending = tablet.page.expect_response("**/judging/operations") if kept == "9" else nullcontext()
    with sending:
        dialog.get_by_role("button", name=choice).tap()
    expect(tablet.line(1).locator("input")).to_have_value(kept)
    expect(tablet.line(1)).to_have_attribute("data-state", "delivered")
    assert [value for value, _ in values(tablet.sheet)] == [kept]


def test_a_judge_steps_aside_from_a_contestant(tablet: Tablet):
    page = tablet.page
    page.get_by_role("button", name="申报回避").tap()
    page.get_by_role("button", name="确认申报").tap()
    expect(page.locator("dialog [data-note]")).to_contain_text("请写明回避原因")
    look(page)
    page.get_by_label("回避原因").fill("与选手是师徒")
    page.get_by_role("button", name="确认申报").tap()
    expect(page.locator("[data-notice]")).to_contain_text("您与这位选手有回避关系")
    look(page)
    session.rollback()
    assert session.get_one(Sheet, tablet.sheet.id).state is SheetState.RECUSED


def test_judges_far_apart_confer_before_they_sign(tablet: Tablet, contest: judging.Contest):
    peer = marking.sheets_of(contest.judges[1])[0]
    apply_marks([marking.operation(peer, 2, "0")], by=contest.judges[1])
    tablet.choose(2, "3")
    expect(tablet.line(2)).to_have_attribute("data-state", "delivered")
    tablet.page.evaluate("dispatchEvent(new Event('online'))")  # the next beat, without the wait
    expect(tablet.line(2).get_by_text("与其他裁判相差超过 1 分，请合议后重新打分")).to_be_visible()
    look(tablet.page)
    tablet.choose(2, "1")
    expect(tablet.line(2)).to_have_attribute("data-state", "delivered")
    tablet.page.evaluate("dispatchEvent(new Event('online'))")
    expect(tablet.line(2).locator("[data-alert]")).to_be_hidden()


def test_a_signature_over_marks_that_changed_elsewhere_is_given_again(tablet: Tablet):
    """Fails without the comparison in marking.sheets.sealing.apply_seal: the sheet would be sealed unseen."""
    page = tablet.page
    marking.mark(tablet.sheet, "8.5", "2", "1.1", "3", "50.03", "4", "1", by=tablet.judge)
    page.evaluate("dispatchEvent(new Event('online'))")  # the next beat, without the wait
    expect(page.locator("[data-missing]")).to_have_text("各项均已打分")
    tablet.network.set_offline(True)
    seal(page)
    expect(page.locator("[data-notice]")).to_contain_text("已签名，待送达")
    expect(page.locator(".line button:visible, .line input:visible")).to_have_count(0)
    look(page)
    elsewhere = marking.operation(tablet.sheet, 1, "9", base_rev=1)
    assert apply_marks([elsewhere], by=tablet.judge)[0]["status"] == "saved"
    tablet.network.set_offline(False)
    page.get_by_role("button", name="逐项确认").tap()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("与您签名时看到的不一致，没有封存")
    expect(dialog).to_contain_text("有变动的评分项：A1 焊缝余高")
    look(page)
    dialog.get_by_role("button", name="知道了").tap()
    expect(tablet.line(1).locator("input")).to_have_value("9")
    seal(page)
    expect(page.locator("[data-notice]")).to_contain_text("已封存")
    session.rollback()
    assert session.get_one(Sheet, tablet.sheet.id).state is SheetState.SEALED
