"""Pages about notices: public to read and to object to; answered by the officers of the organisation."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from foundation import clock
from foundation.database import fetch, page_by_key, transaction
from foundation.forms import answering
from notices import operations
from notices.forms import AnswerForm, ObjectionForm
from notices.models import Objection, PublicNotice
from notices.queries import count_unanswered, notices_visible_to, objections_visible_to, public_notices
from notices.rules import ObjectionState, reasons_against_objecting
from people.accounts.access import acting, public, requires
from people.accounts.lockout import limiter
from people.accounts.rules import Permission

bp = Blueprint("notices", __name__)


@bp.get("/notices")
@public
def list_notices():
    """Every notice, newest first; managers also see how many objections wait."""
    page = page_by_key(public_notices(), PublicNotice, after=request.args.get("after", type=int))
    unanswered = count_unanswered(acting(), [notice.id for notice in page.rows]) if _may_manage() else {}
    return render_template("notices/list_notices.html", page=page, unanswered=unanswered, now=clock.now())


@bp.get("/notices/<int:notice_id>")
@public
def show_notice(notice_id: int):
    """What was put up, until when, and how to object."""
    notice = fetch(public_notices().where(PublicNotice.id == notice_id))
    managed = _may_manage() and acting().may_at(Permission.NOTICE_EDIT, notice.organisation_path)
    return render_template(
        "notices/show_notice.html",
        notice=notice,
        opened_in=clock.in_shanghai(notice.opens_at).year,
        closed=reasons_against_objecting(clock.now(), notice.closes_at, notice.state),
        days_left=-((clock.now() - notice.closes_at) // timedelta(days=1)),
        objections=notice.objections if managed else None,
    )


@bp.route("/notices/<int:notice_id>/object", methods=["GET", "POST"])
@limiter.limit("10 per hour", methods=["POST"])
@public
def raise_objection(notice_id: int):
    """Object to a notice, with one's name."""
    notice = fetch(public_notices().where(PublicNotice.id == notice_id))
    form = ObjectionForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            objection = operations.raise_objection(
                notice, name=form.name.data or "", contact=form.contact.data or "", content=form.content.data or ""
            )
            flash(f"已收到您的异议，受理编号 {objection.id}。我们会按您留的联系方式答复。", "success")
            return redirect(url_for(".show_notice", notice_id=notice_id))
    closed = reasons_against_objecting(clock.now(), notice.closes_at, notice.state)
    page = render_template("notices/raise_objection.html", form=form, notice=notice, closed=closed)
    return page, 422 if form.errors else 200


@bp.route("/notices/objections/<int:objection_id>", methods=["GET", "POST"])
@requires(Permission.NOTICE_EDIT)
def answer_objection(objection_id: int):
    """Read an objection and answer it; an answer once given stands."""
    objection = fetch(objections_visible_to(acting()).where(Objection.id == objection_id))
    form = AnswerForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            upheld = form.decision.data == ObjectionState.UPHELD.value
            answer = operations.uphold_objection if upheld else operations.dismiss_objection
            answer(objection, answer=form.answer.data or "", by=acting())
            flash("已答复。请按对方留的联系方式告知本人。", "success")
            return redirect(url_for(".show_notice", notice_id=objection.notice_id))
    return render_template("notices/answer_objection.html", form=form, objection=objection), 422 if form.errors else 200


@bp.post("/notices/<int:notice_id>/end")
@requires(Permission.NOTICE_EDIT)
def end_notice(notice_id: int):
    """The notice has run its time."""
    notice = _managed(notice_id)
    with transaction():
        operations.end_notice(notice, by=acting())
    flash("公示已结束。", "success")
    return redirect(url_for(".show_notice", notice_id=notice_id))


@bp.post("/notices/<int:notice_id>/void")
@requires(Permission.NOTICE_EDIT)
def void_notice(notice_id: int):
    """The notice no longer holds; the reason is shown to the public."""
    notice = _managed(notice_id)
    with transaction():
        operations.void_notice(notice, reason=request.form.get("reason", ""), by=acting())
    flash("公示已作废，公示页上会写明原因。", "success")
    return redirect(url_for(".show_notice", notice_id=notice_id))


def _managed(notice_id: int) -> PublicNotice:
    return fetch(notices_visible_to(acting()).where(PublicNotice.id == notice_id))


def _may_manage() -> bool:
    return bool(current_user.is_authenticated and current_user.may(Permission.NOTICE_EDIT))
