"""Pages about standards."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from assessments.standards import operations
from assessments.standards.condition_sets import CONDITION_SETS
from assessments.standards.forms import StandardForm
from assessments.standards.models import Standard
from assessments.standards.queries import standards_visible
from foundation.database import fetch, page_by_key, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.occupations import occupations

bp = Blueprint("standards", __name__)


@bp.get("/assessments/standards")
@requires(Permission.BODY_READ)
def list_standards():
    """The standards, narrowed by occupation."""
    text = request.args.get("text", "").strip()
    query = standards_visible()
    if text:
        named = Standard.title.contains(text, autoescape=True)
        query = query.where(named | (Standard.occupation_code == text.partition(" ")[0]))
    page = page_by_key(query, Standard, after=request.args.get("after", type=int))
    return render_template(
        "assessments/standards/list_standards.html", page=page, condition_sets=CONDITION_SETS, text=text
    )


@bp.route("/assessments/standards/new", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def create_standard():
    """Write a standard down."""
    form = StandardForm()
    form.offer()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            standard = operations.create_standard(form.facts(), by=acting())
            flash(f"已登记{standard.audit_label}。", "success")
            return redirect(url_for(".list_standards"))
    return _form_page("create_standard", form)


@bp.route("/assessments/standards/<int:standard_id>/edit", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def edit_standard(standard_id: int):
    """Correct a standard."""
    standard = fetch(standards_visible().where(Standard.id == standard_id))
    form = StandardForm.opened_on(standard)
    form.offer()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_standard(standard, form.facts(), by=acting(), version=form.version)
            flash("已保存。", "success")
            return redirect(url_for(".list_standards"))
    return _form_page("edit_standard", form, standard=standard)


def _form_page(name: str, form, **facts):
    page = render_template(f"assessments/standards/{name}.html", form=form, occupations=occupations(), **facts)
    return page, 422 if form.errors else 200
