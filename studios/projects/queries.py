"""Reading projects: those in which a studio of one's care takes part, and what they come to in numbers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in
from people.persons.models import Person
from studios.projects.models import Project, ProjectStudio, TeamMember
from studios.projects.models_work import Milestone, ProjectCheck, Spending
from studios.projects.rules import OPEN_STATES, ProjectSource, ProjectState
from studios.registry.models import Studio, StudioMember
from studios.registry.queries import highest_rank_on, studios_edited_by, studios_visible_to
from studios.registry.rules import NamingLevel


@dataclass(frozen=True)
class ProjectFigures:
    """W03 and W06 of some days (see `FIGURE_DEFINITIONS`): started, accepted, and joint among the started."""

    started: int
    accepted: int
    joint: int


def projects_visible_to(user: Account) -> Select[Project]:
    """The projects of the units in one's care, those in which a studio that one sees takes part, and one's own."""
    seen = studios_visible_to(user).with_only_columns(Studio.id)
    taking_part = select(ProjectStudio.project_id).where(ProjectStudio.studio_id.in_(seen))
    kept = Project.organisation_id.in_(ids_in(user.scope(Permission.STUDIO_READ)))
    own: list[ColumnElement[bool]] = []
    if user.person_id is not None:
        working = select(TeamMember.project_id).where(TeamMember.person_id == user.person_id)
        own = [Project.head_id == user.person_id, Project.id.in_(working)]
    return select(Project).where(or_(kept, Project.id.in_(taking_part), *own))


def projects_edited_by(user: Account) -> Select[Project]:
    """The projects whose file one keeps: those of the lead studios whose file one keeps, and those of one's units."""
    leads = Project.lead_studio_id.in_(studios_edited_by(user).with_only_columns(Studio.id))
    kept = Project.organisation_id.in_(ids_in(user.scope(Permission.STUDIO_EDIT)))
    return select(Project).where(or_(leads, kept))


def projects_decided_by(user: Account) -> Select[Project]:
    """The projects that one approves, accepts and stops: those of the units whose officer one is."""
    return select(Project).where(Project.organisation_id.in_(ids_in(user.scope(Permission.STUDIO_EDIT))))


def projects_of_studio(projects: Select[Project], studio_id: int) -> Select[Project]:
    """Those of `projects` in which a studio takes part."""
    return projects.where(taken_part_by(studio_id))


def taken_part_by(studio_id: int) -> ColumnElement[bool]:
    """The projects in which a studio takes part, leading or not."""
    return Project.id.in_(select(ProjectStudio.project_id).where(ProjectStudio.studio_id == studio_id))


def overdue_on(day: date) -> ColumnElement[bool]:
    """Open projects with a milestone whose day is over and that is not done."""
    late = select(Milestone.project_id).where(Milestone.done_on.is_(None), Milestone.due_on < day)
    return Project.state.in_(OPEN_STATES) & Project.id.in_(late)


def joint() -> ColumnElement[bool]:
    """Joint projects (集智攻关): two studios or more, or an alliance's. The same as `rules.is_joint`."""
    several = select(ProjectStudio.project_id).group_by(ProjectStudio.project_id).having(func.count() >= 2)
    return or_(Project.id.in_(several), Project.alliance_id.is_not(None))


def share_of(project: Project, studio: Studio) -> Decimal:
    """A studio's share in a project, in per cent; 0 where it takes no part or nothing is agreed."""
    query = select(ProjectStudio.share).where(
        ProjectStudio.project_id == project.id, ProjectStudio.studio_id == studio.id
    )
    return session.scalar(query) or Decimal(0)


def count_projects(studio: Studio, first_day: date, last_day: date, *, accepted: bool = False) -> int:
    """In how many projects a studio took part that were started (or, if asked, accepted) in these days; stopped ones
    do not count as started."""
    query = select(func.count()).select_from(Project).where(taken_part_by(studio.id))
    if accepted:
        query = query.where(Project.accepted_on.between(first_day, last_day))
    else:
        query = query.where(Project.started_on.between(first_day, last_day), Project.state != ProjectState.STOPPED)
    return session.scalar(query) or 0


def project_figures(projects: Select[Project], first_day: date, last_day: date) -> ProjectFigures:
    """W03 and W06 of these days over `projects` (such as `projects_visible_to(user)`)."""
    started, accepted = _in_days(first_day, last_day)
    counts = projects.with_only_columns(
        func.count().filter(started), func.count().filter(accepted), func.count().filter(started & joint())
    )
    return ProjectFigures(*session.execute(counts).one())


def projects_by_source(
    projects: Select[Project], first_day: date, last_day: date
) -> dict[ProjectSource, tuple[int, int]]:
    """W03 by source: how many were started and how many accepted in these days."""
    started, accepted = _in_days(first_day, last_day)
    counts = projects.with_only_columns(
        Project.source, func.count().filter(started), func.count().filter(accepted)
    ).group_by(Project.source)
    return {source: (begun, done) for source, begun, done in session.execute(counts) if begun or done}


def projects_by_level(
    projects: Select[Project], first_day: date, last_day: date
) -> dict[NamingLevel | None, tuple[int, int]]:
    """W03 by the highest level that the lead studio held on the last day (None: no name), as `projects_by_source`."""
    started, accepted = _in_days(first_day, last_day)
    rank = highest_rank_on(last_day).label("rank")
    led = projects.join(Studio, Studio.id == Project.lead_studio_id).where(or_(started, accepted))
    ranked = led.with_only_columns(rank, started.label("begun"), accepted.label("done"))
    counted: dict[NamingLevel | None, tuple[int, int]] = {}
    for number, begun, done in session.execute(ranked):
        level = None if number is None else list(NamingLevel)[number]
        before = counted.get(level, (0, 0))
        counted[level] = (before[0] + bool(begun), before[1] + bool(done))
    return counted


def joint_projects_by_industry(projects: Select[Project], first_day: date, last_day: date) -> dict[str, int]:
    """W06 by the industry of the lead studio: joint projects started in these days."""
    started, _ = _in_days(first_day, last_day)
    counts = projects.join(Studio, Studio.id == Project.lead_studio_id).where(started, joint())
    counted = counts.with_only_columns(Studio.industry, func.count()).group_by(Studio.industry)
    return {row[0]: row[1] for row in session.execute(counted)}


def _in_days(first_day: date, last_day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Project.started_on.between(first_day, last_day), Project.accepted_on.between(first_day, last_day)


def in_full(projects: Select[Project]) -> Select[Project]:
    """Projects with what pages show of them, in a fixed number of queries."""
    return projects.options(
        joinedload(Project.lead_studio),
        joinedload(Project.alliance),
        joinedload(Project.head).joinedload(Person.employer),
        selectinload(Project.studios).joinedload(ProjectStudio.studio),
        selectinload(Project.team).joinedload(TeamMember.person).joinedload(Person.employer),
    )


def milestones_of(project: Project) -> Sequence[Milestone]:
    """The milestones by the day they are due."""
    query = select(Milestone).where(Milestone.project_id == project.id).options(selectinload(Milestone.evidence))
    return session.scalars(query.order_by(Milestone.due_on, Milestone.id)).all()


def overdue_counts(project_ids: Collection[int], day: date) -> dict[int, int]:
    """How many milestones of each of these projects should be done and are not."""
    query = select(Milestone.project_id, func.count()).where(
        Milestone.project_id.in_(project_ids), Milestone.done_on.is_(None), Milestone.due_on < day
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(Milestone.project_id))}


def overdue_milestones_for(user: Account, day: date) -> Select[Milestone]:
    """The overdue milestones of the projects whose file one keeps: what waits for him."""
    mine = projects_edited_by(user).where(Project.state.in_(OPEN_STATES)).with_only_columns(Project.id)
    return select(Milestone).where(Milestone.project_id.in_(mine), Milestone.done_on.is_(None), Milestone.due_on < day)


def spendings_of(project: Project) -> Sequence[Spending]:
    """What was spent, newest first, with what was voided."""
    query = select(Spending).where(Spending.project_id == project.id)
    return session.scalars(query.order_by(Spending.spent_on.desc(), Spending.id.desc())).all()


def spent_on(project: Project) -> Decimal:
    """How much was spent on a project, in 元."""
    query = select(Spending.amount).where(Spending.project_id == project.id, Spending.voided_on.is_(None))
    return sum(session.scalars(query), Decimal(0))


def checks_of(project: Project) -> Sequence[ProjectCheck]:
    """The checks and acceptances in their order."""
    query = select(ProjectCheck).where(ProjectCheck.project_id == project.id)
    return session.scalars(query.options(joinedload(ProjectCheck.checked_by)).order_by(ProjectCheck.id)).all()


def people_of_studios(studio_ids: Collection[int], day: date) -> Select[Person]:
    """The leaders and members of some studios on a day: from whom a project's head and team are chosen."""
    leaders = select(Studio.leader_id).where(Studio.id.in_(studio_ids))
    members = select(StudioMember.person_id).where(
        StudioMember.studio_id.in_(studio_ids),
        StudioMember.joined_on <= day,
        or_(StudioMember.left_on.is_(None), StudioMember.left_on >= day),
    )
    people = select(Person).where(or_(Person.id.in_(leaders), Person.id.in_(members)))
    return people.options(joinedload(Person.employer)).order_by(Person.name, Person.id)
