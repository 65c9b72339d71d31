"""Teams of lecturers: setting one up for a term, who joins it, who leaves it."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select

from foundation import audit
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from lectures.lecturers.models import Lecturer
from lectures.lecturers.models_teams import LectureTeam, LectureTeamMember
from lectures.lecturers.rules import LecturerState
from lectures.lecturers.rules_teams import Seat, TeamDuty, reasons_against_seat, reasons_against_team
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation


@dataclass(frozen=True)
class TeamFacts:
    """What is written down about a team and its term."""

    name: str
    begins: date
    ends: date
    introduction: str = ""


def create_team(organisation: Organisation, facts: TeamFacts, *, by: Account) -> LectureTeam:
    """Set a team up. Raises `Refused` for a name that the federation has given, or days out of order."""
    if not by.may_at(Permission.LECTURE_RUN, organisation.path):
        raise NotAllowed
    lock(organisation)  # two of one name at once: one is made, the other refused
    _refuse(facts, organisation.id, None, [])
    team = LectureTeam(organisation=organisation, **asdict(facts))
    session.add(team)
    audit.record("create_team", team, by=by)
    return team


def edit_team(team: LectureTeam, facts: TeamFacts, *, version: int | None = None, by: Account) -> None:
    """Change what is written down; the term still holds all its members' times."""
    lock(team).expect_version(version)
    _refuse(facts, team.organisation_id, team.id, [one.seat for one in team.members])
    for name, value in asdict(facts).items():
        setattr(team, name, value)
    audit.record("edit_team", team, by=by, changes=audit.pending_changes(team))


def add_team_member(
    team: LectureTeam, lecturer: Lecturer, duty: TeamDuty, begins: date, ends: date | None, *, by: Account
) -> LectureTeamMember:
    """Take a lecturer in service into a team. Raises `Refused`, with every reason, where that cannot be."""
    lock(team)
    if lecturer.state is not LecturerState.IN_SERVICE:
        raise Refused(f"{lecturer.person.name}不是在聘状态，不能入团。", field="lecturer")
    seat = Seat(lecturer.id, duty, begins, ends)
    if reasons := reasons_against_seat(seat, [one.seat for one in team.members], team.begins, team.ends):
        raise Refused("没有登记入团。", reasons=[f"{lecturer.person.name}：{reason}" for reason in reasons])
    member = LectureTeamMember(team=team, lecturer=lecturer, duty=duty, begins=begins, ends=ends)
    session.add(member)
    audit.record("add_team_member", member, by=by)
    return member


def end_team_member(member: LectureTeamMember, ends: date, *, reason: str, by: Account) -> None:
    """Write down somebody's last day in a team, and why he leaves before its end."""
    team = lock(member.team)
    if not reason.strip():
        raise Refused("请写明离团的原因。", field="reason")
    seat = Seat(member.lecturer_id, member.duty, member.begins, ends)
    others = [one.seat for one in team.members if one.id != member.id]
    if reasons := reasons_against_seat(seat, others, team.begins, team.ends):
        raise Refused("没有登记离团。", reasons=reasons)
    member.ends = ends
    audit.record("end_team_member", member, by=by, reason=reason, changes=audit.pending_changes(member))


def _refuse(facts: TeamFacts, organisation_id: int, own_id: int | None, seats: list[Seat]) -> None:
    if reasons := reasons_against_team(facts.begins, facts.ends, seats):
        raise Refused(reasons[0], reasons=reasons, field="ends")
    same = select(LectureTeam.id).where(
        LectureTeam.organisation_id == organisation_id, LectureTeam.name == facts.name, LectureTeam.id != (own_id or 0)
    )
    if session.scalar(same) is not None:
        raise Refused("本会已有同名的巡讲团，请在名称里写明第几届。", field="name")
