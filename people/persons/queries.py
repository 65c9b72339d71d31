"""Reading persons."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager

from foundation.database import session, starts_with
from foundation.secrets import keyed_hash
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import within
from people.persons.models import Employment, Person
from people.persons.rules import DocumentKind, normalise_number

if TYPE_CHECKING:
    from people.accounts.models import Account


def persons_visible_to(user: "Account") -> Select[Person]:
    """The persons employed where `user` may read persons, and the user's own record."""
    return (
        select(Person)
        .outerjoin(Person.employer)
        .options(contains_eager(Person.employer))
        .where(Person.merged_into_id.is_(None))
        .where(or_(within(user.scope(Permission.PERSON_READ)), Person.id == user.person_id))
    )


def named_like(text: str) -> ColumnElement[bool]:
    """Persons whose name, pinyin or initials begin with `text`."""
    letters = "".join(one for one in text.lower() if one.isalnum())
    name = starts_with(Person.name, text.strip())
    if not letters.isascii() or not letters:
        return name
    return or_(name, starts_with(Person.pinyin, letters), starts_with(Person.initials, letters))


def persons_found(user: "Account", text: str, most: int = 30) -> Sequence[Person]:
    """The first persons whom `user` sees under a name, in order of name; none for an empty text."""
    if not text.strip():
        return []
    called = persons_visible_to(user).where(named_like(text)).order_by(Person.name, Person.id)
    return session.scalars(called.limit(most)).unique().all()


def employed_by(text: str) -> ColumnElement[bool]:
    """Persons whose employer's name contains `text`."""
    return Person.employer_id.in_(select(Organisation.id).where(Organisation.name.contains(text, autoescape=True)))


def document_hash(kind: DocumentKind, number: str) -> str:
    """What a person is found by: the keyed hash of document kind and number."""
    return keyed_hash(f"{kind}:{normalise_number(number)}")


def find_person(kind: DocumentKind, number: str) -> Person | None:
    """The one person with this document; a merged record leads to the one it was merged into."""
    return find_persons([(kind, number)]).get((kind, normalise_number(number)))


def find_persons(documents: Sequence[tuple[DocumentKind, str]]) -> dict[tuple[DocumentKind, str], Person]:
    """The persons with these documents, by kind and normalised number, in few queries; unknown ones are absent."""
    wanted = {document_hash(kind, number): (kind, normalise_number(number)) for kind, number in documents}
    hashes = list(wanted)
    found: dict[tuple[DocumentKind, str], Person] = {}
    for start in range(0, len(hashes), 500):
        query = select(Person).outerjoin(Person.employer).options(contains_eager(Person.employer))
        for person in session.scalars(query.where(Person.document_hash.in_(hashes[start : start + 500]))):
            found[wanted[person.document_hash]] = _surviving(person)
    return found


def open_employment(person: Person) -> Employment | None:
    """The employment that has not ended, if there is one."""
    query = select(Employment).where(Employment.person_id == person.id, Employment.ends.is_(None))
    return session.scalars(query.order_by(Employment.begins.desc())).first()


def employer_on(person: Person, day: date) -> Organisation | None:
    """Whom `person` worked for on `day`."""
    at_the_time = [one for one in person.employments if one.begins <= day and (one.ends is None or day <= one.ends)]
    return at_the_time[-1].organisation if at_the_time else None


def _surviving(person: Person) -> Person:
    while person.merged_into_id is not None:
        person = session.get_one(Person, person.merged_into_id)
    return person


def possible_duplicates(person: Person, user: "Account") -> list[Person]:
    """Other records that may be the same person: of the same name and birthday, or with the same phone."""
    same: list[ColumnElement[bool]] = [(Person.name == person.name) & (Person.birth_date == person.birth_date)]
    if person.phone_hash:
        same.append(Person.phone_hash == person.phone_hash)
    query = persons_visible_to(user).where(Person.id != person.id, or_(*same)).order_by(Person.id).limit(20)
    return list(session.scalars(query))
