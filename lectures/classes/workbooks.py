"""Enrolments as a workbook: a row is one worker who joins the class."""

from dataclasses import replace
from typing import Any

from foundation import audit, imports
from foundation.database import fetch, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome
from foundation.references import references_to
from foundation.workbooks import Row
from lectures.classes.models import ClassEnrolment, TrainingClass
from lectures.classes.operations import enrol_persons
from lectures.classes.queries import classes_visible_to, enrolments_in, persons_for
from people.accounts.models import Account
from people.persons.models import Person
from people.persons.queries import find_persons
from people.persons.rules import DocumentKind, normalise_name, normalise_number
from people.persons.workbooks import DOCUMENT_BY_TITLE, DOCUMENT_KIND, DOCUMENT_NUMBER, NAME

COLUMNS = (
    NAME,
    DOCUMENT_KIND,
    replace(DOCUMENT_NUMBER, note="18 位，文本格式；按证件号码找到系统里的职工。"),
)


def check_rows(rows: list[Row], by: Account, context: dict[str, Any]) -> list[Outcome]:
    """What each row would do: a new enrolment, or nothing for who is in the class."""
    training_class = _class_in(context, by)
    inside = {one.person_id for one in session.scalars(enrolments_in(training_class))}
    found = find_persons([_document(row) for row in rows if row["document_number"]])
    named = [person.id for person in found.values()]
    own = set(session.scalars(persons_for(training_class, by).where(Person.id.in_(named))))
    seen: dict[int, int] = {}
    outcomes = []
    for row in rows:
        person = found.get(_document(row))
        if person is None or person not in own or normalise_name(row["name"] or "") != person.name:
            row.fault("document_number", "您的单位里没有这个证件号码和姓名的职工，请先在“人员”里核对。")
            outcomes.append(Outcome(row, row["name"] or "", Effect.FAULTY))
            continue
        if (earlier := seen.setdefault(person.id, row.number)) != row.number:
            row.fault("document_number", f"与第 {earlier} 行重复：同一个人只填一行。")
        effect = Effect.SAME if person.id in inside else Effect.NEW
        outcomes.append(Outcome(row, person.name, effect, found=person))
    return outcomes


def apply_row(outcome: Outcome, by: Account, context: dict[str, Any]) -> Applied:
    """Let somebody in."""
    return Applied(enrol_persons(_class_in(context, by), [outcome.found], by=by)[0])


def undo_row(item: ImportItem, by: Account) -> None:
    """Take the enrolment back; refused once something rests on it."""
    enrolment = session.get(ClassEnrolment, item.record_id)
    if enrolment is None:
        raise Refused("这条记录已不存在。")
    if enrolment.completed is not None or references_to(enrolment):
        raise Refused("已登记请假或评定结业，不能撤销，请改为退班。")
    audit.record("undo_import", enrolment, by=by)
    session.delete(enrolment)
    session.flush()


def _class_in(context: dict[str, Any], by: Account) -> TrainingClass:
    return fetch(classes_visible_to(by).where(TrainingClass.id == context["class_id"]))


def _document(row: Row) -> tuple[DocumentKind, str]:
    kind = DOCUMENT_BY_TITLE.get(row["document_kind"] or "", DocumentKind.RESIDENT)
    return kind, normalise_number(row["document_number"] or "")


ENROLMENTS = imports.register(
    ImportKind(
        name="class-enrolments",
        title="培训班学员",
        columns=COLUMNS,
        endpoint="lectures.classes.show_class",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
        whole=True,
    )
)
