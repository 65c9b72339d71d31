"""The arbitrators' desk: the appeals in scope, and each step of deciding one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competitions.appeals import ruling as operations
from competitions.appeals.forms import CallHearingForm, RecordHearingForm, RulingForm
from competitions.appeals.models import Appeal
from competitions.appeals.queries import appeals_overseen_by, appeals_ruled_by
from competitions.appeals.routes import bp
from competitions.appeals.rules import OPEN_STATES, RulingOutcome
from foundation import clock
from foundation.database import fetch, page_by_key, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.get("/appeals")
@requires(Permission.APPEAL_READ)
def list_appeals() -> ResponseReturnValue:
    """The appeals in scope, newest first; `?all=1` shows those that are settled too."""
    query = appeals_overseen_by(acting())
    if not request.args.get("all"):
        query = query.where(Appeal.state.in_(OPEN_STATES))
    page = page_by_key(query, Appeal, after=request.args.get("after", type=int))
    return render_template("competitions/appeals/list_appeals.html", page=page, now=clock.now())


@bp.post("/appeals/<int:appeal_id>/accept")
@requires(Permission.APPEAL_RULE)
def accept_appeal(appeal_id: int) -> ResponseReturnValue:
    """Take it."""
    appeal = _appeal(appeal_id)
    with transaction():
        operations.accept_appeal(appeal, by=acting())
        flash("已受理。请安排听证。", "success")
    return _back(appeal_id)


@bp.post("/appeals/<int:appeal_id>/reject")
@requires(Permission.APPEAL_RULE)
def reject_appeal(appeal_id: int) -> ResponseReturnValue:
    """Do not take it, for a reason."""
    appeal = _appeal(appeal_id)
    with transaction():
        operations.reject_appeal(appeal, reason=request.form.get("reason", ""), by=acting())
        flash("已登记不予受理。", "success")
    return _back(appeal_id)


@bp.post("/appeals/<int:appeal_id>/merge")
@requires(Permission.APPEAL_RULE)
def merge_appeal(appeal_id: int) -> ResponseReturnValue:
    """Decide it together with another one."""
    appeal = _appeal(appeal_id)
    into = _appeal(request.form.get("into", 0, type=int))
    with transaction():
        operations.merge_appeal(appeal, into, by=acting())
        flash(f"已并入申诉 {into.id}，一起办理。", "success")
    return _back(into.id)


@bp.route("/appeals/<int:appeal_id>/hearing", methods=["GET", "POST"])
@requires(Permission.APPEAL_RULE)
def call_hearing(appeal_id: int) -> ResponseReturnValue:
    """When and where the hearing is."""
    appeal = _appeal(appeal_id)
    form = CallHearingForm(obj=appeal.hearing)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.call_hearing(appeal, form.at.data, form.place.data or "", by=acting())
            flash("听证的时间和地点已登记，申诉方能在申诉页面看到。", "success")
            return _back(appeal_id)
    page = render_template("competitions/appeals/call_hearing.html", form=form, appeal=appeal)
    return page, 422 if form.errors else 200


@bp.route("/appeals/<int:appeal_id>/minutes", methods=["GET", "POST"])
@requires(Permission.APPEAL_RULE)
def record_hearing(appeal_id: int) -> ResponseReturnValue:
    """Who took part and what was said."""
    appeal = _appeal(appeal_id)
    form = RecordHearingForm(obj=appeal.hearing)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            participants, minutes = form.participants.data or "", form.minutes.data or ""
            operations.record_hearing(appeal, participants=participants, minutes=minutes, by=acting())
            flash("听证记录已保存。", "success")
            return _back(appeal_id)
    page = render_template("competitions/appeals/record_hearing.html", form=form, appeal=appeal)
    return page, 422 if form.errors else 200


@bp.route("/appeals/<int:appeal_id>/ruling", methods=["GET", "POST"])
@requires(Permission.APPEAL_RULE)
def rule_appeal(appeal_id: int) -> ResponseReturnValue:
    """Write the ruling."""
    appeal = _appeal(appeal_id)
    form = RulingForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.rule_appeal(
                appeal,
                RulingOutcome(form.outcome.data),
                reasons=form.reasons.data or "",
                panel=form.panel.data or "",
                needs_correction=bool(form.needs_correction.data),
                by=acting(),
            )
            flash("裁决已写入，为终局裁决，不能再改。", "success")
            return _back(appeal_id)
    page = render_template("competitions/appeals/rule_appeal.html", form=form, appeal=appeal)
    return page, 422 if form.errors else 200


@bp.post("/appeals/<int:appeal_id>/close")
@requires(Permission.APPEAL_RULE)
def close_appeal(appeal_id: int) -> ResponseReturnValue:
    """The ruling has been carried out."""
    appeal = _appeal(appeal_id)
    with transaction():
        operations.close_appeal(appeal, note=request.form.get("note", ""), by=acting())
        flash("申诉已办结。", "success")
    return _back(appeal_id)


def _appeal(appeal_id: int) -> Appeal:
    return fetch(appeals_ruled_by(acting()).where(Appeal.id == appeal_id))


def _back(appeal_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_appeal", appeal_id=appeal_id))
