"""更正: choose whom it concerns, write the new values, look at what would come of it, apply or cancel; the notice."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates.printing.papers import print_document
from competitions.judging.rules import APPEARANCE_TITLES
from competitions.results import operations_corrections as operations
from competitions.results.correction_notices import correction_notice
from competitions.results.dossiers import dossiers
from competitions.results.forms_corrections import CorrectionForm, read_changes
from competitions.results.models import ResultVersion
from competitions.results.models_corrections import Correction
from competitions.results.previewing import Preview
from competitions.results.queries import heads_stage, lines_of, results_corrected_by
from competitions.results.queries_corrections import corrections_decided_by, corrections_visible_to, effects_of
from competitions.results.routes import bp, download
from competitions.results.rules_corrections import CorrectionState
from foundation.database import fetch, transaction
from foundation.errors import NotFound, Refused
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

DECIDERS = (Permission.RESULT_PUBLISH, Permission.RESULT_CORRECT)


@bp.route("/results/versions/<int:version_id>/corrections/new", methods=["GET", "POST"])
@requires(Permission.RESULT_CORRECT)
def propose_correction(version_id: int) -> ResponseReturnValue:
    """Choose the contestants (`?entry=`, several), then write what is to be changed."""
    version = fetch(results_corrected_by(acting()).where(ResultVersion.id == version_id))
    form = CorrectionForm(request.form or request.args)
    found = dossiers(version, request.args.getlist("entry", type=int))
    if found and form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            correction = operations.propose_correction(
                version,
                read_changes(dossiers(version, [one.line.entry_id for one in found]), request.form),
                basis=form.basis.data,
                reason=form.reason.data or "",
                reference=form.reference.data or "",
                by=acting(),
            )
            flash("已提出更正，成绩还没有改变。请核对下面的影响，由另一人批准。", "success")
            return redirect(url_for(".show_correction", correction_id=correction.id))
    page = render_template(
        "competitions/results/propose_correction.html",
        form=form,
        version=version,
        lines=[] if found else lines_of(version),
        dossiers=found,
        statuses=APPEARANCE_TITLES,
        typed=request.form,
    )
    return page, 422 if form.errors else 200


@bp.get("/results/corrections/<int:correction_id>")
@requires(Permission.RESULT_READ)
def show_correction(correction_id: int) -> ResponseReturnValue:
    """The changes and what they do: worked out anew while it is a proposal, as it came true once applied."""
    correction = fetch(corrections_visible_to(acting()).where(Correction.id == correction_id))
    proposed = correction.state is CorrectionState.PROPOSED
    present, fault = _present(correction) if proposed else (None, None)
    may_decide = operations.may_decide(acting(), correction.stage)
    return render_template(
        "competitions/results/show_correction.html",
        correction=correction,
        effects=present.effects if present else effects_of(correction),
        present=present,
        fault=fault,
        may_apply=may_decide and correction.proposed_by_id != acting().id,
        may_cancel=may_decide or correction.proposed_by_id == acting().id,
        is_chief=heads_stage(acting(), correction.stage),
    )


@bp.post("/results/corrections/<int:correction_id>/apply")
@requires(*DECIDERS)
def apply_correction(correction_id: int) -> ResponseReturnValue:
    """Make it true, if it still does what was on the screen."""
    correction = fetch(corrections_decided_by(acting()).where(Correction.id == correction_id))
    with transaction():
        made = operations.apply_correction(correction, seen=request.form.get("seen", ""), by=acting())
        flash(f"已更正。第 {made.number} 版成绩已锁定，请打印更正通知由裁判长签字，并重新公示。", "success")
    return redirect(url_for(".show_correction", correction_id=correction_id))


@bp.post("/results/corrections/<int:correction_id>/cancel")
@requires(*DECIDERS)
def cancel_correction(correction_id: int) -> ResponseReturnValue:
    """Drop the proposal."""
    correction = fetch(corrections_decided_by(acting()).where(Correction.id == correction_id))
    with transaction():
        operations.cancel_correction(correction, reason=request.form.get("reason", ""), by=acting())
        flash("这份更正已取消，成绩没有改变。", "success")
    return redirect(url_for(".show_correction", correction_id=correction_id))


@bp.get("/results/corrections/<int:correction_id>/notice.pdf")
@requires(Permission.RESULT_READ)
def print_correction_notice(correction_id: int) -> ResponseReturnValue:
    """更正通知, to be signed by the chief judge."""
    correction = fetch(corrections_visible_to(acting()).where(Correction.id == correction_id))
    if correction.state is not CorrectionState.APPLIED:
        raise NotFound
    content = print_document("competitions/results/print_correction_notice.html", correction_notice(correction))
    return download(content, f"{correction.stage.audit_label} 更正通知.pdf", "application/pdf")


def _present(correction: Correction) -> tuple[Preview | None, Refused | None]:
    """What the proposal would do now, or why it cannot be worked out any more."""
    try:
        return operations.preview_of(correction), None
    except Refused as refusal:
        return None, refusal
