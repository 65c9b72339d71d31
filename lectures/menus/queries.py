"""Reading menus."""

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from lectures.menus.models import Menu, MenuItem
from lectures.menus.rules import MenuState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in
from people.organisations.rules import lineage


def menus_run_by(user: Account) -> Select[Menu]:
    """The menus that one writes, all versions."""
    return select(Menu).where(Menu.organisation_id.in_(ids_in(user.scope(Permission.LECTURE_RUN)))).order_by(Menu.id)


def items_on_offer(path: str) -> Select[MenuItem]:
    """What an organisation at `path` can order: the items of the versions in use of the federations above it."""
    query = select(MenuItem).join(MenuItem.menu).options(contains_eager(MenuItem.menu))
    in_use = query.where(Menu.state == MenuState.PUBLISHED, Menu.organisation_id.in_(lineage(path)))
    return in_use.order_by(Menu.organisation_id, MenuItem.large_class, MenuItem.place)
