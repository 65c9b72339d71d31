"""A pitch day: the queue is drawn, entrants sign in, one at a time is called, the clock runs, the next follows."""

from sqlalchemy import func, select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from studios.contests.models import ContestStep
from studios.contests.models_pitches import PitchTurn, StepPanel
from studios.contests.models_submissions import StepStanding
from studios.contests.pitch_clock import Clock, Phase, phase_after
from studios.contests.queries import panels_of, standings_of
from studios.contests.rules_pitches import TurnState, draw_queues
from studios.contests.rules_submissions import StandingState


def deal_turns(step: ContestStep, panels: list[StepPanel], seed: str) -> dict[int, list[StepStanding]]:
    """Give every submission of the step its room and place in the queue, by `seed`; by panel in their order."""
    by_number = {
        one.submission.number_text: one
        for one in session.scalars(standings_of(step))
        if one.state is StandingState.PENDING
    }
    rooms = {panel.title: panel for panel in panels}
    queues = draw_queues(list(by_number), list(rooms), seed)
    step.seed = seed
    session.add_all(
        PitchTurn(panel=rooms[room], standing=by_number[number], position=position)
        for room, numbers in queues.items()
        for position, number in enumerate(numbers, start=1)
    )
    session.flush()
    return {rooms[room].id: [by_number[number] for number in numbers] for room, numbers in queues.items()}


def sign_in_turn(turn: PitchTurn, *, by: Account) -> None:
    """The team is here and waits (候场)."""
    lock(turn)
    if turn.state is not TurnState.WAITING:
        raise Refused("只有候场的项目可以签到，请刷新页面。")
    turn.signed_in_at = turn.signed_in_at or clock.now()
    audit.record("sign_in_turn", turn, by=by)


def call_turn(turn: PitchTurn, *, by: Account) -> None:
    """It is this one's turn. Raises `Refused` while another is on in the room, or before it has signed in."""
    lock(turn.panel)
    lock(turn)
    if on := turn_on(turn.panel):
        raise Refused(f"{turn.panel.title}正在路演“{on.standing.submission.title}”，请先结束。")
    if turn.left:
        raise Refused("这个项目已经退出评审，不再路演。")
    if turn.signed_in_at is None:
        raise Refused(f"“{turn.standing.submission.title}”还没有签到。请先签到，或排到最后。")
    turn.phase, turn.used_seconds, turn.running_since = Phase.REPORT, 0, None
    advance(turn, "call_turn", by=by)


def start_clock(turn: PitchTurn, *, by: Account) -> None:
    """Start the clock of the present phase, or go on after a pause."""
    _set(_on(turn), turn.clock.started(clock.now()))


def pause_clock(turn: PitchTurn, *, by: Account) -> None:
    """Stop the clock for a moment; the time used stays."""
    _set(_on(turn), turn.clock.paused(clock.now()))


def begin_next_phase(turn: PitchTurn, *, by: Account) -> None:
    """Go on from the report to the questions, from the questions to the scoring; the clock runs at once."""
    _on(turn)
    following = phase_after(turn.phase)
    if following is None:
        raise Refused("已经是最后一段。评分完成后请点“结束，下一个”。")
    before, turn.phase = turn.phase, following
    turn.used_seconds, turn.running_since = 0, clock.now()
    audit.record("begin_next_phase", turn, by=by, changes={"phase": (before, following)})


def finish_turn(turn: PitchTurn, *, by: Account) -> None:
    """This one is done; its experts may still seal their sheets."""
    lock(turn)
    _set(turn, turn.clock.paused(clock.now()))
    advance(turn, "finish_turn", by=by)


def recall_turn(turn: PitchTurn, *, reason: str, by: Account) -> None:
    """Break off and put it back into the queue, for a reason such as a failed projector."""
    _reset(lock(turn))
    advance(turn, "recall_turn", by=by, reason=reason)


def repeat_turn(turn: PitchTurn, *, reason: str, by: Account) -> None:
    """Let it pitch again, for a reason."""
    _reset(lock(turn))
    advance(turn, "repeat_turn", by=by, reason=reason)


def move_turn_to_end(turn: PitchTurn, *, reason: str, by: Account) -> None:
    """It is not here when called: it comes last, for a reason that is kept."""
    lock(turn.panel)
    lock(turn)
    if turn.state is not TurnState.WAITING:
        raise Refused("只有候场的项目可以排到最后，请刷新页面。")
    if not reason.strip():
        raise Refused("排到最后需要写明原因。", field="reason")
    last = session.scalar(select(func.max(PitchTurn.position)).where(PitchTurn.panel_id == turn.panel_id)) or 0
    before, turn.position, turn.reason = turn.position, last + 1, reason.strip()
    audit.record("move_turn_to_end", turn, by=by, reason=reason, changes={"position": (before, turn.position)})


def mark_turn_absent(turn: PitchTurn, *, reason: str, by: Account) -> None:
    """It did not come: it gets no score, and the reason stands in its result."""
    lock(turn).reason = reason.strip()
    advance(turn, "mark_turn_absent", by=by, reason=reason)


def restore_turn(turn: PitchTurn, *, reason: str, by: Account) -> None:
    """It came after all, and waits again."""
    lock(turn).reason = ""
    advance(turn, "restore_turn", by=by, reason=reason)


def turn_on(panel: StepPanel) -> PitchTurn | None:
    """The one that is on in a room."""
    query = select(PitchTurn).where(PitchTurn.panel_id == panel.id, PitchTurn.state == TurnState.ON)
    return session.scalars(query).one_or_none()


def unfinished_turns(step: ContestStep) -> list[str]:
    """Whoever still waits or is on, in any room."""
    waiting = [TurnState.WAITING, TurnState.ON]
    query = select(PitchTurn).join(PitchTurn.panel).join(PitchTurn.standing)
    query = query.where(StepPanel.step_id == step.id, PitchTurn.state.in_(waiting))
    query = query.where(StepStanding.state != StandingState.WITHDRAWN)
    return [f"{turn.standing.submission.audit_label}还没有路演。" for turn in session.scalars(query)]


def absences_of(step: ContestStep) -> dict[int, str]:
    """Who was absent, and why, by standing."""
    panels = [panel.id for panel in session.scalars(panels_of(step))]
    query = select(PitchTurn.standing_id, PitchTurn.reason).where(
        PitchTurn.panel_id.in_(panels), PitchTurn.state == TurnState.ABSENT
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _on(turn: PitchTurn) -> PitchTurn:
    if lock(turn).state is not TurnState.ON:
        raise Refused("这个项目不在路演中，请刷新页面。")
    return turn


def _set(turn: PitchTurn, state: Clock) -> None:
    turn.used_seconds, turn.running_since = state.used, state.running_since


def _reset(turn: PitchTurn) -> None:
    turn.phase, turn.used_seconds, turn.running_since = Phase.REPORT, 0, None
