"""Evaluations from two sides and indicator trees for tests; the 8 + 25 + 70 indicators are plainly invented."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from foundation.database import session, transaction
from foundation.workbook_writing import export_workbook
from people.accounts.models import Account
from people.organisations.models import Organisation
from studios.evaluations import operations, operations_trees
from studios.evaluations.models import Evaluation
from studios.evaluations.models_trees import IndicatorTree
from studios.evaluations.operations import EvaluationFacts, Named
from studios.evaluations.operations_trees import TreeFacts
from studios.evaluations.workbooks import COLUMNS, read_tree
from studios.rubrics.operations import rubric_in_use

SECONDS = (4, 3, 3, 3, 3, 3, 3, 3)
WEIGHTS = {2: ("50", "50"), 3: ("33.3", "33.3", "33.4"), 4: ("25", "25", "25", "25")}
KINDS = (("评分", "10", "分"), ("完成或未完成", "", ""), ("按目标完成比例", "20", "场"))


def evaluation(organiser: Organisation, subjects: Sequence[Named], officer: Account) -> Evaluation:
    """A year's evaluation by the published papers: two officers, three members, 60 to 40."""
    with transaction():
        by_officers = rubric_in_use("union-building", organiser, by=officer)
        by_members = rubric_in_use("workers-home", organiser, by=officer)
        facts = EvaluationFacts(
            "示例年度双评价", "2026 年度", by_officers, by_members, Decimal(60), 2, 3, date(2026, 12, 10)
        )
        return operations.create_evaluation(organiser, facts, subjects, by=officer)


def tree_rows() -> list[dict[str, str]]:
    """8 first-level, 25 second-level and 70 third-level indicators, invented: the real ones are not published."""
    rows: list[dict[str, str]] = []
    made = 0
    for first, seconds in enumerate(SECONDS, start=1):
        for second in range(1, seconds + 1):
            leaves = 2 if made < 5 else 3
            made += 1
            for third in range(1, leaves + 1):
                kind, full, measure = KINDS[len(rows) % 3]
                rows.append(
                    {
                        "first": f"示例一级{first}",
                        "first_weight": "12.5",
                        "second": f"示例二级{first}.{second}",
                        "second_weight": WEIGHTS[seconds][second - 1],
                        "third": f"示例三级{first}.{second}.{third}",
                        "third_weight": WEIGHTS[leaves][third - 1],
                        "kind": kind,
                        "full": full,
                        "measure": measure,
                        "evidence": "会议纪要" if len(rows) == 0 else "",
                    }
                )
    return rows


def tree_workbook(rows: Sequence[dict[str, str]]) -> bytes:
    """The rows as an organiser would upload them."""
    return export_workbook("三级指标", COLUMNS, rows)


def tree(organiser: Organisation, units: Sequence[Organisation], officer: Account, **facts: object) -> IndicatorTree:
    """An open tree of the invented indicators on which `units` report until 2026-11-30."""
    usual: dict[str, object] = {"title": "示例产改考核", "year": 2026, "report_by": date(2026, 11, 30)}
    with transaction():
        made = operations_trees.create_tree(organiser, TreeFacts(**(usual | facts)), by=officer)  # type: ignore[arg-type]
        operations_trees.import_tree(made, read_tree(tree_workbook(tree_rows())), by=officer)
        operations_trees.set_tree_units(made, [unit.name for unit in units], by=officer)
        session.flush()
        operations_trees.open_tree(made, by=officer)
    return made
