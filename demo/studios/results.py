"""What studios achieved: outcomes of every kind, benefit declared and verified, masters and their apprentices."""

from datetime import timedelta
from decimal import Decimal

from demo.make_files import CITY
from demo.people import account_named, organisation
from demo.studios.files import teams
from demo.studios.joint import PROJECTS, project_called
from demo.studios.pictures import paper
from demo.studios.register import LEADER, OCCUPATIONS, OTHERWISE, all_studios, officer_over
from foundation import clock
from foundation.database import session
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.rules import Level
from studios.mentoring.models import Mentoring
from studios.mentoring.operations import (
    AgreementFacts,
    create_mentoring,
    sign_mentoring,
    terminate_mentoring,
    upload_agreement,
)
from studios.mentoring.operations_course import examine_apprentice, fail_apprentice, remark_month, write_month
from studios.mentoring.rules import ExaminationGrade, months_due
from studios.outcomes.models import Outcome
from studios.outcomes.operations import confirm_outcome, record_outcome, return_outcome
from studios.outcomes.operations_benefit import declare_benefit, verify_benefit
from studios.outcomes.operations_papers import add_adoption, add_paper
from studios.outcomes.rules import NEEDS, OUTCOME_KIND_TITLES, OutcomeKind, StatedOutcome
from studios.outcomes.rules_benefit import BenefitKind, MoneyUnit, StatedBenefit
from studios.projects.models import Project
from studios.projects.rules import ProjectState
from studios.registry.models import Studio

NUMBERS = {"patent": "示例ZL{year}1{place:06}", "software": "示例软著登字第{place:05}号"}
OTHER_NUMBERS = "示例{year}-{place:03}"
HOURLY = 60
PENDING_EVERY, DECLARED_EVERY = 9, 4
SIGNED, EXAMINED, DROPPED = range(3, 13), (3, 4, 5, 6, 12), 11
"""By the places of the studios: whose agreements are in force, examined, ended before their time."""


def record_results() -> None:
    """Two outcomes of every studio that somebody leads, and those of the projects that were accepted."""
    city = account_named("city")
    for place, studio in enumerate(all_studios()):
        if studio.leader is None:
            continue
        for nth in range(2):
            outcome = _outcome(studio, 2 * place + nth)
            if not _settle(outcome, 2 * place + nth, by=city):
                continue
            if nth == 0:
                _earn(outcome, place, by=city)
            if place % 5 == 0:
                unit = organisation("渝永江示例职业技术学院工会")
                add_adoption(outcome, unit.name, clock.today() - timedelta(days=20), paper(), by=city)
    for plan in PROJECTS:
        if plan.reached is ProjectState.ACCEPTED:
            project = project_called(plan.title)
            outcome = _outcome(project.lead_studio, 100 + project.id, project)
            _settle(outcome, 1, by=city)
            _earn(outcome, project.id, by=city)


def bind_apprentices() -> None:
    """Agreements in every state but the one that `learn` plays."""
    for place, (team, studio) in enumerate(zip(teams(), all_studios(), strict=True)):
        if place > 14 or studio.leader is None or place == 10:
            continue
        officer, apprentice = officer_over(studio), studio.members[3].person
        occupation = OCCUPATIONS.get(team.plan.trade, OTHERWISE)
        mentoring = _agree(studio, apprentice, occupation, 380 if place in EXAMINED else 120, by=officer)
        if place in SIGNED:
            upload_agreement(mentoring, mentoring.begins, paper(), by=officer)
        if place in EXAMINED:
            _examine(mentoring, ExaminationGrade.FAIL if place == EXAMINED[-1] else list(ExaminationGrade)[place % 3])
        if place == DROPPED:
            terminate_mentoring(mentoring, reason="徒弟调到外地工作。", by=officer)


def learn(worker: Account) -> None:
    """The demo's leader and the demo's worker: both signed in their accounts, months are written and remarked on."""
    leader = account_named(LEADER)
    studio = next(one for one in all_studios() if one.leader_id == leader.person_id)
    assert worker.person is not None
    mentoring = _agree(studio, worker.person, OCCUPATIONS["机械"], 100, by=account_named("qiye"))
    for by in (leader, worker):
        sign_mentoring(mentoring, by=by)
    due = months_due(mentoring.begins, mentoring.ends, clock.today())
    for place, month in enumerate(due):
        written = write_month(mentoring, month, f"第{place + 1}个月：跟师完成夹具调整，记录切削参数。", by=worker)
        session.flush()
        if month != due[-1]:
            remark_month(written, "进步明显，继续练习对刀。", by=leader)


def _outcome(studio: Studio, place: int, project: Project | None = None) -> Outcome:
    today, leader = clock.today(), studio.leader
    kind = list(OutcomeKind)[place % len(OutcomeKind)]
    assert leader is not None
    made = today - timedelta(days=30 + (place * 37 % 700 if project is None else 0))
    needs = NEEDS[kind]
    number = NUMBERS.get(needs.series, OTHER_NUMBERS).format(year=made.year, place=place)
    stated = StatedOutcome(
        kind=kind,
        title=project.title if project else f"{studio.speciality}{OUTCOME_KIND_TITLES[kind]}（示例 {place + 1}）",
        dated=made,
        number=number if needs.number else "",
        holder="示例单位" if needs.holder else "",
        description="演示成果，内容虚构。",
    )
    authors = {leader.id: Decimal(60), studio.members[0].person_id: Decimal(40)}
    own = studio.leader_id == account_named(LEADER).person_id
    return record_outcome(
        studio, stated, authors, project=project, by=account_named(LEADER) if own else officer_over(studio)
    )


def _settle(outcome: Outcome, place: int, *, by: Account) -> bool:
    """Its paper, and the unit's confirmation; some still wait for it, one was returned. Says whether it counts."""
    session.flush()
    if place == PENDING_EVERY:
        return_outcome(outcome, reason="请补上证书扫描件。", by=by)
        return False
    add_paper(outcome, "证明材料", paper(), by=officer_over(outcome.studio))
    if place % PENDING_EVERY == 0:
        return False
    session.flush()
    confirm_outcome(outcome, by=by)
    return True


def _earn(outcome: Outcome, place: int, *, by: Account) -> None:
    """What it saved, declared by the district for the city to verify; some are declared only."""
    today, hours = clock.today(), 1_000 + place * 230 % 4_000
    declaring = officer_over(outcome.studio)
    begins = max(outcome.made_on, today - timedelta(days=370))
    stated = StatedBenefit(
        kind=list(BenefitKind)[place % len(BenefitKind)],
        typed=Decimal(hours * HOURLY) / 10_000,
        unit=MoneyUnit.TEN_THOUSAND,
        begins=begins,
        ends=today - timedelta(days=5),
        formula="节约工时 × 工时单价",
        quantities=f"节约工时 = {hours} 小时\n工时单价 = {HOURLY} 元",
        base_data="车间工时台账和财务部工时单价表（示例）。",
    )
    benefit = declare_benefit(outcome, stated, _verifier(), paper(), by=declaring)
    if place % DECLARED_EVERY:
        session.flush()
        verify_benefit(benefit, "台账与凭证一致。", today, by=by)


def _verifier() -> Organisation:
    return organisation(CITY)


def _agree(studio: Studio, apprentice: Person, occupation: str, days_ago: int, *, by: Account) -> Mentoring:
    begins = clock.today() - timedelta(days=days_ago)
    facts = AgreementFacts(
        occupation_code=occupation,
        begins=begins,
        ends=begins + timedelta(days=365 if days_ago > 365 else 730),
        plan="每月一个专题，半年独立操作，期满晋升一级。",
        trade=studio.speciality,
        target=Level.THREE,
        allowance=Decimal(3_000),
    )
    assert studio.leader is not None
    mentoring = create_mentoring(studio, studio.leader, apprentice, facts, by=by)
    session.flush()
    return mentoring


def _examine(mentoring: Mentoring, grade: ExaminationGrade) -> None:
    officer = officer_over(mentoring.studio)
    held_on = clock.today() - timedelta(days=12)
    examine_apprentice(mentoring, held_on, grade, "理论、操作和答辩三项考核。", by=officer)
    if grade is ExaminationGrade.FAIL:
        session.flush()
        fail_apprentice(mentoring, by=officer)
