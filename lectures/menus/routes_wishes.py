"""Pages about wishes: one's own and one's unit's, making one, seconding; putting together and answering."""

from collections.abc import Sequence
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import Refused
from foundation.forms import answering
from lectures.menus import operations_wishes as operations
from lectures.menus import queries_wishes as queries
from lectures.menus.forms_wishes import DECLINE, NEW_ITEM, WishAnswerForm, WishForm
from lectures.menus.models import Menu, MenuItem
from lectures.menus.models_wishes import Wish
from lectures.menus.operations_items import add_menu_item
from lectures.menus.queries import drafts_run_by, items_offered_to, items_run_by, unit_of
from lectures.menus.routes import bp
from lectures.menus.rules_wishes import WISH_STATE_TITLES, WishState
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.get("/lectures/wishes/mine")
@requires(Permission.OWN_READ)
def list_my_wishes() -> ResponseReturnValue:
    """What one wished for and its answer, and what others of one's unit wish for."""
    own = session.scalars(queries.own_wishes(acting()).limit(50)).unique().all()
    others = session.scalars(queries.wishes_to_second(acting()).limit(50)).unique().all()
    ids = [wish.id for wish in (*own, *others)]
    return render_template(
        "lectures/menus/list_my_wishes.html",
        own=own,
        others=others,
        counts=queries.second_counts(ids),
        seconded=queries.seconded_by(acting(), ids),
    )


@bp.route("/lectures/wishes/new", methods=["GET", "POST"])
@requires(Permission.OWN_READ)
def make_wish() -> ResponseReturnValue:
    """Wish for what is not on the menu."""
    form = WishForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.make_wish(form.facts(), by=acting())
            return _mine("心愿已提交，工会答复以后会通知您。")
    return render_template("lectures/menus/make_wish.html", form=form), 422 if form.errors else 200


@bp.get("/lectures/wishes/<int:wish_id>")
@requires(Permission.OWN_READ)
def show_wish(wish_id: int) -> ResponseReturnValue:
    """One wish and its answer."""
    wish = _visible(wish_id)
    offered = items_offered_to(acting()).where(MenuItem.id == wish.item_id).with_only_columns(MenuItem.id)
    runs = acting().may_at(Permission.LECTURE_RUN, wish.organisation_path)
    return render_template(
        "lectures/menus/show_wish.html",
        wish=wish,
        seconds=queries.second_counts([wish.id]).get(wish.id, 0),
        seconded=wish.id in queries.seconded_by(acting(), [wish.id]),
        own=wish.wished_by_id == acting().id,
        near=wish.organisation_id == unit_of(acting()).id,
        runs=runs,
        orderable=session.scalar(offered) is not None,
    )


@bp.post("/lectures/wishes/<int:wish_id>/second")
@requires(Permission.OWN_READ)
def second_wish(wish_id: int) -> ResponseReturnValue:
    """附议."""
    wish = _visible(wish_id)
    with transaction():
        operations.second_wish(wish, by=acting())
    return _mine("已附议，答复以后也会通知您。")


@bp.post("/lectures/wishes/<int:wish_id>/withdraw")
@requires(Permission.OWN_READ)
def withdraw_wish(wish_id: int) -> ResponseReturnValue:
    """Take one's own wish back."""
    wish = fetch(queries.own_wishes(acting()).where(Wish.id == wish_id))
    with transaction():
        operations.withdraw_wish(wish, by=acting())
    return _mine("心愿已撤回。")


@bp.get("/lectures/wishes")
@requires(Permission.LECTURE_RUN)
def list_wishes() -> ResponseReturnValue:
    """The wishes that one answers; those that wait stand together under their headings."""
    state = request.args.get("state", WishState.WAITING.value)
    query = queries.wishes_answered_by(acting())
    if state in WISH_STATE_TITLES:
        query = query.where(Wish.state == state)
    page = page_by_key(query.order_by(None), Wish, after=request.args.get("after", type=int), size=100)
    groups = _groups(page.rows)
    counts = queries.second_counts([wish.id for wish in page.rows])
    states = {value: title for value, title in WISH_STATE_TITLES.items() if value is not WishState.WITHDRAWN}
    return render_template(
        "lectures/menus/list_wishes.html", page=page, groups=groups, counts=counts, states=states, state_shown=state
    )


@bp.post("/lectures/wishes/group")
@requires(Permission.LECTURE_RUN)
def group_wishes() -> ResponseReturnValue:
    """Put the ticked wishes under one heading."""
    heading = request.form.get("heading", "").strip()[:60]
    with transaction():
        operations.group_wishes(_ticked(request.form.getlist("wish", type=int)), heading, by=acting())
    flash(f"已归并为“{heading}”。" if heading else "已分开。", "success")
    return redirect(url_for(".list_wishes"))


@bp.route("/lectures/wishes/answer", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def answer_wishes() -> ResponseReturnValue:
    """Answer the ticked wishes (`?wish=1&wish=2`) with an item of a draft or with the reason why not."""
    ids = request.args.getlist("wish", type=int)
    wishes = _ticked(ids)
    if not wishes:
        flash("请先勾选要答复的心愿。", "warning")
        return redirect(url_for(".list_wishes"))
    form = WishAnswerForm(data={"title": wishes[0].heading or wishes[0].theme})
    drafts = session.scalars(drafts_run_by(acting())).unique().all()
    items = session.scalars(items_run_by(acting()).where(MenuItem.menu_id.in_([one.id for one in drafts]))).all()
    form.offer(drafts, items)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            _answer(form, _ticked(ids))
            flash(f"已答复 {len(ids)} 个心愿，提出和附议的人都会收到消息。", "success")
            return redirect(url_for(".list_wishes"))
    counts = queries.second_counts(ids)
    page = render_template(
        "lectures/menus/answer_wishes.html", form=form, wishes=wishes, counts=counts, drafts=drafts, ids=ids
    )
    return page, 422 if form.errors else 200


@bp.post("/lectures/wishes/<int:wish_id>/reopen")
@requires(Permission.LECTURE_RUN)
def reopen_wish(wish_id: int) -> ResponseReturnValue:
    """An answer does not hold."""
    wish = fetch(queries.wishes_answered_by(acting()).where(Wish.id == wish_id))
    with transaction():
        operations.reopen_wish(wish, reason=request.form.get("reason", ""), by=acting())
    flash("心愿重新等待答复。", "success")
    return redirect(url_for(".show_wish", wish_id=wish_id))


def _answer(form: WishAnswerForm, wishes: Sequence[Wish]) -> None:
    answer = (form.answer.data or "").strip()
    if form.decision.data == DECLINE:
        operations.decline_wishes(wishes, reason=answer, address_of=_address_of, by=acting())
        return
    if not form.menu.data:
        raise Refused("现在没有起草中的菜单。请先起草新的一版，再把心愿列入。", field="menu")
    if form.item.data == NEW_ITEM:
        menu = fetch(drafts_run_by(acting()).where(Menu.id == form.menu.data))
        item = add_menu_item(menu, form.new_item(), by=acting())
    else:
        item = fetch(items_run_by(acting()).where(MenuItem.id == form.item.data))
    operations.take_wishes(wishes, item, answer=answer, address_of=_address_of, by=acting())


def _groups(wishes: Sequence[Wish]) -> list[tuple[str, list[Wish]]]:
    """Wishes under their headings, those that mean the same together."""

    def heading(wish: Wish) -> str:
        return wish.heading or wish.theme

    return [(name, list(group)) for name, group in groupby(sorted(wishes, key=heading), key=heading)]


def _ticked(ids: Sequence[int]) -> Sequence[Wish]:
    own = queries.wishes_waiting_for(acting()).where(Wish.id.in_(ids))
    return session.scalars(own.order_by(None).order_by(Wish.id)).unique().all()


def _visible(wish_id: int) -> Wish:
    return fetch(queries.wishes_visible_to(acting()).where(Wish.id == wish_id))


def _address_of(wish: Wish) -> str:
    return url_for("lectures.menus.show_wish", wish_id=wish.id)


def _mine(message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".list_my_wishes"))
