"""Pages about certificates after they are issued. What one officer may decide alone; more in the other route files."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates.issuing.models import Certificate
from certificates.issuing.queries import revocable_certificates_visible_to
from certificates.validity import operations
from certificates.validity.queries import expiring_certificates_visible_to
from foundation.database import fetch, session, transaction
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

MOST_SHOWN = 500

bp = Blueprint("validity", __name__)


@bp.post("/certificates/<int:certificate_id>/suspend")
@requires(Permission.CERTIFICATE_REVOKE)
def suspend_certificate(certificate_id: int) -> ResponseReturnValue:
    """Suspend, with the reason that the verification page then shows."""
    certificate = _certificate(certificate_id)
    with transaction():
        operations.suspend_certificate(certificate, reason=_reason(), by=acting())
        flash("证书已暂停使用，公开查验页已同时更新。", "success")
    return back_to(certificate_id)


@bp.post("/certificates/<int:certificate_id>/restore")
@requires(Permission.CERTIFICATE_REVOKE)
def restore_certificate(certificate_id: int) -> ResponseReturnValue:
    """Make a suspended certificate valid again."""
    certificate = _certificate(certificate_id)
    with transaction():
        operations.restore_certificate(certificate, reason=_reason(), by=acting())
        flash("证书已恢复使用，公开查验页已同时更新。", "success")
    return back_to(certificate_id)


@bp.post("/certificates/<int:certificate_id>/revoke")
@requires(Permission.CERTIFICATE_REVOKE)
def revoke_certificate(certificate_id: int) -> ResponseReturnValue:
    """Revoke, with the reason that the verification page then shows."""
    certificate = _certificate(certificate_id)
    with transaction():
        operations.revoke_certificate(certificate, reason=_reason(), by=acting())
        flash("证书已撤销，公开查验页已同时更新。", "success")
    return back_to(certificate_id)


@bp.get("/certificates/expiring")
@requires(Permission.CERTIFICATE_ISSUE, Permission.CERTIFICATE_COLLECT)
def list_expiring() -> ResponseReturnValue:
    """The certificates in one's care that run out within the next sixty days, first to expire first."""
    certificates = session.scalars(expiring_certificates_visible_to(acting()).limit(MOST_SHOWN)).all()
    return render_template("certificates/validity/list_expiring.html", certificates=certificates)


@bp.post("/my/certificates/messages/read")
@requires(Permission.OWN_READ)
def read_certificate_messages() -> ResponseReturnValue:
    """The holder has read the messages about his certificates."""
    with transaction():
        operations.read_certificate_messages(acting())
    return redirect(url_for("certificates.holdings.list_my_certificates"))


def back_to(certificate_id: int) -> ResponseReturnValue:
    """To the certificate's page."""
    return redirect(url_for("certificates.issuing.show_certificate", certificate_id=certificate_id))


def _certificate(certificate_id: int) -> Certificate:
    return fetch(revocable_certificates_visible_to(acting()).where(Certificate.id == certificate_id))


def _reason() -> str:
    return request.form.get("reason", "")
