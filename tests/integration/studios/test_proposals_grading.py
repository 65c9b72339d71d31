"""Five-small achievements from the review to the library: recusal, ties, notice, objection, certificates, adoption."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from certificates.issuing.models import Certificate
from foundation import job_queue
from foundation.database import db, session, transaction
from foundation.errors import Refused
from notices.models import Objection, PublicNotice
from notices.operations import dismiss_objection, raise_objection
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from studios.proposals import announcing, grading, recommending, reviewing
from studios.proposals.models_achievements import Achievement
from studios.proposals.models_selections import AchievementQuota, Selection
from studios.proposals.queries_figures import achievement_figures, own_figures
from studios.proposals.rules_achievements import AchievementState, SelectionState
from studios.proposals.rules_grades import Grade
from studios.reviews.models import Review
from studios.reviews.operations import close_review
from studios.reviews.rules import ReviewKind, ScoreMethod
from tests.factories import people, reviews, studios
from tests.factories import proposals as make

GRADES = (Grade("一等", 1), Grade("二等", 2))
MARKS = {"甲": ("28", "26", "15", "18"), "乙": ("24", "20", "12", "16"), "丙": ("22", "18", "12", "16")}


@pytest.fixture
def unit(app: Flask, clock: Callable) -> Organisation:
    clock("2026-11-02 09:00")
    return studios.unit()


@pytest.fixture
def officer(unit: Organisation) -> Account:
    return people.account(Role.DISTRICT_OFFICER, unit.parent.parent)


def press(client: FlaskClient, address: str, **form: object) -> str:
    """Press a button; what the page says afterwards."""
    return client.post(address, data=form, headers={"Referer": "http://localhost/"}, follow_redirects=True).text


def reviewed(client: FlaskClient, unit: Organisation, officer: Account) -> tuple[Selection, list[Achievement]]:
    """A selection whose paper review has ended: one ahead, two tied, one behind; an expert of the unit steps aside."""
    selection = make.selection(officer.organisation, grades=GRADES, state=SelectionState.CLOSED)
    ready = {"state": AchievementState.CHECKED, "heads_confirmed": True, "submitted_on": selection.opens_on}
    verified = {"benefit": 120_000, "benefit_basis": "每月一万", "benefit_verifier": "财务部"}
    entered = [make.achievement(selection, person, **ready, **verified) for person in make.workers(unit, 4)]
    outside = reviews.experts(officer.organisation, 3)
    inside = people.account(Role.EXPERT, officer.organisation, people.person("专家己", unit))
    people.sign_in(client, officer)
    asked = {"kind": "paper", "rubric": "improvement-proposal", "method": "mean", "least_raters": "3"}
    experts = [str(one.id) for one in (*outside, inside)]
    page = press(client, f"/studios/selections/{selection.id}/reviews/new", experts=experts, **asked)
    assert "评审已开始" in page and "匿名" in page
    review = session.scalars(select(Review)).one()
    marks = dict(zip((one.reference for one in entered), ("甲", "乙", "乙", "丙"), strict=True))
    for expert in outside:
        reviews.score(review, expert, {reference: MARKS[word] for reference, word in marks.items()})
    people.sign_in(client, outside[0])
    materials = client.get(f"/studios/achievements/{entered[0].id}/materials").text
    assert entered[0].summary in materials and unit.name not in materials
    people.sign_in(client, inside)
    assert client.get(f"/studios/achievements/{entered[0].id}/materials").status_code == 404
    with transaction():
        close_review(review, by=officer)
    people.sign_in(client, officer)
    return selection, entered


def test_grade_achievements_to_the_library(client: FlaskClient, unit: Organisation, officer: Account, clock: Callable):
    job_queue.prepare_jobs(client.application)
    selection, (first, tied, other, last) = reviewed(client, unit, officer)
    grades = f"/studios/selections/{selection.id}"
    assert "已评定" in press(client, f"{grades}/grade", paper_weight="100")
    assert [(one.grade, one.rank, one.tied) for one in (first, tied, other, last)] == [
        ("一等", 1, 1),
        ("二等", 2, 2),
        ("二等", 2, 2),
        ("", 4, 1),
    ]
    assert last.state is AchievementState.NOT_GRADED and "没有进入设奖名额" in last.state_reason
    assert "已公示" in press(client, f"{grades}/notice")
    notice = session.scalars(select(PublicNotice)).one()
    with transaction():
        raise_objection(notice, name="赵示例", contact="示例厂", content="“二等”里有一项是我们班组的")
    objection = session.scalars(select(Objection)).one()
    clock("2026-11-30 09:00")
    people.sign_in(client, officer)
    assert "请先指明异议涉及哪一项" in press(client, f"{grades}/finalise")
    assert "已暂停这一项" in press(client, f"/studios/achievements/{tied.id}/hold", objection=objection.id)
    assert "2 项成果的等级生效" in press(client, f"{grades}/finalise")
    with transaction():
        dismiss_objection(objection, answer="查过班组记录，不是同一项", by=officer)
    assert "已恢复公示" in press(client, f"/studios/achievements/{tied.id}/release", reason="异议不成立")
    assert "1 项成果的等级生效" in press(client, f"{grades}/finalise")
    assert "证书正在制作" in press(client, f"{grades}/certify")
    certificates = session.scalars(select(Certificate)).all()
    assert sorted(one.facts["grade"] for one in certificates) == ["一等", "二等", "二等"]
    assert "3 项成果已入库" in press(client, f"{grades}/shelve")
    assert "这次评选已结束" in press(client, f"{grades}/finish")

    in_the_library(client, unit, officer, first, last)


def in_the_library(
    client: FlaskClient, unit: Organisation, officer: Account, first: Achievement, last: Achievement
) -> None:
    """What everybody sees, other units that use it, the figures, and a grade taken away."""
    elsewhere = people.organisation("示例动力设备有限公司工会", unit.parent)
    public = f"/studios/library/{first.id}"
    people.sign_in(client, people.account(Role.ENTERPRISE_OFFICER, elsewhere))
    using = {"organisation": elsewhere.id, "since": "2026-11-20", "use": "用在二车间"}
    assert "已登记本单位应用" in press(client, f"{public}/adopt", **using)
    assert "一个单位只计一次" in press(client, f"{public}/adopt", **using)
    visitor = client.application.test_client()
    assert elsewhere.name in visitor.get(public).text and first.content not in visitor.get(public).text
    assert first.title in visitor.get("/studios/library?text=夹具&grade=一等").text
    assert visitor.get(f"/studios/library/{last.id}").status_code == 404
    (line,) = achievement_figures([unit.path], first.selection.year)
    assert (line.entered, line.won, line.adopted, line.authors, line.benefit) == (4, 3, 1, 4, 360_000)
    assert own_figures(first.entrant).won == 1

    with transaction():
        announcing.strip_achievement(first, reason="弄虚作假", by=officer)
    assert first.certificate.state.value == "revoked" and visitor.get(public).status_code == 404
    with transaction():
        grading.regrade_achievement(first, reason="复核后查明属实", by=officer)
    assert (first.state, first.certificate) == (AchievementState.CHECKED, None)


def test_a_tie_across_a_boundary_is_settled_by_people(client: FlaskClient, unit: Organisation, officer: Account):
    selection, (first, tied, other, _last) = reviewed(client, unit, officer)
    selection.grades = [{"title": "一等", "places": "2"}, {"title": "二等", "places": "1"}]
    session.commit()
    with transaction():
        chosen = grading.shortlist_achievements(selection, 2, by=officer)
    assert {one.id for one in chosen} == {first.id, tied.id, other.id}  # tied for the last place, both go
    with transaction():
        grading.grade_achievements(selection, by=officer)
    assert (first.grade, tied.grade_options, other.grade_options) == ("一等", ["一等", "二等"], ["一等", "二等"])
    with pytest.raises(Refused, match="还有 2 项成果没有评定"), transaction():
        announcing.notice_achievements(selection, by=officer)
    assert "待裁定" in client.get(f"/studios/selections/{selection.id}/grades").text
    settle = f"/studios/achievements/{tied.id}/settle"
    assert "已裁定" in press(client, settle, grade="一等", reason="评委会七票对二票")
    refused = press(client, f"/studios/achievements/{other.id}/settle", grade="一等", reason="同上")
    assert "2 个名额已经定满" in refused
    with transaction():
        grading.settle_tie(other, "二等", reason="名额只剩二等", by=officer)
        grading.regrade_achievement(tied, reason="裁定有误", by=officer)
    assert (tied.state, other.grade) == (AchievementState.CHECKED, "二等")


def test_refuse_achievement_during_a_review_asks_for_no_more_scores(unit: Organisation, officer: Account):
    selection = make.selection(officer.organisation, state=SelectionState.CLOSED)
    first, second = (make.achievement(selection, one, state=AchievementState.CHECKED) for one in make.workers(unit, 2))
    plan = reviewing.ReviewPlan(ReviewKind.PAPER, "improvement-proposal", ScoreMethod.MEAN, 3)
    with transaction():
        review = reviewing.review_achievements(selection, plan, reviews.experts(officer.organisation, 3), by=officer)
        recommending.refuse_achievement(second, reason="查实抄袭", by=officer)
    excused = {subject.reference: subject.excused for subject in review.subjects}
    assert excused == {first.reference: "", second.reference: "查实抄袭"}
    with pytest.raises(Refused, match="上一轮评审还没有结束"), transaction():
        reviewing.review_achievements(selection, plan, [], by=officer)


def test_the_last_place_of_a_quota_is_taken_once(app: Flask, unit: Organisation, officer: Account):
    selection = make.selection(officer.organisation, recommender_places=1)
    ready = {"state": AchievementState.ENDORSED, "heads_confirmed": True}
    ids = [make.achievement(selection, person, **ready).id for person in make.workers(unit, 2)]
    officer_id = people.account(Role.DISTRICT_OFFICER, unit.parent).id
    session.commit()
    start = Barrier(2)

    def recommend(achievement_id: int) -> str:
        with app.app_context():
            start.wait(timeout=30)
            try:
                with transaction():
                    one = session.get_one(Achievement, achievement_id)
                    recommending.recommend_achievement(one, "同意", by=session.get_one(Account, officer_id))
            except Refused as refusal:
                return refusal.message
            finally:
                db.session.remove()
        return ""

    with ThreadPoolExecutor(2) as threads:
        said = sorted(threads.map(recommend, ids))
    assert said[0] == "" and "名额 1 项已经用完" in said[1]
    assert session.scalars(select(AchievementQuota)).one().taken == 1


def test_lists_ask_as_often_for_thirty_as_for_three(
    client: FlaskClient, unit: Organisation, officer: Account, query_count: Callable
):
    selection = make.selection(officer.organisation)
    people.sign_in(client, officer)
    listed = {"state": AchievementState.LISTED, "grade": "一等", "listed_on": selection.opens_on}
    counts = []
    for more in (3, 27):
        for person in make.workers(unit, more):
            make.achievement(selection, person, **listed)
        for address in (f"/studios/selections/{selection.id}", "/studios/library"):
            with query_count() as statements:
                assert client.get(address).status_code == 200
            counts.append(len(statements))
    assert counts[:2] == counts[2:]
