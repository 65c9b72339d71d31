"""Many persons at once: the roster that comes in and goes out, and photos as a ZIP."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import selectinload

from foundation.database import session, transaction
from foundation.forms import UploadForm, answering
from foundation.workbook_pages import upload_page, workbook_answer
from foundation.workbook_writing import export_workbook, template_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons import photos
from people.persons.models import Person
from people.persons.routes import bp, filtered_persons
from people.persons.workbooks import COLUMNS, EXPORT_COLUMNS, ROSTER, export_rows


@bp.route("/persons/import", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def import_persons() -> Any:
    """Upload a roster; what it would do is shown next."""
    return upload_page(ROSTER, "people/persons/import_persons.html", by=acting())


@bp.get("/persons/template.xlsx")
@requires(Permission.PERSON_EDIT)
def download_person_template() -> Any:
    """An empty roster to fill in."""
    return workbook_answer(template_workbook(COLUMNS, "人员名单"), "人员名单模板.xlsx")


@bp.get("/persons/export.xlsx")
@requires(Permission.PERSON_READ)
def export_persons() -> Any:
    """The persons that the list shows, with numbers and phones masked."""
    query = filtered_persons().options(selectinload(Person.employments)).order_by(Person.id)
    rows = session.scalars(query.execution_options(yield_per=500))
    return workbook_answer(export_workbook("人员名单", EXPORT_COLUMNS, export_rows(rows)), "人员名单.xlsx")


@bp.route("/persons/import-photos", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def import_photos() -> Any:
    """Upload a ZIP of photos named by identity number."""
    form, outcomes = UploadForm(), None
    if form.validate_on_submit():
        content, _name = form.read()
        with answering(form), transaction():
            form.claim()
            outcomes = photos.import_photos(content, by=acting())
        taken = sum(not outcome.fault for outcome in outcomes or [])
        if taken and outcomes and taken == len(outcomes):
            flash(f"{taken} 张照片全部保存。", "success")
            return redirect(url_for(".list_persons"))
    page = render_template("people/persons/import_photos.html", form=form, outcomes=outcomes)
    return page, 422 if form.errors else 200
