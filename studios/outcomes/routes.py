"""Pages about outcomes: the list, one outcome with its benefit, writing one down, the figures."""

from collections.abc import Collection
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from foundation.workbook_pages import workbook_answer
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.outcomes import operations
from studios.outcomes.forms import NO_PROJECT, OutcomeForm, ShareForm
from studios.outcomes.models import Outcome
from studios.outcomes.models_benefit import Benefit
from studios.outcomes.queries import (
    OutcomeFilter,
    benefits_of_outcomes,
    outcomes_confirmed_by,
    outcomes_edited_by,
    outcomes_matching,
    outcomes_visible_to,
    percents_of,
    persons_of,
    with_lines,
)
from studios.outcomes.queries_figures import DEFINITIONS, outcome_figures
from studios.outcomes.rules import NEEDS, OUTCOME_KIND_TITLES, OUTCOME_STATE_TITLES, OutcomeKind, OutcomeState
from studios.outcomes.workbooks import outcomes_workbook
from studios.projects.models import Project
from studios.projects.queries import projects_of_studio, projects_visible_to
from studios.registry.models import Studio
from studios.registry.queries import first_visible, studios_edited_by, studios_visible_to
from studios.registry.rules import StudioState

bp = Blueprint("outcomes", __name__)

READ = (Permission.STUDIO_READ, Permission.STUDIO_LEAD)
KEEP = (Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)


@bp.get("/studios/outcomes")
@bp.get("/studios/<int:studio_id>/outcomes")
@requires(*READ)
def list_outcomes(studio_id: int | None = None) -> ResponseReturnValue:
    """The outcomes that one may see, of one studio or of all, newest first, with their benefit in two columns."""
    if studio_id is not None:
        fetch(studios_visible_to(acting()).where(Studio.id == studio_id))
    wanted = _wanted(studio_id)
    query = with_lines(outcomes_matching(outcomes_visible_to(acting()), wanted))
    page = page_by_key(query, Outcome, after=request.args.get("after", type=int))
    percents = percents_of([one.id for one in page.rows], _counting(wanted))
    studios = session.scalars(studios_visible_to(acting()).order_by(Studio.name).limit(1000)).unique().all()
    return render_template(
        "studios/outcomes/list_outcomes.html",
        page=page,
        percents=percents,
        sums=benefits_of_outcomes(percents, percents),
        wanted=wanted,
        studios=studios,
        studio=next((one for one in studios if one.id == wanted.studio_id), None),
        kinds=OUTCOME_KIND_TITLES,
        states=OUTCOME_STATE_TITLES,
        years=range(clock.today().year, 2009, -1),
    )


@bp.get("/studios/outcomes.xlsx")
@requires(*READ)
def export_outcomes() -> ResponseReturnValue:
    """The same list as a workbook."""
    wanted = _wanted()
    query = with_lines(outcomes_matching(outcomes_visible_to(acting()), wanted))
    outcomes = session.scalars(query.order_by(Outcome.id.desc())).unique().all()
    percents = percents_of([one.id for one in outcomes], _counting(wanted))
    content = outcomes_workbook(outcomes, percents, benefits_of_outcomes(percents, percents))
    return workbook_answer(content, f"成果-{clock.today():%Y%m%d}.xlsx")


@bp.get("/studios/outcomes/figures")
@requires(*READ)
def show_outcome_figures() -> ResponseReturnValue:
    """W04, P04 and P08 of a year, each with its definition."""
    year = request.args.get("year", clock.today().year, type=int)
    year = year if 1949 <= year <= 2100 else clock.today().year
    found = outcome_figures(studios_visible_to(acting()), date(year, 1, 1), date(year, 12, 31))
    return render_template(
        "studios/outcomes/show_outcome_figures.html",
        figures=found,
        year=year,
        years=range(clock.today().year, 2009, -1),
        definitions=DEFINITIONS,
    )


@bp.get("/studios/outcomes/<int:outcome_id>")
@requires(*READ)
def show_outcome(outcome_id: int) -> ResponseReturnValue:
    """One outcome: what it is, whose it is, its papers, its benefit, who else uses it."""
    return outcome_page(visible(outcome_id), ShareForm())


@bp.route("/studios/<int:studio_id>/outcomes/new", methods=["GET", "POST"])
@requires(*KEEP)
def record_outcome(studio_id: int) -> ResponseReturnValue:
    """Write an outcome of a studio down."""
    studio = fetch(studios_edited_by(acting()).where(Studio.id == studio_id))
    form = _offered(OutcomeForm(kind=request.args.get("kind")), studio)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            project = _project(form)
            outcome = operations.record_outcome(studio, form.stated(), form.percents(), project=project, by=acting())
            flash("成果已登记。下一步：上传证明材料，再由单位工会的另一位经办人确认。", "success")
            return redirect(url_for(".show_outcome", outcome_id=outcome.id))
    page = render_template("studios/outcomes/record_outcome.html", form=form, studio=studio)
    return page, 422 if form.errors else 200


@bp.route("/studios/outcomes/<int:outcome_id>/edit", methods=["GET", "POST"])
@requires(*KEEP)
def edit_outcome(outcome_id: int) -> ResponseReturnValue:
    """Change what is written down, until it is confirmed."""
    outcome = edited(outcome_id)
    form = _offered(OutcomeForm.opened_on(outcome), outcome.studio, [one.studio_id for one in outcome.shares])
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_outcome(
                outcome, form.stated(), form.percents(), project=_project(form), version=form.version, by=acting()
            )
            flash("已保存。", "success")
            return redirect(url_for(".show_outcome", outcome_id=outcome_id))
    page = render_template("studios/outcomes/edit_outcome.html", form=form, outcome=outcome)
    return page, 422 if form.errors else 200


def outcome_page(outcome: Outcome, share: ShareForm) -> ResponseReturnValue:
    """The page of one outcome, with the form for its shares as it stands."""
    edits = session.scalar(outcomes_edited_by(acting()).where(Outcome.id == outcome.id)) is not None
    confirms = session.scalar(outcomes_confirmed_by(acting()).where(Outcome.id == outcome.id)) is not None
    benefits = select(Benefit).where(Benefit.outcome_id == outcome.id).order_by(Benefit.begins, Benefit.id)
    page = render_template(
        "studios/outcomes/show_outcome.html",
        outcome=outcome,
        studio=first_visible(acting(), [outcome.studio, *(one.studio for one in outcome.shares)]),
        needs=NEEDS[outcome.kind],
        benefits=session.scalars(benefits.options(joinedload(Benefit.verifier))).all(),
        sums=benefits_of_outcomes([outcome.id])[outcome.id],
        edits=edits,
        confirms=confirms,
        share=offer_studios(share) if edits else share,
    )
    return page, 422 if share.errors else 200


def offer_studios(form: ShareForm) -> ShareForm:
    """The form with the studios on the register: those that may share are of other units, too."""
    query = select(Studio).where(Studio.state == StudioState.ACTIVE).order_by(Studio.name)
    form.studio.choices = {one.id: f"{one.name}（{one.organisation.name}）" for one in session.scalars(query).unique()}
    return form


def visible(outcome_id: int) -> Outcome:
    """The outcome, if one may see it."""
    return fetch(outcomes_visible_to(acting()).where(Outcome.id == outcome_id))


def edited(outcome_id: int) -> Outcome:
    """The outcome, if one writes it down."""
    return fetch(outcomes_edited_by(acting()).where(Outcome.id == outcome_id))


def _wanted(studio_id: int | None = None) -> OutcomeFilter:
    asked: dict[str, Any] = request.args.to_dict()
    return OutcomeFilter(
        studio_id=studio_id or request.args.get("studio", type=int),
        kind=OutcomeKind(asked["kind"]) if asked.get("kind") in set(OutcomeKind) else None,
        year=request.args.get("year", type=int),
        state=OutcomeState(asked["state"]) if asked.get("state") in set(OutcomeState) else None,
        text=str(asked.get("text", "")).strip()[:60],
        adopted_in=request.args.get("adopted", type=int),
    )


def _counting(wanted: OutcomeFilter) -> Select[Studio]:
    """The studios whose shares a list counts: the one that it shows, or all that one sees."""
    if wanted.studio_id is None:
        return studios_visible_to(acting())
    return select(Studio).where(Studio.id == wanted.studio_id)


def _offered(form: OutcomeForm, studio: Studio, sharing: Collection[int] = ()) -> OutcomeForm:
    persons = {person.id: person.name for person in persons_of({studio.id, *sharing})}
    for row in form.authors:
        row.form.person.choices = persons
    projects = session.scalars(projects_of_studio(projects_visible_to(acting()), studio.id)).unique().all()
    form.project.choices = {NO_PROJECT: "不是攻关项目的成果"} | {one.id: one.title for one in projects}
    return form


def _project(form: OutcomeForm) -> Project | None:
    if form.project.data == NO_PROJECT:
        return None
    return fetch(projects_visible_to(acting()).where(Project.id == form.project.data))
