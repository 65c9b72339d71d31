"""Taking a paper: begin or go on, save an answer, hand in. Each answer is stored before the next is asked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from examinations.attempts.models import Attempt, AttemptItem
from examinations.attempts.queries import attempts_in, open_attempt_on, overdue_attempts
from examinations.attempts.rules import (
    AttemptState,
    chosen_letters,
    extended,
    seconds_used,
    shown_letters,
    time_is_over,
)
from examinations.papers.models import Paper
from examinations.papers.queries import pool_of
from examinations.papers.rules import draw_questions
from foundation import audit, clock
from foundation.database import fetch, lock, session
from foundation.errors import Refused, Stale
from foundation.lifecycle import advance
from foundation.secrets import new_token
from people.accounts.models import Account
from scoring.answers import mark_answer

CLOSED_AT_ONCE = 200


@dataclass(frozen=True)
class Turns:
    """How often somebody may begin: at most `most` times in `period`; `spent` says so when they are used up."""

    period: str
    most: int
    spent: str


@dataclass(frozen=True)
class Taker:
    """For whom an attempt is, in the caller's words."""

    reference: str
    label: str


def open_attempt(paper: Paper, taker: Taker, turns: Turns, *, by: Account) -> Attempt:
    """Begin an attempt, or go on with the open one. Raises `Refused` out of hours or when the turns are used up.

    The account is held until the end of the transaction: two beginnings at once are one after the other.
    """
    lock(by)
    begun = open_attempt_on(paper, by)
    if begun is not None and not expire_if_over(begun):
        return begun
    now = clock.now()
    if not paper.locked or now < paper.opens_at:
        raise Refused("答题还没有开始，请按公布的时间再来。")
    if now >= paper.closes_at:
        raise Refused("答题已经结束，不能再开始。")
    if (number := attempts_in(paper, by, turns.period) + 1) > turns.most:
        raise Refused(turns.spent)
    attempt = Attempt(
        paper=paper,
        account=by,
        reference=taker.reference,
        label=taker.label,
        period=turns.period,
        number=number,
        seed=new_token(),
        active=True,
        started_at=now,
        due_at=min(now + timedelta(seconds=paper.seconds), paper.closes_at),
    )
    session.add(attempt)
    session.flush()
    session.add_all(_drawn(attempt))
    audit.record("open_attempt", attempt, by=by)
    return attempt


def save_answer(attempt: Attempt, position: int, shown: Collection[str], *, revision: int, by: Account) -> AttemptItem:
    """Store what `by` chose (letters on the screen; none takes the answer back).

    `revision` is the one the page had: the same answer again changes nothing, another one on an old page is `Stale`.
    The caller has asked `expire_if_over` first.
    """
    if lock(attempt).state is not AttemptState.OPEN:
        raise Refused("这份答卷已经交了，不能再改；交卷之前保存的答案都已计入。")
    query = select(AttemptItem).where(AttemptItem.attempt_id == attempt.id, AttemptItem.position == position)
    item = fetch(query.options(joinedload(AttemptItem.question)).with_for_update(of=AttemptItem))
    letters = chosen_letters(item.question.kind, item.option_order, shown)
    if letters is None:
        raise Refused("所选的选项不在这道题里，没有保存。请刷新页面后重新选择。")
    if letters == item.answer:
        return item
    if revision != item.revision:
        now = shown_letters(item.option_order, item.answer) or "未作答"
        raise Stale(f"这道题刚才在另一个页面或设备上改成了“{now}”，这次没有覆盖它。请刷新后再选。")
    item.answer, item.revision, item.answered_at = letters, revision + 1, clock.now()
    session.flush()
    return item


def submit_attempt(attempt: Attempt, *, by: Account) -> None:
    """Hand in. A second time changes nothing."""
    if lock(attempt).state is AttemptState.OPEN and not expire_if_over(attempt):
        _close(attempt, "submit_attempt", by=by)


def expire_if_over(attempt: Attempt) -> bool:
    """Close an open attempt whose time and grace are over; whether the attempt has ended by now."""
    if lock(attempt).state is not AttemptState.OPEN:
        return True
    if not time_is_over(attempt.due_at, attempt.paper.grace_seconds, clock.now()):
        return False
    _close(attempt, "expire_attempt", by=None)
    return True


def expire_overdue(paper: Paper) -> None:
    """Close the attempts that their takers left behind, so that a ranking counts them."""
    for attempt in session.scalars(overdue_attempts(paper).limit(CLOSED_AT_ONCE)).all():
        expire_if_over(attempt)


def extend_attempt(attempt: Attempt, minutes: int, *, reason: str, by: Account) -> None:
    """Give one taker more time; an attempt that expired meanwhile is open again, with the answers it had.

    Raises `Refused` for an attempt that its taker handed in himself. The caller decides who may give time, and when.
    """
    due_at = extended(lock(attempt).due_at, minutes, clock.now())
    if attempt.state is AttemptState.EXPIRED:
        session.execute(update(AttemptItem).where(AttemptItem.attempt_id == attempt.id).values(score=None))
        attempt.active, attempt.ended_at, attempt.points, attempt.seconds_used = True, None, None, None
    was_due, attempt.due_at = attempt.due_at, due_at
    advance(attempt, "extend_attempt", by=by, reason=reason, changes={"due_at": (was_due, due_at)})


def void_attempt(attempt: Attempt, *, reason: str, by: Account) -> None:
    """Take an attempt out of every ranking, with its reason; it stays on record and its turn stays used."""
    advance(lock(attempt), "void_attempt", by=by, reason=reason)


def restore_attempt(attempt: Attempt, *, reason: str, by: Account) -> None:
    """Count a voided attempt again."""
    advance(lock(attempt), "restore_attempt", by=by, reason=reason)


def _drawn(attempt: Attempt) -> list[AttemptItem]:
    paper = attempt.paper
    try:
        drawn = draw_questions(
            paper.specification, pool_of(paper), seed=attempt.seed, shuffles_options=paper.shuffles_options
        )
    except ValueError as error:
        raise Refused("题库里可用的题目不够组成一份试卷，请联系主办单位补充题目。没有计入答题次数。") from error
    return [
        AttemptItem(
            attempt_id=attempt.id,
            position=place,
            question_id=one.question_id,
            points=one.points,
            option_order=one.option_order,
        )
        for place, one in enumerate(drawn, start=1)
    ]


def _close(attempt: Attempt, action: str, *, by: Account | None) -> None:
    """Mark every answer by the paper's rule, add up, and end the attempt."""
    items = select(AttemptItem).where(AttemptItem.attempt_id == attempt.id)
    rule = attempt.paper.partial_rule
    total = Decimal(0)
    for item in session.scalars(items.options(joinedload(AttemptItem.question))):
        key, chosen = set(item.question.answer), set(item.answer)
        item.score = mark_answer(item.question.kind, key, chosen, item.points, rule)
        total += item.score
    ended_at = clock.now()
    attempt.points, attempt.active = total, None
    attempt.seconds_used = seconds_used(attempt.started_at, attempt.due_at, ended_at)
    attempt.ended_at = max(ended_at, attempt.started_at)
    advance(attempt, action, by=by)
