"""The registration form of 33 columns: whole sheets of applications to one plan, taken in together or not at all."""

import json
from typing import Any

from assessments.applications.importing import Line, check_rows
from assessments.applications.models import Application
from assessments.applications.operations import create_application, submit_application
from assessments.applications.rules import ApplicationState
from assessments.applications.workbooks_columns import COLUMNS
from foundation import audit, imports
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome, refuse_if_changed_since
from foundation.references import references_to
from people.accounts.models import Account
from people.persons.models import Person
from people.persons.operations import differs
from people.persons.workbooks import apply_row as apply_person
from people.persons.workbooks import undo_row as undo_person


def apply_row(outcome: Outcome, by: Account, _context: dict[str, Any]) -> Applied:
    """Put the person on record or up to date and apply for him; what the records do not bear out stays a draft."""
    line: Line = outcome.found
    person, registered = _on_record(outcome, by)
    application = create_application(
        line.item,
        person,
        organisation=person.employer,
        kind=line.kind,
        condition=line.condition,
        particulars=line.particulars,
        by=by,
    )
    if line.proved:
        submit_application(application, by=by)
    return Applied(application, {"person": registered})


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


def _on_record(outcome: Outcome, by: Account) -> tuple[Person, dict[str, Any] | None]:
    """The person of a row, and what was done to his record, in the words of an import item."""
    line: Line = outcome.found
    if line.person is not None and (line.facts is None or not differs(line.person, line.facts)):
        return line.person, None
    applied = apply_person(Outcome(outcome.row, "", Effect.CHANGED, found=(line.facts, line.person)), by, {})
    person = session.get_one(Person, applied.record.id)
    before = None if applied.before is None else json.dumps(applied.before, ensure_ascii=False)
    return person, {"record_id": person.id, "record_version": person.row_version, "before": before}


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
        whole=True,
    )
)
