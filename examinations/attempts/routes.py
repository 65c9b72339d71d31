"""Taking a paper: one question a page, each answer stored at once, the server's clock decides."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from examinations.attempts import operations
from examinations.attempts.models import Attempt
from examinations.attempts.queries import answered_positions, asked, attempts_visible_to, reviewed
from examinations.attempts.rules import AttemptState, seconds_left
from examinations.papers.rules import score_revealed
from foundation import clock
from foundation.database import fetch, transaction
from foundation.errors import NotFound, Refused, Stale
from people.accounts.access import acting, requires
from people.accounts.lockout import limiter
from people.accounts.rules import Permission

bp = Blueprint("attempts", __name__)

TIME_OVER = "时间到了，答卷已自动交上。到时之前保存的答案都已计入，这一次的选择没有计入。"
ENDED = "这份答卷已经交了，不能再改；交卷之前保存的答案都已计入。"
SAVES = "120 per minute"  # of one account: quicker than anybody can tap
UNREADABLE = "没有读懂这次的答案，没有保存。请刷新页面后再选。"


def limit_by_account() -> str:
    """Each account is counted alone: a whole workshop may share one address."""
    return f"account {acting().id}"


@bp.get("/attempts/<int:attempt_id>")
@requires(Permission.OWN_READ)
def show_attempt(attempt_id: int) -> ResponseReturnValue:
    """Before the end: which questions have answers, and handing in. After it: what it came to, as far as revealed."""
    attempt = _closed_in_time(attempt_id)
    places = answered_positions(attempt)
    return render_template(
        "examinations/attempts/show_attempt.html",
        attempt=attempt,
        open=attempt.state is AttemptState.OPEN,
        places=places,
        answered=sum(done for _, done in places),
        reviewed=reviewed(attempt),
        score_revealed=score_revealed(attempt.paper.reveal),
        seconds_left=seconds_left(attempt.due_at, clock.now()),
        back=url_for(attempt.paper.endpoint, **attempt.paper.context) if attempt.paper.endpoint else None,
    )


@bp.get("/attempts/<int:attempt_id>/go-on")
@requires(Permission.OWN_READ)
def resume_attempt(attempt_id: int) -> ResponseReturnValue:
    """To the first question without an answer; when all have one, to the sheet where it is handed in."""
    attempt = _closed_in_time(attempt_id)
    waiting = [position for position, done in answered_positions(attempt) if not done]
    if attempt.state is not AttemptState.OPEN or not waiting:
        return redirect(url_for(".show_attempt", attempt_id=attempt_id))
    return redirect(url_for(".show_question", attempt_id=attempt_id, position=waiting[0]))


@bp.get("/attempts/<int:attempt_id>/questions/<int:position>")
@requires(Permission.OWN_READ)
def show_question(attempt_id: int, position: int) -> ResponseReturnValue:
    """One question on one screen."""
    attempt = _closed_in_time(attempt_id)
    if attempt.state is not AttemptState.OPEN:
        return redirect(url_for(".show_attempt", attempt_id=attempt_id))
    return _question_page(attempt, position)


@bp.post("/attempts/<int:attempt_id>/questions/<int:position>")
@requires(Permission.OWN_READ)
@limiter.limit(SAVES, key_func=limit_by_account)
def save_answer(attempt_id: int, position: int) -> ResponseReturnValue:
    """Store an answer. A script sends JSON `{shown, revision}`; a plain form goes on to the next page."""
    attempt = _closed_in_time(attempt_id)
    try:
        shown, revision = _sent()
        with transaction():
            if over := operations.expire_if_over(attempt):
                item = None
            else:
                item = operations.save_answer(attempt, position, shown, revision=revision, by=acting())
    except Refused as refusal:
        return _declined(attempt, position, refusal)
    if over or item is None:
        return _too_late(attempt)
    if request.is_json:
        return {"revision": item.revision, "seconds_left": seconds_left(attempt.due_at, clock.now())}
    return redirect(_next_page(attempt, position))


@bp.post("/attempts/<int:attempt_id>/submit")
@requires(Permission.OWN_READ)
def submit_attempt(attempt_id: int) -> ResponseReturnValue:
    """Hand in."""
    attempt = _attempt(attempt_id)
    with transaction():
        operations.submit_attempt(attempt, by=acting())
    flash("已交卷。" if attempt.state is AttemptState.SUBMITTED else "时间到了，答卷已自动交上。", "success")
    return redirect(url_for(".show_attempt", attempt_id=attempt_id))


def _attempt(attempt_id: int) -> Attempt:
    return fetch(attempts_visible_to(acting()).where(Attempt.id == attempt_id))


def _closed_in_time(attempt_id: int) -> Attempt:
    """The attempt, ended if its time is over."""
    attempt = _attempt(attempt_id)
    if attempt.state is AttemptState.OPEN and attempt.due_at < clock.now():
        with transaction():
            operations.expire_if_over(attempt)
    return attempt


def _sent() -> tuple[list[str], int]:
    if not request.is_json:
        return request.form.getlist("shown"), request.form.get("revision", -1, type=int)
    body: Any = request.get_json(silent=True)
    shown = body.get("shown") if isinstance(body, dict) else None
    if not isinstance(shown, list) or not all(isinstance(one, str) for one in shown):
        raise Refused(UNREADABLE)
    revision = body.get("revision")
    if isinstance(revision, bool) or not isinstance(revision, int):
        raise Refused(UNREADABLE)
    return shown, revision


def _declined(attempt: Attempt, position: int, refusal: Refused) -> ResponseReturnValue:
    """Say why nothing was stored, with the answer that stands."""
    if request.is_json:
        code = "stale" if isinstance(refusal, Stale) else "refused"
        return {"code": code, "error": refusal.message}, 409
    if attempt.state is not AttemptState.OPEN:
        flash(refusal.message, "danger")
        return redirect(url_for(".show_attempt", attempt_id=attempt.id))
    return _question_page(attempt, position, fault=refusal.message), 409


def _too_late(attempt: Attempt) -> ResponseReturnValue:
    expired = attempt.state is AttemptState.EXPIRED
    if request.is_json:
        return {"code": "time-over" if expired else "ended", "error": TIME_OVER if expired else ENDED}, 409
    flash(TIME_OVER if expired else ENDED, "danger")
    return redirect(url_for(".show_attempt", attempt_id=attempt.id))


def _next_page(attempt: Attempt, position: int) -> str:
    asked_for = request.form.get("go", "next")
    step = {"next": 1, "previous": -1}.get(asked_for)
    count = len(answered_positions(attempt))
    if step is None or not 1 <= position + step <= count:
        return url_for(".show_attempt", attempt_id=attempt.id)
    return url_for(".show_question", attempt_id=attempt.id, position=position + step)


def _question_page(attempt: Attempt, position: int, fault: str = "") -> str:
    places = answered_positions(attempt)
    if not 1 <= position <= len(places):
        raise NotFound
    return render_template(
        "examinations/attempts/show_question.html",
        attempt=attempt,
        asked=asked(attempt, position),
        count=len(places),
        answered=sum(done for _, done in places),
        seconds_left=seconds_left(attempt.due_at, clock.now()),
        fault=fault,
    )
