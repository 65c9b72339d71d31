"""The formal check: admitted, sent back for a correction by a day, or rejected; every tick is kept."""

from collections.abc import Mapping
from datetime import date

from foundation import clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.designation.condition_sets import condition_set_of
from studios.designation.conditions import StudioFacts, check_conditions
from studios.designation.models import Designation, FormalCheck
from studios.designation.operations import given_kinds, materials_on_file
from studios.designation.operations_recommending import reasons_against_opinion
from studios.designation.rules import NEEDED_MATERIALS, DesignationState
from studios.designation.rules_checking import (
    CheckLine,
    Tick,
    check_lines,
    reasons_against_admitting,
    reasons_against_correction,
    reasons_against_rejecting,
)


def lines_of(designation: Designation) -> list[CheckLine]:
    """Condition by condition and material by material: what the frozen facts say, and what the officer ticked."""
    facts = StudioFacts.from_json(designation.facts)
    conditions = condition_set_of(designation.call.condition_set, designation.call.thresholds)
    ticks = {one.item: Tick(one.met, one.note) for one in designation.checks}
    results = check_conditions(conditions, facts)
    return check_lines(results, given_kinds(designation), materials_on_file(facts), NEEDED_MATERIALS, ticks)


def admit_designation(designation: Designation, ticks: Mapping[str, Tick], *, by: Account) -> None:
    """Admit it. Raises `Refused` while something is not ticked, or ticked against the machine without a note."""
    designation = _checked(designation, ticks, by)
    if reasons := reasons_against_admitting(lines_of(designation)):
        raise Refused("还不能受理。", reasons=reasons)
    designation.correction, designation.correct_by = "", None
    advance(designation, "admit_designation", by=by)


def correct_designation(
    designation: Designation, ticks: Mapping[str, Tick], *, what: str, due: date | None, by: Account
) -> None:
    """Ask for a correction by a day; what was handed in and ticked stays."""
    designation = _checked(designation, ticks, by)
    if reasons := reasons_against_correction(what, due, clock.today()):
        raise Refused("补正的要求不完整。", reasons=reasons)
    designation.correction, designation.correct_by = what, due
    designation.corrections += 1
    advance(designation, "correct_designation", by=by, reason=what, changes={"correct_by": (None, due)})


def reject_designation(designation: Designation, ticks: Mapping[str, Tick], *, reason: str, by: Account) -> None:
    """Do not admit it, and say why. Also after a correction that did not come."""
    designation = _checked(designation, ticks, by)
    correcting = designation.state is DesignationState.CORRECTING
    if reasons := reasons_against_rejecting(designation.correct_by, clock.today(), correcting=correcting):
        raise Refused("现在不能不予受理。", reasons=reasons)
    advance(designation, "reject_designation", by=by, reason=reason)


def recheck_designation(designation: Designation, *, reason: str, by: Account) -> None:
    """Take the conclusion back, with a reason: it is to be checked again."""
    designation = _checked(designation, {}, by)
    advance(designation, "recheck_designation", by=by, reason=reason)


def _checked(designation: Designation, ticks: Mapping[str, Tick], by: Account) -> Designation:
    designation = lock(designation)
    if not by.may_at(Permission.DESIGNATION_RUN, designation.call.organisation_path):
        raise NotAllowed
    if reasons := reasons_against_opinion(designation, by):
        raise Refused("不能审查自己的工作室。", reasons=reasons)
    if not designation.facts:
        raise Refused("这份申报还没有提交，不能审查。")
    known = {one.item: one for one in designation.checks}
    for line in lines_of(designation):
        tick = ticks.get(line.item)
        if tick is None or tick == line.tick:
            continue
        check = known.get(line.item) or FormalCheck(designation=designation, item=line.item)
        check.met, check.note, check.checked_by, check.checked_at = tick.met, tick.note, by.id, clock.now()
        session.add(check)
    return designation
