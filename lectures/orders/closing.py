"""After the session: rated by whoever ordered, reported on, closed; and the ways back."""

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from lectures.lecturers.models import Lecturer
from lectures.orders.models import LectureOrder, OrderInvitation
from lectures.orders.queries import may_order_for
from lectures.orders.rules import InvitationState, OrderState, reasons_against_closing, reasons_against_rating
from lectures.orders.steps import Addresses, move_order, require_runner, tell_federation, tell_lecturers
from people.accounts.models import Account
from people.accounts.rules import Permission


def rate_order(order: LectureOrder, rating: int, words: str, addresses: Addresses, *, by: Account) -> None:
    """评单: 1 to 5 and some words, by whoever ordered or the officers of the unit, once the session was held."""
    _require_orderer(order, by)
    if reasons := reasons_against_rating(held=lock(order).held, rating=rating):
        raise Refused(reasons[0], reasons=reasons, field="rating")
    order.rating, order.rating_words, order.rated_at = rating, words.strip(), clock.now()
    move_order(order, "rate_order", by=by)
    tell_federation(order, f"点单评了 {rating} 分，等结项", addresses, by=by, text=order.rating_words)


def waive_rating(order: LectureOrder, *, reason: str, by: Account) -> None:
    """Nobody rated it in time: it is closed without."""
    require_runner(order, by)
    if not lock(order).held:
        raise Refused("还没有举办，谈不上评单：单场的等登记“已举办”，培训班的等评定结业。")
    if order.due_on is not None and clock.today() <= order.due_on:
        raise Refused(f"评单的期限到 {order.due_on:%Y年%m月%d日}，过了期限才能免评。")
    move_order(order, "waive_rating", by=by, reason=reason)


def undo_rating(order: LectureOrder, *, reason: str, by: Account) -> None:
    """It was rated by mistake, or the session was not held after all: to be rated anew."""
    if not by.may_at(Permission.LECTURE_RUN, order.organisation.path):
        _require_orderer(order, by)
    lock(order).rating, order.rating_words, order.rated_at = None, "", None
    move_order(order, "undo_rating", by=by, reason=reason)


def report_order(order: LectureOrder, text: str, *, version: int | None = None, by: Account) -> None:
    """The closing report: what was given and what came of it, by the federation or by a lecturer who gave it."""
    lock(order).expect_version(version)
    if not by.may_at(Permission.LECTURE_RUN, order.organisation.path) and not gives(order, by):
        raise NotAllowed
    if not order.held or order.state not in {OrderState.SCHEDULED, OrderState.REPORTING}:
        raise Refused("举办以后、结项以前才能写结项报告。请先在场次页登记举办，或者重新打开结项。")
    order.report, order.reported_at, order.reported_by = text.strip(), clock.now(), by
    audit.record("report_order", order, by=by, changes=audit.pending_changes(order))


def close_order(order: LectureOrder, addresses: Addresses, *, by: Account) -> None:
    """结项. Raises `Refused` without a report, or where the session does not count as held."""
    require_runner(order, by)
    if reasons := reasons_against_closing(held=lock(order).held, report=order.report):
        raise Refused("还不能结项。", reasons=reasons)
    move_order(order, "close_order", by=by)
    given = [one.lecturer for one in order.invitations if one.state is InvitationState.ACCEPTED]
    tell_lecturers(given, order, "点单已结项", addresses, by=by)


def reopen_order(order: LectureOrder, *, reason: str, by: Account) -> None:
    """The report has to be corrected."""
    require_runner(order, by)
    move_order(lock(order), "reopen_order", by=by, reason=reason)


def gives(order: LectureOrder, user: Account) -> bool:
    """Whether somebody is one of the lecturers who took an order."""
    taken = select(OrderInvitation.id).join(OrderInvitation.lecturer)
    own = taken.where(OrderInvitation.order_id == order.id, Lecturer.person_id == user.person_id)
    return session.scalar(own.where(OrderInvitation.state == InvitationState.ACCEPTED).limit(1)) is not None


def _require_orderer(order: LectureOrder, by: Account) -> None:
    if order.ordered_by_id != by.id and not may_order_for(by, order.orderer):
        raise NotAllowed
