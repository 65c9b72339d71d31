"""How a project goes: milestones, money spent, mid-term checks and acceptance."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.evidence import keep_evidence
from foundation.lifecycle import advance
from people.accounts.models import Account
from studios.projects.models import Project
from studios.projects.models_work import Milestone, MilestoneEvidence, ProjectCheck, Spending
from studios.projects.operations import require_decider, require_open
from studios.projects.queries import milestones_of, spent_on
from studios.projects.rules import CheckKind, ProjectState, above_budget, reasons_against_acceptance


@dataclass(frozen=True)
class CheckFacts:
    """What a check or an acceptance found."""

    held_on: date
    passed: bool
    opinion: str


def add_milestone(project: Project, title: str, due_on: date, *, by: Account) -> Milestone:
    """Plan a step. Raises `Refused` for a day outside the project's."""
    require_open(project)
    if not project.begins_on <= due_on <= project.ends_on:
        days = f"{project.begins_on:%Y年%m月%d日} 至 {project.ends_on:%Y年%m月%d日}"
        raise Refused(f"节点的期限应在项目起止日期之内（{days}）。", field="due_on")
    milestone = Milestone(project=project, title=title, due_on=due_on)
    session.add(milestone)
    audit.record("add_milestone", milestone, by=by)
    return milestone


def remove_milestone(milestone: Milestone, *, by: Account) -> None:
    """Take a step out that is not done and has nothing in it."""
    require_open(milestone.project)
    if milestone.done_on is not None or milestone.evidence:
        raise Refused("已经办结或有材料的节点不能删除。")
    audit.record("remove_milestone", milestone, by=by, changes={"due_on": (milestone.due_on, None)})
    session.delete(milestone)


def finish_milestone(
    milestone: Milestone, done_on: date, note: str, *, content: bytes | None = None, by: Account
) -> None:
    """A step is done, and a file proves it: one that comes now, or one that came before it was opened again."""
    project = _require_running(milestone.project)
    lock(milestone)
    if milestone.done_on is not None:
        raise Refused("这个节点已经办结。")
    if not project.begins_on <= done_on <= clock.today():
        raise Refused("办结日期应在项目开始之后、不晚于今天。", field="done_on")
    if content:
        _add_evidence(milestone, content, by)
    elif not milestone.evidence:
        raise Refused("请上传证明材料，没有材料的节点不能办结。", field="file")
    milestone.done_on, milestone.note = done_on, note
    audit.record("finish_milestone", milestone, by=by, changes={"done_on": (None, done_on)})


def reopen_milestone(milestone: Milestone, *, reason: str, by: Account) -> None:
    """A step was not done after all; what was uploaded stays."""
    _require_running(milestone.project)
    if not reason.strip():
        raise Refused("请写明重新打开的原因。", field="reason")
    changes = {"done_on": (milestone.done_on, None)}
    milestone.done_on = None
    audit.record("reopen_milestone", milestone, by=by, reason=reason, changes=changes)


def record_spending(
    project: Project, spent: date, purpose: str, amount: Decimal, voucher: bytes, *, over_reason: str = "", by: Account
) -> Spending:
    """Write money down, with its voucher. Above the budget only with a reason: the refusal says by how much."""
    require_open(project)
    if not project.lead_studio.founded_on <= spent <= clock.today():
        raise Refused("支出日期应在工作室成立之后、不晚于今天。", field="spent_on")
    over = above_budget(project.budget, spent_on(project), amount)
    if over and not over_reason.strip():
        total = project.budget + over
        raise Refused(
            f"这笔支出以后合计 {total:,f} 元，超出预算（{project.budget:,f} 元）{over:,f} 元。"
            "请核对金额；确需支出的，写明超出预算的原因后再保存。",
            field="over_reason",
        )
    file = keep_evidence(voucher, f"project-voucher-{project.id}", by_id=by.id)
    spending = Spending(
        project=project,
        spent_on=spent,
        purpose=purpose,
        amount=amount,
        voucher=file,
        over_reason=over_reason.strip() if over else "",
    )
    session.add(spending)
    changes = {"amount": (None, amount)}
    audit.record("record_spending", spending, by=by, reason=spending.over_reason, changes=changes)
    return spending


def void_spending(spending: Spending, *, reason: str, by: Account) -> None:
    """Money was written down by mistake: it no longer counts, and stays to be seen."""
    require_open(spending.project)
    lock(spending)
    if not reason.strip():
        raise Refused("请写明作废的原因。", field="reason")
    if spending.voided_on is not None:
        raise Refused("这笔支出已经作废。")
    spending.voided_on, spending.void_reason = clock.today(), reason.strip()
    changes = audit.pending_changes(spending)
    audit.record("void_spending", spending, by=by, reason=reason, changes=changes)


def check_project(project: Project, facts: CheckFacts, *, content: bytes | None = None, by: Account) -> ProjectCheck:
    """A mid-term check by somebody other than the project's head; what it found does not end the project."""
    require_decider(project, by)
    _require_running(project)
    check = _written(project, CheckKind.MIDTERM, facts, content, by)
    audit.record("check_project", check, by=by, changes={"passed": (None, facts.passed)})
    return check


def conclude_project(project: Project, facts: CheckFacts, *, content: bytes, by: Account) -> ProjectCheck:
    """验收, by somebody other than the project's head, with its report: it passes or fails.

    Raises `Refused` naming every milestone that is not done, where it is to pass.
    """
    require_decider(project, by)
    project = lock(project)
    if facts.passed:
        undone = [one.title for one in milestones_of(project) if one.done_on is None]
        if reasons := reasons_against_acceptance(undone):
            raise Refused("还不能通过验收。", reasons=reasons)
        project.accepted_on = facts.held_on
        advance(project, "accept_project", by=by)
    else:
        advance(project, "fail_project", by=by, reason=facts.opinion)
    return _written(project, CheckKind.ACCEPTANCE, facts, content, by)


def withdraw_acceptance(project: Project, *, reason: str, by: Account) -> None:
    """The acceptance does not hold: the project runs again and is accepted anew; the old report stays."""
    require_decider(project, by)
    lock(project).accepted_on = None
    advance(project, "withdraw_acceptance", by=by, reason=reason)


def _written(project: Project, kind: CheckKind, facts: CheckFacts, content: bytes | None, by: Account) -> ProjectCheck:
    if not (project.started_on or project.begins_on) <= facts.held_on <= clock.today():
        raise Refused("日期应在开始攻关之后、不晚于今天。", field="held_on")
    report = keep_evidence(content, f"project-{kind.value}-{project.id}", by_id=by.id) if content else None
    check = ProjectCheck(
        project=project,
        kind=kind,
        held_on=facts.held_on,
        passed=facts.passed,
        opinion=facts.opinion,
        report=report,
        checked_by=by,
    )
    session.add(check)
    return check


def _add_evidence(milestone: Milestone, content: bytes, by: Account) -> None:
    file = keep_evidence(content, f"milestone-{milestone.id}", by_id=by.id)
    milestone.evidence.append(MilestoneEvidence(file=file))


def _require_running(project: Project) -> Project:
    if lock(project).state is not ProjectState.RUNNING:
        raise Refused("项目不在攻关中，不能办理。请先开始攻关。")
    return project
