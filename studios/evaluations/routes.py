"""Pages about evaluations from two sides, for who organises them and for the officers of the units."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import Refused
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in
from people.organisations.rules import UNITS
from studios.evaluations import operations, queries
from studios.evaluations.forms import EvaluationForm, RatersForm, ReopenEvaluationForm
from studios.evaluations.models import Evaluation
from studios.evaluations.rules import EvaluationState
from studios.reviews.queries import experts_for
from studios.rubrics.models import RubricVersion
from studios.rubrics.operations import rubric_in_use
from studios.rubrics.published import published_rubrics
from studios.rubrics.queries import rubrics_visible_to

bp = Blueprint("evaluations", __name__)
SEE = (Permission.REVIEW_RUN, Permission.CONTEST_ENTER)


@bp.get("/studios/evaluations")
@requires(*SEE)
def list_evaluations() -> ResponseReturnValue:
    """The evaluations, newest first."""
    page = page_by_key(queries.evaluations_visible_to(acting()), Evaluation, after=request.args.get("after", type=int))
    return render_template("studios/evaluations/list_evaluations.html", page=page)


@bp.route("/studios/evaluations/new", methods=["GET", "POST"])
@requires(Permission.REVIEW_RUN)
def create_evaluation() -> ResponseReturnValue:
    """Plan an evaluation."""
    form = EvaluationForm()
    if request.method == "GET":
        form.officer_rubric.data, form.member_rubric.data = "union-building", "workers-home"
    _offer(form)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            organiser = session.get_one(Organisation, form.organiser.data)
            facts = form.facts(*_rubrics(form, organiser))
            made = operations.create_evaluation(organiser, facts, form.named(), by=acting())
            session.flush()
            flash("评价已建好，核对以后请上级评价人，同时开放会员测评。", "success")
            return _shown(made.id)
    return render_template("studios/evaluations/create_evaluation.html", form=form), 422 if form.errors else 200


@bp.route("/studios/evaluations/<int:evaluation_id>/edit", methods=["GET", "POST"])
@requires(Permission.REVIEW_RUN)
def edit_evaluation(evaluation_id: int) -> ResponseReturnValue:
    """Change an evaluation that has not begun."""
    evaluation = _run(evaluation_id)
    form = EvaluationForm(obj=evaluation, organiser=evaluation.organiser_id)
    if request.method == "GET":
        form.officer_rubric.data = str(evaluation.officer_rubric_id)
        form.member_rubric.data = str(evaluation.member_rubric_id)
        form.subjects.data = "\n".join(
            f"{one.unit.name}，{one.chair.name}" if one.chair else one.unit.name for one in evaluation.subjects
        )
        form.row_version.data = evaluation.row_version
    _offer(form)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            facts = form.facts(*_rubrics(form, evaluation.organiser))
            operations.edit_evaluation(evaluation, facts, form.named(), by=acting(), version=form.version)
            flash("已保存。", "success")
            return _shown(evaluation_id)
    page = render_template("studios/evaluations/edit_evaluation.html", form=form, evaluation=evaluation)
    return page, 422 if form.errors else 200


@bp.get("/studios/evaluations/<int:evaluation_id>")
@requires(*SEE)
def show_evaluation(evaluation_id: int) -> ResponseReturnValue:
    """An evaluation: while it runs how many have rated, after its end the results."""
    evaluation = fetch(queries.evaluations_visible_to(acting()).where(Evaluation.id == evaluation_id))
    seen = queries.units_seen_in(evaluation, acting())
    closed = evaluation.state is EvaluationState.CLOSED
    results = queries.results_of(evaluation) if closed else []
    return render_template(
        "studios/evaluations/show_evaluation.html",
        evaluation=evaluation,
        runs=seen is None,
        review=queries.review_of(evaluation) if seen is None else None,
        returns=queries.returns_of(evaluation) if seen is None else {},
        results=[one for one in results if seen is None or one.subject.id in seen],
        today=clock.today(),
    )


@bp.route("/studios/evaluations/<int:evaluation_id>/open", methods=["GET", "POST"])
@requires(Permission.REVIEW_RUN)
def open_evaluation(evaluation_id: int) -> ResponseReturnValue:
    """Choose the officers who score, and begin."""
    evaluation, form = _run(evaluation_id), RatersForm()
    experts = session.scalars(experts_for(evaluation.organiser)).all()
    form.raters.choices = [(one.id, f"{one.display_name}（{one.organisation.name}）") for one in experts]
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            chosen = session.scalars(select(Account).where(Account.id.in_(form.raters.data or ()))).all()
            operations.open_evaluation(evaluation, chosen, by=acting())
            flash("评价已开始：上级评价人在“我的评审”里打分，职工在“我的测评”里测评。", "success")
            return _shown(evaluation_id)
    page = render_template("studios/evaluations/open_evaluation.html", form=form, evaluation=evaluation)
    return page, 422 if form.errors else 200


@bp.post("/studios/evaluations/<int:evaluation_id>/close")
@requires(Permission.REVIEW_RUN)
def close_evaluation(evaluation_id: int) -> ResponseReturnValue:
    """End it and show the results."""
    evaluation = _run(evaluation_id)
    with transaction():
        operations.close_evaluation(evaluation, by=acting())
    flash("结果已公布给各单位和职工。", "success")
    return _shown(evaluation_id)


@bp.route("/studios/evaluations/<int:evaluation_id>/reopen", methods=["GET", "POST"])
@requires(Permission.REVIEW_RUN)
def reopen_evaluation(evaluation_id: int) -> ResponseReturnValue:
    """Let members go on rating."""
    evaluation, form = _run(evaluation_id), ReopenEvaluationForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.reopen_evaluation(evaluation, form.closes_on.data, reason=form.reason.data or "", by=acting())
            flash("测评已恢复，已经收回的仍然有效，结果暂不显示。", "success")
            return _shown(evaluation_id)
    page = render_template("studios/evaluations/reopen_evaluation.html", form=form, evaluation=evaluation)
    return page, 422 if form.errors else 200


@bp.post("/studios/evaluations/<int:evaluation_id>/cancel")
@requires(Permission.REVIEW_RUN)
def cancel_evaluation(evaluation_id: int) -> ResponseReturnValue:
    """Give it up."""
    evaluation = _run(evaluation_id)
    with transaction():
        operations.cancel_evaluation(evaluation, reason=request.form.get("reason", ""), by=acting())
    flash("评价已取消。", "success")
    return _shown(evaluation_id)


def _run(evaluation_id: int) -> Evaluation:
    return fetch(queries.evaluations_run_by(acting()).where(Evaluation.id == evaluation_id))


def _shown(evaluation_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_evaluation", evaluation_id=evaluation_id))


def _offer(form: EvaluationForm) -> None:
    """The organisers, unions that have others below them, and the scoring tables: own versions and published ones."""
    organisers = session.scalars(
        active_in(acting().scope(Permission.REVIEW_RUN)).where(Organisation.kind.not_in(UNITS))
    )
    form.organiser.choices = [(one.id, one.name) for one in organisers]
    own = session.scalars(rubrics_visible_to(acting())).unique().all()
    versions = {str(one.id): f"{one.title}（第 {one.number} 版，{one.organisation.name}）" for one in own}
    choices = versions | {code: f"{one.title}（公布的）" for code, one in published_rubrics().items()}
    form.officer_rubric.choices = form.member_rubric.choices = list(choices.items())


def _rubrics(form: EvaluationForm, organiser: Organisation) -> tuple[RubricVersion, RubricVersion]:
    """The chosen versions; of a published table the organiser's own copy."""
    return _rubric(form.officer_rubric.data, organiser), _rubric(form.member_rubric.data, organiser)


def _rubric(chosen: str, organiser: Organisation) -> RubricVersion:
    if not chosen.isdecimal():
        return rubric_in_use(chosen, organiser, by=acting())
    found = session.scalars(rubrics_visible_to(acting()).where(RubricVersion.id == int(chosen))).one_or_none()
    if found is None:
        raise Refused("没有这份评分标准，请重新选择。")
    return found
