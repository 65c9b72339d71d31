"""Changing how a plan scores: a criterion's rule, a module's conversion, how teams are ranked."""

from collections.abc import Mapping
from typing import Any

from competitions.planning.models import Event, Module
from competitions.planning.operations_events import changing_plan
from competitions.planning.rules import conversion_fault, reasons_against_teams
from foundation.errors import Refused
from marking.schemes.models import Criterion
from marking.schemes.operations import criterion_facts, replace_criteria
from marking.schemes.rules import CriterionFacts
from people.accounts.models import Account


def edit_criterion(
    module: Module, criterion: Criterion, facts: CriterionFacts, *, version: int | None, reason: str = "", by: Account
) -> None:
    """Change one criterion of the module's scheme, with the rule that makes a mark of what is written."""
    stage = module.stage
    with changing_plan(stage.event, "edit_criterion", version=version, reason=reason, by=by, stage=stage):
        lines = [facts if one is criterion else criterion_facts(one) for one in module.scheme.criteria]
        replace_criteria(module.scheme, lines)


def edit_conversion(
    module: Module, rule: str, parameters: Mapping[str, Any], *, version: int | None, reason: str = "", by: Account
) -> None:
    """Change how the module's scores are converted; an empty `rule`: not at all. Raises `Refused` if that cannot be."""
    if fault := conversion_fault(rule, parameters, full_mark=module.full_mark, timed=module.timed):
        raise Refused(fault)
    stage = module.stage
    with changing_plan(stage.event, "edit_conversion", version=version, reason=reason, by=by, stage=stage):
        module.conversion, module.conversion_parameters = rule, dict(parameters)


def edit_teams(event: Event, facts: Mapping[str, Any], *, version: int | None, reason: str = "", by: Account) -> None:
    """Change how teams are ranked and rewarded; empty `facts`: they are not."""
    if reasons := reasons_against_teams(facts):
        raise Refused("团体计分不能保存。", reasons=reasons)
    with changing_plan(event, "edit_teams", version=version, reason=reason, by=by):
        event.teams = dict(facts)
