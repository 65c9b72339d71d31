"""Pages about bodies: the list, one body as a hub, its filings and sites."""

from collections import Counter
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from assessments.bodies import operations
from assessments.bodies.forms import BodyForm, FilingForm, SiteForm
from assessments.bodies.models import AssessmentBody, BankReference, Filing, Official, Premises, ScopeItem, Site
from assessments.bodies.queries import (
    bodies_edited_by,
    bodies_visible_to,
    kept_by,
    latest_filing,
    organisations_without_body,
)
from assessments.bodies.rules import BODY_KIND_TITLES, OFFICIAL_ROLE_TITLES, Standing, standing_on
from assessments.bodies.rules_scope import levels_in_short
from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import Refused
from foundation.forms import JiangxinForm, answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation

bp = Blueprint("bodies", __name__)

OFFERED_ORGANISATIONS = 200


@bp.get("/assessments/bodies")
@requires(Permission.BODY_READ)
def list_bodies() -> ResponseReturnValue:
    """The bodies of one's tree, with the end of their filings."""
    text, kind = request.args.get("text", "").strip(), request.args.get("kind", "")
    query = bodies_visible_to(acting()).options(selectinload(AssessmentBody.filings))
    if text:
        query = query.where(AssessmentBody.title.contains(text, autoescape=True))
    if kind in BODY_KIND_TITLES:
        query = query.where(AssessmentBody.kind == kind)
    page = page_by_key(query, AssessmentBody, after=request.args.get("after", type=int))
    return render_template(
        "assessments/bodies/list_bodies.html",
        page=page,
        kinds=BODY_KIND_TITLES,
        latest_filing=latest_filing,
        standing=standing,
    )


@bp.get("/assessments/bodies/<int:body_id>")
@requires(Permission.BODY_READ)
def show_body(body_id: int) -> ResponseReturnValue:
    """One body: its filings, sites, scope, officials, rooms and questions."""
    body = fetch(bodies_visible_to(acting()).where(AssessmentBody.id == body_id))
    officials = session.execute(
        select(Official.role, Official.valid_from, Official.valid_to).where(
            Official.body_id == body_id, Official.active
        )
    ).all()
    standings = Counter(standing(official) for official in officials)
    lines = select(ScopeItem).where(ScopeItem.body_id == body_id)
    rooms = select(Premises).join(Premises.site).where(Site.body_id == body_id)
    references = select(BankReference).where(BankReference.body_id == body_id)
    return render_template(
        "assessments/bodies/show_body.html",
        body=body,
        may_edit=acting().may_at(Permission.BODY_EDIT, body.organisation_path),
        standing=standing,
        scope=session.scalars(
            lines.options(joinedload(ScopeItem.filing), joinedload(ScopeItem.standard)).order_by(
                ScopeItem.occupation_code, ScopeItem.trade
            )
        ).all(),
        levels_in_short=levels_in_short,
        role_titles=OFFICIAL_ROLE_TITLES,
        roles=Counter(official.role for official in officials),
        expiring=standings[Standing.ENDING],
        lapsed=standings[Standing.LAPSED],
        rooms=session.scalars(rooms.options(joinedload(Premises.site)).order_by(Site.id, Premises.title)).all(),
        references=session.scalars(references.order_by(BankReference.occupation_code, BankReference.level)).all(),
    )


@bp.route("/assessments/bodies/new", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def create_body() -> ResponseReturnValue:
    """Register an organisation as a body."""
    form = BodyForm()
    offered = organisations_without_body(acting())
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            name = form.organisation.data.strip()
            organisation = session.scalars(offered.where(Organisation.name == name)).one_or_none()
            if organisation is None:
                raise Refused(
                    "没有这个单位，或它已是评价机构，或不在您的管理范围。请从列表中选择。", field="organisation"
                )
            body = operations.create_body(organisation, form.facts(), by=acting())
            flash("已登记。接着登记备案、站点和认定范围。", "success")
            return redirect(url_for(".show_body", body_id=body.id))
    names = [one.name for one in session.scalars(offered.limit(OFFERED_ORGANISATIONS))]
    return form_page(form, "登记评价机构", None, organisations=names)


@bp.route("/assessments/bodies/<int:body_id>/edit", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def edit_body(body_id: int) -> ResponseReturnValue:
    """Change what is said of a body."""
    body = kept_body(body_id)
    form = BodyForm(obj=body)
    del form.organisation
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_body(body, form.facts(), by=acting(), version=form.version)
            return saved(body_id)
    return form_page(form, "修改评价机构", body)


@bp.route("/assessments/bodies/<int:body_id>/filings/new", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def add_filing(body_id: int) -> ResponseReturnValue:
    """Write a filing down."""
    body, form = kept_body(body_id), FilingForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.add_filing(body, form.facts(), by=acting())
            return saved(body_id)
    return form_page(form, "登记备案", body)


@bp.route("/assessments/bodies/filings/<int:filing_id>/edit", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def edit_filing(filing_id: int) -> ResponseReturnValue:
    """Correct or extend a filing."""
    filing = fetch(kept_by(acting(), Filing).where(Filing.id == filing_id))
    form = FilingForm(obj=filing)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_filing(filing, form.facts(), by=acting(), version=form.version)
            return saved(filing.body_id)
    return form_page(form, "修改备案", filing.body)


@bp.route("/assessments/bodies/<int:body_id>/sites/new", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def add_site(body_id: int) -> ResponseReturnValue:
    """Register a site."""
    body, form = kept_body(body_id), SiteForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.add_site(body, form.facts(), by=acting())
            return saved(body_id)
    return form_page(form, "登记站点", body)


@bp.route("/assessments/bodies/sites/<int:site_id>/edit", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def edit_site(site_id: int) -> ResponseReturnValue:
    """Change a site."""
    site = fetch(kept_by(acting(), Site).where(Site.id == site_id))
    form = SiteForm(obj=site)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_site(site, form.facts(), by=acting(), version=form.version)
            return saved(site.body_id)
    return form_page(form, "修改站点", site.body)


def kept_body(body_id: int) -> AssessmentBody:
    """The body, if the signed-in officer keeps it."""
    return fetch(bodies_edited_by(acting()).where(AssessmentBody.id == body_id))


def standing(record: Any) -> Standing:
    """Where today stands against the days on which a filing or a qualification holds."""
    return standing_on(record.valid_from, record.valid_to, clock.today())


def saved(body_id: int) -> ResponseReturnValue:
    """Back to the body, where what was typed is seen."""
    flash("已保存。", "success")
    return redirect(url_for("assessments.bodies.show_body", body_id=body_id))


def form_page(form: JiangxinForm, title: str, body: AssessmentBody | None, **facts: Any) -> ResponseReturnValue:
    """A page that shows a form field by field: all forms about bodies look alike."""
    page = render_template("assessments/bodies/_form_page.html", form=form, title=title, body=body, **facts)
    return page, 422 if form.errors else 200
