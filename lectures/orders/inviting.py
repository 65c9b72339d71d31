"""Who gives what was ordered: lecturers are asked and answer, or grab it; somebody else is asked after them."""

from collections.abc import Sequence

from foundation import clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from lectures.lecturers.models import Lecturer
from lectures.lecturers.queries import lecturers_in_service
from lectures.orders.matching import refusals_for
from lectures.orders.models import LectureOrder, OrderInvitation, OrderTime
from lectures.orders.queries import lecturers_grabbing
from lectures.orders.rules import InvitationState, OrderState
from lectures.orders.steps import (
    Addresses,
    move_order,
    note_step,
    require_runner,
    tell_federation,
    tell_lecturers,
    tell_orderer,
)
from lectures.tours.clashes import hold_lecturers
from people.accounts.models import Account

STANDING = (InvitationState.ASKED, InvitationState.ACCEPTED)
MOST_LECTURERS = 5


def assign_order(
    order: LectureOrder, rank: int, lecturer_ids: Sequence[int], addresses: Addresses, *, by: Account
) -> None:
    """派单: ask lecturers whether they give it at the candidate time `rank`. Raises `Refused` for who cannot."""
    require_runner(order, by)
    time = _time(lock(order), rank)
    if not lecturer_ids:
        raise Refused("请至少选一位讲师。")
    if len(set(lecturer_ids)) > MOST_LECTURERS:
        raise Refused(f"一场最多派 {MOST_LECTURERS} 位讲师。")
    found = lecturers_in_service(order.organisation.path).where(Lecturer.id.in_(lecturer_ids))
    lecturers = session.scalars(found).unique().all()
    if len(lecturers) < len(set(lecturer_ids)):
        raise Refused("选的讲师里有人已经不在聘，请刷新页面重新选择。")
    hold_lecturers(lecturers, [])
    if reasons := [reason for one in lecturers for reason in refusals_for(order, one, time)]:
        raise Refused("选的讲师这个时间来不了。", reasons=reasons)
    order.chosen_rank = rank
    # First the state: what somebody else assigned meanwhile is refused in words, and nobody is asked twice.
    advance_with(order, "assign_order", "、".join(one.person.name for one in lecturers), by=by)
    session.add_all(OrderInvitation(order=order, lecturer=lecturer) for lecturer in lecturers)
    tell_lecturers(lecturers, order, f"请您讲课，{time.period}", addresses, by=by, text="请在手机上接单或者婉拒。")


def open_grabbing(order: LectureOrder, addresses: Addresses, *, by: Account) -> None:
    """抢单: whoever fits and comes first gives it. Raises `Refused` where nobody fits, or all its times have passed."""
    require_runner(order, by)
    if not any(one.starts_at > clock.now() for one in lock(order).times):
        raise Refused("候选时间都已经过去。请取消这份点单，恢复以后由单位另填时间。")
    lecturers = session.scalars(lecturers_grabbing(order)).unique().all()
    if not lecturers:
        raise Refused("讲师库里没有人讲这个主题，抢单不会有结果。请直接派单。")
    move_order(order, "open_grabbing", by=by)
    tell_lecturers(lecturers, order, "有一份点单可以抢", addresses, by=by)


def close_grabbing(order: LectureOrder, *, reason: str, by: Account) -> None:
    """Nobody grabs it: it is assigned instead."""
    require_runner(order, by)
    move_order(lock(order), "close_grabbing", by=by, reason=reason)


def grab_order(order: LectureOrder, lecturer: Lecturer, rank: int, addresses: Addresses, *, by: Account) -> None:
    """The first lecturer who fits takes it for one of its times; everybody after him is told so."""
    if lock(order).state is not OrderState.GRABBING:
        raise Refused("晚了一步：这一单已经有讲师接了，或者总工会收回了抢单。请看看别的。")
    time = _time(order, rank)
    hold_lecturers([lecturer], [])
    if session.scalar(lecturers_grabbing(order).where(Lecturer.id == lecturer.id)) is None:
        raise Refused("这一单的主题不在您的讲题里，或者您目前不在聘，不能抢。")
    if reasons := refusals_for(order, lecturer, time):
        raise Refused("这个时间您来不了，换一个候选时间试试。", reasons=reasons)
    order.chosen_rank = rank
    now = clock.now()
    session.add(
        OrderInvitation(
            order=order, lecturer=lecturer, grabbed=True, answered_at=now, asked_at=now, state=InvitationState.ACCEPTED
        )
    )
    advance_with(order, "grab_order", lecturer.person.name, by=by)
    tell_federation(order, f"讲师{lecturer.person.name}抢到一单，请排期", addresses, by=by)


def accept_order(invitation: OrderInvitation, addresses: Addresses, *, by: Account) -> None:
    """接单. When all who were asked have answered, the order goes on with those who said yes."""
    order = lock(invitation.order)
    time, lecturer = order.chosen_time, invitation.lecturer
    hold_lecturers([lecturer], [])
    if time and (reasons := refusals_for(order, lecturer, time)):
        raise Refused("这个时间您已有别的安排，接不了。请婉拒，或者请总工会改时间。", reasons=reasons)
    _answer(invitation, "accept_order", by=by)
    tell_federation(order, f"讲师{lecturer.person.name}接单", addresses, by=by)
    _settle(order, "", by)


def decline_order(invitation: OrderInvitation, addresses: Addresses, *, reason: str, by: Account) -> None:
    """婉拒 with the reason, before or after one said yes, as long as nothing is scheduled."""
    order = lock(invitation.order)
    if order.state not in {OrderState.ASKED, OrderState.TAKEN}:
        raise Refused("这一场已经排期，不能自己退出。请尽快联系总工会换人或改期。")
    name = invitation.lecturer.person.name
    _answer(invitation, "decline_order", reason=reason, by=by)
    tell_federation(order, f"讲师{name}婉拒", addresses, by=by, text=reason.strip())
    _settle(order, f"讲师{name}婉拒：{reason.strip()}", by)


def reassign_order(order: LectureOrder, addresses: Addresses, *, reason: str, by: Account) -> None:
    """Ask somebody else: whoever was asked or said yes is told that it is not him."""
    require_runner(order, by)
    move_order(lock(order), "reassign_order", by=by, reason=reason)
    told = end_invitations(order, reason=reason, by=by)
    order.chosen_rank = None
    tell_lecturers(told, order, "这一场改由别的讲师来讲", addresses, by=by, text=reason.strip())
    tell_orderer(order, "正在另外安排讲师", addresses, by=by)


def end_invitations(order: LectureOrder, *, reason: str, by: Account) -> list[Lecturer]:
    """Take back what lecturers were asked and had promised; says whom."""
    standing = [one for one in order.invitations if one.state in STANDING]
    for invitation in standing:
        _answer(invitation, "withdraw_invitation", reason=reason, by=by)
    return [one.lecturer for one in standing]


def advance_with(order: LectureOrder, action: str, names: str, *, by: Account) -> None:
    """As `move_order`, with the lecturers in the audit log."""
    advance(order, action, by=by, changes={"lecturers": (None, names)})
    note_step(order, clock.today())


def _answer(invitation: OrderInvitation, action: str, *, by: Account, reason: str = "") -> None:
    lock(invitation)
    invitation.answered_at, invitation.reason = clock.now(), reason.strip()
    advance(invitation, action, by=by, reason=reason or None)


def _settle(order: LectureOrder, reason: str, by: Account) -> None:
    """Where everybody has answered: on with those who said yes, or back to be assigned anew."""
    session.refresh(order, ["invitations"])
    states = [one.state for one in order.invitations]
    if InvitationState.ASKED in states:
        return
    if InvitationState.ACCEPTED not in states:
        move_order(order, "reassign_order", by=by, reason=reason)
        order.chosen_rank = None
    elif order.state is OrderState.ASKED:
        move_order(order, "settle_order", by=by)


def _time(order: LectureOrder, rank: int) -> OrderTime:
    time = next((one for one in order.times if one.rank == rank), None)
    if time is None:
        raise Refused("没有这个候选时间，请刷新页面重新选择。")
    if time.starts_at <= clock.now():
        raise Refused(f"候选时间 {rank}（{time.period}）已经过去，请选另一个。")
    return time
