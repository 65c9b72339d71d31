"""Reading menus: the versions that one writes, and what one can order from those in use."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from sqlalchemy import Select, String, cast, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from foundation.database import below, session
from lectures.lecturers.models import Lecturer
from lectures.lecturers.queries import holds
from lectures.menus.models import Menu, MenuItem
from lectures.menus.rules import Channel, MenuDifference, MenuState, channel_of, difference
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.accounts.rules_roles import PERMISSIONS
from people.organisations.models import Organisation
from people.organisations.queries import active_in, ids_in
from people.organisations.rules import FEDERATIONS, lineage, lineages
from studios.booklets.models import Booklet, BookletItem
from studios.booklets.queries import offered_items
from studios.contests.models import Contest


def menus_run_by(user: Account) -> Select[Menu]:
    """The menus that one writes, all versions."""
    return select(Menu).where(Menu.organisation_id.in_(ids_in(user.scope(Permission.LECTURE_RUN)))).order_by(Menu.id)


def drafts_run_by(user: Account) -> Select[Menu]:
    """The versions that one is writing."""
    return menus_run_by(user).where(Menu.state == MenuState.DRAFT)


def items_run_by(user: Account) -> Select[MenuItem]:
    """The items of the menus that one writes."""
    units = ids_in(user.scope(Permission.LECTURE_RUN))
    return select(MenuItem).join(MenuItem.menu).where(Menu.organisation_id.in_(units))


def federations_run_by(user: Account) -> Select[Organisation]:
    """The federations for which one may write a menu."""
    return active_in(user.scope(Permission.LECTURE_RUN)).where(Organisation.kind.in_(FEDERATIONS))


def items_on_offer(path: str) -> Select[MenuItem]:
    """What an organisation at `path` can order: the items of the versions in use of the federations above it."""
    return _in_use(lineage(path))


def items_for(user: Account, channel: Channel) -> Select[MenuItem]:
    """What `user` can order through a channel: for the units that he orders for, or (worker) as one of his unit."""
    return _in_use(lineages(paths_for(user, channel))).where(holds(MenuItem.channels, channel))


def items_offered_to(user: Account) -> Select[MenuItem]:
    """What `user` can order through any of his channels, and (LECTURE_RUN) all that his own menus offer."""
    each = [
        Menu.organisation_id.in_(lineages(paths_for(user, channel))) & holds(MenuItem.channels, channel)
        for channel in channels_of(user)
    ]
    own = Menu.organisation_id.in_(ids_in(user.scope(Permission.LECTURE_RUN)))
    return _in_use(None).where(or_(own, *each))


def channels_of(user: Account) -> list[Channel]:
    """The channels through which one can order."""
    return [channel for channel in Channel if paths_for(user, channel)]


def paths_for(user: Account, channel: Channel) -> list[str]:
    """Where one orders through a channel: at the units or unions of one's role, or at one's own unit as a worker."""
    if channel is Channel.WORKER:
        return [unit_of(user).path] if user.person_id else []
    return sorted({unit.path for unit in units_ordering(user) if channel_of(unit.kind) is channel})


def units_ordering(user: Account) -> list[Organisation]:
    """The organisations for which one orders by a role given right there."""
    ordering = [one for one in user.grants if Permission.LECTURE_ORDER in PERMISSIONS[one.role]]
    return [one.organisation for one in ordering]


def unit_of(user: Account) -> Organisation:
    """The unit that one belongs to: one's employer, or else where one has the account."""
    employer = user.person.employer if user.person else None
    return employer or user.organisation


def matching(
    query: Select[MenuItem],
    *,
    text: str = "",
    large_class: str = "",
    kind: str = "",
    mode: str = "",
    audience: str = "",
) -> Select[MenuItem]:
    """The items that a search and filters leave; what is for everybody is for each audience."""
    if text:
        columns = (MenuItem.title, MenuItem.summary, MenuItem.theme, MenuItem.small_class)
        query = query.where(or_(*(column.contains(text, autoescape=True) for column in columns)))
    for column, value in ((MenuItem.large_class, large_class), (MenuItem.kind, kind), (MenuItem.mode, mode)):
        query = query.where(column == value) if value else query
    everybody = cast(MenuItem.audiences, String) == "[]"
    return query.where(or_(everybody, holds(MenuItem.audiences, audience))) if audience else query


def with_lecturers(query: Select[MenuItem]) -> Select[MenuItem]:
    """The same with the lecturers of each item and their names, read in one statement."""
    person = selectinload(MenuItem.lecturers).joinedload(Lecturer.person)
    return query.options(person, joinedload(MenuItem.sample))


def by_class(items: Iterable[MenuItem]) -> list[tuple[str, list[MenuItem]]]:
    """The items by large class, the classes in the order in which they first appear."""
    order: dict[str, int] = {}
    ranked = sorted(items, key=lambda item: order.setdefault(item.large_class, len(order)))
    return [(name, list(group)) for name, group in groupby(ranked, key=lambda item: item.large_class)]


def version_in_use(organisation_id: int) -> Menu | None:
    """The version of a federation's menu that is in use."""
    query = select(Menu).where(Menu.organisation_id == organisation_id, Menu.state == MenuState.PUBLISHED)
    return session.scalars(query).one_or_none()


def version_before(menu: Menu) -> Menu | None:
    """The version that was published before this one."""
    earlier = select(Menu).where(Menu.organisation_id == menu.organisation_id, Menu.number < menu.number)
    published = earlier.where(Menu.state != MenuState.DRAFT).order_by(Menu.number.desc())
    return session.scalars(published.limit(1)).first()


def changes_of(menu: Menu) -> tuple[MenuDifference, dict[str, str]]:
    """What a version changes against the one before, and what the items are called, by code."""
    before = version_before(menu)
    old = {item.code: item for item in before.items} if before else {}
    new = {item.code: item for item in menu.items}
    changes = difference({code: one.facts for code, one in old.items()}, {code: one.facts for code, one in new.items()})
    return changes, {code: one.title for code, one in (old | new).items()}


def services_for(menu: Menu) -> Sequence[BookletItem]:
    """The services of project contests above, at and below the federation that its draft does not have yet."""
    path = menu.organisation_path
    near = or_(below(Organisation.path, path), Organisation.id.in_(lineage(path)))
    contests = select(Contest.id).join(Contest.organisation).where(near)
    taken = select(MenuItem.booklet_item_id).where(MenuItem.menu_id == menu.id, MenuItem.booklet_item_id.is_not(None))
    query = offered_items().where(Booklet.contest_id.in_(contests), BookletItem.id.not_in(taken))
    return session.scalars(query.order_by(BookletItem.id)).unique().all()


def item_counts(menu_ids: Iterable[int]) -> dict[int, int]:
    """How many items each of these versions has."""
    counted = select(MenuItem.menu_id, func.count()).where(MenuItem.menu_id.in_(menu_ids)).group_by(MenuItem.menu_id)
    return {row[0]: row[1] for row in session.execute(counted)}


def _in_use(federations: Iterable[int] | None) -> Select[MenuItem]:
    query = select(MenuItem).join(MenuItem.menu).options(contains_eager(MenuItem.menu))
    query = query.where(Menu.state == MenuState.PUBLISHED)
    if federations is not None:
        query = query.where(Menu.organisation_id.in_(federations))
    return query.order_by(Menu.organisation_id, MenuItem.place, MenuItem.id)
