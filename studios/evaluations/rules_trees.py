"""指标考核：三级指标逐级加权，自评和核定分开，逾期逐项列出，问题限期整改。

出处：来源文件 000（江津）产业工人队伍建设改革“8+25+70”三级评价考核指标体系、35 个成员单位、“工作规则+督查考核”责任落实
机制；广州 5/18/52 项指标，结果和过程、定量和定性兼顾。指标内容、权重和计分没有公布：由组织考核的单位填写。
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow
from scoring.numbers import EXACT, as_text, exact_sum, round_half_up

HUNDRED, ZERO = Decimal(100), Decimal(0)
PLACES = 2
LEVELS = 3
MOST = Decimal(1_000_000_000)
WHOLE = 0
"""总分在 `roll_up` 的答案里的键：没有指标的编号是 0。"""


class TreeState(StrEnum):
    """The life of a year's tree."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


TREE_STATE_TITLES = {TreeState.DRAFT: "草稿", TreeState.OPEN: "考核中", TreeState.CLOSED: "已办结"}

TREE_WORKFLOW = Workflow(
    name="指标考核",
    table={
        (TreeState.DRAFT, "open_tree"): TreeState.OPEN,
        (TreeState.OPEN, "close_tree"): TreeState.CLOSED,
        (TreeState.CLOSED, "reopen_tree"): TreeState.OPEN,
    },
    titles=TREE_STATE_TITLES,
    corrections=frozenset({"reopen_tree"}),
)


class LeafState(StrEnum):
    """Where the report of a unit on a leaf stands."""

    REPORTED = "reported"
    CHECKED = "checked"


LEAF_STATE_TITLES = {LeafState.REPORTED: "已报，待核定", LeafState.CHECKED: "已核定"}

LEAF_WORKFLOW = Workflow(
    name="指标自评",
    table={
        (LeafState.REPORTED, "check_leaf"): LeafState.CHECKED,
        (LeafState.CHECKED, "reopen_leaf"): LeafState.REPORTED,
    },
    titles=LEAF_STATE_TITLES,
    corrections=frozenset({"reopen_leaf"}),
)


class ProblemState(StrEnum):
    """Where a problem that was found stands."""

    FOUND = "found"
    REPORTED = "reported"
    CLOSED = "closed"


PROBLEM_STATE_TITLES = {
    ProblemState.FOUND: "待整改",
    ProblemState.REPORTED: "已报整改，待销号",
    ProblemState.CLOSED: "已销号",
}

PROBLEM_WORKFLOW = Workflow(
    name="督查问题",
    table={
        (ProblemState.FOUND, "report_problem"): ProblemState.REPORTED,
        (ProblemState.REPORTED, "return_problem"): ProblemState.FOUND,
        (ProblemState.REPORTED, "close_problem"): ProblemState.CLOSED,
        (ProblemState.CLOSED, "reopen_problem"): ProblemState.FOUND,
    },
    titles=PROBLEM_STATE_TITLES,
    corrections=frozenset({"return_problem", "reopen_problem"}),
)


class LeafKind(StrEnum):
    """三级指标怎样计分。"""

    POINTS = "points"
    DONE = "done"
    TARGET = "target"


LEAF_KIND_TITLES = {LeafKind.POINTS: "评分", LeafKind.DONE: "完成或未完成", LeafKind.TARGET: "按目标完成比例"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """三级指标的计分：`full` 为满分（评分）或目标值（按比例）；完成或未完成的为 1。"""

    kind: LeafKind
    full: Decimal


@dataclass(frozen=True, slots=True)
class Node:
    """一个指标。`weight` 为在上级指标里占的百分数；三级指标有 `leaf`，没有下级。"""

    key: int
    code: str
    title: str
    weight: Decimal
    children: tuple["Node", ...] = ()
    leaf: Leaf | None = None

    def leaves(self) -> Iterator["Node"]:
        """The leaves at and below it, in order."""
        if self.leaf:
            yield self
        for child in self.children:
            yield from child.leaves()


@dataclass(frozen=True, slots=True)
class NodeScore:
    """一个指标的得分（百分制两位小数）和进度；有一项没有核定的 `score` 为 None。"""

    leaves: int
    reported: int
    checked: int
    score: Decimal | None
    working: str


def number_fault(value: Decimal) -> str | None:
    """为什么不能写这个数：不小于 0、不超过 10 亿、最多 6 位小数的可以写。"""
    if not value.is_finite() or not 0 <= value <= MOST:
        return "应是 0 到 10 亿之间的数。"
    return "最多 6 位小数。" if value != round_half_up(value, 6) else None


def leaf_fault(leaf: Leaf, value: Decimal) -> str | None:
    """这个数为什么不能报；可以报的为 None。完成的写 1，未完成的写 0；评分不超过满分；完成数可以超过目标。"""
    if fault := number_fault(value):
        return fault
    if leaf.kind is LeafKind.DONE and value not in (0, 1):
        return "只写 1（完成）或 0（未完成）。"
    return f"最多 {as_text(leaf.full)} 分。" if leaf.kind is LeafKind.POINTS and value > leaf.full else None


def leaf_score(leaf: Leaf, value: Decimal) -> Decimal:
    """三级指标得分（百分制，不取舍）：评分的除以满分；完成 100、未完成 0；按目标的除以目标值，超过目标按 100 计。"""
    if leaf.kind is LeafKind.DONE:
        return HUNDRED if value else ZERO
    return min(EXACT.divide(EXACT.multiply(value, HUNDRED), leaf.full), HUNDRED)


def roll_up(
    nodes: Sequence[Node], reported: Iterable[int], checked: Mapping[int, Decimal], *, missing_is_zero: bool = False
) -> dict[int, NodeScore]:
    """逐级加权：上级得分 = Σ 下级得分 × 权重 ÷ 100，逐级不取舍，公布时各取两位小数四舍五入；总分的键是 `WHOLE`。

    `checked` 是核定的数。没有核定的指标不按 0 分计，它的上级也没有得分；`missing_is_zero`：办结以后没有报的按 0 分计。
    """
    answer: dict[int, NodeScore] = {}
    known = set(reported)
    _rolled(Node(WHOLE, "", "总分", HUNDRED, tuple(nodes)), known, checked, missing_is_zero, answer)
    return answer


def _rolled(
    node: Node, reported: set[int], checked: Mapping[int, Decimal], zero: bool, answer: dict[int, NodeScore]
) -> Decimal | None:
    exact: Decimal | None
    if node.leaf:
        value, filled = checked.get(node.key), node.key in reported
        exact = leaf_score(node.leaf, value) if value is not None else ZERO if zero and not filled else None
        told = "" if value is not None else "没有报，按 0 分计" if exact is not None else "没有核定"
        answer[node.key] = NodeScore(1, int(filled), int(value is not None), _shown(exact), told)
        return exact
    parts = [(child, _rolled(child, reported, checked, zero, answer)) for child in node.children]
    known = [EXACT.divide(EXACT.multiply(part, child.weight), HUNDRED) for child, part in parts if part is not None]
    exact = exact_sum(known) if len(known) == len(parts) else None
    below = [answer[child.key] for child in node.children]
    counts = (sum(one.leaves for one in below), sum(one.reported for one in below), sum(one.checked for one in below))
    answer[node.key] = NodeScore(*counts, _shown(exact), _told(node, answer, exact))
    return exact


def _shown(exact: Decimal | None) -> Decimal | None:
    return None if exact is None else round_half_up(exact, PLACES)


def _told(node: Node, answer: Mapping[int, NodeScore], exact: Decimal | None) -> str:
    if exact is None:
        return "还有指标没有核定"
    parts = [f"{as_text(answer[one.key].score or ZERO)} × {as_text(one.weight)}%" for one in node.children]
    return f"{' + '.join(parts)}，按未取舍的得分合计得 {as_text(round_half_up(exact, PLACES))}"


def tree_faults(nodes: Sequence[Node]) -> list[str]:
    """为什么还不能按这套指标考核：同一上级之下权重合计 100 %；一级、二级都有下级；三级才计分。"""
    if not nodes:
        return ["还没有指标。"]
    return [*_weight_faults("一级指标", nodes), *(fault for node in nodes for fault in _faults_below(node, 1))]


def _weight_faults(where: str, siblings: Sequence[Node]) -> Iterator[str]:
    total = exact_sum(one.weight for one in siblings)
    if total != HUNDRED:
        yield f"{where}的权重合计应为 100%，现在是 {as_text(total)}%，请修改。"


def _faults_below(node: Node, level: int) -> Iterator[str]:
    if level == LEVELS:
        return
    if not node.children:
        yield f"指标“{node.code} {node.title}”没有下一级指标，请补上或删去。"
        return
    yield from _weight_faults(f"“{node.code} {node.title}”之下", node.children)
    for child in node.children:
        yield from _faults_below(child, level + 1)


def days_overdue(due: date, day: date) -> int:
    """逾期天数：截止日当天不算逾期，之后每过一天加一。"""
    return max((day - due).days, 0)


def share_closed(found: int, closed: int) -> Decimal | None:
    """整改率（E03）：已销号问题数 ÷ 发现问题数，百分数，一位小数四舍五入；没有发现问题的没有整改率。"""
    return round_half_up(EXACT.divide(Decimal(closed * 100), Decimal(found)), 1) if found else None


def share_filled(reported: int, leaves: int) -> Decimal:
    """填报率：已报指标数 ÷ 应报指标数，百分数，一位小数四舍五入；没有应报的为 0。"""
    return round_half_up(EXACT.divide(Decimal(reported * 100), Decimal(leaves)), 1) if leaves else ZERO


def heat_of(score: Decimal | None) -> int | None:
    """矩阵的颜色深浅：不到 60、60、70、80、90 分起为 0 至 4；没有得分的没有颜色。"""
    if score is None:
        return None
    return sum(score >= line for line in (60, 70, 80, 90))
