"""Reading indicator trees: whose they are, where each unit stands, what is overdue, which problems are open."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in
from studios.evaluations.models_trees import Indicator, IndicatorTree, LeafReport, TreeProblem, TreeUnit
from studios.evaluations.rules_trees import LeafState, Node, NodeScore, ProblemState, TreeState, days_overdue, roll_up


@dataclass(frozen=True)
class UnitStanding:
    """A unit's scores by the number of the indicator (the whole under `WHOLE`), and its problems found and closed."""

    unit: TreeUnit
    scores: dict[int, NodeScore]
    found: int = 0
    closed: int = 0


@dataclass(frozen=True)
class Overdue:
    """A leaf that a unit has not reported on in time."""

    unit: TreeUnit
    leaf: Node
    days: int


def trees_run_by(user: Account) -> Select[IndicatorTree]:
    """The trees that one organises."""
    return select(IndicatorTree).where(IndicatorTree.organiser_id.in_(ids_in(user.scope(Permission.REVIEW_RUN))))


def trees_visible_to(user: Account) -> Select[IndicatorTree]:
    """The trees that one organises, and those on which a unit in one's care reports."""
    units = ids_in(user.scope(Permission.CONTEST_ENTER))
    reported = select(TreeUnit.tree_id).where(TreeUnit.organisation_id.in_(units))
    runs = IndicatorTree.organiser_id.in_(ids_in(user.scope(Permission.REVIEW_RUN)))
    asked = (IndicatorTree.state != TreeState.DRAFT) & IndicatorTree.id.in_(reported)
    return select(IndicatorTree).where(or_(runs, asked))


def tree_units_visible_to(user: Account) -> Select[TreeUnit]:
    """The reporting units of the trees that one organises, and those in one's care."""
    runs = IndicatorTree.organiser_id.in_(ids_in(user.scope(Permission.REVIEW_RUN)))
    units = TreeUnit.organisation_id.in_(ids_in(user.scope(Permission.CONTEST_ENTER)))
    return (
        select(TreeUnit)
        .join(TreeUnit.tree)
        .join(TreeUnit.organisation)
        .where(or_(runs, units & (IndicatorTree.state != TreeState.DRAFT)))
        .options(contains_eager(TreeUnit.tree), contains_eager(TreeUnit.organisation))
        .order_by(TreeUnit.id)
    )


def units_waiting_for(user: Account) -> list[tuple[TreeUnit, int]]:
    """The units in one's care that still have leaves to report on, with how many, while their tree is open."""
    mine = tree_units_visible_to(user).where(
        TreeUnit.organisation_id.in_(ids_in(user.scope(Permission.CONTEST_ENTER))),
        IndicatorTree.state == TreeState.OPEN,
    )
    leaves = select(func.count()).where(Indicator.tree_id == TreeUnit.tree_id, Indicator.level == 3).scalar_subquery()
    done = select(func.count()).where(LeafReport.tree_unit_id == TreeUnit.id).scalar_subquery()
    left = (leaves - done).label("left")
    return [(unit, number) for unit, number in session.execute(mine.add_columns(left)).unique() if number > 0]


def nodes_of(tree: IndicatorTree) -> tuple[Node, ...]:
    """The indicators of a tree as the rules know them, in order."""
    rows = list(session.scalars(select(Indicator).where(Indicator.tree_id == tree.id).order_by(Indicator.position)))
    return _nodes_below(None, rows)


def standings_of(tree: IndicatorTree, units: Sequence[TreeUnit], nodes: Sequence[Node]) -> list[UnitStanding]:
    """Where each of `units` stands, in their order. The number of queries does not grow with them."""
    ids = [unit.id for unit in units]
    reported: dict[int, set[int]] = {key: set() for key in ids}
    checked: dict[int, dict[int, Decimal]] = {key: {} for key in ids}
    rows = select(LeafReport.tree_unit_id, LeafReport.indicator_id, LeafReport.checked_value)
    for unit_id, leaf, value in session.execute(rows.where(LeafReport.tree_unit_id.in_(ids))):
        reported[unit_id].add(leaf)
        if value is not None:
            checked[unit_id][leaf] = value
    problems = problem_counts(ids)
    zero = tree.missing_is_zero and tree.state is TreeState.CLOSED
    return [
        UnitStanding(
            unit,
            roll_up(nodes, reported[unit.id], checked[unit.id], missing_is_zero=zero),
            *problems.get(unit.id, (0, 0)),
        )
        for unit in units
    ]


def problem_counts(unit_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """How many problems were found and are closed, by unit (E03)."""
    query = (
        select(TreeProblem.tree_unit_id, TreeProblem.state, func.count())
        .where(TreeProblem.tree_unit_id.in_(unit_ids))
        .group_by(TreeProblem.tree_unit_id, TreeProblem.state)
    )
    counts: dict[int, tuple[int, int]] = {}
    for unit_id, state, number in session.execute(query):
        found, closed = counts.get(unit_id, (0, 0))
        counts[unit_id] = (found + number, closed + (number if state is ProblemState.CLOSED else 0))
    return counts


def overdue_in(tree: IndicatorTree, units: Sequence[TreeUnit], nodes: Sequence[Node], day: date) -> list[Overdue]:
    """The leaves that were due and are not reported, unit by unit."""
    days = days_overdue(tree.report_by, day)
    if tree.state is TreeState.DRAFT or not days:
        return []
    ids = [unit.id for unit in units]
    rows = select(LeafReport.tree_unit_id, LeafReport.indicator_id).where(LeafReport.tree_unit_id.in_(ids))
    done = {(unit_id, leaf) for unit_id, leaf in session.execute(rows)}
    leaves = [leaf for node in nodes for leaf in node.leaves()]
    return [Overdue(unit, leaf, days) for unit in units for leaf in leaves if (unit.id, leaf.key) not in done]


def reports_of(unit: TreeUnit) -> dict[int, LeafReport]:
    """What a unit has reported, by indicator."""
    rows = select(LeafReport).where(LeafReport.tree_unit_id == unit.id).options(joinedload(LeafReport.file))
    return {one.indicator_id: one for one in session.scalars(rows)}


def report_on(unit: TreeUnit, indicator: Indicator) -> LeafReport | None:
    """What a unit has reported on one leaf."""
    mine = (LeafReport.tree_unit_id == unit.id, LeafReport.indicator_id == indicator.id)
    return session.scalars(select(LeafReport).where(*mine)).one_or_none()


def problems_visible_to(user: Account) -> Select[TreeProblem]:
    """The problems of the units in view, those due first on top."""
    units = tree_units_visible_to(user).options().with_only_columns(TreeUnit.id).order_by(None)
    return (
        select(TreeProblem)
        .where(TreeProblem.tree_unit_id.in_(units))
        .options(joinedload(TreeProblem.unit), joinedload(TreeProblem.indicator))
        .order_by(TreeProblem.due_on, TreeProblem.id)
    )


def unchecked_in(tree: IndicatorTree) -> int:
    """How many reports nobody has checked."""
    query = select(func.count()).select_from(LeafReport).join(LeafReport.unit).where(TreeUnit.tree_id == tree.id)
    return session.scalar(query.where(LeafReport.state == LeafState.REPORTED)) or 0


def _nodes_below(parent: int | None, rows: Iterable[Indicator]) -> tuple[Node, ...]:
    listed = list(rows)
    return tuple(
        Node(one.id, one.code, one.title, one.weight, _nodes_below(one.id, listed), one.leaf)
        for one in listed
        if one.parent_id == parent
    )
