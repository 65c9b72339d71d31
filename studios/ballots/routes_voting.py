"""Where workers vote: with their account, or with the code of a slip and no account at all."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from sqlalchemy import select

from foundation import clock
from foundation.database import fetch, page_by_key, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, public, requires
from people.accounts.lockout import limiter
from people.accounts.rules import Permission
from studios.ballots import operations, queries
from studios.ballots.forms import CodeVoteForm, VoteForm
from studios.ballots.models import Ballot
from studios.ballots.routes import bp
from studios.ballots.rules import BallotState, reasons_against_voting

# A hall full of workers shares one address: only refused tries count. A code has 54 bits and is not found by trying.
code_limit = limiter.limit(
    "300 per minute",
    methods=["POST"],
    key_func=get_remote_address,
    deduct_when=lambda response: response.status_code == 422,
)


@bp.get("/ballots")
@requires(Permission.BALLOT_CAST)
def list_my_ballots() -> ResponseReturnValue:
    """The votes that one may take part in."""
    page = page_by_key(queries.ballots_open_to(acting()), Ballot, after=request.args.get("after", type=int))
    return render_template("studios/ballots/list_my_ballots.html", page=page, now=clock.now())


@bp.route("/ballots/<int:ballot_id>/vote", methods=["GET", "POST"])
@requires(Permission.BALLOT_CAST)
def cast_vote(ballot_id: int) -> ResponseReturnValue:
    """Vote with one's account."""
    ballot = fetch(queries.ballots_open_to(acting()).where(Ballot.id == ballot_id))
    person = acting().person
    if person is None:
        raise NotFound
    form = VoteForm()
    form.offer(ballot)
    if form.validate_on_submit():
        with answering(form), transaction():
            origin = request.remote_addr or ""
            operations.cast_vote(ballot, person, form.choices.data or (), origin=origin, by=acting())
            flash("投票成功，谢谢参与。", "success")
            return redirect(url_for(".list_my_ballots"))
    voted = queries.vote_of(ballot, person)
    return _page("cast_vote", form, ballot, voted=voted)


@bp.route("/vote/<int:ballot_id>", methods=["GET", "POST"])
@code_limit
@public
def cast_vote_by_code(ballot_id: int) -> ResponseReturnValue:
    """Vote with a slip's code, without an account."""
    running = Ballot.state.in_([BallotState.OPEN, BallotState.CLOSED])
    ballot = fetch(select(Ballot).where(Ballot.id == ballot_id, running))
    form = CodeVoteForm()
    form.offer(ballot)
    if form.validate_on_submit():
        with answering(form), transaction():
            origin = request.remote_addr or ""
            operations.cast_vote_by_code(ballot, form.code.data or "", form.choices.data or (), origin=origin)
            return render_template("studios/ballots/_voted.html", ballot=ballot)
    return _page("cast_vote_by_code", form, ballot)


def _page(name: str, form: VoteForm, ballot: Ballot, **facts: object) -> ResponseReturnValue:
    closed = reasons_against_voting(ballot.state, ballot.opens_at, ballot.closes_at, clock.now())
    page = render_template(f"studios/ballots/{name}.html", form=form, ballot=ballot, closed=closed, **facts)
    return page, 422 if form.errors else 200
