"""The button that cancels a plan."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assessments.applications import cancelling
from assessments.batches.models import Batch
from assessments.batches.queries import batches_planned_by
from assessments.batches.routes import bp
from foundation.database import fetch, transaction
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.post("/assessments/batches/<int:batch_id>/cancel")
@requires(Permission.BATCH_PLAN)
def cancel_batch(batch_id: int) -> ResponseReturnValue:
    """Give the plan up, while nobody is bound to it."""
    batch = fetch(batches_planned_by(acting()).where(Batch.id == batch_id))
    with transaction():
        cancelling.cancel_batch(batch, reason=request.form.get("reason", ""), by=acting())
    flash("计划已取消。", "success")
    return redirect(url_for(".show_batch", batch_id=batch_id))
