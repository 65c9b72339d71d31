"""Pages about rounds of assessment: their list, planning them, where each studio of a round stands."""

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
from studios.appraisals import operations, queries
from studios.appraisals.forms import ReviewRoundForm, RoundForm
from studios.appraisals.models import Appraisal, AppraisalRound
from studios.registry.models import Studio, StudioNaming
from studios.registry.queries import namings_in_force, studios_visible_to
from studios.reviews.queries import experts_for, reviews_of
from studios.reviews.rules import ReviewKind
from studios.rubrics.models import RubricVersion
from studios.rubrics.operations import rubric_in_use
from studios.rubrics.published import published_rubrics
from studios.rubrics.queries import rubrics_visible_to

bp = Blueprint("appraisals", __name__)
SEE = (Permission.STUDIO_READ, Permission.STUDIO_LEAD, Permission.DESIGNATION_RUN)


@bp.get("/studios/appraisal-rounds")
@requires(*SEE)
def list_rounds() -> ResponseReturnValue:
    """The rounds, newest first, and the dates that run out."""
    page = page_by_key(queries.rounds_visible_to(acting()), AppraisalRound, after=request.args.get("after", type=int))
    due = queries.dates_running_out(acting(), clock.today())
    return render_template("studios/appraisals/list_rounds.html", page=page, due=due, today=clock.today())


@bp.route("/studios/appraisal-rounds/new", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def create_round() -> ResponseReturnValue:
    """Plan a round."""
    form = _offered(RoundForm(year=clock.today().year))
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            organiser = session.get_one(Organisation, form.organiser.data)
            made = operations.create_round(organiser, form.facts(), _rubric(form, organiser), by=acting())
            session.flush()
            flash("考核已建好，核对以后开始。", "success")
            return redirect(url_for(".show_round", round_id=made.id))
    return render_template("studios/appraisals/create_round.html", form=form), 422 if form.errors else 200


@bp.route("/studios/appraisal-rounds/<int:round_id>/edit", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def edit_round(round_id: int) -> ResponseReturnValue:
    """Change a round that has not begun."""
    appraisal_round = _run(round_id)
    form = RoundForm(obj=appraisal_round, organiser=appraisal_round.organiser_id)
    if request.method == "GET":
        form.rubric.data = str(appraisal_round.rubric_version_id)
        form.row_version.data = appraisal_round.row_version
    _offered(form)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            rubric = _rubric(form, appraisal_round.organiser)
            operations.edit_round(appraisal_round, form.facts(), rubric, by=acting(), version=form.version)
            flash("已保存。", "success")
            return _shown(round_id)
    page = render_template("studios/appraisals/edit_round.html", form=form, appraisal_round=appraisal_round)
    return page, 422 if form.errors else 200


@bp.get("/studios/appraisal-rounds/<int:round_id>")
@requires(*SEE)
def show_round(round_id: int) -> ResponseReturnValue:
    """A round: where the studios stand that one may see, how many of them have which grade, its reviews."""
    appraisal_round = fetch(queries.rounds_visible_to(acting()).where(AppraisalRound.id == round_id))
    runs = session.scalar(queries.rounds_run_by(acting()).where(AppraisalRound.id == round_id)) is not None
    visible = queries.appraisals_visible_to(acting()).where(Appraisal.round_id == round_id)
    appraisals = session.scalars(visible.order_by(Appraisal.id)).unique().all()
    return render_template(
        "studios/appraisals/show_round.html",
        appraisal_round=appraisal_round,
        appraisals=appraisals,
        grades=queries.grades_in(appraisals),
        reviews=session.scalars(reviews_of(appraisal_round.reference)).all() if runs else [],
        runs=runs,
    )


@bp.post("/studios/appraisal-rounds/<int:round_id>/open")
@requires(Permission.DESIGNATION_RUN)
def open_round(round_id: int) -> ResponseReturnValue:
    """Begin a round."""
    appraisal_round = _run(round_id)
    with transaction():
        count = operations.open_round(appraisal_round, by=acting())
    flash(f"考核已开始，{count} 间工作室要交自查报告。", "success")
    return _shown(round_id)


@bp.post("/studios/appraisal-rounds/<int:round_id>/cancel")
@requires(Permission.DESIGNATION_RUN)
def cancel_round(round_id: int) -> ResponseReturnValue:
    """Give a round up."""
    appraisal_round = _run(round_id)
    with transaction():
        operations.cancel_round(appraisal_round, reason=request.form.get("reason", ""), by=acting())
    flash("考核已取消。", "success")
    return _shown(round_id)


@bp.post("/studios/appraisal-rounds/<int:round_id>/close")
@requires(Permission.DESIGNATION_RUN)
def close_round(round_id: int) -> ResponseReturnValue:
    """End a round."""
    appraisal_round = _run(round_id)
    with transaction():
        operations.close_round(appraisal_round, by=acting())
    flash("考核已办结。", "success")
    return _shown(round_id)


@bp.post("/studios/appraisal-rounds/<int:round_id>/reopen")
@requires(Permission.DESIGNATION_RUN)
def reopen_round(round_id: int) -> ResponseReturnValue:
    """Go on with a closed round."""
    appraisal_round = _run(round_id)
    with transaction():
        operations.reopen_round(appraisal_round, reason=request.form.get("reason", ""), by=acting())
    flash("考核已恢复。", "success")
    return _shown(round_id)


@bp.route("/studios/appraisal-rounds/<int:round_id>/review", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def review_round(round_id: int) -> ResponseReturnValue:
    """Choose who scores the studios that have reported."""
    appraisal_round, form = _run(round_id), ReviewRoundForm()
    experts = {one.id: one for one in session.scalars(experts_for(appraisal_round.organiser))}
    form.experts.choices = [(key, f"{one.display_name}（{one.organisation.name}）") for key, one in experts.items()]
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            chosen = session.scalars(select(Account).where(Account.id.in_(form.experts.data or ()))).all()
            least, kind = form.least_raters.data or 1, ReviewKind(form.kind.data)
            operations.review_round(appraisal_round, kind, chosen, least_raters=least, by=acting())
            flash("已请专家评分，他们在“评审”里看到。", "success")
            return _shown(round_id)
    page = render_template("studios/appraisals/review_round.html", form=form, appraisal_round=appraisal_round)
    return page, 422 if form.errors else 200


@bp.post("/studios/appraisal-rounds/<int:round_id>/score")
@requires(Permission.DESIGNATION_RUN)
def score_round(round_id: int) -> ResponseReturnValue:
    """Take over the scores of the reviews that are over."""
    appraisal_round = _run(round_id)
    with transaction():
        count = operations.score_round(appraisal_round, by=acting())
    flash(f"已取 {count} 间工作室的得分，请逐间定等次。", "success")
    return _shown(round_id)


@bp.get("/studios/<int:studio_id>/appraisals")
@requires(*SEE)
def list_appraisals(studio_id: int) -> ResponseReturnValue:
    """All assessments of one studio, and the decisions that took names away."""
    mine = queries.appraisals_visible_to(acting()).where(Appraisal.studio_id == studio_id)
    appraisals = session.scalars(mine.order_by(Appraisal.id.desc())).unique().all()
    studio = fetch(studios_visible_to(acting()).where(Studio.id == studio_id))
    withdrawals = session.scalars(queries.withdrawals_visible_to(acting()).where(StudioNaming.studio_id == studio_id))
    return render_template(
        "studios/appraisals/list_appraisals.html",
        studio=studio,
        appraisals=appraisals,
        withdrawals=withdrawals.all(),
        namings=namings_in_force(studio, clock.today()),
        runs=acting().may_at(Permission.DESIGNATION_RUN, studio.organisation_path),
    )


def _run(round_id: int) -> AppraisalRound:
    return fetch(queries.rounds_run_by(acting()).where(AppraisalRound.id == round_id))


def _shown(round_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_round", round_id=round_id))


def _offered(form: RoundForm) -> RoundForm:
    """The organisers and scoring tables to choose from: own versions, and published ones not copied yet."""
    organisers = session.scalars(active_in(acting().scope(Permission.DESIGNATION_RUN)))
    form.organiser.choices = [(one.id, one.name) for one in organisers]
    own = session.scalars(rubrics_visible_to(acting())).unique().all()
    versions = {str(one.id): f"{one.title}（第 {one.number} 版，{one.organisation.name}）" for one in own}
    form.rubric.choices = versions | {code: f"{one.title}（公布的）" for code, one in published_rubrics().items()}
    return form


def _rubric(form: RoundForm, organiser: Organisation) -> RubricVersion:
    """The chosen version; of a published table the organiser's own copy."""
    chosen = str(form.rubric.data)
    if not chosen.isdecimal():
        return rubric_in_use(chosen, organiser, by=acting())
    found = session.scalars(rubrics_visible_to(acting()).where(RubricVersion.id == int(chosen))).one_or_none()
    if found is None:
        raise Refused("没有这份评分标准，请重新选择。", field="rubric")
    return found
