"""Alliances across regions, joint and ordinary projects, and open challenges."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from demo.make_files import CITY
from demo.people import ENTERPRISE, account_named, organisation
from demo.studios.pictures import paper
from demo.studios.register import all_studios, officer_over
from foundation import clock
from foundation.database import session
from people.accounts.models import Account
from studios.alliances.models import Alliance
from studios.alliances.operations import (
    ActivityFacts,
    AllianceFacts,
    add_alliance_activity,
    add_alliance_member,
    add_alliance_turn,
    create_alliance,
)
from studios.alliances.rules import AllianceActivityKind, Span
from studios.challenges.claiming import TeamFacts, choose_claim, claim_challenge
from studios.challenges.operations import ChallengeFacts, create_challenge, publish_challenge, submit_challenge
from studios.projects.models import Project
from studios.projects.operations import ProjectFacts, approve_project, create_project, start_project
from studios.projects.operations_team import add_project_studio, add_team_member, set_shares
from studios.projects.operations_work import (
    CheckFacts,
    add_milestone,
    check_project,
    conclude_project,
    finish_milestone,
    record_spending,
)
from studios.projects.queries import milestones_of
from studios.projects.rules import Difficulty, ProjectSource, ProjectState, TeamRole
from studios.registry.models import Studio

DISTRICTS = ("渝北示例区", "永川示例区", "江津示例区")
NEIGHBOUR = "川南示例市"
STEPS = ("调研和方案", "试制或试种", "试运行", "总结和推广")

A = AllianceActivityKind
GATHERINGS = {
    A.JOINT_RESEARCH: "联合课题进展碰头会",
    A.EXCHANGE: "工作室互访和绝活展示",
    A.INCUBATION: "成果转化对接会",
    A.TALENT: "青年骨干研修班",
}


@dataclass(frozen=True)
class AlliancePlan:
    """An alliance: its studios by their places in the register, and those of elsewhere by name."""

    name: str
    industry: str
    founded: date
    places: tuple[int, ...]
    outside: tuple[str, ...]

    @property
    def regions(self) -> tuple[str, ...]:
        return (*DISTRICTS, NEIGHBOUR) if self.outside else DISTRICTS


@dataclass(frozen=True)
class ProjectPlan:
    """A project: studios by their places with their shares, the first one leads; how far it has come."""

    title: str
    shares: tuple[tuple[int, int], ...]
    reached: ProjectState
    alliance: int | None = None
    budget: int = 60_000


ALLIANCES = (
    AlliancePlan(
        *("川渝示例机械加工劳模工匠工作室联盟", "制造业", date(2023, 5, 18), (0, 10, 20, 23)),
        ("川南示例数控劳模创新工作室", "川南示例铸造工匠创新工作室"),
    ),
    AlliancePlan(
        "川渝示例茶叶种植劳模工作室联盟",
        "农、林、牧、渔业",
        date(2024, 3, 12),
        (3, 13, 22),
        ("川南示例高山茶劳模创新工作室",),
    ),
    AlliancePlan("渝永江示例智能制造工作室联盟", "制造业", date(2025, 1, 10), (7, 18, 11, 6), ()),
)
P = ProjectState
PROJECTS = (
    ProjectPlan("薄壁壳体数控加工变形控制", ((0, 40), (10, 35), (20, 25)), P.ACCEPTED, 0, 180_000),
    ProjectPlan("川渝高山茶园绿色防控集成", ((13, 50), (3, 25), (22, 25)), P.RUNNING, 1, 120_000),
    ProjectPlan("机器人焊接工作站快速换线", ((7, 60), (18, 40)), P.RUNNING, 2, 150_000),
    ProjectPlan("大型锻件余热利用", ((23, 55), (26, 45)), P.RUNNING, None, 200_000),
    ProjectPlan("汽车线束自动检测", ((11, 50), (6, 30), (16, 20)), P.APPROVED, 2, 90_000),
    ProjectPlan("数控刀具寿命管理", ((10, 100),), P.ACCEPTED),
    ProjectPlan("模具快速定位工装", ((16, 100),), P.ACCEPTED),
    ProjectPlan("贴片机抛料率下降", ((1, 100),), P.RUNNING),
    ProjectPlan("配网带电作业绝缘工具改进", ((17, 100),), P.RUNNING),
    ProjectPlan("富硒茶夏秋茶加工", ((22, 100),), P.RUNNING),
    ProjectPlan("液压站远程诊断", ((28, 100),), P.APPROVED),
    ProjectPlan("冷链车厢温度追溯", ((12, 100),), P.DRAFT),
)


def begin_projects() -> None:
    """Alliances are written down; projects are drawn up, approved and begun."""
    city, studios = account_named("city"), all_studios()
    alliances = [_ally(plan, studios, by=city) for plan in ALLIANCES]
    for plan in PROJECTS:
        _begin(plan, studios, alliances, by=city)


def hold_projects() -> None:
    """A month of work: milestones, money, a check, acceptances; challenges are called out."""
    city = account_named("city")
    for plan in PROJECTS:
        project = project_called(plan.title)
        if project.state is P.RUNNING:
            _work(project, plan, by=city)
    _challenge(by=city)


def project_called(title: str) -> Project:
    """The project of this title."""
    return session.scalars(select(Project).where(Project.title == title)).one()


def _ally(plan: AlliancePlan, studios: list[Studio], *, by: Account) -> Alliance:
    today, mine = clock.today(), [studios[place] for place in plan.places]
    facts = AllianceFacts(
        plan.name, plan.founded, plan.regions, plan.industry, "联合攻关、交流互访、成果共享、人才共育。"
    )
    alliance = create_alliance(organisation(CITY), facts, lead_studio=mine[0], charter=paper(), by=by)
    members = [
        add_alliance_member(alliance, one, "", f"{one.organisation.name[:2]}示例区", plan.founded, by=by)
        for one in mine
    ]
    members += [add_alliance_member(alliance, None, name, NEIGHBOUR, plan.founded, by=by) for name in plan.outside]
    session.flush()
    for place, year in enumerate(range(plan.founded.year, today.year + 1)):
        begins = max(plan.founded, date(year, 1, 1))
        add_alliance_turn(alliance, members[place % len(members)], Span(begins, date(year, 12, 31)), by=by)
    for place, kind in enumerate(AllianceActivityKind):
        day = max(plan.founded, today - timedelta(days=30 + 80 * place))
        regions = plan.regions if place % 2 == 0 else plan.regions[:1]
        activity = ActivityFacts(kind, GATHERINGS[kind], day, regions, "示例会议中心", 40 + 9 * place)
        add_alliance_activity(alliance, activity, content=paper() if place == 0 else None, by=by)
    return alliance


def _begin(plan: ProjectPlan, studios: list[Studio], alliances: list[Alliance], *, by: Account) -> None:
    lead, today = studios[plan.shares[0][0]], clock.today()
    assert lead.leader is not None
    facts = ProjectFacts(
        title=plan.title,
        source=ProjectSource.UNIT if plan.alliance is None else ProjectSource.ALLIANCE,
        begins_on=today - timedelta(days=60),
        ends_on=today + timedelta(days=240),
        budget=Decimal(plan.budget),
        difficulty=Difficulty.HARD if len(plan.shares) > 1 else Difficulty.ORDINARY,
        problem=f"{plan.title}：现有做法效率低、质量不稳。",
        target="指标比现有水平提高 20% 以上，形成可推广的做法。",
    )
    alliance = None if plan.alliance is None else alliances[plan.alliance]
    project = create_project(lead, facts, lead.leader, alliance=alliance, by=by)
    session.flush()
    for place, _ in plan.shares[1:]:
        add_project_studio(project, studios[place], by=by)
    session.flush()
    if len(plan.shares) > 1:
        set_shares(project, {studios[place].id: Decimal(share) for place, share in plan.shares}, by=by)
    for place, _ in plan.shares:
        add_team_member(project, studios[place].members[0].person, TeamRole.CORE, today, by=by)
    for place, title in enumerate(STEPS):
        add_milestone(project, title, today + timedelta(days=20 + 60 * place), by=by)
    if plan.reached is not P.DRAFT:
        approve_project(project, by=by)
    if plan.reached in {P.RUNNING, P.ACCEPTED}:
        start_project(project, by=by)


def _work(project: Project, plan: ProjectPlan, *, by: Account) -> None:
    today, accepted = clock.today(), plan.reached is P.ACCEPTED
    for place, milestone in enumerate(milestones_of(project)):
        if accepted or place == 0:
            finish_milestone(milestone, today - timedelta(days=8 - place), "已完成。", content=paper(), by=by)
    spent = project.budget * (9 if accepted else 3) / 10
    record_spending(project, today - timedelta(days=5), "材料和加工", spent, paper(), by=by)
    opinion = "按计划完成，指标达到要求。" if accepted else "进度正常，继续实施。"
    facts = CheckFacts(today, passed=True, opinion=opinion)
    if accepted:
        conclude_project(project, facts, content=paper(), by=by)
    elif len(plan.shares) > 1:
        check_project(project, facts, by=by)


def _challenge(*, by: Account) -> None:
    """One that is open with a claim, one that was claimed and given, one that still has to be checked."""
    studios, today = all_studios(), clock.today()
    wanted = (
        ("茶叶揉捻机断电保护", studios[13], "断电后揉捻桶不能自锁，有伤人隐患。"),
        ("深孔钻削断屑", studios[0], "长径比 30 以上的深孔断屑不稳，废品率 4%。"),
        ("喷漆废气在线监测", studios[25], "监测滞后，超标时不能及时停机。"),
    )
    for place, (title, asking, problem) in enumerate(wanted):
        place_of = organisation(ENTERPRISE) if place == 0 else asking.organisation
        facts = ChallengeFacts(
            title, problem, "在一条产线上验证有效，可以推广。", today + timedelta(days=120), Decimal(30_000)
        )
        challenge = create_challenge(place_of, facts, by=by)
        submit_challenge(challenge, by=by)
        if place == 2:
            continue
        publish_challenge(challenge, by=by)
        session.flush()
        claiming = studios[28] if place == 0 else studios[20]
        claim = claim_challenge(
            challenge, claiming, "先做样机，两个月内试运行。", content=paper(), by=officer_over(claiming)
        )
        session.flush()
        if place == 1:
            assert claiming.leader is not None
            team = TeamFacts(claiming.leader, today, today + timedelta(days=200), Decimal(80_000))
            choose_claim(claim, team, by=by)
