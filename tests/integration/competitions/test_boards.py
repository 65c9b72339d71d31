"""Live boards: they move with the marks, warn the chief judge, and show the public only what the rules allow."""

import re
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competitions.boards import polling
from competitions.judging.queries import panels_of
from competitions.planning.rules import Anonymity
from competitions.results.models import ResultVersion
from competitions.results.operations import publish_result
from foundation.database import session, transaction
from marking.schemes.models import Criterion, Scheme
from marking.sheets.queries import sheets_of_panels
from people.accounts.rules import Role
from scoring.marks import MarkingType
from tests.factories import judging, marking, people, results
from tests.factories.judging import ONE_MODULE, Contest

OPEN = ({**ONE_MODULE[0], "anonymity": Anonymity.OPEN},)


@pytest.fixture(autouse=True)
def every_look_counts(monkeypatch: pytest.MonkeyPatch):
    """No board of another test's database, and none a second old."""
    polling.forget()
    monkeypatch.setattr(polling, "FRESH_FOR", 0)
    monkeypatch.setattr(polling, "REST", 0)


@pytest.fixture
def contest(app: Flask) -> Contest:
    return judging.opened(3, 2, OPEN)


@pytest.fixture
def officer(app: Flask, contest: Contest) -> FlaskClient:
    return people.sign_in(app.test_client(), contest.officer)


def test_board_shows_progress_spread_and_what_is_missing(app: Flask, contest: Contest):
    chief = people.sign_in(app.test_client(), contest.chief)
    before = _json(chief, f"/stages/{contest.stage.id}/board.json")
    assert _count(before["html"], "pip-untouched") == 6 and "相差" not in before["html"]
    _seal(contest, ["90", "70"])
    after = _json(chief, f"/stages/{contest.stage.id}/board.json")
    assert after["version"] != before["version"]
    assert _count(after["html"], "pip-sealed") == 2 and _count(after["html"], "tile-wide") == 1
    assert "相差 20" in after["html"] and "建议复核" in after["html"]
    assert re.search(r"judge-count\">1 / 3", after["html"])
    page = chief.get(f"/stages/{contest.stage.id}/board").text
    assert f'data-version="{after["version"]}"' in page and "相差 20" in page


def test_board_points_out_an_aspect_that_has_to_be_graded_again(app: Flask):
    scheme = Scheme(title="外观")
    facts = {"kind": MarkingType.JUDGEMENT, "full_mark": Decimal(6), "step": Decimal(1), "scale": 3}
    scheme.criteria.append(Criterion(position=1, code="1", title="焊缝外观", **facts))
    aspects = {"code": "A", "title": "作品", "weight": 100, "full_mark": 6, "method": "aspects", "scheme": scheme}
    contest = judging.opened(2, 3, ({**aspects, "minimum_panel": 3, "anonymity": Anonymity.OPEN},))
    sheets = list(session.scalars(sheets_of_panels([panels_of(contest.stage)[0].panel_id])))
    first = [sheet for sheet in sheets if sheet.subject_id == sheets[0].subject_id]
    for sheet, grade in zip(first, "310", strict=True):
        marking.mark(sheet, grade, by=sheet.member.account)
    chief = people.sign_in(app.test_client(), contest.chief)
    page = chief.get(f"/stages/{contest.stage.id}/board").text
    assert "须合议后重新评分：评分项“焊缝外观”：1 号裁判 3、2 号裁判 1、3 号裁判 0，相差 3" in page
    assert page.count("须合议后重新评分") == 1


def test_board_answers_304_until_something_changes(app: Flask, contest: Contest):
    chief = people.sign_in(app.test_client(), contest.chief)
    address = f"/stages/{contest.stage.id}/board.json"
    first = chief.get(address)
    same = chief.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    _seal(contest, ["80", "81"])
    assert chief.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_board_is_for_overseers_in_scope(app: Flask, contest: Contest):
    address = f"/stages/{contest.stage.id}/board.json"
    elsewhere = people.organisation("另一示例区总工会")
    for account in (contest.chief, contest.officer, people.account(Role.SUPERVISOR, contest.district)):
        assert people.sign_in(app.test_client(), account).get(address).status_code == 200
    stranger = people.account(Role.DISTRICT_OFFICER, elsewhere)
    assert people.sign_in(app.test_client(), stranger).get(address).status_code == 404
    assert people.sign_in(app.test_client(), contest.judges[0]).get(address).status_code == 403


def test_board_takes_the_same_statements_for_few_and_many(app: Flask, query_count):
    counts = []
    for entries in (2, 12):
        contest = judging.opened(entries, 3, OPEN)
        chief = people.sign_in(app.test_client(), contest.chief)
        chief.get("/")
        with query_count() as statements:
            assert chief.get(f"/stages/{contest.stage.id}/board").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_public_board_shows_nothing_until_it_is_set(app: Flask, contest: Contest, officer: FlaskClient):
    visitor = app.test_client()
    assert visitor.get(f"/boards/{contest.stage.id}").status_code == 404
    assert visitor.get(f"/boards/{contest.stage.id}.json").status_code == 404
    _set(officer, contest, "progress", "1")
    _seal(contest, ["90", "70"])
    page = _json(visitor, f"/boards/{contest.stage.id}.json")["html"]
    assert "33 %" in page and "选手" not in page and "90" not in page


def test_public_board_shows_live_totals_of_complete_contestants(app: Flask, contest: Contest, officer: FlaskClient):
    _set(officer, contest, "live", "1")
    _seal(contest, ["90", "70"])
    page = _json(app.test_client(), f"/boards/{contest.stage.id}.json")["html"]
    assert "选手1" in page and ">80.00<" in page and "选手2" not in page


def test_public_board_of_a_blind_stage_is_never_live(app: Flask):
    contest = judging.opened(2, 2)
    officer = people.sign_in(app.test_client(), contest.officer)
    answer = officer.post(_address(contest), data={"content": "live", "submission_key": "1"})
    assert answer.status_code == 422 and "盲评" in answer.text
    assert app.test_client().get(f"/boards/{contest.stage.id}").status_code == 404


def test_public_board_stays_as_it_was_frozen(app: Flask, contest: Contest, officer: FlaskClient):
    _set(officer, contest, "live", "1")
    _seal(contest, ["90", "70"])
    officer.post(f"{_address(contest)}/freeze")
    _seal(contest, ["60", "62"])
    visitor = app.test_client()
    frozen = _json(visitor, f"/boards/{contest.stage.id}.json")["html"]
    assert "选手1" in frozen and "选手2" not in frozen
    officer.post(f"{_address(contest)}/unfreeze")
    assert "选手2" in _json(visitor, f"/boards/{contest.stage.id}.json")["html"]


def test_public_board_ranks_only_what_is_published(app: Flask):
    contest = results.judged([["90", "92"], ["80", "81"]], OPEN)
    officer = people.sign_in(app.test_client(), contest.officer)
    _set(officer, contest, "ranking", "1")
    visitor = app.test_client()
    results.frozen(contest)
    assert "公示后" in _json(visitor, f"/boards/{contest.stage.id}.json")["html"]
    publish_result(session.query(ResultVersion).one(), days=5, by=contest.officer)
    session.commit()
    page = _json(visitor, f"/boards/{contest.stage.id}.json")["html"]
    assert re.findall(r'wall-name">(\w+)<', page) == ["选手1", "选手2"]


def test_set_board_is_for_those_who_publish_results(app: Flask, contest: Contest):
    assert people.sign_in(app.test_client(), contest.chief).get(_address(contest)).status_code == 403
    elsewhere = people.account(Role.DISTRICT_OFFICER, people.organisation("另一示例区总工会"))
    assert people.sign_in(app.test_client(), elsewhere).get(_address(contest)).status_code == 404


def _address(contest: Contest) -> str:
    return f"/stages/{contest.stage.id}/public-board"


def _set(officer: FlaskClient, contest: Contest, content: str, key: str) -> None:
    answer = officer.post(_address(contest), data={"content": content, "submission_key": key})
    assert answer.status_code == 302


def _seal(contest: Contest, totals: list[str]) -> None:
    """The next contestant's sheets, sealed by each judge."""
    panel = panels_of(contest.stage)[0].panel_id
    waiting = [sheet for sheet in session.scalars(sheets_of_panels([panel])) if sheet.sealed_at is None]
    with transaction():
        for sheet, total in zip(waiting, totals, strict=False):
            results.seal_with(sheet, Decimal(total))


def _count(html: str, name: str) -> int:
    return len(re.findall(rf'class="[^"]*\b{name}\b', html))


def _json(client: FlaskClient, address: str) -> dict[str, str]:
    answer: dict[str, str] = client.get(address).get_json()
    return answer
