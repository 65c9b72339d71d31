"""Wishes: made, seconded by others of the unit, taken back, put together and answered."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, lock_all, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from lectures.menus.models import MenuItem
from lectures.menus.models_wishes import Wish, WishSecond
from lectures.menus.operations import refuse_unless_draft
from lectures.menus.queries import unit_of
from lectures.menus.queries_wishes import account_ids_of, seconded_by
from lectures.menus.rules_wishes import WishState, reasons_against_seconding
from people.accounts.models import Account
from people.messages.operations import send_message

AddressOf = Callable[[Wish], str]


@dataclass(frozen=True)
class WishFacts:
    """What is wished for: about what, why, for how many people, when."""

    theme: str
    why: str
    people: int
    wanted: str = ""


def make_wish(facts: WishFacts, *, by: Account) -> Wish:
    """Wish for what is not on the menu, as one of one's unit."""
    unit = unit_of(by)
    same = select(Wish).where(Wish.wished_by_id == by.id, Wish.theme == facts.theme, Wish.state == WishState.WAITING)
    if session.scalar(same.with_only_columns(Wish.id).limit(1)) is not None:
        raise Refused("同一个主题您已经提过心愿，正在等答复。需要修改的，请先撤回原来的。", field="theme")
    wish = Wish(organisation=unit, wished_by=by, **asdict(facts))
    session.add(wish)
    audit.record("make_wish", wish, by=by)
    return wish


def second_wish(wish: Wish, *, by: Account) -> None:
    """附议: somebody of the same unit wishes the same; the database counts each once."""
    lock(wish)
    own, seconded = wish.wished_by_id == by.id, wish.id in seconded_by(by, [wish.id])
    reasons = reasons_against_seconding(wish.state, own=own, seconded=seconded)
    if not own and wish.organisation_id != unit_of(by).id:
        reasons.append("只能附议本单位的心愿；您也可以自己提一个。")
    if reasons:
        raise Refused("".join(reasons))
    session.add(WishSecond(wish=wish, account=by))
    audit.record("second_wish", wish, by=by)


def withdraw_wish(wish: Wish, *, by: Account) -> None:
    """Take one's own wish back before it is answered."""
    advance(lock(wish), "withdraw_wish", by=by)


def group_wishes(wishes: Sequence[Wish], heading: str, *, by: Account) -> None:
    """Put wishes that mean the same under one heading; an empty heading takes them apart again."""
    if not wishes:
        raise Refused("请先勾选要归在一起的心愿。")
    lock_all(wishes)
    for wish in wishes:
        with session.no_autoflush:
            wish.heading = heading
            changes = audit.pending_changes(wish)
        audit.record("group_wishes", wish, by=by, changes=changes)


def take_wishes(wishes: Sequence[Wish], item: MenuItem, *, answer: str, address_of: AddressOf, by: Account) -> None:
    """Answer wishes with an item of a draft; whoever wished or seconded is told."""
    refuse_unless_draft(lock(item.menu))
    for wish in _waiting(wishes):
        wish.item = item
        _answer(wish, "take_wish", answer or f"已列入菜单草稿：{item.title}，发布后即可点单。", None, address_of, by)


def decline_wishes(wishes: Sequence[Wish], *, reason: str, address_of: AddressOf, by: Account) -> None:
    """Answer wishes with the reason why not; whoever wished or seconded is told."""
    if not reason:
        raise Refused("请写明不采纳的原因，会原样告诉提出心愿的人。", field="answer")
    for wish in _waiting(wishes):
        _answer(wish, "decline_wish", reason, reason, address_of, by)


def reopen_wish(wish: Wish, *, reason: str, by: Account) -> None:
    """An answer does not hold: the wish waits for another one."""
    lock(wish)
    wish.item, wish.answer, wish.answered_on = None, "", None
    advance(wish, "reopen_wish", by=by, reason=reason)


def _waiting(wishes: Sequence[Wish]) -> Sequence[Wish]:
    if not wishes:
        raise Refused("请先勾选要答复的心愿。")
    lock_all(wishes)
    return wishes


def _answer(wish: Wish, action: str, answer: str, reason: str | None, address_of: AddressOf, by: Account) -> None:
    wish.answer, wish.answered_on = answer, clock.today()
    advance(wish, action, by=by, reason=reason)
    to = session.scalars(select(Account).where(Account.id.in_(account_ids_of(wish)), Account.active)).unique()
    send_message(to, f"心愿“{wish.theme}”有了答复", text=answer, address=address_of(wish))
