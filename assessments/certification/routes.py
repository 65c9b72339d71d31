"""Pages about grants on their way to a certificate: the list, one of them, and their numbers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.batches.rules import NumberWay
from assessments.certification import operations, queries
from assessments.certification.certifying import note_certified
from assessments.certification.forms import EnterNumberForm, NumberForm
from assessments.certification.level_codes import level_codes
from assessments.certification.queries import GrantFilter, GrantGroup
from assessments.certification.workbooks import COLUMNS, NUMBERS
from assessments.grants.models import Grant
from assessments.grants.operations import withdraw_grant as take_back
from assessments.grants.queries import certificate_is_revoked, grants_certified_by
from assessments.grants.rules import GRANT_STATE_TITLES, GROUND_TITLES, GrantState, Ground
from foundation import imports
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import Refused
from foundation.forms import UploadForm, answering
from foundation.workbook_pages import workbook_answer
from foundation.workbook_writing import template_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("certification", __name__)


@bp.get("/assessments/grants")
@requires(Permission.GRANT_READ)
def list_grants() -> ResponseReturnValue:
    """Levels granted, newest first, and above them what waits for a number or a certificate."""
    chosen = _asked_filter()
    query = chosen.apply(queries.grants_listed_for(acting()))
    return render_template(
        "assessments/certification/list_grants.html",
        page=page_by_key(query, Grant, after=request.args.get("after", type=int)),
        plans=queries.plans_with_grants(acting()),
        work=queries.work_waiting_for(acting(), chosen),
        chosen=chosen,
        states=GRANT_STATE_TITLES,
        grounds=GROUND_TITLES,
        numbered_levels=level_codes(),
    )


@bp.get("/assessments/grants/<int:grant_id>")
@requires(Permission.GRANT_READ)
def show_grant(grant_id: int) -> ResponseReturnValue:
    """One level granted: on what ground, its number, its certificate, and what can be done."""
    grant = fetch(queries.grants_listed_for(acting()).where(Grant.id == grant_id))
    return render_template(
        "assessments/certification/show_grant.html",
        grant=grant,
        certifies=acting().may_at(Permission.GRANT_CERTIFY, grant.organisation_path),
        revoked=certificate_is_revoked(grant),
        typed=grant.batch is None or grant.batch.number_way is NumberWay.CHECKED,
        numbered_levels=level_codes(),
    )


@bp.route("/assessments/grants/number", methods=["GET", "POST"])
@requires(Permission.GRANT_CERTIFY)
def number_grants() -> ResponseReturnValue:
    """Allot the numbers of everybody of a group who waits for one."""
    group, form = asked_group(), NumberForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            numbers = operations.number_grants(waiting(group), form.face_date.data, by=acting())
            flash(f"已给 {len(numbers)} 人编号：{numbers[0]} 至 {numbers[-1]}。下一步：制证。", "success")
            return redirect(url_for(".list_grants", **group.address))
    page = render_template(
        "assessments/certification/number_grants.html", form=form, group=group, grants=waiting(group)
    )
    return page, 422 if form.errors else 200


@bp.route("/assessments/grants/<int:grant_id>/number", methods=["GET", "POST"])
@requires(Permission.GRANT_CERTIFY)
def enter_number(grant_id: int) -> ResponseReturnValue:
    """Type one grant's number, to be checked by the rule."""
    grant, form = _certified_here(grant_id), EnterNumberForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.enter_number(grant, form.number.data, form.face_date.data, by=acting())
            flash(f"已登记{grant.person.name}的证书编号。", "success")
            return redirect(url_for(".show_grant", grant_id=grant_id))
    page = render_template("assessments/certification/enter_number.html", form=form, grant=grant)
    return page, 422 if form.errors else 200


@bp.post("/assessments/grants/<int:grant_id>/clear-number")
@requires(Permission.GRANT_CERTIFY)
def clear_number(grant_id: int) -> ResponseReturnValue:
    """Take a wrong number back."""
    grant = _certified_here(grant_id)
    with transaction():
        operations.clear_number(grant, reason=request.form.get("reason", ""), by=acting())
    flash("编号已清除，可以重新编号。", "success")
    return redirect(url_for(".show_grant", grant_id=grant_id))


@bp.post("/assessments/grants/<int:grant_id>/withdraw")
@requires(Permission.GRANT_CERTIFY)
def withdraw_grant(grant_id: int) -> ResponseReturnValue:
    """Take a level back."""
    grant = _certified_here(grant_id)
    with transaction():
        take_back(grant, reason=request.form.get("reason", ""), by=acting())
        if grant.batch is not None:
            note_certified(grant.batch, by=acting())
    flash("等级已撤回，编号不再使用。已上报的，请到“数据上报”备一批“撤销”数据。", "success")
    return redirect(url_for(".show_grant", grant_id=grant_id))


@bp.route("/assessments/grants/import", methods=["GET", "POST"])
@requires(Permission.GRANT_CERTIFY)
def import_numbers() -> ResponseReturnValue:
    """Upload the numbers that the province's system gave; the preview follows."""
    group, form = asked_group(), UploadForm()
    if form.validate_on_submit():
        content, name = form.read()
        with answering(form), transaction():
            form.claim()
            if group.number_way not in {None, NumberWay.IMPORTED}:
                raise Refused("这个计划的编号不是从省级系统导入的，请按计划规定的办法编号。")
            batch = imports.preview_import(NUMBERS, content, name=name, by=acting(), context=dict(group.address))
            return redirect(url_for("website.show_import", batch_id=batch.id))
    page = render_template("assessments/certification/import_numbers.html", form=form, group=group)
    return page, 422 if form.errors else 200


@bp.get("/assessments/grants/import-template")
@requires(Permission.GRANT_CERTIFY)
def download_number_template() -> ResponseReturnValue:
    """The empty sheet to fill in."""
    content = template_workbook(COLUMNS, "证书编号")
    return workbook_answer(content, "证书编号模板.xlsx")


def asked_group() -> GrantGroup:
    """The plan or the body that the address names."""
    batch_id, body_id = request.args.get("batch", type=int), request.args.get("body", type=int)
    return queries.grant_group(acting(), batch_id=batch_id, body_id=body_id)


def waiting(group: GrantGroup, state: GrantState = GrantState.GRANTED, text: str = "") -> list[Grant]:
    """The grants of a group that wait for the next step; apprentices get no certificate. `text` narrows as in lists."""
    query = GrantFilter(text=text).apply(queries.grants_of_group(acting(), group, state))
    return list(session.scalars(query.where(Grant.level.in_(level_codes()))))


def _asked_filter() -> GrantFilter:
    args = request.args
    return GrantFilter(
        batch_id=args.get("batch", type=int),
        body_id=args.get("body", type=int),
        state=next((one for one in GrantState if one.value == args.get("state")), None),
        ground=next((one for one in Ground if one.value == args.get("ground")), None),
        text=args.get("text", "").strip(),
    )


def _certified_here(grant_id: int) -> Grant:
    return fetch(grants_certified_by(acting()).where(Grant.id == grant_id))
