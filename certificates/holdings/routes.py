"""Pages for those who hold certificates: their own, and the links by which they show them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from certificates.address import verification_address
from certificates.holdings import operations
from certificates.holdings.forms import ShareForm
from certificates.holdings.models import ShareLink
from certificates.holdings.queries import links_by_number, own_certificates_visible_to, share_links_visible_to
from certificates.issuing.models import Certificate
from certificates.kinds import all_kinds, facts_from_json
from certificates.printing.drawing import qr_address
from foundation.database import fetch, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("holdings", __name__)


@bp.get("/my/certificates")
@requires(Permission.OWN_READ)
def list_my_certificates() -> ResponseReturnValue:
    """One's own certificates, for a phone in one hand."""
    certificates = session.scalars(own_certificates_visible_to(acting())).all()
    links = session.scalars(share_links_visible_to(acting())).all()
    return render_template(
        "certificates/holdings/list_my_certificates.html",
        papers=[(one, facts_from_json(one.kind, one.facts)) for one in certificates],
        kinds=all_kinds(),
        links=links_by_number(links),
    )


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


def _address(link: ShareLink) -> str:
    return verification_address() + url_for(".show_shared", token=link.token)
