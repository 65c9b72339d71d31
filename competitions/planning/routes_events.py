"""Pages about the plan of an event."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competitions.planning import operations_events as operations
from competitions.planning.forms_events import MODE_TITLES, EventForm, RankingForm, first_event_form
from competitions.planning.forms_stages import StageForm
from competitions.planning.models import Competition, Event, Module, Stage
from competitions.planning.plan import module_faults, plan_reasons
from competitions.planning.queries import (
    WHOLE_PLAN,
    competitions_planned_by,
    events_planned_by,
    events_visible_to,
    modules_planned_by,
    stages_planned_by,
)
from competitions.planning.routes import bp, plans_for, visitor
from competitions.planning.rules import StageState
from foundation.database import fetch, transaction
from foundation.forms import JiangxinForm, answering
from marking.schemes.forms import SchemeForm
from marking.schemes.operations import criterion_facts
from marking.schemes.wording import rule_text
from people.accounts.access import acting, public, requires
from people.accounts.rules import Permission
from people.honours.rules import HONOUR_TITLES, HonourKind
from people.persons.occupations import occupations
from scoring.conversions import CONVERSIONS
from scoring.marks import MarkingType
from scoring.methods import METHODS
from scoring.team_rules import TEAM_RULES
from scoring.tie_breaks import TIE_BREAKS


@bp.get("/events/<int:event_id>")
@public
def show_event(event_id: int) -> ResponseReturnValue:
    """The plan of an event; for those who plan it, also what it lacks and its versions."""
    event = fetch(events_visible_to(visitor()).where(Event.id == event_id).options(*WHOLE_PLAN))
    plans = plans_for(event)
    return render_template(
        "competitions/planning/show_event.html",
        event=event,
        plans=plans,
        reasons=plan_reasons(event) if plans else [],
        faults={module.id: module_faults(module) for stage in event.stages for module in stage.modules},
        occupation=occupations().get(event.occupation_code, event.occupation_code),
        barred=_honour_titles(event.barred_honours),
        unrewarded=_honour_titles(event.unrewarded_honours),
        methods=METHODS,
        modes=MODE_TITLES,
        conversions=CONVERSIONS,
        team_rules=TEAM_RULES,
        tie_break_rules=TIE_BREAKS,
    )


@bp.route("/competitions/<int:competition_id>/events/new", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def create_event(competition_id: int) -> ResponseReturnValue:
    """A new event."""
    competition = fetch(competitions_planned_by(acting()).where(Competition.id == competition_id))
    form = first_event_form()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            event = operations.create_event(competition, form.facts(), by=acting())
            flash("赛项已添加。下一步：设置模块和评分细则。", "success")
            return redirect(url_for(".show_event", event_id=event.id))
    return _page("create_event", form, competition=competition, occupations=occupations(), locked=False)


@bp.route("/events/<int:event_id>/edit", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def edit_event(event_id: int) -> ResponseReturnValue:
    """Change who competes."""
    event = _planned(event_id)
    form = EventForm.opened_on(event)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_event(event, form.facts(), version=form.version, reason=form.reason.data or "", by=acting())
            return _saved(event_id)
    return _page("edit_event", form, event=event, occupations=occupations(), locked=locked(event))


@bp.route("/events/<int:event_id>/ranking", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def edit_ranking(event_id: int) -> ResponseReturnValue:
    """Change rounding, tie-breaks and awards."""
    event = _planned(event_id)
    form = RankingForm.opened_on(event)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            reason = form.reason.data or ""
            operations.edit_ranking(event, form.facts(), version=form.version, reason=reason, by=acting())
            return _saved(event_id)
    return _page("edit_ranking", form, event=event, locked=locked(event))


@bp.post("/events/<int:event_id>/delete")
@requires(Permission.COMPETITION_PLAN)
def delete_event(event_id: int) -> ResponseReturnValue:
    """Remove an event that nobody has entered."""
    event = _planned(event_id)
    competition_id = event.competition_id
    with transaction():
        operations.delete_event(event, reason=request.form.get("reason", ""), by=acting())
    flash("赛项已删除。", "success")
    return redirect(url_for(".show_competition", competition_id=competition_id))


@bp.post("/events/<int:event_id>/stages")
@requires(Permission.COMPETITION_PLAN)
def create_stage(event_id: int) -> ResponseReturnValue:
    """A further stage, to be filled in on its own page."""
    event = _planned(event_id)
    with transaction():
        title = f"第 {len(event.stages) + 1} 阶段"
        stage = operations.create_stage(
            event, title=title, version=None, reason=request.form.get("reason", ""), by=acting()
        )
        return redirect(url_for(".edit_stage", stage_id=stage.id))


@bp.route("/stages/<int:stage_id>/edit", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def edit_stage(stage_id: int) -> ResponseReturnValue:
    """Change a stage and its modules."""
    stage = fetch(stages_planned_by(acting()).where(Stage.id == stage_id))
    form = StageForm.opened_on(stage)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_stage(
                stage,
                form.facts(),
                title=form.title.data.strip(),
                cut_off=form.cut_off.data,
                version=form.version,
                reason=form.reason.data or "",
                by=acting(),
            )
            return _saved(stage.event_id)
    return _page("edit_stage", form, stage=stage, event=stage.event, locked=locked(stage.event))


@bp.post("/stages/<int:stage_id>/delete")
@requires(Permission.COMPETITION_PLAN)
def delete_stage(stage_id: int) -> ResponseReturnValue:
    """Remove a stage that has not been drawn."""
    stage = fetch(stages_planned_by(acting()).where(Stage.id == stage_id))
    event_id = stage.event_id
    with transaction():
        operations.delete_stage(stage, reason=request.form.get("reason", ""), by=acting())
    return _saved(event_id)


@bp.route("/modules/<int:module_id>/scheme", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def edit_scheme(module_id: int) -> ResponseReturnValue:
    """Change the marking scheme of a module."""
    module = fetch(modules_planned_by(acting()).where(Module.id == module_id))
    event = module.stage.event
    form = SchemeForm.opened_on(module.scheme)
    if not form.is_submitted():
        form.row_version.data = event.row_version
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            reason = form.reason.data or ""
            operations.edit_scheme(module, form.facts(), version=form.version, reason=reason, by=acting())
            return _saved(event.id)
    lines = [(one, criterion_facts(one)) for one in module.scheme.criteria]
    measured = [(one, rule_text(facts)) for one, facts in lines if facts.kind is MarkingType.MEASUREMENT]
    return _page("edit_scheme", form, module=module, event=event, measured=measured, locked=locked(event))


@bp.get("/events/<int:event_id>/versions")
@requires(Permission.COMPETITION_PLAN)
def list_plan_versions(event_id: int) -> ResponseReturnValue:
    """Every plan that was saved, newest first, with what changed and why."""
    event = _planned(event_id)
    return render_template("competitions/planning/list_plan_versions.html", event=event)


def _planned(event_id: int) -> Event:
    return fetch(events_planned_by(acting()).where(Event.id == event_id).options(*WHOLE_PLAN))


def _honour_titles(kinds: list[str]) -> str:
    return "、".join(HONOUR_TITLES[HonourKind(kind)] for kind in kinds)


def locked(event: Event) -> bool:
    return any(stage.state is not StageState.PLANNED for stage in event.stages)


def _saved(event_id: int) -> ResponseReturnValue:
    flash("方案已保存。", "success")
    return redirect(url_for(".show_event", event_id=event_id))


def _page(verb: str, form: JiangxinForm, **facts: object) -> ResponseReturnValue:
    page = render_template(f"competitions/planning/{verb}.html", form=form, **facts)
    return page, 422 if form.errors else 200
