"""The one entry point: `score_event(plan, entries)`: marks of an event in, ranked result with its working out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from scoring.awards import AwardWorking
from scoring.contenders import Contender
from scoring.conversion import Converted, NotConvertible
from scoring.conversions import CONVERSIONS
from scoring.marks import EntryMarks, EntryStatus, InvalidMark, MissingMark
from scoring.modules import convert_module, scale, score_module
from scoring.numbers import EXACT, Rounding, RoundingOrder, ScoringError, exact_sum, settle
from scoring.plan import AbsenceRule, ModulePlan, ScoringPlan, is_timed, problems_of_plan
from scoring.ranking import Placing, award_ranks, rank
from scoring.results import EntryResult, EventResult, ModuleScore
from scoring.rewards import give_rewards

FULL_TOTAL = Decimal(100)
"""The weights add up to 100 %, so a total is out of 100."""

UNRANKED_REASONS = {
    EntryStatus.ABSENT: "缺考",
    EntryStatus.WITHDRAWN: "弃权",
    EntryStatus.DISQUALIFIED: "取消资格",
}


class EventNotScorable(ScoringError):
    """The plan or some marks stand against a result. `problems` holds all of them, for the list of blockers."""

    def __init__(self, problems: Sequence[ScoringError]) -> None:
        super().__init__(f"成绩不能计算，共 {len(problems)} 处问题，首先是：{problems[0]}")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class _Scored:
    """An entry between scoring and ranking: a total, or the reason why there is none."""

    marks: EntryMarks
    modules: tuple[ModuleScore, ...] = ()
    total: Decimal | None = None
    unrounded: Decimal | None = None
    unranked_reason: str = ""
    scale: Converted | None = None


def score_event(plan: ScoringPlan, entries: Sequence[EntryMarks]) -> EventResult:
    """An event's result: scores, totals, ranks, awards, each with its working. The order of `entries` is irrelevant.

    Errors: `EventNotScorable` with every problem found (a faulty plan, missing or invalid marks, small panels);
    `MissingTieFact` when a tie really reaches a step whose fact was not recorded.
    """
    problems = problems_of_plan(plan)
    if problems:
        raise EventNotScorable(problems)
    with localcontext(EXACT):
        scored = _converted(plan, _score_entries(plan, entries))
        scored = _scaled(plan, [_with_total(one, plan) for one in scored])
        titles = {module.code: module.title for module in plan.modules}
        placings = rank([_contender(one, titles, plan) for one in scored if one.total is not None], plan.tie_breaks)
        return _assemble(plan, scored, placings)


def _score_entries(plan: ScoringPlan, entries: Sequence[EntryMarks]) -> list[_Scored]:
    """Every entry scored, in order of label; the problems of all entries are collected before refusing."""
    scored: list[_Scored] = []
    problems: list[ScoringError] = []
    seen: set[str] = set()
    for entry in sorted(entries, key=lambda entry: (entry.label, entry.key)):
        if entry.key in seen:
            problems.append(InvalidMark(f"{entry.label}：参赛记录“{entry.key}”重复，请核对名单。"))
        seen.add(entry.key)
        try:
            scored.append(_score_entry(plan, entry))
        except ScoringError as problem:
            problems.append(problem)
    if problems:
        raise EventNotScorable(problems)
    return scored


def _score_entry(plan: ScoringPlan, entry: EntryMarks) -> _Scored:
    if entry.status is not EntryStatus.COMPETING:
        detail = f"（{entry.status_reason}）" if entry.status_reason else ""
        return _Scored(entry, unranked_reason=UNRANKED_REASONS[entry.status] + detail)
    _check_module_codes(plan, entry)
    absent = "、".join(module.title for module in plan.modules if module.code in entry.absent_modules)
    if absent and plan.absence is AbsenceRule.REFUSE:
        raise MissingMark(f"{entry.label}：模块“{absent}”缺考，请先明确该选手的参赛状态。")
    sat = [module for module in plan.modules if module.code not in entry.absent_modules]
    modules = tuple(score_module(module, entry, plan.rounding) for module in sat)
    if absent:
        return _Scored(entry, modules, unranked_reason=f"模块“{absent}”缺考，缺一项不计总分")
    return _Scored(entry, modules)


def _converted(plan: ScoringPlan, scored: list[_Scored]) -> list[_Scored]:
    """Every module score converted as the plan says, over all entries that have one."""
    if not any(module.conversion for module in plan.modules):
        return scored
    scores: dict[str, dict[str, ModuleScore]] = {one.marks.key: {} for one in scored}
    for module in plan.modules:
        field = {one.marks.key: part for one in scored for part in one.modules if part.code == module.code}
        for key, score in convert_module(module, field, plan.rounding).items():
            scores[key][module.code] = score
    return [replace(one, modules=tuple(scores[one.marks.key].values())) for one in scored]


def _with_total(one: _Scored, plan: ScoringPlan) -> _Scored:
    if one.unranked_reason:
        return one
    total, unrounded = total_of(one.modules, plan.rounding)
    return replace(one, total=total, unrounded=unrounded)


def _scaled(plan: ScoringPlan, scored: list[_Scored]) -> list[_Scored]:
    """Every total on the scale that the plan publishes. Error: `EventNotScorable` where the scale is not defined."""
    if not plan.scale:
        return scored
    totals = {one.marks.key: one.total for one in scored if one.total is not None}
    try:
        scales = CONVERSIONS[plan.scale].convert(totals, plan.scale_parameters, FULL_TOTAL)
    except NotConvertible as problem:
        raise EventNotScorable([NotConvertible(f"总分换算“{CONVERSIONS[plan.scale].TITLE}”：{problem}")]) from problem
    return [replace(one, scale=scales.get(one.marks.key)) for one in scored]


def total_of(modules: Sequence[ModuleScore], rounding: Rounding) -> tuple[Decimal, Decimal]:
    """总分与取舍前总分。逐项取舍：总分为已取舍的折算得分之和；一次取舍：取舍前总分取舍一次。

    取舍前总分始终由未取舍的模块得分折算相加，供“顺延小数位”比较。
    """
    unrounded = settle(exact_sum(scale(module.score, module) for module in modules))
    if rounding.order is RoundingOrder.EACH_PART:
        return exact_sum(module.weighted_published for module in modules), unrounded
    return rounding.apply(unrounded), unrounded


def _check_module_codes(plan: ScoringPlan, entry: EntryMarks) -> None:
    named = {*entry.sheets, *entry.deductions, *entry.absent_modules, *entry.module_seconds}
    unknown = named.difference(module.code for module in plan.modules)
    if unknown:
        raise InvalidMark(f"{entry.label}：评分方案中没有模块“{'、'.join(sorted(unknown))}”，请核对。")
    for module in plan.modules:
        if module.code in entry.absent_modules and _was_there(module, entry):
            raise InvalidMark(f"{entry.label}：模块“{module.title}”登记为缺考，却有评分表或用时，请核对。")


def _was_there(module: ModulePlan, entry: EntryMarks) -> bool:
    if is_timed(module):
        return module.code in entry.module_seconds
    return any(marks is not None for marks in entry.sheets.get(module.code, {}).values())


def _contender(scored: _Scored, titles: Mapping[str, str], plan: ScoringPlan) -> Contender:
    """What is ranked: the total, or the total on the scale where the plan says so."""
    assert scored.total is not None and scored.unrounded is not None
    by_scale = scored.scale.score if plan.rank_by_scale and scored.scale is not None else None
    return Contender(
        key=scored.marks.key,
        label=scored.marks.label,
        total=scored.total if by_scale is None else by_scale,
        total_unrounded=scored.unrounded,
        module_scores={module.code: module.published for module in scored.modules},
        module_titles=titles,
        seconds=scored.marks.seconds,
        deductions=exact_sum(module.deduction for module in scored.modules),
        module_seconds=scored.marks.module_seconds,
        decided_order=scored.marks.decided_order,
        decided_basis=scored.marks.decided_basis,
    )


def _assemble(plan: ScoringPlan, scored: Sequence[_Scored], placings: Sequence[Placing]) -> EventResult:
    """Ranked entries by rank, then the unranked by label: none vanishes."""
    by_key = {one.marks.key: one for one in scored}
    places = award_ranks(placings, {one.marks.key for one in scored if one.marks.award_barred})
    awards = None
    if plan.awards is not None:
        scores = {one.marks.key: one.scale.score if one.scale else one.total for one in scored if one.total is not None}
        awards = give_rewards(plan.awards, places, scores, entered=len(scored), ranked=len(placings))
    ranked = [_ranked_entry(by_key[placing.contender.key], placing, places, awards) for placing in placings]
    unranked = [_unranked_entry(one) for one in scored if one.total is None]
    return EventResult(plan, (*ranked, *unranked), awards)


def _ranked_entry(
    one: _Scored, placing: Placing, places: Mapping[str, int], awards: AwardWorking | None
) -> EntryResult:
    return EntryResult(
        key=one.marks.key,
        label=one.marks.label,
        status=one.marks.status,
        modules=one.modules,
        total=one.total,
        total_unrounded=one.unrounded,
        seconds=one.marks.seconds,
        score_rank=placing.rank,
        tied=placing.tied,
        against_ahead=placing.against_ahead,
        against_behind=placing.against_behind,
        award_rank=places.get(one.marks.key),
        award=awards.recipients.get(one.marks.key) if awards is not None else None,
        award_barred=one.marks.award_barred,
        scale=one.scale,
    )


def _unranked_entry(one: _Scored) -> EntryResult:
    return EntryResult(
        key=one.marks.key,
        label=one.marks.label,
        status=one.marks.status,
        modules=one.modules,
        award_barred=one.marks.award_barred,
        unranked_reason=one.unranked_reason,
    )
