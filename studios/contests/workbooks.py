"""Workbooks: the submissions of a contest as they are shown, with their budgets on a second sheet."""

from collections.abc import Iterable, Iterator, Sequence

from foundation.workbook_writing import Row, Sheet, export_workbook
from foundation.workbooks import Cell, Column
from studios.contests.models_submissions import StepStanding, Submission
from studios.contests.rules import BUDGET_SOURCE_TITLES
from studios.contests.rules_submissions import STANDING_STATE_TITLES, SUBMISSION_STATE_TITLES

COLUMNS = (
    Column("number", "编号", Cell.CODE, width=8),
    Column("title", "名称", width=36),
    Column("class", "类别", width=20),
    Column("unit", "申报单位", width=30),
    Column("applicant_class", "申报主体", width=16),
    Column("group_name", "团队", width=16),
    Column("authors", "主要完成人", width=24),
    Column("summary", "简介", width=50),
    Column("beneficiaries", "受益群体", width=24),
    Column("budget_total", "预算总额（元）", Cell.NUMBER, width=14),
    Column("submitted_at", "首次提交", Cell.DATE, width=18),
    Column("state", "状态", width=10),
)
BUDGET_COLUMNS = (
    Column("number", "编号", Cell.CODE, width=8),
    Column("title", "名称", width=36),
    Column("item", "预算项目", width=30),
    Column("source", "资金来源", width=12),
    Column("amount", "金额（元）", Cell.NUMBER, width=14),
)
STANDING_COLUMNS = (
    Column("rank", "名次", Cell.NUMBER, width=8),
    Column("number", "编号", Cell.CODE, width=8),
    Column("title", "名称", width=36),
    Column("class", "类别", width=20),
    Column("unit", "申报单位", width=30),
    Column("score", "得分", Cell.NUMBER, width=10),
    Column("votes", "票数", Cell.NUMBER, width=10),
    Column("state", "结论", width=14),
    Column("reason", "原因", width=50),
)


def submissions_workbook(submissions: Sequence[Submission]) -> bytes:
    """What the list shows, without contacts; those are shown on the page of one submission only."""
    budgets = Sheet("预算", BUDGET_COLUMNS, _budget_rows(submissions))
    return export_workbook("申报", COLUMNS, (_row(one) for one in submissions), budgets)


def standings_workbook(standings: Iterable[StepStanding]) -> bytes:
    """What a step's page shows."""
    return export_workbook("环节结论", STANDING_COLUMNS, (_standing_row(one) for one in standings))


def _row(one: Submission) -> Row:
    return {
        "number": one.number_text,
        "title": one.title,
        "class": one.contest_class.title if one.contest_class else "",
        "unit": one.organisation.name,
        "applicant_class": one.applicant_class,
        "group_name": one.group_name,
        "authors": "、".join(author.name for author in one.authors),
        "summary": one.summary,
        "beneficiaries": one.beneficiaries,
        "budget_total": one.budget_total or None,
        "submitted_at": one.first_submitted_at,
        "state": SUBMISSION_STATE_TITLES[one.state],
    }


def _budget_rows(submissions: Sequence[Submission]) -> Iterator[Row]:
    for one in submissions:
        for row in one.budget:
            source = BUDGET_SOURCE_TITLES[row.source]
            yield {
                "number": one.number_text,
                "title": one.title,
                "item": row.item,
                "source": source,
                "amount": row.amount,
            }


def _standing_row(one: StepStanding) -> Row:
    submission = one.submission
    return {
        "rank": one.rank,
        "number": submission.number_text,
        "title": submission.title,
        "class": submission.contest_class.title if submission.contest_class else "",
        "unit": submission.organisation.name,
        "score": one.score,
        "votes": one.votes,
        "state": STANDING_STATE_TITLES[one.state],
        "reason": one.reason,
    }
