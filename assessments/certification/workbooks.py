"""Workbooks: the numbers that the province's system gave, and the ledger of blank certificates."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from sqlalchemy import select

from assessments.applications.models import Application
from assessments.batches.rules import NumberWay
from assessments.certification.models import StockMovement
from assessments.certification.operations import (
    NewNumber,
    clear_number,
    held_grants,
    reasons_against_reuse,
    take_numbers,
)
from assessments.certification.queries import GrantGroup, UsedNumbers, grant_group, grants_of_group, used_numbers
from assessments.certification.rules import face_date_faults, number_faults, parse_number
from assessments.certification.rules_stock import MOVEMENT_TITLES
from assessments.grants.models import Grant
from assessments.grants.rules import GrantState
from foundation import clock, imports
from foundation.database import session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome
from foundation.workbooks import Cell, Column, Row
from people.accounts.models import Account
from people.persons.models import Person
from people.persons.occupations import occupation_title
from people.persons.rules import normalise_name, normalise_number

COLUMNS = (
    Column("name", "姓名", required=True, width=12, example="李示范"),
    Column("document_number", "证件号码", Cell.CODE, required=True, width=22, note="与姓名一起找到本计划的合格人员。"),
    Column("occupation", "职业名称", width=18, note="同一个人在本计划有几项合格时必填。", example="白酒酿造工"),
    Column("number", "证书编号", Cell.CODE, required=True, width=26, note="22 位，照省级系统给的填写。"),
    Column("face_date", "发证日期", Cell.DATE, required=True, width=14, note="证书版面上的发证日期。"),
)
STOCK_COLUMNS = (
    Column("at", "时间", Cell.DATE, width=18),
    Column("movement", "变动", width=8),
    Column("count", "张数", Cell.NUMBER, width=8),
    Column("batch", "认定计划", width=36),
    Column("serials", "印制流水码", width=24),
    Column("responsible", "责任人", width=12),
    Column("by", "登记人", width=12),
    Column("reason", "说明", width=40),
)
UNDONE = "撤销编号导入"


def check_rows(rows: list[Row], by: Account, context: dict[str, Any]) -> list[Outcome]:
    """Whose number each row is; every fault at its cell."""
    group = grant_group(by, batch_id=context.get("batch"), body_id=context.get("body"))
    known: dict[str, list[Grant]] = defaultdict(list)
    for grant in session.scalars(grants_of_group(by, group, *GrantState)):
        known[normalise_number(grant.person.document_number)].append(grant)
    applied = _applicants(group)
    numbers = Counter(_number(row) for row in rows)
    used = used_numbers(list(numbers))
    outcomes = [_check_row(row, _grant_of(row, known, applied), numbers, used) for row in rows]
    people = Counter(outcome.found.grant.id for outcome in outcomes if outcome.found)
    for outcome in outcomes:
        if outcome.found and people[outcome.found.grant.id] > 1:
            outcome.row.fault("document_number", "同一个人的同一项在本表里出现了不止一次，请只留一行。")
            outcome.effect = Effect.FAULTY
    return outcomes


def apply_row(outcome: Outcome, by: Account, context: dict[str, Any]) -> Applied:
    """Give the grant of a row its number."""
    (applied,) = apply_new_rows([outcome], by)
    return applied


def apply_new_rows(outcomes: list[Outcome], by: Account) -> list[Applied]:
    """Give the grants of many rows their numbers."""
    rows: list[NewNumber] = [outcome.found for outcome in outcomes]
    held_grants([row.grant for row in rows], by)
    take_numbers(rows, NumberWay.IMPORTED, by=by)
    return [Applied(row.grant, before={"number": row.number}) for row in rows]


def undo_row(item: ImportItem, by: Account) -> None:
    """Take a number back for which no certificate was made."""
    grant = session.get_one(Grant, item.record_id)
    before = item.before_values() or {}
    if grant.state is not GrantState.NUMBERED or grant.number != before.get("number"):
        raise Refused("已经制证、撤回或另行编号，不能撤销。")
    clear_number(grant, reason=UNDONE, by=by)


def stock_rows(movements: Iterable[StockMovement]) -> Iterator[dict[str, Any]]:
    """The ledger as rows of an export."""
    for one in movements:
        yield {
            "at": one.at,
            "movement": MOVEMENT_TITLES[one.movement] + ("（冲销）" if one.count < 0 else ""),
            "count": one.count,
            "batch": one.batch.title if one.batch else "",
            "serials": one.serials,
            "responsible": one.responsible,
            "by": one.by_name,
            "reason": one.reason,
        }


def _check_row(row: Row, grant: Grant | None, numbers: Counter[str], used: UsedNumbers) -> Outcome:
    number, face_date = _number(row), row["face_date"]
    if number and numbers[number] > 1:
        row.fault("number", "本表中有重复的编号，同一个编号只能给一个人。")
    if grant is None:
        return Outcome(row, row["name"] or "", Effect.FAULTY)
    if (grant.state, grant.number, grant.face_date) == (GrantState.NUMBERED, number, face_date):
        return Outcome(row, grant.person.name, Effect.SAME)
    if grant.state is not GrantState.GRANTED:
        row.fault("name", "已经编过号、发过证或已撤回。编号有误的，请先清除原编号再导入。")
    if number:
        faults = number_faults(number, prefix=grant.site.prefix, level=grant.level, face_date=face_date)
        for fault in faults or reasons_against_reuse(number, used):
            row.fault("number", fault)
    for fault in face_date_faults(face_date, grant.granted_on, clock.today()) if face_date else ():
        row.fault("face_date", fault)
    found = NewNumber(grant, number, face_date) if number and face_date else None
    return Outcome(row, grant.person.name, Effect.NEW, found=found)


def _grant_of(row: Row, known: Mapping[str, list[Grant]], applied: Set[str]) -> Grant | None:
    """The grant that a row means by document and name; where a person has several, also by level and occupation."""
    document, name = normalise_number(row["document_number"] or ""), normalise_name(row["name"] or "")
    grants = known.get(document, [])
    if not (document and name):
        return None
    if not grants:
        passed = "考核没有合格，或者成绩还没有定，不能编号。" if document in applied else ""
        row.fault("document_number", passed or "不在本计划的合格名单里，请核对号码。")
    elif grants[0].person.name != name:
        row.fault("name", "与证件号码登记的姓名不一致，请对照证件核对。")
    else:
        return _one_of(row, grants)
    return None


def _one_of(row: Row, grants: list[Grant]) -> Grant | None:
    parts = parse_number(_number(row))
    of_level = [grant for grant in grants if parts and grant.level is parts.level] or grants
    said = row["occupation"]
    fitting = [grant for grant in of_level if said in {None, occupation_title(grant.occupation_code)}]
    if len(fitting) == 1:
        return fitting[0]
    row.fault("occupation", "此人在本计划有几项合格，请写明是哪个职业。" if fitting else "与认定的职业不符，请核对。")
    return None


def _applicants(group: GrantGroup) -> set[str]:
    """The document numbers of everybody who applied in the plan."""
    if group.batch is None:
        return set()
    query = select(Person).join(Application, Application.person_id == Person.id)
    people = session.scalars(query.where(Application.batch_id == group.batch.id))
    return {normalise_number(person.document_number) for person in people}


def _number(row: Row) -> str:
    return (row["number"] or "").upper()


NUMBERS = imports.register(
    ImportKind(
        name="certificate_numbers",
        title="证书编号",
        columns=COLUMNS,
        endpoint="assessments.certification.list_grants",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
        apply_new=apply_new_rows,
        whole=True,
    )
)
