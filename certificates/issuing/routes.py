"""Pages about certificates for the officers who issue and hand them out."""

from flask import (
    Blueprint,
    render_template,
    request,
    send_file,
)
from sqlalchemy import Select

from certificates.credentials.public_wording import public_paragraphs
from certificates.issuing import queries
from certificates.issuing.models import Certificate
from certificates.issuing.queries import (
    CertificateFilter,
    certificates_visible_to,
    revocable_certificates_visible_to,
    unit_certificates_visible_to,
)
from certificates.issuing.rules import ACTION_TITLES, CertificateState
from certificates.kinds import all_kinds, facts_from_json
from foundation.database import fetch, page_by_key, session
from foundation.errors import Refused
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("issuing", __name__)


@bp.get("/certificates")
@requires(Permission.CERTIFICATE_ISSUE, Permission.CERTIFICATE_COLLECT)
def list_certificates():
    """The certificates in one's care, newest first."""
    return render_template(
        "certificates/issuing/list_certificates.html",
        page=page_by_key(filtered_certificates(), Certificate, after=request.args.get("after", type=int)),
        batches=queries.batches_to_choose(acting()),
        organisations=queries.organisations_with_certificates(acting()),
        states=list(CertificateState),
        kinds=all_kinds(),
        chosen=asked_filter(),
    )


@bp.get("/certificates/<int:certificate_id>")
@requires(Permission.CERTIFICATE_ISSUE, Permission.CERTIFICATE_COLLECT)
def show_certificate(certificate_id: int):
    """One certificate as officers see it: what it says, its state, and what was done to it."""
    certificate = _certificate(unit_certificates_visible_to(acting()), certificate_id)
    facts = facts_from_json(certificate.kind, certificate.facts)
    decided = session.scalars(revocable_certificates_visible_to(acting()).where(Certificate.id == certificate_id))
    return render_template(
        "certificates/issuing/show_certificate.html",
        certificate=certificate,
        kind=all_kinds()[certificate.kind],
        facts=facts,
        said=public_paragraphs(certificate.kind, facts, certificate.wording),
        history=queries.history_of(certificate),
        action_titles=ACTION_TITLES,
        decided_here=decided.first() is not None,
    )


@bp.get("/certificates/<int:certificate_id>/file")
@requires(Permission.CERTIFICATE_ISSUE, Permission.CERTIFICATE_COLLECT, Permission.OWN_READ)
def download_certificate(certificate_id: int):
    """The file of a valid certificate; officers who issue may look at those of the others too."""
    certificate = _certificate(certificates_visible_to(acting()), certificate_id)
    if certificate.file is None:
        raise Refused("这张证书还在制作中，请稍后再来下载。")
    if certificate.state is not CertificateState.ISSUED and not acting().may(Permission.CERTIFICATE_ISSUE):
        raise Refused("这张证书目前无效，不能下载。如有疑问，请联系发证单位。")
    return send_file(
        certificate.file.stream(), mimetype="application/pdf", as_attachment=False, download_name=certificate.file_name
    )


def _certificate(query, certificate_id: int) -> Certificate:
    return fetch(query.where(Certificate.id == certificate_id))


def asked_filter() -> CertificateFilter:
    """What the address narrows the list to."""
    known = {state.value: state for state in CertificateState}
    return CertificateFilter(
        batch_id=request.args.get("batch", type=int),
        state=known.get(request.args.get("state", "")),
        organisation_id=request.args.get("organisation", type=int),
        text=request.args.get("text", "").strip(),
    )


def filtered_certificates() -> Select[Certificate]:
    """The certificates in one's care that the address asks for."""
    return asked_filter().apply(unit_certificates_visible_to(acting()))
