"""Reading the register of honours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from foundation.database import session
from people.accounts.rules import Permission
from people.honours.models import Honour
from people.honours.rules import HolderKind, HonourFamily, HonourKind, HonourLevel, kinds_of
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from people.persons.models import Person
from people.persons.queries import named_like

if TYPE_CHECKING:
    from people.accounts.models import Account
    from people.honours.holders import Holder

CHUNK = 500
HonourKey = tuple[object, HonourKind, int]  # who, as `Holder.key` says; what; in which year
WITH_HOLDER = (joinedload(Honour.person), joinedload(Honour.organisation))


@dataclass(frozen=True)
class Wanted:
    """What a list of honours is narrowed to; None and nothing typed are no limit.

    `first_day` and `last_day`: when it was granted. `withdrawn`: True, False, or None for both; what was withdrawn
    after `last_day` counts as not withdrawn.
    """

    families: Sequence[HonourFamily] = ()
    family: HonourFamily | None = None
    level: HonourLevel | None = None
    kind: HonourKind | None = None
    holder: HolderKind | None = None
    year: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    name: str = ""
    unit: str = ""
    title: str | None = None
    document: str | None = None
    public: bool | None = None
    withdrawn: bool | None = None


def honours_visible_to(user: "Account") -> Select[Honour]:
    """The honours of the units in one's care, of the persons employed there now, and one's own."""
    units = ids_in(user.scope(Permission.HONOUR_READ))
    employed = select(Person.id).where(Person.employer_id.in_(units))
    own: list[ColumnElement[bool]] = [Honour.person_id == user.person_id] if user.person_id is not None else []
    return select(Honour).where(or_(Honour.organisation_id.in_(units), Honour.person_id.in_(employed), *own))


def public_honours() -> Select[Honour]:
    """What everybody may see: announced and not withdrawn."""
    return select(Honour).where(Honour.public, Honour.withdrawn_on.is_(None))


def public_years() -> list[int]:
    """The years of what everybody may see, newest first."""
    return list(
        session.scalars(public_honours().with_only_columns(Honour.year).distinct().order_by(Honour.year.desc()))
    )


def narrowed(query: Select[Honour], wanted: Wanted) -> Select[Honour]:
    """The honours of `query` that are wanted."""
    if wanted.families:
        query = query.where(Honour.kind.in_([kind for family in wanted.families for kind in kinds_of(family)]))
    if wanted.family or wanted.level or wanted.holder:
        query = query.where(Honour.kind.in_(kinds_of(wanted.family, wanted.level, wanted.holder)))
    for column, value in (
        (Honour.kind, wanted.kind),
        (Honour.year, wanted.year),
        (Honour.title, wanted.title),
        (Honour.document, wanted.document),
        (Honour.public, wanted.public),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.first_day and wanted.last_day:
        query = query.where(granted_between(wanted.first_day, wanted.last_day))
    if wanted.name.strip():
        called = select(Person.id).where(named_like(wanted.name))
        in_name = Honour.holder_name.contains(wanted.name.strip(), autoescape=True)
        query = query.where(or_(in_name, Honour.person_id.in_(called)))
    if wanted.unit.strip():
        units = select(Organisation.id).where(Organisation.name.contains(wanted.unit.strip(), autoescape=True))
        query = query.where(Honour.organisation_id.in_(units))
    if wanted.withdrawn is not None:
        gone: ColumnElement[bool] = Honour.withdrawn_on.is_not(None)
        if wanted.last_day:
            gone = and_(gone, Honour.withdrawn_on <= wanted.last_day)
        query = query.where(gone if wanted.withdrawn else ~gone)
    return query


def held_on(day: date) -> ColumnElement[bool]:
    """The honours in force on a day: granted by then and not withdrawn by then; without a date the year counts."""
    granted = or_(Honour.awarded_on <= day, and_(Honour.awarded_on.is_(None), Honour.year <= day.year))
    return and_(granted, or_(Honour.withdrawn_on.is_(None), Honour.withdrawn_on > day))


def granted_between(first: date, last: date) -> ColumnElement[bool]:
    """Granted in a time, both days included; one without a date counts on the last day of its year."""
    last_year = last.year if (last.month, last.day) == (12, 31) else last.year - 1
    undated = and_(Honour.awarded_on.is_(None), Honour.year.between(first.year, last_year))
    return or_(Honour.awarded_on.between(first, last), undated)


def honours_of_person(person: Person, day: date) -> list[Honour]:
    """What `person` holds on `day`, oldest first; one that was withdrawn by then is not held."""
    query = select(Honour).where(Honour.person_id == person.id, held_on(day))
    return list(session.scalars(query.order_by(Honour.year, Honour.id)))


def honour_of(holder: "Holder", kind: HonourKind, year: int) -> Honour | None:
    """The honour of this kind and year that the holder has on record."""
    same = select(Honour).where(Honour.kind == kind, Honour.year == year)
    if holder.person is not None:
        same = same.where(Honour.person_id == holder.person.id)
    else:
        place = holder.organisation.id if holder.organisation else None
        same = same.where(Honour.person_id.is_(None), Honour.holder_name == holder.name)
        same = same.where(Honour.organisation_id == place)
    return session.scalars(same).one_or_none()


def known_honours(holders: "Sequence[Holder]") -> set[HonourKey]:
    """The honours that these holders have on record: holder, kind and year of each."""
    persons = [holder.person.id for holder in holders if holder.person]
    units = {holder.organisation.id for holder in holders if holder.organisation and not holder.person}
    columns = (Honour.person_id, Honour.organisation_id, Honour.holder_name, Honour.kind, Honour.year)
    known: set[HonourKey] = set()
    for part in (persons[start : start + CHUNK] for start in range(0, len(persons), CHUNK)):
        for one in session.execute(select(*columns).where(Honour.person_id.in_(part))):
            known.add((one.person_id, one.kind, one.year))
    collective = select(*columns).where(Honour.person_id.is_(None), Honour.organisation_id.in_(units))
    for one in session.execute(collective):
        known.add(((one.organisation_id, one.holder_name), one.kind, one.year))
    return known


def honours_based_on(basis: str) -> list[Honour]:
    """The honours that rest on a record, such as "studio:3"."""
    return list(session.scalars(select(Honour).where(Honour.basis == basis).order_by(Honour.id)))
