"""Public verification (证书查询验证): by the QR code's token, by number with name, or by the file itself.

A certificate's number is on paper and easy to guess, so it never opens a page alone; no address holds a database id.
"""

from hashlib import sha256

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address

from certificates.issuing.models import Certificate
from certificates.verification import queries
from certificates.verification.forms import CompareForm, VerifyForm
from certificates.verification.presenting import paper_of
from people.accounts.access import public
from people.accounts.lockout import limiter

bp = Blueprint("verification", __name__)

look_up_limit = limiter.shared_limit(
    "20 per minute", scope="verification", methods=["POST"], key_func=get_remote_address
)


@bp.route("/v/<token>", methods=["GET", "POST"])
@look_up_limit
@limiter.limit("120 per minute", key_func=get_remote_address)
@public
def show_by_token(token: str) -> ResponseReturnValue:
    """What the paper with this QR code must say, and whether it is valid; a file sent along is compared with it."""
    certificate = queries.certificate_by_token(token)
    form = CompareForm()
    if certificate is None:
        return render_template("certificates/verification/show_by_token.html", certificate=None), 404
    identical = None
    if form.validate_on_submit():
        identical = certificate.file is not None and sha256(form.content).hexdigest() == certificate.file.sha256
    page = render_template(
        "certificates/verification/show_by_token.html", form=form, identical=identical, **paper_of(certificate)
    )
    return page, 422 if form.errors else 200


@bp.route("/verify", methods=["GET", "POST"])
@look_up_limit
@public
def verify_certificate() -> ResponseReturnValue:
    """Look a certificate up by number and name. A wrong guess gets one answer, whichever of the two is wrong."""
    form = VerifyForm()
    certificate = None
    if form.validate_on_submit():
        certificate = queries.certificate_by_number_and_name(form.number.data, form.name.data)
        if certificate is None:
            return _verify_page(form=form, missed="number"), 404
    return _verify_page(form=form, certificate=certificate), 422 if form.errors else 200


@bp.post("/verify/file")
@look_up_limit
@public
def verify_file() -> ResponseReturnValue:
    """Look a certificate up by its very file: only the bytes that were issued are found."""
    file_form = CompareForm(prefix="compare")
    if not file_form.validate_on_submit():
        return _verify_page(file_form=file_form), 422
    certificate = queries.certificate_by_file(file_form.content)
    if certificate is None:
        return _verify_page(file_form=file_form, missed="file"), 404
    return _verify_page(file_form=file_form, certificate=certificate, identical=True)


def _verify_page(
    *,
    form: VerifyForm | None = None,
    file_form: CompareForm | None = None,
    certificate: Certificate | None = None,
    missed: str = "",
    identical: bool | None = None,
) -> str:
    return render_template(
        "certificates/verification/verify_certificate.html",
        form=form or VerifyForm(formdata=None),
        file_form=file_form or CompareForm(prefix="compare", formdata=None),
        missed=missed,
        identical=identical,
        **(paper_of(certificate) if certificate else {"certificate": None}),
    )
