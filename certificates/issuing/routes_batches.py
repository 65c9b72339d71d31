"""Pages about one batch: how far it is, what failed, and the roots that prove its files."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from certificates.credentials.proofs import proof_name
from certificates.issuing import queries
from certificates.issuing.models import BatchRoot, Certificate, CertificateBatch
from certificates.issuing.queries import batches_visible_to, certificates_visible_to
from certificates.issuing.queries_rolls import roll_of
from certificates.issuing.rooting import proof_of, root_file
from certificates.issuing.routes import bp
from certificates.issuing.sending import attachment
from certificates.kinds import all_kinds
from certificates.signing.queries import warning_waits
from foundation.database import fetch, session
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.get("/certificate-batches/<int:batch_id>")
@requires(Permission.CERTIFICATE_ISSUE)
def show_batch(batch_id: int) -> ResponseReturnValue:
    """How far a batch is, what failed and why, its roots, and the files unit by unit."""
    batch = fetch(batches_visible_to(acting()).where(CertificateBatch.id == batch_id))
    return render_template(
        "certificates/issuing/show_batch.html",
        batch=batch,
        kind=all_kinds()[batch.kind],
        organisations=queries.batch_by_organisation(batch),
        roll=roll_of(batch),
        roots=session.scalars(queries.roots_of(batch)).all(),
        warning_waits=warning_waits(),
    )


@bp.get("/certificate-batches/<int:batch_id>/roots/<int:number>.json")
@requires(Permission.CERTIFICATE_ISSUE)
def download_root(batch_id: int, number: int) -> Response:
    """A signed root, to be kept or published outside this system."""
    batch = fetch(batches_visible_to(acting()).where(CertificateBatch.id == batch_id))
    root = fetch(queries.roots_of(batch).where(BatchRoot.number == number))
    return attachment(root_file(root), f"{batch.title}_批次指纹{number}.json", "application/json")


@bp.get("/certificates/<int:certificate_id>/proof.json")
@requires(Permission.CERTIFICATE_ISSUE, Permission.CERTIFICATE_COLLECT, Permission.OWN_READ)
def download_proof(certificate_id: int) -> Response:
    """What proves a certificate's file without this server, to be kept beside it."""
    certificate = fetch(certificates_visible_to(acting()).where(Certificate.id == certificate_id))
    return attachment(proof_of(certificate), proof_name(certificate.number, certificate.version), "application/json")
