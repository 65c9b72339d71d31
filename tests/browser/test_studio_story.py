"""A workers' studio from the city's call to its name on the map, and on to the next level, in real Chromium.

What is in place and what goes on behind the pages, `story_studios_setting` says.
"""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import BrowserContext

from tests.browser import story_studios as applying
from tests.browser import story_studios_naming as naming
from tests.browser import story_studios_setting as setting
from tests.browser.server import Server
from tests.browser.story_assessments import signed_in
from tests.browser.visitor import PHONE, Visitors


def test_workers_studio_from_the_call_to_the_map_and_the_next_level(
    live_server: Server, app: Flask, open_context: Callable[..., BrowserContext]
):
    setting.furnish()
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
