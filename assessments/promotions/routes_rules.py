"""Pages of the rules of promotion: read by everybody who reads files, kept by the officers who confirm."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.promotions import operations_rules
from assessments.promotions.forms import LoadRulesForm, RuleSetForm
from assessments.promotions.models import RuleSet
from assessments.promotions.queries import rule_sets_edited_by, rule_sets_visible_to
from assessments.promotions.routes import bp
from assessments.promotions.wording import outcome, places, who
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import organisations_in


@bp.get("/assessments/promotions/rules")
@requires(Permission.GRANT_READ, Permission.PROMOTION_CONFIRM)
def list_rule_sets() -> ResponseReturnValue:
    """Every version of every rule set, newest first."""
    page = page_by_key(rule_sets_visible_to(acting()), RuleSet, after=request.args.get("after", type=int))
    return render_template(
        "assessments/promotions/list_rule_sets.html", page=page, keeps=acting().may(Permission.PROMOTION_CONFIRM)
    )


@bp.get("/assessments/promotions/rules/<int:rule_set_id>")
@requires(Permission.GRANT_READ, Permission.PROMOTION_CONFIRM)
def show_rule_set(rule_set_id: int) -> ResponseReturnValue:
    """One version: its clauses, its source, and what it does not say in levels."""
    rule_set = fetch(rule_sets_visible_to(acting()).where(RuleSet.id == rule_set_id))
    keeps = session.scalar(rule_sets_edited_by(acting()).where(RuleSet.id == rule_set_id)) is not None
    clauses = [(one, who(one), places(one), outcome(one)) for one in (line.clause for line in rule_set.lines)]
    actions = RuleSet.workflow.actions(rule_set.state) if keeps else []
    return render_template(
        "assessments/promotions/show_rule_set.html", rule_set=rule_set, clauses=clauses, actions=actions, keeps=keeps
    )


@bp.route("/assessments/promotions/rules/load", methods=["GET", "POST"])
@requires(Permission.PROMOTION_CONFIRM)
def load_published_rules() -> ResponseReturnValue:
    """Take the published rules in as drafts."""
    form = LoadRulesForm()
    reach = organisations_in(acting().scope(Permission.PROMOTION_CONFIRM))
    form.organisation.choices = [(one.id, one.name) for one in session.scalars(reach)]
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            chosen = fetch(reach.where(Organisation.id == form.organisation.data))
            made = operations_rules.load_published_rules(chosen, by=acting())
            flash(f"已载入 {len(made)} 份规则的草稿。请核对要执行的那一份，填写执行日期后启用。", "success")
            return redirect(url_for(".list_rule_sets"))
    page = render_template("assessments/promotions/load_published_rules.html", form=form)
    return page, 422 if form.errors else 200


@bp.route("/assessments/promotions/rules/<int:rule_set_id>/edit", methods=["GET", "POST"])
@requires(Permission.PROMOTION_CONFIRM)
def edit_rule_set(rule_set_id: int) -> ResponseReturnValue:
    """Change a draft."""
    rule_set = _kept(rule_set_id)
    form = RuleSetForm.opened_on(rule_set)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations_rules.edit_rule_set(
                rule_set, form.facts(), form.clauses_typed(), by=acting(), version=form.version
            )
            return _back(rule_set_id, "草稿已保存。")
    page = render_template("assessments/promotions/edit_rule_set.html", form=form, rule_set=rule_set)
    return page, 422 if form.errors else 200


@bp.post("/assessments/promotions/rules/<int:rule_set_id>/activate")
@requires(Permission.PROMOTION_CONFIRM)
def activate_rule_set(rule_set_id: int) -> ResponseReturnValue:
    """Apply a draft."""
    rule_set = _kept(rule_set_id)
    with transaction():
        opened = operations_rules.activate_rule_set(rule_set, by=acting())
    return _back(rule_set_id, f"规则已启用，按已经生效的成绩生成了 {opened} 份晋升档案。")


@bp.post("/assessments/promotions/rules/<int:rule_set_id>/retire")
@requires(Permission.PROMOTION_CONFIRM)
def retire_rule_set(rule_set_id: int) -> ResponseReturnValue:
    """Apply it no more."""
    rule_set = _kept(rule_set_id)
    with transaction():
        operations_rules.retire_rule_set(rule_set, reason=request.form.get("reason", ""), by=acting())
    return _back(rule_set_id, "规则已停用，已经生成的档案照旧办理。")


@bp.post("/assessments/promotions/rules/<int:rule_set_id>/revise")
@requires(Permission.PROMOTION_CONFIRM)
def revise_rule_set(rule_set_id: int) -> ResponseReturnValue:
    """Begin the next version."""
    rule_set = _kept(rule_set_id)
    with transaction():
        made = operations_rules.revise_rule_set(rule_set, by=acting())
    return _back(made.id, "新版本的草稿已建立，改好以后启用，启用时旧版本自动停用。")


def _kept(rule_set_id: int) -> RuleSet:
    return fetch(rule_sets_edited_by(acting()).where(RuleSet.id == rule_set_id))


def _back(rule_set_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".show_rule_set", rule_set_id=rule_set_id))
