"""What a link shows to whoever has it, and the page where a slip's code is typed. Nobody logs in here."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_login import current_user

from certificates.holdings import operations
from certificates.holdings.forms import ClaimForm
from certificates.holdings.queries import link_by_token, shared_certificate
from certificates.holdings.routes import bp, send_picture, send_with_proof
from certificates.issuing.models import Certificate
from certificates.issuing.rules import CertificateState
from certificates.issuing.sending import pdf_answer
from certificates.kinds import all_kinds
from certificates.verification.presenting import paper_of
from foundation import clock
from foundation.database import transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, public
from people.accounts.lockout import limiter

share_limit = limiter.limit("120 per minute", key_func=get_remote_address)
claim_limit = limiter.limit("10 per minute", methods=["POST"], key_func=get_remote_address)


@bp.get("/s/<token>")
@share_limit
@public
def show_shared(token: str) -> ResponseReturnValue:
    """The certificate behind a link, with its state; a closed link says that it is closed and nothing else."""
    link = link_by_token(token)
    certificate = shared_certificate(link, clock.now()) if link else None
    if link is None or certificate is None:
        return render_template("certificates/holdings/show_shared.html", certificate=None), 404
    with transaction():
        operations.open_link(link)
    return render_template("certificates/holdings/show_shared.html", link=link, **paper_of(certificate))


@bp.get("/s/<token>/file")
@share_limit
@public
def download_shared(token: str) -> ResponseReturnValue:
    """The file behind a link, while the link is open and the certificate valid."""
    return pdf_answer(_valid_behind(token))


@bp.get("/s/<token>/picture")
@share_limit
@public
def show_shared_picture(token: str) -> ResponseReturnValue:
    """The certificate behind a link to look at, where its paper shows nothing that the page masks."""
    certificate = _valid_behind(token)
    if all_kinds()[certificate.kind].PRIVATE:
        raise NotFound
    return send_picture(certificate)


@bp.get("/s/<token>/with-proof")
@share_limit
@public
def download_shared_with_proof(token: str) -> ResponseReturnValue:
    """The file behind a link and its proof file together."""
    return send_with_proof(_valid_behind(token))


@bp.route("/claim", methods=["GET", "POST"])
@claim_limit
@public
def claim_certificate() -> ResponseReturnValue:
    """Fetch a certificate with the code of a slip and the holder's name."""
    form = ClaimForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            by = acting() if current_user.is_authenticated else None
            _, link = operations.claim_certificate(form.code.data, form.name.data, by=by)
            if link is None:
                flash("领取成功，证书已放进“我的证书”。", "success")
                return redirect(url_for(".list_my_certificates"))
            flash("领取成功。请现在就下载保存；这个网址 30 天内还能再打开。", "success")
            return redirect(url_for(".show_shared", token=link.token))
    return render_template("certificates/holdings/claim_certificate.html", form=form), 422 if form.errors else 200


def _valid_behind(token: str) -> Certificate:
    link = link_by_token(token)
    certificate = shared_certificate(link, clock.now()) if link else None
    if certificate is None or certificate.state is not CertificateState.ISSUED:
        raise NotFound
    return certificate
