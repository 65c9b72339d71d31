"""The pages of every import: preview, apply, marked workbook, undo. The upload itself is a page of the stage."""

from flask import flash, redirect, render_template, request, url_for

from foundation import imports
from foundation.database import fetch, page_by_key, transaction
from foundation.errors import NotFound
from foundation.forms import ReasonForm
from foundation.imports import Effect, ImportBatch, imports_visible_to
from foundation.workbook_pages import workbook_answer
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from website.home import bp

SHOWN_ROWS = 200


@bp.get("/imports")
@requires(Permission.JOB_READ)
def list_imports():
    """The workbooks that were uploaded, newest first."""
    page = page_by_key(_visible_imports(), ImportBatch, after=request.args.get("after", type=int))
    return render_template("website/list_imports.html", page=page)


@bp.get("/imports/<int:batch_id>")
@requires(Permission.JOB_READ)
def show_import(batch_id: int):
    """What an import would do, or did: counts, and every fault by row and column."""
    batch = _import(batch_id)
    faulty = [item for item in batch.items if item.faults]
    noticed = [item for item in batch.items if item.notices and not item.faults]
    changing = [item for item in batch.items if item.effect in {Effect.NEW, Effect.CHANGED}]
    return render_template(
        "website/show_import.html",
        batch=batch,
        counts=batch.counts(),
        faulty=faulty,
        noticed=noticed,
        changing=changing,
        shown=SHOWN_ROWS,
        own=batch.created_by == acting().id,
        stopped=imports.is_stopped(batch),
    )


@bp.post("/imports/<int:batch_id>/apply")
@requires(Permission.JOB_READ)
def apply_import(batch_id: int):
    """Take in every row without a fault."""
    batch = _import(batch_id)
    with transaction():
        imports.apply_import(batch, by=acting())
        counts = batch.counts()
    flash(f"导入完成：新增 {counts[Effect.NEW]} 条，更新 {counts[Effect.CHANGED]} 条。", "success")
    return redirect(url_for("website.show_import", batch_id=batch_id))


@bp.post("/imports/<int:batch_id>/cancel")
@requires(Permission.JOB_READ)
def cancel_import(batch_id: int):
    """Give a preview up; nothing has changed."""
    batch = _own_import(batch_id)
    with transaction():
        imports.cancel_import(batch, by=acting())
    flash("已放弃这次导入，没有改动任何数据。", "success")
    return redirect(url_for(batch.endpoint, **batch.context))


@bp.post("/imports/<int:batch_id>/undo")
@requires(Permission.JOB_READ)
def undo_import(batch_id: int):
    """Take the whole batch back, with a reason."""
    batch = _own_import(batch_id)
    form = ReasonForm()
    with transaction():
        imports.undo_import(batch, by=acting(), reason=form.reason.data or "")
    flash("已撤销这批导入，数据恢复到导入之前。", "success")
    return redirect(url_for("website.show_import", batch_id=batch_id))


@bp.get("/imports/<int:batch_id>/marked")
@requires(Permission.JOB_READ)
def download_marked_workbook(batch_id: int):
    """The uploaded workbook back, with its faults marked; it holds what was uploaded, so only the uploader gets it."""
    batch = _own_import(batch_id)
    name = f"{batch.file.name.rsplit('.', 1)[0]}-核对.xlsx"
    return workbook_answer(imports.marked_copy(batch), name)


def _visible_imports():
    account = acting()
    return imports_visible_to(account.scope(Permission.JOB_READ), account.id)


def _import(batch_id: int) -> ImportBatch:
    return fetch(_visible_imports().where(ImportBatch.id == batch_id))


def _own_import(batch_id: int) -> ImportBatch:
    batch = _import(batch_id)
    if batch.created_by != acting().id:
        raise NotFound
    return batch
