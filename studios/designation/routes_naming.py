"""Pages from the ranking to the name: notice, objections, naming document, papers, withdrawal."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from certificates.address import verification_address
from certificates.issuing.models import CertificateBatch
from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from notices.models import Objection, PublicNotice
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.designation import naming as operations
from studios.designation.models import Designation, DesignationCall
from studios.designation.naming_forms import HoldForm, NamingForm, NoticeForm
from studios.designation.naming_models import DesignationResult
from studios.designation.naming_queries import (
    designations_in,
    namings_of,
    notices_of,
    reference_of,
    result_of,
    results_of,
    reviews_of_call,
    unplaced_in,
)
from studios.designation.queries import designations_visible_to, history_of, with_names
from studios.designation.routes import READ, bp, run
from studios.designation.rules import DesignationState
from studios.registry.models import StudioNaming

SHOWN = frozenset({DesignationState.NOTICED, DesignationState.NAMED, DesignationState.DECLINED})
"""The states in which an applicant may see what the reviews came to."""
DECLINED = "decline_designation"


@bp.get("/studios/calls/<int:call_id>/naming")
@requires(Permission.DESIGNATION_RUN)
def show_naming(call_id: int) -> ResponseReturnValue:
    """Visits, meeting, ranking, notice and names of a call on one page."""
    return _page(run(call_id))


@bp.get("/studios/designations/<int:designation_id>/result")
@requires(*READ)
def show_result(designation_id: int) -> ResponseReturnValue:
    """What the reviews of an application came to, once it is public or declined: scores, place, why it is out."""
    designation = fetch(with_names(designations_visible_to(acting())).where(Designation.id == designation_id))
    if designation.state not in SHOWN:
        raise NotFound
    return render_template(
        "studios/designation/show_result.html",
        designation=designation,
        result=result_of(designation),
        refusal=next((one.reason for one in reversed(history_of(designation)) if one.action == DECLINED), ""),
    )


@bp.post("/studios/calls/<int:call_id>/notices")
@requires(Permission.DESIGNATION_RUN)
def notice_designations(call_id: int) -> ResponseReturnValue:
    """Put the chosen ones up for public notice."""
    call, form = run(call_id), NoticeForm()
    form.offer(list(results_of(call)))
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            notice = operations.notice_designations(call, form.results.data, by=acting())
            return _done(call_id, f"公示已发布，{notice.period or ''}。")
    return _page(call, notice=form)


@bp.post("/studios/calls/<int:call_id>/holds")
@requires(Permission.DESIGNATION_RUN)
def hold_designation(call_id: int) -> ResponseReturnValue:
    """Say which studio an objection concerns."""
    call, form = run(call_id), HoldForm()
    _offer(form, call)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            objection = select(Objection).join(Objection.notice).where(PublicNotice.reference == reference_of(call))
            chosen = fetch(objection.where(Objection.id == form.objection.data))
            operations.hold_designation(_result(call, form.result.data), chosen, by=acting())
            return _done(call_id, "已登记，这间工作室等异议答复；其他的照常进行。")
    return _page(call, hold=form)


@bp.post("/studios/calls/<int:call_id>/results/<int:result_id>/decline")
@requires(Permission.DESIGNATION_RUN)
def decline_designation(call_id: int, result_id: int) -> ResponseReturnValue:
    """It is not named."""
    result = _result(run(call_id), result_id)
    with transaction():
        operations.decline_designation(result, reason=request.form.get("reason", ""), by=acting())
    return _done(call_id, "已登记不予命名，原因已留在申报里。")


@bp.post("/studios/calls/<int:call_id>/results/<int:result_id>/revise")
@requires(Permission.DESIGNATION_RUN)
def revise_designation(call_id: int, result_id: int) -> ResponseReturnValue:
    """Take a refusal back."""
    result = _result(run(call_id), result_id)
    with transaction():
        operations.revise_designation(result, reason=request.form.get("reason", ""), by=acting())
    return _done(call_id, "已恢复评审结论，须另行公示。")


@bp.post("/studios/calls/<int:call_id>/names")
@requires(Permission.DESIGNATION_RUN)
def designate_studios(call_id: int) -> ResponseReturnValue:
    """Name those whose notice has run out."""
    call, form = run(call_id), NamingForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            made = operations.designate_studios(call, form.document.data, form.named_on.data, by=acting())
            return _done(call_id, f"已命名 {len(made)} 间工作室，接着制作证书和牌匾。")
    return _page(call, naming=form)


@bp.post("/studios/calls/<int:call_id>/papers")
@requires(Permission.DESIGNATION_RUN)
def certify_namings(call_id: int) -> ResponseReturnValue:
    """Have certificates and plaques made."""
    call, address = run(call_id), verification_address()
    with transaction():
        operations.certify_namings(call, request.form.get("document", ""), address=address, by=acting())
    return _done(call_id, "命名证书和牌匾正在制作，做好后在“证书”里签发、打印。")


@bp.post("/studios/calls/<int:call_id>/names/<int:naming_id>/withdraw")
@requires(Permission.DESIGNATION_RUN)
def withdraw_naming(call_id: int, naming_id: int) -> ResponseReturnValue:
    """Take a name back."""
    call = run(call_id)
    known = [one.id for one in namings_of(call)]
    naming = fetch(select(StudioNaming).where(StudioNaming.id == naming_id, StudioNaming.id.in_(known)))
    with transaction():
        operations.withdraw_naming(naming, reason=request.form.get("reason", ""), by=acting())
    return _done(call_id, "命名已撤销；证书和牌匾的撤销已提出，由另一位有权人员确认。")


def _page(
    call: DesignationCall,
    notice: NoticeForm | None = None,
    hold: HoldForm | None = None,
    naming: NamingForm | None = None,
) -> ResponseReturnValue:
    results = list(results_of(call))
    settled = {one.designation_id for one in results}
    namings = namings_of(call)
    notice, hold = notice or NoticeForm(), hold or HoldForm()
    notice.offer(results)
    _offer(hold, call)
    naming = naming or NamingForm(named_on=clock.today())
    page = render_template(
        "studios/designation/show_naming.html",
        call=call,
        reviews=reviews_of_call(call),
        waiting=designations_in(call, {DesignationState.ADMITTED, DesignationState.VISITED}),
        results=results,
        out=[one for one in designations_in(call, {DesignationState.DECLINED}) if one.id not in settled],
        notices=notices_of(call),
        namings=namings,
        unpapered={one.document for one in operations.without_papers(namings)},
        batches=_batches(call),
        now=clock.now(),
        notice_form=notice,
        hold_form=hold,
        naming_form=naming,
        ready=[
            one for one in results if one.designation.state is DesignationState.NOTICED and operations.has_run_out(one)
        ],
    )
    return page, 422 if notice.errors or hold.errors or naming.errors else 200


def _offer(form: HoldForm, call: DesignationCall) -> None:
    noticed = [one for one in results_of(call) if one.designation.state is DesignationState.NOTICED]
    form.objection.choices = {one.id: f"异议 {one.id}：{one.content[:40]}" for one in unplaced_in(notices_of(call))}
    form.result.choices = {one.id: one.designation.proposed_name for one in noticed}


def _batches(call: DesignationCall) -> dict[str, list[CertificateBatch]]:
    """The batches of papers by the document that they belong to."""
    begins = f"{reference_of(call)}:"
    found: dict[str, list[CertificateBatch]] = {}
    query = select(CertificateBatch).where(CertificateBatch.source.startswith(begins, autoescape=True))
    for batch in session.scalars(query.order_by(CertificateBatch.id)):
        found.setdefault(batch.source.removeprefix(begins).rpartition(":")[0], []).append(batch)
    return found


def _result(call: DesignationCall, result_id: int) -> DesignationResult:
    query = select(DesignationResult).join(DesignationResult.designation)
    return fetch(query.where(DesignationResult.id == result_id, Designation.call_id == call.id))


def _done(call_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("studios.designation.show_naming", call_id=call_id))
