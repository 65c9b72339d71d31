"""The scoring plan of an event: modules and weights, rounding, tie-break chain, awards, absence; and its checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from scoring.awards import InvalidAwardPlan
from scoring.contenders import TieBreakStep
from scoring.conversions import CONVERSIONS
from scoring.marks import Criterion, MarkingType
from scoring.methods import METHODS
from scoring.methods.aspects import CODE as ASPECTS
from scoring.numbers import Rounding, ScoringError, as_text, exact_sum
from scoring.panel import PanelSettings
from scoring.parameters import InvalidParameters, Parameters
from scoring.rewards import RewardPlan, check_rewards
from scoring.sheets import criterion_fault
from scoring.tie_breaks import LAST_RESORTS, TEAM_ONLY, TIE_BREAKS
from scoring.tie_breaks.shared_rank import CODE as SHARED_RANK

MOST_PLACES = 6


class AbsenceRule(StrEnum):
    """选手缺考其中一个模块时怎么办。"""

    NO_TOTAL = "no_total"
    """缺一项不计总分，不排名次（f1411.cn 968670_2）。"""
    REFUSE = "refuse"
    """不予计算，须先明确该选手的参赛状态。"""


class InvalidPlan(ScoringError):
    """The scoring plan contradicts itself or names an unknown rule."""


@dataclass(frozen=True, slots=True)
class ModulePlan:
    """竞赛模块：权重以百分数计（30 即 30 %），满分可与其他模块不同。

    `judges`: the panel every entry of this module must have. Empty: the panel of each entry is the judges that its
    sheets name, so that a recused judge is simply not named; `panel.minimum_panel` still holds.
    `conversion`: a rule of `scoring/conversions/` with its parameters, applied to the scores of all entries; empty:
    none. A module scored by time has a conversion that reads seconds, and neither method nor criteria.
    """

    code: str
    title: str
    weight: Decimal
    full_mark: Decimal
    criteria: tuple[Criterion, ...]
    method: str
    panel: PanelSettings = field(default_factory=PanelSettings)
    judges: tuple[str, ...] = ()
    conversion: str = ""
    conversion_parameters: Parameters = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScoringPlan:
    """评分方案。

    `scale`: a rule of `scoring/conversions/` applied to the totals for publication (such as `scale_700`); empty: none.
    Ranks come from the totals, and from the converted totals only where `rank_by_scale` says so.
    """

    modules: tuple[ModulePlan, ...]
    rounding: Rounding = field(default_factory=Rounding)
    tie_breaks: tuple[TieBreakStep, ...] = (TieBreakStep(SHARED_RANK),)
    awards: RewardPlan | None = None
    absence: AbsenceRule = AbsenceRule.NO_TOTAL
    scale: str = ""
    scale_parameters: Parameters = field(default_factory=dict)
    rank_by_scale: bool = False


def problems_of_plan(plan: ScoringPlan) -> list[ScoringError]:
    """Everything wrong with the plan, at once; empty when it can be used. For the planning page and before scoring."""
    return [
        *_weight_problems(plan),
        *(problem for module in plan.modules for problem in _module_problems(module)),
        *_tie_break_problems(plan),
        *_award_problems(plan),
        *_scale_problems(plan),
    ]


def is_timed(module: ModulePlan) -> bool:
    """Whether the module is scored by the time used and not by judges."""
    rule = CONVERSIONS.get(module.conversion)
    return rule is not None and rule.FROM_TIME


def _weight_problems(plan: ScoringPlan) -> Iterator[ScoringError]:
    weights = exact_sum(module.weight for module in plan.modules)
    if weights != 100:
        yield InvalidPlan(f"各模块权重之和为 {as_text(weights)} %，应正好为 100 %，请调整。")
    for code, times in Counter(module.code for module in plan.modules).items():
        if times > 1:
            yield InvalidPlan(f"模块代码“{code}”重复，请改为不同代码。")
    if not 0 <= plan.rounding.places <= MOST_PLACES:
        yield InvalidPlan(f"保留小数位数为 {plan.rounding.places}，应在 0 至 {MOST_PLACES} 之间。")


def _module_problems(module: ModulePlan) -> Iterator[ScoringError]:
    if module.full_mark <= 0 or module.weight <= 0:
        yield InvalidPlan(f"模块“{module.title}”的满分和权重都应大于 0。")
    if is_timed(module):
        if module.criteria or module.method or module.judges:
            yield InvalidPlan(f"模块“{module.title}”按用时计分，不设评分项、评分方法和裁判，请删去。")
    else:
        yield from _panel_problems(module)
        yield from criteria_problems(module)
    if module.conversion:
        yield from _conversion_problems(module)


def _panel_problems(module: ModulePlan) -> Iterator[ScoringError]:
    method, panel = METHODS.get(module.method), module.panel
    if method is None:
        yield InvalidPlan(f"模块“{module.title}”的评分方法“{module.method}”不存在，请重新选择。")
    elif panel.minimum_panel < method.MINIMUM_PANEL:
        yield InvalidPlan(
            f"模块“{module.title}”的评分方法“{method.TITLE}”至少需要 {method.MINIMUM_PANEL} 名裁判，"
            f"最少裁判人数不能是 {panel.minimum_panel}，请改正。"
        )
    if panel.widest_spread < 0:
        yield InvalidPlan(f"模块“{module.title}”的等级相差上限不能小于 0，请改正。")


def criteria_problems(module: ModulePlan) -> Iterator[ScoringError]:
    """What is wrong with the criteria of a module: their sum, codes, scales, and the parameters of their rules."""
    sum_of_criteria = exact_sum(criterion.full_mark for criterion in module.criteria)
    if sum_of_criteria != module.full_mark:
        yield InvalidPlan(
            f"模块“{module.title}”各评分项满分之和为 {as_text(sum_of_criteria)}，与模块满分 "
            f"{as_text(module.full_mark)} 不一致，请调整评分细则。"
        )
    if len({criterion.code for criterion in module.criteria}) < len(module.criteria):
        yield InvalidPlan(f"模块“{module.title}”的评分项代码重复，请改为不同代码。")
    for criterion in module.criteria:
        fault = criterion_fault(criterion)
        if fault is None and module.method == ASPECTS and _lacks_scale(criterion):
            fault = "是评判项，逐项合成时须写明等级（如 0 至 3）。"
        if fault is not None:
            yield InvalidPlan(f"模块“{module.title}”的评分项“{criterion.title}”{fault}")


def _lacks_scale(criterion: Criterion) -> bool:
    return criterion.kind is MarkingType.JUDGEMENT and criterion.scale is None


def _conversion_problems(module: ModulePlan) -> Iterator[ScoringError]:
    fault = _conversion_fault(module.conversion, module.conversion_parameters, module.full_mark)
    if fault is None:
        rule = CONVERSIONS[module.conversion]
        if rule.converted_full_mark(module.conversion_parameters, module.full_mark) is None:
            fault = f"“{rule.TITLE}”没有满分，不能用于加权的模块，请改用其他换算。"
    if fault is not None:
        yield InvalidPlan(f"模块“{module.title}”的换算{fault}")


def _scale_problems(plan: ScoringPlan) -> Iterator[ScoringError]:
    if plan.rank_by_scale and not plan.scale:
        yield InvalidPlan("评分方案规定按换算后的总分排名，却没有写明总分换算，请补充。")
    if plan.scale:
        fault = _conversion_fault(plan.scale, plan.scale_parameters, Decimal(100))
        if fault is None and CONVERSIONS[plan.scale].FROM_TIME:
            fault = f"“{CONVERSIONS[plan.scale].TITLE}”按用时计分，不能用于总分，请改用其他换算。"
        if fault is not None:
            yield InvalidPlan(f"总分换算{fault}")


def _conversion_fault(code: str, parameters: Parameters, full_mark: Decimal) -> str | None:
    if code not in CONVERSIONS:
        return f"“{code}”不存在，请重新选择。"
    try:
        CONVERSIONS[code].check(parameters, full_mark)
    except InvalidParameters as problem:
        return f"“{CONVERSIONS[code].TITLE}”：{problem}"
    return None


def _tie_break_problems(plan: ScoringPlan) -> Iterator[ScoringError]:
    modules = {module.code for module in plan.modules}
    for index, step in enumerate(plan.tie_breaks):
        rule = TIE_BREAKS.get(step.code)
        if rule is None:
            yield InvalidPlan(f"同分排序规则“{step.code}”不存在，请重新选择。")
        elif bool(step.modules) != rule.NEEDS_MODULES:
            yield InvalidPlan(f"同分排序规则“{rule.TITLE}”{'须' if rule.NEEDS_MODULES else '不能'}指定模块。")
        elif unknown := [code for code in step.modules if code not in modules]:
            yield InvalidPlan(f"同分排序规则“{rule.TITLE}”指定的模块“{'、'.join(unknown)}”不存在。")
        if step.code in TEAM_ONLY:
            yield InvalidPlan(f"同分排序规则“{TIE_BREAKS[step.code].TITLE}”比较队员的名次，只用于团体成绩，请删去。")
        if step.code in LAST_RESORTS and index + 1 < len(plan.tie_breaks):
            yield InvalidPlan(f"“{TIE_BREAKS[step.code].TITLE}”只能作为最后一条同分排序规则。")


def _award_problems(plan: ScoringPlan) -> Iterator[ScoringError]:
    if plan.awards is not None:
        try:
            check_rewards(plan.awards)
        except InvalidAwardPlan as problem:
            yield problem
