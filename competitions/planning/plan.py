"""The plan of an event: as facts to be kept, as a plan that `scoring` can use, and what it still lacks."""

from typing import Any

from competitions.planning.models import Competition, Event, Module, Stage
from competitions.planning.rewards import reward_faults, reward_plan
from competitions.planning.rules import StageFacts, reasons_against_dates, reasons_against_plan
from marking.schemes.models import Criterion as SchemeCriterion
from marking.schemes.operations import criterion_facts
from marking.schemes.rules import scheme_faults, scoring_criterion
from scoring.contenders import TieBreakStep
from scoring.numbers import Rounding, RoundingOrder
from scoring.panel import PanelSettings
from scoring.plan import ModulePlan, ScoringPlan


def scoring_plan(stage: Stage) -> ScoringPlan:
    """The plan by which `stage` is scored. Awards are given at the last stage only.

    A tie-break step that compares modules looks at those of this stage; without any it is left out.
    """
    event = stage.event
    order = RoundingOrder.EACH_PART if event.round_each_part else RoundingOrder.ONCE
    return ScoringPlan(
        modules=tuple(_module_plan(module) for module in stage.modules),
        rounding=Rounding(order, event.rounding_places, event.rounding_mode),
        tie_breaks=_tie_breaks(stage),
        awards=reward_plan(event) if stage is event.stages[-1] else None,
        scale=event.scale,
        scale_parameters=event.scale_parameters,
        rank_by_scale=event.rank_by_scale,
    )


def plan_reasons(event: Event) -> list[str]:
    """What the plan of `event` still lacks; empty when it is complete."""
    stages = [_stage_facts(stage) for stage in event.stages]
    return reasons_against_plan(stages, categories=len(event.categories)) + reward_faults(event)


def competition_reasons(competition: Competition) -> list[str]:
    """What stands against publishing `competition`: its dates, and the plan of each event."""
    reasons = reasons_against_dates(
        competition.registration_opens,
        competition.registration_closes,
        competition.contest_begins,
        competition.contest_ends,
    )
    if not competition.events:
        reasons.append("还没有赛项。")
    return reasons + [f"{event.title} · {reason}" for event in competition.events for reason in plan_reasons(event)]


def plan_facts(event: Event) -> dict[str, Any]:
    """Everything the plan of `event` says, as JSON; a PlanVersion keeps it."""
    plain = {name: getattr(event, name) for name in PLAIN_FACTS}
    return plain | {
        "categories": [category.title for category in event.categories],
        "stages": [
            {"title": stage.title, "cut_off": stage.cut_off, "modules": [_module_facts(part) for part in stage.modules]}
            for stage in event.stages
        ],
    }


PLAIN_FACTS = (
    "title",
    "occupation_code",
    "format",
    "smallest_team",
    "largest_team",
    "most_substitutes",
    "youngest",
    "oldest",
    "barred_honours",
    "unrewarded_honours",
    "quota_per_organisation",
    "rounding_places",
    "round_each_part",
    "rounding_mode",
    "scale",
    "scale_parameters",
    "rank_by_scale",
    "tie_breaks",
    "awards",
    "award_base",
    "award_rounding",
    "award_boundary",
    "award_at_most",
    "award_stated_base",
    "medals",
    "teams",
    "organisation_awards",
)


def _module_facts(module: Module) -> dict[str, Any]:
    names = ("code", "title", "method", "minimum_panel", "missing_judge", "anonymity", "source", "widest_spread")
    return {name: getattr(module, name) for name in (*names, "conversion", "conversion_parameters")} | {
        "weight": f"{module.weight:f}",
        "full_mark": f"{module.full_mark:f}",
        "criteria": [_criterion_facts(criterion) for criterion in module.scheme.criteria],
    }


def _criterion_facts(criterion: SchemeCriterion) -> dict[str, Any]:
    return {
        "code": criterion.code,
        "title": criterion.title,
        "group": criterion.group,
        "kind": criterion.kind,
        "full_mark": f"{criterion.full_mark:f}",
        "step": f"{criterion.step:f}",
        "descriptors": criterion.descriptors,
        "rule": criterion.rule,
        "parameters": criterion.parameters,
        "scale": criterion.scale,
    }


def _stage_facts(stage: Stage) -> StageFacts:
    faults = tuple(f"模块“{module.title}”：{fault}" for module in stage.modules for fault in module_faults(module))
    return StageFacts(stage.title, stage is stage.event.stages[-1], stage.cut_off, scoring_plan(stage), faults)


def module_faults(module: Module) -> list[str]:
    """Why the marking scheme of `module` does not make up its full mark; a module scored by time has none."""
    criteria = [criterion_facts(criterion) for criterion in module.scheme.criteria]
    if not module.method:
        return ["按用时计分，不用评分项，请删去。"] if criteria else []
    return scheme_faults(module.full_mark, criteria)


def _module_plan(module: Module) -> ModulePlan:
    return ModulePlan(
        code=module.code,
        title=module.title,
        weight=module.weight,
        full_mark=module.full_mark,
        criteria=tuple(scoring_criterion(criterion_facts(one)) for one in module.scheme.criteria),
        method=module.method,
        panel=PanelSettings(module.minimum_panel, module.missing_judge, module.widest_spread),
        conversion=module.conversion,
        conversion_parameters=module.conversion_parameters,
    )


def _tie_breaks(stage: Stage) -> tuple[TieBreakStep, ...]:
    here = {module.code for module in stage.modules}
    steps = [(code, named, tuple(one for one in named if one in here)) for code, named in stage.event.tie_breaks]
    return tuple(TieBreakStep(code, modules) for code, named, modules in steps if modules or not named)
