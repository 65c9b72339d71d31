"""The registration form of 33 columns: whole sheets of applications to one plan, taken in together or not at all."""

import json
from typing import Any

from assessments.applications.importing import Line, check_rows
from assessments.applications.models import Application
from assessments.applications.operations import NewApplication, create_applications, submit_applications
from assessments.applications.rules import ApplicationState
from assessments.applications.workbooks_columns import COLUMNS
from foundation import audit, imports
from foundation.database import lock, lock_all, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome, refuse_if_changed_since
from foundation.references import references_to
from people.accounts.models import Account
from people.persons.models import Person
from people.persons.operations import add_persons, differs
from people.persons.workbooks import apply_row as apply_person
from people.persons.workbooks import undo_row as undo_person

OnRecord = tuple[Person, dict[str, Any] | None]
"""The person of a row, and what was done to his record, in the words of an import item."""


def apply_row(outcome: Outcome, by: Account, _context: dict[str, Any]) -> Applied:
    """Put the person on record or up to date and apply for him; what the records do not bear out stays a draft."""
    (applied,) = _apply_for([outcome], [_on_record(outcome, by)], by)
    return applied


def apply_new_rows(outcomes: list[Outcome], by: Account) -> list[Applied]:
    """As `apply_row`, for many rows at once: persons who are not on record yet are put there together."""
    lock_all([outcome.found.item for outcome in outcomes])  # before the persons, as whoever hands in does
    new = [outcome.found.facts for outcome in outcomes if outcome.found.person is None]
    added = iter(add_persons(new, by=by))
    people = [
        _on_record(outcome, by) if outcome.found.person else _registered(next(added), None) for outcome in outcomes
    ]
    return _apply_for(outcomes, people, by)


def undo_row(item: ImportItem, by: Account) -> None:
    """Take an application out again, and its person where nothing else rests on him; refused once it was touched."""
    application = session.get(Application, item.record_id)
    if application is None:
        raise Refused("这份申报已不存在。")
    refuse_if_changed_since(item, lock(application).row_version)
    if application.state not in {ApplicationState.DRAFT, ApplicationState.SUBMITTED} or references_to(application):
        raise Refused("这份申报已经审核、撤回或补交了材料，不能撤销导入。")
    audit.record("undo_import", application, by=by)
    session.delete(application)
    session.flush()
    registered = (item.before_values() or {}).get("person")
    if registered:
        _undo_person(registered, by)


def _apply_for(outcomes: list[Outcome], people: list[OnRecord], by: Account) -> list[Applied]:
    lines: list[Line] = [outcome.found for outcome in outcomes]
    new = [
        NewApplication(line.item, person, person.employer, line.kind, line.condition, line.particulars)
        for line, (person, _) in zip(lines, people, strict=True)
    ]
    applications = create_applications(new, by=by)
    if proved := [application for application, line in zip(applications, lines, strict=True) if line.proved]:
        submit_applications(proved, by=by)
    return [Applied(one, {"person": done}) for one, (_, done) in zip(applications, people, strict=True)]


def _on_record(outcome: Outcome, by: Account) -> OnRecord:
    line: Line = outcome.found
    if line.person is not None and (line.facts is None or not differs(line.person, line.facts)):
        return line.person, None
    applied = apply_person(Outcome(outcome.row, "", Effect.CHANGED, found=(line.facts, line.person)), by, {})
    person = session.get_one(Person, applied.record.id)
    return _registered(person, applied.before)


def _registered(person: Person, before: dict[str, Any] | None) -> OnRecord:
    told = None if before is None else json.dumps(before, ensure_ascii=False)
    return person, {"record_id": person.id, "record_version": person.row_version, "before": told}


def _undo_person(registered: dict[str, Any], by: Account) -> None:
    """As far as it can be undone: a person whom something else rests on by now stays as he is."""
    try:
        undo_person(ImportItem(**registered), by)
    except Refused:
        return


APPLICATIONS = imports.register(
    ImportKind(
        name="assessment-applications",
        title="认定报名表",
        columns=COLUMNS,
        endpoint="assessments.applications.list_applications",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
        apply_new=apply_new_rows,
        whole=True,
    )
)
