"""Pages about orders: the lists, one order, writing it down."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, or_

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from lectures.menus.models import MenuItem
from lectures.menus.rules import CHANNEL_TITLES, Channel
from lectures.orders import operations
from lectures.orders.closing import gives
from lectures.orders.forms import WHERE_ELSE, OrderForm
from lectures.orders.models import LectureOrder
from lectures.orders.queries import (
    STATES_AT,
    WAITING,
    at_step,
    by_urgency,
    items_offered_for,
    may_order_for,
    orders_made_by,
    orders_visible_to,
    overdue,
    own_orders,
    places_offered_to,
    units_ordered_for,
    with_details,
)
from lectures.orders.queries_figures import closing_figures
from lectures.orders.rules import NOTICE_DAYS, ORDER_STATE_TITLES, OrderState, Step
from lectures.orders.steps import Addresses
from lectures.places.models import Place
from lectures.tours.models import Lecture
from lectures.tours.queries import lectures_run_by
from lectures.tours.routes_releases import page_for
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation

bp = Blueprint("orders", __name__)
SHOWN_BY_TERM = 200


@bp.get("/lectures/orders")
@requires(Permission.LECTURE_RUN, Permission.LECTURE_ORDER)
def list_orders() -> ResponseReturnValue:
    """The orders that one receives or made: what is due first on top, or (`?view=all`) all, the newest first."""
    waiting = WAITING.get(request.args.get("waiting", ""), orders_visible_to)
    query = _filtered(waiting(acting()))
    open_only = request.args.get("view") != "all"
    if open_only:
        query = by_urgency(query.where(LectureOrder.due_on.is_not(None) | (LectureOrder.state == OrderState.DRAFT)))
        page, rows = None, session.scalars(query.limit(SHOWN_BY_TERM)).unique().all()
    else:
        page = page_by_key(query, LectureOrder, after=request.args.get("after", type=int))
        rows = page.rows
    return render_template(
        "lectures/orders/list_orders.html",
        rows=rows,
        page=page,
        steps=list(Step),
        states=ORDER_STATE_TITLES,
        channels=CHANNEL_TITLES,
        today=clock.today(),
        shown=SHOWN_BY_TERM,
        waiting=waiting is not orders_visible_to,
    )


@bp.get("/lectures/my-orders")
@requires(Permission.OWN_READ)
def list_my_orders() -> ResponseReturnValue:
    """What one ordered oneself, on the phone."""
    page = page_by_key(own_orders(acting()), LectureOrder, after=request.args.get("after", type=int))
    return render_template("lectures/orders/list_my_orders.html", page=page, today=clock.today())


@bp.get("/lectures/orders/<int:order_id>")
@requires(Permission.OWN_READ)
def show_order(order_id: int) -> ResponseReturnValue:
    """One order: how far it is, what is asked for, who gives it, and what can be done now."""
    order = fetch(with_details(orders_visible_to(acting())).where(LectureOrder.id == order_id))
    return render_template(
        "lectures/orders/show_order.html",
        order=order,
        steps=list(Step),
        today=clock.today(),
        runs=acting().may_at(Permission.LECTURE_RUN, order.organisation.path),
        orders=order.ordered_by_id == acting().id or may_order_for(acting(), order.orderer),
        endorses=may_order_for(acting(), order.orderer),
        gives=gives(order, acting()),
        figures=closing_figures(order) if order.held else None,
        notice_days=NOTICE_DAYS,
    )


@bp.get("/lectures/sessions/<int:lecture_id>/order")
@requires(Permission.LECTURE_RUN)
def show_order_of_lecture(lecture_id: int) -> ResponseReturnValue:
    """From a lecture to the order that it came of; one that was arranged beside the orders has none."""
    order = session.scalars(orders_visible_to(acting()).where(LectureOrder.lecture_id == lecture_id)).unique().first()
    if order is not None:
        return redirect(url_for(".show_order", order_id=order.id))
    fetch(lectures_run_by(acting()).where(Lecture.id == lecture_id))
    flash("这一场不是由点单来的，没有点单可看。", "info")
    return redirect(url_for("lectures.tours.show_lecture", lecture_id=lecture_id))


@bp.route("/lectures/orders/new", methods=["GET", "POST"])
@requires(Permission.OWN_READ)
def create_order() -> ResponseReturnValue:
    """点单: for a unit, or (`?channel=worker`) as a worker for one's own; sent at once, or kept as a draft."""
    as_worker = request.args.get("channel") == Channel.WORKER
    units = units_ordered_for(acting(), as_worker=as_worker)
    form = OrderForm()
    if not form.is_submitted():
        form.place.data = _own_place(units)
    _offer(form, units, list(items_offered_for(acting(), units, as_worker=as_worker)))
    if not form.is_submitted():
        _begin(form)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            unit = session.get_one(Organisation, form.orderer.data)
            order = operations.create_order(unit, form.facts(), as_worker=as_worker, by=acting())
            return _saved(order)
    page = render_template("lectures/orders/create_order.html", form=form, units=units)
    return page, 422 if form.errors else 200


@bp.route("/lectures/orders/<int:order_id>/edit", methods=["GET", "POST"])
@requires(Permission.OWN_READ)
def edit_order(order_id: int) -> ResponseReturnValue:
    """Change an order that is being written, or came back."""
    order = made(order_id)
    form = OrderForm.opened_on(order)
    items = list(items_offered_for(acting(), [order.orderer], as_worker=order.channel is Channel.WORKER))
    items += [order.item] if order.item and order.item not in items else []
    _offer(form, [order.orderer], items, also=[order.place] if order.place else [])
    if not form.is_submitted():
        form.row_version.data = order.row_version
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_order(order, form.facts(), version=form.version, by=acting())
            return _saved(order)
    page = render_template("lectures/orders/edit_order.html", form=form, order=order)
    return page, 422 if form.errors else 200


def made(order_id: int) -> LectureOrder:
    """The order, if the acting account changes it."""
    return fetch(orders_made_by(acting()).where(LectureOrder.id == order_id))


def done(order_id: int, message: str) -> ResponseReturnValue:
    """Back to the order, with what was done."""
    flash(message, "success")
    return redirect(url_for("lectures.orders.show_order", order_id=order_id))


def addresses() -> Addresses:
    """Where those who are told read on."""
    return Addresses(
        order=lambda order_id: url_for("lectures.orders.show_order", order_id=order_id),
        lecture=page_for,
        invitations=url_for("lectures.orders.list_my_invitations"),
    )


def _saved(order: LectureOrder) -> ResponseReturnValue:
    session.flush()
    if request.form.get("then") == "keep":
        return done(order.id, "已保存，还没有提交。")
    operations.submit_order(order, addresses(), by=acting())
    waits = "等单位同意" if order.state is OrderState.ENDORSING else f"等{order.organisation.name}审核"
    return done(order.id, f"点单已提交，{waits}。")


def _offer(form: OrderForm, units: list[Organisation], items: list[MenuItem], also: Sequence[Place] = ()) -> None:
    searching = acting().may(Permission.LECTURE_RUN) or acting().may(Permission.LECTURE_ORDER)
    address = url_for("lectures.places.list_choices") if searching else ""
    form.place.offer(places_offered_to(acting(), units), address=address, also=also, besides=WHERE_ELSE)
    form.offer(units, items)


def _own_place(units: list[Organisation]) -> int:
    """Where who orders for one unit will most likely have it; 0: to be said."""
    if len(units) != 1:
        return 0
    own = places_offered_to(acting(), units).where(Place.host_id == units[0].id).limit(1)
    place = session.scalars(own).unique().first()
    return place.id if place else 0


def _begin(form: OrderForm) -> None:
    """A new form: for the item that was chosen on the menu, with whoever orders as contact."""
    user = acting()
    form.contact_name.data = user.display_name
    item = session.get(MenuItem, request.args.get("item", 0, type=int))
    offered = {value for choices in form.item.choices.values() for value, _ in choices}
    if item is not None and item.id in offered:
        form.item.data, form.mode.data = item.id, item.mode.value
        form.minutes.data = min(item.minutes, timedelta(hours=8) // timedelta(minutes=1))


def _filtered(query: Select[LectureOrder]) -> Select[LectureOrder]:
    asked = request.args
    if text := asked.get("text", "").strip():
        of_unit = LectureOrder.orderer.has(Organisation.name.contains(text, autoescape=True))
        of_item = LectureOrder.item.has(MenuItem.title.contains(text, autoescape=True))
        query = query.where(or_(of_unit, of_item, LectureOrder.wish.contains(text, autoescape=True)))
    if asked.get("step") in {*STATES_AT, Step.HOLD, Step.RATE}:
        query = at_step(query, Step(asked["step"]))
    if asked.get("state") in ORDER_STATE_TITLES:
        query = query.where(LectureOrder.state == asked["state"])
    if asked.get("channel") in CHANNEL_TITLES:
        query = query.where(LectureOrder.channel == asked["channel"])
    return query.where(overdue(clock.today())) if asked.get("late") else query
