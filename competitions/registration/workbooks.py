"""Entries as workbooks: the sheet that a unit fills in, its import and undo, and the export of a list."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from competitions.registration.importing import PART_BY_TITLE, Document, EntryPlan, Line, check_entries
from competitions.registration.models import Entry, EntryMember
from competitions.registration.quotas import free_places, take_places
from competitions.registration.rules import ENTRY_STATE_TITLES, PART_TITLES, EntryState, award_bar
from foundation import audit, clock, imports
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome, refuse_if_changed_since
from foundation.workbooks import Cell, Column
from people.accounts.models import Account
from people.persons.models import Person
from people.persons.operations import add_persons, differs
from people.persons.rules import DOCUMENT_TITLES, mask_identity, mask_phone
from people.persons.workbooks import DOCUMENT_KIND, DOCUMENT_NUMBER, NAME, OCCUPATION, PHONE
from people.persons.workbooks import apply_row as apply_person
from people.persons.workbooks import undo_row as undo_person

COLUMNS = (
    Column("event", "赛项", required=True, width=22, note="与竞赛通知里的赛项名称完全一致。", example="焊工"),
    Column("category", "组别", width=12, note="赛项只有一个组别时可以不填。", example="职工组"),
    NAME,
    DOCUMENT_KIND,
    DOCUMENT_NUMBER,
    replace(PHONE, title="手机号"),
    replace(OCCUPATION, title="职业代码", note="职业分类大典的编码或名称，可以不填。", example="6-18-02-04"),
    Column("post", "职务/岗位", width=16, example="焊接班组长"),
    Column("team", "队名", width=16, note="双人赛、团体赛填写；同队的队名要一致。", example="奋进队"),
    Column("part", "角色", width=10, choices=tuple(PART_BY_TITLE), note="不填为选手。", example="选手"),
)
EXPORT_COLUMNS = (
    Column("competition", "竞赛", width=30),
    Column("event", "赛项", width=20),
    Column("category", "组别", width=12),
    Column("organisation", "单位", width=28),
    Column("title", "选手或队名", width=16),
    Column("name", "姓名", width=12),
    Column("part", "角色", width=8),
    Column("document_kind", "证件类型", width=14),
    Column("document_number", "证件号码", width=22),
    Column("phone", "手机号", width=14),
    Column("state", "状态", width=12),
    Column("submitted_at", "提交时间", Cell.DATE, width=18),
    Column("review_comment", "审核意见", width=30),
    Column("award_barred", "不受奖原因", width=30),
)


def apply_entry(outcome: Outcome, by: Account, _context: dict[str, Any]) -> Applied:
    """Put the person of a row on record or up to date, and with a team's first row enter the whole team."""
    plan, line = outcome.found
    if outcome.effect is Effect.CHANGED:
        return Applied(_on_record(line, by), {"person": line.registered})
    if plan.entered is None and plan.tried:
        raise Refused("同队的另一行没有办成，全队没有导入。")
    plan.tried = True
    return apply_new_entries([outcome], by)[0]


def apply_new_entries(outcomes: list[Outcome], by: Account) -> list[Applied]:
    """Enter the plans of many rows at once, each plan with the first of its rows that comes."""
    plans = list({id(plan): plan for plan, _ in (outcome.found for outcome in outcomes) if not plan.entered}.values())
    people = _all_on_record([line for plan in plans for line in plan.lines], by)
    for event, number in Counter(plan.event for plan in plans).items():
        take_places(event, plans[0].organisation, number)
    entries = [_entry_of(plan, people) for plan in plans]
    session.add_all(entries)
    audit.record_all("submit_entry", entries, by=by)
    for plan, entry in zip(plans, entries, strict=True):
        plan.entered = entry
        for line in plan.lines:
            line.known[line.document] = people[line.document]
    return [Applied(plan.entered, {"person": line.registered}) for plan, line in (one.found for one in outcomes)]


def undo_entry(item: ImportItem, by: Account) -> None:
    """Take an entry out again, and its person where nothing else rests on him; refused once the entry was touched."""
    kept = item.before_values() or {}
    entry = session.get(Entry, item.record_id) if item.effect is Effect.NEW else None
    if entry is not None:
        refuse_if_changed_since(item, lock(entry).row_version)
        if entry.state is not EntryState.SUBMITTED:
            raise Refused("这份报名已经审核或撤回，不能撤销导入。")
        free_places(entry.event, entry.organisation)
        audit.record("undo_import", entry, by=by)
        session.delete(entry)
        session.flush()
    if kept.get("person"):
        _undo_person(kept["person"], by)


def export_rows(entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    """Entries as rows of an export, one for each member; identity numbers and phones masked."""
    for entry in entries:
        for member in entry.members:
            yield {
                "competition": entry.event.competition.audit_label,
                "event": entry.event.title,
                "category": entry.category.title,
                "organisation": entry.organisation.name,
                "title": entry.title,
                "name": member.person.name,
                "part": PART_TITLES[member.part],
                "document_kind": DOCUMENT_TITLES[member.person.document_kind],
                "document_number": mask_identity(member.person.document_number),
                "phone": mask_phone(member.person.phone),
                "state": ENTRY_STATE_TITLES[entry.state],
                "submitted_at": entry.submitted_at,
                "review_comment": entry.review_comment,
                "award_barred": entry.award_barred,
            }


def _entry_of(plan: EntryPlan, people: Mapping[Document, Person]) -> Entry:
    entry = Entry(
        event=plan.event,
        category=plan.category,
        organisation=plan.organisation,
        title=plan.title,
        state=EntryState.SUBMITTED,
        submitted_at=clock.now(),
        award_barred=award_bar([line.contestant for line in plan.lines], plan.requirements),
    )
    for line in plan.lines:
        member = EntryMember(person=people[line.document], part=line.part, active_event_id=plan.event.id)
        entry.members.append(member)
    return entry


def _all_on_record(lines: Sequence[Line], by: Account) -> dict[Document, Person]:
    """The persons of these lines by document: those not on record yet are put there together, the rest one by one."""
    new: dict[Document, Line] = {}
    people: dict[Document, Person] = {}
    for line in lines:
        if line.person is None and line.document not in line.known:
            new.setdefault(line.document, line)
        else:
            people[line.document] = _on_record(line, by)
    for line, person in zip(new.values(), add_persons([line.facts for line in new.values()], by=by), strict=True):
        people[line.document] = person
        line.registered = {"record_id": person.id, "record_version": person.row_version, "before": None}
    return people


def _on_record(line: Line, by: Account) -> Person:
    """The person of a line, who is on record, up to date."""
    person = line.person or line.known[line.document]
    if not differs(person, line.facts):
        return person
    applied = apply_person(Outcome(line.row, "", Effect.CHANGED, found=(line.facts, person)), by, {})
    before = json.dumps(applied.before, ensure_ascii=False)
    line.registered = {"record_id": person.id, "record_version": person.row_version, "before": before}
    return person


def _undo_person(kept: dict[str, Any], by: Account) -> None:
    """As far as it can be undone: a person whom something else rests on by now stays as he is."""
    try:
        undo_person(ImportItem(**kept), by)
    except Refused:
        return


ENTRIES = imports.register(
    ImportKind(
        name="entries",
        title="报名表",
        columns=COLUMNS,
        endpoint="competitions.registration.list_entries",
        check=check_entries,
        apply=apply_entry,
        apply_new=apply_new_entries,
        undo=undo_entry,
    )
)
