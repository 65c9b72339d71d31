"""What is done with contests: planned, published, closed, cancelled, completed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from studios.contests.models import AwardGrade, Contest, ContestClass, ContestStep
from studios.contests.models_submissions import Submission
from studios.contests.queries import HANDED_IN, submissions_in
from studios.contests.rules import (
    ContestKind,
    ContestState,
    PlannedGrade,
    PlannedStep,
    StepState,
    reasons_against_grades,
    reasons_against_steps,
    reasons_against_window,
)
from studios.rubrics.published import published_rubrics

PLAIN_FIELDS = (
    *("title", "kind", "preset", "call_text", "submit_from", "submit_to", "applicant_classes", "materials"),
    *("asks_budget", "asks_pictures", "one_per_group", "most_union_money", "notice_days"),
)


@dataclass(frozen=True)
class ContestFacts:
    """Everything that a call says. `classes` are pairs of group and class; money in 元."""

    title: str
    kind: ContestKind
    preset: str
    call_text: str
    submit_from: date
    submit_to: date
    classes: Sequence[tuple[str, str]]
    applicant_classes: Sequence[str]
    materials: Sequence[str]
    asks_budget: bool
    asks_pictures: bool
    one_per_group: bool
    most_union_money: Decimal | None
    notice_days: int
    steps: Sequence[PlannedStep]
    grades: Sequence[PlannedGrade]


def create_contest(organiser: Organisation, facts: ContestFacts, *, by: Account) -> Contest:
    """A new draft. Raises `Refused` for what the rules do not allow."""
    if not by.may_at(Permission.CONTEST_RUN, organiser.path):
        raise NotAllowed
    contest = Contest(organisation=organiser)
    with session.no_autoflush:
        _fill(contest, facts)
    session.add(contest)
    audit.record("create_contest", contest, by=by)
    return contest


def edit_contest(contest: Contest, facts: ContestFacts, *, version: int | None, by: Account) -> None:
    """Change the plan. Once published only the window, the text and steps not begun may change."""
    lock(contest).expect_version(version)
    if contest.state not in {ContestState.DRAFT, ContestState.PUBLISHED}:
        raise Refused("征集已经截止，方案不能再改。确需修改的，请先写明原因恢复征集。")
    if contest.state is ContestState.PUBLISHED:
        _refuse_changed_classes(contest, facts)
    before = _plan_in_words(contest)
    with session.no_autoflush:
        _fill(contest, facts)
        changes = audit.pending_changes(contest)
    if (now := _plan_in_words(contest)) != before:
        changes["plan"] = (before, now)
    audit.record("edit_contest", contest, by=by, changes=changes)


def publish_contest(contest: Contest, *, by: Account) -> None:
    """Show the call to everybody and take submissions from its first day."""
    lock(contest)
    if contest.submit_to < clock.today():
        raise Refused(f"申报截止日 {contest.submit_to:%Y年%m月%d日} 已经过去，请先修改日期。")
    if not contest.classes:
        raise Refused("还没有项目类别，请先编辑方案，至少写一个类别。")
    advance(contest, "publish_contest", by=by)


def close_contest(contest: Contest, *, by: Account) -> None:
    """End the call; its steps can begin. Raises `Refused` while nothing was handed in or something was returned."""
    lock(contest)
    received = select(Submission.state).where(submissions_in(contest), Submission.state.in_(HANDED_IN))
    states = session.scalars(received).all()
    if not states:
        raise Refused("还没有收到申报，不能结束征集。没有人申报的，请写明原因取消。")
    advance(contest, "close_contest", by=by)


def reopen_contest(contest: Contest, *, reason: str, by: Account) -> None:
    """Take submissions again. Raises `Refused` once a step has begun."""
    lock(contest)
    if any(step.state is not StepState.PLANNED for step in contest.steps):
        raise Refused("评审环节已经开始，不能再恢复征集。")
    advance(contest, "reopen_contest", by=by, reason=reason)


def cancel_contest(contest: Contest, *, reason: str, by: Account) -> None:
    """The contest does not take place, or not any further; its call page says so."""
    advance(lock(contest), "cancel_contest", by=by, reason=reason)


def plan_of(contest: Contest) -> tuple[list[PlannedStep], list[PlannedGrade]]:
    """The steps and awards as they were planned."""
    steps = [PlannedStep(**{name: getattr(step, name) for name in STEP_FIELDS}) for step in contest.steps]
    grades = [PlannedGrade(one.title, one.places, one.money, one.basis) for one in contest.grades]
    return steps, grades


STEP_FIELDS = tuple(PlannedStep.__dataclass_fields__)


def _fill(contest: Contest, facts: ContestFacts) -> None:
    reasons = reasons_against_window(facts.submit_from, facts.submit_to)
    reasons += [*reasons_against_steps(facts.steps), *reasons_against_grades(facts.grades, facts.steps)]
    known = published_rubrics()
    reasons += [
        f"没有评分表“{step.rubric}”，请重新选择。" for step in facts.steps if step.rubric and step.rubric not in known
    ]
    if len(set(facts.classes)) < len(facts.classes):
        reasons.append("类别有重复，请改名。")
    same = select(Contest.id).where(Contest.organisation_id == contest.organisation.id, Contest.title == facts.title)
    if any(found != contest.id for found in session.scalars(same)):
        reasons.append(f"已有名为“{facts.title}”的竞赛，请改名，例如写上年份。")
    if reasons:
        raise Refused("方案没有保存。", reasons=reasons)
    for name in PLAIN_FIELDS:
        value = getattr(facts, name)
        setattr(contest, name, list(value) if name in {"applicant_classes", "materials"} else value)
    _fill_rows(contest, facts)


def _fill_rows(contest: Contest, facts: ContestFacts) -> None:
    """The rows, kept where they are the same, so that submissions keep their class and results their step."""
    classes = {(one.group, one.name): one for one in contest.classes}
    contest.classes[:] = [
        classes.get(pair) or ContestClass(group=pair[0], name=pair[1], place=0) for pair in facts.classes
    ]
    grades = {one.title: one for one in contest.grades}
    contest.grades[:] = [grades.get(one.title) or AwardGrade(title=one.title, place=0) for one in facts.grades]
    for grade, planned_grade in zip(contest.grades, facts.grades, strict=True):
        grade.places, grade.money, grade.basis = planned_grade.places, planned_grade.money, planned_grade.basis
    del contest.steps[len(facts.steps) :]
    contest.steps.extend(ContestStep(place=0) for _ in range(len(facts.steps) - len(contest.steps)))
    for step, planned_step in zip(contest.steps, facts.steps, strict=True):
        for name in STEP_FIELDS:
            setattr(step, name, getattr(planned_step, name))
    listed: tuple[Sequence[ContestClass | ContestStep | AwardGrade], ...] = (
        contest.classes,
        contest.steps,
        contest.grades,
    )
    for rows in listed:
        for place, row in enumerate(rows, start=1):
            row.place = place


def _number(rows: Sequence[ContestClass | ContestStep | AwardGrade]) -> None:
    for place, row in enumerate(rows, start=1):
        row.place = place


def _refuse_changed_classes(contest: Contest, facts: ContestFacts) -> None:
    used = set(session.scalars(select(Submission.class_id).where(submissions_in(contest)).distinct()))
    lost = [one.title for one in contest.classes if one.id in used and (one.group, one.name) not in facts.classes]
    if lost:
        raise Refused("下列类别已有申报，不能删除或改名：" + "、".join(lost) + "。", field="classes")


def _plan_in_words(contest: Contest) -> str:
    steps = "→".join(f"{step.title}（权重 {step.weight}，进入 {step.cut or '不限'}）" for step in contest.steps)
    grades = "、".join(f"{grade.title} {grade.places or '其余'}" for grade in contest.grades)
    return f"{'、'.join(one.title for one in contest.classes)}；{steps}；{grades}"
