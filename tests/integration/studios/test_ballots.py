"""A vote from its first paper to its count: by account, by code, by thousands at once, never twice by one person."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from foundation.database import db, session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from people.persons.models import Person
from studios.ballots import operations
from studios.ballots.models import Ballot, BallotCode, Choice, Voter
from studios.ballots.queries import tally_of, turnout_of
from studios.ballots.rules import BallotState
from tests.factories import ballots, people


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def city(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock("2026-05-01 09:00")
    return people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)


@pytest.fixture
def unit(city: Organisation) -> Organisation:
    district = people.organisation("示例区总工会", city, OrganisationKind.DISTRICT_FEDERATION)
    return people.organisation("示例机械公司工会", district)


def test_cast_vote_counts_once_and_tells_nobody_for_whom(
    app: Flask, client: FlaskClient, city: Organisation, unit: Organisation
):
    ballot = ballots.ballot(city)
    first, second, _ = (option.id for option in ballot.options)
    worker = people.person("职示一", unit)
    phone = people.sign_in(client, people.account(Role.WORKER, unit, person=worker))
    assert "服务职工项目竞赛职工投票" in text_of(phone.get("/ballots"))
    page = f"/ballots/{ballot.id}/vote"
    assert "请选 1 至 2 项，您选了 0 项" in text_of(phone.post(page, data={}))
    assert phone.post(page, data={"choices": [first, second]}).status_code == 302
    assert "您已于" in text_of(phone.get(page))
    assert "您已于" in text_of(phone.post(page, data={"choices": [first]}))
    assert tally_of(ballot) == {"submission:1": 1, "submission:2": 1, "submission:3": 0}
    officer = people.sign_in(app.test_client(), people.account(Role.DISTRICT_OFFICER, city))
    shown = f"/studios/ballots/{ballot.id}"
    assert "投票结束后公布票数" in text_of(officer.get(shown))
    assert officer.post(f"{shown}/close").status_code == 302
    assert "票数" in text_of(officer.get(shown))


def test_cast_vote_by_code_works_once_and_not_after_its_time(
    app: Flask,
    client: FlaskClient,
    clock: Callable[[str], object],
    city: Organisation,
    unit: Organisation,
    query_count: Callable[[], AbstractContextManager[list[str]]],
):
    ballot = ballots.ballot(city)
    worker, other = (people.person(name, unit) for name in ("职示一", "职示二"))
    officer = people.account(Role.ENTERPRISE_OFFICER, unit)
    with transaction():
        codes = dict(operations.print_ballot_codes(ballot, [worker, other], by=officer))
    code, unused = codes[worker], codes[other]
    page, choice = f"/vote/{ballot.id}", ballot.options[0].id
    assert operations.BAD_CODE in text_of(client.post(page, data={"code": "ABCD", "choices": [choice]}))
    with query_count() as statements:
        voted = client.post(page, data={"code": f" {code[:4].lower()}-{code[4:]}", "choices": [choice]})
    assert "投票成功" in text_of(voted)
    assert not [one for one in statements if "INTO request_counts" in one]  # a hall shares one address
    assert operations.VOTED in text_of(client.post(page, data={"code": code, "choices": [choice]}))
    with pytest.raises(Refused, match="一人只能投一次"), transaction():
        operations.cast_vote(ballot, worker, [choice], by=people.account(Role.WORKER, unit, person=worker))
    clock("2026-05-02 09:00")
    with pytest.raises(Refused, match="这张投票码已经过期，没有计票"), transaction():
        operations.cast_vote_by_code(ballot, unused, [choice])
    assert (turnout_of(ballot), code in str(session.scalars(select(BallotCode.code_hash)).all())) == (1, False)
    paper = people.sign_in(app.test_client(), officer).post(f"/studios/ballots/{ballot.id}/codes")
    assert "投票已经结束" in text_of(paper)


def test_cast_vote_is_for_the_workers_of_the_organiser(app: Flask, city: Organisation, unit: Organisation):
    ballot = ballots.ballot(unit.parent)
    stranger = people.person("外示例", people.organisation("外区公司", people.organisation("外区总工会", city)))
    account = people.account(Role.WORKER, stranger.employer, person=stranger)
    with pytest.raises(Refused, match="您的单位不在其中"), transaction():
        operations.cast_vote(ballot, stranger, [ballot.options[0].id], by=account)
    phone = people.sign_in(app.test_client(), account)
    assert phone.get(f"/ballots/{ballot.id}/vote").status_code == 404


def test_two_thousand_votes_at_once_are_two_thousand(app: Flask, city: Organisation, unit: Organisation):
    """Four hundred try again, elsewhere and at once: each counts once, and each paper is whole."""
    ballot = ballots.ballot(city)
    ids, by = ballots.workers(unit, 2000), people.account(Role.WORKER, unit).id
    choice, key = [option.id for option in ballot.options][:2], ballot.id
    attempts = [*ids[:400], *reversed(ids)]
    session.commit()

    def vote(persons: list[int]) -> int:
        refused = 0
        with app.app_context():
            for person in persons:
                try:
                    with transaction():
                        account = session.get_one(Account, by)
                        operations.cast_vote(
                            session.get_one(Ballot, key), session.get_one(Person, person), choice, by=account
                        )
                except Refused:
                    refused += 1
            db.session.remove()
        return refused

    with ThreadPoolExecutor(4) as threads:
        refused = sum(threads.map(vote, [attempts[nth::4] for nth in range(4)]))
    counted = session.scalar(select(func.count(Voter.person_id.distinct())))
    papers = session.scalar(select(func.count(Choice.paper.distinct())))
    assert (refused, turnout_of(ballot), counted, papers) == (400, 2000, 2000, 2000)
    assert tally_of(ballot) == {"submission:1": 2000, "submission:2": 2000, "submission:3": 0}


def test_watch_ballot_shows_bursts_to_the_supervisor_alone(
    app: Flask, clock: Callable[[str], object], city: Organisation, unit: Organisation
):
    ballot = ballots.ballot(city)
    by = people.account(Role.WORKER, unit)
    for moment, count in (("2026-05-01 10:00", 3), ("2026-05-01 11:00", 4), ("2026-05-01 12:00", 40)):
        clock(moment)
        with transaction():
            for key in ballots.workers(unit, count):
                operations.cast_vote(ballot, session.get_one(Person, key), [ballot.options[0].id], origin="厅", by=by)
    page = f"/studios/ballots/{ballot.id}/turnout"
    supervisor = people.sign_in(app.test_client(), people.account(Role.SUPERVISOR, city))
    assert "05-01 12:00 起 5 分钟内 40 票（平常每 5 分钟 3 票）" in text_of(supervisor.get(page))
    enterprise = people.sign_in(app.test_client(), people.account(Role.ENTERPRISE_OFFICER, unit))
    assert enterprise.get(page).status_code == 403


def test_void_ballot_ends_it_for_good(app: Flask, city: Organisation):
    ballot = ballots.ballot(city)
    officer = people.account(Role.DISTRICT_OFFICER, city)
    with pytest.raises(Refused, match="写明原因"), transaction():
        operations.void_ballot(ballot, reason=" ", by=officer)
    with transaction():
        operations.void_ballot(ballot, reason="候选名单有误", by=officer)
    assert ballot.state is BallotState.VOIDED
