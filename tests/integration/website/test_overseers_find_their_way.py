"""A supervisor and an arbitrator find their work from the menu and the home page; a rehearsal is not their business."""

from datetime import UTC, datetime

from flask import Flask

from foundation import clock
from people.accounts.rules import Role
from tests.factories import appeals, judging, people, rehearsals, results
from website.waiting import waiting_for

ENDED = datetime(2026, 11, 20, 4, tzinfo=UTC)


def test_a_supervisor_finds_judging_and_mappings(app: Flask):
    contest = judging.opened()
    supervisor = people.sign_in(app.test_client(), people.account(Role.SUPERVISOR, contest.district))
    assert 'href="/judging/stages"' in supervisor.get("/").text
    stages = supervisor.get("/judging/stages").text
    assert 'href="/mappings"' in stages and f'href="/stages/{contest.stage.id}/judging"' in stages
    assert f'href="/stages/{contest.stage.id}/draw"' in supervisor.get(f"/events/{contest.stage.event_id}").text


def test_a_rehearsal_is_seen_by_its_officer_and_not_by_supervisors(app: Flask):
    rehearsal, officer = rehearsals.prepared()
    stage = rehearsals.stage_called(rehearsal, "焊工")
    supervisor = people.account(Role.SUPERVISOR, rehearsal.competition.organisation)
    answers = {}
    for account in (officer, supervisor):
        browser = people.sign_in(app.test_client(), account)
        listed = f"/stages/{stage.id}/judging" in browser.get("/judging/stages").text
        answers[account.id] = (listed, browser.get(f"/stages/{stage.id}/judging").status_code)
    assert answers == {officer.id: (True, 200), supervisor.id: (False, 404)}


def test_an_appeal_waits_for_the_arbitrator_until_it_is_ruled(app: Flask):
    with clock.frozen(ENDED):
        contest = results.judged(results.FIVE_APART)
        appeal = appeals.submitted(contest)
        arbitrator = appeals.arbitrator(contest)

        def waiting() -> dict[str, int]:
            with app.test_request_context():
                return {item.title: item.count for item in waiting_for(arbitrator)}

        assert waiting() == {"件申诉等您办理": 1}
        appeals.ruled(contest, appeal, arbitrator)
        assert waiting() == {}
