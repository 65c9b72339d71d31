"""Public verification (证书查询验证): by the QR code's token, by number with name, or by the file itself.

A certificate's number is on paper and easy to guess, so it never opens a page alone; no address holds a database id.
"""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address

from certificates.issuing.models import Certificate
from certificates.verification import queries
from certificates.verification.file_checks import FileCheck, check_file
from certificates.verification.forms import CompareForm, VerifyForm
from certificates.verification.presenting import paper_of
from foundation.forms import answering
from people.accounts.access import public
from people.accounts.lockout import limiter

bp = Blueprint("verification", __name__)

look_up_limit = limiter.shared_limit(
    "20 per minute", scope="verification", methods=["POST"], key_func=get_remote_address
)
reading_limit = limiter.shared_limit("120 per minute", scope="verification-reading", key_func=get_remote_address)


@bp.after_request
def keep_out_of_search(response: Response) -> Response:
    """Names on papers are for those who have the paper in hand; files and JSON have no other place to say so."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.route("/v/<token>", methods=["GET", "POST"])
@look_up_limit
@reading_limit
@public
def show_by_token(token: str) -> ResponseReturnValue:
    """What the paper with this QR code must say, and whether it is valid; a file sent along is compared with it."""
    certificate = queries.certificate_by_token(token)
    form = CompareForm()
    if certificate is None:
        return render_template("certificates/verification/show_by_token.html", certificate=None), 404
    check = _checked(form, certificate)
    page = render_template(
        "certificates/verification/show_by_token.html", form=form, check=check, **paper_of(certificate)
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
            return _verify_page(form=form, missed=True), 404
    return _verify_page(form=form, certificate=certificate), 422 if form.errors else 200


@bp.post("/verify/file")
@look_up_limit
@public
def verify_file() -> ResponseReturnValue:
    """Check a file: is it an original, is its signature good, is the certificate valid?"""
    form = CompareForm(prefix="compare")
    check = _checked(form)
    if check is None:
        return _verify_page(file_form=form), 422
    page = _verify_page(file_form=form, certificate=check.certificate, check=check)
    return page, 200 if check.certificate else 404


def _checked(form: CompareForm, expected: Certificate | None = None) -> FileCheck | None:
    if form.validate_on_submit():
        with answering(form):
            return check_file(form.content, expected)
    return None


def _verify_page(
    *,
    form: VerifyForm | None = None,
    file_form: CompareForm | None = None,
    certificate: Certificate | None = None,
    missed: bool = False,
    check: FileCheck | None = None,
) -> str:
    return render_template(
        "certificates/verification/verify_certificate.html",
        form=form or VerifyForm(formdata=None),
        file_form=file_form or CompareForm(prefix="compare", formdata=None),
        missed=missed,
        check=check,
        **(paper_of(certificate) if certificate else {"certificate": None}),
    )
