"""Talent growth, from joining to the time line: a track, a class, a professional title, and who sees what."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessments.timelines.queries import Happening, timeline_of
from assessments.titling.models import TitlingApplication
from assessments.titling.operations import TitlingFacts, award_titling, create_titling, step_titling
from assessments.titling.rules import TitlingState
from assessments.tracks.models import Track, TrackMember
from assessments.tracks.operations import StepFacts, create_track, edit_track, join_track, set_target
from assessments.tracks.queries import progress_of, targets_of
from assessments.trainings.models import Enrolment, Training
from assessments.trainings.operations import TrainingFacts, create_training
from assessments.trainings.rules import TrainingMode
from certificates.issuing.operations import ask_for_batch
from certificates.issuing.requests import CertificateRequest
from certificates.kinds import honour
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.job_queue import prepare_jobs
from people.accounts.models import Account
from people.accounts.rules import Role
from people.careers.operations import TitleFacts, add_professional_title, remove_professional_title
from people.careers.rules import TitleGrade
from people.organisations.models import Organisation
from people.persons.models import SkillLevel
from people.persons.rules import Level
from tests.factories import assessments, certificates, people
from tests.factories.assessments import BREWER

TODAY = date(2026, 11, 20)


@pytest.fixture
def unit(app: Flask) -> Organisation:
    return people.organisation("江示酒庄示例公司", people.organisation())


@pytest.fixture
def officer(unit: Organisation) -> Account:
    return people.account(Role.ENTERPRISE_OFFICER, unit)


def test_track_follows_members_year_by_year(unit: Organisation, officer: Account):
    skilled, beginner = people.person("周示例", unit), people.person("吴示例", unit)
    session.add(SkillLevel(person=skilled, occupation_code=BREWER, level=Level.FOUR, awarded=date(2026, 5, 1)))
    session.commit()
    with transaction():
        track = create_track(unit, "蔚蓝新星", "青年职工六年培养", 6, by=officer)
    with transaction():
        steps = [StepFacts(6, "取得中级工", Level.FOUR, 40), StepFacts(1, "师徒结对")]
        edit_track(track, "蔚蓝新星", "青年职工六年培养", steps, by=officer)
        join_track(track, [skilled, beginner], by=officer)
        set_target(track, 2026, Level.FOUR, 3, by=officer)
    with transaction():
        assert join_track(track, [skilled], by=officer) == []
    told = {one.member.person.name: (one.year, one.level, one.on_time, one.cohort) for one in progress_of(track, TODAY)}
    assert told == {"周示例": (6, Level.FOUR, True, 2020), "吴示例": (6, None, False, 2020)}
    assert [(line.target.level, line.target.count, line.reached) for line in targets_of(track, 2026)] == [
        (Level.FOUR, 3, 1)
    ]
    with pytest.raises(Refused, match="同名"), transaction():
        create_track(unit, "蔚蓝新星", "", 6, by=officer)


def test_training_is_opened_attended_and_finished_by_hand(unit: Organisation, officer: Account, client: FlaskClient):
    diligent, absent = people.person("周示例", unit), people.person("吴示例", unit)
    people.sign_in(client, officer)
    typed = {
        "organisation": unit.id,
        "title": "白酒酿造工中级班",
        "batch": 0,
        "mode": "mixed",
        "begins": "2026-11-01",
        "ends": "2026-10-01",
        "hours": 40,
        "required_share": 80,
    }
    refused = client.post("/trainings/new", data=typed)
    assert refused.status_code == 422
    assert "结束日期不能早于开始日期" in refused.text and "白酒酿造工中级班" in refused.text
    assert client.post("/trainings/new", data=typed | {"ends": "2026-11-15"}).status_code == 302
    training = session.scalars(select(Training)).one()
    page = f"/trainings/{training.id}"
    assert "没有学员" in client.post(f"{page}/finish", follow_redirects=True).text
    assert "周示例" in client.get(f"{page}?name=周示例").text
    client.post(f"{page}/persons", data={"person": [diligent.id, absent.id]})
    first, second = session.scalars(select(Enrolment).order_by(Enrolment.id)).all()
    told = client.post(f"{page}/attendance", data={f"attended-{first.id}": "41"}, follow_redirects=True).text
    assert "周示例：出勤学时应在 0 到 40 之间" in told
    client.post(f"{page}/attendance", data={f"attended-{first.id}": "32", f"attended-{second.id}": "31"})
    assert "1 人达到出勤要求" in client.post(f"{page}/finish", follow_redirects=True).text
    assert [one.completed for one in session.scalars(select(Enrolment).order_by(Enrolment.id))] == [True, False]
    stranger = people.account(Role.ENTERPRISE_OFFICER, people.organisation("别处示例公司", unit.parent))
    assert people.sign_in(client, stranger).get(page).status_code == 404


def test_show_batch_names_the_trainings_that_prepare_for_it(app: Flask, client: FlaskClient):
    body = assessments.body()
    plan = assessments.batch(body)
    trainer = people.account(Role.ENTERPRISE_OFFICER, body.organisation)
    facts = TrainingFacts("品酒师考前班", "", TrainingMode.ON_SITE, date(2026, 11, 1), date(2026, 11, 5), 24)
    with transaction():
        create_training(body.organisation, facts, batch=plan, by=trainer)
    assert "品酒师考前班" in people.sign_in(client, trainer).get(f"/assessments/batches/{plan.id}").text


def test_titling_goes_stage_by_stage_into_the_career(unit: Organisation, officer: Account):
    worker = people.person("周示例", unit)
    facts = TitlingFacts(TitleGrade.ASSISTANT, "助理工程师", "食品工程", 2026)
    with transaction():
        application = create_titling(worker, facts, by=officer)
    with pytest.raises(Refused, match="不能重复申报"), transaction():
        create_titling(worker, facts, by=officer)
    with pytest.raises(Refused), transaction():
        award_titling(application, document="示职改〔2026〕1号", awarded=TODAY, by=officer)
    for step in ("submit_titling", "check_titling", "forward_titling", "review_titling", "notice_titling"):
        with transaction():
            step_titling(application, step, by=officer)
    title = TitleFacts(TitleGrade.ASSISTANT, "助理工程师", "食品工程", date(2026, 1, 1))
    with transaction():
        written = add_professional_title(worker, title, by=officer)
    with pytest.raises(Refused, match="履历里已登记"), transaction():
        award_titling(application, document="示职改〔2026〕1号", awarded=TODAY, by=officer)
    with transaction():
        remove_professional_title(written, by=officer)
        award_titling(application, document="示职改〔2026〕1号", awarded=TODAY, by=officer)
    assert session.scalars(select(TitlingApplication)).one().state is TitlingState.AWARDED
    with pytest.raises(Refused, match="已取得"), transaction():
        create_titling(worker, facts, by=officer)
    moments = timeline_of(worker)
    assert [(moment.sort, moment.day) for moment in moments] == [
        (Happening.TITLE, TODAY),
        (Happening.EMPLOYMENT, date(2020, 1, 1)),
    ]


def test_timeline_leads_to_the_certificate_where_its_reader_may_read_it(
    app: Flask, unit: Organisation, officer: Account, client: FlaskClient
):
    prepare_jobs(app)
    worker = people.person("周示例", unit)
    with transaction():
        batch = ask_for_batch(
            "honour",
            "示例工匠证书",
            "roll:1",
            [
                CertificateRequest(
                    source="roll-line:1",
                    holder=worker,
                    holder_name=worker.name,
                    organisation=unit,
                    facts=replace(honour.EXAMPLE, holder=worker.name, number="", verify_url=""),
                )
            ],
            series="RY",
            organisation=unit,
            address=certificates.ADDRESS,
            by=officer,
        )
    paper = certificates.issued(certificates.certificates_of(batch)[0])
    seen = people.sign_in(client, officer).get(f"/persons/{worker.id}/timeline").text
    assert paper.number in seen and f'href="/certificates/{paper.id}"' in seen
    own = people.sign_in(client, people.account(Role.WORKER, unit, worker)).get("/my/timeline").text
    assert paper.number in own and 'href="/my/certificates"' in own and f'href="/certificates/{paper.id}"' not in own


def test_growth_pages_ask_the_database_as_often_for_30_as_for_3(
    unit: Organisation, officer: Account, client: FlaskClient, query_count
):
    people.sign_in(client, officer)
    with transaction():
        track = create_track(unit, "蔚蓝新星", "", 6, by=officer)
    counted = []
    for many in (3, 27):
        persons = [people.person("周示例", unit) for _ in range(many)]
        with transaction():
            join_track(session.get_one(Track, track.id), persons, by=officer)
        with query_count() as queries:
            assert client.get(f"/tracks/{track.id}").status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert session.query(TrackMember).count() == 30
