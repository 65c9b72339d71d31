"""Works in a vote: voters see the pictures and the whole text; nobody else does, and nothing else is shown."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from foundation import clock as moment
from foundation.database import session, transaction
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from studios.ballots import operations
from studios.ballots.models import Ballot
from studios.ballots.rules import BallotState
from studios.contests import deciding, stepping, submitted_files, submitting
from studios.contests.operations import close_contest
from studios.contests.queries import ballot_of, standings_of
from studios.contests.rules import ContestKind, PlannedGrade, PlannedStep, StepKind, VoteUse
from studios.contests.stepping import VoteFacts
from tests.factories import contests, people

WORDS = "三个夜班才等到这束光。" * 40
STEPS = (PlannedStep(StepKind.SCREENING, "形式审查"), PlannedStep(StepKind.VOTE, "职工投票", vote_use=VoteUse.PRIZE))


@pytest.fixture
def city(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock("2026-05-01 09:00")
    return people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)


@pytest.fixture
def unit(city: Organisation) -> Organisation:
    return people.organisation("示例机械公司工会", city)


@pytest.fixture
def ballot(city: Organisation, unit: Organisation) -> Ballot:
    """A vote on one photograph, by the steps of a contest."""
    officer, writer = people.account(Role.DISTRICT_OFFICER, city), people.account(Role.ENTERPRISE_OFFICER, unit)
    works: dict[str, Any] = {
        "kind": ContestKind.WORKS,
        "asks_budget": False,
        "asks_pictures": True,
        "most_union_money": None,
    }
    contest = contests.contest(city, by=officer, steps=STEPS, grades=(PlannedGrade("入选", None),), **works)
    facts = contests.submission_facts(contest, "炉前", summary=WORDS, budget=(), authors=["张示例"])
    photo = io.BytesIO()
    Image.new("RGB", (1200, 800), "#b5121b").save(photo, "JPEG")
    with transaction():
        made = submitting.create_submission(contest, unit, facts, by=writer)
        session.flush()
        submitted_files.add_submission_file(made, photo.getvalue(), "张示例摄", by=writer)
    with transaction():
        submitting.submit_submission(made, by=writer)
        close_contest(contest, by=officer)
    _to_the_vote(contest.steps, officer)
    found = ballot_of(contest.steps[1])
    assert found is not None
    return found


def _to_the_vote(steps: list, officer: Account) -> None:
    screening, vote = steps
    with transaction():
        stepping.open_step(screening, by=officer)
    with transaction():
        standings = session.scalars(standings_of(screening))
        deciding.decide_standings(screening, [one.id for one in standings], {}, by=officer)
    with transaction():
        deciding.close_step(screening, by=officer)
    with transaction():
        now = moment.now()
        stepping.open_step(vote, vote=VoteFacts(now, now + timedelta(days=2), 1, 1), by=officer)


def test_a_voter_sees_the_works_and_later_that_he_has_voted(
    app: Flask, client: FlaskClient, unit: Organisation, ballot: Ballot
):
    phone = people.sign_in(client, people.account(Role.WORKER, unit, person=people.person("职示一", unit)))
    picture = f"/ballots/{ballot.id}/pictures/{ballot.options[0].id}/1"
    page = phone.get(f"/ballots/{ballot.id}/vote").text
    assert (picture in page, WORDS in page, "张示例" in page) == (True, True, False)
    sent = phone.get(picture)
    assert (sent.mimetype, Image.open(io.BytesIO(sent.data)).size) == ("image/jpeg", (900, 600))
    assert sent.headers["Content-Disposition"] == "inline; filename=picture"
    assert phone.get(picture[:-1] + "2").status_code == 404
    elsewhere = people.organisation("外区总工会")
    stranger = people.account(Role.WORKER, elsewhere, person=people.person("外示例", elsewhere))
    assert people.sign_in(app.test_client(), stranger).get(picture).status_code == 404
    assert "去投票" in phone.get("/ballots").text
    phone.post(f"/ballots/{ballot.id}/vote", data={"choices": [ballot.options[0].id]})
    mine = phone.get("/ballots").text
    assert ("已投票" in mine, "去投票" in mine) == (True, False)
    ballot.state = BallotState.CLOSED
    session.commit()
    assert phone.get(picture).status_code == 404


def test_pictures_are_for_who_shows_a_code(app: Flask, client: FlaskClient, unit: Organisation, ballot: Ballot):
    with transaction():
        by = people.account(Role.ENTERPRISE_OFFICER, unit)
        [(_, code)] = operations.print_ballot_codes(ballot, [people.person("职示二", unit)], by=by)
    page, option = f"/vote/{ballot.id}", ballot.options[0].id
    picture = f"{page}/pictures/{option}/1"
    assert ("先看图片" in client.get(page).text, picture in client.get(page).text) == (True, False)
    assert operations.BAD_CODE in client.post(page, data={"code": "ABCD", "look": "1"}).text
    assert client.get(picture).status_code == 404
    shown = client.post(page, data={"code": code, "look": "1"}).text
    assert (picture in shown, code in shown, "先看图片" in shown) == (True, True, False)
    assert client.get(picture).mimetype == "image/jpeg"
    assert app.test_client().get(picture).status_code == 404
    assert "投票成功" in client.post(page, data={"code": code, "choices": [option]}).text
    assert client.get(picture).status_code == 404
    assert operations.VOTED in client.post(page, data={"code": code, "look": "1"}).text
