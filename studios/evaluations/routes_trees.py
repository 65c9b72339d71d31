"""Pages about a year's indicator tree: its list, building it, the matrix of units and first-level indicators."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import UploadForm, answering
from foundation.workbook_pages import workbook_answer
from foundation.workbook_writing import template_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in
from people.organisations.rules import UNITS
from studios.evaluations import operations_trees as operations
from studios.evaluations import queries_trees as queries
from studios.evaluations.forms_trees import TreeForm, UnitsForm
from studios.evaluations.models_trees import IndicatorTree, TreeUnit
from studios.evaluations.routes import SEE, bp
from studios.evaluations.rules_trees import heat_of, share_closed, share_filled, tree_faults
from studios.evaluations.workbooks import COLUMNS, matrix_workbook, read_tree

MOST_SHOWN = 200


@bp.get("/studios/indicator-trees")
@requires(*SEE)
def list_trees() -> ResponseReturnValue:
    """The trees, newest first, and the units in one's care that still have to report."""
    page = page_by_key(queries.trees_visible_to(acting()), IndicatorTree, after=request.args.get("after", type=int))
    waiting = queries.units_waiting_for(acting())[:MOST_SHOWN]
    return render_template("studios/evaluations/list_trees.html", page=page, waiting=waiting, today=clock.today())


@bp.route("/studios/indicator-trees/new", methods=["GET", "POST"])
@requires(Permission.REVIEW_RUN)
def create_tree() -> ResponseReturnValue:
    """Begin a year's tree."""
    form = _offered(TreeForm(year=clock.today().year))
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            organiser = session.get_one(Organisation, form.organiser.data)
            made = operations.create_tree(organiser, form.facts(), by=acting())
            flash("指标考核已建好，请导入或逐项添加指标，再填成员单位。", "success")
            return _shown(made.id)
    return render_template("studios/evaluations/create_tree.html", form=form), 422 if form.errors else 200


@bp.route("/studios/indicator-trees/<int:tree_id>/edit", methods=["GET", "POST"])
@requires(Permission.REVIEW_RUN)
def edit_tree(tree_id: int) -> ResponseReturnValue:
    """Change a tree that has not begun."""
    tree = run_tree(tree_id)
    form = _offered(TreeForm(obj=tree, organiser=tree.organiser_id))
    if request.method == "GET":
        form.row_version.data = tree.row_version
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_tree(tree, form.facts(), by=acting(), version=form.version)
            flash("已保存。", "success")
            return _shown(tree_id)
    return render_template("studios/evaluations/edit_tree.html", form=form, tree=tree), 422 if form.errors else 200


@bp.route("/studios/indicator-trees/<int:tree_id>/copy", methods=["GET", "POST"])
@requires(Permission.REVIEW_RUN)
def copy_tree(tree_id: int) -> ResponseReturnValue:
    """Begin another year with the same indicators and units."""
    tree = run_tree(tree_id)
    form = _offered(TreeForm(organiser=tree.organiser_id, title=tree.title, year=tree.year + 1))
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            made = operations.copy_tree(tree, form.facts(), by=acting())
            flash("新年度已建好，指标和成员单位照旧，可以修改以后再开始。", "success")
            return _shown(made.id)
    return render_template("studios/evaluations/copy_tree.html", form=form, tree=tree), 422 if form.errors else 200


@bp.get("/studios/indicator-trees/<int:tree_id>")
@requires(*SEE)
def show_tree(tree_id: int) -> ResponseReturnValue:
    """The matrix: units and first-level indicators, what is overdue, problems and how many are put right."""
    tree = fetch(queries.trees_visible_to(acting()).where(IndicatorTree.id == tree_id))
    units = session.scalars(queries.tree_units_visible_to(acting()).where(TreeUnit.tree_id == tree_id)).unique().all()
    nodes = queries.nodes_of(tree)
    standings = queries.standings_of(tree, units, nodes)
    return render_template(
        "studios/evaluations/show_tree.html",
        tree=tree,
        nodes=nodes,
        standings=standings,
        overdue=queries.overdue_in(tree, units, nodes, clock.today()),
        faults=tree_faults(nodes),
        runs=acting().may_at(Permission.REVIEW_RUN, tree.organisation_path),
        heat_of=heat_of,
        share_closed=share_closed,
        share_filled=share_filled,
    )


@bp.get("/studios/indicator-trees/<int:tree_id>/matrix.xlsx")
@requires(*SEE)
def export_tree(tree_id: int) -> ResponseReturnValue:
    """The matrix as a workbook."""
    tree = fetch(queries.trees_visible_to(acting()).where(IndicatorTree.id == tree_id))
    units = session.scalars(queries.tree_units_visible_to(acting()).where(TreeUnit.tree_id == tree_id)).unique().all()
    nodes = queries.nodes_of(tree)
    content = matrix_workbook(nodes, queries.standings_of(tree, units, nodes))
    return workbook_answer(content, f"{tree.title}_{tree.year}.xlsx")


@bp.get("/studios/indicator-trees/template.xlsx")
@requires(Permission.REVIEW_RUN)
def download_tree_template() -> ResponseReturnValue:
    """An empty sheet of indicators to fill in."""
    return workbook_answer(template_workbook(COLUMNS, "三级指标"), "三级指标模板.xlsx")


@bp.route("/studios/indicator-trees/<int:tree_id>/import", methods=["GET", "POST"])
@requires(Permission.REVIEW_RUN)
def import_tree(tree_id: int) -> ResponseReturnValue:
    """Take the indicators from a workbook, in the place of those that are there."""
    tree, form = run_tree(tree_id), UploadForm()
    if form.validate_on_submit():
        content, _name = form.read()
        with answering(form), transaction():
            form.claim()
            count = operations.import_tree(tree, read_tree(content), by=acting())
            flash(f"已导入 {count} 项指标，请核对权重。", "success")
            return redirect(url_for(".show_indicators", tree_id=tree_id))
    return render_template("studios/evaluations/import_tree.html", form=form, tree=tree), 422 if form.errors else 200


@bp.route("/studios/indicator-trees/<int:tree_id>/units", methods=["GET", "POST"])
@requires(Permission.REVIEW_RUN)
def set_tree_units(tree_id: int) -> ResponseReturnValue:
    """Say which units report."""
    tree = run_tree(tree_id)
    form = UnitsForm(names="\n".join(one.organisation.name for one in tree.units))
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.set_tree_units(tree, form.listed(), by=acting())
            flash("成员单位已保存。", "success")
            return _shown(tree_id)
    return render_template("studios/evaluations/set_tree_units.html", form=form, tree=tree), 422 if form.errors else 200


@bp.post("/studios/indicator-trees/<int:tree_id>/open")
@requires(Permission.REVIEW_RUN)
def open_tree(tree_id: int) -> ResponseReturnValue:
    """Begin."""
    tree = run_tree(tree_id)
    with transaction():
        operations.open_tree(tree, by=acting())
    flash("考核已开始，成员单位可以逐项自评。", "success")
    return _shown(tree_id)


@bp.post("/studios/indicator-trees/<int:tree_id>/close")
@requires(Permission.REVIEW_RUN)
def close_tree(tree_id: int) -> ResponseReturnValue:
    """End the year."""
    tree = run_tree(tree_id)
    with transaction():
        operations.close_tree(tree, by=acting())
    flash("考核已办结。", "success")
    return _shown(tree_id)


@bp.post("/studios/indicator-trees/<int:tree_id>/reopen")
@requires(Permission.REVIEW_RUN)
def reopen_tree(tree_id: int) -> ResponseReturnValue:
    """Go on with a closed year."""
    tree = run_tree(tree_id)
    with transaction():
        operations.reopen_tree(tree, reason=request.form.get("reason", ""), by=acting())
    flash("考核已恢复。", "success")
    return _shown(tree_id)


def run_tree(tree_id: int) -> IndicatorTree:
    """The tree, if one organises it."""
    return fetch(queries.trees_run_by(acting()).where(IndicatorTree.id == tree_id))


def _shown(tree_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_tree", tree_id=tree_id))


def _offered(form: TreeForm) -> TreeForm:
    organisers = session.scalars(
        active_in(acting().scope(Permission.REVIEW_RUN)).where(Organisation.kind.not_in(UNITS))
    )
    form.organiser.choices = [(one.id, one.name) for one in organisers]
    return form
