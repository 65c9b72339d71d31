"""Registering persons and changing what is known of them. One person, one record, whoever registers at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from foundation import audit, clock
from foundation.audit import Actor
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.secrets import keyed_hash
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.persons.models import Employment, Person, SkillLevel
from people.persons.queries import document_hash, find_person, open_employment
from people.persons.rules import (
    DocumentKind,
    Level,
    Sex,
    birth_date_faults,
    birth_date_of,
    identity_faults,
    normalise_name,
    normalise_number,
    phone_faults,
    reasons_against_name,
    sex_of,
)
from people.persons.spelling import spell

if TYPE_CHECKING:
    from people.accounts.models import Account


@dataclass(frozen=True)
class PersonFacts:
    """What somebody says of a person. None and "" mean "not said": an upsert keeps what is known."""

    name: str
    document_kind: DocumentKind
    document_number: str
    employer: Organisation | None = None
    phone: str | None = None
    sex: Sex | None = None
    birth_date: date | None = None
    occupation_code: str = ""
    post: str = ""
    since: date | None = None

    def faults(self) -> dict[str, list[str]]:
        """What is wrong, by field; empty if nothing is."""
        number = normalise_number(self.document_number)
        today = clock.today()
        born = birth_date_of(self.document_kind, number) or self.birth_date
        found = {
            "name": reasons_against_name(normalise_name(self.name)),
            "document_number": identity_faults(self.document_kind, number, today),
            "phone": phone_faults(self.phone) if self.phone else [],
            "birth_date": birth_date_faults(born, today) if born == self.birth_date and born else [],
            "since": ["入职日期在今天之后，请核对。"] if self.since and self.since > today else [],
        }
        if born is None and not found["document_number"]:
            found["birth_date"] = ["这种证件不载明出生日期，请填写。"]
        elif self.birth_date and born != self.birth_date:
            found["birth_date"] = ["与证件号码里的出生日期不一致，请核对。"]
        return {field: reasons for field, reasons in found.items() if reasons}

    def values(self) -> dict[str, Any]:
        """The columns of the record that are said."""
        number = normalise_number(self.document_number)
        said = {
            "name": normalise_name(self.name),
            "phone": self.phone,
            "sex": sex_of(self.document_kind, number) or self.sex,
            "birth_date": birth_date_of(self.document_kind, number) or self.birth_date,
            "occupation_code": self.occupation_code,
        }
        return {field: value for field, value in said.items() if value not in (None, "")}


def upsert_person(facts: PersonFacts, *, by: "Account") -> Person:
    """The record of this person, made or brought up to date. Never two for one document, also under concurrency.

    Raises `Refused` if the facts are wrong or the person belongs to a unit that `by` does not serve.
    """
    _refuse_faults(facts)
    found = find_person(facts.document_kind, facts.document_number)
    if found is None:
        try:
            with session.begin_nested():
                [person] = add_persons([facts], by=by)
            return person
        except IntegrityError:  # somebody else has just registered this person
            found = find_person(facts.document_kind, facts.document_number)
            if found is None:
                raise
    return update_person(lock(found), facts, by=by)


def add_persons(many: Sequence[PersonFacts], *, by: "Account") -> list[Person]:
    """Register persons who are known not to be registered, all at once. Raises `IntegrityError` if one is by now."""
    persons = [_new_person(facts, by) for facts in many]
    session.add_all(persons)
    audit.record_all("create_person", persons, by=by)
    if persons:
        session.execute(
            insert(Employment),
            [_first_employment(person, facts) for person, facts in zip(persons, many, strict=True)],
        )
    return persons


def create_person(facts: PersonFacts, *, by: "Account") -> Person:
    """Register somebody who is not registered yet."""
    _refuse_faults(facts)
    known = find_person(facts.document_kind, facts.document_number)
    if known is not None:
        where = known.employer.name if known.employer and may_edit(known, by) else "其他单位"
        raise Refused(f"这个证件号码已登记（{where}），一个人只登记一次。", field="document_number")
    return upsert_person(facts, by=by)


def edit_person(person: Person, facts: PersonFacts, *, by: "Account", version: int | None) -> Person:
    """Change what is known; the document itself may be corrected to one that nobody else has."""
    person = lock(person)
    person.expect_version(version)
    _refuse_faults(facts)
    known = find_person(facts.document_kind, facts.document_number)
    if known is not None and known.id != person.id:
        raise Refused("这个证件号码是另一个人的。如果是同一个人登记了两次，请用“合并”。", field="document_number")
    person.phone = facts.phone
    person.occupation_code = facts.occupation_code
    return update_person(person, facts, by=by)


def update_person(person: Person, facts: PersonFacts, *, by: "Account") -> Person:
    """Bring a record up to date with what is said; nothing said differently, nothing happens."""
    _refuse_outside(person, facts, by)
    _set_values(person, facts)
    changes = audit.pending_changes(person)
    moves = facts.employer is not None and facts.employer.id != person.employer_id
    if changes and not moves:
        person.expect_version(None)
    if moves:
        changes["employer_id"] = (person.employer_id, facts.employer.id if facts.employer else None)
        change_employer(person, facts.employer, since=facts.since, post=facts.post)
    if changes:
        audit.record("edit_person", person, by=by, changes=changes)
    return person


def differs(person: Person, facts: PersonFacts) -> bool:
    """Whether `update_person` would change anything."""
    moves = facts.employer is not None and facts.employer.id != person.employer_id
    return moves or any(getattr(person, field) != value for field, value in facts.values().items())


def change_employer(
    person: Person, employer: Organisation | None, *, since: date | None = None, post: str = ""
) -> None:
    """End the present employment the day before `since` (today) and begin the new one; no employer: only end it."""
    since = since or clock.today()
    present = open_employment(person)
    if present is not None:
        present.ends = max(present.begins, since - timedelta(days=1))
    if employer is not None:
        session.add(Employment(person=person, organisation=employer, begins=since, post=post))
    person.employer = employer
    person.expect_version(None)


def unmask_person(person: Person, *, by: "Account") -> tuple[str, str | None]:
    """The identity number and the phone in clear; who looked is written down."""
    if not by.may_at(Permission.PERSON_UNMASK, person.organisation_path):
        raise NotAllowed
    audit.record("unmask_person", person, by=by)
    return person.document_number, person.phone


def add_skill_level(
    person: Person, occupation_code: str, level: Level, certificate_number: str, awarded: date | None, *, by: "Account"
) -> SkillLevel:
    """Write down a skill level that the person holds."""
    refuse_without_edit(person, by)
    if any(held.occupation_code == occupation_code and held.level == level for held in person.skill_levels):
        raise Refused("这个职业的这个等级已经登记过了。", field="level")
    held = SkillLevel(
        person=person,
        occupation_code=occupation_code,
        level=level,
        certificate_number=certificate_number,
        awarded=awarded,
    )
    session.add(held)
    said = f"{occupation_code} {level}"
    audit.record("add_skill_level", person, by=by, changes={"skill_levels": (None, said)})
    return held


def award_skill_level(
    person: Person, occupation_code: str, level: Level, certificate_number: str, awarded: date, *, by: Actor
) -> None:
    """Write down a level on the strength of a certificate just made; nothing happens if it is held already.

    Who may was asked by the operation that makes the certificate: a body certifies workers whom it does not employ.
    """
    same = select(SkillLevel.id).where(SkillLevel.person_id == person.id, SkillLevel.occupation_code == occupation_code)
    if session.scalar(same.where(SkillLevel.level == level)) is None:
        session.add(SkillLevel(person=person, occupation_code=occupation_code, level=level,
                               certificate_number=certificate_number, awarded=awarded))  # fmt: skip
        changes = {"skill_levels": (None, f"{occupation_code} {level}")}
        audit.record("add_skill_level", person, by=by, changes=changes)


def withdraw_skill_level(person: Person, certificate_number: str, *, by: Actor) -> None:
    """Take back the level that rests on this certificate, if one does."""
    resting = SkillLevel.certificate_number == certificate_number
    for held in session.scalars(select(SkillLevel).where(SkillLevel.person_id == person.id, resting)):
        changes = {"skill_levels": (f"{held.occupation_code} {held.level}", None)}
        audit.record("remove_skill_level", person, by=by, changes=changes)
        session.delete(held)


def remove_skill_level(held: SkillLevel, *, by: "Account") -> None:
    """Take back a skill level that was written down by mistake."""
    refuse_without_edit(held.person, by)
    said = f"{held.occupation_code} {held.level}"
    audit.record("remove_skill_level", held.person, by=by, changes={"skill_levels": (said, None)})
    session.delete(held)


def may_edit(person: Person, by: "Account") -> bool:
    """Whether `by` may change this record: it serves the employer, or there is none yet."""
    return person.employer is None or by.may_at(Permission.PERSON_EDIT, person.organisation_path)


def refuse_without_edit(person: Person, by: "Account") -> None:
    """Raise `NotAllowed` unless `by` may change this record."""
    if not (by.may(Permission.PERSON_EDIT) and may_edit(person, by)):
        raise NotAllowed


def _new_person(facts: PersonFacts, by: "Account") -> Person:
    _refuse_outside(None, facts, by)
    person = Person(employer=facts.employer)
    _set_values(person, facts)
    return person


def _first_employment(person: Person, facts: PersonFacts) -> dict[str, Any]:
    begins = facts.since or clock.today()
    return {
        "person_id": person.id,
        "organisation_id": person.employer_id,
        "begins": begins,
        "post": facts.post,
    }


def _set_values(person: Person, facts: PersonFacts) -> None:
    values = facts.values()
    number = normalise_number(facts.document_number)
    if person.document_hash != document_hash(facts.document_kind, number):
        values |= {"document_kind": facts.document_kind, "document_number": number}
        person.document_hash = document_hash(facts.document_kind, number)
    for field, value in values.items():
        if getattr(person, field) != value:
            setattr(person, field, value)
    person.phone_hash = keyed_hash(person.phone) if person.phone else None
    person.pinyin, person.initials = spell(person.name)


def _refuse_faults(facts: PersonFacts) -> None:
    faults = facts.faults()
    if faults:
        field = next(iter(faults))
        reasons = [reason for found in faults.values() for reason in found]
        raise Refused("这个人的信息有误，没有登记。", reasons=reasons, field=field if len(faults) == 1 else None)


def _refuse_outside(person: Person | None, facts: PersonFacts, by: "Account") -> None:
    if person is not None and not may_edit(person, by):
        raise Refused("此人已登记在其他单位。请由原单位办理离职，或请上级总工会办理调动。", field="document_number")
    target = facts.employer or (person.employer if person else None)
    if target is None or not by.may_at(Permission.PERSON_EDIT, target.path):
        raise Refused("只能为本单位和下级单位的职工登记。", field="employer")
