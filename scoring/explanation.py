"""“我为什么是第四名？”: an entry's result told in plain Chinese sentences, from the marks to the award."""

from __future__ import annotations

from scoring.methods import METHODS
from scoring.numbers import RoundingOrder, as_text
from scoring.panel import JudgeLine, MarkUse
from scoring.plan import ScoringPlan
from scoring.ranking import TOTAL, Decision
from scoring.results import EntryResult, ModuleScore

USES = {
    MarkUse.USED: "",
    MarkUse.DROPPED_HIGHEST: "（最高分，去掉）",
    MarkUse.DROPPED_LOWEST: "（最低分，去掉）",
    MarkUse.MISSING: "",
}


def explain(plan: ScoringPlan, entry: EntryResult) -> list[str]:
    """The lines of “成绩是怎样得出的”: one a module, then the total, the rank, the award. `entry` is of `plan`."""
    lines = [_module_line(module) for module in entry.modules]
    if entry.score_rank is None:
        return [*lines, f"没有名次：{entry.unranked_reason}。"]
    return [*lines, _total_line(plan, entry), *_rank_lines(entry), *_award_lines(plan, entry)]


def _module_line(module: ModuleScore) -> str:
    judges = "，".join(_judge_text(line) for line in module.working.lines)
    method = METHODS[module.working.method].TITLE
    deduction = ""
    if module.deduction:
        deduction = f"，合成 {as_text(module.working.combined)}，扣分 {as_text(module.deduction)}"
    return (
        f"{module.title}：{judges}；{method}{deduction}，得分 {as_text(module.published)}"
        f"（满分 {as_text(module.full_mark)}）；按权重 {as_text(module.weight)} % 折算为 "
        f"{as_text(module.weighted_published)}。"
    )


def _judge_text(line: JudgeLine) -> str:
    score = "无评分，不计入" if line.score is None else as_text(line.score)
    return f"{line.judge} {score}{USES[line.use]}"


def _total_line(plan: ScoringPlan, entry: EntryResult) -> str:
    assert entry.total is not None and entry.total_unrounded is not None
    if plan.rounding.order is RoundingOrder.EACH_PART:
        parts = " + ".join(as_text(module.weighted_published) for module in entry.modules)
        return f"总分 = {parts} = {as_text(entry.total)}（逐项四舍五入到 {plan.rounding.places} 位小数后相加）。"
    return (
        f"总分：各模块折算得分相加为 {as_text(entry.total_unrounded)}，"
        f"四舍五入到 {plan.rounding.places} 位小数为 {as_text(entry.total)}。"
    )


def _rank_lines(entry: EntryResult) -> list[str]:
    shared = f"，{entry.tied} 人并列" if entry.tied > 1 else ""
    lines = [f"成绩名次：第 {entry.score_rank} 名{shared}。"]
    if entry.against_ahead is not None:
        lines.append(f"{entry.against_ahead.ahead} 在前：{_decision_text(entry.against_ahead)}。")
    if entry.against_behind is not None:
        lines.append(f"{entry.against_behind.behind} 在后：{_decision_text(entry.against_behind)}。")
    return lines


def _decision_text(decision: Decision) -> str:
    if decision.code == TOTAL:
        return decision.difference
    return f"总分相同，按“{decision.title}”，{decision.difference}"


def _award_lines(plan: ScoringPlan, entry: EntryResult) -> list[str]:
    if entry.award_barred:
        return [f"不参加评奖：{entry.award_barred}；保留成绩名次，位次依次递补。"]
    if plan.awards is None:
        return []
    return [f"评奖名次：第 {entry.award_rank} 名；奖项：{entry.award or '未进入获奖名额'}。"]
