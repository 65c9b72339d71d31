"""Building a tree of indicators, naming who reports on it, opening and closing a year's assessment."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from foundation import audit
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from studios.evaluations.models_trees import Indicator, IndicatorTree, TreeUnit
from studios.evaluations.queries_trees import nodes_of, standings_of, unchecked_in
from studios.evaluations.rules_trees import LEVELS, WHOLE, LeafKind, TreeState, tree_faults


@dataclass(frozen=True)
class TreeFacts:
    """What a year's assessment is called, when reports are due, and what a missing report counts."""

    title: str
    year: int
    report_by: date
    missing_is_zero: bool = False


@dataclass(frozen=True)
class IndicatorFacts:
    """An indicator as it is typed: `kind` and `full` for a leaf only."""

    code: str
    title: str
    weight: Decimal
    kind: LeafKind | None = None
    full: Decimal | None = None
    measure: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class ListedIndicator:
    """An indicator in a list from top to bottom, with the place of the one above it in that list."""

    above: int | None
    facts: IndicatorFacts


def create_tree(organiser: Organisation, facts: TreeFacts, *, by: Account) -> IndicatorTree:
    """Begin a year's tree, empty."""
    if not by.may_at(Permission.REVIEW_RUN, organiser.path):
        raise NotAllowed
    _refuse_same(organiser, facts, None)
    made = IndicatorTree(organiser=organiser, **asdict(facts))
    session.add(made)
    audit.record("create_tree", made, by=by, changes=audit.pending_changes(made))
    return made


def edit_tree(tree: IndicatorTree, facts: TreeFacts, *, by: Account, version: int | None) -> None:
    """Change what is said about a tree before it is opened."""
    tree = drafted_tree(tree, by)
    tree.expect_version(version)
    _refuse_same(tree.organiser, facts, tree)
    for name, value in asdict(facts).items():
        setattr(tree, name, value)
    audit.record("edit_tree", tree, by=by, changes=audit.pending_changes(tree))


def copy_tree(tree: IndicatorTree, facts: TreeFacts, *, by: Account) -> IndicatorTree:
    """A further year's tree with the same indicators and units, to be changed before it is opened."""
    made = create_tree(tree.organiser, facts, by=by)
    places = {one.id: place for place, one in enumerate(tree.indicators)}
    _fill(made, [ListedIndicator(places.get(one.parent_id or 0), _facts_of(one)) for one in tree.indicators])
    made.units = [TreeUnit(organisation=one.organisation) for one in tree.units]
    audit.record("copy_tree", made, by=by, changes={"indicators": (0, len(tree.indicators))})
    return made


def import_tree(tree: IndicatorTree, listed: Sequence[ListedIndicator], *, by: Account) -> int:
    """Put the indicators of a workbook in the place of those that are there. Returns how many there are."""
    tree = drafted_tree(tree, by)
    before = len(tree.indicators)
    for level in range(LEVELS, 0, -1):  # a parent goes after its children
        tree.indicators = [one for one in tree.indicators if one.level < level]
        session.flush()
    _fill(tree, listed)
    audit.record("import_tree", tree, by=by, changes={"indicators": (before, len(listed))})
    return len(listed)


def add_indicator(tree: IndicatorTree, above: Indicator | None, facts: IndicatorFacts, *, by: Account) -> Indicator:
    """One more indicator below `above`, or at the top."""
    tree = drafted_tree(tree, by)
    level = above.level + 1 if above else 1
    _refuse_indicator(tree, level, facts, None)
    last = session.scalar(select(func.max(Indicator.position)).where(Indicator.tree_id == tree.id)) or 0
    made = Indicator(tree=tree, parent=above, level=level, position=last + 1, **asdict(facts))
    session.add(made)
    audit.record("add_indicator", made, by=by)
    return made


def edit_indicator(indicator: Indicator, facts: IndicatorFacts, *, by: Account) -> None:
    """Change an indicator before the tree is opened."""
    _refuse_indicator(drafted_tree(indicator.tree, by), indicator.level, facts, indicator)
    for name, value in asdict(facts).items():
        setattr(indicator, name, value)
    audit.record("edit_indicator", indicator, by=by, changes=audit.pending_changes(indicator))


def remove_indicator(indicator: Indicator, *, by: Account) -> None:
    """Take an indicator off that has none below it."""
    drafted_tree(indicator.tree, by)
    if session.scalar(select(func.count()).where(Indicator.parent_id == indicator.id)):
        raise Refused(f"“{indicator.code} {indicator.title}”还有下一级指标，请先删去下一级的。")
    audit.record("remove_indicator", indicator, by=by)
    session.delete(indicator)


def set_tree_units(tree: IndicatorTree, names: Sequence[str], *, by: Account) -> None:
    """Say which units report, by their full names. Once the tree is open, units can only be added."""
    tree = held_tree(tree, by)
    if tree.state is TreeState.CLOSED:
        raise Refused("考核已经办结，成员单位不能再改。")
    below = Organisation.id.in_(ids_in([tree.organisation_path]))
    found = {one.name: one for one in session.scalars(select(Organisation).where(below, Organisation.name.in_(names)))}
    if unknown := [name for name in names if name not in found]:
        reasons = [f"“{name}”不是{tree.organiser.name}及以下的单位，请核对全称。" for name in unknown]
        raise Refused("成员单位没有保存。", reasons=reasons, field="names")
    existing = {one.organisation_id: one for one in tree.units}
    chosen = list(dict.fromkeys(names))
    gone = set(existing) - {found[name].id for name in chosen}
    if gone and tree.state is TreeState.OPEN:
        raise Refused("考核已经开始，成员单位只能增加，不能减少。", field="names")
    tree.units = [existing.get(found[name].id) or TreeUnit(organisation=found[name]) for name in chosen]
    audit.record("set_tree_units", tree, by=by, changes={"tree_units": (len(existing), len(chosen))})


def open_tree(tree: IndicatorTree, *, by: Account) -> None:
    """Begin: units report. Raises `Refused` with every fault of the tree."""
    tree = drafted_tree(tree, by)
    faults = tree_faults(nodes_of(tree)) + ([] if tree.units else ["还没有成员单位。"])
    if faults:
        raise Refused("考核还不能开始。", reasons=faults)
    advance(tree, "open_tree", by=by)


def close_tree(tree: IndicatorTree, *, by: Account) -> None:
    """End the year. Raises `Refused` while a report is not checked, or missing and not announced to count 0."""
    tree = held_tree(tree, by)
    if left := unchecked_in(tree):
        raise Refused(f"还有 {left} 项自评没有核定，核定以后再办结。")
    standings = standings_of(tree, tree.units, nodes_of(tree))
    missing = sum(one.scores[WHOLE].leaves - one.scores[WHOLE].reported for one in standings)
    if missing and not tree.missing_is_zero:
        raise Refused(f"还有 {missing} 项没有报。方案没有规定没有报的按 0 分计，请催报并核定以后再办结。")
    advance(tree, "close_tree", by=by, changes={"missing_leaves": (None, missing)})


def reopen_tree(tree: IndicatorTree, *, reason: str, by: Account) -> None:
    """Go on with a year that was closed, for a reason."""
    advance(held_tree(tree, by), "reopen_tree", by=by, reason=reason)


def held_tree(tree: IndicatorTree, by: Account) -> IndicatorTree:
    """The tree, held against other writers. Raises unless `by` organises it."""
    if not by.may_at(Permission.REVIEW_RUN, tree.organisation_path):
        raise NotAllowed
    return lock(tree)


def drafted_tree(tree: IndicatorTree, by: Account) -> IndicatorTree:
    """The tree, held; refused once it has been opened."""
    tree = held_tree(tree, by)
    if tree.state is not TreeState.DRAFT:
        raise Refused("考核已经开始，指标不能再改。要改的，复制成新的年度以后再改。")
    return tree


def _fill(tree: IndicatorTree, listed: Sequence[ListedIndicator]) -> None:
    made: list[Indicator] = []
    for place, one in enumerate(listed):
        above = None if one.above is None else made[one.above]
        level = above.level + 1 if above else 1
        made.append(Indicator(parent=above, level=level, position=place, **asdict(one.facts)))
    tree.indicators = made
    session.flush()


def _facts_of(one: Indicator) -> IndicatorFacts:
    return IndicatorFacts(one.code, one.title, one.weight, one.kind, one.full, one.measure, one.evidence)


def _refuse_same(organiser: Organisation, facts: TreeFacts, itself: IndicatorTree | None) -> None:
    named = (IndicatorTree.title == facts.title, IndicatorTree.year == facts.year)
    same = session.scalars(select(IndicatorTree).where(IndicatorTree.organiser_id == organiser.id, *named)).first()
    if same is not None and same is not itself:
        raise Refused(f"{facts.year} 年度已经有同名的指标考核，请换个名称。", field="title")


def _refuse_indicator(tree: IndicatorTree, level: int, facts: IndicatorFacts, itself: Indicator | None) -> None:
    if level > LEVELS:
        raise Refused("指标只有三级，三级指标之下不能再设。")
    if (level == LEVELS) != (facts.kind is not None and facts.full is not None):
        raise Refused("三级指标要写明怎样计分、满分或目标值；一级、二级指标不写。", field="kind")
    if any(one.code == facts.code and one is not itself for one in tree.indicators):
        raise Refused(f"编号“{facts.code}”已经用过，请换一个。", field="code")
