"""Files of an application: evidence and the photo, added, looked at, taken out."""

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from assessments.applications import evidence
from assessments.applications.forms import ApplicationPhotoForm, EvidenceForm
from assessments.applications.models import Application, Evidence
from assessments.applications.queries import applications_visible_to
from assessments.applications.routes import bp, done, edited
from foundation.database import fetch, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.route("/assessments/applications/<int:application_id>/evidence/new", methods=["GET", "POST"])
@requires(Permission.APPLICATION_MAKE, Permission.APPLICATION_EDIT)
def add_evidence(application_id: int) -> ResponseReturnValue:
    """Upload a file that proves something (`?kind=` chooses what)."""
    application = edited(application_id)
    form = EvidenceForm(kind=request.args.get("kind"))
    if form.validate_on_submit():
        content = form.file.data.read()
        with answering(form), transaction():
            form.claim()
            evidence.add_evidence(application, form.chosen_kind, content, dated=form.dated.data, by=acting())
            return done(application_id, "材料已保存。")
    page = render_template("assessments/applications/add_evidence.html", form=form, application=application)
    return page, 422 if form.errors else 200


@bp.post("/assessments/applications/<int:application_id>/evidence/<int:evidence_id>/remove")
@requires(Permission.APPLICATION_MAKE, Permission.APPLICATION_EDIT)
def remove_evidence(application_id: int, evidence_id: int) -> ResponseReturnValue:
    """Take a file out again."""
    found = _evidence(edited(application_id), evidence_id)
    with transaction():
        evidence.remove_evidence(found, by=acting())
    return done(application_id, "已删除这份材料。")


@bp.get("/assessments/applications/<int:application_id>/evidence/<int:evidence_id>")
@requires(Permission.OWN_READ)
def show_evidence(application_id: int, evidence_id: int) -> ResponseReturnValue:
    """One file, to be saved; never kept by the browser."""
    file = _evidence(_visible(application_id), evidence_id).file
    return send_file(file.stream(), file.media_type, as_attachment=True, download_name=file.name, max_age=0)


@bp.route("/assessments/applications/<int:application_id>/photo/new", methods=["GET", "POST"])
@requires(Permission.APPLICATION_MAKE, Permission.APPLICATION_EDIT)
def set_application_photo(application_id: int) -> ResponseReturnValue:
    """Upload the photo for ticket and certificate."""
    application = edited(application_id)
    form = ApplicationPhotoForm()
    if form.validate_on_submit():
        content = form.photo.data.read()
        with answering(form), transaction():
            form.claim()
            evidence.set_application_photo(application, content, by=acting())
            return done(application_id, "照片已保存。")
    page = render_template("assessments/applications/set_application_photo.html", form=form, application=application)
    return page, 422 if form.errors else 200


@bp.get("/assessments/applications/<int:application_id>/photo")
@requires(Permission.OWN_READ)
def show_application_photo(application_id: int) -> ResponseReturnValue:
    """The photo itself, never kept by the browser."""
    photo = _visible(application_id).photo
    if photo is None:
        raise NotFound
    return send_file(photo.stream(), photo.media_type, max_age=0)


def _visible(application_id: int) -> Application:
    return fetch(applications_visible_to(acting()).where(Application.id == application_id))


def _evidence(application: Application, evidence_id: int) -> Evidence:
    return fetch(select(Evidence).where(Evidence.id == evidence_id, Evidence.application_id == application.id))
