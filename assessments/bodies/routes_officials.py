"""Pages about those who work for a body, and about its rooms."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.bodies import operations_officials as operations
from assessments.bodies.forms_officials import OfficialForm, PremisesForm
from assessments.bodies.models import AssessmentBody, Official, Premises
from assessments.bodies.queries import bodies_visible_to, kept_by, officials_of, premises_kept_by
from assessments.bodies.routes import bp, form_page, kept_body, saved, standing
from assessments.bodies.rules import OFFICIAL_ROLE_TITLES, OfficialRole
from assessments.bodies.rules_scope import levels_in_short
from assessments.bodies.workbooks_officials import COLUMNS, OFFICIALS
from foundation.database import fetch, page_by_key, transaction
from foundation.forms import answering
from foundation.workbook_pages import upload_page, workbook_answer
from foundation.workbook_writing import template_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.occupations import occupations


@bp.get("/assessments/bodies/<int:body_id>/officials")
@requires(Permission.BODY_READ)
def list_officials(body_id: int) -> ResponseReturnValue:
    """Everybody who works for the body, with the days on which the card holds."""
    body = fetch(bodies_visible_to(acting()).where(AssessmentBody.id == body_id))
    role, query = request.args.get("role", ""), officials_of(body)
    if role in OFFICIAL_ROLE_TITLES:
        query = query.where(Official.role == role)
    return render_template(
        "assessments/bodies/list_officials.html",
        body=body,
        page=page_by_key(query, Official, after=request.args.get("after", type=int)),
        roles=OFFICIAL_ROLE_TITLES,
        standing=standing,
        levels_in_short=levels_in_short,
        may_edit=acting().may_at(Permission.BODY_EDIT, body.organisation_path),
    )


@bp.route("/assessments/bodies/<int:body_id>/officials/new", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def add_official(body_id: int) -> ResponseReturnValue:
    """Put somebody on the body's list."""
    body, form = kept_body(body_id), OfficialForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            person = operations.known_person(*form.document())
            operations.add_official(body, person, form.facts(OfficialRole(form.role.data)), by=acting())
            return _listed(body_id)
    return form_page(form, "登记考评督导人员", body, occupations=occupations())


@bp.route("/assessments/bodies/officials/<int:official_id>/edit", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def edit_official(official_id: int) -> ResponseReturnValue:
    """Change what a card says."""
    official = fetch(kept_by(acting(), Official).where(Official.id == official_id))
    form = OfficialForm.opened_on(official)
    title = f"{official.person.name}（{OFFICIAL_ROLE_TITLES[official.role]}）"
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_official(official, form.facts(official.role), by=acting(), version=form.version)
            return _listed(official.body_id)
    return form_page(form, f"修改{title}", official.body, occupations=occupations())


@bp.route("/assessments/bodies/<int:body_id>/officials/import", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def import_officials(body_id: int) -> ResponseReturnValue:
    """Upload the list of officials."""
    body = kept_body(body_id)
    page = "assessments/bodies/import_officials.html"
    return upload_page(OFFICIALS, page, by=acting(), context={"body_id": body_id}, body=body)


@bp.get("/assessments/bodies/officials/template.xlsx")
@requires(Permission.BODY_EDIT)
def download_official_template() -> ResponseReturnValue:
    """An empty sheet to fill in."""
    content = template_workbook(COLUMNS, "考评督导人员")
    return workbook_answer(content, "考评督导人员模板.xlsx")


@bp.route("/assessments/bodies/<int:body_id>/premises/new", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def add_premises(body_id: int) -> ResponseReturnValue:
    """Register a room of one of the body's sites."""
    body, form = kept_body(body_id), PremisesForm()
    form.offer(body.sites)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.add_premises(form.sites[form.site_id.data], form.facts(), by=acting())
            return saved(body_id)
    missing = "" if body.sites else "请先登记站点，再登记考场。"
    return form_page(form, "登记考场", body, missing=missing)


@bp.route("/assessments/bodies/premises/<int:premises_id>/edit", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def edit_premises(premises_id: int) -> ResponseReturnValue:
    """Change a room."""
    premises = fetch(premises_kept_by(acting()).where(Premises.id == premises_id))
    form = PremisesForm(obj=premises)
    del form.site_id
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_premises(premises, form.facts(), by=acting(), version=form.version)
            return saved(premises.site.body_id)
    return form_page(form, "修改考场", premises.site.body)


def _listed(body_id: int) -> ResponseReturnValue:
    flash("已保存。", "success")
    return redirect(url_for(".list_officials", body_id=body_id))
