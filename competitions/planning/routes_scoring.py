"""Pages about how a plan scores: a criterion's rule, a module's conversion, teams. Each can be tried before saving."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competitions.planning import operations_scoring as operations
from competitions.planning.forms_scoring import TeamsForm, conversion_form, conversions_for
from competitions.planning.models import Event, Module
from competitions.planning.queries import (
    WHOLE_PLAN,
    criteria_planned_by,
    events_planned_by,
    modules_planned_by,
)
from competitions.planning.routes import bp
from competitions.planning.routes_events import locked
from competitions.planning.trying import tried_conversion, tried_value
from foundation.database import fetch, transaction
from foundation.errors import NotFound
from foundation.forms import RowsForm, answering
from marking.schemes.forms_rules import RULE_TITLES, cells_of, criterion_form
from marking.schemes.models import Criterion
from marking.schemes.operations import criterion_facts
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

OWN_CELLS = ("tried", "reason")


@bp.route("/modules/<int:module_id>/criteria/<int:criterion_id>", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def edit_criterion(module_id: int, criterion_id: int) -> ResponseReturnValue:
    """How what is written at a measured criterion becomes a mark."""
    module = fetch(modules_planned_by(acting()).where(Module.id == module_id))
    criterion = fetch(criteria_planned_by(acting(), module).where(Criterion.id == criterion_id))
    known = criterion_facts(criterion)
    rule = request.args.get("rule", criterion.rule)
    if rule not in RULE_TITLES:
        raise NotFound
    form = criterion_form(rule, known)
    if not form.is_submitted():
        form.row_version.data = module.stage.event.row_version
    if _saving(form):
        with answering(form), transaction():
            form.claim()
            facts, reason = form.facts(known), form.reason.data or ""
            operations.edit_criterion(module, criterion, facts, version=form.version, reason=reason, by=acting())
            flash(f"“{criterion.title}”已保存。", "success")
            return redirect(url_for(".edit_scheme", module_id=module_id))
    return _page(
        "edit_criterion",
        form,
        module=module,
        criterion=criterion,
        rules=RULE_TITLES,
        rule=rule,
        tried=tried_value(form, known) if form.is_submitted() else "",
        locked=locked(module.stage.event),
    )


@bp.route("/modules/<int:module_id>/conversion", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def edit_conversion(module_id: int) -> ResponseReturnValue:
    """How the module's scores are converted over all contestants."""
    module = fetch(modules_planned_by(acting()).where(Module.id == module_id))
    offered = conversions_for(module)
    rule = request.args.get("rule", module.conversion)
    if rule not in offered:
        raise NotFound
    form = conversion_form(rule, module)
    if _saving(form):
        with answering(form), transaction():
            form.claim()
            reason = form.reason.data or ""
            operations.edit_conversion(
                module, rule, form.parameters(), version=form.version, reason=reason, by=acting()
            )
            flash(f"模块“{module.title}”的成绩折算已保存。", "success")
            return redirect(url_for(".show_event", event_id=module.stage.event_id))
    return _page(
        "edit_conversion",
        form,
        module=module,
        rules=offered,
        rule=rule,
        tried=tried_conversion(form, module) if form.is_submitted() else [],
        locked=locked(module.stage.event),
    )


@bp.route("/events/<int:event_id>/teams", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def edit_teams(event_id: int) -> ResponseReturnValue:
    """How teams are ranked and rewarded."""
    event = fetch(events_planned_by(acting()).where(Event.id == event_id).options(*WHOLE_PLAN))
    form = TeamsForm.opened_on(event)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            reason = form.reason.data or ""
            operations.edit_teams(event, form.facts(), version=form.version, reason=reason, by=acting())
            flash("团体计分已保存。", "success")
            return redirect(url_for(".show_event", event_id=event_id))
    return _page("edit_teams", form, event=event, locked=locked(event))


def _saving(form: RowsForm) -> bool:
    """Whether this is a submission to be kept, not a trial."""
    return "try" not in request.form and form.validate_on_submit()


def _page(verb: str, form: RowsForm, **facts: object) -> ResponseReturnValue:
    trying = "try" in request.form
    cells = cells_of(form, *OWN_CELLS)
    page = render_template(f"competitions/planning/{verb}.html", form=form, cells=cells, **facts)
    return page, 422 if form.errors and not trying else 200
