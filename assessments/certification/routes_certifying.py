"""The page that has certificates made."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.certification import certifying
from assessments.certification.forms import CertifyForm
from assessments.certification.photos import application_of, fault_of_photo
from assessments.certification.routes import asked_group, bp, waiting
from assessments.grants.models import Grant
from assessments.grants.rules import GrantState
from certificates.address import verification_address
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.models import Person
from people.persons.queries import persons_visible_to


@bp.route("/assessments/grants/certify", methods=["GET", "POST"])
@requires(Permission.GRANT_CERTIFY)
def certify_grants() -> ResponseReturnValue:
    """Have certificates made for those of a group who are ticked; who lacks a photo is named with the reason."""
    group, form = asked_group(), CertifyForm()
    ticked = {int(text) for text in request.form.getlist("grant") if text.isdecimal()}
    if not form.is_submitted():
        form.title.data = f"{group.title} 职业技能等级证书"[:100]
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            if not ticked:
                raise Refused("没有勾选要制证的人，请勾选后再制证。")
            grants = [grant for grant in waiting(group, GrantState.NUMBERED) if grant.id in ticked]
            batch = certifying.certify_grants(
                grants, form.title.data.strip(), address=verification_address(), by=acting()
            )
            flash(f"正在制作 {len(grants)} 张证书，做好即发到本人的“我的证书”。", "success")
            return redirect(url_for("certificates.issuing.show_batch", batch_id=batch.id))
    text = request.args.get("text", "").strip()
    grants = waiting(group, GrantState.NUMBERED, text)
    faults = {grant.id: fault for grant in grants if (fault := fault_of_photo(grant))}
    page = render_template(
        "assessments/certification/certify_grants.html",
        form=form,
        group=group,
        text=text,
        grants=[grant for grant in grants if grant.id not in faults],
        ticked=ticked if form.is_submitted() else None,
        lacking=[grant for grant in grants if grant.id in faults],
        faults=faults,
        pages=_pages_for_photos([grant for grant in grants if grant.id in faults]),
    )
    return page, 422 if form.errors else 200


def _pages_for_photos(grants: Sequence[Grant]) -> dict[int, str]:
    """Where the photo of each belongs, as far as one may look there: his application, else his own page."""
    seen = persons_visible_to(acting()).where(Person.id.in_([grant.person_id for grant in grants]))
    persons = {person.id for person in session.scalars(seen)}
    pages = {}
    for grant in grants:
        if application_id := application_of(grant):
            address = url_for("assessments.applications.show_application", application_id=application_id)
            pages[grant.id] = address
        elif grant.person_id in persons:
            pages[grant.id] = url_for("people.persons.show_person", person_id=grant.person_id)
    return pages
