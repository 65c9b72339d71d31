"""Writing down honours that a person holds, and taking back what was written by mistake."""

from typing import TYPE_CHECKING

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import session
from foundation.errors import NotAllowed, Refused
from people.honours.models import Honour
from people.honours.rules import HONOUR_TITLES, HonourKind, reasons_against_dates
from people.persons.models import Person
from people.persons.operations import refuse_without_edit

if TYPE_CHECKING:
    from people.accounts.models import Account


def add_honour(person: Person, kind: HonourKind, year: int, document: str, *, by: "Account") -> Honour:
    """Write down an honour with the year and the document that granted it."""
    refuse_without_edit(person, by)
    if reasons := reasons_against_dates(year, None, person.birth_date, clock.today()):
        raise Refused(reasons[0], field="year")
    same = select(Honour).where(Honour.person_id == person.id, Honour.kind == kind, Honour.year == year)
    if session.scalars(same).first() is not None:
        raise Refused("这一年的这项荣誉已经登记过了。", field="kind")
    honour = Honour(person=person, kind=kind, year=year, document=document.strip())
    session.add(honour)
    audit.record("add_honour", person, by=by, changes={"honours": (None, _said(honour))})
    return honour


def remove_honour(honour: Honour, *, by: "Account") -> None:
    """Take back an honour that was written down by mistake."""
    if honour.person is None:
        raise NotAllowed
    refuse_without_edit(honour.person, by)
    audit.record("remove_honour", honour.person, by=by, changes={"honours": (_said(honour), None)})
    session.delete(honour)


def _said(honour: Honour) -> str:
    return f"{honour.year} {HONOUR_TITLES[honour.kind]}"
