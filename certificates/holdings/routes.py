"""Pages for those who hold certificates: their own, and the links by which they show them."""

from io import BytesIO

from flask import Blueprint, Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from certificates.address import verification_address
from certificates.credentials.public_wording import public_sentence
from certificates.holdings import operations
from certificates.holdings.forms import ShareForm
from certificates.holdings.models import ShareLink
from certificates.holdings.queries import links_by_number, own_certificates_visible_to, share_links_visible_to
from certificates.holdings.showing import picture_of, with_proof
from certificates.issuing.archive import safe_name
from certificates.issuing.models import Certificate
from certificates.issuing.rules import CertificateState
from certificates.kinds import all_kinds, facts_from_json
from certificates.printing.drawing import qr_address
from foundation.database import fetch, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("holdings", __name__)

PICTURE_SECONDS = 3600


@bp.after_request
def keep_private(response: Response) -> Response:
    """Names are for whom the holder shows them to: not for search engines, nor for the next user of the computer."""
    response.headers["X-Robots-Tag"] = "noindex"
    if not response.cache_control.max_age:
        response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/my/certificates")
@requires(Permission.OWN_READ)
def list_my_certificates() -> ResponseReturnValue:
    """One's own certificates, for a phone in one hand."""
    certificates = session.scalars(own_certificates_visible_to(acting())).all()
    papers = [(one, facts_from_json(one.kind, one.facts)) for one in certificates]
    links = session.scalars(share_links_visible_to(acting())).all()
    return render_template(
        "certificates/holdings/list_my_certificates.html",
        papers=[(one, facts, public_sentence(one.kind, facts, one.wording)) for one, facts in papers],
        kinds=all_kinds(),
        links=links_by_number(links),
    )


@bp.get("/my/certificates/<int:certificate_id>/picture")
@requires(Permission.OWN_READ)
def show_own_picture(certificate_id: int) -> ResponseReturnValue:
    """One's own valid certificate to look at."""
    return send_picture(_own_valid(certificate_id))


@bp.get("/my/certificates/<int:certificate_id>/with-proof")
@requires(Permission.OWN_READ)
def download_own_with_proof(certificate_id: int) -> ResponseReturnValue:
    """The PDF and its proof file together: what to keep for the day when this server is gone."""
    return send_with_proof(_own_valid(certificate_id))


@bp.route("/my/certificates/<int:certificate_id>/share", methods=["GET", "POST"])
@requires(Permission.OWN_READ)
def share_certificate(certificate_id: int) -> ResponseReturnValue:
    """The open links to one certificate, and a form for one more."""
    certificate = fetch(own_certificates_visible_to(acting()).where(Certificate.id == certificate_id))
    form = ShareForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.share_certificate(
                certificate, days=int(form.days.data), label=form.label.data or "", by=acting()
            )
            flash("链接已建好，复制后发给对方，或让对方扫码。", "success")
            return redirect(url_for(".share_certificate", certificate_id=certificate_id))
    links = session.scalars(share_links_visible_to(acting()).where(ShareLink.number == certificate.number)).all()
    page = render_template(
        "certificates/holdings/share_certificate.html",
        certificate=certificate,
        kind=all_kinds()[certificate.kind],
        form=form,
        links=[(link, _address(link), qr_address(_address(link))) for link in links],
    )
    return page, 422 if form.errors else 200


@bp.post("/my/share-links/<int:link_id>/withdraw")
@requires(Permission.OWN_READ)
def withdraw_link(link_id: int) -> ResponseReturnValue:
    """Take a link back: whoever has it sees nothing from now on."""
    link = fetch(share_links_visible_to(acting()).where(ShareLink.id == link_id))
    number = link.number
    with transaction():
        operations.withdraw_link(link, by=acting())
    flash("链接已收回，拿到它的人从现在起什么也看不到。", "success")
    newest = own_certificates_visible_to(acting()).where(Certificate.number == number).limit(1)
    return redirect(url_for(".share_certificate", certificate_id=fetch(newest).id))


def send_picture(certificate: Certificate) -> Response:
    """The picture of a certificate, for the reader's own browser to keep for an hour."""
    answer = Response(picture_of(certificate), mimetype="image/png")
    answer.cache_control.private, answer.cache_control.max_age = True, PICTURE_SECONDS
    return answer


def send_with_proof(certificate: Certificate) -> Response:
    """The ZIP of a certificate and its proof."""
    name = safe_name(f"{certificate.holder_name}_{certificate.number}_证书和证明.zip")
    packed = BytesIO(with_proof(certificate, verification_address()))
    return send_file(packed, mimetype="application/zip", as_attachment=True, download_name=name)


def _own_valid(certificate_id: int) -> Certificate:
    valid = Certificate.state == CertificateState.ISSUED
    return fetch(own_certificates_visible_to(acting()).where(Certificate.id == certificate_id, valid))


def _address(link: ShareLink) -> str:
    return verification_address() + url_for(".show_shared", token=link.token)
