"""Pages of one match: judges, time and room; its sheets; its outcome and the ways back; its working for all."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from competitions.judging.queries import judges_available_to
from competitions.rounds import operations_matches as operations
from competitions.rounds.forms import ArrangeForm, SideForm
from competitions.rounds.models import Match, Round, SideContest
from competitions.rounds.panels import panels_of, reasons_against_scoring, seat_match_judges
from competitions.rounds.queries import matches_arranged_by, matches_seen_by, public_contests, speakers_of
from competitions.rounds.routes import WATCHERS, bp
from competitions.rounds.rules import MatchState, RoundState
from foundation.database import fetch, session, transaction
from foundation.forms import answering
from marking.sheets.queries import sheets_of_panels
from people.accounts.access import acting, public, requires
from people.accounts.models import Account
from people.accounts.rules import Permission
from scoring.matches.pairing import SIDE_TITLES, Side
from scoring.matches.verdicts import STEP_TITLES, VerdictStep

USE_TITLES = {"used": "", "dropped_highest": "去掉的最高分", "dropped_lowest": "去掉的最低分"}


@bp.get("/matches/<int:match_id>")
@requires(*WATCHERS)
def show_match(match_id: int) -> ResponseReturnValue:
    """Sheets, outcome and working of a match, with what can be done."""
    match = fetch(matches_seen_by(acting()).where(Match.id == match_id))
    return _show(match, SideForm(prefix="settle"), SideForm(prefix="walkover"))


@bp.route("/matches/<int:match_id>/arrange", methods=["GET", "POST"])
@requires(Permission.PANEL_EDIT)
def arrange_match(match_id: int) -> ResponseReturnValue:
    """Where and when, and who judges."""
    match = _arranged(match_id)
    panel = match.team_panel
    seated = [member.account_id for member in panel.members] if panel else []
    form = ArrangeForm(room=match.room, begins_at=match.begins_at, judges=seated)
    judges = session.scalars(judges_available_to(acting())).all()
    form.judges.choices = {one.id: f"{one.display_name}（{one.username}）" for one in judges}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.arrange_match(match, room=form.room.data or "", begins_at=form.moment, by=acting())
            chosen = _chosen(form)
            if {one.id for one in chosen} != set(seated):
                seat_match_judges(match, chosen, by=acting())
            flash(f"{match.title}的安排已保存。", "success")
            return redirect(url_for(".show_match", match_id=match_id))
    page = render_template("competitions/rounds/arrange_match.html", match=match, form=form)
    return page, 422 if form.errors else 200


@bp.post("/matches/<int:match_id>/decide")
@requires(Permission.PANEL_EDIT)
def decide_match(match_id: int) -> ResponseReturnValue:
    """Settle a match by its scores."""
    match = _arranged(match_id)
    with transaction():
        operations.decide_match(match, by=acting())
        flash(f"{match.title}已定胜负。", "success")
    return redirect(url_for(".show_match", match_id=match_id))


@bp.post("/matches/<int:match_id>/settle")
@requires(Permission.PANEL_EDIT)
def settle_match(match_id: int) -> ResponseReturnValue:
    """Settle a tie by decision of people."""
    match, form = _arranged(match_id), SideForm(prefix="settle")
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.settle_match(match, form.side.data, reason=form.reason.data or "", by=acting())
            flash("裁定已记录。", "success")
            return redirect(url_for(".show_match", match_id=match_id))
    return _show(match, form, SideForm(formdata=None, prefix="walkover"))


@bp.post("/matches/<int:match_id>/walkover")
@requires(Permission.PANEL_EDIT)
def award_walkover(match_id: int) -> ResponseReturnValue:
    """The side that did not appear loses."""
    match, form = _arranged(match_id), SideForm(prefix="walkover")
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.award_walkover(match, form.side.data, reason=form.reason.data or "", by=acting())
            flash("缺席判负已登记。", "success")
            return redirect(url_for(".show_match", match_id=match_id))
    return _show(match, SideForm(formdata=None, prefix="settle"), form)


@bp.post("/matches/<int:match_id>/reopen")
@requires(Permission.PANEL_EDIT)
def reopen_match(match_id: int) -> ResponseReturnValue:
    """Take the outcome back."""
    match = _arranged(match_id)
    with transaction():
        operations.reopen_match(match, reason=request.form.get("reason", ""), by=acting())
        flash(f"{match.title}已重新打开。", "success")
    return redirect(url_for(".show_match", match_id=match_id))


@bp.get("/contests/<int:stage_id>/matches/<int:match_id>")
@public
def show_public_match(stage_id: int, match_id: int) -> ResponseReturnValue:
    """The working of a match whose round is closed: each judge's total by number, what was dropped, what decided."""
    contest = fetch(public_contests().where(SideContest.stage_id == stage_id))
    closed = select(Match).join(Match.round).where(Round.contest_id == contest.id, Round.state == RoundState.CLOSED)
    match = fetch(closed.where(Match.id == match_id))
    return render_template(
        "competitions/rounds/show_public_match.html", contest=contest, match=match, **working_of(match)
    )


def working_of(match: Match) -> dict[str, object]:
    """How the outcome of a match came about, as its pages print it."""
    step = match.working.get("step")
    return {
        "workings": [(side, match.working[side.value]) for side in Side if side.value in match.working],
        "step": STEP_TITLES[VerdictStep(step)] if step else "",
        "side_titles": SIDE_TITLES,
        "uses": USE_TITLES,
    }


def _arranged(match_id: int) -> Match:
    return fetch(matches_arranged_by(acting()).where(Match.id == match_id))


def _chosen(form: ArrangeForm) -> list[Account]:
    wanted = judges_available_to(acting()).where(Account.id.in_(form.judges.data or []))
    return list(session.scalars(wanted))


def _show(match: Match, settle: SideForm, walkover: SideForm) -> ResponseReturnValue:
    open_ = match.state is MatchState.OPEN
    page = render_template(
        "competitions/rounds/show_match.html",
        match=match,
        contest=match.round.contest,
        panels=panels_of(match),
        sheets=session.scalars(sheets_of_panels([panel.id for panel in panels_of(match)])).all(),
        reasons=reasons_against_scoring(match) if open_ else [],
        speakers=speakers_of(match),
        settle=settle,
        walkover=walkover,
        arranges=acting().may_at(Permission.PANEL_EDIT, match.organisation_path),
        **working_of(match),
    )
    return page, 422 if settle.errors or walkover.errors else 200
