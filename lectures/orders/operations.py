"""Orders until they are checked, and the ways out: written, submitted, endorsed, returned, rejected, cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from lectures.lecturers.rules import Audience
from lectures.menus.models import MenuItem
from lectures.menus.queries import items_for, unit_of
from lectures.menus.rules import Channel, LectureMode
from lectures.orders.inviting import end_invitations
from lectures.orders.models import LectureOrder, OrderTime
from lectures.orders.queries import channel_for, federation_above, may_order_for
from lectures.orders.rules import OrderState, reasons_against_cancelling
from lectures.orders.rules_facts import (
    Period,
    reasons_against_content,
    reasons_against_people,
    reasons_against_place,
    reasons_against_times,
)
from lectures.orders.steps import (
    Addresses,
    move_order,
    note_step,
    require_runner,
    tell_federation,
    tell_lecturers,
    tell_orderer,
    tell_unit,
)
from lectures.tours.operations import call_off
from lectures.tours.operations_releases import release_lecture
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.messages.queries import accounts_in_charge
from people.organisations.models import Organisation


@dataclass(frozen=True)
class OrderFacts:
    """What is written on an order: an item of the menu or a wish, for whom, where, and up to three times."""

    item_id: int | None
    wish: str
    theme: str
    audience: Audience
    place_id: int | None
    place_text: str
    people: int
    mode: LectureMode
    contact_name: str
    contact_phone: str
    remarks: str
    times: Sequence[Period]

    def values(self) -> dict[str, Any]:
        """Columns and their values."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in {"times", "item_id"}}


def create_order(orderer: Organisation, facts: OrderFacts, *, as_worker: bool = False, by: Account) -> LectureOrder:
    """Write down what a unit wants; it is not sent yet. A worker orders for his own unit, which endorses it then.

    An officer orders for his unit, unless he orders `as_worker` what the menu offers to workers.
    """
    channel = channel_for(by, orderer, as_worker=as_worker)
    if channel is Channel.WORKER and orderer.id != unit_of(by).id:
        raise NotAllowed
    item = _item(facts, channel, by, None)
    _refuse_for(facts, item)
    order = LectureOrder(
        orderer=orderer, ordered_by=by, channel=channel, organisation=_receiver(orderer, item), **facts.values()
    )
    order.item, order.theme, order.times = item, _theme(facts, item), _times(facts)
    session.add(order)
    audit.record("create_order", order, by=by)
    note_step(order, clock.today())
    return order


def edit_order(order: LectureOrder, facts: OrderFacts, *, version: int | None = None, by: Account) -> None:
    """Change an order that is being written, or came back."""
    lock(order).expect_version(version)
    if order.state is not OrderState.DRAFT:
        raise Refused("点单已经提交，不能修改。要改的，请总工会退回，或者取消以后恢复。")
    item = _item(facts, order.channel, by, order)
    _refuse_for(facts, item)
    for name, value in facts.values().items():
        setattr(order, name, value)
    order.organisation = _receiver(order.orderer, item)
    order.item, order.theme = item, _theme(facts, item)
    changes = audit.pending_changes(order)
    before, after = [str(one.period) for one in order.times], [str(period) for period in facts.times]
    if before != after:
        changes["times"] = ("、".join(before), "、".join(after))
        order.times = []
        session.flush()  # the old ranks go before the new ones come
        order.times = _times(facts)
    audit.record("edit_order", order, by=by, changes=changes)


def submit_order(order: LectureOrder, addresses: Addresses, *, by: Account) -> None:
    """Send it: a unit's to the federation, a worker's to his unit first.

    Raises `Refused` if its times have passed, and where a worker's unit has nobody to agree: it would wait for ever.
    """
    if reasons := reasons_against_times([one.period for one in lock(order).times], clock.now()):
        raise Refused("候选时间不合适，请修改以后再提交。", reasons=reasons)
    order.reason = ""
    if order.channel is Channel.WORKER and not may_order_for(by, order.orderer):
        in_charge = session.scalars(accounts_in_charge(Permission.LECTURE_ORDER, order.orderer)).unique()
        if not any(may_order_for(one, order.orderer) for one in in_charge):
            raise Refused(f"{order.orderer.name}还没有经办人的账号，没有人能同意这份点单。请本单位工会联系总工会开通。")
        move_order(order, "propose_order", by=by)
        tell_unit(order, "职工点单，等单位同意", addresses, by=by)
        return
    move_order(order, "submit_order", by=by)
    tell_federation(order, "新的点单，等审核", addresses, by=by)


def endorse_order(order: LectureOrder, addresses: Addresses, *, by: Account) -> None:
    """The unit agrees with what its worker ordered."""
    if not may_order_for(by, order.orderer):
        raise NotAllowed
    move_order(lock(order), "endorse_order", by=by)
    tell_federation(order, "新的点单，等审核", addresses, by=by)
    tell_orderer(order, "单位同意了您的点单", addresses, by=by)


def check_order(order: LectureOrder, addresses: Addresses, *, by: Account) -> None:
    """It can be met: a lecturer is looked for."""
    require_runner(order, by)
    move_order(lock(order), "check_order", by=by)
    tell_orderer(order, "点单审核通过，正在安排讲师", addresses, by=by)


def undo_check(order: LectureOrder, *, reason: str, by: Account) -> None:
    """It was passed by mistake."""
    require_runner(order, by)
    move_order(lock(order), "undo_check", by=by, reason=reason)


def return_order(order: LectureOrder, addresses: Addresses, *, reason: str, by: Account) -> None:
    """Back to whoever ordered, to be mended."""
    _end(order, "return_order", "点单需要修改", addresses, reason, by)


def reject_order(order: LectureOrder, addresses: Addresses, *, reason: str, by: Account) -> None:
    """It cannot be met."""
    _end(order, "reject_order", "点单不予受理", addresses, reason, by)


def restore_order(order: LectureOrder, *, reason: str, by: Account) -> None:
    """Write it anew after it was rejected or cancelled; a session that was cancelled with it stays on record."""
    lock(order).lecture, order.chosen_rank, order.reminded_at = None, None, None
    move_order(order, "restore_order", by=by, reason=reason)


def cancel_order(order: LectureOrder, addresses: Addresses, *, reason: str, by: Account) -> None:
    """Call it off, with its session, and tell all who counted on it. Raises `Refused` without enough notice."""
    lecture, runs = lock(order).lecture, by.may_at(Permission.LECTURE_RUN, order.organisation.path)
    reasons = reasons_against_cancelling(
        order.state,
        lecture.starts_at if lecture else None,
        clock.now(),
        held=order.held,
        runs=runs,
        reason=order.reason,
        class_title=order.class_title,
    )
    if reasons:
        raise Refused(reasons[0])
    order.reason = reason.strip()
    move_order(order, "cancel_order", by=by, reason=reason)
    if lecture is not None:
        call_off(lecture, f"点单取消：{order.reason}", by=by)
    asked = end_invitations(order, reason=reason, by=by)
    told = tell_lecturers(asked, order, "点单已取消，不用再准备", addresses, by=by, text=order.reason)
    told += tell_orderer(order, "点单已取消", addresses, by=by, text=order.reason)
    told += tell_federation(order, "点单已取消", addresses, by=by, text=order.reason)
    if lecture is not None:
        release_lecture(lecture, addresses.lecture, besides=told, by=by)


def _end(order: LectureOrder, action: str, title: str, addresses: Addresses, reason: str, by: Account) -> None:
    """Send an order back or turn it down: the unit does so with a worker's, the federation with what came in."""
    if lock(order).state is OrderState.ENDORSING:
        if not may_order_for(by, order.orderer):
            raise NotAllowed
    else:
        require_runner(order, by)
    order.reason = reason.strip()
    move_order(order, action, by=by, reason=reason)
    tell_orderer(order, title, addresses, by=by, text=order.reason)


def _refuse_for(facts: OrderFacts, item: MenuItem | None) -> None:
    has_place = facts.place_id is not None
    faults = {
        "wish": reasons_against_content(has_item=item is not None, wish=facts.wish, theme=facts.theme),
        "place_text": reasons_against_place(facts.mode, has_place=has_place, place_text=facts.place_text),
        "people": reasons_against_people(facts.people, item.most_people if item else None),
        "first": reasons_against_times(facts.times, clock.now()),
    }
    for field, reasons in faults.items():
        if reasons:
            raise Refused(reasons[0], reasons=reasons, field=field)


def _item(facts: OrderFacts, channel: Channel, by: Account, order: LectureOrder | None) -> MenuItem | None:
    """The item that was ordered; one that was ordered before stays, although its menu is no longer in use."""
    if facts.item_id is None:
        return None
    if order is not None and order.item_id == facts.item_id:
        return order.item
    item = session.scalars(items_for(by, channel).where(MenuItem.id == facts.item_id)).one_or_none()
    if item is None:
        raise Refused("选的这一项不在正在使用的菜单上，请刷新菜单另选。", field="item")
    return item


def _receiver(orderer: Organisation, item: MenuItem | None) -> Organisation:
    federation = item.menu.organisation if item else federation_above(orderer)
    if federation is None:
        raise Refused("上级没有受理点单的总工会，请联系系统管理员核对组织关系。")
    return federation


def _theme(facts: OrderFacts, item: MenuItem | None) -> str:
    return facts.theme or (item.theme if item else "")


def _times(facts: OrderFacts) -> list[OrderTime]:
    return [
        OrderTime(rank=rank, starts_at=period.starts_at, ends_at=period.ends_at)
        for rank, period in enumerate(facts.times, start=1)
    ]
