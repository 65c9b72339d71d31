"""Pages about projects: the list with its figures, one project, drawing it up, and its way from draft to its end."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, or_, select

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.models import Person
from studios.alliances.models import Alliance
from studios.alliances.queries import alliances_visible_to
from studios.projects import operations
from studios.projects.forms import NONE, ProjectForm
from studios.projects.models import Project
from studios.projects.queries import (
    checks_of,
    in_full,
    joint,
    milestones_of,
    overdue_counts,
    overdue_on,
    people_of_studios,
    project_figures,
    projects_decided_by,
    projects_edited_by,
    projects_of_studio,
    projects_visible_to,
    spendings_of,
    spent_on,
)
from studios.projects.rules import (
    FIGURE_DEFINITIONS,
    OPEN_STATES,
    PROJECT_SOURCE_TITLES,
    PROJECT_STATE_TITLES,
    ProjectState,
    is_joint,
)
from studios.registry.models import Studio
from studios.registry.queries import first_visible, studios_edited_by, studios_visible_to

bp = Blueprint("projects", __name__)


@bp.get("/studios/projects")
@bp.get("/studios/<int:studio_id>/projects")
@requires(Permission.STUDIO_READ, Permission.STUDIO_LEAD)
def list_projects(studio_id: int | None = None) -> ResponseReturnValue:
    """The projects that one may see, or those of one studio, with their figures of this year."""
    visible, studio = projects_visible_to(acting()), None
    if studio_id is not None:
        studio = fetch(studios_visible_to(acting()).where(Studio.id == studio_id))
        visible = projects_of_studio(visible, studio_id)
    today = clock.today()
    page = page_by_key(in_full(_filtered(visible, today)), Project, after=request.args.get("after", type=int))
    return render_template(
        "studios/projects/list_projects.html",
        page=page,
        studio=studio,
        figures=project_figures(visible, date(today.year, 1, 1), today),
        overdue=overdue_counts([project.id for project in page.rows], today),
        definitions=FIGURE_DEFINITIONS,
        states=PROJECT_STATE_TITLES,
        sources=PROJECT_SOURCE_TITLES,
        open_states=OPEN_STATES,
        is_joint=is_joint,
        edits=studio is not None and _keeps(studio),
    )


@bp.get("/studios/projects/<int:project_id>")
@requires(Permission.STUDIO_READ, Permission.STUDIO_LEAD)
def show_project(project_id: int) -> ResponseReturnValue:
    """One project: studios and shares, team, milestones, money, checks."""
    project = fetch(in_full(projects_visible_to(acting())).where(Project.id == project_id))
    edits = bool(session.scalar(select(projects_edited_by(acting()).where(Project.id == project_id).exists())))
    return render_template(
        "studios/projects/show_project.html",
        project=project,
        studio=first_visible(acting(), [project.lead_studio, *(share.studio for share in project.studios)]),
        edits=edits and project.state in OPEN_STATES,
        decides=acting().may_at(Permission.STUDIO_EDIT, project.organisation_path),
        runs=edits and project.state is ProjectState.RUNNING,
        milestones=milestones_of(project),
        spendings=spendings_of(project),
        spent=spent_on(project),
        checks=checks_of(project),
        today=clock.today(),
        joint=is_joint(len(project.studios), project.alliance_id is not None),
    )


@bp.route("/studios/<int:studio_id>/projects/new", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def create_project(studio_id: int) -> ResponseReturnValue:
    """Draw up a project of a studio."""
    studio = fetch(studios_edited_by(acting()).where(Studio.id == studio_id))
    form = ProjectForm()
    form.offer(session.scalars(people_of_studios([studio_id], clock.today())), _alliances())
    if not form.is_submitted():
        form.head.data = studio.leader_id
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            head = session.get_one(Person, form.head.data)
            project = operations.create_project(studio, form.facts(), head, alliance=_alliance(form), by=acting())
            flash("项目已建立。下一步：组队、安排节点，再由单位立项。", "success")
            return redirect(url_for(".show_project", project_id=project.id))
    page = render_template("studios/projects/create_project.html", form=form, studio=studio)
    return page, 422 if form.errors else 200


@bp.route("/studios/projects/<int:project_id>/edit", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def edit_project(project_id: int) -> ResponseReturnValue:
    """Change what is written down about a project."""
    project = edited(project_id)
    form = ProjectForm(obj=project)
    people = people_of_studios([one.studio_id for one in project.studios], clock.today())
    heads = {person.id: person for person in [project.head, *session.scalars(people)]}
    own = {project.alliance_id: project.alliance.name} if project.alliance_id and project.alliance else {}
    form.offer(heads.values(), _alliances() | own)
    if not form.is_submitted():
        form.head.data, form.alliance.data = project.head_id, project.alliance_id or NONE
        form.source.data, form.difficulty.data = project.source.value, project.difficulty.value
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_project(
                project,
                form.facts(),
                session.get_one(Person, form.head.data),
                alliance=session.get(Alliance, form.alliance.data) if form.alliance.data else None,
                reason=form.reason.data or "",
                version=form.version,
                by=acting(),
            )
            return done(project_id, "已保存。")
    page = render_template("studios/projects/edit_project.html", form=form, project=project)
    return page, 422 if form.errors else 200


@bp.post("/studios/projects/<int:project_id>/approve")
@requires(Permission.STUDIO_EDIT)
def approve_project(project_id: int) -> ResponseReturnValue:
    """立项."""
    return _decide(project_id, operations.approve_project, "项目已立项。")


@bp.post("/studios/projects/<int:project_id>/start")
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def start_project(project_id: int) -> ResponseReturnValue:
    """The work begins."""
    project = edited(project_id)
    with transaction():
        operations.start_project(project, by=acting())
    return done(project_id, "项目开始攻关。")


@bp.post("/studios/projects/<int:project_id>/return")
@requires(Permission.STUDIO_EDIT)
def return_project(project_id: int) -> ResponseReturnValue:
    """Back to be drawn up again."""
    return _decide(project_id, operations.return_project, "项目已退回，可以重新拟定。", with_reason=True)


@bp.post("/studios/projects/<int:project_id>/stop")
@requires(Permission.STUDIO_EDIT)
def stop_project(project_id: int) -> ResponseReturnValue:
    """The work ends without an acceptance."""
    return _decide(project_id, operations.stop_project, "项目已中止。", with_reason=True)


@bp.post("/studios/projects/<int:project_id>/resume")
@requires(Permission.STUDIO_EDIT)
def resume_project(project_id: int) -> ResponseReturnValue:
    """Take up a project again."""
    return _decide(project_id, operations.resume_project, "项目已恢复。", with_reason=True)


def edited(project_id: int) -> Project:
    """The project, if the acting account keeps its file."""
    return fetch(in_full(projects_edited_by(acting())).where(Project.id == project_id))


def decided(project_id: int) -> Project:
    """The project, if the acting account is an officer over its unit."""
    return fetch(projects_decided_by(acting()).where(Project.id == project_id))


def done(project_id: int, message: str) -> ResponseReturnValue:
    """Back to the project, with what was done."""
    flash(message, "success")
    return redirect(url_for("studios.projects.show_project", project_id=project_id))


def _decide(
    project_id: int, operation: Callable[..., None], message: str, *, with_reason: bool = False
) -> ResponseReturnValue:
    project = decided(project_id)
    reason = {"reason": request.form.get("reason", "")} if with_reason else {}
    with transaction():
        operation(project, by=acting(), **reason)
    return done(project_id, message)


def _filtered(query: Select[Project], today: date) -> Select[Project]:
    text, state = request.args.get("text", "").strip(), request.args.get("state", "")
    source, only = request.args.get("source", ""), request.args.get("only", "")
    if text:
        called = select(Studio.id).where(Studio.name.contains(text, autoescape=True))
        by_title = Project.title.contains(text, autoescape=True)
        query = query.where(or_(by_title, Project.lead_studio_id.in_(called)))
    if state in PROJECT_STATE_TITLES:
        query = query.where(Project.state == state)
    if source in PROJECT_SOURCE_TITLES:
        query = query.where(Project.source == source)
    if only == "overdue":
        query = query.where(overdue_on(today))
    return query.where(joint()) if only == "joint" else query


def _keeps(studio: Studio) -> bool:
    return bool(session.scalar(select(studios_edited_by(acting()).where(Studio.id == studio.id).exists())))


def _alliances() -> dict[int, str]:
    query = alliances_visible_to(acting()).order_by(Alliance.name)
    return {alliance.id: alliance.name for alliance in session.scalars(query).unique()}


def _alliance(form: ProjectForm) -> Alliance | None:
    return session.get(Alliance, form.alliance.data) if form.alliance.data else None
