"""The items of a menu as a workbook: handed out as they stand, taken into a draft row by row."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from foundation import imports
from foundation.database import fetch, lock, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome, refuse_if_changed_since
from foundation.workbook_writing import export_workbook
from foundation.workbooks import Cell, Column, Row
from lectures.lecturers.models import Lecturer
from lectures.lecturers.queries import lecturers_in_service
from lectures.lecturers.rules import AUDIENCE_TITLES, LecturerState
from lectures.menus.models import Menu, MenuItem
from lectures.menus.operations import refuse_unless_draft
from lectures.menus.operations_items import add_menu_item, edit_menu_item, remove_menu_item
from lectures.menus.queries import drafts_run_by
from lectures.menus.rules import (
    CHANNEL_TITLES,
    ITEM_KIND_TITLES,
    LECTURE_MODE_TITLES,
    ItemFacts,
    ItemKind,
    LectureMode,
    item_faults,
)
from people.accounts.models import Account

KIND_BY_TITLE = {title: kind for kind, title in ITEM_KIND_TITLES.items()}
MODE_BY_TITLE = {title: mode for mode, title in LECTURE_MODE_TITLES.items()}
CHANNEL_BY_TITLE = {title: channel.value for channel, title in CHANNEL_TITLES.items()}
AUDIENCE_BY_TITLE = {title: audience.value for audience, title in AUDIENCE_TITLES.items()}
COLUMNS = (
    Column("code", "编号", width=10, note="修改已有的内容才填，照导出的表；新增的不填，由系统编号。"),
    Column("large_class", "大类", required=True, width=16, example="劳模精神"),
    Column("small_class", "小类", width=16, example="先进事迹"),
    Column("title", "名称", required=True, width=30, note="2 至 60 个字，同一版里不重复。", example="一把焊枪三十年"),
    Column("kind", "种类", required=True, width=10, choices=tuple(KIND_BY_TITLE), example="宣讲"),
    Column("theme", "主题", width=16, note="与讲师的主题一致，派单时按它找讲师。", example="工匠精神"),
    Column("summary", "简介", width=40),
    Column("minutes", "时长（分钟）", Cell.NUMBER, required=True, width=12, example="60"),
    Column("lessons", "课时", Cell.NUMBER, width=8, note="课程必填。"),
    Column("mode", "形式", required=True, width=14, choices=tuple(MODE_BY_TITLE), example="线下"),
    Column("audiences", "适合听众", width=24, note=f"用顿号隔开，不填为不限：{'、'.join(AUDIENCE_BY_TITLE)}。"),
    Column("channels", "点单渠道", required=True, width=24, note=f"用顿号隔开：{'、'.join(CHANNEL_BY_TITLE)}。"),
    Column("equipment", "场地设备要求", width=24),
    Column("most_people", "最多人数", Cell.NUMBER, width=10, note="不限的不填。"),
    Column("sample_url", "样片网址", width=30, note="以 http:// 或 https:// 开头。"),
    Column("lecturers", "讲师", width=20, note="在聘讲师的姓名，用顿号隔开。"),
)


def menu_workbook(items: Iterable[MenuItem]) -> bytes:
    """The items as they stand, in the columns in which they are taken in."""
    return export_workbook("菜单内容", COLUMNS, (_cells(item) for item in items))


def check_rows(rows: list[Row], by: Account, context: dict[str, Any]) -> list[Outcome]:
    """What each row would do: a new item, a change to the one with its code or title, or nothing."""
    menu = _draft(by, context)
    pool: dict[str, list[Lecturer]] = {}
    for lecturer in session.scalars(lecturers_in_service(menu.organisation_path)).unique():
        pool.setdefault(lecturer.person.name, []).append(lecturer)
    seen: dict[str, int] = {}
    return [_outcome(row, menu, pool, seen) for row in rows]


def apply_row(outcome: Outcome, by: Account, context: dict[str, Any]) -> Applied:
    """Add the item to the draft, or change it; keeps what it was."""
    item, facts, lecturer_ids = outcome.found
    if item is None:
        return Applied(add_menu_item(_draft(by, context), facts, lecturer_ids=lecturer_ids, by=by))
    before = _as_json(item)
    edit_menu_item(item, facts, lecturer_ids=lecturer_ids, version=None, by=by)
    return Applied(item, before)


def undo_row(item: ImportItem, by: Account) -> None:
    """Take a new item off the draft again, or give a changed one back what it was."""
    made = session.get(MenuItem, item.record_id)
    if made is None:
        raise Refused("这条记录已不存在。")
    refuse_unless_draft(made.menu)
    refuse_if_changed_since(item, lock(made).row_version)
    before = item.before_values()
    if before is None:
        remove_menu_item(made, by=by)
    else:
        lecturer_ids = before.pop("lecturer_ids")
        edit_menu_item(made, _from_json(before), lecturer_ids=lecturer_ids, by=by)


def _draft(by: Account, context: Mapping[str, Any]) -> Menu:
    return fetch(drafts_run_by(by).where(Menu.id == context["menu_id"]))


def _outcome(row: Row, menu: Menu, pool: Mapping[str, list[Lecturer]], seen: dict[str, int]) -> Outcome:
    label, facts = row["title"] or "", _facts(row)
    lecturer_ids = _lecturer_ids(row, pool)
    item = _same_item(row, menu)
    if (earlier := seen.setdefault(item.code if item else label, row.number)) != row.number:
        row.fault("title", f"与第 {earlier} 行重复：同一版里每项内容只填一行。")
    if facts is None or row.faults:
        return Outcome(row, label, Effect.FAULTY)
    if item is None:
        return Outcome(row, label, Effect.NEW, found=(None, facts, lecturer_ids))
    same = _as_json(item) == _plain(facts) | {"lecturer_ids": lecturer_ids}
    return Outcome(row, label, Effect.SAME if same else Effect.CHANGED, found=(item, facts, lecturer_ids))


def _same_item(row: Row, menu: Menu) -> MenuItem | None:
    """The item that a row is about: the one with its code, else the one with its title."""
    if row["code"]:
        item = next((one for one in menu.items if one.code == row["code"]), None)
        if item is None:
            row.fault("code", "草稿里没有这个编号；新增的内容不填编号。")
        return item
    return next((one for one in menu.items if one.title == row["title"]), None)


def _facts(row: Row) -> ItemFacts | None:
    channels, audiences = _listed(row, "channels", CHANNEL_BY_TITLE), _listed(row, "audiences", AUDIENCE_BY_TITLE)
    kind, mode = KIND_BY_TITLE.get(row["kind"] or ""), MODE_BY_TITLE.get(row["mode"] or "")
    if row.faults or kind is None or mode is None:
        return None
    texts = ("large_class", "small_class", "title", "theme", "summary", "equipment", "sample_url")
    facts = ItemFacts(
        kind=kind,
        mode=mode,
        minutes=row["minutes"],
        lessons=row["lessons"] or 0,
        most_people=row["most_people"],
        channels=channels,
        audiences=audiences,
        **{name: row[name] or "" for name in texts},
    )
    for name, reasons in item_faults(facts).items():
        row.fault(name, reasons[0])
    return facts


def _listed(row: Row, key: str, known: Mapping[str, str]) -> tuple[str, ...]:
    names = [name.strip() for name in (row[key] or "").replace("，", "、").split("、") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown:
        row.fault(key, f"有的词不在名单里，请用顿号隔开，从这些里选：{'、'.join(known)}。")
    return tuple(value for title, value in known.items() if title in names)


def _lecturer_ids(row: Row, pool: Mapping[str, list[Lecturer]]) -> list[int]:
    names = [name.strip() for name in (row["lecturers"] or "").replace("，", "、").split("、") if name.strip()]
    if any(name not in pool for name in names):
        row.fault("lecturers", "有的讲师不在聘或不在讲师库，请核对姓名。")
    if any(len(pool.get(name, ())) > 1 for name in names):
        row.fault("lecturers", "有的讲师同名，表格里分不清是哪一位；请先不填，导入以后在页面上选。")
    return sorted(pool[name][0].id for name in names if name in pool)


def _plain(facts: ItemFacts) -> dict[str, Any]:
    lists = {"audiences": sorted(facts.audiences), "channels": sorted(facts.channels)}
    return asdict(facts) | {"kind": facts.kind.value, "mode": facts.mode.value} | lists


def _as_json(item: MenuItem) -> dict[str, Any]:
    return _plain(item.facts) | {"lecturer_ids": sorted(one.id for one in item.lecturers)}


def _from_json(values: Mapping[str, Any]) -> ItemFacts:
    lists = {name: tuple(values[name]) for name in ("audiences", "channels")}
    kinds = {"kind": ItemKind(values["kind"]), "mode": LectureMode(values["mode"])}
    return ItemFacts(**{**values, **lists, **kinds})


def _cells(item: MenuItem) -> dict[str, Any]:
    same = ("code", "large_class", "small_class", "title", "theme", "summary", "minutes", "equipment", "sample_url")
    return {name: getattr(item, name) for name in same} | {
        "kind": ITEM_KIND_TITLES[item.kind],
        "mode": LECTURE_MODE_TITLES[item.mode],
        "lessons": item.lessons or None,
        "most_people": item.most_people,
        "audiences": "、".join(title for title, value in AUDIENCE_BY_TITLE.items() if value in item.audiences),
        "channels": "、".join(title for title, value in CHANNEL_BY_TITLE.items() if value in item.channels),
        "lecturers": "、".join(one.person.name for one in item.lecturers if one.state is LecturerState.IN_SERVICE),
    }


ITEMS = imports.register(
    ImportKind(
        name="menu-items",
        title="菜单内容",
        columns=COLUMNS,
        endpoint="lectures.menus.show_menu",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
    )
)
