"""A unit's page of a year's assessment: reporting, checking, problems and putting them right."""

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.evaluations import operations_reporting as operations
from studios.evaluations import queries_trees as queries
from studios.evaluations.forms_trees import CheckForm, LeafReportForm, ProblemForm, RemedyForm
from studios.evaluations.models_trees import Indicator, LeafReport, TreeProblem, TreeUnit
from studios.evaluations.routes import SEE, bp
from studios.evaluations.rules_trees import days_overdue, heat_of, share_closed


@bp.get("/studios/indicator-units/<int:unit_id>")
@requires(*SEE)
def show_tree_unit(unit_id: int) -> ResponseReturnValue:
    """Where a unit stands on every indicator, with its problems."""
    unit = _unit(unit_id)
    nodes = queries.nodes_of(unit.tree)
    (standing,) = queries.standings_of(unit.tree, [unit], nodes)
    problems = queries.problems_visible_to(acting()).where(TreeProblem.tree_unit_id == unit_id)
    return render_template(
        "studios/evaluations/show_tree_unit.html",
        unit=unit,
        nodes=nodes,
        standing=standing,
        reports=queries.reports_of(unit),
        indicators={one.id: one for one in unit.tree.indicators},
        problems=session.scalars(problems).all(),
        rectified=share_closed(standing.found, standing.closed),
        late=days_overdue(unit.tree.report_by, clock.today()),
        today=clock.today(),
        heat_of=heat_of,
        runs=_runs(unit),
        reporting=acting().may_at(Permission.CONTEST_ENTER, unit.organisation_path),
    )


@bp.route("/studios/indicator-units/<int:unit_id>/report/<int:indicator_id>", methods=["GET", "POST"])
@requires(Permission.CONTEST_ENTER)
def report_leaf(unit_id: int, indicator_id: int) -> ResponseReturnValue:
    """Say how the unit stands on a leaf."""
    unit = _unit(unit_id)
    indicator = fetch(select(Indicator).where(Indicator.id == indicator_id, Indicator.tree_id == unit.tree_id))
    report = queries.report_on(unit, indicator)
    form = LeafReportForm(value=report.value, note=report.note) if report else LeafReportForm()
    if form.validate_on_submit():
        said = form.said()
        with answering(form), transaction():
            form.claim()
            operations.report_leaf(unit, indicator, said, by=acting())
            flash(f"“{indicator.title}”已报。", "success")
            return _shown(unit_id)
    page = render_template(
        "studios/evaluations/report_leaf.html", form=form, unit=unit, indicator=indicator, report=report
    )
    return page, 422 if form.errors else 200


@bp.route("/studios/leaf-reports/<int:report_id>/check", methods=["GET", "POST"])
@requires(Permission.REVIEW_RUN)
def check_leaf(report_id: int) -> ResponseReturnValue:
    """Settle the number of a leaf."""
    report = _report(report_id)
    form = CheckForm(value=report.value)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.check_leaf(report, form.value.data, reason=form.reason.data or "", by=acting())
            flash(f"“{report.indicator.title}”已核定。", "success")
            return _shown(report.tree_unit_id)
    return render_template("studios/evaluations/check_leaf.html", form=form, report=report), 422 if form.errors else 200


@bp.post("/studios/leaf-reports/<int:report_id>/reopen")
@requires(Permission.REVIEW_RUN)
def reopen_leaf(report_id: int) -> ResponseReturnValue:
    """Let the unit report again."""
    report = _report(report_id)
    with transaction():
        operations.reopen_leaf(report, reason=request.form.get("reason", ""), by=acting())
    flash("已退回，单位可以重新报。", "success")
    return _shown(report.tree_unit_id)


@bp.get("/studios/leaf-reports/<int:report_id>/file")
@requires(*SEE)
def show_leaf_file(report_id: int) -> ResponseReturnValue:
    """The evidence handed in, to be saved; never kept by the browser."""
    file = _report(report_id).file
    if file is None:
        raise NotFound
    return send_file(file.stream(), file.media_type, as_attachment=True, download_name=file.name, max_age=0)


@bp.route("/studios/indicator-units/<int:unit_id>/problems/new", methods=["GET", "POST"])
@requires(Permission.REVIEW_RUN)
def add_problem(unit_id: int) -> ResponseReturnValue:
    """Write down a problem that was found."""
    unit, form = _unit(unit_id), ProblemForm()
    form.offer([leaf for node in queries.nodes_of(unit.tree) for leaf in node.leaves()])
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            indicator = session.get(Indicator, form.indicator.data)
            operations.add_problem(unit, form.description.data or "", form.due_on.data, indicator, by=acting())
            flash("问题已登记，单位在考核页面看得到整改期限。", "success")
            return _shown(unit_id)
    return render_template("studios/evaluations/add_problem.html", form=form, unit=unit), 422 if form.errors else 200


@bp.route("/studios/tree-problems/<int:problem_id>/report", methods=["GET", "POST"])
@requires(Permission.CONTEST_ENTER)
def report_problem(problem_id: int) -> ResponseReturnValue:
    """Say how a problem was put right."""
    problem, form = _problem(problem_id), RemedyForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.report_problem(problem, form.remedy.data or "", by=acting())
            flash("整改情况已报。", "success")
            return _shown(problem.tree_unit_id)
    page = render_template("studios/evaluations/report_problem.html", form=form, problem=problem)
    return page, 422 if form.errors else 200


@bp.post("/studios/tree-problems/<int:problem_id>/return")
@requires(Permission.REVIEW_RUN)
def return_problem(problem_id: int) -> ResponseReturnValue:
    """Not put right yet."""
    problem = _problem(problem_id)
    with transaction():
        operations.return_problem(problem, reason=request.form.get("reason", ""), by=acting())
    flash("已退回，单位继续整改。", "success")
    return _shown(problem.tree_unit_id)


@bp.post("/studios/tree-problems/<int:problem_id>/close")
@requires(Permission.REVIEW_RUN)
def close_problem(problem_id: int) -> ResponseReturnValue:
    """It is put right."""
    problem = _problem(problem_id)
    with transaction():
        operations.close_problem(problem, by=acting())
    flash("问题已销号。", "success")
    return _shown(problem.tree_unit_id)


@bp.post("/studios/tree-problems/<int:problem_id>/reopen")
@requires(Permission.REVIEW_RUN)
def reopen_problem(problem_id: int) -> ResponseReturnValue:
    """It was not put right after all."""
    problem = _problem(problem_id)
    with transaction():
        operations.reopen_problem(problem, reason=request.form.get("reason", ""), by=acting())
    flash("问题已恢复，单位继续整改。", "success")
    return _shown(problem.tree_unit_id)


def _unit(unit_id: int) -> TreeUnit:
    return fetch(queries.tree_units_visible_to(acting()).where(TreeUnit.id == unit_id))


def _runs(unit: TreeUnit) -> bool:
    return acting().may_at(Permission.REVIEW_RUN, unit.tree.organisation_path)


def _report(report_id: int) -> LeafReport:
    units = queries.tree_units_visible_to(acting()).options().with_only_columns(TreeUnit.id).order_by(None)
    return fetch(select(LeafReport).where(LeafReport.id == report_id, LeafReport.tree_unit_id.in_(units)))


def _problem(problem_id: int) -> TreeProblem:
    return fetch(queries.problems_visible_to(acting()).where(TreeProblem.id == problem_id))


def _shown(unit_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_tree_unit", unit_id=unit_id))
