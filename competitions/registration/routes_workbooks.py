"""Entries by the workbook: the template, the upload, and the export of a list."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competitions.planning.models import Competition
from competitions.registration.forms import EntriesWorkbookForm
from competitions.registration.models import Entry
from competitions.registration.queries import competitions_open_at, entries_visible_to, with_names
from competitions.registration.routes import bp, entry_filter
from competitions.registration.workbooks import COLUMNS, ENTRIES, EXPORT_COLUMNS, export_rows
from foundation import clock, imports
from foundation.database import fetch, session, transaction
from foundation.forms import answering
from foundation.workbook_pages import workbook_answer
from foundation.workbook_writing import export_workbook, template_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.route("/entries/import", methods=["GET", "POST"])
@requires(Permission.ENTRY_EDIT)
def import_entries() -> ResponseReturnValue:
    """Upload a unit's entry sheet; it is checked and shown before anything changes."""
    form = EntriesWorkbookForm(competition=request.args.get("competition_id", type=int))
    offered = session.scalars(competitions_open_at(clock.now())).all()
    form.competition.choices = {competition.id: competition.audit_label for competition in offered}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            competition = fetch(competitions_open_at(clock.now()).where(Competition.id == form.competition.data))
            batch = imports.preview_import(
                ENTRIES,
                form.file.data.read(),
                name=form.file.data.filename,
                by=acting(),
                context={"competition_id": competition.id},
            )
            return redirect(url_for("website.show_import", batch_id=batch.id))
    page = render_template("competitions/registration/import_entries.html", form=form, offered=offered)
    return page, 422 if form.errors else 200


@bp.get("/entries/template")
@requires(Permission.ENTRY_EDIT)
def download_entry_template() -> ResponseReturnValue:
    """The sheet to fill in."""
    return workbook_answer(template_workbook(COLUMNS, "报名表"), "报名表模板.xlsx")


@bp.get("/entries/export")
@requires(Permission.ENTRY_READ)
def export_entries() -> ResponseReturnValue:
    """The list as it is narrowed at the moment, one row for each person."""
    found = entry_filter().apply(with_names(entries_visible_to(acting()))).order_by(Entry.id.desc())
    rows = export_rows(session.scalars(found).unique())
    return workbook_answer(export_workbook("报名", EXPORT_COLUMNS, rows), f"报名-{clock.today():%Y%m%d}.xlsx")
