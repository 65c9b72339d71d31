"""What is shown to everybody of studios and their leaders, the year of all studios in care, and one studio's ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from foundation import clock
from foundation.database import session
from people.accounts.models import Account
from people.honours.models import Honour
from people.honours.queries import public_honours
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from people.persons.models import Person
from studios.mentoring.models import Mentoring
from studios.mentoring.queries import MentoringFigures, mentoring_figures, mentorings_visible_to
from studios.outcomes.models import Outcome, OutcomeShare
from studios.outcomes.queries_figures import OutcomeFigures, outcome_figures
from studios.outcomes.rules import OutcomeState
from studios.projects.models import Project
from studios.projects.queries import ProjectFigures, project_figures, projects_visible_to, taken_part_by
from studios.projects.rules import ProjectState
from studios.registry.models import Activity, Studio, StudioPhoto
from studios.registry.queries import public_studios, studios_visible_to
from studios.registry.queries_figures import StudioFigures, studios_in_force
from studios.registry.rules import ActivityKind
from studios.showcases.rules import Place

SHOWN_PROJECTS = (ProjectState.RUNNING, ProjectState.ACCEPTED)


@dataclass(frozen=True)
class PublicStudio:
    """What everybody may know of a studio: no persons but its leader, no money."""

    studio: Studio
    honours: Sequence[Honour]
    members: int
    photos: Sequence[StudioPhoto]
    outcomes: Sequence[Outcome]
    projects: Sequence[Project]
    activities: dict[ActivityKind, int]


@dataclass(frozen=True)
class Year:
    """A year of the studios in one's care. Benefits verified only; nothing declared is ever added to it.

    `day` is that of the stock in `studios`: the last of the year, or today.
    """

    year: int
    day: date
    studios: StudioFigures
    outcomes: OutcomeFigures
    projects: ProjectFigures
    mentorings: MentoringFigures
    activities: dict[ActivityKind, tuple[int, int]]


def places_of(studios: Select[Studio]) -> list[Place]:
    """Those of the studios that stand on the map."""
    located = studios.options().order_by(None).where(Studio.latitude.is_not(None))
    rows = session.execute(located.with_only_columns(Studio.id, Studio.name, Studio.latitude, Studio.longitude))
    return [Place(key, name, north, east) for key, name, north, east in rows if north is not None and east is not None]


def districts_of(studios: Select[Studio]) -> list[Organisation]:
    """The districts in which these studios lie, for a filter."""
    paths = session.scalars(
        studios.options().order_by(None).join(Studio.organisation).with_only_columns(Organisation.path)
    ).all()
    kind = Organisation.kind == OrganisationKind.DISTRICT_FEDERATION
    districts = session.scalars(select(Organisation).where(kind).order_by(Organisation.path))
    return [one for one in districts if any(path.startswith(one.path) for path in paths)]


def public_studio(studio: Studio, day: date) -> PublicStudio:
    """A studio as everybody sees it."""
    leader = studio.leader_id
    honours = public_honours().where(Honour.person_id == leader).order_by(Honour.year.desc()) if leader else None
    photos = select(StudioPhoto).where(StudioPhoto.studio_id == studio.id, StudioPhoto.public)
    projects = select(Project).where(taken_part_by(studio.id), Project.state.in_(SHOWN_PROJECTS))
    return PublicStudio(
        studio,
        session.scalars(honours).all() if honours is not None else [],
        sum(one.joined_on <= day and (one.left_on is None or day <= one.left_on) for one in studio.members),
        session.scalars(photos.options(joinedload(StudioPhoto.file)).order_by(StudioPhoto.id.desc())).all(),
        session.scalars(confirmed_outcomes(studio.id).order_by(Outcome.dated.desc())).all(),
        session.scalars(projects.order_by(Project.begins_on.desc())).unique().all(),
        {
            kind: sessions
            for kind, (sessions, _) in _activities(select(Studio.id).where(Studio.id == studio.id)).items()
        },
    )


def confirmed_outcomes(studio_id: int) -> Select[Outcome]:
    """The outcomes that count for a studio."""
    shared = select(OutcomeShare.outcome_id).where(OutcomeShare.studio_id == studio_id)
    return select(Outcome).where(Outcome.id.in_(shared), Outcome.state == OutcomeState.CONFIRMED)


def public_leader(person_id: int) -> Person | None:
    """Somebody who leads a studio that everybody may see."""
    leads = public_studios().with_only_columns(Studio.leader_id)
    return session.scalars(select(Person).where(Person.id == person_id, Person.id.in_(leads))).one_or_none()


def studios_led(person: Person) -> Sequence[Studio]:
    """The public studios that somebody leads."""
    led = public_studios().where(Studio.leader_id == person.id).options(selectinload(Studio.namings))
    return session.scalars(led.order_by(Studio.name)).unique().all()


def year_of(user: Account, year: int) -> Year:
    """The wall: what the studios in `user`'s care did in a year; the stock is that of its last day, or of today."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    day = min(last, clock.today())
    visible = studios_visible_to(user)
    ids = visible.options().order_by(None).with_only_columns(Studio.id)
    return Year(
        year,
        day,
        studios_in_force(visible, day, districts_of(visible)),
        outcome_figures(visible, first, last),
        project_figures(projects_visible_to(user), first, last),
        mentoring_figures(mentorings_visible_to(user), first, last),
        _activities(ids, first, last),
    )


def mentorings_in(studio: Studio, first: date, last: date) -> Sequence[Mentoring]:
    """The mentorings of a studio that were in force in these days."""
    query = select(Mentoring).where(
        Mentoring.studio_id == studio.id, Mentoring.began_on <= last, Mentoring.ends >= first
    )
    persons = joinedload(Mentoring.master), joinedload(Mentoring.apprentice)
    return session.scalars(query.options(*persons).order_by(Mentoring.begins)).all()


def projects_in(studio: Studio, first: date, last: date) -> Sequence[Project]:
    """The projects of a studio that ran in these days."""
    query = select(Project).where(taken_part_by(studio.id), Project.begins_on <= last, Project.ends_on >= first)
    return session.scalars(query.options(joinedload(Project.head)).order_by(Project.begins_on)).unique().all()


def outcomes_in(studio: Studio, first: date, last: date) -> Sequence[Outcome]:
    """The confirmed outcomes of a studio dated in these days."""
    query = confirmed_outcomes(studio.id).where(Outcome.dated.between(first, last))
    return session.scalars(query.options(selectinload(Outcome.shares)).order_by(Outcome.dated)).all()


def _activities(
    studio_ids: Select[int], first: date = date.min, last: date = date.max
) -> dict[ActivityKind, tuple[int, int]]:
    """场次 and 人次 of each kind of activity."""
    counts = select(Activity.kind, func.sum(Activity.sessions), func.sum(Activity.attendances))
    query = counts.where(Activity.studio_id.in_(studio_ids), Activity.held_on.between(first, last))
    found = {row[0]: (int(row[1]), int(row[2])) for row in session.execute(query.group_by(Activity.kind))}
    return {kind: found.get(kind, (0, 0)) for kind in ActivityKind}


def share_percent(outcome: Outcome, studio: Studio) -> Decimal:
    """A studio's part of an outcome, in per cent."""
    return next((one.percent for one in outcome.shares if one.studio_id == studio.id), Decimal(0))
