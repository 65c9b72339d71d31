"""The items of a menu that is being written: added, edited, moved, removed, taken in from project contests."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select

from foundation import audit
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.evidence import keep_evidence
from foundation.lifecycle import advance_all
from lectures.lecturers.models import Lecturer
from lectures.lecturers.queries import lecturers_in_service
from lectures.menus.models import Menu, MenuItem
from lectures.menus.models_wishes import Wish
from lectures.menus.operations import refuse_unless_draft
from lectures.menus.queries import services_for
from lectures.menus.rules import Channel, ItemFacts, ItemKind, item_faults, next_code
from lectures.menus.rules_wishes import WishState
from people.accounts.models import Account
from studios.booklets.models import BookletItem

SERVICE_CLASS = "项目竞赛服务"
SERVICE_MINUTES = 60


def add_menu_item(
    menu: Menu,
    facts: ItemFacts,
    *,
    lecturer_ids: Collection[int] = (),
    sample: bytes | None = None,
    code: str = "",
    by: Account,
) -> MenuItem:
    """Put an item at the end of a draft. `sample` is a PDF or picture; `code` is made where none is given."""
    refuse_unless_draft(lock(menu))
    _check(menu, facts, None)
    lecturers, place = lecturers_chosen(menu, lecturer_ids), _last_place(menu) + 1
    code = code or free_code(menu, facts.kind)
    item = MenuItem(menu=menu, code=code, place=place, lecturers=lecturers, **values(facts))
    session.add(item)
    _keep_sample(item, sample, by)
    audit.record("add_menu_item", item, by=by)
    return item


def edit_menu_item(
    item: MenuItem,
    facts: ItemFacts,
    *,
    lecturer_ids: Collection[int],
    sample: bytes | None = None,
    drop_sample: bool = False,
    version: int | None = None,
    by: Account,
) -> None:
    """Change an item of a draft. A service from a contest stays one."""
    refuse_unless_draft(lock(item.menu))
    lock(item).expect_version(version)
    _check(item.menu, facts, item.id)
    if item.booklet_item_id and facts.kind is not ItemKind.SERVICE:
        raise Refused("这一项来自项目竞赛的展示册，种类只能是“服务”。", field="kind")
    lecturers = lecturers_chosen(item.menu, lecturer_ids)
    if drop_sample:
        item.sample = None
    _keep_sample(item, sample, by)
    with session.no_autoflush:  # what changed is told before it is written
        for name, value in values(facts).items():
            setattr(item, name, value)
        item.lecturers = lecturers
    audit.record("edit_menu_item", item, by=by, changes=audit.pending_changes(item))


def move_menu_item(item: MenuItem, *, up: bool, by: Account) -> None:
    """Change places with the item of the same large class before or behind it; the first and the last stay."""
    refuse_unless_draft(lock(item.menu))
    peers = [one for one in item.menu.items if one.large_class == item.large_class]
    at = peers.index(item) + (-1 if up else 1)
    if 0 <= at < len(peers):
        other = peers[at]
        item.place, other.place = other.place, item.place
        audit.record("move_menu_item", item, by=by, changes=audit.pending_changes(item))


def remove_menu_item(item: MenuItem, *, by: Account) -> None:
    """Take an item off a draft. Wishes that it had answered wait for an answer again."""
    menu = lock(item.menu)
    refuse_unless_draft(menu)
    answered = session.scalars(select(Wish).where(Wish.item_id == item.id, Wish.state == WishState.TAKEN)).all()
    for wish in answered:
        wish.item, wish.answer, wish.answered_on = None, "", None
    advance_all(answered, "reopen_wish", by=by, reason=f"“{item.title}”已从草稿中移除")
    audit.record("remove_menu_item", item, by=by)
    menu.items.remove(item)
    session.flush()


def take_services(menu: Menu, booklet_item_ids: Collection[int], *, by: Account) -> list[MenuItem]:
    """Take over services that project contests offer, as they stand in their booklets; edit them afterwards."""
    refuse_unless_draft(lock(menu))
    chosen = [one for one in services_for(menu) if one.id in set(booklet_item_ids)]
    if not chosen:
        raise Refused("没有选中可以列入的服务：可能刚被别人列入，或没有勾选。请刷新页面再选。")
    first, taken = _last_place(menu) + 1, []
    for place, service in enumerate(chosen, start=first):
        code = free_code(menu, ItemKind.SERVICE)
        item = MenuItem(menu=menu, code=code, place=place, booklet_item=service, **values(service_facts(service)))
        session.add(item)
        audit.record("add_menu_item", item, by=by)
        taken.append(item)
    return taken


def service_facts(service: BookletItem) -> ItemFacts:
    """What a booklet says of a service, as an item of a menu; its length is a guess to be corrected."""
    return ItemFacts(
        kind=ItemKind.SERVICE,
        large_class=SERVICE_CLASS,
        title=service.submission.title[:60],
        summary="\n".join(part for part in (service.words, service.offer) if part),
        minutes=SERVICE_MINUTES,
        channels=(Channel.ENTERPRISE.value, Channel.UNION.value),
    )


def values(facts: ItemFacts) -> dict[str, Any]:
    """Columns and their values."""
    return asdict(facts) | {"audiences": list(facts.audiences), "channels": list(facts.channels)}


def lecturers_chosen(menu: Menu, ids: Collection[int]) -> list[Lecturer]:
    """The lecturers with these ids. Raises `Refused` for one who is not in service in the pool."""
    query = lecturers_in_service(menu.organisation_path).where(Lecturer.id.in_(ids))
    chosen: Sequence[Lecturer] = session.scalars(query).unique().all()
    if len(chosen) < len(set(ids)):
        raise Refused("选中的讲师里有人已不在聘，请刷新页面重新选择。", field="lecturer_ids")
    return list(chosen)


def free_code(menu: Menu, kind: ItemKind) -> str:
    """A code that no item of any version of this federation's menu has had."""
    versions = select(Menu.id).where(Menu.organisation_id == menu.organisation_id)
    return next_code(kind, session.scalars(select(MenuItem.code).where(MenuItem.menu_id.in_(versions))))


def _check(menu: Menu, facts: ItemFacts, own_id: int | None) -> None:
    for name, reasons in item_faults(facts).items():
        raise Refused(reasons[0], field=name)
    same = select(MenuItem.id).where(MenuItem.menu_id == menu.id, MenuItem.title == facts.title)
    if session.scalar(same.where(MenuItem.id != (own_id or 0))) is not None:
        raise Refused("这一版菜单里已经有同名的内容。", field="title")


def _last_place(menu: Menu) -> int:
    return session.scalar(select(func.max(MenuItem.place)).where(MenuItem.menu_id == menu.id)) or 0


def _keep_sample(item: MenuItem, content: bytes | None, by: Account) -> None:
    if content is not None:
        item.sample = keep_evidence(content, f"sample-{item.code}", by_id=by.id, field="sample_file")
