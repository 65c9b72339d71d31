"""Reading the pool of lecturers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from foundation.database import below, session
from lectures.lecturers.models import Lecturer, LecturerTopic
from lectures.lecturers.rules import Audience, LecturerState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in, ids_in
from people.organisations.rules import FEDERATIONS, lineage
from people.persons.models import Person
from people.persons.queries import employed_by, named_like


@dataclass(frozen=True)
class LecturerFilter:
    """Which lecturers a list shows; None and nothing typed are no limit."""

    pool: Organisation | None = None
    state: LecturerState | None = None
    theme: str = ""
    audience: Audience | None = None
    text: str = ""


def lecturers_visible_to(user: Account) -> Select[Lecturer]:
    """The lecturers of the pools in one's care, those whom one's unit recommended, and oneself."""
    pools, units = ids_in(user.scope(Permission.LECTURE_RUN)), ids_in(user.scope(Permission.LECTURER_RECOMMEND))
    employed = select(Person.id).where(Person.employer_id.in_(units))
    own = Lecturer.person_id == user.person_id
    return _lecturers().where(Lecturer.organisation_id.in_(pools) | Lecturer.person_id.in_(employed) | own)


def lecturers_kept_by(user: Account) -> Select[Lecturer]:
    """The lecturers of the pools that one runs."""
    return _lecturers().where(Lecturer.organisation_id.in_(ids_in(user.scope(Permission.LECTURE_RUN))))


def lecturers_edited_by(user: Account) -> Select[Lecturer]:
    """Whose file one may change: of the pools one runs, and those of one's unit while they are recommended."""
    pools, units = ids_in(user.scope(Permission.LECTURE_RUN)), ids_in(user.scope(Permission.LECTURER_RECOMMEND))
    employed = select(Person.id).where(Person.employer_id.in_(units))
    recommended = (Lecturer.state == LecturerState.RECOMMENDED) & Lecturer.person_id.in_(employed)
    return _lecturers().where(Lecturer.organisation_id.in_(pools) | recommended)


def lecturers_as(user: Account) -> Select[Lecturer]:
    """What one is oneself: an entry for each pool that one belongs to."""
    return _lecturers().where(Lecturer.person_id == user.person_id)


def lecturers_in_service(path: str) -> Select[Lecturer]:
    """Who can be asked by a federation: those in service in its pool and in the pools below and above it."""
    pools = select(Organisation.id).where(below(Organisation.path, path) | Organisation.id.in_(lineage(path)))
    return _lecturers().where(Lecturer.organisation_id.in_(pools), Lecturer.state == LecturerState.IN_SERVICE)


def lecturers_of(pool: Organisation, state: LecturerState = LecturerState.IN_SERVICE) -> Select[Lecturer]:
    """Those of one pool, without the pools below it, in one state."""
    return _lecturers().where(Lecturer.organisation_id == pool.id, Lecturer.state == state)


def with_hours(query: Select[Lecturer]) -> Select[Lecturer]:
    """The same with topics, hours and exceptions, read in one statement each."""
    return query.options(selectinload(Lecturer.topics), selectinload(Lecturer.hours), selectinload(Lecturer.exceptions))


def lecturers_matching(query: Select[Lecturer], wanted: LecturerFilter) -> Select[Lecturer]:
    """The lecturers of `query` that are wanted."""
    if wanted.pool is not None:
        query = query.where(Lecturer.organisation_id == wanted.pool.id)
    if wanted.state is not None:
        query = query.where(Lecturer.state == wanted.state)
    if wanted.theme:
        query = query.where(Lecturer.topics.any(LecturerTopic.theme == wanted.theme))
    if wanted.audience is not None:
        query = query.where(holds(Lecturer.audiences, wanted.audience))
    if text := wanted.text.strip():
        persons = select(Person.id).where(or_(named_like(text), employed_by(text)))
        topics = Lecturer.topics.any(LecturerTopic.title.contains(text, autoescape=True))
        headline = Lecturer.headline.contains(text, autoescape=True)
        query = query.where(Lecturer.person_id.in_(persons) | topics | headline)
    return query


def holds(column: InstrumentedAttribute[list[Any]], value: str) -> ColumnElement[bool]:
    """Whether a list kept as JSON has this word: it is text to both databases, and the quotes make the word whole."""
    return cast(column, String).contains(f'"{value}"', autoescape=True)


def themes_in(query: Select[Lecturer]) -> Sequence[str]:
    """The themes that the lecturers of `query` speak about."""
    ids = query.with_only_columns(Lecturer.id, maintain_column_froms=True).order_by(None)
    themes = select(LecturerTopic.theme).where(LecturerTopic.lecturer_id.in_(ids), LecturerTopic.theme != "")
    return session.scalars(themes.distinct().order_by(LecturerTopic.theme)).all()


def pools_run_by(user: Account) -> Sequence[Organisation]:
    """The federations whose pools one runs, one's own first."""
    federations = active_in(user.scope(Permission.LECTURE_RUN)).where(Organisation.kind.in_(FEDERATIONS))
    return sorted(session.scalars(federations), key=lambda one: one.id != user.organisation_id)


def pools_above(unit: Organisation) -> Sequence[Organisation]:
    """The federations above a unit, the nearest first: into their pools it may recommend."""
    above = select(Organisation).where(Organisation.id.in_(lineage(unit.path)), Organisation.id != unit.id)
    return session.scalars(above.where(Organisation.kind.in_(FEDERATIONS)).order_by(Organisation.path.desc())).all()


def _lecturers() -> Select[Lecturer]:
    shown = joinedload(Lecturer.person).joinedload(Person.employer), joinedload(Lecturer.studio)
    return select(Lecturer).options(*shown).order_by(Lecturer.id)
