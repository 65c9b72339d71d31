"""Reading the register of honours."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from foundation.database import session
from people.honours.models import Honour
from people.persons.models import Person


def held_on(day: date) -> ColumnElement[bool]:
    """The honours in force on a day: granted by then and not withdrawn by then; without a date the year counts."""
    granted = or_(Honour.awarded_on <= day, and_(Honour.awarded_on.is_(None), Honour.year <= day.year))
    return and_(granted, or_(Honour.withdrawn_on.is_(None), Honour.withdrawn_on > day))


def honours_of_person(person: Person, day: date) -> list[Honour]:
    """What `person` holds on `day`, oldest first; one that was withdrawn by then is not held."""
    query = select(Honour).where(Honour.person_id == person.id, held_on(day))
    return list(session.scalars(query.order_by(Honour.year, Honour.id)))
