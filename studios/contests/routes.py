"""Pages about project contests: planned, published, and the call that everybody reads."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, public, requires
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.contests import awarding, figures, operations
from studios.contests.forms import ContestForm
from studios.contests.models import Contest
from studios.contests.presets import PRESETS
from studios.contests.queries import (
    contests_run_by,
    contests_visible_to,
    contests_watched_by,
    count_handed_in,
    found_contests,
    organisers_for,
    public_contests,
    standing_result,
    units_entering,
)
from studios.contests.rules import (
    CONTEST_KIND_TITLES,
    CONTEST_STATE_TITLES,
    ContestKind,
    ContestState,
    reasons_against_submitting,
)
from studios.rubrics.published import published_rubrics

bp = Blueprint("contests", __name__)


@bp.get("/studios/contests")
@requires(Permission.CONTEST_RUN, Permission.CONTEST_WATCH, Permission.CONTEST_ENTER)
def list_contests() -> ResponseReturnValue:
    """The contests that one runs, watches or may enter."""
    kind, state = request.args.get("kind", ""), request.args.get("state", "")
    query = found_contests(
        contests_visible_to(acting()),
        kind=ContestKind(kind) if kind in set(ContestKind) else None,
        state=ContestState(state) if state in set(ContestState) else None,
    )
    page = page_by_key(query, Contest, after=request.args.get("after", type=int))
    return render_template(
        "studios/contests/list_contests.html",
        page=page,
        counts=count_handed_in(one.id for one in page.rows),
        kinds=CONTEST_KIND_TITLES,
        states=CONTEST_STATE_TITLES,
        may_run=acting().may(Permission.CONTEST_RUN),
    )


@bp.route("/studios/contests/new", methods=["GET", "POST"])
@requires(Permission.CONTEST_RUN)
def create_contest() -> ResponseReturnValue:
    """A new draft; without `?preset=` first the choice of one."""
    code = request.args.get("preset", "")
    if code not in PRESETS:
        return render_template("studios/contests/create_contest.html", presets=PRESETS, form=None)
    form = ContestForm.begun_from(code, PRESETS[code])
    organisers = {one.id: one for one in session.scalars(organisers_for(acting()))}
    form.organisation_id.choices = {key: one.name for key, one in organisers.items()}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            contest = operations.create_contest(organisers[form.organisation_id.data], form.facts(), by=acting())
            flash("竞赛方案已建立。核对后发布，单位就可以申报。", "success")
            return redirect(url_for(".show_contest", contest_id=contest.id))
    preset = PRESETS[code]
    page = render_template("studios/contests/create_contest.html", form=form, preset=preset, presets=PRESETS)
    return page, 422 if form.errors and not form.arranging else 200


@bp.route("/studios/contests/<int:contest_id>/edit", methods=["GET", "POST"])
@requires(Permission.CONTEST_RUN)
def edit_contest(contest_id: int) -> ResponseReturnValue:
    """Change the plan."""
    contest = run_contest(contest_id)
    form = ContestForm.opened_on(contest)
    form.organisation_id.choices = {contest.organisation_id: contest.organisation.name}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_contest(contest, form.facts(), version=form.version, by=acting())
            flash("已保存。", "success")
            return to_contest(contest_id)
    page = render_template("studios/contests/edit_contest.html", form=form, contest=contest)
    return page, 422 if form.errors and not form.arranging else 200


@bp.get("/studios/contests/<int:contest_id>")
@requires(Permission.CONTEST_RUN, Permission.CONTEST_WATCH, Permission.CONTEST_ENTER)
def show_contest(contest_id: int) -> ResponseReturnValue:
    """The plan, how far it is, and what comes next."""
    contest = fetch(contests_visible_to(acting()).where(Contest.id == contest_id))
    watched = may_watch(contest, acting())
    return render_template(
        "studios/contests/show_contest.html",
        contest=contest,
        rubrics=published_rubrics(),
        may_run=acting().may_at(Permission.CONTEST_RUN, contest.organisation_path),
        may_watch=watched,
        may_enter=session.scalars(units_entering(acting(), contest).limit(1)).first() is not None,
        closed=reasons_against_submitting(contest.state, contest.submit_from, contest.submit_to, clock.today()),
        received=count_handed_in([contest.id]).get(contest.id, 0),
        funnel=figures.funnel_of(contest) if watched else [],
        units=figures.units_of(contest) if watched else [],
        result=standing_result(contest) if watched else None,
    )


@bp.post("/studios/contests/<int:contest_id>/publish")
@requires(Permission.CONTEST_RUN)
def publish_contest(contest_id: int) -> ResponseReturnValue:
    """Show the call to everybody."""
    contest = run_contest(contest_id)
    with transaction():
        operations.publish_contest(contest, by=acting())
    flash("征集已发布，下级工会和单位可以申报，公开页面也能看到。", "success")
    return to_contest(contest_id)


@bp.post("/studios/contests/<int:contest_id>/close")
@requires(Permission.CONTEST_RUN)
def close_contest(contest_id: int) -> ResponseReturnValue:
    """End the call."""
    contest = run_contest(contest_id)
    with transaction():
        operations.close_contest(contest, by=acting())
    flash("征集已结束，可以开始第一个环节。", "success")
    return to_contest(contest_id)


@bp.post("/studios/contests/<int:contest_id>/reopen")
@requires(Permission.CONTEST_RUN)
def reopen_contest(contest_id: int) -> ResponseReturnValue:
    """Take submissions again."""
    contest = run_contest(contest_id)
    with transaction():
        operations.reopen_contest(contest, reason=given_reason(), by=acting())
    flash("征集已恢复。截止日期已过的，请先修改日期。", "success")
    return to_contest(contest_id)


@bp.post("/studios/contests/<int:contest_id>/cancel")
@requires(Permission.CONTEST_RUN)
def cancel_contest(contest_id: int) -> ResponseReturnValue:
    """It does not take place."""
    contest = run_contest(contest_id)
    with transaction():
        operations.cancel_contest(contest, reason=given_reason(), by=acting())
    flash("竞赛已取消，公开页面会写明。", "success")
    return to_contest(contest_id)


@bp.post("/studios/contests/<int:contest_id>/complete")
@requires(Permission.CONTEST_RUN)
def complete_contest(contest_id: int) -> ResponseReturnValue:
    """Everything is done."""
    contest = run_contest(contest_id)
    with transaction():
        awarding.complete_contest(contest, by=acting())
    flash("竞赛已办结。", "success")
    return to_contest(contest_id)


@bp.post("/studios/contests/<int:contest_id>/resume")
@requires(Permission.CONTEST_RUN)
def resume_contest(contest_id: int) -> ResponseReturnValue:
    """Take it up again, to correct the result."""
    contest = run_contest(contest_id)
    with transaction():
        awarding.resume_contest(contest, reason=given_reason(), by=acting())
    flash("竞赛已恢复到评审中。", "success")
    return to_contest(contest_id)


@bp.get("/studios/contests/calls")
@public
def list_calls() -> ResponseReturnValue:
    """Every call that was published."""
    page = page_by_key(public_contests(), Contest, after=request.args.get("after", type=int))
    return render_template("studios/contests/list_calls.html", page=page, today=clock.today())


@bp.get("/studios/contests/calls/<int:contest_id>")
@public
def show_call(contest_id: int) -> ResponseReturnValue:
    """The call: what is wanted, from whom, until when, how it is judged, what can be won; then the notice."""
    contest = fetch(public_contests().where(Contest.id == contest_id))
    result = standing_result(contest)
    notice = result.notice if result else None
    return render_template("studios/contests/show_call.html", contest=contest, notice=notice, today=clock.today())


@bp.get("/studios/contests/figures")
@requires(Permission.CONTEST_RUN, Permission.CONTEST_WATCH)
def show_figures() -> ResponseReturnValue:
    """Submissions, awards and who took part in a span of days; the funnels of its contests."""
    today = clock.today()
    first_day = _asked_day("from", date(today.year, 1, 1))
    last_day = _asked_day("to", today)
    query = contests_watched_by(acting()).where(Contest.submit_from <= last_day, Contest.submit_to >= first_day)
    contests = session.scalars(query.order_by(Contest.submit_from.desc(), Contest.id.desc()).limit(20)).all()
    return render_template(
        "studios/contests/show_figures.html",
        first_day=first_day,
        last_day=last_day,
        figures=figures.figures_of(acting(), first_day, last_day),
        funnels=[(one, figures.funnel_of(one)) for one in contests],
        definitions=figures.DEFINITIONS,
    )


def run_contest(contest_id: int) -> Contest:
    """The contest, for whoever runs it."""
    return fetch(contests_run_by(acting()).where(Contest.id == contest_id))


def may_watch(contest: Contest, user: Account) -> bool:
    """Whether `user` sees scores before they are public."""
    path = contest.organisation_path
    return user.may_at(Permission.CONTEST_RUN, path) or user.may_at(Permission.CONTEST_WATCH, path)


def to_contest(contest_id: int) -> ResponseReturnValue:
    """Back to the page of the contest."""
    return redirect(url_for("studios.contests.show_contest", contest_id=contest_id))


def given_reason() -> str:
    """The reason typed beside a button."""
    return request.form.get("reason", "")


def _asked_day(name: str, otherwise: date) -> date:
    asked = request.args.get(name, otherwise, type=date.fromisoformat)
    return asked if 2000 <= asked.year <= 2100 else otherwise
