"""A whole certification at a distillery, from the plan to the file for the authority, in real Chromium.

Which steps are taken by hand and which behind the pages, `distillery` says.
"""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import BrowserContext

from tests.browser import distillery
from tests.browser import story_assessments as assessments
from tests.browser import story_outcomes as outcomes
from tests.browser import story_sittings as sittings
from tests.browser import story_uploads as uploads
from tests.browser.applicants import Applicants
from tests.browser.server import Server
from tests.browser.visitor import Visitors


def test_forty_applicants_from_the_plan_to_the_authority(
    live_server: Server, app: Flask, open_context: Callable[..., BrowserContext]
):
    applicants, visitors = Applicants(), Visitors(open_context)
    house = distillery.furnish(applicants)
    passer_by = visitors.passer_by()
    officer = assessments.signed_in(visitors, "kaowu")
    reviewer = assessments.signed_in(visitors, "shenhe")
    enterprise = assessments.signed_in(visitors, "jiuzhuang")
    unskilled, mistyped = applicants.brewers[5].name, applicants.tasters[2].name

    assessments.make_plan(officer)
    assessments.import_applicants(enterprise, applicants)
    assessments.refuse_drafts(enterprise, applicants)
    assessments.review(reviewer, applicants)
    sittings.set_up_sittings(officer, house)
    phone = sittings.hold_theory(officer, enterprise, visitors, applicants)
    sittings.hold_practical(officer, visitors, house, unskilled)

    outcomes.bring_in_scores(officer, mistyped)
    outcomes.review_scores(reviewer)
    outcomes.decide(reviewer)
    outcomes.see_why(reviewer, unskilled)
    outcomes.object(passer_by, mistyped)
    outcomes.uphold(reviewer, mistyped)

    holders = uploads.number(reviewer, assessments.PLAN, range(1, 32))
    first = uploads.certify(reviewer, 31)
    outcomes.correct(reviewer, officer, mistyped)
    outcomes.resit(phone, officer, house)
    holders += uploads.number(reviewer, assessments.PLAN, range(32, 33))
    second = uploads.certify(reviewer, 1)
    holders += uploads.number(reviewer, outcomes.NEXT_PLAN, range(33, 34))
    third = uploads.certify(reviewer, 1)
    for address, count in ((first, 31), (second, 1), (third, 1)):
        uploads.expect_made(reviewer, address, count)
    uploads.collect(phone, holders[-1])
    uploads.verify(passer_by, holders[0])
    uploads.upload(reviewer, holders, applicants.all)
    uploads.archive(officer)
    assert "Traceback" not in live_server.log()
