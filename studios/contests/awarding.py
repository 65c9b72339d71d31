"""The result: totals with their working, places, awards; put up for notice, final, corrected, certified."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance, advance_all
from notices.models import Objection
from notices.operations import end_notice, void_notice
from notices.rules import NoticeState, ObjectionState
from people.accounts.models import Account
from studios.contests.deciding import takes_part
from studios.contests.models import AwardGrade, Contest, ContestStep
from studios.contests.models_results import Award, ContestResult, ContestResultLine
from studios.contests.models_submissions import StepStanding, Submission
from studios.contests.own_entries import refuse_own
from studios.contests.queries import standing_result
from studios.contests.rules import SCORED, GradeBasis, StepKind, StepState
from studios.contests.rules_ranking import CombinedSteps, Seating, StepPart, combine_steps, seat_by_score, settle
from studios.contests.rules_results import AwardState, OutcomeState
from studios.contests.rules_submissions import StandingState


@dataclass(frozen=True)
class Finalist:
    """A submission that got through every step: its total with the working, its votes if there was a vote."""

    submission: Submission
    combined: CombinedSteps
    votes: int | None


@dataclass(frozen=True)
class Standings:
    """What the result would be now: finalists by key (the submission's id), who takes which award, who ties.

    `barred` went on, but a veto that was confirmed since, or a score that is gone, keeps them from any award.
    """

    finalists: Mapping[str, Finalist]
    barred: Sequence[Submission]
    by_total: Seating
    by_votes: Seating


def standings_at_end(contest: Contest) -> Standings:
    """The finalists with totals, places and awards by the rule; ties are left for people."""
    last = contest.steps[-1]
    standings = _standings(contest)
    through = [one.submission for one in standings if one.step_id == last.id and one.state is StandingState.PASSED]
    by_step = {(one.step_id, one.submission_id): one for one in standings}
    barred = {one.submission_id for one in standings if one.step.kind in SCORED and not takes_part(one)}
    finalists = {str(one.id): _finalist(contest, one, by_step) for one in through if one.id not in barred}
    totals = {key: one.combined.total for key, one in finalists.items()}
    votes = {key: Decimal(one.votes) for key, one in finalists.items() if one.votes is not None}
    return Standings(
        finalists,
        [one for one in through if one.id in barred],
        seat_by_score(totals, _seats(contest, GradeBasis.TOTAL)),
        seat_by_score(votes, _seats(contest, GradeBasis.VOTES)),
    )


def compute_result(contest: Contest, chosen: Mapping[str, str], *, reason: str = "", by: Account) -> ContestResult:
    """Write down the result. `chosen` says which award those take who tie, by "total:<id>" or "votes:<id>".

    Raises `Refused` before the last step is done, while a result stands, or where ties are not settled.
    """
    lock(contest)
    if open_steps := [step.title for step in contest.steps if step.state is not StepState.CLOSED]:
        raise Refused("还有环节没有完成：" + "、".join(open_steps) + "。")
    if standing_result(contest):
        raise Refused("已经有一次结果。有错的请写明原因更正，再重新计算。")
    ended = standings_at_end(contest)
    if ended.barred:
        names = [one.audit_label for one in ended.barred]
        raise Refused("有项目被一票否决或没有得分，请先在最后一个环节办理退出。", reasons=names)
    refuse_own([int(key) for key in _tied(ended)], by)
    if (ended.by_total.ties or ended.by_votes.ties) and not reason.strip():
        raise Refused("有名次相同的项目跨两个奖项，请选定并写明依据。", field="reason")
    given = {
        GradeBasis.TOTAL: _settled(ended, ended.by_total, chosen, "total"),
        GradeBasis.VOTES: _settled(ended, ended.by_votes, chosen, "votes"),
    }
    highest = session.scalar(select(func.max(ContestResult.version)).where(ContestResult.contest_id == contest.id))
    result = ContestResult(contest=contest, version=(highest or 0) + 1)
    session.add(result)
    session.flush()
    _write_lines(result, ended)
    _write_awards(result, ended, given, reason)
    audit.record("compute_result", result, by=by, reason=reason)
    return result


def supersede_result(result: ContestResult, *, reason: str, by: Account) -> None:
    """更正: the result no longer holds, its notice is voided; steps can be reopened and another one computed.

    Certificates already issued are revoked one by one, where they say what is no longer true.
    """
    lock(result).state_reason = reason.strip()
    if result.notice and result.notice.state is not NoticeState.VOIDED:
        void_notice(result.notice, reason=reason, by=by)
    advance(result, "supersede_result", by=by, reason=reason)


def hold_award(award: Award, objection: Objection, *, by: Account) -> None:
    """An objection concerns this award: it alone waits for the answer."""
    lock(award.result)
    refuse_own([award.submission_id], by)
    if objection.notice_id != award.result.notice_id:
        raise Refused("这条异议不是对这次公示提出的。")
    lock(award).objection = objection
    award.state_reason = f"异议 {objection.id}"
    advance(award, "hold_award", by=by, reason=award.state_reason)


def release_award(award: Award, *, reason: str, by: Account) -> None:
    """The objection was answered and is not right."""
    lock(award.result)
    refuse_own([award.submission_id], by)
    if not (objection := lock(award).objection) or objection.state is not ObjectionState.DISMISSED:
        raise Refused("这条异议还没有答复，或者异议成立。请先在公示页面答复；成立的请取消奖项。")
    award.state_reason = ""
    advance(award, "release_award", by=by, reason=reason)


def void_award(award: Award, *, reason: str, by: Account) -> None:
    """The award is taken away, with a reason; whether the next moves up a correction decides."""
    lock(award.result)
    refuse_own([award.submission_id], by)
    if (objection := lock(award).objection) and objection.state is ObjectionState.RECEIVED:
        raise Refused("涉及这一项的异议还没有答复，请先在公示页面答复。")
    award.state_reason = reason.strip()
    advance(award, "void_award", by=by, reason=reason)


def finalise_result(result: ContestResult, *, by: Account) -> int:
    """The notice has run its time: what no objection holds becomes final. Called again for what is released later."""
    lock(result)
    notice = result.notice
    if notice is None or notice.state is NoticeState.VOIDED or clock.now() < notice.closes_at:
        raise Refused("公示期满后才能生效。")
    placed = {award.objection_id for award in result.awards}
    loose = [one.id for one in notice.objections if one.id not in placed and one.state is not ObjectionState.DISMISSED]
    if loose:
        listed = "、".join(str(one) for one in loose)
        raise Refused(f"异议 {listed} 还没有指明涉及哪一项，请先指明，或在公示页面答复。")
    pending = [award for award in result.awards if award.state is AwardState.PENDING]
    if result.state is OutcomeState.NOTICED:
        result.final_on = clock.today()
        advance(result, "finalise_result", by=by)
    advance_all(pending, "finalise_award", by=by)
    if notice.state is NoticeState.OPEN and all(one.state is not ObjectionState.RECEIVED for one in notice.objections):
        end_notice(notice, by=by)
    return len(pending)


def complete_contest(contest: Contest, *, by: Account) -> None:
    """The contest is done: its result is final and nothing is held."""
    lock(contest)
    result = standing_result(contest)
    if result is None or result.state is not OutcomeState.FINAL:
        raise Refused("结果生效以后才能办结。")
    if any(award.state in {AwardState.HELD, AwardState.PENDING} for award in result.awards):
        raise Refused("还有奖项因异议暂停，办完以后才能办结。")
    advance(contest, "complete_contest", by=by)


def resume_contest(contest: Contest, *, reason: str, by: Account) -> None:
    """Take the contest up again, to correct its result."""
    advance(lock(contest), "resume_contest", by=by, reason=reason)


def _standings(contest: Contest) -> Sequence[StepStanding]:
    query = select(StepStanding).join(StepStanding.step).where(ContestStep.contest_id == contest.id)
    return session.scalars(query).all()


def _finalist(contest: Contest, submission: Submission, by_step: Mapping[tuple[int, int], StepStanding]) -> Finalist:
    parts, votes = [], None
    for step in contest.steps:
        found = by_step.get((step.id, submission.id))
        if found is None:
            continue
        if step.kind is StepKind.VOTE:
            votes = found.votes or 0
            most = max((one.votes or 0 for (key, _), one in by_step.items() if key == step.id), default=0)
            part = StepPart(step.title, Decimal(votes), step.weight, step.vote_use, Decimal(most), step.vote_cap)
            parts.append(part)
        elif step.weight:
            assert found.score is not None  # else it is barred
            parts.append(StepPart(step.title, found.score, step.weight))
    return Finalist(submission, combine_steps(parts), votes)


def _seats(contest: Contest, basis: GradeBasis) -> list[tuple[str, int | None]]:
    return [(grade.title, grade.places) for grade in contest.grades if grade.basis is basis]


def _settled(ended: Standings, seating: Seating, chosen: Mapping[str, str], prefix: str) -> dict[str, str]:
    try:
        return settle(seating, {key: chosen.get(f"{prefix}:{key}", "") for key in ended.finalists})
    except ValueError as error:
        tied = "、".join(ended.finalists[key].submission.number_text for key in str(error).split("、"))
        raise Refused(f"名次相同的 {tied} 中，选定的奖项与数量不符，请重新选择。", field="chosen") from error


def _write_lines(result: ContestResult, ended: Standings) -> None:
    session.add_all(
        ContestResultLine(
            result=result,
            submission=one.submission,
            total=one.combined.total,
            rank=ended.by_total.ranks[key],
            votes=one.votes,
            working=[_plain(asdict(line)) for line in one.combined.lines],
        )
        for key, one in ended.finalists.items()
    )


def _write_awards(
    result: ContestResult, ended: Standings, given: Mapping[GradeBasis, Mapping[str, str]], reason: str
) -> None:
    grades: dict[tuple[GradeBasis, str], AwardGrade] = {(one.basis, one.title): one for one in result.contest.grades}
    tied = _tied(ended)
    session.add_all(
        Award(
            result=result,
            submission=ended.finalists[key].submission,
            grade=grades[basis, title],
            decided=reason.strip() if key in tied else "",
        )
        for basis, seats in given.items()
        for key, title in seats.items()
        if title
    )


def _tied(ended: Standings) -> set[str]:
    return {key for seating in (ended.by_total, ended.by_votes) for tie in seating.ties for key in tie.keys}


def _plain(line: Mapping[str, Any]) -> dict[str, str]:
    return {name: f"{value:f}" if isinstance(value, Decimal) else str(value) for name, value in line.items()}
