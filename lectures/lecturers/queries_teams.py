"""Reading teams of lecturers."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from foundation.database import session
from lectures.lecturers.models import Lecturer
from lectures.lecturers.models_teams import LectureTeam, LectureTeamMember
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in
from people.persons.models import Person


def teams_visible_to(user: Account) -> Select[LectureTeam]:
    """The teams of the federations in one's care."""
    return select(LectureTeam).where(LectureTeam.organisation_id.in_(ids_in(user.scope(Permission.LECTURE_RUN))))


def with_members(query: Select[LectureTeam]) -> Select[LectureTeam]:
    """The same with their members and their names."""
    person = selectinload(LectureTeam.members).joinedload(LectureTeamMember.lecturer).joinedload(Lecturer.person)
    return query.options(person.joinedload(Person.employer))


def sizes_of(team_ids: list[int]) -> dict[int, int]:
    """How many lecturers belong or belonged to each of these teams."""
    count = func.count(LectureTeamMember.lecturer_id.distinct())
    query = select(LectureTeamMember.team_id, count).where(LectureTeamMember.team_id.in_(team_ids))
    return {row[0]: row[1] for row in session.execute(query.group_by(LectureTeamMember.team_id))}


def seats_of(lecturer: Lecturer) -> list[LectureTeamMember]:
    """The teams that a lecturer belongs or belonged to."""
    query = select(LectureTeamMember).where(LectureTeamMember.lecturer_id == lecturer.id)
    return list(session.scalars(query.options(joinedload(LectureTeamMember.team)).order_by(LectureTeamMember.begins)))
