"""揭榜 from a unit's need to an accepted project of two studios with their shares, its benefit and who else uses it."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from people.persons.models import Person
from studios.challenges import claiming
from studios.challenges.models import Challenge, Claim
from studios.challenges.operations import publish_challenge
from studios.challenges.queries import challenges_waiting_for
from studios.challenges.rules import ChallengeState, ClaimState
from studios.outcomes.operations_papers import add_adoption
from studios.projects.models import Project
from studios.projects.models_work import Milestone, Spending
from studios.projects.queries import (
    count_projects,
    joint_projects_by_industry,
    project_figures,
    projects_by_level,
    projects_by_source,
    projects_visible_to,
    share_of,
)
from studios.projects.rules import ProjectSource, ProjectState
from studios.registry.models import Studio
from tests.at_once import refused_at_once
from tests.factories import people, studio_outcomes, studio_projects, studios

YEAR = date(2026, 1, 1), date(2026, 12, 31)


def paper(name: str = "file") -> dict[str, object]:
    return {name: (io.BytesIO(studio_projects.PAPER), "材料.pdf")}


@pytest.fixture
def at(app: Flask, clock: Callable[[str], object]) -> Callable[[str], object]:
    clock("2026-11-02 09:00")
    return clock


@dataclass
class Cast:
    """Who takes part in the story."""

    client: FlaskClient
    seeking: Account
    runner: Account
    leader: Account
    deciding: Account
    lead: Studio
    other: Studio

    def becomes(self, account: Account) -> FlaskClient:
        return people.sign_in(self.client, account)


@pytest.fixture
def cast(app: Flask, at: Callable[[str], object], client: FlaskClient) -> Cast:
    seeker = studios.unit("求解示例涂装厂工会")
    solver = people.organisation("解题示例机械厂工会", seeker.parent)
    lead, other = studios.studio(solver, industry="装备制造"), studios.studio(solver)
    return Cast(
        client=client,
        seeking=people.account(Role.ENTERPRISE_OFFICER, seeker),
        runner=people.account(Role.DISTRICT_OFFICER, seeker.parent.parent),
        leader=people.account(Role.STUDIO_LEADER, solver, lead.leader),
        deciding=people.account(Role.ENTERPRISE_OFFICER, solver),
        lead=lead,
        other=other,
    )


def test_a_need_becomes_an_accepted_project_of_two_studios(app: Flask, at: Callable[[str], object], cast: Cast):
    page = need_is_published(app, cast)
    work = claim_is_chosen(cast, page)
    team_is_made(cast, work)
    at("2026-11-12 09:00")
    step = step_is_late_and_money_runs_over(cast, work)
    project_is_accepted(cast, page, work, step)
    solution_spreads(cast, page)
    visible = projects_visible_to(cast.runner)
    figures = project_figures(visible, *YEAR)
    assert (figures.started, figures.accepted, figures.joint) == (1, 1, 1)
    assert projects_by_source(visible, *YEAR) == {ProjectSource.CHALLENGE: (1, 1)}
    assert projects_by_level(visible, *YEAR) == {None: (1, 1)}
    assert joint_projects_by_industry(visible, *YEAR) == {"装备制造": 1}
    assert [count_projects(one, *YEAR, accepted=True) for one in (cast.lead, cast.other)] == [1, 1]
    assert count_projects(cast.lead, date(2025, 1, 1), date(2025, 12, 31)) == 0


def need_is_published(app: Flask, cast: Cast) -> str:
    client = cast.becomes(cast.seeking)
    typed = {"organisation": cast.seeking.organisation_id, "title": "示例涂层脱落", "reward": "80000"}
    typed |= {"problem": "三个月脱落", "target": "寿命一年"}
    late = client.post("/studios/challenges/new", data=typed | {"deadline": "2026-11-01"})
    assert late.status_code == 422 and "不能早于今天" in late.text and "三个月脱落" in late.text
    assert client.post("/studios/challenges/new", data=typed | {"deadline": "2026-11-20"}).status_code == 302
    challenge = session.scalars(select(Challenge)).one()
    page = f"/studios/challenges/{challenge.id}"
    client.post(f"{page}/submit")
    assert client.post(f"{page}/publish").status_code == 403
    assert "示例涂层脱落" not in client.get("/studios/challenges/open").text
    assert session.scalars(challenges_waiting_for(cast.runner, date(2026, 11, 2))).unique().all() == [challenge]
    cast.becomes(cast.runner).post(f"{page}/publish")
    visitor = app.test_client().get("/studios/challenges/open").text
    assert "示例涂层脱落" in visitor and "80,000 元" in visitor and "经办人甲" not in visitor
    return page


def claim_is_chosen(cast: Cast, page: str) -> str:
    client = cast.becomes(cast.leader)
    claimed = client.post(f"{page}/claims/new", data={"studio": cast.lead.id, "plan": "换底漆，分三步"} | paper())
    assert claimed.status_code == 302
    assert client.post(f"{page}/claims/new", data={"studio": cast.other.id, "plan": "代揭"}).status_code == 422
    claim = session.scalars(select(Claim)).one()
    with pytest.raises(Refused, match="您自己提交"), transaction():
        claim.claimed_by_id = cast.runner.id
        facts = claiming.TeamFacts(claim.studio.leader, date(2026, 11, 2), date(2027, 6, 30), Decimal(1))
        claiming.choose_claim(claim, facts, by=session.get_one(Account, cast.runner.id))
    team = {"head": cast.lead.leader_id, "begins_on": "2026-11-02", "ends_on": "2027-06-30", "budget": "80000"}
    assert cast.becomes(cast.runner).post(f"{page}/claims/{claim.id}/choose", data=team).status_code == 302
    project = session.scalars(select(Project)).one()
    drawn_up = project.source, project.state, share_of(project, cast.lead)
    assert drawn_up == (ProjectSource.CHALLENGE, ProjectState.DRAFT, Decimal(100))
    return f"/studios/projects/{project.id}"


def team_is_made(cast: Cast, work: str) -> None:
    client, lead, other = cast.becomes(cast.leader), cast.lead, cast.other
    studios.naming(other)
    client.post(f"{work}/studios/new", data={"studio": other.id})
    shares = {f"share-{lead.id}": "70", f"share-{other.id}": "40"}
    assert "合计 110%，超过 100%" in client.post(f"{work}/shares", data=shares, follow_redirects=True).text
    client.post(f"{work}/shares", data=shares | {f"share-{other.id}": "30"})
    project = session.scalars(select(Project)).one()
    assert (share_of(project, lead), share_of(project, other)) == (Decimal(70), Decimal(30))
    gone, helper = other.members[0].person, other.members[1].person
    gone.employer = None
    joining = {"role": "core", "joined_on": "2026-11-02"}
    refused = client.post(f"{work}/team/new", data=joining | {"person": gone.id})
    assert refused.status_code == 422 and "目前没有单位" in refused.text
    assert client.post(f"{work}/team/new", data=joining | {"person": helper.id}).status_code == 302
    client.post(f"{work}/milestones/new", data={"title": "样板试验", "due_on": "2026-11-10"})
    assert client.post(f"{work}/approve").status_code == 403
    cast.becomes(cast.deciding).post(f"{work}/approve")
    cast.becomes(cast.leader).post(f"{work}/start")


def step_is_late_and_money_runs_over(cast: Cast, work: str) -> str:
    client = cast.becomes(cast.leader)
    assert "逾期 2 天" in client.get(work).text
    assert "个节点逾期" in client.get("/studios/projects?only=overdue").text
    plan = {"title": "涂层攻关", "source": "challenge", "alliance": 0, "difficulty": "key", "head": cast.lead.leader_id}
    plan |= {"begins_on": "2026-11-02", "ends_on": "2027-05-31", "budget": "80000"}
    assert "需要写明原因" in client.post(f"{work}/edit", data=plan).text
    assert client.post(f"{work}/edit", data=plan | {"reason": "提前一个月"}).status_code == 302
    shares = {f"share-{cast.lead.id}": "60", f"share-{cast.other.id}": "40"}
    assert "改变份额需要写明原因" in client.post(f"{work}/shares", data=shares, follow_redirects=True).text
    assert "写明移出" in client.post(f"{work}/studios/{cast.other.id}/remove", follow_redirects=True).text
    assert client.post(f"{work}/shares", data=shares | {"reason": "重新商定"}).status_code == 302
    step = f"{work}/milestones/{session.scalars(select(Milestone)).one().id}/finish"
    bare = client.post(step, data={"done_on": "2026-11-12"})
    assert bare.status_code == 422 and "没有材料的节点不能办结" in bare.text
    program = {"done_on": "2026-11-12", "file": (io.BytesIO(b"MZ program"), "材料.pdf")}
    assert "材料只收 PDF、JPG、PNG" in client.post(step, data=program).text
    spent = {"spent_on": "2026-11-12", "purpose": "底漆", "amount": "80000.5"}
    asked = client.post(f"{work}/spendings/new", data=spent | paper())
    assert asked.status_code == 422 and "合计 80,000.5 元" in asked.text and "0.5 元" in asked.text
    client.post(f"{work}/spendings/new", data=spent | paper() | {"over_reason": "运费上涨"})
    assert session.scalars(select(Spending)).one().over_reason == "运费上涨"
    return step


def project_is_accepted(cast: Cast, page: str, work: str, step: str) -> None:
    client = cast.becomes(cast.deciding)
    passing = {"held_on": "2026-11-12", "result": "pass", "opinion": "达到指标"}
    early = client.post(f"{work}/conclude", data=passing | paper())
    assert early.status_code == 422 and "节点“样板试验”还没有办结" in early.text
    too_early = cast.becomes(cast.runner).post(f"{page}/accept", follow_redirects=True)
    assert "还没有通过验收" in too_early.text
    client.post(step, data={"done_on": "2026-11-12"} | paper())
    assert client.post(f"{work}/conclude", data=passing | paper()).status_code == 302
    shown = client.get(work).text
    assert "通过验收" in shown and "超出 0.5 元" in shown
    proof = client.get(f"{work}/files/report/1")
    assert proof.data == studio_projects.PAPER and client.get(f"{work}/files/voucher/99").status_code == 404


def solution_spreads(cast: Cast, page: str) -> None:
    client = cast.becomes(cast.runner)
    client.post(f"{page}/accept")
    project = session.scalars(select(Project)).one()
    outcome = studio_outcomes.outcome(cast.lead, cast.leader, cast.deciding, project=project)
    studio_outcomes.benefit(outcome, 300_000, cast.leader)
    assert "还没有核实的效益" in client.post(f"{page}/verify", follow_redirects=True).text
    studio_outcomes.benefit(outcome, 120_000, cast.leader, cast.deciding)
    client.post(f"{page}/verify")
    assert "还没有其他单位应用" in client.post(f"{page}/spread", follow_redirects=True).text
    with transaction():
        for unit in (cast.seeking.organisation.name, "远示例涂装厂"):
            add_adoption(outcome, unit, date(2026, 11, 1), studio_outcomes.PAPER, by=cast.deciding)
    client.post(f"{page}/spread")
    shown = client.get(page).text
    assert "推广到 1 个其他单位：远示例涂装厂" in shown and "120,000" in shown and "300,000" in shown
    assert session.scalars(select(Challenge)).one().state is ChallengeState.SPREAD


def test_two_who_decide_at_once_make_one_team(app: Flask, at: Callable[[str], object]):
    unit = studios.unit()
    first, second = studios.studio(unit), studios.studio(unit)
    runner = people.account(Role.DISTRICT_OFFICER, unit.parent.parent)
    leader = people.account(Role.STUDIO_LEADER, unit, first.leader)
    challenge = studio_projects.opened(studio_projects.challenge(unit, runner), runner)
    with transaction():
        claim = claiming.claim_challenge(challenge, session.get_one(Studio, first.id), "方案", by=leader)
    ids = challenge.id, claim.id, second.id, runner.id

    def facts(studio: Studio) -> claiming.TeamFacts:
        head = session.get_one(Person, studio.leader_id)
        return claiming.TeamFacts(head, date(2026, 11, 2), date(2027, 6, 30), Decimal(0))

    def choose() -> None:
        taken = session.get_one(Claim, ids[1])
        claiming.choose_claim(taken, facts(taken.studio), by=session.get_one(Account, ids[3]))

    def assign() -> None:
        studio, by = session.get_one(Studio, ids[2]), session.get_one(Account, ids[3])
        claiming.assign_challenge(session.get_one(Challenge, ids[0]), studio, facts(studio), reason="急需", by=by)

    refused = refused_at_once(app, choose, assign)
    assert len(refused) == 1 and "已经有了攻关团队" in refused[0]
    assert session.scalar(select(func.count()).select_from(Project)) == 1
    challenge = session.get_one(Challenge, ids[0])
    assert challenge.state is ChallengeState.TEAMED and challenge.project is not None
    chosen = session.get_one(Claim, ids[1]).state is ClaimState.CHOSEN
    assert chosen is (challenge.project.lead_studio_id == first.id)


def test_the_ways_back_of_a_challenge(app: Flask, at: Callable[[str], object], client: FlaskClient):
    unit = studios.unit()
    given, later = studios.studio(unit), studios.studio(unit)
    runner = people.account(Role.DISTRICT_OFFICER, unit.parent.parent)
    challenge = studio_projects.opened(studio_projects.challenge(unit, runner), runner)
    page = f"/studios/challenges/{challenge.id}"
    people.sign_in(client, runner)
    assert later.name in client.get(f"{page}/assign").text
    team = {"head": given.leader_id, "begins_on": "2026-11-02", "ends_on": "2027-06-30", "budget": "0"}
    assert client.post(f"{page}/assign?studio={given.id}", data=team).status_code == 422
    assert client.post(f"{page}/assign?studio={given.id}", data=team | {"reason": "急需"}).status_code == 302
    assert "请先在项目页上中止" in client.post(f"{page}/reopen", data={"reason": "无进展"}, follow_redirects=True).text
    project = session.scalars(select(Project)).one()
    client.post(f"/studios/projects/{project.id}/stop", data={"reason": "无进展"})
    client.post(f"{page}/reopen", data={"reason": "无进展"})
    client.post(f"{page}/withdraw", data={"reason": "目标不清"})
    assert session.get_one(Challenge, challenge.id).state is ChallengeState.DRAFT
    client.post(f"{page}/cancel", data={"reason": "已解决"})
    client.post(f"{page}/restore", data={"reason": "又出现"})
    client.post(f"{page}/submit")
    client.post(f"{page}/return", data={"reason": "写明指标"})
    assert session.get_one(Challenge, challenge.id).state is ChallengeState.DRAFT
    at("2027-01-01 09:00")
    client.post(f"{page}/submit")
    with pytest.raises(Refused, match="截止日期已经过去"), transaction():
        publish_challenge(session.get_one(Challenge, challenge.id), by=session.get_one(Account, runner.id))
