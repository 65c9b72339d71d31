"""Pages about yearly plans: the list, one plan with what came of it, and its way through the year."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.projects import operations_plans
from studios.projects.forms_plans import PlanForm, SummaryForm
from studios.projects.models_plans import StudioPlan
from studios.projects.queries import count_projects
from studios.projects.queries_plans import plans_decided_by, plans_edited_by, plans_visible_to
from studios.projects.routes import bp
from studios.projects.rules_plans import PLAN_STATE_TITLES, default_days, overdue_words
from studios.registry.models import Studio
from studios.registry.queries import count_activities, studios_edited_by, studios_visible_to
from studios.registry.rules import ActivityKind


@bp.get("/studios/plans")
@bp.get("/studios/<int:studio_id>/plans")
@requires(Permission.STUDIO_READ, Permission.STUDIO_LEAD)
def list_plans(studio_id: int | None = None) -> ResponseReturnValue:
    """The yearly plans that one may see, or those of one studio."""
    query, studio = plans_visible_to(acting()), None
    if studio_id is not None:
        studio = fetch(studios_visible_to(acting()).where(Studio.id == studio_id))
        query = query.where(StudioPlan.studio_id == studio_id)
    year, state = request.args.get("year", type=int), request.args.get("state", "")
    if year:
        query = query.where(StudioPlan.year == year)
    if state in PLAN_STATE_TITLES:
        query = query.where(StudioPlan.state == state)
    return render_template(
        "studios/projects/list_plans.html",
        page=page_by_key(query, StudioPlan, after=request.args.get("after", type=int)),
        studio=studio,
        states=PLAN_STATE_TITLES,
        overdue=_overdue,
        edits=studio is not None and _holds(studios_edited_by(acting()).where(Studio.id == studio_id)),
    )


@bp.get("/studios/plans/<int:plan_id>")
@requires(Permission.STUDIO_READ, Permission.STUDIO_LEAD)
def show_plan(plan_id: int) -> ResponseReturnValue:
    """One plan, beside what the records say was done in its year."""
    plan = fetch(plans_visible_to(acting()).where(StudioPlan.id == plan_id))
    days = date(plan.year, 1, 1), date(plan.year, 12, 31)
    return render_template(
        "studios/projects/show_plan.html",
        plan=plan,
        edits=_holds(plans_edited_by(acting()).where(StudioPlan.id == plan_id)),
        decides=_holds(plans_decided_by(acting()).where(StudioPlan.id == plan_id)),
        started=count_projects(plan.studio, *days),
        accepted=count_projects(plan.studio, *days, accepted=True),
        trainings=count_activities(plan.studio, [ActivityKind.TRAINING], *days),
        overdue=_overdue(plan),
    )


@bp.route("/studios/<int:studio_id>/plans/new", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def create_plan(studio_id: int) -> ResponseReturnValue:
    """Draw up the plan of a year."""
    studio = fetch(studios_edited_by(acting()).where(Studio.id == studio_id))
    year = clock.today().year
    plan_due_on, summary_due_on = default_days(year)
    form = PlanForm(year=year, plan_due_on=plan_due_on, summary_due_on=summary_due_on)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            plan = operations_plans.create_plan(studio, form.facts(), by=acting())
            return _done(plan.id, "计划已建立。写好以后请报送。")
    page = render_template("studios/projects/create_plan.html", form=form, studio=studio)
    return page, 422 if form.errors else 200


@bp.route("/studios/plans/<int:plan_id>/edit", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def edit_plan(plan_id: int) -> ResponseReturnValue:
    """Change a plan that is not handed in."""
    plan = _edited(plan_id)
    form = PlanForm(obj=plan)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations_plans.edit_plan(plan, form.facts(), version=form.version, by=acting())
            return _done(plan_id, "已保存。")
    page = render_template("studios/projects/edit_plan.html", form=form, plan=plan)
    return page, 422 if form.errors else 200


@bp.post("/studios/plans/<int:plan_id>/submit")
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def submit_plan(plan_id: int) -> ResponseReturnValue:
    """Hand the plan in."""
    plan = _edited(plan_id)
    with transaction():
        operations_plans.submit_plan(plan, by=acting())
    return _done(plan_id, "计划已报送，等所在单位认可。")


@bp.post("/studios/plans/<int:plan_id>/accept")
@requires(Permission.STUDIO_EDIT)
def accept_plan(plan_id: int) -> ResponseReturnValue:
    """The unit accepts the plan."""
    return _decide(plan_id, operations_plans.accept_plan, "计划已认可。")


@bp.post("/studios/plans/<int:plan_id>/return")
@requires(Permission.STUDIO_EDIT)
def return_plan(plan_id: int) -> ResponseReturnValue:
    """The unit gives the plan back."""
    return _decide(plan_id, operations_plans.return_plan, "计划已退回修改。", with_reason=True)


@bp.route("/studios/plans/<int:plan_id>/summary", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def submit_summary(plan_id: int) -> ResponseReturnValue:
    """Hand in what came of the year."""
    plan = _edited(plan_id)
    form = SummaryForm(obj=plan)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations_plans.submit_summary(plan, (form.summary.data or "").strip(), by=acting())
            return _done(plan_id, "总结已报送，等所在单位认可。")
    page = render_template("studios/projects/submit_summary.html", form=form, plan=plan)
    return page, 422 if form.errors else 200


@bp.post("/studios/plans/<int:plan_id>/summary/accept")
@requires(Permission.STUDIO_EDIT)
def accept_summary(plan_id: int) -> ResponseReturnValue:
    """The unit accepts the summary."""
    return _decide(plan_id, operations_plans.accept_summary, "总结已认可。")


@bp.post("/studios/plans/<int:plan_id>/summary/return")
@requires(Permission.STUDIO_EDIT)
def return_summary(plan_id: int) -> ResponseReturnValue:
    """The unit gives the summary back."""
    return _decide(plan_id, operations_plans.return_summary, "总结已退回修改。", with_reason=True)


def _edited(plan_id: int) -> StudioPlan:
    return fetch(plans_edited_by(acting()).where(StudioPlan.id == plan_id))


def _overdue(plan: StudioPlan) -> str:
    return overdue_words(plan.state, clock.today(), plan.plan_due_on, plan.summary_due_on)


def _holds(query: Select[Any]) -> bool:
    return bool(session.scalar(select(query.exists())))


def _decide(
    plan_id: int, operation: Callable[..., None], message: str, *, with_reason: bool = False
) -> ResponseReturnValue:
    plan = fetch(plans_decided_by(acting()).where(StudioPlan.id == plan_id))
    reason = {"reason": request.form.get("reason", "")} if with_reason else {}
    with transaction():
        operation(plan, by=acting(), **reason)
    return _done(plan_id, message)


def _done(plan_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".show_plan", plan_id=plan_id))
