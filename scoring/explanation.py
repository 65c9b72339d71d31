"""“我为什么是第四名？”: an entry's result told in plain Chinese sentences, from the marks to the award."""

from __future__ import annotations

from scoring.explaining_modules import conversion_text, module_line, short
from scoring.numbers import MODE_TITLES, RoundingOrder, as_text
from scoring.plan import ScoringPlan
from scoring.ranking import TOTAL, Decision
from scoring.results import EntryResult


def explain(plan: ScoringPlan, entry: EntryResult) -> list[str]:
    """The lines of “成绩是怎样得出的”: one a module, then the total, the rank, the award. `entry` is of `plan`."""
    modules = {module.code: module for module in plan.modules}
    lines = [module_line(modules[score.code], score) for score in entry.modules]
    if entry.score_rank is None:
        return [*lines, f"没有名次：{entry.unranked_reason}。"]
    lines += [_total_line(plan, entry), *_scale_lines(plan, entry)]
    return [*lines, *_rank_lines(entry), *_award_lines(plan, entry)]


def _total_line(plan: ScoringPlan, entry: EntryResult) -> str:
    assert entry.total is not None and entry.total_unrounded is not None
    rounded = f"{MODE_TITLES[plan.rounding.mode]}到 {plan.rounding.places} 位小数"
    if plan.rounding.order is RoundingOrder.EACH_PART:
        parts = " + ".join(as_text(module.weighted_published) for module in entry.modules)
        return f"总分 = {parts} = {as_text(entry.total)}（逐项{rounded}后相加）。"
    return f"总分：各模块折算得分相加为 {short(entry.total_unrounded)}，{rounded}为 {as_text(entry.total)}。"


def _scale_lines(plan: ScoringPlan, entry: EntryResult) -> list[str]:
    if entry.scale is None:
        return []
    use = "名次按换算后的总分排列" if plan.rank_by_scale else "仅供公布，不影响名次"
    return [f"总分{conversion_text(entry.scale)}；{use}。"]


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
