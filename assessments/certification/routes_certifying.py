"""The page that has certificates made."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments.certification import certifying
from assessments.certification.certifying import photo_of
from assessments.certification.forms import CertifyForm
from assessments.certification.routes import asked_group, bp, waiting
from assessments.grants.rules import GrantState
from certificates.address import verification_address
from foundation.database import transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.route("/assessments/grants/certify", methods=["GET", "POST"])
@requires(Permission.GRANT_CERTIFY)
def certify_grants() -> ResponseReturnValue:
    """Have the certificates of everybody of a group made who has a number."""
    group, form = asked_group(), CertifyForm()
    if not form.is_submitted():
        form.title.data = f"{group.title} 职业技能等级证书"[:100]
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            grants = waiting(group, GrantState.NUMBERED)
            batch = certifying.certify_grants(
                grants, form.title.data.strip(), address=verification_address(), by=acting()
            )
            flash(f"正在制作 {len(grants)} 张证书，做好即发到本人的“我的证书”。", "success")
            return redirect(url_for("certificates.issuing.show_batch", batch_id=batch.id))
    grants = waiting(group, GrantState.NUMBERED)
    page = render_template(
        "assessments/certification/certify_grants.html",
        form=form,
        group=group,
        grants=grants,
        without_photo=[grant for grant in grants if photo_of(grant) is None],
    )
    return page, 422 if form.errors else 200
