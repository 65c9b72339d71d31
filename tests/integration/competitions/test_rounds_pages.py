"""Pages of side-against-side contests: the officer's way through one, what everybody sees and when, and who may."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from competitions.planning.rules import CompetitionState
from competitions.rounds.models import SideContest
from competitions.rounds.operations import draw_knock_out, end_contest
from competitions.rounds.queries import contest_of, rounds_of
from competitions.rounds.rules import ContestState, MatchState
from foundation.database import session, transaction
from marking.panels.models import Subject
from marking.sheets.models import Sheet
from people.accounts.rules import Role
from scoring.matches.pairing import Side
from tests.factories import people, rounds

TERMS = {
    "rounds": "2",
    "qualifiers": "2",
    "third_place": "y",
    "win_points": "3",
    "draw_points": "1",
    "loss_points": "0",
    "draws_stand": "y",
    "speakers_marked": "y",
    "least_matches": "2",
    "team_prizes-0-title": "一等奖",
    "team_prizes-0-count": "1",
    "speaker_prizes-0-title": "优秀谈判员",
    "speaker_prizes-0-count": "2",
}


@pytest.fixture
def sides(app: Flask) -> rounds.Sides:
    return rounds.drawn()


@pytest.fixture
def officer(app: Flask, sides: rounds.Sides) -> FlaskClient:
    return people.sign_in(app.test_client(), sides.officer)


def test_set_terms_from_the_form_and_draw(app: Flask):
    planned = rounds.planned()
    client, stage = people.sign_in(app.test_client(), planned.officer), planned.stage.id
    page = client.get(f"/stages/{stage}/contest/terms").text
    form = TERMS | {"row_version": str(planned.contest.row_version), "submission_key": "terms-1"}
    assert 'value="一等奖"' in page
    answer = client.post(f"/stages/{stage}/contest/terms", data=form)
    assert answer.location == f"/stages/{stage}/contest"
    contest = contest_of(planned.stage)
    assert (contest.win_points, contest.least_matches, contest.speaker_prizes) == (
        3,
        2,
        [{"title": "优秀谈判员", "count": "2"}],
    )
    stale = client.post(f"/stages/{stage}/contest/terms", data=form | {"submission_key": "terms-2"})
    assert stale.status_code == 422 and "已被别人修改" in stale.text
    wrong = client.post(
        f"/stages/{stage}/contest/terms", data=TERMS | {"draw_points": "9", "submission_key": "terms-3"}
    )
    assert wrong.status_code == 422 and "胜不低于平" in wrong.text
    client.post(f"/stages/{stage}/contest/preliminary", data={"seed": "摇号 0817"})
    assert session.scalars(select(SideContest.seed)).one() == "摇号 0817"


def test_a_whole_match_through_the_pages(app: Flask, sides: rounds.Sides, officer: FlaskClient):
    match = sides.matches(1)[0]
    page = officer.get(f"/matches/{match.id}/arrange").text
    assert all(judge.display_name in page for judge in sides.judges)
    chosen = {"room": "一号厅", "begins_at": "2026-12-10T09:00", "judges": [str(judge.id) for judge in sides.judges]}
    few = officer.post(f"/matches/{match.id}/arrange", data=chosen | {"judges": chosen["judges"][:1]})
    assert few.status_code == 422 and "至少 3 名" in few.text
    assert officer.post(f"/matches/{match.id}/arrange", data=chosen).status_code == 302
    page = officer.get(f"/matches/{match.id}").text
    assert "一号厅" in page and "2026年12月10日 09:00" in page and page.count("评分表未封存") == 18
    rounds.marked(sides, match, "8", "6")
    assert officer.post(f"/matches/{match.id}/decide").status_code == 302
    page = officer.get(f"/matches/{match.id}").text
    assert f"{match.worker.title}胜" in page and "去掉的最高分" in page and "依据：得分高" in page
    assert officer.post(f"/matches/{match.id}/reopen", data={"reason": "评分表有误"}).status_code == 302
    session.expire_all()
    assert match.state is MatchState.OPEN


def test_walkover_and_its_reason_through_the_page(app: Flask, sides: rounds.Sides, officer: FlaskClient):
    match = sides.matches(1)[0]
    address = f"/matches/{match.id}/walkover"
    assert officer.post(address, data={"walkover-side": "worker", "walkover-reason": ""}).status_code == 422
    assert officer.post(address, data={"walkover-side": "worker", "walkover-reason": "未到场"}).status_code == 302
    session.expire_all()
    assert match.winner is Side.EMPLOYER
    assert "缺席判负：未到场" in officer.get(f"/matches/{match.id}").text


def test_the_public_sees_pairings_at_once_and_outcomes_when_the_round_is_closed(app: Flask, sides: rounds.Sides):
    stage, visitor = sides.stage.id, app.test_client()
    match = sides.matches(1)[0]
    rounds.decided(sides, match, "8", "6")
    page = visitor.get(f"/contests/{stage}").text
    assert match.worker.title in page and "2026" in page and "看评分" not in page and ">38<" not in page
    assert visitor.get(f"/contests/{stage}/matches/{match.id}").status_code == 404
    rounds.played(sides, 1)
    page = visitor.get(f"/contests/{stage}").text
    assert "看评分" in page and "<b>38</b>" in page
    working = visitor.get(f"/contests/{stage}/matches/{match.id}").text
    assert "1 号裁判" in working and "去掉的最低分" in working
    assert not any(judge.display_name in working for judge in sides.judges)


def test_places_prizes_and_speakers_are_public_at_the_end_only(app: Flask):
    sides = rounds.drawn(rounds=3)
    for number in (1, 2, 3):
        rounds.played(sides, number)
    with transaction():
        draw_knock_out(sides.contest, by=sides.officer)
    rounds.played(sides, 4)
    visitor, address = app.test_client(), f"/contests/{sides.stage.id}"
    before = visitor.get(address).text
    assert "最后名次" not in before and "（胜）" in before
    with transaction():
        end_contest(sides.contest, by=sides.officer)
    page = visitor.get(address).text
    assert "最后名次" in page and "优秀谈判员" in page and sides.teams[0].members[0].person.name in page


def test_drafts_and_contests_not_drawn_are_not_public(app: Flask):
    sides = rounds.drawn(rounds=3)
    visitor = app.test_client()
    assert visitor.get(f"/contests/{rounds.planned().stage.id}").status_code == 404
    sides.stage.event.competition.state = CompetitionState.DRAFT
    session.commit()
    assert visitor.get(f"/contests/{sides.stage.id}").status_code == 404


def test_pages_are_for_officers_in_scope_and_for_supervisors_to_read(app: Flask, sides: rounds.Sides):
    match = sides.matches(1)[0]
    supervisor = people.sign_in(app.test_client(), people.account(Role.SUPERVISOR, sides.district))
    elsewhere = people.organisation("另一示例区总工会")
    stranger = people.sign_in(app.test_client(), people.account(Role.DISTRICT_OFFICER, elsewhere))
    for address in (f"/stages/{sides.stage.id}/contest", f"/matches/{match.id}"):
        page = supervisor.get(address)
        assert page.status_code == 200 and "<textarea" not in page.text
        assert stranger.get(address).status_code == 404
    assert supervisor.post(f"/matches/{match.id}/decide").status_code == 403
    assert stranger.post(f"/matches/{match.id}/decide").status_code == 404
    first = rounds_of(sides.contest)[0].id
    assert stranger.post(f"/stages/{sides.stage.id}/rounds/{first}/close").status_code == 404
    assert sides.contest.state is ContestState.PRELIMINARY


def test_a_refusal_is_shown_on_the_page_of_the_button(sides: rounds.Sides, officer: FlaskClient):
    first = rounds_of(sides.contest)[0].id
    address = f"/stages/{sides.stage.id}/rounds/{first}/close"
    page = officer.post(address, headers={"Referer": f"/stages/{sides.stage.id}/contest"}, follow_redirects=True).text
    assert "还没有定胜负：第1轮第1场" in page


def test_pages_take_the_same_statements_for_few_and_many(app: Flask, query_count):
    counts = []
    for teams in (4, 16):
        contest = rounds.drawn(teams=teams)
        client = people.sign_in(app.test_client(), contest.officer)
        client.get("/")
        own = []
        for address in (f"/stages/{contest.stage.id}/contest", f"/contests/{contest.stage.id}"):
            with query_count() as statements:
                assert client.get(address).status_code == 200
            own.append(len(statements))
        counts.append(own)
    assert counts[0] == counts[1]


def test_a_judge_who_steps_aside_counts_for_neither_side(app: Flask):
    contest = rounds.drawn(judges=4)
    client, match = people.sign_in(app.test_client(), contest.officer), contest.matches(1)[0]
    rounds.marked(contest, match, "8", "6")
    panel = match.team_panel_id
    sheet = session.scalars(select(Sheet).join(Sheet.subject).where(Subject.panel_id == panel)).first()
    address = f"/stages/{contest.stage.id}/sheets/{sheet.id}"
    assert client.post(f"{address}/reopen", data={"reason": "写错"}).status_code == 302
    assert client.post(f"{address}/recuse", data={"reason": "与队员是亲属"}).status_code == 302
    assert client.post(f"/matches/{match.id}/decide").status_code == 302
    session.expire_all()
    assert [len(match.working[side.value]["judges"]) for side in Side] == [3, 3]
    assert client.get(f"/stages/{contest.stage.id}/late-marks").status_code == 200
