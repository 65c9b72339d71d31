"""认定计划：九个环节依次完成；发布后核心内容不再改动；没有人报名时才可以取消。"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from assessments.standards.rules import FULL_SCORE
from foundation.workflow import Workflow


class BatchState(StrEnum):
    """The life of an assessment plan."""

    DRAFT = "draft"
    PUBLISHED = "published"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


BATCH_STATE_TITLES = {
    BatchState.DRAFT: "草稿",
    BatchState.PUBLISHED: "进行中",
    BatchState.COMPLETED: "已归档",
    BatchState.CANCELLED: "已取消",
}

BATCH_WORKFLOW = Workflow(
    name="认定计划",
    table={
        (BatchState.DRAFT, "publish_batch"): BatchState.PUBLISHED,
        (BatchState.DRAFT, "cancel_batch"): BatchState.CANCELLED,
        (BatchState.PUBLISHED, "cancel_batch"): BatchState.CANCELLED,
        (BatchState.PUBLISHED, "complete_batch"): BatchState.COMPLETED,
        (BatchState.COMPLETED, "reopen_batch"): BatchState.PUBLISHED,
    },
    titles=BATCH_STATE_TITLES,
    corrections=frozenset({"cancel_batch", "reopen_batch"}),
)


class Node(StrEnum):
    """认定计划的九个环节，依次排列。"""

    PLAN = "plan"
    APPLICATION = "application"
    SEATING = "seating"
    PREPARATION = "preparation"
    EXAMINATION = "examination"
    SCORES = "scores"
    NOTICE = "notice"
    CERTIFICATES = "certificates"
    ARCHIVE = "archive"


NODE_TITLES = {
    Node.PLAN: "制定计划",
    Node.APPLICATION: "考试报名",
    Node.SEATING: "考场编排",
    Node.PREPARATION: "考务安排",
    Node.EXAMINATION: "考试",
    Node.SCORES: "成绩检录",
    Node.NOTICE: "成绩公示",
    Node.CERTIFICATES: "证书管理",
    Node.ARCHIVE: "归档",
}


class NumberWay(StrEnum):
    """Where the certificate numbers of a plan come from (证书编号来源)."""

    IMPORTED = "imported"
    ALLOTTED = "allotted"
    CHECKED = "checked"


NUMBER_WAY_TITLES = {
    NumberWay.IMPORTED: "从省级系统导入",
    NumberWay.ALLOTTED: "按核定的前缀由本系统编号",
    NumberWay.CHECKED: "由经办人录入，系统只核对",
}


class StepState(StrEnum):
    """How a node of a plan stands."""

    DONE = "done"
    CURRENT = "current"
    WAITING = "waiting"


STEP_STATE_TITLES = {StepState.DONE: "已完成", StepState.CURRENT: "进行中", StepState.WAITING: "未开始"}


@dataclass(frozen=True)
class NodeDone:
    """When and by whom a node was done; `exception_reason` says why before its turn, if it was."""

    at: datetime
    by: str
    exception_reason: str


@dataclass(frozen=True)
class NodeStep:
    """A node on the line of progress."""

    node: Node
    state: StepState
    done: NodeDone | None


def steps_of(done: Mapping[Node, NodeDone], state: BatchState) -> list[NodeStep]:
    """九个环节的进度：完成的、进行中的（第一个没有完成的）、还没有开始的。取消的计划没有进行中的环节。"""
    running = state in {BatchState.DRAFT, BatchState.PUBLISHED}
    current = next((node for node in Node if node not in done), None) if running else None
    return [
        NodeStep(
            node,
            StepState.DONE if node in done else StepState.CURRENT if node is current else StepState.WAITING,
            done.get(node),
        )
        for node in Node
    ]


def earlier_undone(node: Node, done: Collection[Node]) -> list[Node]:
    """在 `node` 之前、还没有完成的环节。"""
    order = list(Node)
    return [earlier for earlier in order[: order.index(node)] if earlier not in done]


def reasons_out_of_turn(node: Node, done: Collection[Node], apply_to: date, day: date) -> list[str]:
    """环节依次完成；次序不对的，写明原因才可以例外。报名截止日（含当日）以前结束报名也是例外。空列表即正当其时。"""
    reasons = [f"“{NODE_TITLES[earlier]}”还没有完成。" for earlier in earlier_undone(node, done)]
    if node is Node.APPLICATION and day <= apply_to:
        reasons.append(f"报名到 {apply_to:%Y年%m月%d日} 24 时才截止。")
    return reasons


def reasons_against_skipping(node: Node, done: Collection[Node]) -> list[str]:
    """`node` 完成以后才能办理下一步；它已经完成（次序不对的由人写明原因）的，更早的环节不再追问。"""
    undone = [] if node in done else [*earlier_undone(node, done), node]
    return [f"“{NODE_TITLES[one]}”还没有完成。" for one in undone]


def reasons_against_archiving(done: Collection[Node]) -> list[str]:
    """前八个环节全部完成，计划才可以归档。"""
    return [f"“{NODE_TITLES[node]}”还没有完成。" for node in earlier_undone(Node.ARCHIVE, done)]


def reasons_against_dates(apply_from: date, apply_to: date, examined_on: date) -> list[str]:
    """报名开始 ≤ 报名截止 ≤ 考试日期；报名到截止日 24 时为止。"""
    reasons = []
    if apply_from > apply_to:
        reasons.append("报名截止不能早于报名开始。")
    if apply_to > examined_on:
        reasons.append("考试日期不能早于报名截止。")
    return reasons


def reasons_against_parameters(pass_score: Decimal, notice_days: int, resit_months: int) -> list[str]:
    """合格分数、公示工作日、单科成绩保留月数由省定，可以按计划调整，但要有意义。"""
    reasons = []
    if not 0 < pass_score <= FULL_SCORE:
        reasons.append(f"合格分数应大于 0，不超过 {FULL_SCORE}。")
    if notice_days < 1:
        reasons.append("公示期至少 1 个工作日。")
    if resit_months < 0:
        reasons.append("单科成绩保留月数不能是负数。")
    return reasons


def reasons_against_taking(state: BatchState, apply_from: date, apply_to: date, day: date, *, ended: bool) -> list[str]:
    """计划发布后，从报名开始日到截止日 24 时受理申报；已经结束报名的不再受理。"""
    if state is not BatchState.PUBLISHED:
        return [f"认定计划目前是“{BATCH_STATE_TITLES[state]}”，不受理申报。"]
    if day < apply_from:
        return [f"报名还没有开始，{apply_from:%Y年%m月%d日} 起受理。"]
    if ended or day > apply_to:
        return [f"报名已经结束（截止 {apply_to:%Y年%m月%d日} 24 时）。"]
    return []


def reasons_against_cancelling(standing: int) -> list[str]:
    """没有人报名时才可以取消计划。"""
    if not standing:
        return []
    return [f"还有 {standing} 份申报没有撤回或退出。请先在“申报”里逐份退回、由申报人撤回，或者改为完成这个计划。"]
