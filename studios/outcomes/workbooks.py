"""The list of outcomes as a workbook: verified and declared benefit in two columns."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from foundation.workbook_writing import Row, export_workbook
from foundation.workbooks import Cell, Column
from studios.outcomes.models import Outcome
from studios.outcomes.rules import OUTCOME_KIND_TITLES, OUTCOME_STATE_TITLES
from studios.outcomes.rules_benefit import BenefitSums

COLUMNS = (
    Column("studio", "工作室", width=30),
    Column("organisation", "单位", width=30),
    Column("kind", "种类"),
    Column("title", "名称", width=40),
    Column("number", "号码", Cell.CODE, width=24),
    Column("holder", "权利人或发布单位", width=30),
    Column("dated", "成果日期", Cell.DATE),
    Column("authors", "作者（贡献占比 %）", width=40),
    Column("shares", "工作室占比（%）", width=40),
    Column("adoptions", "其他单位应用（家）", Cell.NUMBER),
    Column("percent", "计入占比（%）", Cell.NUMBER),
    Column("verified", "核实效益（元，按计入占比）", Cell.NUMBER),
    Column("declared", "申报待核实效益（元，按计入占比）", Cell.NUMBER),
    Column("state", "状态"),
)


def outcomes_workbook(
    outcomes: Sequence[Outcome], percents: Mapping[int, Decimal], sums: Mapping[int, BenefitSums]
) -> bytes:
    """One line for each outcome, with the per cent of it that the list counts and the benefit in that part."""
    return export_workbook("成果", COLUMNS, [_row(one, percents[one.id], sums[one.id]) for one in outcomes])


def _row(outcome: Outcome, percent: Decimal, sums: BenefitSums) -> Row:
    return {
        "studio": outcome.studio.name,
        "organisation": outcome.studio.organisation.name,
        "kind": OUTCOME_KIND_TITLES[outcome.kind],
        "title": outcome.title,
        "number": outcome.number,
        "holder": outcome.holder,
        "dated": outcome.dated,
        "authors": "、".join(f"{one.person.name} {one.percent:f}" for one in outcome.authors),
        "shares": "、".join(f"{one.studio.name} {one.percent:f}" for one in outcome.shares),
        "adoptions": len(outcome.adoptions),
        "percent": percent,
        "verified": sums.verified,
        "declared": sums.declared,
        "state": OUTCOME_STATE_TITLES[outcome.state],
    }
