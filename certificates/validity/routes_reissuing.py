"""补发、更正、续期: what is to be made, looked at beside what there is, then asked for."""

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from certificates.address import verification_address
from certificates.issuing.models import Certificate
from certificates.issuing.rules import ReissueReason
from certificates.kinds import all_kinds
from certificates.validity import operations_reissuing as operations
from certificates.validity.facts import fact_changes, fingerprint
from certificates.validity.forms import form_for
from certificates.validity.previewing import paper_picture
from certificates.validity.queries import reissuable_certificates_visible_to
from certificates.validity.routes import back_to, bp
from certificates.validity.rules import loss_statement
from foundation.database import fetch, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

OTHERS = (ReissueReason.LOST, ReissueReason.DAMAGED, ReissueReason.CORRECTED)


@bp.route("/certificates/<int:certificate_id>/reissue", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_ISSUE)
def reissue_certificate(certificate_id: int) -> ResponseReturnValue:
    """Fill in, look at old and new side by side, then ask for it; `?reason=renewed` for a new term."""
    certificate = _certificate(certificate_id)
    renewing = request.args.get("reason") == ReissueReason.RENEWED
    standing = operations.facts_of(certificate)
    facts = operations.renewed_facts(certificate) if renewing else standing
    form = form_for(certificate.kind, facts, [ReissueReason.RENEWED] if renewing else OTHERS)
    seen, changes, picture = "", None, ""
    if form.validate_on_submit():
        said, reason = form.read_facts(facts, certificate.kind), form.chosen_reason
        seen = fingerprint(said, reason)
        if request.form.get("seen") == seen:
            with answering(form), transaction():
                form.claim()
                made = operations.reissue_certificate(
                    certificate, said, reason=reason, note=form.note.data, address=verification_address(), by=acting()
                )
                flash("新版正在制作。发出之前，现在这一版照旧有效；发出的同时它自动失效。", "success")
                return back_to(made.id)
        with answering(form):
            operations.refuse_reissue(certificate, said, reason)
            changes, picture = fact_changes(certificate.kind, standing, said), paper_picture(certificate, said)
    name = all_kinds()[certificate.kind].NAME
    page = render_template(
        "certificates/validity/reissue_certificate.html",
        form=form,
        certificate=certificate,
        kind=all_kinds()[certificate.kind],
        changes=changes,
        picture=picture,
        seen=seen,
        renewing=renewing,
        statement=loss_statement(certificate.holder_name, name, certificate.number, standing.issued_on),
    )
    return page, 422 if form.errors else 200


@bp.post("/certificates/<int:certificate_id>/reissue/cancel")
@requires(Permission.CERTIFICATE_ISSUE)
def cancel_reissue(certificate_id: int) -> ResponseReturnValue:
    """Drop a further version that was not issued yet."""
    certificate = _certificate(certificate_id)
    with transaction():
        operations.cancel_reissue(certificate, reason=request.form.get("reason", ""), by=acting())
        flash("这一版已取消，没有发出；原来的一版照旧有效。", "success")
    return back_to(certificate_id)


def _certificate(certificate_id: int) -> Certificate:
    return fetch(reissuable_certificates_visible_to(acting()).where(Certificate.id == certificate_id))
