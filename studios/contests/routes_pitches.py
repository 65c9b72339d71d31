"""Pages of a pitch day: a room's queue for its operator, and its screen for the wall."""

import hashlib
from collections.abc import Callable

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from foundation import clock
from foundation.database import fetch, session, transaction
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.contests import pitching
from studios.contests.models import Contest, ContestStep
from studios.contests.models_pitches import PitchTurn, StepPanel
from studios.contests.pitch_clock import WARNING_SECONDS
from studios.contests.queries import contests_run_by, contests_watched_by, review_of, turns_of
from studios.contests.routes import bp, given_reason
from studios.contests.routes_steps import WATCHERS
from studios.contests.rules_pitches import TurnState


@bp.get("/studios/contests/rooms/<int:panel_id>")
@requires(*WATCHERS)
def show_room(panel_id: int) -> ResponseReturnValue:
    """The queue of a room: who is here, who is on, who comes next."""
    panel = _watched_room(panel_id)
    turns = session.scalars(turns_of(panel)).all()
    return render_template(
        "studios/contests/show_room.html",
        panel=panel,
        step=panel.step,
        turns=turns,
        on=next((turn for turn in turns if turn.state is TurnState.ON), None),
        review=review_of(panel),
        may_run=acting().may_at(Permission.CONTEST_RUN, panel.organisation_path),
    )


@bp.get("/studios/contests/rooms/<int:panel_id>/screen")
@requires(*WATCHERS)
def show_screen(panel_id: int) -> ResponseReturnValue:
    """The wall of a room: what is on, how much time is left, who comes next."""
    panel = _watched_room(panel_id)
    may_run = acting().may_at(Permission.CONTEST_RUN, panel.organisation_path)
    return render_template(
        "studios/contests/show_screen.html",
        panel=panel,
        screen=_screen(panel),
        may_run=may_run,
        warning=WARNING_SECONDS,
    )


@bp.get("/studios/contests/rooms/<int:panel_id>/screen.json")
@requires(*WATCHERS)
def poll_screen(panel_id: int) -> Response:
    """The same as JSON: `left` seconds as of now, and the page when it differs from `?version=`."""
    screen = _screen(_watched_room(panel_id))
    if request.args.get("version") == screen["version"]:
        screen.pop("html")
    return jsonify(screen)


@bp.post("/studios/contests/turns/<int:turn_id>/sign-in")
@requires(Permission.CONTEST_RUN)
def sign_in_turn(turn_id: int) -> ResponseReturnValue:
    """The team is here."""
    turn = _run_turn(turn_id)
    with transaction():
        pitching.sign_in_turn(turn, by=acting())
    return _back(turn)


@bp.post("/studios/contests/turns/<int:turn_id>/call")
@requires(Permission.CONTEST_RUN)
def call_turn(turn_id: int) -> ResponseReturnValue:
    """It is this one's turn."""
    turn = _run_turn(turn_id)
    with transaction():
        pitching.call_turn(turn, by=acting())
    return _back(turn)


@bp.post("/studios/contests/turns/<int:turn_id>/start")
@requires(Permission.CONTEST_RUN)
def start_clock(turn_id: int) -> ResponseReturnValue:
    """Start the clock, or go on."""
    turn = _run_turn(turn_id)
    with transaction():
        pitching.start_clock(turn, by=acting())
    return _back(turn)


@bp.post("/studios/contests/turns/<int:turn_id>/pause")
@requires(Permission.CONTEST_RUN)
def pause_clock(turn_id: int) -> ResponseReturnValue:
    """Stop the clock for a moment."""
    turn = _run_turn(turn_id)
    with transaction():
        pitching.pause_clock(turn, by=acting())
    return _back(turn)


@bp.post("/studios/contests/turns/<int:turn_id>/next-phase")
@requires(Permission.CONTEST_RUN)
def begin_next_phase(turn_id: int) -> ResponseReturnValue:
    """From the report to the questions, to the scoring."""
    turn = _run_turn(turn_id)
    with transaction():
        pitching.begin_next_phase(turn, by=acting())
    return _back(turn)


@bp.post("/studios/contests/turns/<int:turn_id>/finish")
@requires(Permission.CONTEST_RUN)
def finish_turn(turn_id: int) -> ResponseReturnValue:
    """This one is done."""
    turn = _run_turn(turn_id)
    with transaction():
        pitching.finish_turn(turn, by=acting())
    return _back(turn)


@bp.post("/studios/contests/turns/<int:turn_id>/recall")
@requires(Permission.CONTEST_RUN)
def recall_turn(turn_id: int) -> ResponseReturnValue:
    """Break off; it waits again."""
    return _with_reason(turn_id, pitching.recall_turn)


@bp.post("/studios/contests/turns/<int:turn_id>/repeat")
@requires(Permission.CONTEST_RUN)
def repeat_turn(turn_id: int) -> ResponseReturnValue:
    """Let it pitch again."""
    return _with_reason(turn_id, pitching.repeat_turn)


@bp.post("/studios/contests/turns/<int:turn_id>/move-to-end")
@requires(Permission.CONTEST_RUN)
def move_turn_to_end(turn_id: int) -> ResponseReturnValue:
    """It comes last."""
    return _with_reason(turn_id, pitching.move_turn_to_end)


@bp.post("/studios/contests/turns/<int:turn_id>/absent")
@requires(Permission.CONTEST_RUN)
def mark_turn_absent(turn_id: int) -> ResponseReturnValue:
    """It did not come."""
    return _with_reason(turn_id, pitching.mark_turn_absent)


@bp.post("/studios/contests/turns/<int:turn_id>/restore")
@requires(Permission.CONTEST_RUN)
def restore_turn(turn_id: int) -> ResponseReturnValue:
    """It came after all."""
    return _with_reason(turn_id, pitching.restore_turn)


def _with_reason(turn_id: int, operation: Callable[..., None]) -> ResponseReturnValue:
    turn = _run_turn(turn_id)
    with transaction():
        operation(turn, reason=given_reason(), by=acting())
    flash("已记录。", "success")
    return _back(turn)


def _screen(panel: StepPanel) -> dict[str, object]:
    """What a room's wall shows; its version changes with everything but the running of the time."""
    turns = session.scalars(turns_of(panel)).all()
    on = next((turn for turn in turns if turn.state is TurnState.ON), None)
    waiting = [turn for turn in turns if turn.state is TurnState.WAITING and not turn.left]
    done = sum(turn.state is TurnState.DONE for turn in turns)
    page = render_template(
        "studios/contests/_screen.html",
        panel=panel,
        step=panel.step,
        on=on,
        waiting=waiting,
        done=done,
        total=len(turns),
    )
    html = page.strip()
    return {
        "html": html,
        "version": hashlib.sha256(html.encode()).hexdigest()[:16],
        "left": on.clock.left_at(clock.now()) if on else None,
        "limit": on.clock.limit if on else None,
        "running": bool(on and on.running_since),
    }


def _back(turn: PitchTurn) -> ResponseReturnValue:
    """To the page the button stood on."""
    endpoint = "show_screen" if request.form.get("from") == "screen" else "show_room"
    return redirect(url_for(f"studios.contests.{endpoint}", panel_id=turn.panel_id))


def _watched_room(panel_id: int) -> StepPanel:
    return fetch(_rooms(contests_watched_by(acting())).where(StepPanel.id == panel_id))


def _run_turn(turn_id: int) -> PitchTurn:
    rooms = _rooms(contests_run_by(acting())).with_only_columns(StepPanel.id)
    return fetch(select(PitchTurn).where(PitchTurn.id == turn_id, PitchTurn.panel_id.in_(rooms)))


def _rooms(contests: Select[Contest]) -> Select[StepPanel]:
    steps = select(ContestStep.id).where(ContestStep.contest_id.in_(contests.with_only_columns(Contest.id)))
    return select(StepPanel).where(StepPanel.step_id.in_(steps))
