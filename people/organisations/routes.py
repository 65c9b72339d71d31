"""Pages about organisations."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from foundation.database import below, fetch, page_by_key, session, transaction
from foundation.forms import ReasonForm, answering
from foundation.workbook_pages import upload_page, workbook_answer
from foundation.workbook_writing import export_workbook, template_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations import operations
from people.organisations.forms import OrganisationForm
from people.organisations.models import Organisation
from people.organisations.queries import (
    grow_tree,
    highest_of,
    organisations_editable_by,
    organisations_visible_to,
)
from people.organisations.workbooks import COLUMNS, ORGANISATIONS, export_rows

bp = Blueprint("organisations", __name__)

WHOLE_TREE = 300  # more than this many are shown level by level


@bp.get("/organisations")
@requires(Permission.ORGANISATION_READ)
def list_organisations():
    """The tree of organisations; with `q` a plain list of those whose name contains it."""
    wanted = request.args.get("q", "").strip()
    if wanted:
        found = organisations_visible_to(acting()).where(Organisation.name.contains(wanted, autoescape=True))
        page = page_by_key(found.order_by(None), Organisation, after=request.args.get("after", type=int))
        return render_template("people/organisations/list_organisations.html", q=wanted, page=page, branches=[])
    visible = organisations_visible_to(acting())
    count = session.scalar(select(func.count()).select_from(visible.order_by(None).subquery())) or 0
    whole = count <= WHOLE_TREE
    branches = grow_tree(session.scalars(visible if whole else highest_of(acting())).all())
    return render_template(
        "people/organisations/list_organisations.html", q="", page=None, branches=branches, count=count, whole=whole
    )


@bp.get("/organisations/<int:organisation_id>")
@requires(Permission.ORGANISATION_READ)
def show_organisation(organisation_id: int):
    """One organisation and what stands directly below it."""
    organisation = _visible(organisation_id)
    below_it = organisations_visible_to(acting()).where(Organisation.parent_id == organisation.id)
    page = page_by_key(below_it.order_by(None), Organisation, after=request.args.get("after", type=int))
    return render_template(
        "people/organisations/show_organisation.html",
        organisation=organisation,
        page=page,
        may_edit=acting().may_at(Permission.ORGANISATION_EDIT, organisation.path),
        may_read_persons=acting().may_at(Permission.PERSON_READ, organisation.path),
        total=session.scalar(select(func.count()).where(below(Organisation.path, organisation.path))),
    )


@bp.route("/organisations/<int:parent_id>/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
def create_organisation(parent_id: int):
    """A new organisation below this one."""
    parent = _editable(parent_id)
    form = OrganisationForm(kind=request.args.get("kind"))
    form.offer_kinds(parent)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            made = operations.create_organisation(form.facts(), parent, by=acting())
            flash(f"已新建“{made.name}”。", "success")
            return redirect(url_for(".show_organisation", organisation_id=made.id))
    return _form_page("people/organisations/create_organisation.html", form, parent=parent)


@bp.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
def edit_organisation(organisation_id: int):
    """Change what is known of an organisation."""
    organisation = _editable(organisation_id)
    form = OrganisationForm()
    form.offer_kinds(organisation.parent)
    if request.method == "GET":
        form.show(organisation)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_organisation(organisation, form.facts(), by=acting(), version=form.version)
            flash("已保存。", "success")
            return redirect(url_for(".show_organisation", organisation_id=organisation_id))
    return _form_page("people/organisations/edit_organisation.html", form, organisation=organisation)


@bp.post("/organisations/<int:organisation_id>/deactivate")
@requires(Permission.ORGANISATION_EDIT)
def deactivate_organisation(organisation_id: int):
    """Close an organisation, with a reason."""
    organisation = _editable(organisation_id)
    form = ReasonForm()
    with transaction():
        operations.deactivate_organisation(organisation, by=acting(), reason=form.reason.data or "")
    flash("已停用。历史记录仍然保留。", "success")
    return redirect(url_for(".show_organisation", organisation_id=organisation_id))


@bp.post("/organisations/<int:organisation_id>/activate")
@requires(Permission.ORGANISATION_EDIT)
def activate_organisation(organisation_id: int):
    """Open a closed organisation again."""
    organisation = _editable(organisation_id)
    with transaction():
        operations.activate_organisation(organisation, by=acting())
    flash("已重新启用。", "success")
    return redirect(url_for(".show_organisation", organisation_id=organisation_id))


@bp.route("/organisations/import", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
def import_organisations():
    """Upload a workbook of organisations; what it would do is shown next."""
    return upload_page(ORGANISATIONS, "people/organisations/import_organisations.html", by=acting())


@bp.get("/organisations/template.xlsx")
@requires(Permission.ORGANISATION_EDIT)
def download_organisation_template():
    """An empty workbook to fill in."""
    return workbook_answer(template_workbook(COLUMNS, "组织"), "组织导入模板.xlsx")


@bp.get("/organisations/export.xlsx")
@requires(Permission.ORGANISATION_READ)
def export_organisations():
    """Every organisation that this person sees, in the columns of the import."""
    query = organisations_visible_to(acting()).options(selectinload(Organisation.parent))
    rows = session.scalars(query.execution_options(yield_per=1000))
    return workbook_answer(export_workbook("组织", COLUMNS, export_rows(rows)), "组织.xlsx")


def _visible(organisation_id: int) -> Organisation:
    return fetch(organisations_visible_to(acting()).where(Organisation.id == organisation_id))


def _editable(organisation_id: int) -> Organisation:
    return fetch(organisations_editable_by(acting()).where(Organisation.id == organisation_id))


def _form_page(template: str, form, **facts):
    return render_template(template, form=form, **facts), 422 if form.errors else 200
