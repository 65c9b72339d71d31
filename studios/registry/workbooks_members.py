"""Members of studios as a workbook: a row is one person in one studio."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import selectinload

from foundation import audit, imports
from foundation.database import session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome
from foundation.workbooks import Cell, Column, Row
from people.accounts.models import Account
from people.persons.workbooks import DOCUMENT_NUMBER, EMPLOYER, NAME
from studios.registry.models import Studio, StudioMember
from studios.registry.operations_members import MemberFacts, add_member, person_for, refuse_joining
from studios.registry.queries import studios_edited_by
from studios.registry.rules import MEMBER_ROLE_TITLES, MemberRole, StudioState

ROLE_BY_TITLE = {title: role for role, title in MEMBER_ROLE_TITLES.items()}
COLUMNS = (
    Column("studio", "工作室名称", required=True, width=30, note="已登记的名称。", example="陈示强劳模创新工作室"),
    replace(EMPLOYER, key="unit", title="工作室所在单位", note="几个单位有同名工作室的才填。"),
    NAME,
    replace(DOCUMENT_NUMBER, required=False, note="同名或外单位的人才填，文本格式。"),
    Column("role", "分工", width=14, choices=tuple(ROLE_BY_TITLE), note="不填为成员。", example="骨干"),
    Column("duty", "负责的工作", width=24, example="工艺编程"),
    Column("joined_on", "加入日期", Cell.DATE, required=True, width=14, example="2021-03-01"),
)


def check_rows(rows: list[Row], by: Account, context: dict[str, Any]) -> list[Outcome]:
    """What each row would do: a new member, or nothing where he is one."""
    kept = studios_edited_by(by).where(Studio.state == StudioState.ACTIVE).options(selectinload(Studio.members))
    by_name: dict[str, list[Studio]] = {}
    for studio in session.scalars(kept):
        by_name.setdefault(studio.name, []).append(studio)
    seen: dict[tuple[int, int], int] = {}
    return [_outcome(row, _studio(row, by_name), seen) for row in rows]


def apply_row(outcome: Outcome, by: Account, context: dict[str, Any]) -> Applied:
    """Take somebody into the studio."""
    studio, person, facts = outcome.found
    return Applied(add_member(studio, person, facts, by=by))


def undo_row(item: ImportItem, by: Account) -> None:
    """Take the membership back; refused once it has ended."""
    member = session.get(StudioMember, item.record_id)
    if member is None:
        raise Refused("这条记录已不存在。")
    if member.left_on is not None:
        raise Refused("此人已登记退出，不能撤销。")
    audit.record("undo_import", member, by=by)
    session.delete(member)
    session.flush()


def _studio(row: Row, by_name: dict[str, list[Studio]]) -> Studio | None:
    named = by_name.get(row["studio"] or "", [])
    found = [one for one in named if not row["unit"] or one.organisation.name == row["unit"]]
    if len(found) == 1:
        return found[0]
    if row["studio"]:
        many = "不止一个单位有这个名称的工作室，请填写工作室所在单位。"
        row.fault("studio", many if found else "没有这间在册的工作室，或不在您的管理范围；请先登记工作室。")
    return None


def _outcome(row: Row, studio: Studio | None, seen: dict[tuple[int, int], int]) -> Outcome:
    label = row["name"] or ""
    if studio is None or row.faults:
        return Outcome(row, label, Effect.FAULTY)
    role = ROLE_BY_TITLE.get(row["role"] or "", MemberRole.MEMBER)
    facts = MemberFacts(row["joined_on"], role, row["duty"] or "")
    try:
        person = person_for(studio.organisation, label, row["document_number"] or "")
        if (earlier := seen.setdefault((studio.id, person.id), row.number)) != row.number:
            row.fault("name", f"与第 {earlier} 行重复：同一个人在同一间工作室只填一行。")
        if any(one.person_id == person.id and one.left_on is None for one in studio.members):
            return Outcome(row, label, Effect.SAME)
        refuse_joining(studio, person, facts)
    except Refused as refusal:
        row.fault(refusal.field or "name", refusal.message)
        return Outcome(row, label, Effect.FAULTY)
    return Outcome(row, label, Effect.NEW, found=(studio, person, facts))


MEMBERS = imports.register(
    ImportKind(
        name="studio-members",
        title="工作室成员",
        columns=COLUMNS,
        endpoint="studios.registry.list_studios",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
        whole=True,
    )
)
