"""A workers' studio from the city's call to its name on the map, and on to the next level, in real Chromium.

What is in place and what goes on behind the pages, `story_studios_setting` says.
"""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from tests.browser import story_studios as applying
from tests.browser import story_studios_naming as naming
from tests.browser import story_studios_setting as setting
from tests.browser.server import Server
from tests.browser.story_assessments import signed_in
from tests.browser.visitor import PHONE, Visitors


@pytest.fixture(scope="module", autouse=True)
def furnished(live_server: Server) -> None:
    """Everybody is there, for both tests."""
    with live_server.app().app_context():
        setting.furnish()


def test_workers_studio_from_the_call_to_the_map_and_the_next_level(
    live_server: Server, app: Flask, open_context: Callable[..., BrowserContext]
):
    visitors = Visitors(open_context)
    city, district, unit = (signed_in(visitors, name) for name in ("shiji", "quxian", "danwei"))
    phone = signed_in(visitors, "lingxian", **PHONE)

    applying.publish_call(city)
    applying.apply(phone)
    applying.recommend(unit, district)
    applying.check(city, phone)
    naming.visit(city, visitors)
    naming.meet(city, visitors)
    passer_by = visitors.passer_by()
    naming.notice(city, passer_by)
    naming.answer(city)
    naming.certify(city, passer_by)
    naming.look_up(passer_by)
    applying.recommend_to_next_level(phone, unit, district, city)
    assert "Traceback" not in live_server.log()


def test_bad_input_is_told_in_clear_words_and_what_was_typed_stays(
    app: Flask, open_context: Callable[..., BrowserContext]
):
    """A programme under another name; 元 for 万元, asked and answered; a slip that was printed for an earlier day."""
    visitors = Visitors(open_context)
    phone = signed_in(visitors, "lingxian", **PHONE)
    phone.open(f"{setting.draft_of_an_application()}/materials/new")
    phone.fill(kind="活动记录和照片", title="2026 年培训照片")
    phone.upload("照片.png", b"MZ\x90\x00\x03 This program cannot be run in DOS mode.", "上传", "image/png")
    phone.sees("材料只收 PDF、JPG、PNG，这个文件不是，或者打不开。请转换后再上传。")
    expect(phone.main.locator("[name=title]")).to_have_value("2026 年培训照片")

    phone.open(setting.outcome_beside_three_benefits())
    phone.follow("申报效益")
    phone.fill(kind="节约", typed="320000", unit="万元", begins="2025-04-01", ends="2025-12-31")
    phone.fill(formula="节约额 × 1", quantities="节约额 = 320000 元")
    phone.press("保存")
    phone.sees("填写的是 320000 万元，同类效益的中位数是", "是不是把元写成了万元？")
    expect(phone.main.locator("[name=formula]")).to_have_value("节约额 × 1")
    phone.main.get_by_label("320,000 元，即").check()
    phone.press("保存")
    phone.sees("效益已申报", "320000 元（单位已核对）")

    page, code = setting.slip_that_has_expired()
    worker = visitors.passer_by(**PHONE)
    worker.open(page)
    worker.main.get_by_label("暖心驿站").check()
    worker.fill(code=code)
    worker.press("投票")
    worker.sees("这张投票码已经过期，没有计票。请单位工会重新打印一张。")
    expect(worker.main.get_by_label("暖心驿站")).to_be_checked()
    expect(worker.main.locator("[name=code]")).to_have_value(code)
