"""Who takes part in a project: studios with their shares, and the team."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from people.accounts.models import Account
from people.persons.models import Person
from studios.projects.models import Project, ProjectStudio, TeamMember
from studios.projects.operations import refuse_person, require_open
from studios.projects.rules import ProjectState, TeamRole, reasons_against_shares
from studios.registry.models import Studio
from studios.registry.rules import StudioState


def add_project_studio(project: Project, studio: Studio, *, by: Account) -> ProjectStudio:
    """Let a studio join (联合攻关); its share is agreed with `set_shares`."""
    require_open(project)
    if studio.state is not StudioState.ACTIVE:
        raise Refused(f"“{studio.name}”已经注销，不能参加项目。", field="studio")
    if any(one.studio_id == studio.id for one in project.studios):
        raise Refused(f"“{studio.name}”已经参加这个项目。", field="studio")
    made = ProjectStudio(project=project, studio=studio)
    session.add(made)
    audit.record("add_project_studio", made, by=by)
    return made


def remove_project_studio(taking_part: ProjectStudio, *, reason: str, by: Account) -> None:
    """A studio no longer takes part, and why; its share goes to nobody until shares are agreed again."""
    project = require_open(taking_part.project)
    lock(taking_part)  # its share may have changed meanwhile
    if not reason.strip():
        raise Refused("请写明移出这间工作室的原因。", field="reason")
    if taking_part.studio_id == project.lead_studio_id:
        raise Refused("牵头工作室不能移出项目。")
    project.shared = project.shared - taking_part.share
    changes = {"share": (taking_part.share, None)}
    audit.record("remove_project_studio", taking_part, by=by, reason=reason, changes=changes)
    session.delete(taking_part)


def set_shares(project: Project, shares: Mapping[int, Decimal], *, reason: str = "", by: Account) -> None:
    """Write down the share of every studio that takes part, by studio id, in per cent; once approved with a reason.

    Raises `Refused` naming each impossible share, and where they come to more than 100.
    """
    if require_open(project).state is not ProjectState.DRAFT and not reason.strip():
        raise Refused("项目已经立项，改变份额需要写明原因。", field="reason")
    if set(shares) != {one.studio_id for one in project.studios}:
        raise Refused("参加的工作室刚才有变动，请对照最新名单重新填写份额。")
    if reasons := reasons_against_shares({one.studio.name: shares[one.studio_id] for one in project.studios}):
        raise Refused("份额没有保存。", reasons=reasons)
    changes = {one.studio.name: (one.share, shares[one.studio_id]) for one in project.studios}
    for one in project.studios:
        one.share = shares[one.studio_id]
    project.shared = sum(shares.values(), Decimal(0))
    changed = {name: (old, new) for name, (old, new) in changes.items() if old != new}
    audit.record("set_shares", project, by=by, reason=reason, changes=changed)


def add_team_member(project: Project, person: Person, role: TeamRole, joined_on: date, *, by: Account) -> TeamMember:
    """Put somebody into the team; who left it and comes back is taken up again."""
    require_open(project)
    refuse_person(person, "person")
    if not project.lead_studio.founded_on <= joined_on <= clock.today():
        raise Refused("加入日期应在工作室成立之后、不晚于今天。", field="joined_on")
    known = next((one for one in project.team if one.person_id == person.id), None)
    if person.id == project.head_id or (known is not None and known.left_on is None):
        raise Refused(f"“{person.name}”已经在团队里。", field="person")
    if known is None:
        known = TeamMember(project=project, person=person)
        session.add(known)
    known.role, known.joined_on, known.left_on = role, joined_on, None
    audit.record("add_team_member", known, by=by)
    return known


def end_team_membership(member: TeamMember, *, by: Account) -> None:
    """Today is somebody's last day in the team."""
    require_open(member.project)
    lock(member)
    if member.left_on is not None:
        raise Refused(f"“{member.person.name}”已经退出团队。")
    member.left_on = max(clock.today(), member.joined_on)
    audit.record("end_team_membership", member, by=by, changes=audit.pending_changes(member))
