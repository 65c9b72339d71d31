"""A district's winners become ready registrations of the city's competition."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from competitions.planning.models import Event
from competitions.promotions.models import Recommendation
from competitions.registration.models import Entry
from competitions.registration.rules import EntryState
from competitions.results.models import ResultVersion
from foundation import clock
from foundation.database import session
from people.accounts.rules import Role
from tests.factories import competitions, people, results

TOTALS = [["90"], ["80"], ["70"]]


@pytest.fixture(autouse=True)
def _during_registration(clock) -> None:
    clock("2026-11-20 09:00")


@pytest.fixture
def version(app: Flask) -> ResultVersion:
    return results.final(results.judged(TOTALS))


@pytest.fixture
def city_event(version: ResultVersion) -> Event:
    """An event of the federation's next competition, open for registration now."""
    federation = version.stage.event.competition.organisation
    return competitions.event(competitions.competition(federation, title="示例市职工技能大赛"))


def test_recommend_winners_enters_them_ready_for_review(app: Flask, version: ResultVersion, city_event: Event):
    officer = _officer(app, version)
    page = officer.get(_address(version)).text
    assert "示例市职工技能大赛" in page and "选手1" in page and "选手3" in page
    lines = {line.entry.title: line.id for line in version.lines}
    answer = _recommend(officer, version, city_event, [lines["选手1"], lines["选手2"]], "1")
    assert "已推荐 2 名：选手1、选手2" in answer
    entries = session.scalars(select(Entry).where(Entry.event_id == city_event.id)).all()
    assert {(entry.title, entry.state) for entry in entries} == {
        ("选手1", EntryState.SUBMITTED),
        ("选手2", EntryState.SUBMITTED),
    }
    assert {entry.organisation_id for entry in entries} == {
        line.entry.organisation_id for line in version.lines if line.entry.title != "选手3"
    }


def test_recommend_winners_again_enters_nobody_twice(app: Flask, version: ResultVersion, city_event: Event):
    officer = _officer(app, version)
    line = version.lines[0].id
    _recommend(officer, version, city_event, [line], "1")
    assert "没有重复推荐" in _recommend(officer, version, city_event, [line], "2")
    assert session.scalar(select(func.count()).select_from(Recommendation)) == 1


def test_recommend_winners_names_whom_the_higher_competition_refuses(
    app: Flask, version: ResultVersion, city_event: Event
):
    city_event.oldest = 17
    session.commit()
    answer = _recommend(_officer(app, version), version, city_event, [line.id for line in version.lines], "1")
    assert "下列选手没有推荐" in answer and "选手1" in answer
    assert session.scalar(select(func.count()).where(Entry.event_id == city_event.id)) == 0


def test_recommend_winners_only_while_registration_is_open(app: Flask, version: ResultVersion, city_event: Event):
    with clock.frozen(city_event.competition.registration_closes + timedelta(minutes=1)):
        page = _officer(app, version).get(_address(version)).text
    assert "现在没有可以推荐的上级竞赛" in page


def test_recommend_winners_is_for_the_officers_of_the_result(app: Flask, version: ResultVersion, city_event: Event):
    stranger = people.account(Role.DISTRICT_OFFICER, people.organisation("另一示例区总工会"))
    assert people.sign_in(app.test_client(), stranger).get(_address(version)).status_code == 404


def _officer(app: Flask, version: ResultVersion) -> FlaskClient:
    district = version.stage.event.competition.organisation
    return people.sign_in(app.test_client(), people.account(Role.DISTRICT_OFFICER, district))


def _address(version: ResultVersion) -> str:
    return f"/results/versions/{version.id}/recommend"


def _recommend(officer: FlaskClient, version: ResultVersion, event: Event, lines: list[int], key: str) -> str:
    form = {"event": str(event.id), "number": "3", "lines": [str(line) for line in lines], "submission_key": key}
    return officer.post(_address(version), data=form, follow_redirects=True).text
