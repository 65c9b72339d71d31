"""项目竞赛：一场竞赛就是一串环节。服务职工项目、作品征集、改革和重点机制项目，只是环节不同。"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from foundation.workflow import Workflow


class ContestKind(StrEnum):
    """竞赛征集的是什么。"""

    SERVICE = "service"
    WORKS = "works"
    REFORM = "reform"
    INNOVATION = "innovation"


CONTEST_KIND_TITLES = {
    ContestKind.SERVICE: "服务职工项目",
    ContestKind.WORKS: "作品征集",
    ContestKind.REFORM: "改革和重点机制项目",
    ContestKind.INNOVATION: "创新创意项目",
}


class ContestState(StrEnum):
    """发布后受理申报，截止后逐个环节评审，结果生效后归档。"""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


CONTEST_STATE_TITLES = {
    ContestState.DRAFT: "草稿",
    ContestState.PUBLISHED: "征集中",
    ContestState.CLOSED: "评审中",
    ContestState.COMPLETED: "已办结",
    ContestState.CANCELLED: "已取消",
}
SHOWN = frozenset({ContestState.PUBLISHED, ContestState.CLOSED, ContestState.COMPLETED, ContestState.CANCELLED})

CONTEST_WORKFLOW = Workflow(
    name="竞赛",
    table={
        (ContestState.DRAFT, "publish_contest"): ContestState.PUBLISHED,
        (ContestState.PUBLISHED, "close_contest"): ContestState.CLOSED,
        (ContestState.CLOSED, "reopen_contest"): ContestState.PUBLISHED,
        (ContestState.CLOSED, "complete_contest"): ContestState.COMPLETED,
        (ContestState.COMPLETED, "resume_contest"): ContestState.CLOSED,
        (ContestState.PUBLISHED, "cancel_contest"): ContestState.CANCELLED,
        (ContestState.CLOSED, "cancel_contest"): ContestState.CANCELLED,
    },
    titles=CONTEST_STATE_TITLES,
    corrections=frozenset({"reopen_contest", "resume_contest", "cancel_contest"}),
)


class StepKind(StrEnum):
    """环节的类型：形审、评定由人决定；评估、初审、路演由专家评分；投票计票数。"""

    SCREENING = "screening"
    ASSESSMENT = "assessment"
    PRELIMINARY = "preliminary"
    PITCH = "pitch"
    VOTE = "vote"
    DECISION = "decision"


STEP_KIND_TITLES = {
    StepKind.SCREENING: "形式审查",
    StepKind.ASSESSMENT: "第三方评估",
    StepKind.PRELIMINARY: "初审",
    StepKind.PITCH: "路演",
    StepKind.VOTE: "职工投票",
    StepKind.DECISION: "评定",
}
SCORED = frozenset({StepKind.ASSESSMENT, StepKind.PRELIMINARY, StepKind.PITCH})


class StepState(StrEnum):
    """环节依次办理。"""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


STEP_STATE_TITLES = {StepState.PLANNED: "未开始", StepState.OPEN: "进行中", StepState.CLOSED: "已完成"}

STEP_WORKFLOW = Workflow(
    name="环节",
    table={
        (StepState.PLANNED, "open_step"): StepState.OPEN,
        (StepState.OPEN, "close_step"): StepState.CLOSED,
        (StepState.CLOSED, "reopen_step"): StepState.OPEN,
    },
    titles=STEP_STATE_TITLES,
    corrections=frozenset({"reopen_step"}),
)


class VoteUse(StrEnum):
    """职工投票怎样计入结果。"""

    WEIGHT = "weight"
    BONUS = "bonus"
    PRIZE = "prize"


VOTE_USE_TITLES = {
    VoteUse.WEIGHT: "按权重计入总分",
    VoteUse.BONUS: "加分，设上限",
    VoteUse.PRIZE: "单独设奖，不计入总分",
}


class GradeBasis(StrEnum):
    """奖项按什么排。"""

    TOTAL = "total"
    VOTES = "votes"


GRADE_BASIS_TITLES = {GradeBasis.TOTAL: "按总分", GradeBasis.VOTES: "按票数（单独设奖）"}


class BudgetSource(StrEnum):
    """项目经费从哪里来。"""

    UNION = "union"
    OWN = "own"
    GOVERNMENT = "government"


BUDGET_SOURCE_TITLES = {
    BudgetSource.UNION: "工会补助",
    BudgetSource.OWN: "自筹",
    BudgetSource.GOVERNMENT: "政府资金",
}


@dataclass(frozen=True)
class PlannedStep:
    """方案里的一个环节。`weight` 为百分数，`cut` 为进入下一环节的数量（None：不限），`vote_cap` 为加分上限。"""

    kind: StepKind
    title: str
    weight: Decimal = Decimal(0)
    cut: int | None = None
    rubric: str = ""
    least_raters: int = 3
    anonymous: bool = False
    vote_use: VoteUse = VoteUse.PRIZE
    vote_cap: Decimal = Decimal(0)
    report_minutes: int = 8
    question_minutes: int = 5
    scoring_minutes: int = 2


@dataclass(frozen=True)
class PlannedGrade:
    """方案里的一个奖项。`places` 为数量（None：其余全部），`money` 为每项奖金（元）。"""

    title: str
    places: int | None
    money: Decimal = Decimal(0)
    basis: GradeBasis = GradeBasis.TOTAL


@dataclass(frozen=True)
class BudgetLine:
    """预算的一行，金额单位为元。"""

    item: str
    source: BudgetSource
    amount: Decimal


def reasons_against_steps(steps: Sequence[PlannedStep]) -> list[str]:
    """环节是否成立：至少一个；计分环节的权重合计 100；每个评分环节写明评分表；进入数量逐个环节不增。"""
    if not steps:
        return ["至少要有一个评审环节。"]
    reasons = [f"“{step.title}”没有选择评分表。" for step in steps if step.kind in SCORED and not step.rubric]
    weighted = [step for step in steps if step.kind in SCORED or step.kind is StepKind.VOTE]
    reasons += [
        f"“{step.title}”不计入总分，权重应为 0。"
        for step in weighted
        if step.kind is StepKind.VOTE and step.vote_use is not VoteUse.WEIGHT and step.weight
    ]
    total = sum((step.weight for step in steps), Decimal(0))
    if any(step.kind in SCORED for step in steps) and total != 100:
        reasons.append(f"各环节权重合计应为 100，现在是 {total.normalize():f}。")
    reasons += [
        f"“{step.title}”按加分计入，请填写加分上限。"
        for step in weighted
        if step.kind is StepKind.VOTE and step.vote_use is VoteUse.BONUS and step.vote_cap <= 0
    ]
    cuts = [step.cut for step in steps if step.cut is not None]
    if any(later > earlier for earlier, later in pairwise(cuts)):
        reasons.append("后一个环节进入的数量不能多于前一个环节，请核对各环节的进入数量。")
    return reasons


def reasons_against_grades(grades: Sequence[PlannedGrade], steps: Sequence[PlannedStep]) -> list[str]:
    """奖项是否成立：名称不重复；“其余全部”只能是最后一个；按票数设奖须有投票环节。"""
    reasons = [] if grades else ["至少设一个奖项或等级。"]
    if len({grade.title for grade in grades}) < len(grades):
        reasons.append("奖项名称有重复，请改名。")
    by_total = [grade for grade in grades if grade.basis is GradeBasis.TOTAL]
    if any(grade.places is None for grade in by_total[:-1]):
        reasons.append("数量空着表示“其余全部”，只能用于最后一个奖项。")
    by_votes = [grade for grade in grades if grade.basis is GradeBasis.VOTES]
    if by_votes and not any(step.kind is StepKind.VOTE for step in steps):
        reasons.append(f"“{by_votes[0].title}”按票数设奖，但没有职工投票环节。")
    if any(grade.places is None for grade in by_votes):
        reasons.append("按票数设的奖要写明数量。")
    return reasons


def reasons_against_window(submit_from: date, submit_to: date) -> list[str]:
    """申报截止不早于开始。"""
    return [] if submit_from <= submit_to else ["申报截止日期早于开始日期，请核对。"]


def reasons_against_submitting(state: ContestState, submit_from: date, submit_to: date, today: date) -> list[str]:
    """只在征集期内受理，截止当日 24 时为止。"""
    if state is not ContestState.PUBLISHED:
        return [f"这次征集目前是“{CONTEST_STATE_TITLES[state]}”，不受理申报。"]
    if today < submit_from:
        return [f"申报从 {submit_from:%Y年%m月%d日} 开始，请届时再提交。"]
    return [] if today <= submit_to else [f"申报已于 {submit_to:%Y年%m月%d日} 截止。"]


def reasons_against_budget(lines: Collection[BudgetLine], declared: Decimal, most_union: Decimal | None) -> list[str]:
    """预算表：各行金额大于 0，合计等于申报的总额；申请工会补助不超过上限（江门 2019 创投：每个项目最高 20 万元）。"""
    reasons = [f"预算“{line.item}”的金额应大于 0。" for line in lines if line.amount <= 0]
    total = sum((line.amount for line in lines), Decimal(0))
    if total != declared:
        reasons.append(f"预算各行合计 {total.normalize():f} 元，与填写的总额 {declared.normalize():f} 元不一致。")
    union = sum((line.amount for line in lines if line.source is BudgetSource.UNION), Decimal(0))
    if most_union is not None and union > most_union:
        reasons.append(f"申请工会补助 {union.normalize():f} 元，超过每个项目的上限 {most_union.normalize():f} 元。")
    return reasons
