"""A roll as a workbook: its columns are the facts of the kind, under the names that its texts quote them by.

Who is named with an identity number, and is on record where the officer may read, becomes the holder: the certificate
then stands under 我的证书. The number is kept only where the kind prints it.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from certificates.issuing.models_rolls import Roll, RollLine
from certificates.issuing.operations_rolls import keep_lines, open_roll
from certificates.issuing.queries_rolls import kinds_on_rolls, shared_facts
from certificates.kinds import all_kinds, facts_from_json
from certificates.kinds.fields import SHARED, FactField, fact_fields, names_a_person
from certificates.kinds.wording import in_words
from foundation import audit, clock, imports
from foundation.database import session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome
from foundation.secrets import keyed_hash
from foundation.workbooks import Cell, Column, Row
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import within
from people.persons.models import Person
from people.persons.queries import find_persons
from people.persons.rules import (
    DOCUMENT_TITLES,
    DocumentKind,
    doubts_about_name,
    identity_faults,
    normalise_name,
    normalise_number,
    notes_on_rare_characters,
    reasons_against_name,
)

CELLS = {date: Cell.DATE, int: Cell.NUMBER}
SEPARATORS = re.compile("[、，,；;]")
KIND_BY_TITLE = {title: kind for kind, title in DOCUMENT_TITLES.items()}
UNIT = Column("unit", "所在单位", width=30, note="与系统中的组织名称一致的，由该单位领取；不填为发证单位。")
PERSON_COLUMNS = (
    Column("document_type", "证件类型", width=18, choices=tuple(KIND_BY_TITLE), note="不填为居民身份证。"),
    Column(
        "identity_number",
        "证件号码",
        Cell.CODE,
        width=24,
        note="选填，文本格式。填了才能把证书放进本人的“我的证书”；号码不印在证书上，也不保存。",
    ),
)
Document = tuple[DocumentKind, str]


@dataclass(frozen=True)
class LineFacts:
    """What a row without faults says."""

    roll: Roll
    holder: Person | None
    holder_name: str
    organisation: Organisation
    facts: dict[str, Any]
    fingerprint: str


def columns_of(kind_code: str) -> tuple[Column, ...]:
    """The columns of a kind's workbook, with the kind's own example."""
    own = tuple(_column(kind_code, field) for field in typed_fields(kind_code))
    known = {column.key for column in own}
    more = PERSON_COLUMNS if names_a_person(kind_code) else ()
    unit = () if "organisation" in known or "holder" in all_kinds()[kind_code].LABELS else (UNIT,)
    return own + tuple(column for column in more if column.key not in known) + unit


def typed_fields(kind_code: str) -> list[FactField]:
    """The facts that are different on each certificate; the holder first."""
    fields = [field for field in fact_fields(kind_code) if field.name not in SHARED]
    return sorted(fields, key=lambda field: field.name not in {"holder", "holders"})


def check_roll(rows: list[Row], by: Account, context: dict[str, Any]) -> list[Outcome]:
    """What each row would put on the roll."""
    roll = open_roll(session.get_one(Roll, context["roll_id"]))
    reader = RowReader(roll, rows, by)
    return [reader.outcome(row) for row in rows]


class RowReader:
    """Reads the rows of one sheet: looks up all persons, units and known lines at once, marks what is wrong."""

    def __init__(self, roll: Roll, rows: list[Row], by: Account) -> None:
        self.roll, self.by = roll, by
        self.personal = names_a_person(roll.kind)
        self.printed = typed_fields(roll.kind)
        known = find_persons([document for row in rows if (document := self._document(row))])
        readable = {key for key, one in known.items() if by.may_at(Permission.PERSON_READ, one.organisation_path)}
        self.persons = {key: known[key] for key in readable}
        names = {self._unit(row) for row in rows}
        mine = within(by.scope(Permission.CERTIFICATE_ISSUE))
        units = session.scalars(select(Organisation).where(mine, Organisation.name.in_(names)))
        self.units = {unit.name: unit for unit in units}
        lines = select(RollLine.fingerprint).where(RollLine.roll_id == roll.id)
        self.made = set(session.scalars(lines))
        self.seen: dict[str, int] = {}

    def outcome(self, row: Row) -> Outcome:
        """What one row would do."""
        document = self._document(row)
        facts = {field.name: value for field in self.printed if (value := _value(row, field)) not in (None, ())}
        name = in_words(facts.get("holder") or facts.get("holders") or "")
        self._judge(row, document, facts)
        person = self.persons.get(document) if document else None
        if person is not None and person.name != name:
            row.fault("holder", "与系统里这个证件号码的姓名不同，请核对姓名和号码。")
        if document and person is None:
            row.notice("identity_number", "系统里没有您能看到的这个人，证书照做；本人可凭领取条领取电子证书。")
        line = None if row.faults else self._line(row, person, name, facts)
        effect = Effect.SAME if line and line.fingerprint in self.made else Effect.NEW
        return Outcome(row, name, effect, found=line)

    def _line(self, row: Row, person: Person | None, name: str, facts: dict[str, Any]) -> LineFacts | None:
        stored = {key: value.isoformat() if isinstance(value, date) else value for key, value in facts.items()}
        try:
            facts_from_json(self.roll.kind, stored | shared_facts(self.roll))
        except Refused as refusal:
            row.fault("", refusal.message)
            return None
        key = json.dumps([stored, self._document(row) or ""], ensure_ascii=False, sort_keys=True)
        fingerprint = keyed_hash(key)
        earlier = self.seen.setdefault(fingerprint, row.number)
        if earlier != row.number:
            row.fault("", f"与第 {earlier} 行完全相同，同一张证书只填一行。")
        named = self._unit(row)
        unit = self.units.get(named) or (person.employer if person else None) or self.roll.organisation
        if named and named != unit.name:
            row.notice("", f"“{named}”不是系统里的组织名称，证书由{unit.name}领取；不对的请填“组织”页面上的全称。")
        return LineFacts(self.roll, person, name, unit, stored, fingerprint)

    def _judge(self, row: Row, document: Document | None, facts: dict[str, Any]) -> None:
        if document:
            for fault in identity_faults(*document, clock.today()):
                row.fault("identity_number", fault)
        if self.personal and facts.get("holder"):
            for reason in reasons_against_name(facts["holder"]):
                row.fault("holder", reason)
            for doubt in (*doubts_about_name(facts["holder"]), *notes_on_rare_characters(facts["holder"])):
                row.notice("holder", doubt)
        last = "ends_on" if "ends_on" in facts else "valid_until"
        if facts.get("starts_on") and facts.get(last) and facts[last] < facts["starts_on"]:
            row.fault(last, "早于开始的日期，请核对。")

    def _document(self, row: Row) -> Document | None:
        number = row["identity_number"]
        kind = KIND_BY_TITLE.get(row["document_type"] or "", DocumentKind.RESIDENT)
        return (kind, normalise_number(number)) if number else None

    def _unit(self, row: Row) -> str:
        """The words that say which unit the certificate is for."""
        own = row["holder"] if "holder" in all_kinds()[self.roll.kind].LABELS else ""
        return str(row["unit"] or row["organisation"] or own or "")


def apply_lines(outcomes: list[Outcome], by: Account) -> list[Applied]:
    """Put the rows on their roll."""
    lines = [_line_of(outcome.found) for outcome in outcomes]
    keep_lines(lines, by=by)
    return [Applied(line) for line in lines]


def apply_line(outcome: Outcome, by: Account, _context: dict[str, Any]) -> Applied:
    """Put one row on its roll."""
    return apply_lines([outcome], by)[0]


def undo_line(item: ImportItem, by: Account) -> None:
    """Take the line of a row off its roll again; refused once its certificate was made."""
    line = session.get(RollLine, item.record_id)
    if line is not None:
        open_roll(line.roll)
        audit.record("undo_import", line, by=by)
        session.delete(line)
        session.flush()


def _line_of(found: LineFacts) -> RollLine:
    pictured = all_kinds()[found.roll.kind].PHOTO and found.holder is not None
    return RollLine(
        roll=found.roll,
        holder=found.holder,
        holder_name=found.holder_name,
        organisation=found.organisation,
        facts=found.facts,
        photo=found.holder.photo if pictured and found.holder else None,
        fingerprint=found.fingerprint,
    )


def _column(kind_code: str, field: FactField) -> Column:
    example = getattr(all_kinds()[kind_code].EXAMPLE, field.name)
    private = field.private
    note = "多个人以顿号隔开。" if field.type == tuple[str, ...] else ""
    return Column(
        field.name,
        field.title,
        Cell.CODE if private else CELLS.get(field.type, Cell.TEXT),
        required=field.required,
        width=24 if private else 20,
        note="文本格式，印在证书上，加密保存。" if private else note,
        choices=field.choices,
        example=example.isoformat() if isinstance(example, date) else in_words(example),
    )


def _value(row: Row, field: FactField) -> Any:
    value = row[field.name]
    if value is None or field.type in CELLS:
        return value
    if field.type is not str:
        return tuple(normalise_name(part) for part in SEPARATORS.split(value) if part.strip())
    if field.private:
        return normalise_number(value)
    return normalise_name(value) if field.name == "holder" else value


def _register(kinds: Sequence[str]) -> dict[str, ImportKind]:
    return {
        code: imports.register(
            ImportKind(
                name=f"roll-{code}",
                title=f"发证名单（{all_kinds()[code].NAME}）",
                columns=columns_of(code),
                endpoint="certificates.issuing.show_roll",
                check=check_roll,
                apply=apply_line,
                apply_new=apply_lines,
                undo=undo_line,
            )
        )
        for code in kinds
    }


ROLLS = _register(list(kinds_on_rolls()))
"""What a workbook of each kind means, by the kind's code."""
