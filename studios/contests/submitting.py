"""Handing in: a submission is written, submitted, withdrawn by its unit; returned by the organiser with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from foundation import audit, clock
from foundation.audit import pending_changes
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.contests.models import Contest
from studios.contests.models_submissions import BudgetRow, Submission, SubmissionAuthor
from studios.contests.own_entries import refuse_own
from studios.contests.queries import HANDED_IN, submissions_in
from studios.contests.rules import (
    BudgetLine,
    ContestState,
    reasons_against_budget,
    reasons_against_submitting,
)
from studios.contests.rules_submissions import EDITABLE, FileKind, SubmissionState

TEXTS = ("title", "group_name", "applicant_class", "summary", "need", "beneficiaries", "goals", "plan", "team")
PROJECT_TEXTS = {
    "summary": "项目简介",
    "need": "职工需求",
    "beneficiaries": "受益群体",
    "goals": "项目目标",
    "plan": "实施计划",
}


@dataclass(frozen=True)
class SubmissionFacts:
    """What a submission says. `budget_total` is the sum that the paper names (元); authors by name, in their order."""

    class_id: int | None
    applicant_class: str
    title: str
    group_name: str
    contact_name: str
    contact_phone: str
    summary: str
    need: str
    beneficiaries: str
    goals: str
    plan: str
    team: str
    budget_total: Decimal
    authors: Sequence[str]
    budget: Sequence[BudgetLine]


def create_submission(contest: Contest, unit: Organisation, facts: SubmissionFacts, *, by: Account) -> Submission:
    """A draft of a unit's submission. Raises `Refused` outside the window, and for sums that do not agree."""
    if not by.may_at(Permission.CONTEST_ENTER, unit.path) or not unit.path.startswith(contest.organisation.path):
        raise NotAllowed
    _refuse_outside_window(contest)
    submission = Submission(contest=contest, organisation=unit)
    with session.no_autoflush:
        _fill(submission, facts)
    session.add(submission)
    audit.record("create_submission", submission, by=by)
    return submission


def edit_submission(submission: Submission, facts: SubmissionFacts, *, version: int | None, by: Account) -> None:
    """Change a draft, or what was returned."""
    lock(submission).expect_version(version)
    if submission.state not in EDITABLE:
        raise Refused("这份申报已经提交，不能直接修改。请先撤回，或请主办单位退回。")
    with session.no_autoflush:
        _fill(submission, facts)
        changes = pending_changes(submission)
    audit.record("edit_submission", submission, by=by, changes=changes)


def submit_submission(submission: Submission, *, by: Account) -> None:
    """Hand it in; the first time it gets its number. Raises `Refused` with everything that is missing."""
    contest = lock(submission.contest)  # two units that submit at once take two numbers
    lock(submission)
    if submission.state is not SubmissionState.RETURNED or contest.state is ContestState.CANCELLED:
        _refuse_outside_window(contest)
    if reasons := _reasons_against(submission):
        raise Refused("申报还不能提交，请先补齐。", reasons=reasons)
    if submission.number is None:
        contest.last_number += 1
        submission.number = contest.last_number
        submission.first_submitted_at = clock.now()
    submission.state_reason = ""
    advance(submission, "submit_submission", by=by)


def withdraw_submission(submission: Submission, *, reason: str, by: Account) -> None:
    """Take it back while entries are taken. Afterwards it leaves the step it is in, which the organiser does."""
    lock(submission.contest)
    lock(submission)
    if submission.contest.state is not ContestState.PUBLISHED:
        raise Refused("征集已经结束。确需退出评审的，请联系主办单位办理退出。")
    submission.state_reason = reason.strip()
    advance(submission, "withdraw_submission", by=by, reason=reason)


def restore_submission(submission: Submission, *, by: Account) -> None:
    """Work on a withdrawn submission again, while entries are taken."""
    _refuse_outside_window(submission.contest)
    lock(submission).state_reason = ""
    advance(submission, "restore_submission", by=by)


def return_submission(submission: Submission, *, reason: str, by: Account) -> None:
    """Send it back to be mended, with the reason; until the first step begins."""
    refuse_own([submission.id], by)
    lock(submission)
    if submission.contest.state is not ContestState.PUBLISHED:
        raise Refused("征集已经结束，不能再退回修改。不符合要求的，在形式审查环节写明原因。")
    submission.state_reason = reason.strip()
    advance(submission, "return_submission", by=by, reason=reason)


def _fill(submission: Submission, facts: SubmissionFacts) -> None:
    contest = submission.contest
    if facts.class_id is not None and facts.class_id not in {one.id for one in contest.classes}:
        raise Refused("这个类别不在征集范围内，请重新选择。", field="class_id")
    if contest.applicant_classes and facts.applicant_class not in ("", *contest.applicant_classes):
        raise Refused("申报主体类别不在征集范围内，请重新选择。", field="applicant_class")
    if contest.asks_budget:
        reasons = reasons_against_budget(facts.budget, facts.budget_total, contest.most_union_money)
        if reasons:
            raise Refused("申报没有保存，请核对预算。", reasons=reasons, field="budget")
    if len(set(facts.authors)) < len(facts.authors):
        raise Refused("主要完成人有重名，请区分，例如写上部门。", field="authors")
    submission.class_id = facts.class_id
    for name in (*TEXTS, "contact_name", "contact_phone", "budget_total"):
        setattr(submission, name, getattr(facts, name))
    submission.budget[:] = [BudgetRow(item=one.item, source=one.source, amount=one.amount) for one in facts.budget]
    _fill_authors(submission, facts.authors)


def _fill_authors(submission: Submission, names: Sequence[str]) -> None:
    known: dict[str, list[int]] = {}
    unit = submission.organisation
    found = select(Person.name, Person.id).where(Person.employer_id == unit.id, Person.name.in_(names))
    for name, person_id in session.execute(found):
        known.setdefault(name, []).append(person_id)
    kept = {author.name: author for author in submission.authors}
    submission.authors[:] = [kept.get(name) or SubmissionAuthor(name=name) for name in names]
    for author in submission.authors:
        ids = known.get(author.name, [])
        author.person_id = ids[0] if len(ids) == 1 else None


def _reasons_against(submission: Submission) -> list[str]:
    contest = submission.contest
    reasons = [] if submission.class_id else ["没有选择类别。"]
    if contest.applicant_classes and not submission.applicant_class:
        reasons.append("没有选择申报主体类别。")
    if not (submission.contact_name and submission.contact_phone):
        reasons.append("没有填写联系人和联系电话。")
    if contest.asks_budget:
        reasons += [f"没有填写{title}。" for name, title in PROJECT_TEXTS.items() if not getattr(submission, name)]
        reasons += [] if submission.budget else ["没有填写预算。"]
    elif not submission.summary:
        reasons.append("没有填写简介（作品说明）。")
    kinds = {file.kind for file in submission.files}
    if contest.asks_pictures and FileKind.PICTURE not in kinds:
        reasons.append("没有上传作品图片。")
    if contest.materials and not contest.asks_pictures and not kinds:
        reasons.append("没有上传材料：" + "；".join(contest.materials) + "。")
    return reasons + _reasons_against_another(submission)


def _reasons_against_another(submission: Submission) -> list[str]:
    """One entry a group (海曙职工自组织：每个团队限报一项); without a group, of a unit."""
    contest = submission.contest
    if not contest.one_per_group:
        return []
    query = select(Submission).where(submissions_in(contest), Submission.state.in_(HANDED_IN))
    if submission.group_name:
        query = query.where(Submission.group_name == submission.group_name)
    query = query.where(Submission.organisation_id == submission.organisation_id, Submission.id != submission.id)
    other = session.scalars(query).first()
    who = f"“{submission.group_name}”" if submission.group_name else "本单位"
    return [f"这次征集每个团队（单位）限报一项，{who}已经提交“{other.title}”。"] if other else []


def _refuse_outside_window(contest: Contest) -> None:
    reasons = reasons_against_submitting(contest.state, contest.submit_from, contest.submit_to, clock.today())
    if reasons:
        raise Refused(reasons[0])
