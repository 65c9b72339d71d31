"""Studios and their members as workbooks that come in, whole or not at all: a row is one studio, or one member."""

from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import delete, select

from foundation import audit, imports
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome, refuse_if_changed_since
from foundation.references import references_to
from foundation.workbooks import Cell, Column, Row
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in
from people.persons.models import Person
from people.persons.workbooks import EMPLOYER
from studios.registry.models import LeaderTerm, Studio, StudioNaming
from studios.registry.operations import StudioFacts, create_studio, refuse_person
from studios.registry.operations_members import person_for
from studios.registry.operations_namings import NamingFacts, may_name, record_naming
from studios.registry.rules import INDUSTRIES, NAMING_LEVEL_TITLES, STUDIO_KIND_TITLES, reasons_against_day
from studios.registry.workbooks_members import MEMBERS

__all__ = ["MEMBERS", "STUDIOS"]

KIND_BY_TITLE = {title: kind for kind, title in STUDIO_KIND_TITLES.items()}
LEVEL_BY_TITLE = {title: level for level, title in NAMING_LEVEL_TITLES.items()}
NAMED = ("title", "issuer_name", "document", "named_on")
MADE_WITH_IT = frozenset({LeaderTerm.__tablename__, StudioNaming.__tablename__})
COLUMNS = (
    replace(EMPLOYER, key="unit", title="所在单位", required=True, note="与系统中的组织名称完全一致。"),
    Column("name", "工作室名称", required=True, width=30, note="与命名文件一致。", example="陈示强劳模创新工作室"),
    Column("kind", "类型", required=True, width=18, choices=tuple(KIND_BY_TITLE), example="劳模创新工作室"),
    Column("founded_on", "成立日期", Cell.DATE, required=True, width=14, example="2020-05-01"),
    Column("leader", "领衔人", width=12, note="本单位在职人员；以单位命名的可以不填。", example="陈示强"),
    Column("leader_number", "领衔人证件号码", Cell.CODE, width=24, note="同名或外单位的人才填，文本格式。"),
    Column("speciality", "专业方向", width=20, example="数控加工"),
    Column("industry", "行业", width=24, choices=INDUSTRIES, example="制造业"),
    Column("address", "地址", width=32),
    Column("area", "面积（平方米）", width=14, example="120"),
    Column("latitude", "纬度", width=12, note="GCJ-02 坐标，最多 6 位小数；与经度同填。", example="29.290123"),
    Column("longitude", "经度", width=12, example="106.259876"),
    Column("level", "级别", width=12, choices=tuple(LEVEL_BY_TITLE), note="现有的最高一级命名；没有的不填。"),
    Column("title", "命名名称", width=28, note="填了级别的必填。", example="市级劳模创新工作室"),
    Column("issuer_name", "命名单位", width=24, note="填了级别的必填。", example="示例市总工会"),
    Column("document", "命名文件", width=28, note="填了级别的必填：名称或文号。", example="示工发〔2022〕1号"),
    Column("named_on", "命名日期", Cell.DATE, width=14, note="填了级别的必填。", example="2022-05-01"),
)


def check_rows(rows: list[Row], by: Account, context: dict[str, Any]) -> list[Outcome]:
    """What each row would do: a new studio, or nothing where the unit has one of that name."""
    units = {one.name: one for one in session.scalars(active_in(by.scope(Permission.STUDIO_EDIT)))}
    ids = [one.id for one in units.values()]
    query = select(Studio.organisation_id, Studio.name).where(Studio.organisation_id.in_(ids))
    known = {(unit_id, name) for unit_id, name in session.execute(query)}
    seen: dict[tuple[int, str], int] = {}
    outcomes = []
    for row in rows:
        unit, level = _unit(row, units), LEVEL_BY_TITLE.get(row["level"] or "")
        if unit is not None and level is not None and not may_name(unit.path, level, by):
            row.fault("level", "单位只登记企业级的命名；更高的级别由总工会经办人登记。")
        outcomes.append(_outcome(row, unit, known, seen))
    return outcomes


def apply_row(outcome: Outcome, by: Account, context: dict[str, Any]) -> Applied:
    """Put the studio on the register, with the name that it bears."""
    unit, facts, leader, naming = outcome.found
    studio = create_studio(unit, facts, leader=leader, by=by)
    if naming is not None:
        record_naming(studio, naming, by=by)
    return Applied(studio)


def undo_row(item: ImportItem, by: Account) -> None:
    """Take the studio off the register again; refused once its file was changed or something belongs to it."""
    studio = session.get(Studio, item.record_id)
    if studio is None:
        raise Refused("这条记录已不存在。")
    refuse_if_changed_since(item, lock(studio).row_version)
    if references_to(studio, ignoring=MADE_WITH_IT):
        raise Refused("工作室已有成员或其他记录，不能撤销；不再保留的请注销。")
    audit.record("undo_import", studio, by=by)
    for kind in (LeaderTerm, StudioNaming):
        session.execute(delete(kind).where(kind.studio_id == studio.id))
    session.delete(studio)
    session.flush()


def _unit(row: Row, units: dict[str, Organisation]) -> Organisation | None:
    unit = units.get(row["unit"] or "")
    if unit is None and row["unit"]:
        row.fault("unit", "没有这个单位，或不在您的管理范围，请与“组织”里的名称核对。")
    return unit


def _outcome(
    row: Row, unit: Organisation | None, known: set[tuple[int, str]], seen: dict[tuple[int, str], int]
) -> Outcome:
    facts, label = _facts(row), row["name"] or ""
    if unit is None or facts is None:
        return Outcome(row, label, Effect.FAULTY)
    key = (unit.id, facts.name)
    if (earlier := seen.setdefault(key, row.number)) != row.number:
        row.fault("name", f"与第 {earlier} 行重复：同一个单位的同一间工作室只填一行。")
    if key in known:
        row.notice("name", "已经登记，这一行不改动它；要修改的请在档案里改。")
        return Outcome(row, label, Effect.SAME)
    leader, naming = _leader(row, unit), _naming(row, facts.founded_on)
    return Outcome(row, label, Effect.NEW, found=(unit, facts, leader, naming))


def _facts(row: Row) -> StudioFacts | None:
    numbers: dict[str, Any] = {
        key: _number(row, key, places) for key, places in (("area", 2), ("latitude", 6), ("longitude", 6))
    }
    kind = KIND_BY_TITLE.get(row["kind"] or "")
    if row.faults or kind is None:
        return None
    texts: dict[str, Any] = {key: row[key] or "" for key in ("speciality", "industry", "address")}
    facts = StudioFacts(name=row["name"], kind=kind, founded_on=row["founded_on"], **texts, **numbers)
    for field, reasons in facts.faults().items():
        row.fault(field, reasons[0])
    return None if row.faults else facts


def _number(row: Row, key: str, places: int) -> Decimal | None:
    if row[key] is None:
        return None
    try:
        number = Decimal(row[key])
    except InvalidOperation:
        number = Decimal("NaN")
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > places:
        row.fault(key, f"不是数字，或小数超过 {places} 位。")
        return None
    return number


def _leader(row: Row, unit: Organisation) -> Person | None:
    if not row["leader"]:
        return None
    try:
        person = person_for(unit, row["leader"], row["leader_number"] or "")
        refuse_person(person, "领衔人", field="leader")
    except Refused as refusal:
        row.fault("leader_number" if refusal.field == "document_number" else "leader", refusal.message)
        return None
    return person


def _naming(row: Row, founded_on: date) -> NamingFacts | None:
    """The name in force that the row says; a row without a level says none."""
    level = LEVEL_BY_TITLE.get(row["level"] or "")
    if level is None:
        for key in NAMED:
            if row[key]:
                row.fault("level", "填写了命名的，也请选择级别。")
                break
        return None
    for key in NAMED:
        if not row[key]:
            row.fault(key, "填了级别的必填。")
    for reason in reasons_against_day("命名日期", row["named_on"], founded_on, date.max) if row["named_on"] else []:
        row.fault("named_on", reason)
    if row.faults:
        return None
    return NamingFacts(level, row["title"], row["issuer_name"], row["document"], row["named_on"])


STUDIOS = imports.register(
    ImportKind(
        name="studios",
        title="创新工作室",
        columns=COLUMNS,
        endpoint="studios.registry.list_studios",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
        whole=True,
    )
)
