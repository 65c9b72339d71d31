"""Yearly plans: drawing up, handing in, accepting, and the summary at the end of the year."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from foundation import audit
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.projects.models_plans import StudioPlan
from studios.projects.queries_plans import plan_of
from studios.projects.rules_plans import PlanState, reasons_against_plan
from studios.registry.models import Studio


@dataclass(frozen=True)
class PlanFacts:
    """What is written down for a year."""

    year: int
    goals: str
    plan_due_on: date
    summary_due_on: date
    tasks: str = ""
    planned_projects: int = 0
    planned_trainings: int = 0

    def values(self) -> dict[str, Any]:
        """Columns and their values."""
        return asdict(self)


def create_plan(studio: Studio, facts: PlanFacts, *, by: Account) -> StudioPlan:
    """Draw up the plan of a year, of which there is one."""
    _check(lock(studio), facts, None)
    plan = StudioPlan(studio=studio, **facts.values())
    session.add(plan)
    audit.record("create_plan", plan, by=by)
    return plan


def edit_plan(plan: StudioPlan, facts: PlanFacts, *, version: int | None = None, by: Account) -> None:
    """Change a plan that is not handed in."""
    if lock(plan).state is not PlanState.DRAFT:
        raise Refused("计划已经报送，不能再改。需要修改的，请所在单位写明原因退回。")
    plan.expect_version(version)
    _check(plan.studio, facts, plan.id)
    for name, value in facts.values().items():
        setattr(plan, name, value)
    audit.record("edit_plan", plan, by=by, changes=audit.pending_changes(plan))


def submit_plan(plan: StudioPlan, *, by: Account) -> None:
    """Hand the plan in to the unit."""
    advance(lock(plan), "submit_plan", by=by)


def accept_plan(plan: StudioPlan, *, by: Account) -> None:
    """The unit accepts the plan."""
    _require_officer(plan, by)
    advance(lock(plan), "accept_plan", by=by)


def return_plan(plan: StudioPlan, *, reason: str, by: Account) -> None:
    """The unit gives the plan back to be mended."""
    _require_officer(plan, by)
    advance(lock(plan), "return_plan", by=by, reason=reason)


def submit_summary(plan: StudioPlan, summary: str, *, by: Account) -> None:
    """Hand in what came of the year."""
    lock(plan).summary = summary
    advance(plan, "submit_summary", by=by)


def accept_summary(plan: StudioPlan, *, by: Account) -> None:
    """The unit accepts the summary."""
    _require_officer(plan, by)
    advance(lock(plan), "accept_summary", by=by)


def return_summary(plan: StudioPlan, *, reason: str, by: Account) -> None:
    """The unit gives the summary back to be mended."""
    _require_officer(plan, by)
    advance(lock(plan), "return_summary", by=by, reason=reason)


def _check(studio: Studio, facts: PlanFacts, own_id: int | None) -> None:
    if reasons := reasons_against_plan(facts.year, studio.founded_on, facts.plan_due_on, facts.summary_due_on):
        raise Refused(
            reasons[0], reasons=reasons, field="year" if facts.year < studio.founded_on.year else "summary_due_on"
        )
    same = plan_of(studio, facts.year)
    if same is not None and same.id != own_id:
        raise Refused(f"{facts.year} 年的计划已经有了。", field="year")


def _require_officer(plan: StudioPlan, by: Account) -> None:
    if not by.may_at(Permission.STUDIO_EDIT, plan.organisation_path):
        raise NotAllowed
    if by.person_id is not None and by.person_id == plan.studio.leader_id:
        raise Refused("您是这间工作室的领衔人，请由单位的另一名经办人认可。")
