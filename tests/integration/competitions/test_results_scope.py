"""Who may see and do what with results: 403 without the permission, 404 outside the scope."""

import pytest
from flask import Flask

from competitions.results.models import ResultVersion
from competitions.results.operations import withdraw_result
from competitions.results.rules import ResultState
from foundation.database import session, transaction
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import people, results
from tests.factories.judging import Contest
from tests.factories.marking import judge

THREE = [["90"], ["80"], ["70"]]
STEPS = ("freeze", "publish", "finalise", "withdraw", "certificates")


@pytest.fixture
def contest(app: Flask) -> Contest:
    return results.judged(THREE)


def reader(contest: Contest, who: str) -> Account:
    """An account of each kind: in the district, in another district, or of a unit."""
    elsewhere = people.organisation("邻近区总工会")
    member = contest.entries[0].members[0].person
    colleague = people.person("旁示例", contest.units[0])
    makers = {
        "officer": lambda: contest.officer,
        "supervisor": lambda: people.account(Role.SUPERVISOR, contest.district),
        "arbitrator": lambda: people.account(Role.ARBITRATOR, contest.district),
        "chief": lambda: contest.chief,
        "other chief": lambda: judge(contest.district, role=Role.CHIEF_JUDGE),
        "judge": lambda: contest.judges[0],
        "other officer": lambda: people.account(Role.DISTRICT_OFFICER, elsewhere),
        "other supervisor": lambda: people.account(Role.SUPERVISOR, elsewhere),
        "own unit": lambda: people.account(Role.ENTERPRISE_OFFICER, contest.units[0]),
        "other unit": lambda: people.account(Role.ENTERPRISE_OFFICER, contest.units[1]),
        "contestant": lambda: people.account(Role.WORKER, contest.units[0], member),
        "other worker": lambda: people.account(Role.WORKER, contest.units[0], colleague),
    }
    return makers[who]()


RESULT_PAGE = {
    "officer": 200,
    "supervisor": 200,
    "arbitrator": 200,
    "chief": 200,
    "other chief": 404,
    "judge": 403,
    "other officer": 404,
    "other supervisor": 404,
    "own unit": 403,
    "other unit": 403,
    "contestant": 403,
}
OWN_LINE = {
    "officer": 200,
    "supervisor": 200,
    "chief": 200,
    "judge": 404,
    "other chief": 404,
    "other officer": 404,
    "own unit": 200,
    "other unit": 404,
    "contestant": 200,
    "other worker": 404,
}


@pytest.mark.parametrize(("who", "status"), RESULT_PAGE.items())
def test_show_result_scope(app: Flask, contest: Contest, who: str, status: int):
    version = results.noticed(contest)
    client = people.sign_in(app.test_client(), reader(contest, who))
    pages = [f"/results/{contest.stage.id}", f"/results/versions/{version.id}/result.xlsx"]
    assert [client.get(page).status_code for page in pages] == [status, status]
    listed = client.get("/results")
    assert listed.status_code == (403 if status == 403 else 200)
    assert (f'href="/results/{contest.stage.id}"' in listed.text) is (status == 200)


@pytest.mark.parametrize(("who", "status"), OWN_LINE.items())
def test_show_working_scope(app: Flask, contest: Contest, who: str, status: int):
    line = results.line_of(results.noticed(contest), "选手1")
    client = people.sign_in(app.test_client(), reader(contest, who))
    assert client.get(f"/results/lines/{line.id}").status_code == status


@pytest.mark.parametrize("who", ["own unit", "contestant"])
def test_show_working_waits_for_the_notice_and_ends_with_a_correction(app: Flask, contest: Contest, who: str):
    version = results.frozen(contest)
    line = results.line_of(version, "选手1")
    client = people.sign_in(app.test_client(), reader(contest, who))
    own = "/my/results" if who == "contestant" else "/unit/results"
    address = f"/results/lines/{line.id}"
    assert (client.get(address).status_code, address in client.get(own).text) == (404, False)
    officer = people.sign_in(app.test_client(), contest.officer)
    officer.post(f"/results/versions/{version.id}/publish", data={"days": "3", "submission_key": "a"})
    assert (client.get(address).status_code, address in client.get(own).text) == (200, True)
    with transaction():
        withdraw_result(version, reason="漏计", by=contest.officer)
    assert (client.get(address).status_code, address in client.get(own).text) == (404, False)


@pytest.mark.parametrize(
    ("who", "status"),
    [("supervisor", 403), ("chief", 403), ("own unit", 403), ("contestant", 403), ("other officer", 404)],
)
def test_steps_are_for_the_officers_of_the_competition(app: Flask, contest: Contest, who: str, status: int):
    version = results.computed(contest)
    client = people.sign_in(app.test_client(), reader(contest, who))
    addresses = [f"/results/{contest.stage.id}/compute", *(f"/results/versions/{version.id}/{step}" for step in STEPS)]
    form = {"days": "3", "reason": "试", "submission_key": "a"}
    assert [client.post(address, data=form).status_code for address in addresses] == [status] * 6
    assert session.get(ResultVersion, version.id).state is ResultState.COMPUTED


@pytest.mark.parametrize("page", ["/results", "/results/1", "/results/lines/1", "/my/results", "/unit/results"])
def test_results_need_a_log_in(app: Flask, contest: Contest, page: str):
    answer = app.test_client().get(page)
    assert answer.status_code == 302 and "/sign-in" in answer.location
