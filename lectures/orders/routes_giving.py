"""Pages about who gives what was ordered: proposals and assignment, a lecturer's answers on his phone, the schedule."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.forms import ConfirmForm, answering
from lectures.lecturers.models import Lecturer
from lectures.orders import inviting, scheduling
from lectures.orders.forms import WHERE_ELSE, ScheduleForm
from lectures.orders.matching import match_order
from lectures.orders.models import LectureOrder, OrderInvitation
from lectures.orders.queries import invitations_of, lecturers_grabbing, orders_to_grab, with_details
from lectures.orders.routes import addresses, bp, done
from lectures.orders.routes_steps import run
from lectures.places.queries import active_places_below
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

SHOWN = 100


@bp.route("/lectures/orders/<int:order_id>/assign", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def assign_order(order_id: int) -> ResponseReturnValue:
    """派单: for each candidate time who is proposed and why, and who is not and why; a person ticks and asks."""
    order = run(order_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        picked = [int(one) for one in request.form.getlist("lecturer") if one.isdecimal() and len(one) < 18]
        rank = request.form.get("rank", 0, type=int)
        with answering(form), transaction():
            form.claim()
            inviting.assign_order(order, rank, picked, addresses(), by=acting())
            return done(order_id, "已派单，讲师收到了通知。")
    matches = match_order(order)
    chosen = request.values.get("rank", matches[0].time.rank, type=int)
    page = render_template(
        "lectures/orders/assign_order.html",
        order=order,
        form=form,
        matches=matches,
        match=next((one for one in matches if one.time.rank == chosen), matches[0]),
        now=clock.now(),
    )
    return page, 422 if form.errors else 200


@bp.route("/lectures/orders/<int:order_id>/schedule", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def schedule_order(order_id: int) -> ResponseReturnValue:
    """排期: put it on the calendar; what it clashes with is said."""
    order = run(order_id)
    form = ScheduleForm.opened_on(order)
    form.place.offer(
        active_places_below(order.organisation.path),
        address=url_for("lectures.places.list_choices", below=order.organisation_id),
        also=[order.place] if order.place else (),
        besides=WHERE_ELSE,
    )
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            lecture = scheduling.schedule_order(order, form.facts(), addresses(), by=acting())
            untold = "场次还缺内容，补齐以后请发布，日历里才有这一场。" if lecture.released is None else ""
            return done(order_id, f"已排期，讲师和单位都收到了通知。{untold}")
    page = render_template("lectures/orders/schedule_order.html", order=order, form=form)
    return page, 422 if form.errors else 200


@bp.get("/lectures/my-invitations")
@requires(Permission.LECTURE_GIVE)
def list_my_invitations() -> ResponseReturnValue:
    """A lecturer's phone: what he was asked to give, what he took, and what he can grab."""
    user = acting()
    grabbing = session.scalars(with_details(orders_to_grab(user)).order_by(LectureOrder.id).limit(SHOWN)).unique().all()
    invitations = session.scalars(invitations_of(user).limit(SHOWN)).unique().all()
    return render_template(
        "lectures/orders/list_my_invitations.html", grabbing=grabbing, invitations=invitations, now=clock.now()
    )


@bp.post("/lectures/my-invitations/<int:invitation_id>/accept")
@requires(Permission.LECTURE_GIVE)
def accept_order(invitation_id: int) -> ResponseReturnValue:
    """接单."""
    invitation = _own(invitation_id)
    with transaction():
        inviting.accept_order(invitation, addresses(), by=acting())
    return _answered("已接单，排期以后会再通知您。")


@bp.post("/lectures/my-invitations/<int:invitation_id>/decline")
@requires(Permission.LECTURE_GIVE)
def decline_order(invitation_id: int) -> ResponseReturnValue:
    """婉拒."""
    invitation = _own(invitation_id)
    with transaction():
        inviting.decline_order(invitation, addresses(), reason=request.form.get("reason", ""), by=acting())
    return _answered("已婉拒，总工会会另外安排。")


@bp.post("/lectures/my-invitations/orders/<int:order_id>/grab")
@requires(Permission.LECTURE_GIVE)
def grab_order(order_id: int) -> ResponseReturnValue:
    """抢单: as the lecturer of the pool that the order is open to."""
    order = fetch(select(LectureOrder).where(LectureOrder.id == order_id))
    fits = lecturers_grabbing(order).where(Lecturer.person_id == acting().person_id)
    lecturer = fetch(fits.order_by(None).order_by(Lecturer.id).limit(1))
    with transaction():
        rank = request.form.get("rank", 0, type=int)
        inviting.grab_order(order, lecturer, rank, addresses(), by=acting())
    return _answered("抢到了！排期以后会再通知您。")


def _own(invitation_id: int) -> OrderInvitation:
    return fetch(invitations_of(acting()).where(OrderInvitation.id == invitation_id))


def _answered(message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("lectures.orders.list_my_invitations"))
