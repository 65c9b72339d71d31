"""Who goes on: decided by people with reasons, or by score with ties settled by people; who leaves, who moves up."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from sqlalchemy import func, select

from foundation.database import lock, lock_all, session
from foundation.errors import Refused
from foundation.lifecycle import advance, advance_all
from people.accounts.models import Account
from studios.contests.models import ContestStep
from studios.contests.models_submissions import StepStanding
from studios.contests.own_entries import refuse_own
from studios.contests.queries import standing_result, standings_of
from studios.contests.rules import SCORED, ContestState, StepKind, StepState
from studios.contests.rules_ranking import Seating, next_in_line, seat_by_score, settle
from studios.contests.rules_submissions import StandingState

ON, OUT = "on", ""
BY_PEOPLE = frozenset({StepKind.SCREENING, StepKind.DECISION})
RANKED = SCORED | {StepKind.VOTE}


def decide_standings(
    step: ContestStep, passed: Collection[int], refused: Mapping[int, str], *, by: Account
) -> tuple[int, int]:
    """Let submissions of a step that people decide go on or not, by standing; a refusal has its reason.

    Says how many went on and how many not. What was decided already stays. Raises `Refused` for one's own.
    """
    _hold(step)
    if step.kind not in BY_PEOPLE:
        raise Refused(f"“{step.title}”按得分确定，不能逐个改。名次相同的在汇总得分后裁定。")
    standings = {
        one.id: one for one in session.scalars(standings_of(step).where(StepStanding.id.in_([*passed, *refused])))
    }
    lock_all(standings.values())
    refuse_own([one.submission_id for one in standings.values()], by)
    if both := [standings[key].submission.number_text for key in passed if key in refused and key in standings]:
        raise Refused("同一个项目不能既进入又不进入：" + "、".join(both) + "。")
    nameless = [
        standings[key].submission.number_text for key, why in refused.items() if not why.strip() and key in standings
    ]
    if nameless:
        raise Refused("不进入下一环节必须写明原因：" + "、".join(nameless) + "。", field="reason")
    on = [standings[key] for key in passed if key in standings]
    out = [standings[key] for key in refused if key in standings]
    for standing in out:
        standing.reason = refused[standing.id].strip()
        advance(standing, "refuse_standing", by=by, reason=standing.reason)
    advance_all(on, "pass_standing", by=by)
    return len(on), len(out)


def seating_of(step: ContestStep, standings: Sequence[StepStanding]) -> Seating:
    """Who goes on by score, and who ties at the line. What was vetoed, absent or withdrawn does not take part."""
    scores = {str(one.id): _value(step, one) for one in standings if takes_part(one)}
    return seat_by_score(scores, [(ON, step.cut)])


def takes_part(standing: StepStanding) -> bool:
    """Whether a standing is ranked: it has a score or votes, and nothing bars it."""
    scored = standing.score is not None or standing.votes is not None
    return scored and not standing.vetoed_by and standing.state is not StandingState.WITHDRAWN


def settle_step(step: ContestStep, chosen: Collection[int], *, reason: str = "", by: Account) -> None:
    """Close a scored step: by score, `chosen` (standings) among those who tie at the line, with the reason.

    Whoever does not go on reads why: the place and the score, or what barred it.
    """
    _hold(step)
    standings = list(session.scalars(standings_of(step)))
    seating = seating_of(step, standings)
    if not seating.ranks:
        raise Refused("还没有得分，请先汇总得分。")
    if seating.ties and not reason.strip():
        raise Refused("有得分相同的项目在进入线上，请选定并写明依据。", field="reason")
    by_id = {str(one.id): one for one in standings}
    tied_keys = {key for tie in seating.ties for key in tie.keys}
    refuse_own([by_id[key].submission_id for key in tied_keys], by)
    try:
        seats = settle(seating, {str(key): ON for key in chosen if str(key) in seating.ranks})
    except ValueError as error:
        tied = "、".join(by_id[key].submission.number_text for key in str(error).split("、"))
        raise Refused(f"得分相同的 {tied} 中，选定的个数与剩下的名额不符，请重新选择。", field="chosen") from error
    pending = [one for one in standings if one.state is StandingState.PENDING]
    for standing in pending:
        standing.rank = seating.ranks.get(str(standing.id))
        if seats.get(str(standing.id)) != ON:
            standing.reason = _reason_out(step, standing, reason if str(standing.id) in tied_keys else "")
            advance(standing, "refuse_standing", by=by, reason=standing.reason)
    on = [one for one in pending if seats.get(str(one.id)) == ON]
    advance_all(on, "pass_standing", by=by, reason=reason if tied_keys else None)
    advance(step, "close_step", by=by, reason=reason)


def close_step(step: ContestStep, *, by: Account) -> None:
    """Close a step that people decide. Raises `Refused` while somebody waits, or more go on than there is room for."""
    _hold(step)
    if step.kind not in BY_PEOPLE:
        raise Refused("这个环节按得分确定进入名单，请先汇总得分。")
    states = session.scalars(select(StepStanding.state).where(StepStanding.step_id == step.id)).all()
    waiting, on = states.count(StandingState.PENDING), states.count(StandingState.PASSED)
    if waiting:
        raise Refused(f"还有 {waiting} 个项目没有结论，请逐个确定进入或写明原因。")
    if step.cut is not None and on > step.cut:
        raise Refused(f"这个环节最多进入 {step.cut} 个，现在是 {on} 个。请改动后再完成。")
    advance(step, "close_step", by=by)


def reopen_step(step: ContestStep, *, reason: str, by: Account) -> None:
    """Go back to a step, with a reason; the decisions by score are taken anew, those of people one by one."""
    require_next_planned(step)
    advance(lock(step), "reopen_step", by=by, reason=reason)
    if step.kind in BY_PEOPLE:
        return
    decided = [
        one for one in session.scalars(standings_of(step)) if one.state in {StandingState.PASSED, StandingState.REFUSED}
    ]
    for one in decided:
        one.reason = ""
    advance_all(decided, "reopen_standing", by=by, reason=reason)


def reopen_standing(standing: StepStanding, *, reason: str, by: Account) -> None:
    """Decide about one submission anew while its step is open."""
    _hold(standing.step)
    refuse_own([standing.submission_id], by)
    lock(standing).reason = ""
    advance(standing, "reopen_standing", by=by, reason=reason)


def drop_standing(standing: StepStanding, *, reason: str, by: Account) -> None:
    """A submission leaves the contest, in the step that it has reached."""
    lock(standing.step.contest)
    step = lock(standing.step)
    if step.state is StepState.CLOSED:
        require_next_planned(step)
    refuse_own([standing.submission_id], by)
    lock(standing).reason = reason.strip()
    advance(standing, "drop_standing", by=by, reason=reason)


def promote_standing(standing: StepStanding, *, reason: str, by: Account) -> None:
    """递补: the next in line takes the place of one who left. Raises `Refused` out of turn, or with no place free."""
    require_next_planned(standing.step)
    step = lock(standing.step)
    refuse_own([standing.submission_id], by)
    lock(standing)
    if step.state is not StepState.CLOSED or standing.id not in in_line(step):
        raise Refused("只能按名次递补：请从未进入的项目里名次最靠前的开始，且要有人退出、名额有空缺。")
    standing.reason = f"递补：{reason.strip()}"
    advance(standing, "promote_standing", by=by, reason=reason)


def in_line(step: ContestStep) -> list[int]:
    """The standings that may move up now: the best placed of those left out, if a place is free."""
    if step.cut is None or _count(step, StandingState.PASSED) >= step.cut:
        return []
    if not _count(step, StandingState.WITHDRAWN):
        return []
    query = standings_of(step).where(StepStanding.state == StandingState.REFUSED, StepStanding.rank.is_not(None))
    out = {str(one.id): one.rank for one in session.scalars(query) if one.rank is not None}
    return [int(key) for key in next_in_line(out, list(out))]


def require_next_planned(step: ContestStep) -> None:
    """Raises `Refused` once the next step has begun, or a result stands; neither does until the transaction ends."""
    lock(step.contest)
    begun = [one.title for one in step.contest.steps if one.place > step.place and one.state is not StepState.PLANNED]
    if begun:
        raise Refused(f"“{begun[0]}”已经开始，前面的环节不能再变动，也不再递补。")
    if step.contest.state is not ContestState.CLOSED:
        raise Refused("竞赛不在评审中，不能变动环节。")
    if standing_result(step.contest):
        raise Refused("结果已经计算。确需变动的，请先在结果页面写明原因更正。")


def _hold(step: ContestStep) -> None:
    lock(step)
    if step.state is not StepState.OPEN:
        raise Refused(f"“{step.title}”不在进行中，请刷新页面查看最新状态。")


def _count(step: ContestStep, state: StandingState) -> int:
    query = select(func.count()).where(StepStanding.step_id == step.id, StepStanding.state == state)
    return session.scalar(query) or 0


def _value(step: ContestStep, standing: StepStanding) -> Decimal:
    value = standing.score if step.kind in SCORED else standing.votes
    return Decimal(value or 0)


def _reason_out(step: ContestStep, standing: StepStanding, settled: str) -> str:
    if standing.vetoed_by:
        return f"一票否决：{standing.vetoed_by}。"
    if standing.rank is None:
        return standing.reason or "没有得分。"
    worth = f"得分 {standing.score:f}" if standing.score is not None else f"{standing.votes} 票"
    cut = f"，未进入前 {step.cut} 名"
    return f"第 {standing.rank} 名，{worth}{cut}。" + (f"同分裁定：{settled.strip()}" if settled else "")
