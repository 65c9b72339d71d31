"""Pages of a side-against-side contest: its terms, draws and rounds; and what everybody may see."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from competitions.planning.models import Stage
from competitions.rounds import operations, operations_matches
from competitions.rounds.forms import OrderForm, SeedForm, TermsForm
from competitions.rounds.models import Round, SideContest, StandingDecision
from competitions.rounds.picture import bracket_of
from competitions.rounds.queries import (
    contest_of,
    decisions_of,
    outcome_of,
    public_contests,
    rounds_of,
    sides_of,
    stages_with_matches,
    stages_with_matches_planned_by,
    stages_with_matches_seen_by,
    standings_of,
    teams_of,
)
from competitions.rounds.rules import ContestState, RoundState
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from marking.schemes.forms import SchemeForm
from people.accounts.access import acting, public, requires
from people.accounts.rules import Permission
from scoring.matches.standings import STANDING_TITLES, undecided_ties

bp = Blueprint("rounds", __name__)

WATCHERS = (Permission.PANEL_EDIT, Permission.JUDGING_OVERSEE)


@bp.get("/stages/<int:stage_id>/contest")
@requires(*WATCHERS)
def show_contest(stage_id: int) -> ResponseReturnValue:
    """Rounds, standings and bracket, with what can be done next."""
    stage = fetch(stages_with_matches_seen_by(acting()).where(Stage.id == stage_id))
    return _show(stage, OrderForm())


@bp.route("/stages/<int:stage_id>/contest/terms", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def set_terms(stage_id: int) -> ResponseReturnValue:
    """How many rounds, how many go on, points and prizes."""
    stage = _planned(stage_id)
    contest = contest_of(stage)
    form = TermsForm.opened_on(contest)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.set_terms(stage, form.terms(), version=form.version, by=acting())
            flash("对抗赛设置已保存。", "success")
            return redirect(url_for(".show_contest", stage_id=stage_id))
    page = render_template("competitions/rounds/set_terms.html", stage=stage, contest=contest, form=form)
    return page, 422 if form.errors else 200


@bp.route("/stages/<int:stage_id>/contest/speaker-scheme", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def edit_speaker_scheme(stage_id: int) -> ResponseReturnValue:
    """By what speakers are marked."""
    contest = contest_of(_planned(stage_id))
    if contest is None:
        raise NotFound
    form = SchemeForm.opened_on(contest.speaker_scheme)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_speaker_scheme(contest, form.facts(), by=acting())
            flash("个人评分细则已保存。", "success")
            return redirect(url_for(".show_contest", stage_id=stage_id))
    page = render_template("competitions/rounds/edit_speaker_scheme.html", contest=contest, form=form)
    return page, 422 if form.errors else 200


@bp.post("/stages/<int:stage_id>/contest/preliminary")
@requires(Permission.DRAW_MAKE)
def draw_preliminary(stage_id: int) -> ResponseReturnValue:
    """Draw all rounds of the preliminary."""
    contest, form = _contest(stage_id), SeedForm()
    return _done(
        stage_id, lambda: operations.draw_preliminary(contest, seed=form.seed.data or "", by=acting()), "预赛已抽签。"
    )


@bp.post("/stages/<int:stage_id>/contest/preliminary/void")
@requires(Permission.DRAW_MAKE)
def void_preliminary(stage_id: int) -> ResponseReturnValue:
    """Take the draw back."""
    contest = _contest(stage_id)
    return _done(
        stage_id, lambda: operations.void_preliminary(contest, reason=_reason(), by=acting()), "预赛抽签已作废。"
    )


@bp.post("/stages/<int:stage_id>/contest/knock-out")
@requires(Permission.DRAW_MAKE)
def draw_knock_out(stage_id: int) -> ResponseReturnValue:
    """Draw the knock-out."""
    contest, form = _contest(stage_id), SeedForm()
    return _done(
        stage_id, lambda: operations.draw_knock_out(contest, seed=form.seed.data or "", by=acting()), "淘汰赛已抽签。"
    )


@bp.post("/stages/<int:stage_id>/contest/knock-out/void")
@requires(Permission.DRAW_MAKE)
def void_knock_out(stage_id: int) -> ResponseReturnValue:
    """Take the knock-out back."""
    contest = _contest(stage_id)
    return _done(
        stage_id, lambda: operations.void_knock_out(contest, reason=_reason(), by=acting()), "淘汰赛抽签已作废。"
    )


@bp.post("/stages/<int:stage_id>/contest/end")
@requires(Permission.PANEL_EDIT)
def end_contest(stage_id: int) -> ResponseReturnValue:
    """End the contest."""
    contest = _contest(stage_id)
    return _done(stage_id, lambda: operations.end_contest(contest, by=acting()), "对抗赛已结束，名次和奖项已公开。")


@bp.post("/stages/<int:stage_id>/contest/reopen")
@requires(Permission.PANEL_EDIT)
def reopen_contest(stage_id: int) -> ResponseReturnValue:
    """Open an ended contest again."""
    contest = _contest(stage_id)
    return _done(
        stage_id, lambda: operations.reopen_contest(contest, reason=_reason(), by=acting()), "对抗赛已重新打开。"
    )


@bp.post("/stages/<int:stage_id>/rounds/<int:round_id>/close")
@requires(Permission.PANEL_EDIT)
def close_round(stage_id: int, round_id: int) -> ResponseReturnValue:
    """End a round."""
    round_ = _round(stage_id, round_id)
    return _done(stage_id, lambda: operations.close_round(round_, by=acting()), f"{round_.title}已结束，结果已公开。")


@bp.post("/stages/<int:stage_id>/rounds/<int:round_id>/reopen")
@requires(Permission.PANEL_EDIT)
def reopen_round(stage_id: int, round_id: int) -> ResponseReturnValue:
    """Open a closed round again."""
    round_ = _round(stage_id, round_id)
    title = round_.title
    return _done(
        stage_id, lambda: operations.reopen_round(round_, reason=_reason(), by=acting()), f"{title}已重新打开。"
    )


@bp.post("/stages/<int:stage_id>/contest/standing")
@requires(Permission.PANEL_EDIT)
def decide_standing(stage_id: int) -> ResponseReturnValue:
    """Put teams in order that tie for a place in the knock-out."""
    contest, form = _contest(stage_id), OrderForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            order, reason = form.order(request.form), form.reason.data or ""
            operations_matches.decide_standing(contest, order, reason=reason, by=acting())
            flash("裁定已记录。", "success")
            return redirect(url_for(".show_contest", stage_id=stage_id))
    return _show(contest.stage, form)


@bp.post("/stages/<int:stage_id>/contest/standing/<int:decision_id>/withdraw")
@requires(Permission.PANEL_EDIT)
def withdraw_standing(stage_id: int, decision_id: int) -> ResponseReturnValue:
    """Take a decision about a tie back."""
    contest = _contest(stage_id)
    own = select(StandingDecision).where(StandingDecision.contest_id == contest.id)
    decision = fetch(own.where(StandingDecision.id == decision_id))
    return _done(
        stage_id, lambda: operations_matches.withdraw_standing(decision, reason=_reason(), by=acting()), "裁定已撤回。"
    )


@bp.get("/contests/<int:stage_id>")
@public
def show_public_contest(stage_id: int) -> ResponseReturnValue:
    """Pairings at once; outcomes, standings and bracket of closed rounds; places and prizes when it has ended."""
    contest = fetch(public_contests().where(SideContest.stage_id == stage_id))
    rounds = rounds_of(contest)
    closed = [one for one in rounds if one.state is RoundState.CLOSED]
    standings = standings_of(contest, closed)
    ended = contest.state is ContestState.ENDED
    return render_template(
        "competitions/rounds/show_public_contest.html",
        contest=contest,
        rounds=rounds,
        teams=teams_of(contest),
        standings=standings,
        sides=sides_of(contest, closed),
        bracket=bracket_of(contest, rounds, told=False),
        outcome=outcome_of(contest, rounds, standings) if ended else None,
        steps=STANDING_TITLES,
    )


def _arranged(stage_id: int) -> Stage:
    return fetch(stages_with_matches(acting()).where(Stage.id == stage_id))


def _planned(stage_id: int) -> Stage:
    return fetch(stages_with_matches_planned_by(acting()).where(Stage.id == stage_id))


def _contest(stage_id: int) -> SideContest:
    contest = contest_of(_arranged(stage_id))
    if contest is None:
        raise NotFound
    return contest


def _round(stage_id: int, round_id: int) -> Round:
    return fetch(select(Round).where(Round.contest_id == _contest(stage_id).id, Round.id == round_id))


def _reason() -> str:
    return request.form.get("reason", "")


def _done(stage_id: int, work: Callable[[], object], said: str) -> ResponseReturnValue:
    """Do one thing and go back to the contest; a refusal is shown there."""
    with transaction():
        work()
    flash(said, "success")
    return redirect(url_for(".show_contest", stage_id=stage_id))


def _show(stage: Stage, form: OrderForm) -> ResponseReturnValue:
    contest = contest_of(stage)
    facts: dict[str, object] = {}
    if contest is not None and contest.drawn:
        rounds = rounds_of(contest)
        standings = standings_of(contest, rounds)
        facts = {
            "rounds": rounds,
            "teams": teams_of(contest),
            "standings": standings,
            "sides": sides_of(contest, rounds),
            "ties": undecided_ties(standings, places=contest.qualifiers),
            "decisions": decisions_of(contest),
            "bracket": bracket_of(contest, rounds, told=True),
            "outcome": outcome_of(contest, rounds, standings) if contest.state is ContestState.ENDED else None,
            "steps": STANDING_TITLES,
        }
    arranges = session.scalars(stages_with_matches(acting()).where(Stage.id == stage.id)).one_or_none() is not None
    page = render_template(
        "competitions/rounds/show_contest.html",
        stage=stage,
        contest=contest,
        form=form,
        seed_form=SeedForm(),
        arranges=arranges,
        **facts,
    )
    return page, 422 if form.errors else 200
