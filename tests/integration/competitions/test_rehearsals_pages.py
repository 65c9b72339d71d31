"""The pages of the rehearsal: who comes in, and the whole way from the competition's page and back."""

import pytest
from flask import Flask
from sqlalchemy import select

from competitions.planning.models import Competition
from competitions.rehearsals.models import Rehearsal
from foundation.database import session
from foundation.job_chunks import run_to_end
from foundation.job_queue import prepare_jobs
from foundation.jobs import Job
from people.accounts.rules import Role
from tests.factories import people, rehearsals


@pytest.fixture(autouse=True)
def _jobs(app: Flask) -> None:
    prepare_jobs(app)


def test_a_rehearsal_from_the_page_of_the_competition_and_back(app: Flask):
    source, account = rehearsals.planned()
    officer = people.sign_in(app.test_client(), account)
    assert f"/competitions/{source.id}/rehearse" in officer.get(f"/competitions/{source.id}").text
    form = {"contestants": "3", "seed": "2026", "submission_key": "a"}
    page = officer.post(f"/competitions/{source.id}/rehearse", data=form, follow_redirects=True).text
    assert "演练已建立" in page and "0 / 0" in page
    rehearsal = session.scalars(select(Rehearsal)).one()
    address, title = f"/rehearsals/{rehearsal.id}", rehearsal.competition.title
    assert officer.get(f"/competitions/{source.id}/rehearse").location == address
    assert "已备赛" in officer.post(f"{address}/prepare", follow_redirects=True).text
    begun = officer.post(f"{address}/judging", data={"share": "50", "submission_key": "b"})
    job_id = session.scalars(select(Job.id)).one()
    assert begun.location == f"/jobs/{job_id}"
    assert f"{title}" in officer.get(begun.location).text
    run_to_end(job_id)
    assert "12 / 18" in officer.get(address).text
    assert "不发布、不公示" in officer.get(f"/competitions/{rehearsal.competition_id}").text
    wiped = officer.post(f"{address}/wipe", data={"title": title, "submission_key": "c"})
    assert wiped.location == f"/competitions/{source.id}"
    assert "演练已清除，共删除" in officer.get(wiped.location).text
    assert officer.get(address).status_code == 404


@pytest.mark.parametrize(
    ("contestants", "said"), [("0", "应在 1 至 300 之间"), ("301", "应在 1 至 300 之间"), ("", "请填写人数")]
)
def test_begin_rehearsal_says_what_is_wrong(app: Flask, contestants: str, said: str):
    source, account = rehearsals.planned()
    answer = people.sign_in(app.test_client(), account).post(
        f"/competitions/{source.id}/rehearse", data={"contestants": contestants, "submission_key": "a"}
    )
    assert answer.status_code == 422 and said in answer.text
    assert session.scalars(select(Rehearsal)).all() == []


def test_wipe_rehearsal_by_another_name_changes_nothing(app: Flask):
    rehearsal, account = rehearsals.begun()
    officer = people.sign_in(app.test_client(), account)
    answer = officer.post(
        f"/rehearsals/{rehearsal.id}/wipe", data={"title": "示例区职工技能大赛", "submission_key": "a"}
    )
    assert answer.status_code == 422 and "名称不一致" in answer.text
    assert session.scalars(select(Rehearsal)).all() == [rehearsal]


def test_simulate_judging_before_preparing_says_what_to_do(app: Flask):
    rehearsal, account = rehearsals.begun()
    officer = people.sign_in(app.test_client(), account)
    answer = officer.post(f"/rehearsals/{rehearsal.id}/judging", data={"share": "60", "submission_key": "a"})
    assert answer.status_code == 422 and "请先一键备赛" in answer.text and 'value="60"' in answer.text


def test_a_rehearsal_is_for_those_who_plan_the_competition(app: Flask):
    rehearsal, _officer = rehearsals.prepared(2)
    district, copy = rehearsal.competition.organisation, rehearsal.competition_id
    elsewhere = people.account(Role.DISTRICT_OFFICER, people.organisation("另一示例区总工会"), username="elsewhere")
    chief = people.account(Role.CHIEF_JUDGE, district, username="chief")
    stage = rehearsals.stage_called(rehearsal, "焊工").id
    source = rehearsal.competition.rehearsal_of_id
    begin, address = f"/competitions/{source}/rehearse", f"/rehearsals/{rehearsal.id}"
    for account, status in ((elsewhere, 404), (chief, 403)):
        client = people.sign_in(app.test_client(), account)
        assert [client.get(page).status_code for page in (begin, address)] == [status] * 2
        posted = [client.post(f"{address}/{step}", data={}).status_code for step in ("prepare", "judging", "wipe")]
        assert posted == [status] * 3
        assert client.get(f"/competitions/{copy}").status_code == 404
        assert "【演练】" not in client.get("/competitions").text
    visitor = app.test_client()
    public = (f"/competitions/{copy}", f"/boards/{stage}", f"/stages/{stage}/draw")
    assert [visitor.get(page).status_code for page in public] == [404] * 3
    assert "【演练】" not in visitor.get("/").text


def test_show_rehearsal_asks_as_often_for_many_contestants_as_for_few(app: Flask, query_count):
    source, account = rehearsals.planned()
    officer = people.sign_in(app.test_client(), account)
    counts = []
    for contestants in ("3", "30"):
        form = {"contestants": contestants, "seed": "1", "submission_key": contestants}
        address = officer.post(f"/competitions/{source.id}/rehearse", data=form).location
        officer.post(f"{address}/prepare")
        with query_count() as statements:
            assert officer.get(address).status_code == 200
        counts.append(len(statements))
        title = session.scalars(select(Competition.title).where(Competition.rehearsal_of_id.is_not(None))).one()
        officer.post(f"{address}/wipe", data={"title": title, "submission_key": f"wipe {contestants}"})
    assert counts[0] == counts[1]
