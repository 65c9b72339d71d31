"""Where workers vote: with their account, or with the code of a slip and no account at all."""

from flask import flash, redirect, render_template, request, send_file, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from sqlalchemy import select

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, public, requires
from people.accounts.lockout import limiter
from people.accounts.rules import Permission
from studios.ballots import operations, queries
from studios.ballots.forms import CodeVoteForm, VoteForm
from studios.ballots.models import Ballot, BallotCode
from studios.ballots.pictures import pictures_of
from studios.ballots.routes import bp
from studios.ballots.rules import BallotState, reasons_against_voting

# A hall full of workers shares one address: only refused tries count. A code has 54 bits and is not found by trying.
code_limit = limiter.limit(
    "300 per minute",
    methods=["POST"],
    key_func=get_remote_address,
    deduct_when=lambda response: response.status_code == 422,
)


SHOWN_CODE = "ballot_code"
"""In the cookie: the hash of the code that was shown from this device, so that its pictures can be fetched."""


@bp.get("/ballots")
@requires(Permission.BALLOT_CAST)
def list_my_ballots() -> ResponseReturnValue:
    """The votes that one may take part in, and in which of them one has voted."""
    page = page_by_key(queries.ballots_open_to(acting()), Ballot, after=request.args.get("after", type=int))
    person = acting().person
    votes = queries.votes_of(page.rows, person) if person else {}
    return render_template("studios/ballots/list_my_ballots.html", page=page, votes=votes, now=clock.now())


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


@bp.get("/ballots/<int:ballot_id>/pictures/<int:option_id>/<int:place>")
@requires(Permission.BALLOT_CAST)
def show_picture(ballot_id: int, option_id: int, place: int) -> ResponseReturnValue:
    """A picture of what can be voted for, while one can vote for it; the first has place 1."""
    ballot = fetch(queries.ballots_open_to(acting()).where(Ballot.id == ballot_id))
    return _picture(ballot, option_id, place)


@bp.route("/vote/<int:ballot_id>", methods=["GET", "POST"])
@code_limit
@public
def cast_vote_by_code(ballot_id: int) -> ResponseReturnValue:
    """Vote with a slip's code, without an account. Pictures are there for who shows a code first (`look`)."""
    ballot = _public(ballot_id)
    form = CodeVoteForm()
    form.offer(ballot)
    if form.validate_on_submit():
        code, origin = form.code.data or "", request.remote_addr or ""
        with answering(form), transaction():
            if form.look.data:
                cookie[SHOWN_CODE] = operations.show_code(ballot, code).code_hash
            else:
                operations.cast_vote_by_code(ballot, code, form.choices.data or (), origin=origin)
                cookie.pop(SHOWN_CODE, None)
                return render_template("studios/ballots/_voted.html", ballot=ballot)
    return _page("cast_vote_by_code", form, ballot, shown=_code_shown(ballot))


@bp.get("/vote/<int:ballot_id>/pictures/<int:option_id>/<int:place>")
@public
def show_picture_by_code(ballot_id: int, option_id: int, place: int) -> ResponseReturnValue:
    """The same for who has shown the code of a slip on this device."""
    ballot = _public(ballot_id)
    if not _code_shown(ballot):
        raise NotFound
    return _picture(ballot, option_id, place)


def _public(ballot_id: int) -> Ballot:
    running = Ballot.state.in_([BallotState.OPEN, BallotState.CLOSED])
    return fetch(select(Ballot).where(Ballot.id == ballot_id, running))


def _code_shown(ballot: Ballot) -> bool:
    """Whether a code for this vote that has not expired was shown from this device."""
    mine = BallotCode.ballot_id == ballot.id, BallotCode.code_hash == cookie.get(SHOWN_CODE, "")
    return session.scalar(select(BallotCode.id).where(*mine, BallotCode.expires_at > clock.now())) is not None


def _picture(ballot: Ballot, option_id: int, place: int) -> ResponseReturnValue:
    """Sent under a name that says nothing, and never kept by the browser."""
    pictures = [] if _closed(ballot) else pictures_of(ballot).get(option_id, [])
    if not 0 < place <= len(pictures):
        raise NotFound
    picture = pictures[place - 1]
    return send_file(picture.stream(), picture.media_type, download_name="picture", max_age=0)


def _closed(ballot: Ballot) -> list[str]:
    return reasons_against_voting(ballot.state, ballot.opens_at, ballot.closes_at, clock.now())


def _page(name: str, form: VoteForm, ballot: Ballot, **facts: object) -> ResponseReturnValue:
    closed = _closed(ballot)
    facts |= {"closed": closed, "pictures": {} if closed else pictures_of(ballot)}
    page = render_template(f"studios/ballots/{name}.html", form=form, ballot=ballot, **facts)
    return page, 422 if form.errors else 200
