"""The tree of indicators as a workbook, a row for each leaf; the matrix on the way out."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from foundation.errors import Refused
from foundation.workbook_writing import export_workbook
from foundation.workbooks import Column, Row, read_workbook
from studios.evaluations.operations_trees import IndicatorFacts, ListedIndicator
from studios.evaluations.queries_trees import UnitStanding
from studios.evaluations.rules_trees import LEAF_KIND_TITLES, WHOLE, LeafKind, Node, number_fault

KIND_BY_TITLE = {title: kind for kind, title in LEAF_KIND_TITLES.items()}
MOST_REASONS = 20
COLUMNS = (
    Column("first", "一级指标", width=24, note="与上一行相同的可以空着。", example="思想政治引领"),
    Column("first_weight", "一级权重", width=10, note="百分数，各一级指标合计 100。", example="12.5"),
    Column("second", "二级指标", width=24, note="与上一行相同的可以空着。", example="宣讲教育"),
    Column("second_weight", "二级权重", width=10, note="在一级指标里占的百分数，合计 100。", example="40"),
    Column("third", "三级指标", required=True, width=30, example="年度宣讲场次"),
    Column(
        "third_weight", "三级权重", required=True, width=10, note="在二级指标里占的百分数，合计 100。", example="50"
    ),
    Column("kind", "计分方式", required=True, width=16, choices=tuple(KIND_BY_TITLE), example="按目标完成比例"),
    Column("full", "满分或目标值", width=14, note="“完成或未完成”的不填。", example="20"),
    Column("measure", "计量单位", width=10, example="场"),
    Column("evidence", "佐证材料", width=24, note="填了就必须上传。", example="宣讲照片或签到表"),
)


def read_tree(content: bytes) -> list[ListedIndicator]:
    """The indicators of a workbook from top to bottom, numbered 1, 1.1, 1.1.1. Raises `Refused` with what is wrong."""
    rows = read_workbook(content, COLUMNS).rows
    listed: list[ListedIndicator] = []
    places: dict[tuple[str, ...], int] = {}
    counts: dict[int | None, int] = {}
    first = second = ""
    for row in rows:
        if row["first"] and row["first"] != first:
            first, second = row["first"], ""
        second = row["second"] or second
        if not first or not second:
            row.fault("second", "第一行要写明一级和二级指标；换了一级指标的，也要写明二级指标。")
            continue
        above = _place(listed, places, counts, None, (first,), row, "first_weight")
        above = _place(listed, places, counts, above, (first, second), row, "second_weight")
        _append(listed, counts, above, _leaf(row))
    reasons = [str(fault) for row in rows for fault in row.faults]
    if reasons:
        more = [f"还有 {len(reasons) - MOST_REASONS} 处。"] if len(reasons) > MOST_REASONS else []
        raise Refused("表格没有导入。", reasons=[*reasons[:MOST_REASONS], *more], field="file")
    return listed


def matrix_workbook(nodes: Sequence[Node], standings: Sequence[UnitStanding]) -> bytes:
    """The scores of units by first-level indicator, as the page shows them."""
    columns = [Column("unit", "成员单位", width=30), Column("whole", "总分", width=10)]
    columns += [Column(str(node.key), f"{node.code} {node.title}", width=16) for node in nodes]
    columns.append(Column("filled", "已报", width=12))
    rows = [
        {
            "unit": one.unit.organisation.name,
            "whole": one.scores[WHOLE].score,
            "filled": f"{one.scores[WHOLE].reported}/{one.scores[WHOLE].leaves}",
        }
        | {str(node.key): one.scores[node.key].score for node in nodes}
        for one in standings
    ]
    return export_workbook("指标考核", columns, rows)


def _place(
    listed: list[ListedIndicator],
    places: dict[tuple[str, ...], int],
    counts: dict[int | None, int],
    above: int | None,
    name: tuple[str, ...],
    row: Row,
    weight: str,
) -> int:
    """Where the indicator of this name stands in the list; written there the first time it is met."""
    if name not in places:
        facts = IndicatorFacts("", name[-1], _number(row, weight))
        places[name] = _append(listed, counts, above, facts)
    elif row[weight] and _number(row, weight) != listed[places[name]].facts.weight:
        row.fault(weight, "与前面同一个指标的权重不同，请改为一致，或只在第一行填写。")
    return places[name]


def _append(
    listed: list[ListedIndicator], counts: dict[int | None, int], above: int | None, facts: IndicatorFacts
) -> int:
    counts[above] = counts.get(above, 0) + 1
    prefix = "" if above is None else f"{listed[above].facts.code}."
    listed.append(ListedIndicator(above, IndicatorFacts(**(vars(facts) | {"code": f"{prefix}{counts[above]}"}))))
    return len(listed) - 1


def _leaf(row: Row) -> IndicatorFacts:
    kind = KIND_BY_TITLE.get(row["kind"] or "", LeafKind.POINTS)
    full = Decimal(1) if kind is LeafKind.DONE else _number(row, "full")
    said = (row["measure"] or "", row["evidence"] or "")
    return IndicatorFacts("", row["third"] or "", _number(row, "third_weight"), kind, full, *said)


def _number(row: Row, key: str) -> Decimal:
    """A positive number with at most six places; anything else is a fault of the row."""
    try:
        value = Decimal(row[key] or "")
    except InvalidOperation:
        value = Decimal(-1)
    if fault := number_fault(value) or (None if value else "应大于 0。"):
        row.fault(key, fault)
        return Decimal(1)
    return value
