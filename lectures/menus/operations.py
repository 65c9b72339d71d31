"""Versions of a menu: a draft is copied from the version in use, and takes its place when it is published."""

from sqlalchemy import func, select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from lectures.menus.models import Menu, MenuItem
from lectures.menus.queries import changes_of, version_in_use
from lectures.menus.rules import MenuDifference, MenuState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation

COPIED = (
    "code",
    "place",
    "kind",
    "large_class",
    "small_class",
    "title",
    "theme",
    "summary",
    "minutes",
    "lessons",
    "mode",
    "equipment",
    "most_people",
    "sample_url",
    "sample_id",
    "booklet_item_id",
)


def create_menu(organisation: Organisation, title: str, *, note: str = "", by: Account) -> Menu:
    """Begin a new version: a copy of the one in use, or empty if there is none. Refused while another is written."""
    if not by.may_at(Permission.LECTURE_RUN, organisation.path):
        raise NotAllowed
    lock(organisation)  # two who begin at once get one draft and one refusal
    versions = select(Menu).where(Menu.organisation_id == organisation.id)
    draft = session.scalars(versions.where(Menu.state == MenuState.DRAFT)).one_or_none()
    if draft is not None:
        raise Refused(f"“{draft.title}”第 {draft.number} 版正在起草，请在它上面修改；发布以后才能再起草新的一版。")
    last = session.scalar(select(func.max(Menu.number)).where(Menu.organisation_id == organisation.id)) or 0
    menu = Menu(organisation=organisation, number=last + 1, title=title, note=note)
    in_use = version_in_use(organisation.id)
    menu.items = [_copy(item) for item in in_use.items] if in_use else []
    session.add(menu)
    audit.record("create_menu", menu, by=by)
    return menu


def edit_menu(menu: Menu, title: str, *, note: str = "", version: int | None = None, by: Account) -> None:
    """Change the title and the note of a draft."""
    refuse_unless_draft(lock(menu))
    menu.expect_version(version)
    menu.title, menu.note = title, note
    audit.record("edit_menu", menu, by=by, changes=audit.pending_changes(menu))


def publish_menu(menu: Menu, *, by: Account) -> MenuDifference:
    """Put a draft into use: the version before is retired in the same transaction. Says what changed against it."""
    if not by.may_at(Permission.LECTURE_RUN, menu.organisation_path):
        raise NotAllowed
    lock(menu.organisation)
    if not lock(menu).items:
        raise Refused("这一版菜单还没有内容，不能发布。请先添加内容，或用表格导入。")
    changes, _titles = changes_of(menu)
    before = version_in_use(menu.organisation_id)
    if before is not None and menu.state is MenuState.DRAFT:
        advance(lock(before), "retire_menu", by=by)
        session.flush()  # one version is in use at a time: the database counts
    menu.published_on = clock.today()
    advance(menu, "publish_menu", by=by, changes={"items": ("", summary_of(changes, len(menu.items)))})
    return changes


def summary_of(changes: MenuDifference, count: int) -> str:
    """A difference in one line."""
    new, changed, dropped = len(changes.new), len(changes.changed), len(changes.dropped)
    return f"共 {count} 项；新增 {new} 项，修改 {changed} 项，不再提供 {dropped} 项"


def refuse_unless_draft(menu: Menu) -> None:
    """A published version is never edited."""
    if menu.state is not MenuState.DRAFT:
        raise Refused(f"第 {menu.number} 版菜单已经发布，不再修改。请起草新的一版，在新的一版里改。")


def _copy(item: MenuItem) -> MenuItem:
    copy = MenuItem(**{name: getattr(item, name) for name in COPIED})
    copy.audiences, copy.channels = list(item.audiences), list(item.channels)
    copy.lecturers = list(item.lecturers)
    return copy
