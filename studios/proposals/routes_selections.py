"""Pages about selections: calling one, its places, its way from entering to the end."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in
from studios.proposals import operations_selections as operations
from studios.proposals.forms_achievements import QuotaForm, SelectionForm, published_grades
from studios.proposals.gradings import GRADINGS
from studios.proposals.models_achievements import Achievement
from studios.proposals.models_selections import Selection
from studios.proposals.queries_achievements import (
    AchievementFilter,
    achievements_visible_to,
    achievements_waiting_for,
    count_recommended,
    count_states,
    quotas_of,
    selections_run_by,
    selections_visible_to,
)
from studios.proposals.routes import bp
from studios.proposals.rules_achievements import (
    ACHIEVEMENT_KIND_TITLES,
    ACHIEVEMENT_STATE_TITLES,
    FIVE_SMALL,
    SELECTION_WORKFLOW,
    AchievementKind,
    AchievementState,
    funnel,
)
from studios.proposals.schemes import SCHEMES

WAITING_SHOWN = 50
FIRST_GRADING = "ranked_1_5_10_15_20"


@bp.get("/studios/selections")
@requires(Permission.PROPOSAL_EDIT)
def list_selections() -> ResponseReturnValue:
    """The selections that one runs or can enter, newest first, and the achievements that wait for one's unit."""
    page = page_by_key(selections_visible_to(acting()), Selection, after=request.args.get("after", type=int))
    waiting = session.scalars(achievements_waiting_for(acting()).order_by(Achievement.id).limit(WAITING_SHOWN)).all()
    return render_template("studios/proposals/list_selections.html", page=page, waiting=waiting)


@bp.route("/studios/selections/new", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_RUN)
def create_selection() -> ResponseReturnValue:
    """Call for achievements; `?grading=` chooses the published grades to begin with."""
    organisations = _organisers()
    form = _begun()
    form.organisation.choices = {one.id: one.name for one in organisations}
    if form.validate_on_submit():
        organiser = next(one for one in organisations if one.id == form.organisation.data)
        with answering(form), transaction():
            form.claim()
            selection = operations.create_selection(form.facts, organiser, by=acting())
            flash("已存为草稿。核对以后再公布。", "success")
            return redirect(url_for(".show_selection", selection_id=selection.id))
    return _form_page("studios/proposals/create_selection.html", form)


@bp.route("/studios/selections/<int:selection_id>/edit", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_RUN)
def edit_selection(selection_id: int) -> ResponseReturnValue:
    """Change a draft."""
    selection = _run(selection_id)
    form = SelectionForm(obj=selection, data={"categories": "\n".join(selection.categories)})
    form.organisation.choices = {selection.organisation_id: selection.organisation.name}
    if not form.is_submitted():
        form.categories.data = "\n".join(selection.categories)
        form.organisation.data = selection.organisation_id
        form.grades.process(None, [vars(grade) for grade in selection.grade_rules])
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_selection(selection, form.facts, version=form.version, by=acting())
            flash("已保存。", "success")
            return redirect(url_for(".show_selection", selection_id=selection_id))
    return _form_page("studios/proposals/edit_selection.html", form, selection=selection)


@bp.get("/studios/selections/<int:selection_id>")
@requires(Permission.PROPOSAL_EDIT)
def show_selection(selection_id: int) -> ResponseReturnValue:
    """A selection: what it calls for, its funnel, its places, its achievements, the next step."""
    return selection_page(fetch(selections_visible_to(acting()).where(Selection.id == selection_id)))


@bp.post("/studios/selections/<int:selection_id>/quotas")
@requires(Permission.PROPOSAL_RUN)
def set_quota(selection_id: int) -> ResponseReturnValue:
    """Give a recommender its own number of places."""
    selection = _run(selection_id)
    form = quota_form(selection)
    if form.validate_on_submit():
        chosen = select(Organisation).where(Organisation.id == form.organisation.data)
        with answering(form), transaction():
            form.claim()
            category = form.category.data or ""
            operations.set_quota(selection, fetch(chosen), form.places.data, category=category, by=acting())
            flash("名额已保存。", "success")
            return redirect(url_for(".show_selection", selection_id=selection_id))
    return selection_page(selection, sent=form)


@bp.post("/studios/selections/<int:selection_id>/open")
@requires(Permission.PROPOSAL_RUN)
def open_selection(selection_id: int) -> ResponseReturnValue:
    """Publish the call."""
    return _pressed(selection_id, operations.open_selection, "已公布，下面的单位可以申报了。")


@bp.post("/studios/selections/<int:selection_id>/close")
@requires(Permission.PROPOSAL_RUN)
def close_selection(selection_id: int) -> ResponseReturnValue:
    """End entering."""
    return _pressed(selection_id, operations.close_selection, "申报已结束，可以组织评审。")


@bp.post("/studios/selections/<int:selection_id>/finish")
@requires(Permission.PROPOSAL_RUN)
def finish_selection(selection_id: int) -> ResponseReturnValue:
    """Everything is decided."""
    return _pressed(selection_id, operations.finish_selection, "这次评选已结束。")


@bp.post("/studios/selections/<int:selection_id>/reopen")
@requires(Permission.PROPOSAL_RUN)
def reopen_selection(selection_id: int) -> ResponseReturnValue:
    """Let units enter again."""
    return _reasoned(selection_id, operations.reopen_selection, "已重新开放申报。")


@bp.post("/studios/selections/<int:selection_id>/resume")
@requires(Permission.PROPOSAL_RUN)
def resume_selection(selection_id: int) -> ResponseReturnValue:
    """Back to the review."""
    return _reasoned(selection_id, operations.resume_selection, "已恢复到评审阶段。")


@bp.post("/studios/selections/<int:selection_id>/cancel")
@requires(Permission.PROPOSAL_RUN)
def cancel_selection(selection_id: int) -> ResponseReturnValue:
    """Call it off."""
    return _reasoned(selection_id, operations.cancel_selection, "这次评选已取消。")


def selection_page(selection: Selection, sent: QuotaForm | None = None) -> ResponseReturnValue:
    """The page of a selection; `sent` is the form of a quota that was refused."""
    user = acting()
    wanted = achievement_filter(selection.id)
    runs = user.may_at(Permission.PROPOSAL_RUN, selection.organisation_path)
    states = select(Achievement.state, Achievement.shortlisted).where(Achievement.selection_id == selection.id)
    found = wanted.apply(achievements_visible_to(user))
    page = render_template(
        "studios/proposals/show_selection.html",
        selection=selection,
        scheme=SCHEMES[selection.scheme],
        runs=runs,
        possible=SELECTION_WORKFLOW.actions(selection.state),
        counts=count_states(selection),
        funnel=funnel([(row[0], row[1]) for row in session.execute(states)]) if runs else {},
        recommended=count_recommended(selection) if runs else {},
        quotas=quotas_of(selection) if runs else (),
        form=sent or quota_form(selection),
        sent=sent,
        page=page_by_key(found, Achievement, after=request.args.get("after", type=int)),
        wanted=wanted,
        states=ACHIEVEMENT_STATE_TITLES,
        kinds=ACHIEVEMENT_KIND_TITLES,
    )
    return page, 422 if sent else 200


def achievement_filter(selection_id: int | None = None) -> AchievementFilter:
    """What the address asks for; an unknown state or kind is no filter."""
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    return AchievementFilter(
        selection_id=selection_id,
        state=AchievementState(state) if state in set(AchievementState) else None,
        kind=AchievementKind(kind) if kind in set(AchievementKind) else None,
        category=request.args.get("category", ""),
        occupation=request.args.get("occupation", "").partition(" ")[0],
        grade=request.args.get("grade", ""),
        year=request.args.get("year", type=int),
        text=request.args.get("text", "").strip(),
    )


def quota_form(selection: Selection) -> QuotaForm:
    """Offers the organisations directly below the organiser."""
    below = active_in([selection.organisation_path]).where(Organisation.parent_id == selection.organisation_id)
    form = QuotaForm()
    form.organisation.choices = {one.id: one.name for one in session.scalars(below)}
    form.category.choices = {"": "全部专题合计", **{title: title for title in selection.categories}}
    return form


def _begun() -> SelectionForm:
    form = SelectionForm()
    if not form.is_submitted():
        today = clock.today()
        code = request.args.get("grading", FIRST_GRADING)
        form.year.data = today.year
        form.kinds.data = [kind.value for kind in FIVE_SMALL]
        form.grades.process(None, published_grades(code if code in GRADINGS else FIRST_GRADING))
    return form


def _organisers() -> list[Organisation]:
    return list(session.scalars(active_in(acting().scope(Permission.PROPOSAL_RUN))))


def _form_page(template: str, form: SelectionForm, selection: Selection | None = None) -> ResponseReturnValue:
    page = render_template(template, form=form, selection=selection, gradings=GRADINGS, schemes=SCHEMES)
    return page, 422 if form.errors and not form.arranging else 200


def _run(selection_id: int) -> Selection:
    return fetch(selections_run_by(acting()).where(Selection.id == selection_id))


def _pressed(selection_id: int, operation: Callable[..., None], done: str) -> ResponseReturnValue:
    selection = _run(selection_id)
    with transaction():
        operation(selection, by=acting())
    flash(done, "success")
    return redirect(url_for(".show_selection", selection_id=selection_id))


def _reasoned(selection_id: int, operation: Callable[..., None], done: str) -> ResponseReturnValue:
    selection = _run(selection_id)
    with transaction():
        operation(selection, reason=request.form.get("reason", ""), by=acting())
    flash(done, "success")
    return redirect(url_for(".show_selection", selection_id=selection_id))
