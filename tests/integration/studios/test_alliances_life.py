"""An alliance from its founding to its end, yearly plans, and lists that ask the database a fixed number of times."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from studios.alliances.models import Alliance, AllianceMember
from studios.alliances.operations import ActivityFacts, add_alliance_activity, add_alliance_member, add_alliance_turn
from studios.alliances.queries import (
    alliance_figures,
    alliances_in_force_by_region,
    alliances_visible_to,
    cross_region_by_kind,
    is_rotation_due,
    rotations_waiting_for,
)
from studios.alliances.rules import AllianceActivityKind, Span
from studios.challenges.operations import ChallengeFacts, create_challenge
from studios.projects.models import Project
from studios.projects.models_plans import StudioPlan
from studios.projects.operations import ProjectFacts, edit_project
from studios.projects.operations_work import CheckFacts, check_project, conclude_project
from studios.projects.queries_plans import plans_waiting_for
from studios.projects.rules import ProjectSource
from studios.projects.rules_plans import PlanState
from tests.factories import people, studio_projects, studios

TODAY = date(2026, 11, 2)
YEAR = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def unit(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock("2026-11-02 09:00")
    return studios.unit()


@pytest.fixture
def officer(unit: Organisation) -> Account:
    return people.account(Role.ENTERPRISE_OFFICER, unit)


def test_who_left_an_alliance_comes_back_only_later(unit: Organisation, officer: Account, client: FlaskClient):
    alliance = studio_projects.alliance(unit, officer)
    people.sign_in(client, officer)
    page = f"/studios/alliances/{alliance.id}/members"
    joining = {"studio": 0, "name": "短示创新工作室", "region": "示例市", "joined_on": "2024-05-01"}
    assert client.post(f"{page}/new", data=joining).status_code == 302
    assert client.post(f"{page}/1/end", data={"left_on": "2024-06-01", "reason": "登记错"}).status_code == 302
    assert "再次加入应在此后" in client.post(f"{page}/new", data=joining).text
    assert client.post(f"{page}/new", data=joining | {"joined_on": "2024-06-02"}).status_code == 302


def test_an_alliance_rotates_acts_across_regions_and_ends(unit: Organisation, officer: Account, client: FlaskClient):
    studio = studios.studio(unit)
    people.sign_in(client, officer)
    typed = {"organisation": unit.id, "name": "示例三地联盟", "lead_studio": studio.id, "founded_on": "2024-05-01"}
    typed |= {"regions": "示例市、邻示例市", "charter": (io.BytesIO(studio_projects.PAPER), "章程.pdf")}
    assert client.post("/studios/alliances/new", data=typed).status_code == 302
    alliance = session.scalars(select(Alliance)).one()
    page = f"/studios/alliances/{alliance.id}"
    assert client.get(f"{page}/charter").data == studio_projects.PAPER
    edited = {key: value for key, value in typed.items() if key != "charter"} | {"industry": "装备制造"}
    assert client.post(f"{page}/edit", data=edited | {"row_version": "1"}).status_code == 302
    assert "已被别人修改" in client.post(f"{page}/edit", data=edited | {"row_version": "1"}).text
    assert client.get(f"{page}/charter").status_code == 200
    joining = {"region": "示例市", "joined_on": "2024-05-01"}
    client.post(f"{page}/members/new", data=joining | {"studio": studio.id})
    elsewhere = joining | {"studio": 0, "region": "邻示例市"}
    assert client.post(f"{page}/members/new", data=elsewhere).status_code == 422
    client.post(f"{page}/members/new", data=elsewhere | {"name": "邻示工匠创新工作室"})
    first, second = session.scalars(select(AllianceMember).order_by(AllianceMember.id)).all()
    client.post(f"{page}/turns/new", data={"member": first.id, "begins_on": "2025-12-01", "ends_on": "2026-11-30"})
    overlapping = {"member": second.id, "begins_on": "2026-11-30", "ends_on": "2027-11-29"}
    assert "同一天只能有一个轮值单位" in client.post(f"{page}/turns/new", data=overlapping).text
    assert "还没有排定下一任" in client.get(page).text
    assert session.scalars(rotations_waiting_for(officer, TODAY)).unique().all() == [alliance]
    client.post(f"{page}/turns/new", data=overlapping | {"begins_on": "2026-12-01"})
    assert "2026年12月01日 交给“邻示工匠创新工作室”" in client.get(page).text
    for day, regions in [
        ("2026-03-01", "示例市、邻示例市"),
        ("2026-04-01", "示例市"),
        ("2025-04-01", "示例市 邻示例市"),
    ]:
        held = {"kind": "exchange", "title": "示例技术交流", "held_on": day, "regions": regions, "attendances": 40}
        assert client.post(f"{page}/activities/new", data=held).status_code == 302
    visible = alliances_visible_to(officer)
    figures = alliance_figures(visible, *YEAR)
    assert (figures.in_force, figures.cross_region, figures.activities, figures.attendances) == (1, 1, 2, 80)
    assert cross_region_by_kind(visible, *YEAR) == {AllianceActivityKind.EXCHANGE: 1}
    assert alliances_in_force_by_region(visible, TODAY) == {"示例市": 1, "邻示例市": 1}
    leaving = {"left_on": "2026-11-01", "reason": "工作室注销"}
    assert "还有到" in client.post(f"{page}/members/{second.id}/end", data=leaving).text
    client.post(f"{page}/dissolve", data={"reason": "任务完成"})
    assert alliance_figures(visible, *YEAR).in_force == 0
    assert alliance_figures(visible, date(2025, 1, 1), date(2025, 12, 31)).in_force == 1
    assert "已经解散" in client.post(f"{page}/turns/1/remove", follow_redirects=True).text
    stranger = people.account(Role.ENTERPRISE_OFFICER, people.organisation("别处示例公司工会", unit.parent))
    assert people.sign_in(client, stranger).get(page).status_code == 404


def test_the_unit_accepts_plan_and_summary(unit: Organisation, officer: Account, client: FlaskClient):
    studio = studios.studio(unit)
    leader = people.account(Role.STUDIO_LEADER, unit, studio.leader)
    people.sign_in(client, leader)
    typed = {"year": 2026, "goals": "降废品率", "planned_projects": 2, "planned_trainings": 4}
    typed |= {"plan_due_on": "2026-03-31", "summary_due_on": "2027-01-31"}
    new = f"/studios/{studio.id}/plans/new"
    assert client.post(new, data=typed | {"year": 2019}).status_code == 422
    assert client.post(new, data=typed).status_code == 302
    assert "2026 年的计划已经有了" in client.post(new, data=typed).text
    plan = session.scalars(select(StudioPlan)).one()
    page = f"/studios/plans/{plan.id}"
    assert "已过期" in client.get(page).text
    client.post(f"{page}/submit")
    assert client.post(f"{page}/accept").status_code == 403
    people.sign_in(client, officer)
    assert session.scalars(plans_waiting_for(officer, TODAY)).unique().all() == [plan]
    client.post(f"{page}/accept")
    people.sign_in(client, leader)
    client.post(f"{page}/summary", data={"summary": "完成两项"})
    people.sign_in(client, officer)
    client.post(f"{page}/summary/return", data={"reason": "补充培训情况"})
    client.post(f"{page}/summary", data={"summary": "完成两项，培训四场"})
    client.post(f"{page}/summary/accept")
    assert session.get_one(StudioPlan, plan.id).state is PlanState.CLOSED


def test_a_project_is_not_judged_by_its_head_nor_stored_against_its_rules(unit: Organisation, officer: Account):
    studio = studios.studio(unit)
    heading = people.account(Role.ENTERPRISE_OFFICER, unit, studio.leader)
    project = studio_projects.running(studio_projects.project(studio, officer), officer)
    passing = CheckFacts(TODAY, True, "达到指标")
    with pytest.raises(Refused, match="您是这个项目的负责人"), transaction():
        conclude_project(project, passing, content=studio_projects.PAPER, by=heading)
    with transaction():
        check_project(project, CheckFacts(TODAY, False, "进度偏慢"), by=officer)
        conclude_project(project, CheckFacts(TODAY, False, "指标未达到"), content=studio_projects.PAPER, by=officer)
    facts = ProjectFacts("示例", ProjectSource.ALLIANCE, date(2026, 1, 10), date(2026, 12, 20))
    with pytest.raises(Refused, match="已经验收或中止"), transaction():
        edit_project(project, facts, project.head, by=officer)
    earlier: dict[str, Any] = {"begins_on": date(2019, 1, 1), "ends_on": date(2018, 1, 1)}
    with pytest.raises(Refused) as refusal:
        studio_projects.project(studio, officer, **earlier)
    assert len(refusal.value.reasons) == 2
    with pytest.raises(IntegrityError), transaction():
        session.execute(update(Project).values(shared=Decimal("100.01")))


def test_lists_ask_the_database_as_often_for_30_as_for_3(
    unit: Organisation, officer: Account, client: FlaskClient, query_count
):
    studio, partner = studios.studio(unit), studios.studio(unit)
    people.sign_in(client, officer)
    asked = []
    for many in (3, 27):
        for _ in range(many):
            number = session.query(Project).count()
            studio_projects.project(studio, officer, title=f"示例攻关{number}")
            alliance = studio_projects.alliance(unit, officer, f"示例联盟{number}")
            held = ActivityFacts(AllianceActivityKind.TALENT, "示例培训", TODAY, ["示例市"])
            facts = ChallengeFacts(f"示例难题{number}", "问题", "目标", date(2026, 12, 1))
            with transaction():
                member = add_alliance_member(alliance, partner, "", "示例市", date(2024, 5, 1), by=officer)
                add_alliance_turn(alliance, member, Span(date(2024, 5, 1), date(2027, 1, 1)), by=officer)
                add_alliance_activity(alliance, held, by=officer)
                create_challenge(unit, facts, by=officer)
        with query_count() as statements:
            for page in ("projects", "alliances", "challenges"):
                assert client.get(f"/studios/{page}").status_code == 200
        asked.append(len(statements))
    assert asked[0] == asked[1]
    assert not is_rotation_due(session.scalars(select(Alliance)).first(), TODAY)
