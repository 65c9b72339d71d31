"""Giving seats: by a recorded seed, or by hand with a reason. Nobody sits in two sittings at overlapping times."""

from dataclasses import dataclass

from sqlalchemy import select

from assessments.applications.models import Application
from assessments.applications.rules import ApplicationState
from assessments.batches.models import Batch
from assessments.batches.operations import note_node
from assessments.batches.queries import reasons_against_taking_applications
from assessments.batches.rules import Node
from assessments.sittings.duties import note_preparation
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.queries import hold_persons, persons_elsewhere, standing_of, waiting_for
from assessments.sittings.rules import SittingState
from assessments.sittings.rules_seating import Waiting, chosen, free_numbers, seat_order
from assessments.standards.rules import Part
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.secrets import new_token
from people.accounts.models import Account


@dataclass(frozen=True)
class Seated:
    """What a seating came to for an item and part: how many got a seat, who sits elsewhere at that time, how many
    found no place.
    """

    what: tuple[int, Part]
    count: int
    elsewhere: list[str]
    left: int


def seat_candidates(sitting: Sitting, *, by: Account) -> Seated:
    """Seat everybody who waits for this part of the item, as far as the room goes. Raises `Refused` once it is open.

    The plan is held until the end of the transaction: nobody is seated twice for one part.
    """
    lock(sitting.batch)
    _expect_planned(lock(sitting))
    waiting = {one.id: one for one in waiting_for(sitting)}
    hold_persons(one.person_id for one in waiting.values())
    taken = persons_elsewhere(sitting, [one.person_id for one in waiting.values()])
    able = [_waiting(one) for one in waiting.values() if one.person_id not in taken]
    numbers = free_numbers(sitting.premises.places, {seat.number for seat in sitting.seats})
    seed = new_token()
    order = seat_order(chosen(able, len(numbers), seed=seed), seed=seed)
    for number, one in zip(numbers, order, strict=False):
        sitting.seats.append(Seat(application=waiting[one.key], number=number, seed=seed))
    if order:
        changes = {"seats": (len(sitting.seats) - len(order), len(sitting.seats)), "seed": (None, seed)}
        audit.record("seat_candidates", sitting, by=by, changes=changes)
        note_seating(sitting.batch, by=by)
    elsewhere = [one.person.name for one in waiting.values() if one.person_id in taken]
    return Seated((sitting.item_id, sitting.part), len(order), elsewhere, len(able) - len(order))


def seat_batch(batch: Batch, *, by: Account) -> list[Seated]:
    """Seat everybody who waits, sitting after sitting in the order of their times."""
    planned = select(Sitting).where(Sitting.batch_id == batch.id, Sitting.state == SittingState.PLANNED)
    ordered = session.scalars(planned.order_by(Sitting.starts_at, Sitting.id)).all()
    if not ordered:
        raise Refused("还没有待考的场次，请先安排场次。")
    return [seat_candidates(sitting, by=by) for sitting in ordered]


def seat_candidate(sitting: Sitting, application: Application, number: int, *, reason: str, by: Account) -> Seat:
    """Give one candidate this seat by hand."""
    lock(sitting.batch)
    _expect_planned(lock(sitting))
    _expect_reason(reason)
    if application.id not in {one.id for one in waiting_for(sitting)}:
        raise Refused("这名考生不需要考这一部分，或者已经有座位。请刷新页面查看。")
    _check_place(sitting, application, number)
    seat = Seat(sitting=sitting, application=application, number=number)
    session.add(seat)
    audit.record("seat_candidate", seat, by=by, reason=reason)
    note_seating(sitting.batch, by=by)
    return seat


def move_candidate(seat: Seat, sitting: Sitting, number: int, *, reason: str, by: Account) -> None:
    """Another seat, or another sitting of the same part, before either has opened."""
    lock(sitting.batch)
    _expect_planned(lock(seat.sitting))
    _expect_planned(lock(sitting))
    _expect_reason(reason)
    if (sitting.item_id, sitting.part) != (seat.sitting.item_id, seat.sitting.part):
        raise Refused("只能换到同一考核项目、同一部分的场次。", field="sitting_id")
    _check_place(sitting, seat.application, number, leaving=seat.sitting)
    before = (seat.sitting_id, seat.number)
    seat.sitting, seat.number, seat.seed = sitting, number, ""
    changes = {"sitting_id": (before[0], sitting.id), "number": (before[1], number)}
    audit.record("move_candidate", seat, by=by, reason=reason, changes=changes)


def unseat_candidate(seat: Seat, *, reason: str, by: Account) -> None:
    """Take a seat away, before the sitting has opened."""
    _expect_planned(lock(seat.sitting))
    _expect_reason(reason)
    audit.record("unseat_candidate", seat, by=by, reason=reason)
    session.delete(seat)
    session.flush()


def _check_place(sitting: Sitting, application: Application, number: int, leaving: Sitting | None = None) -> None:
    places = sitting.premises.places
    if not 1 <= number <= places:
        raise Refused(f"座位号应在 1 至 {places} 之间。", field="number")
    taken = select(Seat).where(Seat.sitting_id == sitting.id, Seat.number == number)
    if other := session.scalars(taken).first():
        raise Refused(f"{number} 号已经是{other.application.person.name}的座位，请另选。", field="number")
    hold_persons([application.person_id])
    clash = persons_elsewhere(sitting, [application.person_id]).get(application.person_id)
    if clash is not None and clash is not leaving:
        raise Refused(f"{application.person.name}同时在“{clash.title}”有座位，不能排在这一场。", field="sitting_id")


def _waiting(application: Application) -> Waiting:
    unit = application.organisation
    return Waiting(application.id, unit.name if unit else f"个人 {application.id}")


def note_seating(batch: Batch, *, by: Account) -> None:
    """Note that the seating is done: nobody can be accepted any more, and everybody has every seat he needs."""
    session.flush()
    over = reasons_against_taking_applications(batch, clock.today())
    if over and not _under_review(batch) and all(one.complete for one in standing_of(batch).values()):
        note_node(batch, Node.SEATING, by=by)
        note_preparation(batch, by=by)  # officials may have been put on duty first


def _under_review(batch: Batch) -> bool:
    """Whether somebody may yet be accepted, and then needs a seat."""
    waiting = (Application.batch_id == batch.id, Application.state == ApplicationState.SUBMITTED)
    return session.scalar(select(Application.id).where(*waiting).limit(1)) is not None


def _expect_planned(sitting: Sitting) -> None:
    if sitting.state is not SittingState.PLANNED:
        raise Refused(f"“{sitting.title}”已经开场，不能再改座位。")


def _expect_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("改动座位需要写明原因。", field="reason")
