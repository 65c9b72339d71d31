"""One match: when and where; its outcome by scores, by people, or by default; taking it back. And ties of standings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from competitions.draw.queries import log_of
from competitions.rounds.models import Match, SideContest, SpeakerScore, StandingDecision
from competitions.rounds.panels import panels_of, reasons_against_scoring
from competitions.rounds.queries import rounds_of, standings_of
from competitions.rounds.rules import ContestState, Ending, Phase, RoundState
from competitions.rounds.scores import MatchScores, scores_of
from foundation import audit, chain, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from marking.panels.rules import PanelState
from marking.sheets import panels
from people.accounts.models import Account
from scoring.matches.pairing import Side
from scoring.matches.standings import undecided_ties
from scoring.matches.verdicts import Verdict, verdict
from scoring.numbers import as_text


def arrange_match(match: Match, *, room: str, begins_at: datetime | None, by: Account) -> None:
    """Say where and when a match takes place."""
    lock(match).room, match.begins_at = room.strip(), begins_at
    audit.record("arrange_match", match, by=by, changes=audit.pending_changes(match))


def decide_match(match: Match, *, by: Account) -> None:
    """Settle a match by its scores: the higher wins, by the chain of `scoring.matches.verdicts`.

    Raises `Refused`, with every reason, while sheets are open; and for a tie that must not stand.
    """
    scores, made = _judged(match, by)
    if made.winner is None and not _draw_stands(match):
        raise Refused("双方平分，各项都相同，这一场须分出胜负。请在“平分裁定”里写明依据。")
    _keep(match, Ending.SCORES, made.winner, "", by)
    advance(match, "decide_match", by=by)
    _keep_scores(match, scores, made)


def settle_match(match: Match, winner: Side, *, reason: str, by: Account) -> None:
    """Settle by decision of people a match that no rule could (平分裁定), on a stated ground. Never by chance."""
    scores, made = _judged(match, by)
    if made.winner is not None or _draw_stands(match):
        raise Refused("这一场按得分已有结果，不用裁定。")
    _keep(match, Ending.DECISION, winner, reason, by)
    advance(match, "settle_match", by=by, reason=reason)
    _keep_scores(match, scores, made)


def award_walkover(match: Match, absent: Side, *, reason: str, by: Account) -> None:
    """The side that did not appear loses (缺席判负), for a stated reason; nobody gets a score."""
    _running(match)
    for panel in panels_of(match):
        panels.close_panel(panel, excused=[one.reference for one in panel.subjects], by=by)
    _keep(match, Ending.WALKOVER, Side.EMPLOYER if absent is Side.WORKER else Side.WORKER, reason, by)
    advance(match, "award_walkover", by=by, reason=reason)
    _chain(match, "award_walkover", winner=match.winner)


def reopen_match(match: Match, *, reason: str, by: Account) -> None:
    """Take the outcome of a match back, for a reason, while its round is open. Sealed sheets stay sealed."""
    _running(match)
    match.speakers.clear()
    match.ending = match.winner = match.worker_score = match.employer_score = None
    match.decided_by = match.decided_at = None
    match.basis, match.working = "", {}
    advance(match, "reopen_match", by=by, reason=reason)
    for panel in panels_of(match):
        if panel.state is PanelState.CLOSED:
            panels.reopen_panel(panel, reason=reason, by=by)
    _chain(match, "reopen_match")


def decide_standing(contest: SideContest, order: Sequence[int], *, reason: str, by: Account) -> StandingDecision:
    """Put teams in order that tie for a place in the knock-out, best first, on a stated ground."""
    if lock(contest).state is not ContestState.PRELIMINARY:
        raise Refused("只有预赛期间才能裁定名次。")
    ties = undecided_ties(standings_of(contest, rounds_of(contest)), places=contest.qualifiers)
    if sorted(map(str, order)) not in [sorted(tie) for tie in ties]:
        raise Refused("这些队伍现在并不并列，或次序没有填全、有重复。请刷新页面后重新填写。")
    if not reason.strip():
        raise Refused("请写明裁定的依据，例如竞赛文件的条款和裁定的办法。", field="reason")
    decision = StandingDecision(contest=contest, order=list(order), basis=reason.strip(), decided_by=by.id)
    session.add(decision)
    audit.record("decide_standing", decision, by=by, reason=reason)
    chain.append(log_of(contest.stage), "decide_standing", {"order": list(order)})
    return decision


def withdraw_standing(decision: StandingDecision, *, reason: str, by: Account) -> None:
    """Take a decision about a tie back, for a reason, before the knock-out is drawn."""
    if lock(decision.contest).state is not ContestState.PRELIMINARY or lock(decision).withdrawn_at is not None:
        raise Refused("淘汰赛已经抽签，或裁定已经撤回。")
    if not reason.strip():
        raise Refused("请写明撤回的原因。", field="reason")
    decision.withdrawn_by, decision.withdrawn_at, decision.withdrawal_reason = by.id, clock.now(), reason.strip()
    audit.record("withdraw_standing", decision, by=by, reason=reason)
    chain.append(log_of(decision.contest.stage), "withdraw_standing", {"order": decision.order})


def _running(match: Match) -> None:
    """Hold the match. Raises `Refused` once its round is closed: what counts and is public does not move unseen."""
    lock(match.round.contest)
    if lock(match.round).state is RoundState.CLOSED:
        raise Refused("本轮已经结束。如需更正，请先重新打开本轮并写明原因。")
    lock(match)


def _judged(match: Match, by: Account) -> tuple[MatchScores, Verdict]:
    """The scores of a match whose panels are closed now, and what they say."""
    _running(match)
    if reasons := reasons_against_scoring(match):
        raise Refused("这一场还不能定胜负。", reasons=reasons)
    for panel in panels_of(match):
        if panel.state is PanelState.OPEN:
            panels.close_panel(panel, by=by)
    scores = scores_of(match)
    return scores, verdict(scores.side_score(Side.WORKER), scores.side_score(Side.EMPLOYER))


def _draw_stands(match: Match) -> bool:
    return match.round.phase is Phase.PRELIMINARY and match.round.contest.draws_stand


def _keep(match: Match, ending: Ending, winner: Side | None, basis: str, by: Account) -> None:
    match.decided_by, match.decided_at = by.id, clock.now()
    match.ending, match.winner, match.basis = ending, winner, basis.strip()


def _keep_scores(match: Match, scores: MatchScores, made: Verdict) -> None:
    match.worker_score = scores.sides[Side.WORKER].published
    match.employer_score = scores.sides[Side.EMPLOYER].published
    match.working = scores.working | {"step": made.step.value if made.step else None}
    match.speakers.extend(
        SpeakerScore(member_id=member_id, score=score.published) for member_id, score in scores.speakers.items()
    )
    published = {side.value: as_text(score.published) for side, score in scores.sides.items()}
    _chain(match, "decide_match", winner=match.winner, scores=published, working=match.working)


def _chain(match: Match, kind: str, **facts: Any) -> None:
    whole = {"match": match.id, "teams": [match.worker_id, match.employer_id]} | facts
    chain.append(log_of(match.round.contest.stage), kind, whole)
