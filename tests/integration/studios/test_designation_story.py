"""From a call to an admitted application, level by level, with its ways back; who sees it; what lists cost."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from studios.designation import operations, operations_recommending
from studios.designation.models import Designation, RecommenderQuota, StudioBar
from studios.designation.operations_recommending import OpinionFacts
from studios.designation.queries import designations_visible_to, designations_waiting_for, facts_of, spans_before
from studios.designation.rules import DesignationState
from studios.registry.models import Studio
from tests.factories import designation as make
from tests.factories import people, studios

S = DesignationState
CALL = {
    "title": "关于申报 2026 年市级创新工作室的通知",
    "level": "city",
    "naming_title": "示例市劳模和工匠人才创新工作室",
    "condition_set": "plain",
    **{
        "years": "3",
        "team": "3",
        "outcomes": "0",
        "yearly_outcomes": "0",
        "activities": "0",
        "projects": "0",
        "promotions": "0",
    },
    **{"apply_from": "2026-03-01", "apply_to": "2026-03-31", "unit_quota": "2", "recommender_quota": "1"},
    **{"site_weight": "40", "paper_weight": "60", "notice_days": "5", "remarks": ""},
}
DEEDS = {"proposed_name": "领示甲焊接劳模创新工作室", "summary": "十年攻关。", "plan": "三年三个课题。"}
WRITTEN = {"summary": "十年攻关。", "plan": "三年三个课题。"}


@dataclass
class Town:
    """A city with a district, a unit, its studio, and whoever acts for each."""

    city: Organisation
    district: Organisation
    unit: Organisation
    studio: Studio
    leader: Account
    unit_officer: Account
    district_officer: Account
    city_officer: Account


@pytest.fixture
def town(app: Flask) -> Town:
    city = people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)
    district = people.organisation("示例甲区总工会", city, OrganisationKind.DISTRICT_FEDERATION)
    unit = people.organisation("示例重型机械有限公司工会", district)
    person = people.person("领示甲", unit)
    studio = studios.studio(unit, person, speciality="焊接", goals="三年三个课题。", address="示例路 1 号", area=80)
    return Town(
        city,
        district,
        unit,
        studio,
        people.account(Role.STUDIO_LEADER, unit, person),
        people.account(Role.ENTERPRISE_OFFICER, unit, people.person("经示甲", unit)),
        people.account(Role.DISTRICT_OFFICER, district),
        people.account(Role.DISTRICT_OFFICER, city),
    )


def opinion(text: str = "同意推荐。", paper: bytes | None = None) -> OpinionFacts:
    return OpinionFacts(text, "主席甲", date(2026, 3, 5), paper)


def give(client: FlaskClient, page: str, decision: str, text: str = "同意推荐。"):
    form = {"decision": decision, "text": text, "signer": "主席甲", "signed_on": "2026-03-05"}
    seal = (io.BytesIO(make.picture()), "盖章.png")
    return client.post(f"{page}/opinion", data={**form, "paper": seal}, follow_redirects=True)


def upload(client: FlaskClient, page: str, kind: str) -> None:
    form = {"kind": kind, "title": "", "file": (io.BytesIO(make.picture()), "材料.png")}
    assert "材料已保存" in client.post(f"{page}/materials/new", data=form, follow_redirects=True).text


def the_designation() -> Designation:
    session.expire_all()
    return session.scalars(select(Designation)).one()


def test_designation_from_call_to_recommendation(client: FlaskClient, town: Town, clock: Callable):
    clock("2026-03-06 09:00")
    people.sign_in(client, town.city_officer)
    created = client.post(f"/studios/calls/new?organiser={town.city.id}", data=CALL)
    assert "通知已发布" in client.post(f"{created.location}/publish", follow_redirects=True).text

    people.sign_in(client, town.leader)
    assert "从档案建立申报" in client.get("/studios/designations").text
    page = client.post(f"{created.location}/designations/{town.studio.id}").location
    draft = client.get(page).text
    assert [word for word in ("三年三个课题。", "没有设这一级，跳过", "盖章的申报表") if word not in draft] == []
    refused = client.post(f"{page}/edit", data={**DEEDS, "proposed_name": "劳模创新工作室"})
    assert (refused.status_code, "只有类型" in refused.text) == (422, True)
    assert "已保存" in client.post(f"{page}/edit", data=DEEDS, follow_redirects=True).text
    early = client.post(f"{page}/submit", follow_redirects=True, headers={"Referer": f"http://localhost{page}"})
    assert "申报还不能提交" in early.text
    for kind in ("form", "rules", "activities", "members", "outcomes"):
        upload(client, page, kind)
    assert "由各级依次提出推荐意见" in client.post(f"{page}/submit", follow_redirects=True).text
    assert the_designation().facts["team"] == 4

    people.sign_in(client, town.unit_officer)
    give(client, page, "return", "请补 2025 年总结")
    people.sign_in(client, town.leader)
    assert "退回补充：请补 2025 年总结" in client.get(page).text
    client.post(f"{page}/submit")
    people.sign_in(client, town.unit_officer)
    assert "等待 <strong>示例甲区总工会</strong>" in give(client, page, "recommend").text
    assert client.get(f"{page}/check").status_code == 403
    people.sign_in(client, town.district_officer)
    assert "剩余 <strong>1</strong> 个" in client.get(f"{page}/opinion").text
    give(client, page, "recommend")
    assert the_designation().state is S.RECOMMENDED
    assert client.get(f"{page}/check").status_code == 404
    assert session.scalars(designations_waiting_for(town.city_officer)).all() == [the_designation()]


def test_check_designation_asks_for_a_correction_and_admits(client: FlaskClient, town: Town, clock: Callable):
    now = clock("2026-03-10 09:00")
    call = make.call(town.city)
    facts = facts_of(town.studio, date(2026, 3, 10)).to_json()
    waiting = make.designation(call, town.studio, S.RECOMMENDED, facts=facts, submitted_at=now, **WRITTEN)
    page = f"/studios/designations/{waiting.id}"
    people.sign_in(client, town.city_officer)
    items = re.findall(r'name="met-([^"]+)" value="yes"', client.get(f"{page}/check").text)
    ticks = {f"met-{item}": "yes" for item in items}
    bare = client.post(f"{page}/check", data={**ticks, "conclusion": "admit"})
    assert (bare.status_code, "认为符合的请写明依据" in bare.text) == (422, True)
    asked = {**ticks, "conclusion": "correct", "text": "请补登设备和经费", "due": "2026-03-20"}
    assert "原来的材料和核对都保留" in client.post(f"{page}/check", data=asked, follow_redirects=True).text
    refused = client.post(f"/studios/calls/{call.id}/close", follow_redirects=True)
    assert "还有 1 件申报没有结果" in refused.text

    people.sign_in(client, town.leader)
    assert "请补登设备和经费" in client.get(page).text
    assert client.get(f"{page}/form.pdf").data.startswith(b"%PDF-")
    for kind in ("form", "rules", "activities", "members", "outcomes"):
        upload(client, page, kind)
    clock("2026-03-20 23:00")
    people.sign_in(client, town.leader)
    assert "补正已提交" in client.post(f"{page}/supplement", follow_redirects=True).text
    people.sign_in(client, town.city_officer)
    notes = {f"note-{item}": "已看原件" for item in items}
    admitted = client.post(f"{page}/check", data={**ticks, **notes, "conclusion": "admit"}, follow_redirects=True)
    assert "已受理" in admitted.text
    found = the_designation()
    assert (found.state, found.corrections, {one.note for one in found.checks}) == (S.ADMITTED, 1, {"已看原件"})
    assert "在办 1 件" in client.get(f"/studios/calls/{call.id}").text


def test_recommend_designation_keeps_to_the_quota_and_never_one_s_own(town: Town, clock: Callable):
    clock("2026-03-05 09:00")
    call = make.call(town.city, recommender_quota=1)
    second = studios.studio(town.unit, name="领示乙劳模创新工作室")
    first, other = (
        make.designation(
            call, studio, S.RECOMMENDING, awaited_id=town.district.id, submitted_at=clock("2026-03-05 09:00")
        )
        for studio in (town.studio, second)
    )
    by = town.district_officer
    with transaction():
        operations_recommending.recommend_designation(first, opinion(), by=by)
    with transaction(), pytest.raises(Refused, match="推荐名额用完了"):
        operations_recommending.recommend_designation(other, opinion(), by=by)
    session.add(RecommenderQuota(call=call, organisation=town.district, places=2))
    session.commit()
    by.person_id = second.leader_id
    session.commit()
    with transaction(), pytest.raises(Refused, match="自己的工作室"):
        operations_recommending.recommend_designation(other, opinion(), by=by)
    with transaction(), pytest.raises(Refused, match="录入意见的，请上传"):
        operations_recommending.refuse_designation(other, opinion("不符合条件"), by=town.city_officer)
    with transaction():
        operations_recommending.refuse_designation(other, opinion("不符合条件", make.picture()), by=town.city_officer)
    assert (other.state, other.opinions[0].for_another, other.awaited_id) == (S.REFUSED, True, None)
    with transaction():
        operations_recommending.resume_recommendation(other, reason="误填", by=town.city_officer)
    assert (other.state, other.awaited_id) == (S.RECOMMENDING, town.district.id)


def test_create_designation_starts_from_the_file_and_is_barred(town: Town, clock: Callable):
    clock("2026-03-05 09:00")
    call = make.call(town.city)
    named = make.designation(
        make.call(town.district), town.studio, S.NAMED, summary="已写的事迹", submitted_at=clock("2026-03-05 09:00")
    )
    bar = StudioBar(studio=town.studio, begins=date(2020, 1, 1), until=date(2026, 3, 5), reason="考核不合格摘牌")
    session.add(bar)
    session.commit()
    with transaction(), pytest.raises(Refused) as refused:
        operations.create_designation(call, town.studio, by=town.leader)
    assert refused.value.reasons == ["这个工作室到 2026年03月05日 为止不能申报：考核不合格摘牌"]
    clock("2026-03-06 09:00")
    with transaction():
        begun = operations.create_designation(call, town.studio, by=town.leader)
    assert (begun.summary, begun.plan, begun.proposed_name) == (named.summary, "三年三个课题。", town.studio.name)
    with transaction(), pytest.raises(Refused):
        operations.create_designation(call, town.studio, by=town.leader)
    with transaction():
        operations.withdraw_designation(begun, reason="重新整理", by=town.leader)
        again = operations.create_designation(call, town.studio, by=town.leader)
    assert {begun.state, again.state} == {S.WITHDRAWN, S.DRAFT}


def test_designations_visible_to_are_those_of_one_s_studios(client: FlaskClient, town: Town):
    elsewhere = people.organisation("示例乙区总工会", town.city, OrganisationKind.DISTRICT_FEDERATION)
    stranger = people.account(Role.DISTRICT_OFFICER, elsewhere)
    found = make.designation(make.call(town.city), town.studio)
    seen = {
        user.id: session.scalars(designations_visible_to(user)).all() == [found]
        for user in (town.leader, town.unit_officer, town.district_officer, town.city_officer, stranger)
    }
    assert [user for user, sees in seen.items() if not sees] == [stranger.id]
    people.sign_in(client, stranger)
    assert client.get(f"/studios/designations/{found.id}").status_code == 404
    assert client.post(f"/studios/designations/{found.id}/submit").status_code == 404


@pytest.mark.parametrize("page", ["/studios/designations", "/studios/calls", "/studios/calls/1/studios"])
def test_lists_cost_the_same_however_long(page: str, client: FlaskClient, town: Town, query_count: Callable):
    def fill(number: int) -> None:
        for _ in range(number):
            studio = studios.studio(town.unit, name=f"示例{next(numbers)}工作室", members=0)
            make.designation(make.call(town.city), studio)

    numbers = count(1)
    people.sign_in(client, town.city_officer)
    counts = []
    for number in (3, 12):
        fill(number)
        client.get(page)
        with query_count() as statements:
            assert client.get(page).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_spans_before_are_whole_years_back_from_the_day():
    spans = spans_before(date(2020, 3, 1), date(2022, 6, 1))
    assert spans == [(date(2021, 6, 2), date(2022, 6, 1)), (date(2020, 6, 2), date(2021, 6, 1))]
    assert spans_before(date(2022, 5, 1), date(2022, 6, 1)) == [(date(2021, 6, 2), date(2022, 6, 1))]
