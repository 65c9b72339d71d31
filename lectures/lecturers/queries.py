"""Reading the pool of lecturers."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from foundation.database import below
from lectures.lecturers.models import Lecturer
from lectures.lecturers.rules import LecturerState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from people.organisations.rules import lineage
from people.persons.models import Person


def lecturers_visible_to(user: Account) -> Select[Lecturer]:
    """The lecturers of the pools in one's care, those whom one's unit recommended, and oneself."""
    pools, units = ids_in(user.scope(Permission.LECTURE_RUN)), ids_in(user.scope(Permission.LECTURER_RECOMMEND))
    employed = select(Person.id).where(Person.employer_id.in_(units))
    own = Lecturer.person_id == user.person_id
    return _lecturers().where(Lecturer.organisation_id.in_(pools) | Lecturer.person_id.in_(employed) | own)


def lecturers_kept_by(user: Account) -> Select[Lecturer]:
    """The lecturers of the pools that one runs."""
    return _lecturers().where(Lecturer.organisation_id.in_(ids_in(user.scope(Permission.LECTURE_RUN))))


def lecturers_as(user: Account) -> Select[Lecturer]:
    """What one is oneself: an entry for each pool that one belongs to."""
    return _lecturers().where(Lecturer.person_id == user.person_id)


def lecturers_in_service(path: str) -> Select[Lecturer]:
    """Who can be asked by a federation: those in service in its pool and in the pools below and above it."""
    pools = select(Organisation.id).where(below(Organisation.path, path) | Organisation.id.in_(lineage(path)))
    return _lecturers().where(Lecturer.organisation_id.in_(pools), Lecturer.state == LecturerState.IN_SERVICE)


def with_hours(query: Select[Lecturer]) -> Select[Lecturer]:
    """The same with topics, hours and exceptions, read in one statement each."""
    return query.options(selectinload(Lecturer.topics), selectinload(Lecturer.hours), selectinload(Lecturer.exceptions))


def _lecturers() -> Select[Lecturer]:
    shown = joinedload(Lecturer.person).joinedload(Person.employer), joinedload(Lecturer.studio)
    return select(Lecturer).options(*shown).order_by(Lecturer.id)
