"""Pages about how a project goes: milestones, money spent, checks and acceptance."""

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation import clock
from foundation.database import fetch, transaction
from foundation.errors import NotFound
from foundation.files import StoredFile
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.projects import operations_work
from studios.projects.forms import CheckForm, ConclusionForm, MilestoneDoneForm, MilestoneForm, SpendingForm
from studios.projects.models import Project
from studios.projects.models_work import Milestone, MilestoneEvidence, ProjectCheck, Spending
from studios.projects.queries import milestones_of, projects_visible_to, spent_on
from studios.projects.routes import bp, decided, done, edited


@bp.route("/studios/projects/<int:project_id>/milestones/new", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def add_milestone(project_id: int) -> ResponseReturnValue:
    """Plan a step."""
    project = edited(project_id)
    form = MilestoneForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations_work.add_milestone(project, (form.title.data or "").strip(), form.due_on.data, by=acting())
            return done(project_id, "节点已安排。")
    page = render_template("studios/projects/add_milestone.html", form=form, project=project)
    return page, 422 if form.errors else 200


@bp.post("/studios/projects/<int:project_id>/milestones/<int:milestone_id>/remove")
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def remove_milestone(project_id: int, milestone_id: int) -> ResponseReturnValue:
    """Take a step out."""
    milestone = _milestone(project_id, milestone_id)
    with transaction():
        operations_work.remove_milestone(milestone, by=acting())
    return done(project_id, "已删除这个节点。")


@bp.route("/studios/projects/<int:project_id>/milestones/<int:milestone_id>/finish", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def finish_milestone(project_id: int, milestone_id: int) -> ResponseReturnValue:
    """A step is done."""
    milestone = _milestone(project_id, milestone_id)
    form = MilestoneDoneForm(done_on=clock.today())
    if form.validate_on_submit():
        content = form.content()
        with answering(form), transaction():
            form.claim()
            note = (form.note.data or "").strip()
            operations_work.finish_milestone(milestone, form.done_on.data, note, content=content, by=acting())
            return done(project_id, "节点已办结。")
    page = render_template("studios/projects/finish_milestone.html", form=form, milestone=milestone)
    return page, 422 if form.errors else 200


@bp.post("/studios/projects/<int:project_id>/milestones/<int:milestone_id>/reopen")
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def reopen_milestone(project_id: int, milestone_id: int) -> ResponseReturnValue:
    """A step was not done after all."""
    milestone = _milestone(project_id, milestone_id)
    with transaction():
        operations_work.reopen_milestone(milestone, reason=request.form.get("reason", ""), by=acting())
    return done(project_id, "节点已重新打开。")


@bp.route("/studios/projects/<int:project_id>/spendings/new", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def record_spending(project_id: int) -> ResponseReturnValue:
    """Write money down."""
    project = edited(project_id)
    form = SpendingForm(spent_on=clock.today())
    if form.validate_on_submit():
        voucher = form.file.data.read()
        with answering(form), transaction():
            form.claim()
            operations_work.record_spending(
                project,
                form.spent_on.data,
                (form.purpose.data or "").strip(),
                form.amount.data,
                voucher,
                over_reason=form.over_reason.data or "",
                by=acting(),
            )
            return done(project_id, "支出已登记。")
    page = render_template("studios/projects/record_spending.html", form=form, project=project, spent=spent_on(project))
    return page, 422 if form.errors else 200


@bp.post("/studios/projects/<int:project_id>/spendings/<int:spending_id>/void")
@requires(Permission.STUDIO_EDIT)
def void_spending(project_id: int, spending_id: int) -> ResponseReturnValue:
    """Money that was written down by mistake no longer counts."""
    decided(project_id)
    spending = fetch(select(Spending).where(Spending.project_id == project_id, Spending.id == spending_id))
    with transaction():
        operations_work.void_spending(spending, reason=request.form.get("reason", ""), by=acting())
    return done(project_id, "这笔支出已作废。")


@bp.route("/studios/projects/<int:project_id>/checks/new", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT)
def check_project(project_id: int) -> ResponseReturnValue:
    """A mid-term check."""
    project = decided(project_id)
    form = CheckForm(held_on=clock.today())
    if form.validate_on_submit():
        content = form.content()
        with answering(form), transaction():
            form.claim()
            operations_work.check_project(project, form.facts(), content=content, by=acting())
            return done(project_id, "中期检查已登记。")
    page = render_template("studios/projects/check_project.html", form=form, project=project)
    return page, 422 if form.errors else 200


@bp.route("/studios/projects/<int:project_id>/conclude", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT)
def conclude_project(project_id: int) -> ResponseReturnValue:
    """验收: it passes or fails."""
    project = decided(project_id)
    form = ConclusionForm(held_on=clock.today())
    if form.validate_on_submit():
        content = form.content()
        with answering(form), transaction():
            form.claim()
            facts = form.facts()
            operations_work.conclude_project(project, facts, content=content, by=acting())
            return done(project_id, "项目通过验收。" if facts.passed else "已登记未通过验收。")
    page = render_template(
        "studios/projects/conclude_project.html", form=form, project=project, milestones=milestones_of(project)
    )
    return page, 422 if form.errors else 200


@bp.post("/studios/projects/<int:project_id>/withdraw-acceptance")
@requires(Permission.STUDIO_EDIT)
def withdraw_acceptance(project_id: int) -> ResponseReturnValue:
    """The acceptance does not hold."""
    project = decided(project_id)
    with transaction():
        operations_work.withdraw_acceptance(project, reason=request.form.get("reason", ""), by=acting())
    return done(project_id, "验收已撤销，项目回到攻关中。")


@bp.get("/studios/projects/<int:project_id>/files/<sort>/<int:number>")
@requires(Permission.STUDIO_READ, Permission.STUDIO_LEAD)
def show_project_file(project_id: int, sort: str, number: int) -> ResponseReturnValue:
    """A file of a project, to be saved: evidence of a milestone, a voucher, a report."""
    fetch(projects_visible_to(acting()).where(Project.id == project_id))
    queries = {
        "evidence": select(StoredFile)
        .join(MilestoneEvidence, MilestoneEvidence.file_id == StoredFile.id)
        .join(MilestoneEvidence.milestone)
        .where(MilestoneEvidence.id == number, Milestone.project_id == project_id),
        "voucher": select(StoredFile)
        .join(Spending, Spending.voucher_id == StoredFile.id)
        .where(Spending.id == number, Spending.project_id == project_id),
        "report": select(StoredFile)
        .join(ProjectCheck, ProjectCheck.report_id == StoredFile.id)
        .where(ProjectCheck.id == number, ProjectCheck.project_id == project_id),
    }
    if sort not in queries:
        raise NotFound
    file = fetch(queries[sort])
    return send_file(file.stream(), file.media_type, as_attachment=True, download_name=file.name, max_age=0)


def _milestone(project_id: int, milestone_id: int) -> Milestone:
    edited(project_id)
    return fetch(select(Milestone).where(Milestone.project_id == project_id, Milestone.id == milestone_id))
