"""批量撤销: one officer chooses and proposes, another looks at it and confirms."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.queries import CertificateFilter, batches_visible_to, revocable_certificates_visible_to
from certificates.issuing.routes import asked_filter
from certificates.issuing.rules import STATE_TITLES
from certificates.validity import operations_revocations as operations
from certificates.validity import queries
from certificates.validity.forms import RevocationForm
from certificates.validity.models import Revocation
from certificates.validity.routes import bp
from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import Refused
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation


@bp.get("/certificate-revocations")
@requires(Permission.CERTIFICATE_REVOKE)
def list_revocations() -> ResponseReturnValue:
    """Every proposal to revoke many, those that wait and those that were decided."""
    page = page_by_key(queries.revocations_visible_to(acting()), Revocation, after=request.args.get("after", type=int))
    return render_template("certificates/validity/list_revocations.html", page=page, now=clock.now())


@bp.route("/certificate-revocations/new", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_REVOKE)
def propose_revocation() -> ResponseReturnValue:
    """Propose to revoke what the list of certificates was narrowed to: the address says it, as in the list."""
    asked = asked_filter()
    title = _title(asked)
    if not title:
        raise Refused("请先在证书列表里选定批次、单位，或按编号、姓名查找，再批量撤销。")
    chosen = asked.apply(revocable_certificates_visible_to(acting()))
    which = Certificate.id.in_(chosen.with_only_columns(Certificate.id)) & Certificate.state.in_(queries.REVOCABLE)
    form = RevocationForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            proposal = operations.propose_revocation(chosen, title=title, reason=form.reason.data, by=acting())
            flash("已提出。证书还没有撤销，要等另一位有撤销权限的人确认。", "success")
            return redirect(url_for(".show_revocation", revocation_id=proposal.id))
    page = render_template(
        "certificates/validity/propose_revocation.html",
        form=form,
        title=title,
        count=queries.count_of(which),
        units=queries.units_of(which),
    )
    return page, 422 if form.errors else 200


@bp.get("/certificate-revocations/<int:revocation_id>")
@requires(Permission.CERTIFICATE_REVOKE)
def show_revocation(revocation_id: int) -> ResponseReturnValue:
    """Whom a proposal concerns and why, and who has decided."""
    proposal = _proposal(revocation_id)
    named = revocable_certificates_visible_to(acting()).where(queries.named_in(proposal))
    open_now = queries.to_be_revoked(proposal)
    return render_template(
        "certificates/validity/show_revocation.html",
        proposal=proposal,
        count=queries.count_of(open_now),
        units=queries.units_of(queries.named_in(proposal)),
        page=page_by_key(named, Certificate, after=request.args.get("after", type=int)),
        expired=proposal.is_expired(clock.now()),
    )


@bp.post("/certificate-revocations/<int:revocation_id>/confirm")
@requires(Permission.CERTIFICATE_REVOKE)
def confirm_revocation(revocation_id: int) -> ResponseReturnValue:
    """Revoke them all, if it is still as many as were on the screen."""
    proposal = _proposal(revocation_id)
    with transaction():
        count = operations.confirm_revocation(proposal, seen=request.form.get("seen", 0, type=int), by=acting())
        flash(f"已撤销 {count} 张证书，公开查验页已同时更新，持证人会收到提醒。", "success")
    return redirect(url_for(".show_revocation", revocation_id=revocation_id))


@bp.post("/certificate-revocations/<int:revocation_id>/withdraw")
@requires(Permission.CERTIFICATE_REVOKE)
def withdraw_revocation(revocation_id: int) -> ResponseReturnValue:
    """Drop the proposal."""
    proposal = _proposal(revocation_id)
    with transaction():
        operations.withdraw_revocation(proposal, by=acting())
        flash("这份提议已撤回，证书没有变化。", "success")
    return redirect(url_for(".show_revocation", revocation_id=revocation_id))


def _proposal(revocation_id: int) -> Revocation:
    return fetch(queries.revocations_visible_to(acting()).where(Revocation.id == revocation_id))


def _title(asked: CertificateFilter) -> str:
    """In words what the list was narrowed to; empty if to nothing that would leave others out."""
    words = []
    if asked.batch_id is not None:
        batch = fetch(batches_visible_to(acting()).where(CertificateBatch.id == asked.batch_id))
        words.append(f"批次“{batch.title}”")
    if asked.organisation_id is not None:
        unit = session.get(Organisation, asked.organisation_id)
        words.append(f"单位“{unit.name if unit else asked.organisation_id}”")
    if asked.text:
        words.append(f"编号或姓名含“{asked.text}”")
    if words and asked.state is not None:
        words.append(f"状态“{STATE_TITLES[asked.state]}”")
    return "，".join(words)
