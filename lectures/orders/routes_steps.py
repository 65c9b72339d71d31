"""Pages about the steps of an order that need no form, but for a reason."""

from collections.abc import Callable

from flask import request
from flask.typing import ResponseReturnValue

from foundation.database import fetch, transaction
from lectures.orders import closing, inviting, operations, scheduling
from lectures.orders.models import LectureOrder
from lectures.orders.queries import orders_endorsed_by, orders_made_by, orders_run_by, orders_visible_to
from lectures.orders.routes import addresses, bp, done, made
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.post("/lectures/orders/<int:order_id>/submit")
@requires(Permission.OWN_READ)
def submit_order(order_id: int) -> ResponseReturnValue:
    """Send it."""
    return _told(made(order_id), operations.submit_order, "点单已提交。")


@bp.post("/lectures/orders/<int:order_id>/endorse")
@requires(Permission.LECTURE_ORDER)
def endorse_order(order_id: int) -> ResponseReturnValue:
    """The unit agrees with its worker's order."""
    order = fetch(orders_endorsed_by(acting()).where(LectureOrder.id == order_id))
    return _told(order, operations.endorse_order, "已同意，报总工会审核。")


@bp.post("/lectures/orders/<int:order_id>/check")
@requires(Permission.LECTURE_RUN)
def check_order(order_id: int) -> ResponseReturnValue:
    """It can be met."""
    return _told(run(order_id), operations.check_order, "审核通过。下一步：派单，或者开放抢单。")


@bp.post("/lectures/orders/<int:order_id>/undo-check")
@requires(Permission.LECTURE_RUN)
def undo_check(order_id: int) -> ResponseReturnValue:
    """It was passed by mistake."""
    return _reasoned(run(order_id), operations.undo_check, "已撤销审核，点单回到“待审核”。")


@bp.post("/lectures/orders/<int:order_id>/return")
@requires(Permission.LECTURE_RUN, Permission.LECTURE_ORDER)
def return_order(order_id: int) -> ResponseReturnValue:
    """Back to be mended."""
    return _told(_seen(order_id), operations.return_order, "已退回修改，并通知点单人。", reasoned=True)


@bp.post("/lectures/orders/<int:order_id>/reject")
@requires(Permission.LECTURE_RUN, Permission.LECTURE_ORDER)
def reject_order(order_id: int) -> ResponseReturnValue:
    """It cannot be met."""
    return _told(_seen(order_id), operations.reject_order, "已登记不予受理，并通知点单人。", reasoned=True)


@bp.post("/lectures/orders/<int:order_id>/restore")
@requires(Permission.OWN_READ)
def restore_order(order_id: int) -> ResponseReturnValue:
    """Write it anew."""
    order = fetch(orders_made_by(acting()).where(LectureOrder.id == order_id))
    return _reasoned(order, operations.restore_order, "已恢复，请核对候选时间以后重新提交。")


@bp.post("/lectures/orders/<int:order_id>/cancel")
@requires(Permission.OWN_READ)
def cancel_order(order_id: int) -> ResponseReturnValue:
    """Call it off: by the federation, the officers of the unit, or whoever ordered."""
    return _told(_kept(order_id), operations.cancel_order, "点单已取消，有关的人都已通知。", reasoned=True)


@bp.post("/lectures/orders/<int:order_id>/open-grabbing")
@requires(Permission.LECTURE_RUN)
def open_grabbing(order_id: int) -> ResponseReturnValue:
    """抢单."""
    return _told(run(order_id), inviting.open_grabbing, "已开放抢单，合适的讲师都收到了通知。")


@bp.post("/lectures/orders/<int:order_id>/close-grabbing")
@requires(Permission.LECTURE_RUN)
def close_grabbing(order_id: int) -> ResponseReturnValue:
    """Assign it instead."""
    return _reasoned(run(order_id), inviting.close_grabbing, "已收回抢单，请派单。")


@bp.post("/lectures/orders/<int:order_id>/reassign")
@requires(Permission.LECTURE_RUN)
def reassign_order(order_id: int) -> ResponseReturnValue:
    """Ask somebody else."""
    return _told(run(order_id), inviting.reassign_order, "已撤回派单，请另派讲师。", reasoned=True)


@bp.post("/lectures/orders/<int:order_id>/unschedule")
@requires(Permission.LECTURE_RUN)
def unschedule_order(order_id: int) -> ResponseReturnValue:
    """Another time for the same lecturers."""
    return _told(run(order_id), scheduling.unschedule_order, "原定的场次已取消，请重新排期。", reasoned=True)


@bp.post("/lectures/orders/<int:order_id>/remind")
@requires(Permission.LECTURE_RUN)
def remind_order(order_id: int) -> ResponseReturnValue:
    """提醒."""
    return _told(run(order_id), scheduling.remind_order, "已提醒讲师和单位。")


@bp.post("/lectures/orders/<int:order_id>/waive-rating")
@requires(Permission.LECTURE_RUN)
def waive_rating(order_id: int) -> ResponseReturnValue:
    """Nobody rated it in time."""
    return _reasoned(run(order_id), closing.waive_rating, "已免评，下一步：结项。")


@bp.post("/lectures/orders/<int:order_id>/undo-rating")
@requires(Permission.OWN_READ)
def undo_rating(order_id: int) -> ResponseReturnValue:
    """To be rated anew."""
    return _reasoned(_kept(order_id), closing.undo_rating, "评单已撤回，可以重新评。")


@bp.post("/lectures/orders/<int:order_id>/close")
@requires(Permission.LECTURE_RUN)
def close_order(order_id: int) -> ResponseReturnValue:
    """结项."""
    return _told(run(order_id), closing.close_order, "点单已结项，计入统计。")


@bp.post("/lectures/orders/<int:order_id>/reopen")
@requires(Permission.LECTURE_RUN)
def reopen_order(order_id: int) -> ResponseReturnValue:
    """The report has to be corrected."""
    return _reasoned(run(order_id), closing.reopen_order, "已重新打开，可以修改报告。")


def run(order_id: int) -> LectureOrder:
    """The order, if the acting account works for the federation that received it."""
    return fetch(orders_run_by(acting()).where(LectureOrder.id == order_id))


def _seen(order_id: int) -> LectureOrder:
    return fetch(orders_visible_to(acting()).where(LectureOrder.id == order_id))


def _kept(order_id: int) -> LectureOrder:
    """The order, if the acting account runs it or made it."""
    mine = orders_made_by(acting()).with_only_columns(LectureOrder.id)
    received = orders_run_by(acting()).with_only_columns(LectureOrder.id)
    either = LectureOrder.id.in_(mine) | LectureOrder.id.in_(received)
    return fetch(orders_visible_to(acting()).where(LectureOrder.id == order_id, either))


def _told(
    order: LectureOrder, operation: Callable[..., object], message: str, *, reasoned: bool = False
) -> ResponseReturnValue:
    order_id = order.id
    reason = {"reason": request.form.get("reason", "")} if reasoned else {}
    with transaction():
        operation(order, addresses(), **reason, by=acting())
    return done(order_id, message)


def _reasoned(order: LectureOrder, operation: Callable[..., object], message: str) -> ResponseReturnValue:
    order_id = order.id
    with transaction():
        operation(order, reason=request.form.get("reason", ""), by=acting())
    return done(order_id, message)
