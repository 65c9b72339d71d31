"""Scores of parts: entered by one person, reviewed by another, returned or reopened with a reason."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import select

from assessments.applications.models import Application
from assessments.batches.models import Batch
from assessments.batches.rules import BatchState
from assessments.results.models import PartScore
from assessments.results.nodes import note_scores
from assessments.results.queries import scores_at, standing_outcome
from assessments.results.rules import (
    OUTCOME_STATE_TITLES,
    ScoreSource,
    ScoreState,
    may_be_entered,
    score_fault,
)
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.queries import seats_of
from assessments.sittings.rules import Attendance, SittingState
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused, Stale
from foundation.lifecycle import advance, advance_all
from people.accounts.models import Account


def enter_scores(
    sitting: Sitting, typed: Mapping[int, Decimal | None], *, versions: Mapping[int, int | None], by: Account
) -> int:
    """Enter the scores of a sitting by hand, by seat; None is absent. Says how many are new or changed.

    `versions` are those of the scores that the person saw. Raises `Refused` with every fault, by ticket number.
    """
    require_scoring(sitting)
    faults, changed, scores = [], 0, scores_at(sitting)
    for seat in session.scalars(seats_of([sitting]).execution_options(populate_existing=True)):
        if seat.id not in typed:
            continue
        known = scores.get(seat.application_id)
        if (known.row_version if known else None) != versions.get(seat.id):
            raise Stale(f"{seat.application.audit_label}的成绩刚刚被别人改过。请刷新页面，核对后再录。")
        if fault := entry_fault(seat, known, typed[seat.id]):
            faults.append(f"{seat.application.audit_label}：{fault}")
        elif is_new(seat, known, typed[seat.id]):
            put_score(seat, known, typed[seat.id], source=ScoreSource.ENTERED, by=by)
            changed += 1
    if faults:
        raise Refused("成绩没有保存，请改正下面的内容。", reasons=faults)
    return changed


def put_score(
    seat: Seat,
    known: PartScore | None,
    score: Decimal | None,
    *,
    source: ScoreSource,
    failed_keys: Sequence[str] | None = None,
    by: Account,
) -> PartScore:
    """Store what a seat came to in place of what is `known`; a `score` of None is absent.

    The caller holds the sitting and has asked the rules. Without `failed_keys` those that assessors stated stand.
    What a machine marked is entered by nobody: `by` only collected it.
    """
    part_score = known or PartScore(application=seat.application, part=seat.sitting.part)
    part_score.sitting, part_score.source = seat.sitting, source
    part_score.score, part_score.absent = score, score is None
    part_score.expelled = seat.attendance is Attendance.EXPELLED
    if failed_keys is not None:
        part_score.failed_keys = list(failed_keys)
    part_score.entered_by = None if source in {ScoreSource.ONLINE, ScoreSource.TABLET} else by.id
    part_score.entered_at = clock.now()
    if known is None:
        session.add(part_score)
        audit.record("enter_score", part_score, by=by, changes={"score": (None, score), "source": (None, source)})
        return part_score
    part_score.state_reason = ""
    part_score.row_version += 1
    changes = audit.pending_changes(part_score)
    if part_score.state is ScoreState.RETURNED:
        advance(part_score, "enter_score", by=by)
    audit.record("enter_score", part_score, by=by, changes=changes)
    return part_score


def review_scores(batch: Batch, seen: Mapping[int, int], *, by: Account) -> int:
    """Confirm scores, each by its id in the version that the reviewer saw; nobody confirms what he entered himself."""
    lock(batch)
    query = (
        select(PartScore)
        .join(PartScore.application)
        .where(PartScore.id.in_(seen), Application.batch_id == batch.id)
        .with_for_update(of=PartScore)
        .execution_options(populate_existing=True)
    )
    scores = session.scalars(query).all()
    if not scores:
        raise Refused("没有选中要审核的成绩。")
    own = [score.audit_label for score in scores if score.entered_by == by.id]
    if own:
        raise Refused(
            "录入人不能审核自己录入的成绩，请由另一人审核。", reasons=[f"{label}：由您录入。" for label in own]
        )
    if any(score.application.person_id == by.person_id for score in scores):
        raise Refused("其中有您本人的成绩，请取消勾选，由其他审核人审核。")
    if changed := [score.audit_label for score in scores if score.row_version != seen[score.id]]:
        raise Stale(f"{'、'.join(changed)}的成绩刚刚被改过，没有审核。请刷新页面，核对后再审核。")
    for score in scores:
        score.reviewed_by = by.id
        score.row_version += 1
    advance_all(scores, "review_score", by=by)
    note_scores(batch, by=by)
    return len(scores)


def return_score(score: PartScore, *, reason: str, by: Account) -> None:
    """Send a score that waits for review back to be entered anew."""
    _held(score)
    _send_back(score, "return_score", reason, by)


def reopen_score(score: PartScore, *, reason: str, by: Account) -> None:
    """Send a reviewed score back. Raises `Refused` while an outcome rests on it."""
    _held(score)
    outcome = standing_outcome(score.application_id)
    if outcome is not None:
        raise Refused(
            f"{outcome.audit_label}的认定结果{OUTCOME_STATE_TITLES[outcome.state]}，依据的就是这份成绩。"
            "请先在认定结果里写明原因、作废结果，再退回成绩。"
        )
    score.reviewed_by = None
    _send_back(score, "reopen_score", reason, by)


def require_scoring(sitting: Sitting) -> None:
    """Hold the plan and the sitting: nobody reviews what is being entered.

    Raises `Refused` while the sitting is not over, or when its plan is not under way.
    """
    lock(sitting.batch)
    if lock(sitting).state is not SittingState.CLOSED:
        raise Refused(f"场次“{sitting.title}”的考试还没有结束，不能录入成绩。请先在场次页面结束考试。")
    if sitting.batch.state is not BatchState.PUBLISHED:
        raise Refused("这个认定计划不在进行中，不能录入成绩。请先重新打开计划。")


def entry_fault(seat: Seat, known: PartScore | None, score: Decimal | None) -> str:
    """Why this score cannot be entered by hand; empty if it can. What stands reviewed may be typed again unchanged."""
    if known is not None and not is_new(seat, known, score):
        return ""
    if not may_be_entered(seat.sitting.mode, known.state if known else None):
        if known is not None and known.state is ScoreState.REVIEWED:
            return "成绩已经审核，不能再改。确需更正的，请审核人退回。"
        return "这个场次的成绩由系统汇总，不用人工录入。"
    return score_fault(score, seat.attendance)


def is_new(seat: Seat, known: PartScore | None, score: Decimal | None) -> bool:
    """Whether entering `score` would change anything; what was returned has to be entered anew in any case."""
    if known is None or known.state is ScoreState.RETURNED:
        return True
    return (known.score, known.expelled) != (score, seat.attendance is Attendance.EXPELLED)


def _held(score: PartScore) -> None:
    """Hold the plan, so that nobody decides by this score meanwhile, and the score."""
    lock(score.application.batch)
    lock(score)


def _send_back(score: PartScore, action: str, reason: str, by: Account) -> None:
    score.state_reason = reason.strip()
    score.row_version += 1
    advance(score, action, by=by, reason=reason)
