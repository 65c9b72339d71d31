"""Pages about who takes part in a project: studios with their shares, and the team."""

from decimal import Decimal, InvalidOperation

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.errors import Refused
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.models import Person
from people.persons.queries import persons_found
from studios.alliances.queries import studios_offered_to
from studios.projects import operations_team
from studios.projects.forms import JoiningForm, TeamMemberForm
from studios.projects.models import Project, ProjectStudio, TeamMember
from studios.projects.queries import people_of_studios
from studios.projects.routes import bp, done, edited
from studios.projects.rules import TeamRole
from studios.registry.models import Studio


@bp.route("/studios/projects/<int:project_id>/studios/new", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def add_project_studio(project_id: int) -> ResponseReturnValue:
    """Let a studio join."""
    project = edited(project_id)
    form = JoiningForm()
    present = {one.studio_id for one in project.studios}
    form.studio.choices = {one.id: one.name for one in studios_offered_to(acting()) if one.id not in present}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations_team.add_project_studio(project, session.get_one(Studio, form.studio.data), by=acting())
            return done(project_id, "工作室已加入项目。下一步：重新商定各工作室的份额。")
    page = render_template("studios/projects/add_project_studio.html", form=form, project=project)
    return page, 422 if form.errors else 200


@bp.post("/studios/projects/<int:project_id>/studios/<int:studio_id>/remove")
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def remove_project_studio(project_id: int, studio_id: int) -> ResponseReturnValue:
    """A studio no longer takes part."""
    edited(project_id)
    of_project = select(ProjectStudio).where(ProjectStudio.project_id == project_id)
    taking_part = fetch(of_project.where(ProjectStudio.studio_id == studio_id))
    with transaction():
        operations_team.remove_project_studio(taking_part, reason=request.form.get("reason", ""), by=acting())
    return done(project_id, "工作室已移出项目，请重新商定份额。")


@bp.post("/studios/projects/<int:project_id>/shares")
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def set_shares(project_id: int) -> ResponseReturnValue:
    """Write down the share of every studio."""
    project = edited(project_id)
    typed = {key.removeprefix("share-"): text for key, text in request.form.items() if key.startswith("share-")}
    shares = {int(key): _per_cent(text) for key, text in typed.items() if key.isdecimal()}
    with transaction():
        operations_team.set_shares(project, shares, reason=request.form.get("reason", ""), by=acting())
    return done(project_id, "份额已保存。")


@bp.route("/studios/projects/<int:project_id>/team/new", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def add_team_member(project_id: int) -> ResponseReturnValue:
    """Put somebody into the team: of the studios that take part, or found by name (`?name=`)."""
    project = edited(project_id)
    form = TeamMemberForm(joined_on=clock.today())
    form.person.choices = _candidates(project, request.args.get("name", ""))
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            person = session.get_one(Person, form.person.data)
            operations_team.add_team_member(project, person, TeamRole(form.role.data), form.joined_on.data, by=acting())
            return done(project_id, "已加入团队。")
    page = render_template("studios/projects/add_team_member.html", form=form, project=project)
    return page, 422 if form.errors else 200


@bp.post("/studios/projects/<int:project_id>/team/<int:member_id>/end")
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def end_team_membership(project_id: int, member_id: int) -> ResponseReturnValue:
    """Today is somebody's last day in the team."""
    edited(project_id)
    member = fetch(select(TeamMember).where(TeamMember.project_id == project_id, TeamMember.id == member_id))
    with transaction():
        operations_team.end_team_membership(member, by=acting())
    return done(project_id, "已登记退出团队。")


def _candidates(project: Project, name: str) -> dict[int, str]:
    present = {project.head_id} | {one.person_id for one in project.team if one.left_on is None}
    own = people_of_studios([one.studio_id for one in project.studios], clock.today())
    people = [*session.scalars(own), *persons_found(acting(), name)]
    units = {person.id: person.employer.name if person.employer else "目前没有单位" for person in people}
    return {one.id: f"{one.name}（{units[one.id]}）" for one in people if one.id not in present}


def _per_cent(text: str) -> Decimal:
    try:
        share = Decimal(text.strip().removesuffix("%"))
    except InvalidOperation:
        share = Decimal("NaN")
    if not share.is_finite():
        raise Refused(f"份额“{text}”不是数字，请填写 0 到 100 之间的数。")
    return share
