"""Claim slips (领取条): how an officer hands certificates to people without an account."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from certificates.address import verification_address
from certificates.holdings import operations
from certificates.holdings.queries import claimable_certificates_visible_to
from certificates.holdings.routes import bp
from certificates.holdings.rules import CLAIM_LIFE, SLIPS_AT_ONCE
from certificates.issuing import queries
from certificates.issuing.queries import CertificateFilter
from certificates.issuing.sending import attachment
from certificates.printing.papers import print_document
from foundation import clock
from foundation.database import session, transaction
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.accounts.rules_signing_in import printed_slip_code


@bp.route("/certificates/claim-slips", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_ISSUE, Permission.CERTIFICATE_COLLECT)
def print_claim_slips() -> ResponseReturnValue:
    """Choose whom slips are for; the answer to the button is the paper, and only that paper has the codes."""
    chosen = CertificateFilter(
        batch_id=request.values.get("batch", type=int),
        organisation_id=request.values.get("organisation", type=int),
        text=request.values.get("text", "").strip(),
    )
    certificates = session.scalars(
        chosen.apply(claimable_certificates_visible_to(acting())).limit(SLIPS_AT_ONCE + 1)
    ).all()
    if request.method == "POST":
        return _paper(chosen)
    return render_template(
        "certificates/holdings/print_claim_slips.html",
        certificates=certificates,
        limit=SLIPS_AT_ONCE,
        days=CLAIM_LIFE.days,
        chosen=chosen,
        organisations=queries.organisations_with_certificates(acting()),
    )


def _paper(chosen: CertificateFilter) -> Response:
    with transaction():
        query = chosen.apply(claimable_certificates_visible_to(acting())).limit(SLIPS_AT_ONCE + 1)
        slips = operations.print_claim_slips(session.scalars(query).all(), by=acting())
        address = verification_address()
        facts = {
            "address": f"{address}/claim",
            "until": (clock.now() + CLAIM_LIFE).date(),
            "slips": [
                {
                    "holder": certificate.holder_name,
                    "organisation": certificate.organisation.name,
                    "number": certificate.number,
                    "code": printed_slip_code(code),
                    "link": f"{address}/claim#{code}",
                }
                for certificate, code in slips
            ],
        }
        printed = print_document("certificates/holdings/_claim_slips.html", facts)
    return attachment(printed, f"证书领取条_{clock.today():%Y%m%d}_{len(slips)}张.pdf", "application/pdf")
