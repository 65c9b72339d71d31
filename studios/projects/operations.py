"""The life of a project: drawing it up, approving, starting, stopping and taking up again."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.persons.models import Person
from studios.alliances.models import Alliance
from studios.projects.models import Project, ProjectStudio
from studios.projects.rules import (
    OPEN_STATES,
    WHOLE,
    Candidate,
    Difficulty,
    ProjectSource,
    ProjectState,
    reasons_against_days,
    reasons_against_person,
)
from studios.registry.models import Studio
from studios.registry.queries import reported_dead
from studios.registry.rules import StudioState


@dataclass(frozen=True)
class ProjectFacts:
    """What is written down about a project; `budget` in 元."""

    title: str
    source: ProjectSource
    begins_on: date
    ends_on: date
    budget: Decimal = Decimal(0)
    difficulty: Difficulty = Difficulty.ORDINARY
    problem: str = ""
    target: str = ""

    def values(self) -> dict[str, Any]:
        """Columns and their values."""
        return asdict(self)


def create_project(
    studio: Studio, facts: ProjectFacts, head: Person, *, alliance: Alliance | None = None, by: Account
) -> Project:
    """Draw up a project of a studio, which has the whole share until others join. Raises `Refused` for impossible
    days, a studio that is closed, or a head who cannot work on it."""
    if studio.state is not StudioState.ACTIVE:
        raise Refused(f"“{studio.name}”已经注销，不能承担项目。")
    refuse_person(head, "head")
    _check(studio, facts, alliance)
    project = Project(
        organisation=studio.organisation,
        lead_studio=studio,
        alliance=alliance,
        head=head,
        shared=WHOLE,
        studios=[ProjectStudio(studio=studio, share=WHOLE)],
        **facts.values(),
    )
    session.add(project)
    audit.record("create_project", project, by=by)
    return project


def edit_project(
    project: Project,
    facts: ProjectFacts,
    head: Person,
    *,
    alliance: Alliance | None = None,
    reason: str = "",
    version: int | None = None,
    by: Account,
) -> None:
    """Change what is written down. Once approved this is a change of the plan: only with a reason."""
    require_open(project)
    project.expect_version(version)
    if project.state is not ProjectState.DRAFT and not reason.strip():
        raise Refused("项目已经立项，修改计划需要写明原因。", field="reason")
    if head.id != project.head_id:
        refuse_person(head, "head")
        if any(one.person_id == head.id and one.left_on is None for one in project.team):
            raise Refused(f"“{head.name}”已经在团队里，请先移出团队，再改为负责人。", field="head")
    _check(project.lead_studio, facts, alliance)
    project.head, project.alliance = head, alliance
    for name, value in facts.values().items():
        setattr(project, name, value)
    changes = audit.pending_changes(project)
    audit.record("edit_project", project, by=by, reason=reason, changes=changes)


def approve_project(project: Project, *, by: Account) -> None:
    """立项, by an officer of the unit who is not the project's head. Every studio has its share by then."""
    require_decider(project, by)
    if not all(one.share > 0 for one in lock(project).studios):
        raise Refused("还有工作室没有定份额。请先定好各工作室的份额，再立项。")
    advance(project, "approve_project", by=by)


def return_project(project: Project, *, reason: str, by: Account) -> None:
    """Back to be drawn up again."""
    require_decider(project, by)
    advance(lock(project), "return_project", by=by, reason=reason)


def start_project(project: Project, *, by: Account) -> None:
    """The work begins; the first day of it counts for the figures, also when it is taken up again later."""
    project = lock(project)
    project.started_on = project.started_on or clock.today()
    advance(project, "start_project", by=by)


def stop_project(project: Project, *, reason: str, by: Account) -> None:
    """The work ends without an acceptance."""
    require_decider(project, by)
    advance(lock(project), "stop_project", by=by, reason=reason)


def resume_project(project: Project, *, reason: str, by: Account) -> None:
    """Take up a project again: one that was stopped is approved anew, one that did not pass goes on."""
    require_decider(project, by)
    advance(lock(project), "resume_project", by=by, reason=reason)


def refuse_person(person: Person, field: str) -> None:
    """Raises `Refused`, at the form's `field`, for somebody who cannot work on a project."""
    candidate = Candidate(
        name=person.name,
        merged=person.merged_into_id is not None,
        dead=reported_dead(person),
        employed=person.employer_id is not None,
    )
    if reasons := reasons_against_person(candidate):
        raise Refused(reasons[0], field=field)


def require_open(project: Project) -> Project:
    """The project, held against other writers. Raises `Refused` if it is over."""
    if lock(project).state not in OPEN_STATES:
        raise Refused("项目已经验收或中止，不能再改。需要更正的，请由经办人写明原因恢复。")
    return project


def require_decider(project: Project, by: Account) -> None:
    """Raises `NotAllowed` unless `by` is an officer over the unit, `Refused` if he has a part in it himself."""
    if not by.may_at(Permission.STUDIO_EDIT, project.organisation_path):
        raise NotAllowed
    working = {project.head_id, *(one.person_id for one in project.team if one.left_on is None)}
    leading = {one.studio.leader_id for one in project.studios}
    if by.person_id is not None and by.person_id in working | leading:
        raise Refused("您是这个项目的负责人、团队成员或工作室的领衔人，立项、验收和中止请由另一名经办人办理。")


def _check(studio: Studio, facts: ProjectFacts, alliance: Alliance | None) -> None:
    if reasons := reasons_against_days(studio.founded_on, facts.begins_on, facts.ends_on):
        raise Refused(
            reasons[0], reasons=reasons, field="begins_on" if facts.begins_on < studio.founded_on else "ends_on"
        )
    if facts.source is ProjectSource.ALLIANCE and alliance is None:
        raise Refused("联盟课题请选择是哪个联盟。", field="alliance")
