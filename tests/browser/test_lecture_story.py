"""A lecture from a unit's order to the coverage map, in real Chromium.

What is in place and what goes on behind the pages, `story_lectures_setting` says.
"""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from tests.browser import story_lectures as ordering
from tests.browser import story_lectures_after as after
from tests.browser import story_lectures_coverage as coverage
from tests.browser import story_lectures_running as running
from tests.browser import story_lectures_setting as setting
from tests.browser.server import Server
from tests.browser.story_assessments import signed_in
from tests.browser.visitor import PHONE, Visitors


@pytest.fixture(autouse=True)
def furnished(app: Flask) -> None:
    """Everybody is there."""
    setting.furnish()


def test_lecture_from_the_order_to_the_coverage_map(
    live_server: Server, app: Flask, open_context: Callable[..., BrowserContext]
):
    visitors = Visitors(open_context)
    unit, district = (signed_in(visitors, name) for name in ("danwei", "quxian"))
    lecturer = signed_in(visitors, "jiangshi", **PHONE)
    first, others = (
        [visitors.passer_by(**PHONE, storage_state=login) for login in setting.logins(names)]
        for names in (setting.PHONES, setting.NIGHT_PHONES)
    )
    passer_by = visitors.passer_by(**PHONE)

    ten = coverage.look_around(district)
    ordering.order(unit)
    ordering.check_and_assign(district)
    ordering.accept(lecturer)
    ordering.schedule(district, lecturer, passer_by)
    coverage.look_while_planned(district)
    ordering.register(first, unit)
    setting.let_it_begin()
    running.scan_the_wall(unit, first, visitors)
    running.tick_at_the_door(signed_in(visitors, "jiedai", **PHONE))
    running.count_heads_and_hold(unit)
    after.answer([*first, *others])
    after.read_feedback(district, lecturer)
    certificates = after.ask_for_certificates(district)
    after.rate_and_close(unit, district)
    coverage.look_again(district, ten)
    after.collect_certificates(district, certificates, first[0], passer_by)
    assert "Traceback" not in live_server.log()
