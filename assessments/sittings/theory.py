"""On-line theory: the paper of a sitting, beginning it, more time for one candidate, and the end."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from assessments.applications.models import Application
from assessments.applications.rules import ApplicationState
from assessments.sittings.answers import attempt_of, unfinished
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.rules import MORE_MINUTES, Attendance, SittingMode, SittingState
from assessments.standards.rules import FULL_SCORE
from examinations.attempts import operations as attempts
from examinations.attempts.models import Attempt
from examinations.attempts.operations import Taker, Turns
from examinations.papers.models import Paper
from examinations.papers.operations import PaperFacts, check_banks, lock_paper, set_paper
from examinations.papers.rules import Reveal, Section, full_mark
from foundation import audit, clock
from foundation.clock import in_shanghai
from foundation.database import lock, session
from foundation.errors import Refused
from people.accounts.models import Account
from scoring.answers import PartialMarks


@dataclass(frozen=True)
class TheoryFacts:
    """What is written down about a theory paper; when it is open, its sitting says."""

    minutes: int
    sections: list[Section]
    shuffles_options: bool
    partial: PartialMarks
    partial_points: Decimal


def set_theory_paper(sitting: Sitting, facts: TheoryFacts, *, version: int | None, by: Account) -> None:
    """The paper of an on-line sitting, marked out of 100. Nothing is revealed after the end: results are published."""
    lock(sitting)
    sitting.expect_version(version)
    if sitting.mode is not SittingMode.ONLINE:
        raise Refused("这一场不是在线答题，不需要在这里组卷。")
    if sitting.state is not SittingState.PLANNED:
        raise Refused("这一场已经开场，试卷已锁定，不能再改。")
    check_banks(facts.sections, by=by)
    if (full := full_mark(facts.sections)) != FULL_SCORE:
        raise Refused(f"理论试卷满分应为 {FULL_SCORE} 分，现在是 {full.normalize():f} 分，请调整题数或每题分数。")
    if timedelta(minutes=facts.minutes) > sitting.ends_at - sitting.starts_at:
        raise Refused("答题时间比整场考试还长，请改短，或先延长场次。", field="minutes")
    before = _told(sitting.paper)
    paper = set_paper(
        sitting.paper,
        PaperFacts(
            title=sitting.title,
            opens_at=sitting.starts_at,
            closes_at=sitting.ends_at,
            seconds=60 * facts.minutes,
            sections=facts.sections,
            shuffles_options=facts.shuffles_options,
            partial=facts.partial,
            partial_points=facts.partial_points,
            reveal=Reveal.NOTHING,
        ),
    )
    paper.endpoint, paper.context = "assessments.sittings.show_my_sitting", {"sitting_id": sitting.id}
    sitting.paper = paper
    after = _told(paper)
    changes = {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}
    audit.record("set_theory_paper", sitting, by=by, changes=changes)


def reschedule_paper(sitting: Sitting) -> None:
    """The paper follows its sitting to another time; a sitting that is not on line any more has none."""
    paper = sitting.paper
    if paper is None:
        return
    if sitting.mode is not SittingMode.ONLINE:
        raise Refused("这一场已经组了在线试卷，不能改成别的考核方式；请另建一场。", field="mode")
    if timedelta(seconds=paper.seconds) > sitting.ends_at - sitting.starts_at:
        raise Refused(f"试卷的答题时间是 {paper.seconds // 60} 分钟，场次不能更短。", field="ends_at")
    paper.title, paper.opens_at, paper.closes_at = sitting.title, sitting.starts_at, sitting.ends_at


def open_theory(sitting: Sitting) -> None:
    """Let attempts begin. Raises `Refused` where there is no paper, or the banks cannot fill it."""
    if sitting.paper is None:
        raise Refused("这一场在线答题还没有组卷，请先组卷。")
    lock_paper(sitting.paper)


def begin_theory(sitting: Sitting, *, by: Account) -> Attempt:
    """Begin the paper, or go on with it. Who was not checked in, or is not seated here, cannot begin."""
    lock(sitting)
    own = (Seat.sitting_id == sitting.id, Application.person_id == by.person_id)
    seat = session.scalars(select(Seat).join(Seat.application).where(*own)).one_or_none()
    if seat is None:
        raise Refused("您不在这一场考试。请核对准考证上的场次。")
    if sitting.state is not SittingState.OPEN or sitting.paper is None:
        raise Refused("这一场考试现在不能答题：还没有开场，或者已经结束。请听监考人员安排。")
    if lock(seat).attendance is not Attendance.PRESENT:
        raise Refused("您还没有检录。请先到监考人员处核对身份，再开始答题。")
    if seat.application.state is not ApplicationState.ACCEPTED:
        raise Refused("您的申报现在不是“审核通过”，不能参加考试。请联系监考人员。")
    turns = Turns(f"sitting {sitting.id}", 1, "每人只能答一次，您的答卷已经交了。")
    label = f"{seat.application.person.name} {seat.application.ticket_number}"
    return attempts.open_attempt(sitting.paper, Taker(seat.reference, label), turns, by=by)


def extend_attempt(seat: Seat, minutes: int, *, reason: str, by: Account) -> None:
    """More time for one candidate whose machine failed; his answers stay. The reason goes into the log."""
    if lock(seat.sitting).state is not SittingState.OPEN:
        raise Refused("只有考试中的场次可以延长答题时间。已经结束的，请先写明原因重新打开场次。")
    attempt = attempt_of(seat)
    if attempt is None:
        raise Refused("这名考生还没有开始答题，不需要延长。")
    if not 1 <= minutes <= MORE_MINUTES:
        raise Refused(f"一次可以延长 1 至 {MORE_MINUTES} 分钟。", field="minutes")
    attempts.extend_attempt(attempt, minutes, reason=reason, by=by)


def end_theory(sitting: Sitting) -> None:
    """Close what was left behind. Raises `Refused` while somebody is answering, or may still begin."""
    if sitting.paper is None:
        return
    attempts.expire_overdue(sitting.paper)
    waiting = [] if clock.now() >= sitting.ends_at else unfinished(sitting)
    waiting += [f"{one.label}（{in_shanghai(one.due_at):%H:%M:%S} 到时）" for one in _open(sitting.paper)]
    if waiting:
        raise Refused("还有考生没有答完，不能结束考试。到时以后再等几秒即可结束。", reasons=waiting)


def _open(paper: Paper) -> list[Attempt]:
    query = select(Attempt).where(Attempt.paper_id == paper.id, Attempt.active.is_(True))
    return list(session.scalars(query.order_by(Attempt.id)))


def _told(paper: Paper | None) -> dict[str, Any]:
    """What the log says of a paper."""
    if paper is None:
        return {}
    rows = [f"{one.title} {one.count} 题，每题 {one.points.normalize():f} 分" for one in paper.specification]
    partial = f"{paper.partial.value} {paper.partial_points.normalize():f}"
    return {"seconds": paper.seconds, "sections": rows, "partial": partial, "shuffles_options": paper.shuffles_options}
