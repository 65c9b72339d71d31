"""Reporting on indicators, checking the reports, and problems that have to be put right."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.evidence import keep_evidence
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.evaluations.models_trees import Indicator, LeafReport, TreeProblem, TreeUnit
from studios.evaluations.operations_trees import held_tree
from studios.evaluations.queries_trees import report_on
from studios.evaluations.rules_trees import LeafState, TreeState, leaf_fault


@dataclass(frozen=True)
class SelfReport:
    """What a unit says of itself on a leaf: the number, a note, and a file where one is handed in."""

    value: Decimal
    note: str = ""
    file: bytes | None = None


def report_leaf(unit: TreeUnit, indicator: Indicator, said: SelfReport, *, by: Account) -> LeafReport:
    """Report on a leaf, or report again while nobody has checked it. Late reports are taken while the tree is open."""
    if not by.may_at(Permission.CONTEST_ENTER, unit.organisation_path):
        raise NotAllowed
    lock(unit)
    _refuse_closed(unit)
    leaf = indicator.leaf
    if leaf is None or indicator.tree_id != unit.tree_id:
        raise Refused("这不是要报的三级指标，请从本单位的考核页面进入。")
    if fault := leaf_fault(leaf, said.value):
        raise Refused(f"“{indicator.title}”写的数{fault}", field="value")
    report = report_on(unit, indicator)
    if report and report.state is LeafState.CHECKED:
        raise Refused("这一项已经核定，不能再报。确有错误的，请组织考核的单位退回以后再报。")
    if indicator.evidence and not said.file and not (report and report.file_id):
        raise Refused(f"这一项要交佐证材料：{indicator.evidence}。", field="file")
    if report is None:
        report = LeafReport(unit=unit, indicator=indicator)
        session.add(report)
    report.value, report.note, report.reported_at, report.reported_by = said.value, said.note, clock.now(), by.id
    if said.file:
        report.file = keep_evidence(said.file, f"indicator-{unit.id}-{indicator.id}", by_id=by.id)
    audit.record("report_leaf", report, by=by, changes={"value": (None, said.value)})
    return report


def check_leaf(report: LeafReport, value: Decimal, *, reason: str, by: Account) -> None:
    """Settle the number of a leaf; another one than the unit's own needs its reason. Nobody checks his own report."""
    _hold(report, by)
    if report.reported_by == by.id:
        raise Refused("自评和核定应是两个人：这一项是您报的，请由别人核定。")
    leaf = report.indicator.leaf
    if leaf and (fault := leaf_fault(leaf, value)):
        raise Refused(f"核定的数{fault}", field="value")
    if value != report.value and not reason.strip():
        raise Refused("核定的数与自评不同，请写明原因。", field="reason")
    report.checked_value, report.check_reason, report.checked_by = value, reason.strip(), by.id
    advance(report, "check_leaf", by=by, changes={"checked_value": (report.value, value)})


def reopen_leaf(report: LeafReport, *, reason: str, by: Account) -> None:
    """Let the unit report again, for a reason."""
    _hold(report, by)
    report.checked_value, report.check_reason, report.checked_by = None, "", None
    advance(report, "reopen_leaf", by=by, reason=reason)


def add_problem(
    unit: TreeUnit, description: str, due_on: date, indicator: Indicator | None = None, *, by: Account
) -> TreeProblem:
    """Write down a problem found at a unit, and until when it has to be put right."""
    held_tree(unit.tree, by)
    if unit.tree.state is TreeState.DRAFT:
        raise Refused("考核还没有开始。")
    if due_on < clock.today():
        raise Refused("整改期限已经过去，请另定日期。", field="due_on")
    made = TreeProblem(unit=unit, indicator=indicator, description=description.strip(), due_on=due_on)
    session.add(made)
    audit.record("add_problem", made, by=by, changes={"due_on": (None, due_on)})
    return made


def report_problem(problem: TreeProblem, remedy: str, *, by: Account) -> None:
    """The unit says how it put the problem right."""
    if not by.may_at(Permission.CONTEST_ENTER, problem.organisation_path):
        raise NotAllowed
    lock(problem).remedy = remedy.strip()
    advance(problem, "report_problem", by=by)


def return_problem(problem: TreeProblem, *, reason: str, by: Account) -> None:
    """Not put right yet, for a reason that the unit reads."""
    held_tree(problem.unit.tree, by)
    advance(lock(problem), "return_problem", by=by, reason=reason)


def close_problem(problem: TreeProblem, *, by: Account) -> None:
    """It is put right (销号)."""
    held_tree(problem.unit.tree, by)
    lock(problem).closed_on = clock.today()
    advance(problem, "close_problem", by=by)


def reopen_problem(problem: TreeProblem, *, reason: str, by: Account) -> None:
    """It was not put right after all."""
    held_tree(problem.unit.tree, by)
    lock(problem).closed_on = None
    advance(problem, "reopen_problem", by=by, reason=reason)


def _hold(report: LeafReport, by: Account) -> None:
    held_tree(report.unit.tree, by)
    lock(report)
    _refuse_closed(report.unit)


def _refuse_closed(unit: TreeUnit) -> None:
    if unit.tree.state is not TreeState.OPEN:
        raise Refused("考核没有在进行，不能填报和核定。")
