"""Reading wishes: one's own, those of one's unit, and those that one answers."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from foundation.database import session
from lectures.menus.models import MenuItem
from lectures.menus.models_wishes import Wish, WishSecond
from lectures.menus.queries import unit_of
from lectures.menus.rules_wishes import WishState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in


def own_wishes(user: Account) -> Select[Wish]:
    """What one has wished for."""
    return _wishes().where(Wish.wished_by_id == user.id)


def wishes_to_second(user: Account) -> Select[Wish]:
    """What others of one's unit wish for and nobody has answered yet."""
    others = _wishes().where(Wish.organisation_id == unit_of(user).id, Wish.wished_by_id != user.id)
    return others.where(Wish.state == WishState.WAITING)


def wishes_answered_by(user: Account) -> Select[Wish]:
    """The wishes of the units in one's care, without those that were taken back."""
    units = ids_in(user.scope(Permission.LECTURE_RUN))
    return _wishes().where(Wish.organisation_id.in_(units), Wish.state != WishState.WITHDRAWN)


def wishes_visible_to(user: Account) -> Select[Wish]:
    """One's own wishes, those of one's unit, those that one's unit keeps an eye on, and those that one answers."""
    units = ids_in([*user.scope(Permission.LECTURE_RUN), *user.scope(Permission.LECTURE_ORDER)])
    near = or_(Wish.organisation_id == unit_of(user).id, Wish.organisation_id.in_(units))
    return _wishes().where(or_(Wish.wished_by_id == user.id, near & (Wish.state != WishState.WITHDRAWN)))


def wishes_waiting_for(user: Account) -> Select[Wish]:
    """The wishes that one is to answer."""
    return wishes_answered_by(user).where(Wish.state == WishState.WAITING)


def second_counts(wish_ids: Collection[int]) -> dict[int, int]:
    """How many others second each of these wishes."""
    query = select(WishSecond.wish_id, func.count()).where(WishSecond.wish_id.in_(wish_ids))
    return {row[0]: row[1] for row in session.execute(query.group_by(WishSecond.wish_id))}


def seconded_by(user: Account, wish_ids: Collection[int]) -> set[int]:
    """Which of these wishes one has seconded."""
    query = select(WishSecond.wish_id).where(WishSecond.account_id == user.id, WishSecond.wish_id.in_(wish_ids))
    return set(session.scalars(query))


def account_ids_of(wish: Wish) -> Sequence[int]:
    """Who wished it and who seconded it: whom its answer is for."""
    seconds = session.scalars(select(WishSecond.account_id).where(WishSecond.wish_id == wish.id))
    return [wish.wished_by_id, *seconds]


def _wishes() -> Select[Wish]:
    shown = joinedload(Wish.wished_by), joinedload(Wish.item).joinedload(MenuItem.menu)
    return select(Wish).options(*shown).order_by(Wish.id.desc())
