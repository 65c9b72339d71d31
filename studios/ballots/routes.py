"""Pages about votes: for who runs them, for who watches them, for the unit that hands out codes."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates.issuing.sending import attachment
from certificates.printing.papers import print_document
from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.accounts.rules_signing_in import printed_slip_code
from studios.ballots import operations, queries
from studios.ballots.forms import ReopenBallotForm
from studios.ballots.models import Ballot
from studios.ballots.rules import CODES_AT_ONCE, BallotState, bursts_in, pace_of

bp = Blueprint("ballots", __name__)
COUNTED = frozenset({BallotState.CLOSED})


@bp.get("/studios/ballots")
@requires(Permission.CONTEST_RUN, Permission.CONTEST_WATCH, Permission.CONTEST_ENTER)
def list_ballots() -> ResponseReturnValue:
    """The votes, newest first."""
    page = page_by_key(queries.ballots_visible_to(acting()), Ballot, after=request.args.get("after", type=int))
    return render_template("studios/ballots/list_ballots.html", page=page)


@bp.get("/studios/ballots/<int:ballot_id>")
@requires(Permission.CONTEST_RUN, Permission.CONTEST_WATCH, Permission.CONTEST_ENTER)
def show_ballot(ballot_id: int) -> ResponseReturnValue:
    """A vote: its options, how many have voted, and, once it is over, for what."""
    ballot = fetch(queries.ballots_visible_to(acting()).where(Ballot.id == ballot_id))
    chosen = Ballot.id == ballot_id
    return render_template(
        "studios/ballots/show_ballot.html",
        ballot=ballot,
        turnout=queries.turnout_of(ballot),
        tally=queries.tally_of(ballot) if ballot.state in COUNTED else None,
        runs=session.scalar(queries.ballots_run_by(acting()).where(chosen)) is not None,
        watches=session.scalar(queries.ballots_watched_by(acting()).where(chosen)) is not None,
        form=ReopenBallotForm(),
    )


@bp.post("/studios/ballots/<int:ballot_id>/open")
@requires(Permission.CONTEST_RUN)
def open_ballot(ballot_id: int) -> ResponseReturnValue:
    """Let the voting begin."""
    ballot = _run(ballot_id)
    with transaction():
        operations.open_ballot(ballot, by=acting())
    flash("投票已开放，到开始时间自动受理。", "success")
    return _shown(ballot_id)


@bp.post("/studios/ballots/<int:ballot_id>/close")
@requires(Permission.CONTEST_RUN)
def close_ballot(ballot_id: int) -> ResponseReturnValue:
    """End the voting and count."""
    ballot = _run(ballot_id)
    with transaction():
        operations.close_ballot(ballot, by=acting())
    flash("投票已结束，票数见下。", "success")
    return _shown(ballot_id)


@bp.route("/studios/ballots/<int:ballot_id>/reopen", methods=["GET", "POST"])
@requires(Permission.CONTEST_RUN)
def reopen_ballot(ballot_id: int) -> ResponseReturnValue:
    """Go on voting for a while."""
    ballot, form = _run(ballot_id), ReopenBallotForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.reopen_ballot(ballot, form.closes_at.data, reason=form.reason.data or "", by=acting())
            flash("投票已恢复，已经投的票仍然有效。", "success")
            return _shown(ballot_id)
    page = render_template("studios/ballots/reopen_ballot.html", form=form, ballot=ballot)
    return page, 422 if form.errors else 200


@bp.post("/studios/ballots/<int:ballot_id>/void")
@requires(Permission.CONTEST_RUN)
def void_ballot(ballot_id: int) -> ResponseReturnValue:
    """The vote does not count."""
    ballot = _run(ballot_id)
    with transaction():
        operations.void_ballot(ballot, reason=request.form.get("reason", ""), by=acting())
    flash("投票已作废。", "success")
    return _shown(ballot_id)


@bp.get("/studios/ballots/<int:ballot_id>/turnout")
@requires(Permission.CONTEST_RUN, Permission.CONTEST_WATCH)
def watch_ballot(ballot_id: int) -> ResponseReturnValue:
    """When the votes came, from which units, and where unusually many came at once."""
    ballot = fetch(queries.ballots_watched_by(acting()).where(Ballot.id == ballot_id))
    moments = queries.moments_of(ballot)
    opens, closes = clock.in_shanghai(ballot.opens_at), clock.in_shanghai(ballot.closes_at)
    return render_template(
        "studios/ballots/watch_ballot.html",
        ballot=ballot,
        turnout=len(moments),
        pace=pace_of(moments, opens, closes),
        bursts=bursts_in(moments),
        units=queries.turnout_by_unit(ballot),
        origins=queries.busiest_origins(ballot),
    )


@bp.route("/studios/ballots/<int:ballot_id>/codes", methods=["GET", "POST"])
@requires(Permission.CONTEST_ENTER)
def print_ballot_codes(ballot_id: int) -> ResponseReturnValue:
    """One-time codes for workers without an account; the answer to the button is the paper, and only it has them."""
    ballot = fetch(queries.ballots_visible_to(acting()).where(Ballot.id == ballot_id))
    waiting = queries.persons_without_vote(ballot, acting()).limit(CODES_AT_ONCE + 1)
    if request.method == "GET":
        persons = session.scalars(waiting).all()
        return render_template("studios/ballots/print_ballot_codes.html", ballot=ballot, persons=persons)
    with transaction():
        codes = operations.print_ballot_codes(ballot, session.scalars(waiting).all(), by=acting())
        link = url_for(".cast_vote_by_code", ballot_id=ballot_id, _external=True)
        slips = [
            {"voter": person.name, "code": printed_slip_code(code), "link": f"{link}#{code}"} for person, code in codes
        ]
        facts = {"title": ballot.title, "address": link, "until": clock.in_shanghai(ballot.closes_at), "slips": slips}
    printed = print_document("studios/ballots/_codes.html", facts)  # takes seconds: nobody who votes waits for it
    return attachment(printed, f"投票码条_{clock.today():%Y%m%d}_{len(codes)}张.pdf", "application/pdf")


def _run(ballot_id: int) -> Ballot:
    return fetch(queries.ballots_run_by(acting()).where(Ballot.id == ballot_id))


def _shown(ballot_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_ballot", ballot_id=ballot_id))
