"""Setting up sittings and taking them from the plan to the end. Seating is in `seating`, attendance in `attendance`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from assessments.batches.models import Batch, BatchItem
from assessments.batches.operations import note_node
from assessments.batches.rules import BatchState, Node
from assessments.bodies.models import Premises
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.queries import persons_elsewhere, seats_of, sitting_in_room, standing_of
from assessments.sittings.rules import (
    EARLY,
    TAKEN_OUTSIDE,
    Attendance,
    SittingMode,
    SittingState,
    Span,
    reasons_against_mode,
    reasons_against_times,
)
from assessments.sittings.seating import note_seating
from assessments.sittings.theory import end_theory, open_theory, reschedule_paper
from assessments.standards.rules import PART_TITLES, Part, parts_of
from foundation import audit, clock
from foundation.clock import in_shanghai
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission


@dataclass(frozen=True)
class SittingFacts:
    """What is written down about a sitting."""

    item_id: int
    part: Part
    mode: SittingMode
    title: str
    premises_id: int
    starts_at: datetime
    ends_at: datetime


def create_sitting(batch: Batch, facts: SittingFacts, *, by: Account) -> Sitting:
    """A sitting of a published plan. Raises `Refused` with everything that speaks against its time and room."""
    if not by.may_at(Permission.SITTING_PLAN, batch.organisation_path):
        raise NotAllowed
    if lock(batch).state is not BatchState.PUBLISHED:
        raise Refused("只有已发布、没有归档的认定计划可以安排场次。请先发布计划。")
    sitting = Sitting(batch_id=batch.id)
    _fill(sitting, batch, facts)
    session.add(sitting)
    audit.record("create_sitting", sitting, by=by)
    return sitting


def edit_sitting(sitting: Sitting, facts: SittingFacts, *, version: int | None, by: Account) -> None:
    """Change a sitting that has not opened; with seats given, what is examined stays."""
    lock(sitting.batch)
    lock(sitting).expect_version(version)
    _expect_planned(sitting)
    seats = session.scalars(seats_of([sitting])).all()
    if seats and (facts.item_id, facts.part) != (sitting.item_id, sitting.part):
        raise Refused("已经排了座位，不能再改考核项目和部分。请先取消座位，或另建一场。", field="part")
    _fill(sitting, sitting.batch, facts, seats)
    changes = audit.pending_changes(sitting)
    reschedule_paper(sitting)
    audit.record("edit_sitting", sitting, by=by, changes=changes)


def remove_sitting(sitting: Sitting, *, reason: str, by: Account) -> None:
    """Take a sitting without seats and duties out of the plan."""
    _expect_planned(lock(sitting))
    if not reason.strip():
        raise Refused("删除场次需要写明原因。", field="reason")
    if sitting.seats or sitting.duties or sitting.panel_id:
        raise Refused("这一场已经排了座位或人员，不能删除。请先取消座位和考务安排。")
    audit.record("remove_sitting", sitting, by=by, reason=reason)
    for leave in sitting.duty_exceptions:  # the log keeps them
        session.delete(leave)
    session.delete(sitting)
    session.flush()


def open_sitting(sitting: Sitting, *, by: Account) -> None:
    """Let the candidates in, from two hours before the start. The paper of an on-line sitting is locked.

    What is taken on paper or elsewhere can also be opened when it is over: attendance is written down afterwards.
    """
    lock(sitting.batch)
    _expect_planned(lock(sitting))
    now = clock.now()
    if now < sitting.starts_at - EARLY:
        raise Refused(
            f"还没有到开场时间：这一场 {in_shanghai(sitting.starts_at):%m月%d日 %H:%M} 开始，提前两小时可以开场。"
        )
    if now >= sitting.ends_at and sitting.mode not in TAKEN_OUTSIDE:
        raise Refused("这一场的结束时间已经过了，请先修改考试时间再开场。")
    if not sitting.seats:
        raise Refused("这一场还没有排座位，请先编排考生。")
    if sitting.mode is SittingMode.ONLINE:
        open_theory(sitting)
    advance(sitting, "open_sitting", by=by)
    note_seating(sitting.batch, by=by)


def close_sitting(sitting: Sitting, *, by: Account) -> None:
    """End a sitting: everybody's attendance is known, and nobody is answering any more."""
    lock(sitting.batch)
    lock(sitting)
    unknown = [one for one in session.scalars(seats_of([sitting])) if one.attendance is Attendance.EXPECTED]
    if sitting.state is SittingState.OPEN and unknown:
        names = [f"{one.number} 号 {one.application.person.name}" for one in unknown]
        raise Refused("还有考生没有登记是否到场，请登记后再结束考试。", reasons=[f"未登记到场情况：{'、'.join(names)}"])
    if sitting.state is SittingState.OPEN and sitting.mode is SittingMode.ONLINE:
        end_theory(sitting)
    advance(sitting, "close_sitting", by=by)
    note_examination(sitting.batch, by=by)


def note_examination(batch: Batch, *, by: Account) -> None:
    """Note that the examination is done: every sitting with seats is over, and everybody had every seat he needs."""
    if _all_closed(batch):
        note_node(batch, Node.EXAMINATION, by=by)


def reopen_sitting(sitting: Sitting, *, reason: str, by: Account) -> None:
    """Undo the closing, to put attendance right or to give a candidate his time."""
    advance(lock(sitting), "reopen_sitting", by=by, reason=reason)


def _fill(sitting: Sitting, batch: Batch, facts: SittingFacts, seats: Sequence[Seat] = ()) -> None:
    item, premises = session.get(BatchItem, facts.item_id), session.get(Premises, facts.premises_id)
    if item is None or item.batch_id != batch.id:
        raise Refused("所选的考核项目不在这个计划里，请重新选择。", field="item_id")
    if premises is None or premises.site_id != batch.site_id:
        raise Refused("所选的考场不在这个计划的站点，请重新选择。", field="premises_id")
    if facts.part not in parts_of(item.level):
        raise Refused(f"这个等级不考{PART_TITLES[facts.part]}，请重新选择。", field="part")
    span = Span(in_shanghai(facts.starts_at), in_shanghai(facts.ends_at))
    if reasons := reasons_against_mode(facts.mode, facts.part):
        raise Refused("场次没有保存。", reasons=reasons, field="mode")
    if reasons := reasons_against_times(span, batch.examined_on):
        raise Refused("场次没有保存。", reasons=reasons, field="ends_at")
    lock(premises)  # two sittings in one room are set up one after the other
    for name, value in asdict(facts).items():
        setattr(sitting, name, value)
    with session.no_autoflush:
        _check_room(sitting, premises, seats)


def _check_room(sitting: Sitting, premises: Premises, seats: Sequence[Seat]) -> None:
    if not premises.active and not seats:
        raise Refused(f"考场“{premises.title}”已经停用，请另选考场。", field="premises_id")
    if other := sitting_in_room(sitting):
        begins, ends = in_shanghai(other.starts_at), in_shanghai(other.ends_at)
        message = (
            f"考场“{premises.title}”在 {begins:%m月%d日 %H:%M} 至 {ends:%H:%M} 已有“{other.title}”，请另选考场或时间。"
        )
        raise Refused(message, field="premises_id")
    if seats and max(seat.number for seat in seats) > premises.places:
        raise Refused(f"考场“{premises.title}”只有 {premises.places} 个座位，已排的座位放不下。", field="premises_id")
    names = {seat.application.person_id: seat.application.person.name for seat in seats}
    if taken := persons_elsewhere(sitting, names):
        clashes = [f"{names[key]}同时在“{other.title}”有座位。" for key, other in taken.items()]
        raise Refused("有考生在这个时间另有考试，场次没有保存。", reasons=clashes)


def _expect_planned(sitting: Sitting) -> None:
    if sitting.state is not SittingState.PLANNED:
        raise Refused("这一场已经开场，不能再改。请刷新页面查看最新状态。")


def _all_closed(batch: Batch) -> bool:
    """Whether everybody accepted has a seat, and every sitting with seats is over."""
    unfinished = (Sitting.batch_id == batch.id, Sitting.state != SittingState.CLOSED, Sitting.seats.any())
    if session.scalar(select(Sitting.id).where(*unfinished).limit(1)) is not None:
        return False
    return all(one.complete for one in standing_of(batch).values())
