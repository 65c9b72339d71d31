"""The lecture itself: sixty check-ins by the wall and by a door without a network, heads counted apart, held."""

import io
import re
from urllib.parse import urlsplit

import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, expect

from lectures.attendance.rules import CheckInMethod
from tests.browser import story_lectures_setting as setting
from tests.browser.story_lectures_setting import CROWD, HALL, OFFLINE, PHONES, TOPIC
from tests.browser.visitor import Visitor, Visitors

CSRF = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
HEADS = "15"
WALL = len(PHONES) + len(CROWD)


def scan_the_wall(unit: Visitor, phones: list[Visitor], visitors: Visitors) -> None:
    """What hangs on the wall is read as a camera reads it; a photograph of what hung there before opens nothing."""
    unit.page.goto("/")
    unit.follow("场讲课正在签到", unit.main)
    unit.follow(TOPIC, unit.main)
    unit.follow("投屏签到码", unit.main)
    unit.sees(f"手机扫码签到 · {HALL}")
    phones[0].open(setting.photographed(_on_the_wall(unit)))
    phones[0].sees("没有签到", "这个签到码已经过期：会场的二维码每 30 秒换一次，照片和转发的都不能用。")
    for phone in phones:
        phone.open(_on_the_wall(unit))
        phone.press("我到了，签到")
        phone.sees("签到成功，请入座。")
    _let_the_crowd_in(unit, visitors)
    unit.page.reload()
    expect(unit.main.locator("[data-count]")).to_have_text(str(WALL))


def _on_the_wall(unit: Visitor) -> str:
    """The address in the code that is there now."""
    picture = Image.open(io.BytesIO(unit.main.locator("[data-picture]").screenshot()))
    (read,) = zxingcpp.read_barcodes(picture)
    return urlsplit(read.text).path


def _let_the_crowd_in(unit: Visitor, visitors: Visitors) -> None:
    """The same with phones that nobody looks at; they have no registration, and come in all the same."""
    for number, login in enumerate(setting.logins(CROWD)):
        if number % 10 == 0:  # those behind look up again: the machine may be slow
            address = _on_the_wall(unit)
        phone = visitors.open_context(storage_state=login)
        page = phone.request.get(address)
        token = CSRF.search(page.text())
        assert page.ok and token, page.text()
        answer = phone.request.post(page.url, form={"csrf_token": token[1]})
        assert "签到成功" in answer.text(), (answer.status, answer.url, answer.text())
        phone.close()


def tick_at_the_door(door: Visitor) -> None:
    """Twenty who registered come while the door has no network; each is delivered once when it is back."""
    page = door.page
    door.follow("签到与报名")
    door.follow("登记", door.main.locator("tbody"))
    expect(page.locator("[data-door][data-ready]")).to_be_visible()
    expect(page.locator("[data-came]")).to_have_text(str(WALL))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    for name in OFFLINE:
        page.get_by_role("button", name=name).tap()
    expect(page.locator("[data-count]")).to_have_text("20 项已保存在本机，尚未送达")
    assert setting.check_ins_by_method() == {CheckInMethod.WALL: WALL}
    page.context.set_offline(False)
    expect(page.locator("[data-count]")).to_have_text("全部已送达")
    expect(page.locator("[data-came]")).to_have_text("60")
    door.look()
    assert setting.delivered() == len(OFFLINE)
    assert setting.check_ins_by_method() == {
        CheckInMethod.WALL: WALL,
        CheckInMethod.HOST: len(OFFLINE),
    }


def count_heads_and_hold(unit: Visitor) -> None:
    """Those who cannot check in are counted, with the reason; they are never added to those who did."""
    unit.follow("签到统计", unit.main)
    unit.follow("填清点人数", unit.main)
    unit.fill(heads=HEADS, reason="实习学生由老师带队，没有账号")
    unit.press("保存")
    unit.sees("清点人数已保存，与签到人次分开统计。", "实习学生由老师带队，没有账号")
    expect(_figure(unit, "扫码签到")).to_contain_text("40")
    expect(_figure(unit, "现场登记")).to_contain_text("20")
    expect(_figure(unit, "已报名")).to_contain_text("23")
    setting.let_it_end()
    unit.press("确认已举办")
    unit.sees("已登记为已举办。")


def _figure(unit: Visitor, title: str) -> Locator:
    return unit.main.locator(".figure-grid .tile", has_text=title)
