"""Contests for tests: planned by the real operations; submissions and sealed sheets by the hundred at once."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update

from foundation import clock
from foundation.database import session, transaction
from foundation.outbox import DeviceOperation
from marking.panels.models import Subject
from marking.sheets.models import Mark, Sheet
from marking.sheets.rules import SheetState
from people.accounts.models import Account
from people.organisations.models import Organisation
from studios.contests import operations
from studios.contests.models import Contest
from studios.contests.models_submissions import BudgetRow, Submission
from studios.contests.operations import ContestFacts
from studios.contests.rules import (
    BudgetLine,
    BudgetSource,
    ContestKind,
    GradeBasis,
    PlannedGrade,
    PlannedStep,
    StepKind,
    VoteUse,
)
from studios.contests.rules_submissions import SubmissionState
from studios.contests.submitting import SubmissionFacts
from studios.reviews.models import Review

STEPS = (
    PlannedStep(StepKind.SCREENING, "形式审查", cut=28),
    PlannedStep(StepKind.PITCH, "项目路演", weight=Decimal(80), cut=20, rubric="pitch", least_raters=5),
    PlannedStep(StepKind.VOTE, "职工选拔", weight=Decimal(20), vote_use=VoteUse.WEIGHT),
)
GRADES = (
    PlannedGrade("一等奖", 2, Decimal(15000)),
    PlannedGrade("二等奖", 4, Decimal(10000)),
    PlannedGrade("优秀奖", None),
    PlannedGrade("最受职工欢迎", 1, basis=GradeBasis.VOTES),
)


def facts(title: str = "示例服务职工项目竞赛", **changed: Any) -> ContestFacts:
    """A call for service projects: two classes, a budget, open for twenty days from today."""
    today = clock.today()
    given = {
        "title": title,
        "kind": ContestKind.SERVICE,
        "preset": "",
        "call_text": "面向全市征集服务职工项目。",
        "submit_from": today,
        "submit_to": today + timedelta(days=20),
        "classes": [("素质提升", "技能培训"), ("帮扶关爱", "")],
        "applicant_classes": ["基层工会", "社会组织"],
        "materials": [],
        "asks_budget": True,
        "asks_pictures": False,
        "one_per_group": False,
        "most_union_money": Decimal(200_000),
        "notice_days": 5,
        "steps": STEPS,
        "grades": GRADES,
    }
    return ContestFacts(**(given | changed))  # type: ignore[arg-type]


def contest(organiser: Organisation, *, by: Account, published: bool = True, **changed: Any) -> Contest:
    """A contest, published unless said otherwise."""
    with transaction():
        made = operations.create_contest(organiser, facts(**changed), by=by)
    if published:
        with transaction():
            operations.publish_contest(made, by=by)
    return made


def submission_facts(contest: Contest, title: str = "职工夜校", **changed: Any) -> SubmissionFacts:
    """What a unit hands in: complete, with a budget of 50,000 元."""
    given = {
        "class_id": contest.classes[0].id,
        "applicant_class": "基层工会",
        "title": title,
        "group_name": "",
        "contact_name": "联示例",
        "contact_phone": "13800000001",
        "summary": "晚间技能课。",
        "need": "问卷 300 份，七成职工希望下班后学习。",
        "beneficiaries": "一线职工 500 人",
        "goals": "全年 40 课时。",
        "plan": "三月开课，十一月结业。",
        "team": "三人。",
        "budget_total": Decimal(50_000),
        "authors": ["张示例", "李示例"],
        "budget": [
            BudgetLine("师资", BudgetSource.UNION, Decimal(30_000)),
            BudgetLine("场地", BudgetSource.OWN, Decimal(20_000)),
        ],
    }
    return SubmissionFacts(**(given | changed))  # type: ignore[arg-type]


def submissions(contest: Contest, units: Sequence[Organisation], count: int) -> list[Submission]:
    """Many submissions that were handed in, each with two rows of budget, in two statements."""
    first = contest.last_number + 1
    rows = [
        {
            "contest_id": contest.id,
            "organisation_id": units[number % len(units)].id,
            "class_id": contest.classes[number % len(contest.classes)].id,
            "applicant_class": "基层工会",
            "number": number,
            "title": f"服务职工项目{number:03d}",
            "contact_name": "联示例",
            "contact_phone": "13800000001",
            "summary": "为职工办的一件实事。",
            "budget_total": Decimal(1000 * number),
            "first_submitted_at": clock.now(),
            "state": SubmissionState.SUBMITTED,
        }
        for number in range(first, first + count)
    ]
    ids = list(session.scalars(insert(Submission).returning(Submission.id, sort_by_parameter_order=True), rows))
    money = [
        {"submission_id": key, "item": "活动", "source": BudgetSource.UNION, "amount": row["budget_total"]}
        for key, row in zip(ids, rows, strict=True)
    ]
    session.execute(insert(BudgetRow), money)
    contest.last_number = first + count - 1
    session.commit()
    return list(session.scalars(select(Submission).where(Submission.id.in_(ids)).order_by(Submission.number)))


def seal_sheets(review: Review, mark: Callable[[str, int], Decimal]) -> int:
    """Every open sheet of a review filled and sealed in three statements; says how many.

    `mark` gives what an expert writes at each criterion: by the subject's reference and the expert's number (from 0).
    """
    panel = review.panel
    query = select(Sheet.id, Subject.reference, Sheet.member_id).join(Sheet.subject)
    sheets = session.execute(query.where(Subject.panel_id == panel.id, Sheet.state == SheetState.OPEN)).all()
    members = sorted({row.member_id for row in sheets})
    key = str(uuid4())
    session.add(
        DeviceOperation(
            op_id=key, stream="test", actor_id=1, device="test", seq=1, payload={}, made_at=clock.now(), outcome={}
        )
    )
    marks = [
        {
            "sheet_id": row.id,
            "criterion_id": criterion.id,
            "value": mark(row.reference, members.index(row.member_id)),
            "op_id": key,
        }
        for row in sheets
        for criterion in panel.scheme.criteria
    ]
    session.execute(insert(Mark), marks)
    sealed = {"state": SheetState.SEALED, "sealed_at": clock.now(), "version": 1}
    session.execute(update(Sheet).where(Sheet.id.in_([row.id for row in sheets])).values(**sealed))
    session.commit()
    return len(sheets)
