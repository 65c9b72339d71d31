"""Pages about uploads: what is due, each upload, its file, and what the authority said."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from assessments.batches.models import Batch
from assessments.uploads import operations, queries
from assessments.uploads.forms import EVERY_PLAN, SentForm, UploadHeadForm
from assessments.uploads.models import Upload
from assessments.uploads.operations import UploadFacts
from assessments.uploads.queries import uploads_made_by, uploads_visible_to
from assessments.uploads.rules import UPLOAD_KIND_TITLES, UPLOAD_STATE_TITLES, UploadKind, UploadState
from assessments.uploads.workbooks import counts_of, upload_workbook
from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from foundation.workbook_pages import workbook_answer
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("uploads", __name__)
SHOWN_ROWS = 200


@bp.get("/assessments/uploads")
@requires(Permission.GRANT_READ)
def list_uploads() -> ResponseReturnValue:
    """The uploads, newest first, and above them what is due with its days of lag."""
    state = next((one for one in UploadState if one.value == request.args.get("state")), None)
    query = queries.with_places(uploads_visible_to(acting()))
    page = page_by_key(
        query.where(Upload.state == state) if state else query, Upload, after=request.args.get("after", type=int)
    )
    return render_template(
        "assessments/uploads/list_uploads.html",
        page=page,
        counts=queries.row_counts([upload.id for upload in page.rows]),
        due=queries.due_for(acting()),
        lag=queries.upload_lag(acting()),
        today=clock.today(),
        states=UPLOAD_STATE_TITLES,
        chosen=state,
    )


@bp.route("/assessments/uploads/new", methods=["GET", "POST"])
@requires(Permission.GRANT_CERTIFY)
def prepare_upload() -> ResponseReturnValue:
    """Freeze what is due into an upload."""
    form = UploadHeadForm()
    sites = {site.id: site for site in session.scalars(queries.sites_uploaded_by(acting()))}
    plans = {one.id: one for one in session.scalars(select(Batch).where(Batch.site_id.in_(sites)).order_by(-Batch.id))}
    form.site.choices = [(key, f"{site.body.title} {site.title}") for key, site in sites.items()]
    form.batch.choices = [(EVERY_PLAN, "全部待报的"), *((key, plan.title) for key, plan in plans.items())]
    if not form.is_submitted():
        asked = request.args.get("kind", "")
        form.site.data = request.args.get("site", type=int)
        form.kind.data = UploadKind(asked) if asked in set(UploadKind) else UploadKind.NEW
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            facts = UploadFacts(
                kind=form.kind.data,
                batch_number=form.batch_number.data,
                leader=form.leader.data,
                manager=form.manager.data,
                batch=plans.get(form.batch.data),
            )
            upload = operations.prepare_upload(sites[form.site.data], facts, by=acting())
            flash("上报数据已备好。下一步：导出文件，上传到人社部门的系统，再登记上报日期。", "success")
            return redirect(url_for(".show_upload", upload_id=upload.id))
    page = render_template("assessments/uploads/prepare_upload.html", form=form, kinds=UPLOAD_KIND_TITLES)
    return page, 422 if form.errors else 200


@bp.get("/assessments/uploads/<int:upload_id>")
@requires(Permission.GRANT_READ)
def show_upload(upload_id: int) -> ResponseReturnValue:
    """One upload: its head, its rows with identity numbers masked, and what can be done."""
    return _show(_visible(upload_id), SentForm())


@bp.get("/assessments/uploads/<int:upload_id>/file.xlsx")
@requires(Permission.GRANT_READ)
def download_upload(upload_id: int) -> ResponseReturnValue:
    """The file with identity numbers masked, to look at."""
    upload = _visible(upload_id)
    return _file(upload, upload_workbook(upload), "核对")


@bp.post("/assessments/uploads/<int:upload_id>/file.xlsx")
@requires(Permission.PERSON_UNMASK)
def unmask_upload(upload_id: int) -> ResponseReturnValue:
    """The file with identity numbers in full; the audit log says whose were given to whom."""
    upload = _visible(upload_id)
    with transaction():
        return _file(upload, upload_workbook(upload, unmasked_by=acting()), "上报")


@bp.post("/assessments/uploads/<int:upload_id>/send")
@requires(Permission.GRANT_CERTIFY)
def send_upload(upload_id: int) -> ResponseReturnValue:
    """Write down that the file was sent."""
    upload, form = _made_here(upload_id), SentForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            operations.send_upload(upload, form.sent_on.data, by=acting())
            flash("已登记上报。人社部门接收或退回后，请在这里登记。", "success")
            return redirect(url_for(".show_upload", upload_id=upload_id))
    return _show(upload, form)


@bp.post("/assessments/uploads/<int:upload_id>/accept")
@requires(Permission.GRANT_CERTIFY)
def accept_upload(upload_id: int) -> ResponseReturnValue:
    """Write down that the authority took the batch."""
    upload = _made_here(upload_id)
    with transaction():
        operations.accept_upload(upload, by=acting())
    flash("已登记接收。", "success")
    return redirect(url_for(".show_upload", upload_id=upload_id))


@bp.post("/assessments/uploads/<int:upload_id>/return")
@requires(Permission.GRANT_CERTIFY)
def return_upload(upload_id: int) -> ResponseReturnValue:
    """Write down that the authority returned the batch."""
    upload = _made_here(upload_id)
    with transaction():
        operations.return_upload(upload, reason=request.form.get("reason", ""), by=acting())
    flash("已登记退回。这批证书回到待报，改好后请另备一批。", "success")
    return redirect(url_for(".show_upload", upload_id=upload_id))


@bp.post("/assessments/uploads/<int:upload_id>/cancel")
@requires(Permission.GRANT_CERTIFY)
def cancel_upload(upload_id: int) -> ResponseReturnValue:
    """Give up a batch that was not sent."""
    upload = _made_here(upload_id)
    with transaction():
        operations.cancel_upload(upload, reason=request.form.get("reason", ""), by=acting())
    flash("这一批已作废，证书回到待报。", "success")
    return redirect(url_for(".show_upload", upload_id=upload_id))


def _show(upload: Upload, form: SentForm) -> ResponseReturnValue:
    rows = session.scalars(queries.rows_of(upload)).all()
    page = render_template(
        "assessments/uploads/show_upload.html",
        upload=upload,
        form=form,
        rows=rows[:SHOWN_ROWS],
        counts=counts_of(rows),
        certifies=acting().may_at(Permission.GRANT_CERTIFY, upload.organisation_path),
        unmasks=acting().may_at(Permission.PERSON_UNMASK, upload.organisation_path),
    )
    return page, 422 if form.errors else 200


def _file(upload: Upload, content: bytes, purpose: str) -> ResponseReturnValue:
    name = f"证书数据{purpose}_{upload.batch_number}.xlsx"
    return workbook_answer(content, name)


def _visible(upload_id: int) -> Upload:
    return fetch(uploads_visible_to(acting()).where(Upload.id == upload_id))


def _made_here(upload_id: int) -> Upload:
    return fetch(uploads_made_by(acting()).where(Upload.id == upload_id))
