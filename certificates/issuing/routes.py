"""Pages about certificates for the officers who issue and hand them out."""

from urllib.parse import quote

from flask import (
    Blueprint,
    Response,
    render_template,
    request,
    send_file,
)

from certificates.issuing import queries
from certificates.issuing.archive import stream_archive
from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.queries import (
    CertificateFilter,
    batches_visible_to,
    certificates_visible_to,
    revocable_certificates_visible_to,
    unit_certificates_visible_to,
)
from certificates.issuing.rules import ACTION_TITLES, CertificateState
from certificates.issuing.workbooks import register_workbook
from certificates.kinds import all_kinds, facts_from_json
from foundation import clock
from foundation.database import fetch, page_by_key, session
from foundation.errors import Refused
from foundation.workbook_writing import MEDIA_TYPE
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("issuing", __name__)


@bp.get("/certificates")
@requires(Permission.CERTIFICATE_ISSUE, Permission.CERTIFICATE_COLLECT)
def list_certificates():
    """The certificates in one's care, newest first."""
    return render_template(
        "certificates/issuing/list_certificates.html",
        page=page_by_key(_filtered(), Certificate, after=request.args.get("after", type=int)),
        batches=session.scalars(batches_visible_to(acting()).order_by(CertificateBatch.id.desc())).all(),
        organisations=queries.organisations_with_certificates(acting()),
        states=list(CertificateState),
        kinds=all_kinds(),
        chosen=asked_filter(),
    )


@bp.get("/certificates/register.xlsx")
@requires(Permission.CERTIFICATE_ISSUE, Permission.CERTIFICATE_COLLECT)
def export_certificates():
    """The register of what the list shows."""
    return _attachment(register_workbook(_filtered()), f"证书发放登记表_{clock.today():%Y%m%d}.xlsx", MEDIA_TYPE)


@bp.get("/certificates/archive.zip")
@requires(Permission.CERTIFICATE_ISSUE, Permission.CERTIFICATE_COLLECT)
def download_zip():
    """The files of the valid certificates among what the list shows, as a ZIP."""
    files = queries.issued_files(_filtered())
    if not files:
        raise Refused("这里还没有可以下载的证书。制作完成后再来下载。")
    return _attachment(stream_archive(files), f"证书_{clock.today():%Y%m%d}_{len(files)}份.zip", "application/zip")


@bp.get("/certificates/<int:certificate_id>")
@requires(Permission.CERTIFICATE_ISSUE, Permission.CERTIFICATE_COLLECT)
def show_certificate(certificate_id: int):
    """One certificate as officers see it: what it says, its state, and what was done to it."""
    certificate = _certificate(unit_certificates_visible_to(acting()), certificate_id)
    decided = session.scalars(revocable_certificates_visible_to(acting()).where(Certificate.id == certificate_id))
    return render_template(
        "certificates/issuing/show_certificate.html",
        certificate=certificate,
        kind=all_kinds()[certificate.kind],
        facts=facts_from_json(certificate.kind, certificate.facts),
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


def _filtered():
    return asked_filter().apply(unit_certificates_visible_to(acting()))


def _attachment(content, name: str, media_type: str) -> Response:
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
