"""Handing in: what a unit writes, files by their content, one entry a group, who sees which."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select, text

from foundation.database import session, transaction
from foundation.errors import Refused
from marking.sheets.models import Sheet
from marking.sheets.rules import SheetState
from notices.rules import NoticeState
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from studios.contests import announcing, awarding, deciding, operations, stepping, submitting
from studios.contests.models import Contest
from studios.contests.models_submissions import Submission, SubmissionFile
from studios.contests.queries import standings_of
from studios.contests.rules import PlannedGrade, PlannedStep, StepKind
from studios.contests.stepping import PanelFacts
from studios.mentoring.models import Mentoring
from tests.factories import contests, people, reviews, studios


@pytest.fixture
def city(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock("2026-05-01 09:00")
    return people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)


@pytest.fixture
def officer(city: Organisation) -> Account:
    return people.account(Role.DISTRICT_OFFICER, city)


@pytest.fixture
def unit(city: Organisation) -> Organisation:
    return people.organisation("示例机械公司工会", city)


@pytest.fixture
def contest(city: Organisation, officer: Account) -> Contest:
    return contests.contest(city, by=officer)


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def submitted(contest: Contest, unit: Organisation, by: Account, **changed: Any) -> Submission:
    with transaction():
        made = submitting.create_submission(contest, unit, contests.submission_facts(contest, **changed), by=by)
    with transaction():
        submitting.submit_submission(made, by=by)
    return made


def test_submission_is_written_returned_and_handed_in_again(
    app: Flask, client: FlaskClient, contest: Contest, unit: Organisation, officer: Account
):
    writer = people.sign_in(client, people.account(Role.ENTERPRISE_OFFICER, unit))
    form = {
        "organisation_id": unit.id,
        "class_id": contest.classes[0].id,
        "applicant_class": "基层工会",
        "title": "职工夜校",
        "budget_total": "50000",
        "budget-0-item": "师资",
        "budget-0-source": "union",
        "budget-0-amount": "30000",
    }
    address = f"/studios/contests/{contest.id}/submissions/new"
    assert writer.get(address).status_code == 200
    refused = writer.post(address, data=form)
    assert "合计 30000 元，与填写的总额 50000 元不一致" in text_of(refused)
    whole = form | {"budget-1-item": "场地", "budget-1-source": "own", "budget-1-amount": "20000"}
    assert writer.post(address, data=whole).status_code == 302
    (made,) = session.query(Submission).all()
    page = f"/studios/submissions/{made.id}"
    assert "没有填写联系人和联系电话" in text_of(writer.post(f"{page}/submit", follow_redirects=True))
    texts = dict.fromkeys(["summary", "need", "beneficiaries", "goals", "plan"], "内容")
    edit = whole | texts | {"contact_name": "联示例", "contact_phone": "13800000001", "row_version": made.row_version}
    assert writer.post(f"{page}/edit", data=edit).status_code == 302
    assert "已提交，编号 001" in text_of(writer.post(f"{page}/submit", follow_redirects=True))
    stored = session.execute(text("SELECT contact_name, contact_phone FROM project_submissions")).one()
    assert "联示例" not in stored[0] and "13800000001" not in stored[1]
    chair = people.sign_in(app.test_client(), officer)
    assert chair.post(f"{page}/return", data={"reason": "请补充受益人数"}).status_code == 302
    assert "请补充受益人数" in text_of(writer.get(page))
    assert writer.post(f"{page}/submit").status_code == 302
    assert (made.number, chair.get(f"/studios/contests/{contest.id}/submissions.xlsx").status_code) == (1, 200)
    assert writer.post(f"{page}/withdraw", data={"reason": "另报"}).status_code == 302
    assert writer.post(f"{page}/restore").status_code == 302


def test_files_are_judged_by_content_and_pictures_have_a_preview(
    client: FlaskClient, contest: Contest, unit: Organisation
):
    writer = people.account(Role.ENTERPRISE_OFFICER, unit)
    page = people.sign_in(client, writer)
    with transaction():
        made = submitting.create_submission(contest, unit, contests.submission_facts(contest), by=writer)
    address = f"/studios/submissions/{made.id}/files/new"
    program = {"title": "申报书", "file": (io.BytesIO(b"MZ\x90\x00 program"), "申报书.pdf")}
    assert "只收 PDF、JPG、PNG" in text_of(page.post(address, data=program))
    picture = io.BytesIO()
    Image.new("RGB", (2400, 1200), "#b5121b").save(picture, "PNG")
    assert (
        page.post(address, data={"title": "照片", "file": (io.BytesIO(picture.getvalue()), "a.exe")}).status_code == 302
    )
    (kept,) = session.query(SubmissionFile).all()
    shown = page.get(f"/studios/submissions/{made.id}/files/{kept.id}/preview")
    with Image.open(io.BytesIO(shown.data)) as preview:
        assert (shown.mimetype, preview.size) == ("image/jpeg", (900, 450))
    assert page.post(f"/studios/submissions/{made.id}/files/{kept.id}/remove").status_code == 302


def test_a_group_hands_in_once_where_the_call_says_so(city: Organisation, unit: Organisation, officer: Account):
    contest = contests.contest(city, by=officer, title="职工自组织项目", one_per_group=True)
    writer = people.account(Role.ENTERPRISE_OFFICER, unit)
    submitted(contest, unit, writer, group_name="读书会")
    submitted(contest, unit, writer, group_name="跑团")
    with pytest.raises(Refused) as refused:
        submitted(contest, unit, writer, group_name="读书会", title="另一个")
    assert refused.value.reasons == ["这次征集每个团队（单位）限报一项，“读书会”已经提交“职工夜校”。"]


def test_everybody_sees_only_what_is_his(
    app: Flask, client: FlaskClient, contest: Contest, city: Organisation, unit: Organisation, officer: Account
):
    writer = people.account(Role.ENTERPRISE_OFFICER, unit)
    made = submitted(contest, unit, writer)
    stranger = people.account(Role.ENTERPRISE_OFFICER, people.organisation("另一公司工会", city))
    foreign = people.account(
        Role.DISTRICT_OFFICER, people.organisation("外市总工会", kind=OrganisationKind.CITY_FEDERATION)
    )
    page = f"/studios/submissions/{made.id}"
    seen = {
        account.id: people.sign_in(app.test_client(), account).get(page).status_code
        for account in (writer, officer, stranger, foreign)
    }
    assert seen == {writer.id: 200, officer.id: 200, stranger.id: 404, foreign.id: 404}
    outside = people.sign_in(app.test_client(), foreign)
    assert outside.get(f"/studios/contests/{contest.id}").status_code == 404
    assert outside.post(f"/studios/contests/{contest.id}/close").status_code == 404
    assert client.get(f"/studios/contests/calls/{contest.id}").status_code == 200
    assert contest.title in text_of(client.get("/studios/contests/calls"))


def test_an_expert_reads_an_anonymous_work_without_its_unit(
    app: Flask, city: Organisation, unit: Organisation, officer: Account
):
    steps = [PlannedStep(StepKind.PRELIMINARY, "初评", Decimal(100), rubric="pitch", anonymous=True)]
    contest = contests.contest(
        city, by=officer, title="摄影作品征集", steps=steps, asks_budget=False, grades=contests.GRADES[:3]
    )
    made = submitted(contest, unit, people.account(Role.ENTERPRISE_OFFICER, unit), budget=[], budget_total=0)
    with transaction():
        operations.close_contest(contest, by=officer)
    experts = reviews.experts(city, 3)
    with transaction():
        stepping.open_step(contest.steps[0], panels=[PanelFacts("专家组", experts)], by=officer)
    shown = text_of(people.sign_in(app.test_client(), experts[0]).get(f"/studios/submissions/{made.id}/material"))
    assert "作品 001" in shown and "晚间技能课" in shown
    assert unit.name not in shown and "张示例" not in shown
    stranger = people.account(Role.EXPERT, city)
    assert (
        people.sign_in(app.test_client(), stranger).get(f"/studios/submissions/{made.id}/material").status_code == 404
    )


def test_an_expert_does_not_score_the_work_of_his_apprentice(city: Organisation, unit: Organisation, officer: Account):
    author = people.person("张示例", unit)
    experts = reviews.experts(city, 4)
    master = experts[0].person
    studio = studios.studio(unit, master)
    terms = {
        "occupation_code": "6-18-02-04",
        "begins": date(2026, 1, 1),
        "ends": date(2026, 12, 31),
        "plan": "每月一课",
    }
    session.add(Mentoring(studio=studio, master=master, apprentice=author, began_on=date(2026, 1, 1), **terms))
    session.commit()
    steps = [PlannedStep(StepKind.PRELIMINARY, "初评", Decimal(100), rubric="service-project")]
    contest = contests.contest(city, by=officer, steps=steps, grades=contests.GRADES[:3])
    submitted(contest, unit, people.account(Role.ENTERPRISE_OFFICER, unit))
    with transaction():
        operations.close_contest(contest, by=officer)
    with transaction():
        stepping.open_step(contest.steps[0], panels=[PanelFacts("专家组", experts)], by=officer)
    recused = session.scalars(select(Sheet).where(Sheet.state == SheetState.RECUSED))
    assert [sheet.member.account for sheet in recused] == [experts[0]]


def test_lists_ask_as_often_for_many_as_for_few(
    client: FlaskClient, contest: Contest, unit: Organisation, officer: Account, query_count
):
    page = people.sign_in(client, officer)
    counts = []
    for more in (3, 27):
        contests.submissions(contest, [unit], more)
        contests.contest(contest.organisation, by=officer, title=f"征集{more}")
        with query_count() as asked:
            assert page.get(f"/studios/contests/{contest.id}/submissions").status_code == 200
            assert page.get("/studios/contests").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    figures = page.get("/studios/contests/figures")
    assert "P01 征集件数" in text_of(figures)


def test_create_contest_begins_from_a_preset_and_is_edited_before_it_is_published(
    client: FlaskClient, city: Organisation, officer: Account
):
    page = people.sign_in(client, officer)
    assert "江北区总工会 2022" in text_of(page.get("/studios/contests/new"))
    for preset in ("works_collection", "reform_projects", "service_projects_jiangbei_2022"):
        assert page.get(f"/studios/contests/new?preset={preset}").status_code == 200
    made = contests.contest(city, by=officer, published=False)
    assert page.get(f"/studios/contests/{made.id}/edit").status_code == 200
    with transaction():
        operations.edit_contest(made, contests.facts(notice_days=7, classes=[("文体", "")]), version=1, by=officer)
    assert (made.notice_days, [one.title for one in made.classes]) == (7, ["文体"])
    assert page.post(f"/studios/contests/{made.id}/publish").status_code == 302
    assert page.post(f"/studios/contests/{made.id}/cancel", data={"reason": "经费未落实"}).status_code == 302
    assert "这次征集已经取消" in text_of(client.get(f"/studios/contests/calls/{made.id}"))


def test_a_corrected_result_lets_the_next_move_up(city: Organisation, unit: Organisation, officer: Account):
    steps, grades = [PlannedStep(StepKind.SCREENING, "评定")], [PlannedGrade("优秀项目", 1)]
    contest = contests.contest(city, by=officer, title="改革项目", asks_budget=False, steps=steps, grades=grades)
    first, second = contests.submissions(contest, [unit], 2)
    with transaction():
        operations.close_contest(contest, by=officer)
    (step,) = contest.steps
    with transaction():
        stepping.open_step(step, by=officer)
    standings = list(session.scalars(standings_of(step)))
    with transaction():
        deciding.decide_standings(step, [one.id for one in standings], {}, by=officer)
    with transaction():
        deciding.close_step(step, by=officer)
    with pytest.raises(Refused, match="写明依据"), transaction():
        awarding.compute_result(contest, {}, by=officer)
    with pytest.raises(Refused, match="与数量不符"), transaction():
        awarding.compute_result(contest, {}, reason="研究决定", by=officer)
    with transaction():
        chosen = {f"total:{first.id}": "优秀项目", f"total:{second.id}": ""}
        result = awarding.compute_result(contest, chosen, reason="研究决定", by=officer)
    with pytest.raises(Refused, match="结果已经计算"), transaction():
        deciding.drop_standing(standings[0], reason="材料造假", by=officer)
    with transaction():
        notice = announcing.notice_result(result, by=officer)
    with transaction():
        awarding.supersede_result(result, reason="材料造假", by=officer)
    assert notice.state is NoticeState.VOIDED
    with transaction():
        deciding.drop_standing(standings[0], reason="材料造假", by=officer)
    with transaction():
        again = awarding.compute_result(contest, {}, by=officer)
    assert (again.version, [award.submission_id for award in again.awards]) == (2, [second.id])
    assert [line.rank for line in again.lines] == [1]
