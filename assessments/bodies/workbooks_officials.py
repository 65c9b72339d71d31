"""Those who work for a body as a workbook: a row is one person in one role."""

from dataclasses import replace
from datetime import date
from typing import Any

from assessments.bodies.models import AssessmentBody, Official
from assessments.bodies.operations_officials import OfficialFacts, add_official, edit_official
from assessments.bodies.queries import officials_of
from assessments.bodies.rules import OFFICIAL_ROLE_TITLES, OfficialRole
from assessments.bodies.rules_scope import read_levels
from foundation import audit, imports
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome, refuse_if_changed_since
from foundation.references import references_to
from foundation.workbooks import Cell, Column, Row
from people.accounts.models import Account
from people.persons.models import Person
from people.persons.occupations import find_occupation
from people.persons.queries import find_persons
from people.persons.rules import DocumentKind, Level, normalise_name, normalise_number
from people.persons.workbooks import DOCUMENT_BY_TITLE, DOCUMENT_KIND, DOCUMENT_NUMBER, NAME

ROLE_BY_TITLE = {title: role for role, title in OFFICIAL_ROLE_TITLES.items()}
COLUMNS = (
    NAME,
    DOCUMENT_KIND,
    replace(DOCUMENT_NUMBER, note="18 位，文本格式；按证件号码找到系统里的人。"),
    Column("role", "身份", required=True, width=18, choices=tuple(ROLE_BY_TITLE), example="考评员"),
    Column("card_number", "证卡编号", Cell.CODE, width=18, note="文本格式。", example="示考00001"),
    Column("valid_from", "有效期起", Cell.DATE, required=True, width=14, example="2025-01-01"),
    Column("valid_to", "有效期止", Cell.DATE, required=True, width=14, note="当天仍有效。", example="2027-12-31"),
    Column(
        "occupations", "职业", width=36, note="编码或名称，几个职业用“、”分开；考评员和专家必填。", example="白酒酿造工"
    ),
    Column("levels", "等级", width=22, note="如“五级至三级”；考评员和专家必填。", example="五级至三级"),
)


def check_rows(rows: list[Row], by: Account, context: dict[str, Any]) -> list[Outcome]:
    """What each row would do to the list of the body in `context`."""
    body = session.get_one(AssessmentBody, context["body_id"])
    listed = {(official.person_id, official.role): official for official in session.scalars(officials_of(body))}
    persons = find_persons([_document(row) for row in rows if row["document_number"]])
    seen: dict[tuple[int, OfficialRole], int] = {}
    outcomes = []
    for row in rows:
        person, facts = _person(row, persons), _facts(row)
        if person is None or facts is None:
            outcomes.append(Outcome(row, row["name"] or "", Effect.FAULTY))
            continue
        if (earlier := seen.setdefault((person.id, facts.role), row.number)) != row.number:
            row.fault("document_number", f"与第 {earlier} 行重复：同一个人的同一身份只填一行。")
        official = listed.get((person.id, facts.role))
        effect = Effect.NEW if official is None else Effect.SAME if facts.same_as(official) else Effect.CHANGED
        outcomes.append(Outcome(row, person.name, effect, found=(person, facts, official)))
    return outcomes


def apply_row(outcome: Outcome, by: Account, context: dict[str, Any]) -> Applied:
    """Put somebody on the list, or bring his card up to date."""
    person, facts, official = outcome.found
    if official is None:
        body = session.get_one(AssessmentBody, context["body_id"])
        return Applied(add_official(body, person, facts, by=by))
    before = {
        "valid_from": official.valid_from.isoformat(),
        "valid_to": official.valid_to.isoformat(),
        "card_number": official.card_number,
        "scope": official.scope,
        "active": official.active,
    }
    return Applied(edit_official(official, facts, by=by, version=None), before)


def undo_row(item: ImportItem, by: Account) -> None:
    """Take somebody off the list again, or restore his card; refused once it was changed or he was put on duty."""
    official = session.get(Official, item.record_id)
    if official is None:
        raise Refused("这条记录已不存在。")
    refuse_if_changed_since(item, lock(official).row_version)
    before = item.before_values()
    if before is not None:
        edit_official(official, _facts_of(official.role, before), by=by, version=None)
        return
    if references_to(official):
        raise Refused("此人已被安排考务，不能撤销。")
    audit.record("undo_import", official, by=by)
    session.delete(official)
    session.flush()


def _document(row: Row) -> tuple[DocumentKind, str]:
    kind = DOCUMENT_BY_TITLE.get(row["document_kind"] or "", DocumentKind.RESIDENT)
    return kind, normalise_number(row["document_number"])


def _person(row: Row, persons: dict[tuple[DocumentKind, str], Person]) -> Person | None:
    if not row["document_number"] or not row["name"]:
        return None
    person = persons.get(_document(row))
    if person is None or person.name != normalise_name(row["name"]):
        row.fault("document_number", "系统里没有这个证件号码和姓名的人。请核对，或先在“人员”里登记。")
        return None
    return person


def _facts(row: Row) -> OfficialFacts | None:
    role, levels = ROLE_BY_TITLE.get(row["role"] or ""), _levels(row)
    codes = _occupation_codes(row)
    if role is None or not row["valid_from"] or not row["valid_to"] or row.faults:
        return None
    if codes and not levels:
        row.fault("levels", "填写了职业，也请填写等级。")
        return None
    scope = [(code, levels) for code in codes]
    facts = OfficialFacts(role, row["valid_from"], row["valid_to"], row["card_number"] or "", scope)
    for fault in facts.faults():
        row.fault("levels" if scope else "occupations", fault)
    return None if row.faults else facts


def _levels(row: Row) -> list[Level]:
    try:
        return read_levels(row["levels"] or "")
    except ValueError:
        row.fault("levels", "等级的写法不认识，请写成“五级、四级、三级”或“五级至三级”。")
        return []


def _occupation_codes(row: Row) -> list[str]:
    titles = [title for title in (row["occupations"] or "").replace("，", "、").split("、") if title.strip()]
    found = [find_occupation(title) for title in titles]
    if None in found:
        row.fault("occupations", "有的职业在职业分类大典里没有，请核对编码或名称。")
    return list(dict.fromkeys(one.code for one in found if one))


def _facts_of(role: OfficialRole, before: dict[str, Any]) -> OfficialFacts:
    scope = [(line["occupation_code"], [Level(level) for level in line["levels"]]) for line in before["scope"]]
    days = (date.fromisoformat(before["valid_from"]), date.fromisoformat(before["valid_to"]))
    return OfficialFacts(role, *days, before["card_number"], scope, before["active"])


OFFICIALS = imports.register(
    ImportKind(
        name="assessment-officials",
        title="考评督导人员",
        columns=COLUMNS,
        endpoint="assessments.bodies.list_officials",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
    )
)
