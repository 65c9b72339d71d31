"""The main job from an empty database to a verified certificate, across the roles, in real Chromium."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext

from tests.browser import story_certificates as certificates
from tests.browser import story_contest as contest
from tests.browser import story_opening as opening
from tests.browser import story_registration as registration
from tests.browser.rosters import MACHINES
from tests.browser.server import Server
from tests.browser.visitor import Visitors


def test_from_an_empty_database_to_a_verified_certificate(
    live_server: Server, open_context: Callable[..., BrowserContext]
):
    visitors = Visitors(open_context)
    passer_by = visitors.passer_by()
    passer_by.open("/")
    officers = opening.open_the_house(live_server, visitors)
    district = officers.district
    officials = opening.appoint_officials(district, visitors)
    opening.plan_competition(district)

    registration.enter_by_form(officers.heavy)
    registration.register_honour(officers.machines)
    registration.enter_by_workbook(officers.machines)
    registration.review(district, officers.machines)

    contest.draw(district, passer_by)
    contest.seal_mapping(district)
    contest.seat_panel(district)
    absent = contest.check_in(district)
    contest.judge(officials, absent)
    contest.open_mapping(district)
    contest.publish(district, passer_by)
    contest.finalise(district, live_server)
    name, unit = contest.winner(district)

    certificates.make_certificates(district)
    officer = officers.machines if unit == MACHINES else officers.heavy
    paper = certificates.collect_own(officer, visitors, name, unit)
    certificates.collect_for_unit(officer, unit)
    certificates.verify(passer_by, paper)
    certificates.revoke(district, passer_by, paper)
    assert "Traceback" not in live_server.log()
