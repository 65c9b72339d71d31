"""Pages about rolls: what officers fill in where no module asks for the certificates."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates.address import verification_address
from certificates.designs.models import Design
from certificates.issuing import operations_rolls as operations
from certificates.issuing import queries_rolls as queries
from certificates.issuing.forms_rolls import EditRollForm, NewRollForm
from certificates.issuing.models_rolls import Roll, RollLine
from certificates.issuing.papers import settings_of
from certificates.issuing.preflight import grouped, preflight
from certificates.issuing.routes import bp
from certificates.issuing.workbooks_rolls import ROLLS, columns_of
from certificates.kinds import all_kinds, sentence_of
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import ConfirmForm, UploadForm, answering
from foundation.workbook_pages import upload_page, workbook_answer
from foundation.workbook_writing import template_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import organisations_in


@bp.get("/certificate-rolls")
@requires(Permission.CERTIFICATE_ISSUE)
def list_rolls() -> ResponseReturnValue:
    """The rolls in one's care, newest first."""
    page = page_by_key(queries.rolls_visible_to(acting()), Roll, after=request.args.get("after", type=int))
    counts = queries.counts_of(page.rows)
    return render_template("certificates/issuing/list_rolls.html", page=page, counts=counts, kinds=all_kinds())


@bp.route("/certificate-rolls/new", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_ISSUE)
def create_roll() -> ResponseReturnValue:
    """Begin a roll."""
    form = NewRollForm(acting())
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            own = organisations_in(acting().scope(Permission.CERTIFICATE_ISSUE))
            organisation = fetch(own.where(Organisation.id == form.organisation.data))
            roll = operations.create_roll(form.kind.data, organisation, form.facts(), by=acting())
            flash("名单已建好。下一步：下载模板，填好后上传。", "success")
            return redirect(url_for(".show_roll", roll_id=roll.id))
    if not form.is_submitted():
        form.issuers.data = acting().organisation.name
    return render_template("certificates/issuing/create_roll.html", form=form), 422 if form.errors else 200


@bp.get("/certificate-rolls/<int:roll_id>")
@requires(Permission.CERTIFICATE_ISSUE)
def show_roll(roll_id: int) -> ResponseReturnValue:
    """What a roll has so far, and the next step."""
    roll = _roll(roll_id)
    page = page_by_key(queries.lines_of(roll), RollLine, after=request.args.get("after", type=int))
    body = settings_of(roll.kind, queries.design_of(roll)).body
    return render_template(
        "certificates/issuing/show_roll.html",
        roll=roll,
        kind=all_kinds()[roll.kind],
        page=page,
        sentences={line.id: sentence_of(roll.kind, queries.facts_of(line, roll), body) for line in page.rows},
    )


@bp.route("/certificate-rolls/<int:roll_id>/edit", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_ISSUE)
def edit_roll(roll_id: int) -> ResponseReturnValue:
    """Change the design, the issuers, the day or the series."""
    roll = _roll(roll_id)
    form = EditRollForm(roll)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            design = session.get(Design, form.design.data)
            operations.edit_roll(roll, form.facts(), design, version=form.version, by=acting())
            flash("已保存。", "success")
            return redirect(url_for(".show_roll", roll_id=roll.id))
    if not form.is_submitted():
        form.title.data, form.series.data, form.issued_on.data = roll.title, roll.series, roll.issued_on
        form.issuers.data, form.design.data = "\n".join(roll.issuers), roll.design_id or 0
        form.row_version.data = roll.row_version
    page = render_template("certificates/issuing/edit_roll.html", form=form, roll=roll)
    return page, 422 if form.errors else 200


@bp.get("/certificate-rolls/<int:roll_id>/template.xlsx")
@requires(Permission.CERTIFICATE_ISSUE)
def download_roll_template(roll_id: int) -> ResponseReturnValue:
    """The workbook to fill in."""
    roll = _roll(roll_id)
    name = all_kinds()[roll.kind].NAME
    content = template_workbook(columns_of(roll.kind), "发证名单")
    return workbook_answer(content, f"{name}发证名单模板.xlsx")


@bp.route("/certificate-rolls/<int:roll_id>/import", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_ISSUE)
def import_roll(roll_id: int) -> ResponseReturnValue:
    """Upload a filled-in workbook; what it would do is shown next."""
    roll = _roll(roll_id)
    context = {"roll_id": roll.id}
    return upload_page(
        ROLLS[roll.kind], "certificates/issuing/import_roll.html", by=acting(), context=context, roll=roll
    )


@bp.route("/certificate-rolls/<int:roll_id>/photos", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_ISSUE)
def import_roll_photos(roll_id: int) -> ResponseReturnValue:
    """Upload photos as a ZIP; those that were not taken are named with the reason."""
    roll = _roll(roll_id)
    form = UploadForm()
    outcomes = None
    if form.validate_on_submit():
        content, _ = form.read()
        with answering(form), transaction():
            form.claim()
            outcomes = operations.import_roll_photos(roll, content, by=acting())
    page = render_template("certificates/issuing/import_roll_photos.html", form=form, roll=roll, outcomes=outcomes)
    return page, 422 if form.errors else 200


@bp.post("/certificate-rolls/<int:roll_id>/lines/<int:line_id>/remove")
@requires(Permission.CERTIFICATE_ISSUE)
def remove_line(roll_id: int, line_id: int) -> ResponseReturnValue:
    """Take one line off."""
    line = fetch(queries.lines_of(_roll(roll_id)).where(RollLine.id == line_id))
    with transaction():
        operations.remove_line(line, by=acting())
    flash("已从名单里去掉这一行。", "success")
    return redirect(url_for(".show_roll", roll_id=roll_id))


@bp.post("/certificate-rolls/<int:roll_id>/discard")
@requires(Permission.CERTIFICATE_ISSUE)
def discard_roll(roll_id: int) -> ResponseReturnValue:
    """Give a roll up."""
    roll = _roll(roll_id)
    with transaction():
        operations.discard_roll(roll, reason=request.form.get("reason", ""), by=acting())
    flash("名单已删除，没有编过号。", "success")
    return redirect(url_for(".list_rolls"))


@bp.route("/certificate-rolls/<int:roll_id>/issue", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_ISSUE)
def issue_roll(roll_id: int) -> ResponseReturnValue:
    """Everything that is wrong, then number the certificates and have them made."""
    roll = _roll(roll_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            batch = operations.issue_roll(roll, address=verification_address(), by=acting())
            flash("已编号，正在后台制作。", "success")
            return redirect(url_for(".show_batch", batch_id=batch.id))
    if roll.batch_id:
        flash("这份名单的证书已经制作，没有再编一次号。", "info")
        return redirect(url_for(".show_batch", batch_id=roll.batch_id))
    requests = queries.requests_of(roll)
    problems = grouped(preflight(roll.kind, requests, design=queries.design_of(roll), series=roll.series))
    page = render_template(
        "certificates/issuing/issue_roll.html", form=form, roll=roll, requests=requests, problems=problems
    )
    return page, 422 if form.errors else 200


def _roll(roll_id: int) -> Roll:
    return fetch(queries.rolls_visible_to(acting()).where(Roll.id == roll_id))
