"""Pages about surveys of what is in demand: holding one, answering it, what it says."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from lectures.menus import operations_surveys as operations
from lectures.menus import queries_surveys as queries
from lectures.menus.forms_surveys import ReopenForm, SurveyForm, answer_form, people_of
from lectures.menus.models import Menu, MenuItem
from lectures.menus.models_surveys import DemandSurvey
from lectures.menus.queries import drafts_run_by, federations_run_by, items_run_by
from lectures.menus.routes import bp
from lectures.menus.rules_surveys import AnswerChannel, reasons_against_answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation


@bp.get("/lectures/demand-surveys")
@requires(Permission.LECTURE_RUN)
def list_demand_surveys() -> ResponseReturnValue:
    """The surveys that one holds."""
    query = queries.surveys_run_by(acting()).order_by(None)
    page = page_by_key(query, DemandSurvey, after=request.args.get("after", type=int))
    counts = queries.answer_counts([survey.id for survey in page.rows])
    return render_template("lectures/menus/list_demand_surveys.html", page=page, counts=counts, sides=AnswerChannel)


@bp.get("/lectures/demand-surveys/mine")
@requires(Permission.OWN_READ)
def list_my_demand_surveys() -> ResponseReturnValue:
    """The surveys that one is asked in, for one's units and for oneself."""
    surveys = session.scalars(queries.surveys_for(acting()).limit(20)).unique().all()
    answered = queries.answered_by(acting(), [survey.id for survey in surveys])
    return render_template(
        "lectures/menus/list_my_demand_surveys.html",
        rows=[(survey, queries.sides_of(acting(), survey)) for survey in surveys],
        answered=answered,
        today=clock.today(),
    )


@bp.route("/lectures/demand-surveys/new", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def create_demand_survey() -> ResponseReturnValue:
    """Write a survey on the items of a draft and free themes."""
    form, items = SurveyForm(), _draft_items()
    federations = federations_run_by(acting())
    form.organisation.choices = {one.id: one.name for one in session.scalars(federations)}
    form.offer(items)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            organisation = fetch(federations.where(Organisation.id == form.organisation.data))
            own = [item for item in items if item.menu.organisation_id == organisation.id]
            survey = operations.create_demand_survey(organisation, form.facts(own), by=acting())
            return _done(survey.id, "调查已写好。核对以后请开始。")
    return render_template("lectures/menus/create_demand_survey.html", form=form), 422 if form.errors else 200


@bp.route("/lectures/demand-surveys/<int:survey_id>/edit", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def edit_demand_survey(survey_id: int) -> ResponseReturnValue:
    """Change a survey before it is opened."""
    survey = _run(survey_id)
    items = [item for item in _draft_items() if item.menu.organisation_id == survey.organisation_id]
    shown = {name: getattr(survey, name) for name in ("title", "introduction", "opens_on", "closes_on", "row_version")}
    shown |= {"organisation": survey.organisation_id, "items": [one.item_id for one in survey.themes if one.item_id]}
    form = SurveyForm(data=shown | {"themes": "\n".join(one.title for one in survey.themes if not one.item_id)})
    form.organisation.choices = {survey.organisation_id: survey.organisation.name}
    form.offer(items)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_demand_survey(survey, form.facts(items), version=form.version, by=acting())
            return _done(survey_id, "已保存。")
    page = render_template("lectures/menus/edit_demand_survey.html", form=form, survey=survey)
    return page, 422 if form.errors else 200


@bp.get("/lectures/demand-surveys/<int:survey_id>")
@requires(Permission.LECTURE_RUN)
def show_demand_survey(survey_id: int) -> ResponseReturnValue:
    """What a survey says: units, their people and workers apart, the most wanted first."""
    survey = _run(survey_id)
    demands = queries.demands_of(survey)
    themes = {theme.id: theme for theme in survey.themes}
    counts = queries.answer_counts([survey.id])
    by_workers = sorted(demands, key=lambda one: -one.workers)
    return render_template(
        "lectures/menus/show_demand_survey.html",
        survey=survey,
        rows=[(themes[one.theme_id], one) for one in demands],
        unit_bars=[(themes[one.theme_id].title, one.units) for one in demands],
        worker_bars=[(themes[one.theme_id].title, one.workers) for one in by_workers],
        units=counts.get((survey.id, AnswerChannel.UNIT), 0),
        workers=counts.get((survey.id, AnswerChannel.WORKER), 0),
        notes=queries.notes_of(survey),
        draft=queries.draft_of(survey),
        reopening=ReopenForm(),
    )


@bp.post("/lectures/demand-surveys/<int:survey_id>/open")
@requires(Permission.LECTURE_RUN)
def open_demand_survey(survey_id: int) -> ResponseReturnValue:
    """Ask."""
    survey = _run(survey_id)
    with transaction():
        operations.open_demand_survey(survey, by=acting())
    return _done(survey_id, "调查已开始，单位和职工在首页看到。")


@bp.post("/lectures/demand-surveys/<int:survey_id>/close")
@requires(Permission.LECTURE_RUN)
def close_demand_survey(survey_id: int) -> ResponseReturnValue:
    """Nobody answers any more."""
    survey = _run(survey_id)
    with transaction():
        operations.close_demand_survey(survey, by=acting())
    return _done(survey_id, "调查已结束。")


@bp.post("/lectures/demand-surveys/<int:survey_id>/reopen")
@requires(Permission.LECTURE_RUN)
def reopen_demand_survey(survey_id: int) -> ResponseReturnValue:
    """Ask on until another day."""
    survey, form = _run(survey_id), ReopenForm()
    if not form.validate_on_submit():
        flash("没有重开：请写明延长到哪一天和原因。", "danger")
        return redirect(url_for(".show_demand_survey", survey_id=survey_id))
    with transaction():
        form.claim()
        operations.reopen_demand_survey(survey, form.closes_on.data, reason=form.reason.data or "", by=acting())
    return _done(survey_id, "调查已重开。")


@bp.post("/lectures/demand-surveys/<int:survey_id>/themes/<int:theme_id>/take")
@requires(Permission.LECTURE_RUN)
def take_demand_theme(survey_id: int, theme_id: int) -> ResponseReturnValue:
    """Put a free theme onto the draft."""
    survey = _run(survey_id)
    theme, draft = queries.theme_of(survey, theme_id), queries.draft_of(survey)
    if theme is None:
        raise NotFound
    if draft is None:
        flash("现在没有起草中的菜单。请先起草新的一版，再把主题列入。", "warning")
        return redirect(url_for(".show_demand_survey", survey_id=survey_id))
    with transaction():
        item = operations.take_demand_theme(theme, draft, by=acting())
    return _done(survey_id, f"“{item.title}”已列入草稿，请到草稿里补全大类、时长和讲师。")


@bp.route("/lectures/demand-surveys/<int:survey_id>/answer", methods=["GET", "POST"])
@requires(Permission.OWN_READ)
def answer_demand_survey(survey_id: int) -> ResponseReturnValue:
    """Answer once, for a unit (`?side=unit&unit=3`) or as a worker (`?side=worker`)."""
    survey = fetch(queries.surveys_for(acting()).where(DemandSurvey.id == survey_id))
    side, unit = _side_asked(survey)
    given = queries.answer_of(acting(), survey, side, unit)
    form = answer_form(survey.themes, side)
    if given is None and form.validate_on_submit():
        people, note = people_of(form, survey.themes), (form.note.data or "").strip()
        with answering(form), transaction():
            form.claim()
            operations.answer_demand_survey(survey, side, unit, people, note=note, by=acting())
            flash("已提交，谢谢。", "success")
            return redirect(url_for(".list_my_demand_surveys"))
    closed = reasons_against_answering(survey.state, survey.opens_on, survey.closes_on, clock.today())
    page = render_template(
        "lectures/menus/answer_demand_survey.html",
        survey=survey,
        side=side,
        unit=unit,
        form=form,
        given=given,
        chosen={one.theme_id: one.people for one in given.choices} if given else {},
        closed=closed,
    )
    return page, 422 if form.errors else 200


def _side_asked(survey: DemandSurvey) -> tuple[AnswerChannel, Organisation]:
    """The side that the address names, else the first that one has."""
    sides = queries.sides_of(acting(), survey)
    side, unit_id = request.args.get("side"), request.args.get("unit", type=int)
    asked = [one for one in sides if side in (None, one[0].value) and unit_id in (None, one[1].id)]
    if not asked:
        raise NotFound
    return asked[0]


def _draft_items() -> Sequence[MenuItem]:
    drafts = drafts_run_by(acting()).order_by(None).with_only_columns(Menu.id)
    return session.scalars(items_run_by(acting()).where(MenuItem.menu_id.in_(drafts)).order_by(MenuItem.place)).all()


def _run(survey_id: int) -> DemandSurvey:
    return fetch(queries.surveys_run_by(acting()).where(DemandSurvey.id == survey_id))


def _done(survey_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".show_demand_survey", survey_id=survey_id))
