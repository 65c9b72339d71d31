"""Building a tree row by row."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation.database import fetch, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.evaluations import operations_trees as operations
from studios.evaluations import queries_trees as queries
from studios.evaluations.forms_trees import IndicatorForm, LeafForm, facts_in
from studios.evaluations.models_trees import Indicator, IndicatorTree
from studios.evaluations.routes import SEE, bp
from studios.evaluations.routes_trees import run_tree
from studios.evaluations.rules_trees import LEVELS, tree_faults


@bp.get("/studios/indicator-trees/<int:tree_id>/indicators")
@requires(*SEE)
def show_indicators(tree_id: int) -> ResponseReturnValue:
    """The whole tree with weights and how each leaf is scored."""
    tree = fetch(queries.trees_visible_to(acting()).where(IndicatorTree.id == tree_id))
    nodes = queries.nodes_of(tree)
    indicators = {one.id: one for one in tree.indicators}
    runs = acting().may_at(Permission.REVIEW_RUN, tree.organisation_path)
    facts = {"tree": tree, "nodes": nodes, "indicators": indicators, "faults": tree_faults(nodes), "runs": runs}
    return render_template("studios/evaluations/show_indicators.html", **facts)


@bp.route("/studios/indicator-trees/<int:tree_id>/indicators/new", methods=["GET", "POST"])
@requires(Permission.REVIEW_RUN)
def add_indicator(tree_id: int) -> ResponseReturnValue:
    """One more indicator, at the top or below another one (`above`)."""
    tree, above_id = run_tree(tree_id), request.args.get("above", type=int)
    above = _indicator(above_id) if above_id else None
    form = LeafForm() if above and above.level == LEVELS - 1 else IndicatorForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.add_indicator(tree, above, facts_in(form), by=acting())
            flash("指标已添加。", "success")
            return _listed(tree_id)
    page = render_template("studios/evaluations/add_indicator.html", form=form, tree=tree, above=above)
    return page, 422 if form.errors else 200


@bp.route("/studios/indicators/<int:indicator_id>/edit", methods=["GET", "POST"])
@requires(Permission.REVIEW_RUN)
def edit_indicator(indicator_id: int) -> ResponseReturnValue:
    """Change an indicator."""
    indicator = _indicator(indicator_id)
    form = LeafForm(obj=indicator) if indicator.level == LEVELS else IndicatorForm(obj=indicator)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_indicator(indicator, facts_in(form), by=acting())
            flash("已保存。", "success")
            return _listed(indicator.tree_id)
    page = render_template("studios/evaluations/edit_indicator.html", form=form, indicator=indicator)
    return page, 422 if form.errors else 200


@bp.post("/studios/indicators/<int:indicator_id>/remove")
@requires(Permission.REVIEW_RUN)
def remove_indicator(indicator_id: int) -> ResponseReturnValue:
    """Take an indicator off."""
    indicator = _indicator(indicator_id)
    tree_id = indicator.tree_id
    with transaction():
        operations.remove_indicator(indicator, by=acting())
    flash("指标已删去。", "success")
    return _listed(tree_id)


def _indicator(indicator_id: int) -> Indicator:
    runs = queries.trees_run_by(acting()).with_only_columns(IndicatorTree.id)
    return fetch(select(Indicator).where(Indicator.id == indicator_id, Indicator.tree_id.in_(runs)))


def _listed(tree_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_indicators", tree_id=tree_id))
