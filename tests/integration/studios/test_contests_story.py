"""A contest of 103 submissions: screened to 28, pitched before seven experts, voted on, put up, certified."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from foundation import clock as clocks
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.job_queue import prepare_jobs
from notices.operations import dismiss_objection, raise_objection
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from studios.ballots.models import Ballot, BallotOption, Choice
from studios.ballots.operations import close_ballot
from studios.contests import announcing, awarding, certifying, deciding, figures, pitching, stepping
from studios.contests.models import Contest
from studios.contests.models_pitches import PitchTurn
from studios.contests.models_submissions import StepStanding, Submission
from studios.contests.queries import panels_of, review_of, standing_result, standings_of, turns_of
from studios.contests.rules_pitches import TurnState, draw_queues
from studios.contests.rules_results import AwardState, OutcomeState
from studios.contests.rules_submissions import StandingState
from studios.contests.stepping import PanelFacts, VoteFacts
from tests.factories import contests, people, reviews

SEED = "2026105期"


@pytest.fixture
def city(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock("2026-05-01 09:00")
    prepare_jobs(app)
    return people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)


@pytest.fixture
def officer(city: Organisation) -> Account:
    return people.account(Role.DISTRICT_OFFICER, city, people.person("经示例"))


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def test_contest_from_103_submissions_to_certificates(
    app: Flask, client: FlaskClient, clock: Callable[[str], object], city: Organisation, officer: Account
):
    units = [people.organisation(f"示例{name}公司工会", city) for name in "甲乙丙"]
    contest = contests.contest(city, by=officer)
    contests.submissions(contest, units, 103)
    page = people.sign_in(client, officer)
    assert page.post(f"/studios/contests/{contest.id}/close").status_code == 302
    screen_to_28(page, contest)
    ranked = pitch_before_seven(page, contest, city, officer)
    promote_the_next(contest, officer, ranked)
    vote(contest, officer)
    result = decide_awards(page, contest, officer)
    announce(clock, result, officer)
    certify(app, contest, result, officer)
    assert [(one.title, one.count) for one in figures.funnel_of(contest)] == [
        ("征集", 103),
        ("形式审查后", 28),
        ("项目路演后", 20),
        ("职工选拔后", 20),
        ("获奖", 19),
    ]
    counted = figures.figures_of(officer, clocks.today().replace(month=1, day=1), clocks.today())
    assert (counted.submissions, counted.units, counted.by_kind) == (103, 3, [("服务职工项目", 103)])
    assert counted.by_grade == [("一等奖", 2), ("二等奖", 3), ("优秀奖", 14), ("最受职工欢迎", 1)]


def screen_to_28(page: FlaskClient, contest: Contest) -> None:
    """One page of work: 28 ticked, one with a reason of its own, the others by the common reason."""
    step = contest.steps[0]
    assert page.post(f"/studios/contests/steps/{step.id}/open").status_code == 302
    address = f"/studios/contests/steps/{step.id}"
    assert text_of(page.get(address)).count('name="passed"') == 103
    ids = list(session.scalars(standings_of(step).with_only_columns(StepStanding.id)))
    assert page.post(f"{address}/decide", data={"passed": ids[:29]}).status_code == 302
    assert "还有 74 个项目没有结论" in text_of(page.post(f"{address}/close", follow_redirects=True))
    own = {f"reason-{ids[102]}": "不是服务职工的项目。"}
    assert page.post(f"{address}/decide", data={"reason": "材料不齐，没有盖章。"} | own).status_code == 302
    assert "最多进入 28 个，现在是 29 个" in text_of(page.post(f"{address}/close", follow_redirects=True))
    page.post(f"/studios/contests/standings/{ids[28]}/reopen", data={"reason": "核对后发现重复申报"})
    page.post(f"{address}/decide", data={f"reason-{ids[28]}": "与 003 重复。"})
    assert page.post(f"{address}/close").status_code == 302
    reasons = {one.id: one.reason for one in session.scalars(standings_of(step))}
    assert (reasons[ids[28]], reasons[ids[50]], reasons[ids[102]]) == (
        "与 003 重复。",
        "材料不齐，没有盖章。",
        "不是服务职工的项目。",
    )


def pitch_before_seven(page: FlaskClient, contest: Contest, city: Organisation, officer: Account) -> list[StepStanding]:
    """Two rooms by a recorded seed; one absent; the marks make two equal at the line, whom people decide."""
    step, experts = contest.steps[1], reviews.experts(city, 7)
    rooms = [PanelFacts("第一会场", experts), PanelFacts("第二会场", experts)]
    with transaction():
        stepping.open_step(step, panels=rooms, seed=SEED, by=officer)
    panels = session.scalars(panels_of(step)).all()
    queues = {
        panel.title: [turn.standing.submission.number_text for turn in session.scalars(turns_of(panel))]
        for panel in panels
    }
    assert queues == draw_queues([f"{number:03d}" for number in range(1, 29)], ["第一会场", "第二会场"], SEED)
    run_the_first_turn(page, panels[0].id)
    first = session.scalars(turns_of(panels[0])).all()[0].standing.submission_id
    assert "第一会场，第 1 个上场" in text_of(page.get(f"/studios/submissions/{first}"))
    last = session.scalars(turns_of(panels[1])).all()[-1]
    with transaction():
        pitching.mark_turn_absent(last, reason="团队因暴雨未到", by=officer)
    session.execute(update(PitchTurn).where(PitchTurn.state == TurnState.WAITING).values(state=TurnState.DONE))
    session.commit()
    numbers = {one.reference: one.number or 0 for one in session.scalars(select(Submission))}
    for panel in panels:
        assert (review := review_of(panel)) is not None
        assert contests.seal_sheets(review, lambda reference, _: mark_of(numbers[reference])) == 98
    assert page.post(f"/studios/contests/steps/{step.id}/collect").status_code == 302
    shown = text_of(page.get(f"/studios/contests/steps/{step.id}"))
    assert "个得分相同，还有" in shown
    settle_ties(page, step.id, list(session.scalars(standings_of(step))))
    standings = list(session.scalars(standings_of(step)))
    assert sum(one.state is StandingState.PASSED for one in standings) == 20
    absent = next(one for one in standings if one.submission_id == last.standing.submission_id)
    assert (absent.state, absent.reason, absent.score) == (StandingState.REFUSED, "路演缺席：团队因暴雨未到", None)
    return standings


def mark_of(number: int) -> Decimal:
    """What every expert writes at every criterion: five of a kind, so that there are equals at the line."""
    return Decimal(number // 5)


def run_the_first_turn(page: FlaskClient, room: int) -> None:
    """Signed in, called, timed: the wall shows the state on the server."""
    wall = f"/studios/contests/rooms/{room}/screen.json"
    assert page.get(wall).json["left"] is None
    turn = session.scalars(select(PitchTurn.id).where(PitchTurn.panel_id == room, PitchTurn.position == 1)).one()
    button = f"/studios/contests/turns/{turn}"
    assert "还没有签到" in text_of(page.post(f"{button}/call", follow_redirects=True))
    for verb in ("sign-in", "call", "start", "next-phase", "pause"):
        assert page.post(f"{button}/{verb}", data={"from": "screen"}).status_code == 302
    seen = page.get(wall).json
    assert (seen["left"], seen["limit"], seen["running"]) == (300, 300, False)
    assert "专家提问" in seen["html"]
    assert "html" not in page.get(f"{wall}?version={seen['version']}").json
    assert page.get(f"/studios/contests/rooms/{room}/screen").status_code == 200
    assert page.post(f"{button}/finish").status_code == 302
    assert "已完成 1 / 14" in page.get(wall).json["html"]


def settle_ties(page: FlaskClient, step: int, standings: list[StepStanding]) -> None:
    seating = deciding.seating_of(standings[0].step, standings)
    (tie,) = seating.ties
    address = f"/studios/contests/steps/{step}/settle"
    assert "写明依据" in text_of(page.post(address, data={"chosen": [*tie.keys]}))
    wrong = page.post(address, data={"chosen": [*tie.keys], "reason": "评委会研究"})
    assert (wrong.status_code, "与剩下的名额不符" in text_of(wrong)) == (422, True)
    chosen = tie.keys[: sum(seat == deciding.ON for seat in tie.seats)]
    assert page.post(address, data={"chosen": [*chosen], "reason": "评委会 5 月 30 日研究决定"}).status_code == 302


def promote_the_next(contest: Contest, officer: Account, standings: list[StepStanding]) -> None:
    """One leaves, the next in line takes the place; who is not next may not."""
    step = contest.steps[1]
    leaver = next(one for one in standings if one.state is StandingState.PASSED)
    last = max((one for one in standings if one.rank), key=lambda one: one.rank or 0)
    with transaction():
        deciding.drop_standing(leaver, reason="单位撤回项目", by=officer)
    line = deciding.in_line(step)
    assert line and last.id not in line
    with transaction():
        deciding.promote_standing(session.get_one(StepStanding, line[0]), reason="前一名退出", by=officer)
    assert deciding.in_line(step) == []


def vote(contest: Contest, officer: Account) -> None:
    """The vote is opened with what went on; its count becomes the standings' votes."""
    step, now = contest.steps[2], clocks.now()
    with transaction():
        stepping.open_step(step, vote=VoteFacts(now, now + timedelta(days=7), 1, 3), by=officer)
    ballot = session.scalars(select(Ballot).where(Ballot.reference == step.reference)).one()
    options = session.scalars(select(BallotOption).where(BallotOption.ballot_id == ballot.id)).all()
    assert len(options) == 20
    papers = [Choice(paper=at * 1000 + vote, option_id=one.id) for at, one in enumerate(options) for vote in range(at)]
    session.add_all(papers)
    session.commit()
    with transaction():
        close_ballot(ballot, by=officer)
    with transaction():
        assert stepping.collect_step_scores(step, by=officer) == 20
    with transaction():
        deciding.settle_step(step, [], by=officer)


def decide_awards(page: FlaskClient, contest: Contest, officer: Account):
    """Totals by weight, two awards and a prize of the vote; ties in the awards are refused until they are decided."""
    ended = awarding.standings_at_end(contest)
    chosen = {
        f"award-{prefix}:{key}": seat
        for prefix, seating in (("total", ended.by_total), ("votes", ended.by_votes))
        for tie in seating.ties
        for key, seat in zip(tie.keys, tie.seats, strict=True)
    }
    address = f"/studios/contests/{contest.id}/result"
    assert "计算结果" in text_of(page.get(address))
    assert page.post(f"{address}/compute", data=chosen | {"reason": "领导小组审定"}).status_code == 302
    result = standing_result(contest)
    assert len(result.lines) == 20
    for line in result.lines:
        assert line.total == sum(Decimal(part["points"]) for part in line.working)
    best = max(result.lines, key=lambda line: line.votes)
    assert best.working[1]["converted"] == "100.00"
    assert len([award for award in result.awards if award.grade.title == "一等奖"]) == 2
    assert "四舍五入保留两位" in text_of(page.get(address))
    return result


def announce(clock: Callable[[str], object], result, officer: Account) -> None:
    """An objection holds its award alone; dismissed, the award goes on; one is taken away."""
    with transaction():
        notice = announcing.notice_result(result, by=officer)
    with transaction():
        objection = raise_objection(notice, name="异示例", contact="13800000009", content="预算不实")
    held, voided = [award for award in result.awards if award.grade.title in ("二等奖", "优秀奖")][:2]
    with transaction():
        awarding.hold_award(held, objection, by=officer)
    clock("2026-05-08 09:00")
    with transaction():
        assert awarding.finalise_result(result, by=officer) == 20
    assert (result.state, held.state) == (OutcomeState.FINAL, AwardState.HELD)
    with transaction():  # what is held is certified later
        certifying.certify_awards(result, address="https://example.test/v/", by=officer)
    with transaction():
        dismiss_objection(objection, answer="经核实预算属实。", by=officer)
    with transaction():
        awarding.release_award(held, reason="异议不成立", by=officer)
    with transaction():
        assert awarding.finalise_result(result, by=officer) == 1
    with transaction():
        awarding.void_award(voided, reason="单位放弃", by=officer)


def certify(app: Flask, contest: Contest, result, officer: Account) -> None:
    """One certificate an award that is final; asked for again, there is nothing left."""
    with transaction():
        batch = certifying.certify_awards(result, address="https://example.test/v/", by=officer)
    assert (batch.kind, len(certifying.certificate_requests(result))) == ("project_grade", 0)
    with pytest.raises(Refused, match="没有要制作的证书"), transaction():
        certifying.certify_awards(result, address="https://example.test/v/", by=officer)
    with transaction():
        awarding.complete_contest(contest, by=officer)
