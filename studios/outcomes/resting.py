"""What outcomes, projects and mentorings make of somebody's time in a studio, so that it cannot simply be cut short."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlalchemy import func, or_, select

from foundation.database import session
from people.persons.models import Person
from studios.mentoring.models import Mentoring
from studios.mentoring.rules import MentoringState
from studios.outcomes.models import Outcome, OutcomeAuthor
from studios.outcomes.queries import authorships, outcomes_of
from studios.outcomes.rules import OutcomeState, reasons_against_authors
from studios.projects.models import Project, TeamMember
from studios.projects.queries import people_of_studios, taken_part_by
from studios.registry.models import Studio
from studios.registry.queries import team_on


def authored_outcomes(studio: Studio, person: Person, after: date) -> Iterable[str]:
    """此后完成、以他为作者的成果：作者须是完成当天在工作室的人。"""
    made_on = func.coalesce(Outcome.finished_on, Outcome.dated)
    query = outcomes_of(select(Studio).where(Studio.id == studio.id)).where(
        Outcome.state != OutcomeState.WITHDRAWN,
        Outcome.authors.any(OutcomeAuthor.person_id == person.id),
        made_on > after,
    )
    for outcome in session.scalars(query.order_by(made_on)):
        sharing = [one.studio_id for one in outcome.shares]
        if reasons_against_authors(authorships(sharing, {person.id: Decimal(100)}), outcome.made_on):
            yield f"成果“{outcome.title}”，{outcome.made_on} 完成：先改作者，或写明他在工作室时的完成（申请）日期。"


def joined_projects(studio: Studio, person: Person, after: date) -> Iterable[str]:
    """此后由他负责开始的、他此后加入的攻关项目：负责人和团队从参加的工作室里选。"""
    joined = select(TeamMember.project_id, TeamMember.joined_on).where(
        TeamMember.person_id == person.id, TeamMember.joined_on > after
    )
    days = {row.project_id: row.joined_on for row in session.execute(joined)}
    headed = (Project.head_id == person.id) & (Project.started_on > after)
    query = select(Project).where(taken_part_by(studio.id), or_(headed, Project.id.in_(days)))
    for project in session.scalars(query.order_by(Project.id)):
        day = days.get(project.id) or project.started_on or after
        belongs = people_of_studios([one.studio_id for one in project.studios], day).where(Person.id == person.id)
        if session.scalars(belongs).first() is None:
            yield f"攻关项目“{project.title}”，{day} 起参加：先调整项目的负责人或团队。"


def taught_apprentices(studio: Studio, person: Person, after: date) -> Iterable[str]:
    """此后他在这间工作室开始带的徒弟。"""
    query = select(Mentoring).where(
        Mentoring.studio_id == studio.id,
        Mentoring.master_id == person.id,
        Mentoring.began_on > after,
        Mentoring.state != MentoringState.ENDED,
    )
    for one in session.scalars(query.order_by(Mentoring.began_on)):
        if person not in team_on(studio, one.began_on or after):
            yield f"师徒结对，徒弟{one.apprentice.name}，{one.began_on} 起：先解除这份协议。"
