"""Places as a workbook: template, import with undo, export. An estate may stand in the same sheet, above its units."""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select

from foundation import audit, imports
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome, refuse_if_changed_since
from foundation.references import references_to
from foundation.workbooks import Cell, Column, Row
from lectures.places.models import Place
from lectures.places.operations import PlaceFacts, create_place, edit_place
from lectures.places.queries import hosts_of, keepers_of, places_kept_by
from lectures.places.rules import VENUE_KIND_TITLES, VenueKind
from people.accounts.models import Account
from people.organisations.models import Organisation

KIND_BY_TITLE = {title: kind for kind, title in VENUE_KIND_TITLES.items()}
COLUMNS = (
    Column("organisation", "名册", width=24, note="总工会、产业工会或街镇工会的名称；只管一份名册的可以不填。"),
    Column("name", "场所名称", required=True, width=28, note="同一名册上不重名。", example="示例机械公司职工之家"),
    Column("kind", "类别", required=True, width=12, choices=tuple(KIND_BY_TITLE), example="企业"),
    Column("host", "所属单位", width=28, note="与“组织”里的名称完全一致；企业、校园必填。"),
    Column("street", "街道（镇）", width=16, note="同一街道用同一写法。", example="示例街道"),
    Column("address", "地址", width=32, example="示例路 1 号"),
    Column("estate", "所在园区", width=24, note="已登记的园区，或本表上面写着的园区。"),
    Column("latitude", "纬度", width=12, note="最多 6 位小数；与经度同填。", example="29.563012"),
    Column("longitude", "经度", width=12, example="106.551556"),
    Column("workers", "可覆盖人数", Cell.NUMBER, width=14, note="职工（学生、居民）数；不清楚的不填。", example="300"),
    Column("seats", "座位数", Cell.NUMBER, width=10, example="120"),
)


class _Register:
    """What a sheet of rows is checked against: lists, units, and the places known or written above."""

    def __init__(self, by: Account) -> None:
        keepers = keepers_of(by)
        self.keepers = {one.name: one for one in keepers}
        self.only = keepers[0] if len(keepers) == 1 else None
        self.hosts = {one.name: one for one in session.scalars(hosts_of(by))}
        kept = places_kept_by(by)
        self.known = {(one.organisation_id, one.name): one for one in session.scalars(kept).unique()}
        self.rows: dict[tuple[int, str], int] = {}
        self.estates: set[tuple[int, str]] = set()


def check_rows(rows: list[Row], by: Account, context: dict[str, Any]) -> list[Outcome]:
    """What each row would do: a new place, a change of one on the same list, or nothing."""
    register = _Register(by)
    return [_outcome(row, register) for row in rows]


def apply_row(outcome: Outcome, by: Account, context: dict[str, Any]) -> Applied:
    """Put the place on its list, or change it."""
    keeper, facts, estate_name = outcome.found
    estate = _on_list(keeper, estate_name) if estate_name else None
    if estate_name and estate is None:
        raise Refused("所在园区没有导入成功，这一行也没有导入。")
    facts = PlaceFacts(**facts | {"estate": estate})
    existing = _on_list(keeper, facts.name)
    if existing is None:
        return Applied(create_place(keeper, facts, by=by))
    before = {name: str(value) if isinstance(value, Decimal) else value for name, value in _held(existing).items()}
    return Applied(edit_place(existing, facts, by=by, version=None), before)


def undo_row(item: ImportItem, by: Account) -> None:
    """Take the place off its list again, or give it back what it said; refused once something belongs to it."""
    place = session.get(Place, item.record_id)
    if place is None:
        raise Refused("这条记录已不存在。")
    refuse_if_changed_since(item, lock(place).row_version)
    before = item.before_values()
    if before is not None:
        edit_place(place, _facts_before(before), by=by, version=None)
        return
    if references_to(place):
        raise Refused("已经安排过场次，或有场所登记在这个园区里，不能撤销；不再使用的请停用。")
    audit.record("undo_import", place, by=by)
    session.delete(place)
    session.flush()


def export_rows(places: Iterable[Place]) -> Iterator[dict[str, Any]]:
    """Places as rows of an export, in the columns of the import."""
    for one in places:
        yield {
            "organisation": one.organisation.name,
            "name": one.name,
            "kind": VENUE_KIND_TITLES[one.kind],
            "host": one.host.name if one.host else "",
            "street": one.street,
            "address": one.address,
            "estate": one.estate.name if one.estate else "",
            "latitude": one.latitude,
            "longitude": one.longitude,
            "workers": one.workers or None,
            "seats": one.seats,
        }


def _outcome(row: Row, register: _Register) -> Outcome:
    label = row["name"] or ""
    keeper, host = _keeper(row, register), _host(row, register)
    kind = KIND_BY_TITLE.get(row["kind"] or "")
    point = [_number(row, key) for key in ("latitude", "longitude")]
    if keeper is None or kind is None or row.faults:
        return Outcome(row, label, Effect.FAULTY)
    key = (keeper.id, label)
    if (earlier := register.rows.setdefault(key, row.number)) != row.number:
        row.fault("name", f"与第 {earlier} 行重复：同一名册上的同一个场所只填一行。")
    existing = register.known.get(key)
    values = {"name": label, "kind": kind, "host": host or (existing.host if existing and not row["host"] else None)}
    values |= {name: row[name] or "" for name in ("street", "address")}
    values |= {"latitude": point[0], "longitude": point[1], "workers": row["workers"] or 0, "seats": row["seats"]}
    _check(row, keeper, values, register)
    if kind is VenueKind.ESTATE:
        register.estates.add(key)
    return Outcome(row, label, _effect(existing, values, row["estate"] or ""), found=(keeper, values, row["estate"]))


def _check(row: Row, keeper: Organisation, values: dict[str, Any], register: _Register) -> None:
    named = (keeper.id, row["estate"])
    estate = register.known.get(named) if row["estate"] else None
    known = named in register.estates or (estate is not None and estate.kind is VenueKind.ESTATE)
    if row["estate"] and not known:
        row.fault("estate", "名册上没有这个园区。请先登记园区，或在本表中把它写在上面。")
    if row["estate"] and values["kind"] is VenueKind.ESTATE:
        row.fault("estate", "园区本身不能再放进另一个园区。")
    for field, reasons in PlaceFacts(**values).faults().items():
        row.fault(field, reasons[0])


def _keeper(row: Row, register: _Register) -> Organisation | None:
    keeper = register.keepers.get(row["organisation"]) if row["organisation"] else register.only
    if keeper is None:
        said = "没有这个组织，或不在您的管理范围，请与“组织”里的名称核对。"
        row.fault("organisation", said if row["organisation"] else "您管理不止一份名册，请填写登记在哪一份上。")
    return keeper


def _host(row: Row, register: _Register) -> Organisation | None:
    host = register.hosts.get(row["host"] or "")
    if host is None and row["host"]:
        row.fault("host", "没有这个单位，或不在您的管理范围，请与“组织”里的名称核对。")
    return host


def _number(row: Row, key: str) -> Decimal | None:
    if row[key] is None:
        return None
    try:
        number = Decimal(row[key])
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        row.fault(key, "不是数字。")
        return None
    return number


def _on_list(keeper: Organisation, name: str) -> Place | None:
    return session.scalars(select(Place).where(Place.organisation_id == keeper.id, Place.name == name)).one_or_none()


def _held(place: Place) -> dict[str, Any]:
    """What the place says now, column by column."""
    kept = ("name", "kind", "street", "address", "latitude", "longitude", "workers", "seats", "host_id", "estate_id")
    return {name: getattr(place, name) for name in kept}


def _facts_before(before: dict[str, Any]) -> PlaceFacts:
    host, estate = before.pop("host_id"), before.pop("estate_id")
    point = {name: Decimal(before[name]) if before[name] else None for name in ("latitude", "longitude")}
    found = {
        "kind": VenueKind(before["kind"]),
        "host": session.get(Organisation, host) if host else None,
        "estate": session.get(Place, estate) if estate else None,
    }
    return PlaceFacts(**before | point | found)


def _effect(existing: Place | None, values: dict[str, Any], estate: str) -> Effect:
    if existing is None:
        return Effect.NEW
    same = all(getattr(existing, name) == value for name, value in values.items())
    return Effect.SAME if same and (existing.estate.name if existing.estate else "") == estate else Effect.CHANGED


PLACES = imports.register(
    ImportKind(
        name="places",
        title="宣讲场所",
        columns=COLUMNS,
        endpoint="lectures.places.list_places",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
    )
)
