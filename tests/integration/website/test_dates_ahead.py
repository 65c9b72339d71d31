"""The dates that run out, on the home page."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from competitions.planning.rules import CompetitionState
from foundation import clock
from foundation.database import session
from people.accounts.rules import Role
from people.organisations.rules import OrganisationKind
from studios.registry.rules import NamingLevel
from tests.factories import appraisals, competitions, people, studios
from website.dates import dates_ahead


def test_dates_of_published_competitions_come_nearest_first(app: Flask, clock: Callable[[str], datetime]):
    clock("2026-10-15 09:00")
    officer = officer_of_a_competition(closes="2026-10-16 17:00", begins="2026-11-01")
    with app.test_request_context():
        assert [(one.days, one.what) for one in dates_ahead(officer)] == [(1, "报名截止"), (17, "比赛开始")]


def test_what_is_over_or_far_away_is_left_out(app: Flask, clock: Callable[[str], datetime]):
    clock("2026-10-15 09:00")
    officer = officer_of_a_competition(closes="2026-10-14 17:00", begins="2027-03-01")
    with app.test_request_context():
        assert dates_ahead(officer) == []


def test_a_studio_s_leader_sees_what_is_due(app: Flask, clock: Callable[[str], datetime]):
    clock("2026-12-01 09:00")
    city = people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)
    studio = studios.studio(studios.unit(city=city))
    studios.naming(studio, NamingLevel.CITY)
    officer = people.account(Role.DISTRICT_OFFICER, city)
    appraisals.opened(city, officer)
    leader = people.account(Role.STUDIO_LEADER, studio.organisation, person=studio.leader)
    with app.test_request_context():
        assert [(one.days, one.what) for one in dates_ahead(leader)] == [(9, "交考核自查报告")]
        assert dates_ahead(officer) == []


def officer_of_a_competition(closes: str, begins: str):
    union = people.organisation("甲区总工会")
    made = competitions.competition(union)
    made.state = CompetitionState.PUBLISHED
    made.registration_closes = datetime.fromisoformat(closes).replace(tzinfo=clock.SHANGHAI)
    made.contest_begins = made.contest_ends = datetime.fromisoformat(begins).date()
    session.flush()
    return people.account(Role.DISTRICT_OFFICER, union)
