"""Registering for a lecture: nobody too many, the order of the queue kept, and whoever moves up is told."""

import secrets
from collections.abc import Sequence

from sqlalchemy import func, select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from lectures.attendance.codes import TICKET_LENGTH
from lectures.attendance.models import Registration
from lectures.attendance.queries import check_in_of, registered_counts, registrations_of
from lectures.attendance.rules import RegistrationState, Times, places_free, reasons_against_registering
from lectures.calendars.told import told
from lectures.tours.models import Lecture
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.accounts.rules_signing_in import SLIP_LETTERS
from people.messages.operations import send_message
from people.messages.queries import accounts_of
from people.persons.models import Person

MOST_AT_ONCE = 200


def register_persons(
    lecture: Lecture, persons: Sequence[Person], *, address: str = "", by: Account
) -> list[Registration]:
    """Register people in this order: to a place while there is one, behind those who wait when there is none.

    Who is registered or waits already stays where he is. `address`: where people read of their registrations. Raises
    `Refused` for a lecture that takes none.
    """
    if len(persons) > MOST_AT_ONCE:
        raise Refused(f"一次最多报 {MOST_AT_ONCE} 人，请分几次报名。")
    lock(lecture)
    if reasons := reasons_against(lecture):
        raise Refused(reasons[0])
    fill_places(lecture, address=address, by=by)  # who waits comes first
    free, last = _free(lecture), _last_place(lecture)
    made = []
    for person in persons:
        before = _standing(lecture, person)
        if before is not None and before.state is not RegistrationState.CANCELLED:
            made.append(before)
            continue
        last += 1
        made.append(_registered(before, lecture, person, last, waiting=free == 0, by=by))
        free = free and free - 1
    return made


def cancel_registration(registration: Registration, *, address: str = "", by: Account) -> list[Registration]:
    """Give a place, or a place in the queue, back; those who move up are told.

    Raises `Refused` after the lecture, and for who has checked in.
    """
    lecture = lock(registration.lecture)
    lock(registration)
    if clock.now() >= lecture.ends_at:
        raise Refused("这一场已经结束，不用再取消报名。")
    if check_in_of(lecture.id, registration.person_id) is not None:
        raise Refused("已经签到，不能再取消报名。")
    advance(registration, "cancel_registration", by=by)
    return fill_places(lecture, address=address, by=by)


def change_capacity(lecture: Lecture, capacity: int | None, *, address: str = "", by: Account) -> list[Registration]:
    """Let more or fewer people register (None: any number). Nobody who has a place loses it; who waits moves up."""
    lock(lecture)
    lecture.capacity = capacity
    lecture.expect_version(None)
    audit.record("change_capacity", lecture, by=by, changes=audit.pending_changes(lecture))
    return fill_places(lecture, address=address, by=by)


def fill_places(lecture: Lecture, *, address: str = "", by: Account | None) -> list[Registration]:
    """Whoever waits moves up to the places that are free, in the order of the queue, and is told. Under the lock."""
    free = _free(lecture)
    if free == 0 or clock.now() >= lecture.ends_at or lecture.state is LectureState.CANCELLED:
        return []
    waiting = registrations_of(lecture, RegistrationState.WAITING).limit(free)
    moved = list(session.scalars(waiting.with_for_update(of=Registration).execution_options(populate_existing=True)))
    for one in moved:
        advance(one, "move_up_registration", by=by)
    if moved:
        known = told(lecture)
        send_message(
            session.scalars(accounts_of([one.person_id for one in moved])),
            f"候补转为报名：{known.title}"[:100],
            text=f"有名额空出，您已报上 {clock.moment_text(known.begins)} 的“{known.title}”。"
            "去不了的请取消，让给后面的人。",
            address=address,
        )
    return moved


def reasons_against(lecture: Lecture) -> list[str]:
    """Why nobody can register for a lecture now."""
    released = lecture.released_id is not None
    return reasons_against_registering(times_of(lecture), clock.now(), registers=lecture.registers, released=released)


def times_of(lecture: Lecture) -> Times:
    """When a lecture is, for its rules."""
    return Times(lecture.starts_at, lecture.ends_at, lecture.state is LectureState.CANCELLED)


def _registered(
    before: Registration | None, lecture: Lecture, person: Person, place: int, *, waiting: bool, by: Account
) -> Registration:
    if before is not None:
        before.place = place
        advance(before, "wait_again" if waiting else "register_again", by=by)
        return before
    state = RegistrationState.WAITING if waiting else RegistrationState.REGISTERED
    ticket = "".join(secrets.choice(SLIP_LETTERS) for _ in range(TICKET_LENGTH))
    made = Registration(lecture=lecture, person=person, state=state, place=place, ticket=ticket, made_by=by)
    session.add(made)
    audit.record("register_persons", made, by=by, changes={"state": (None, state)})
    return made


def _standing(lecture: Lecture, person: Person) -> Registration | None:
    query = select(Registration).where(Registration.lecture_id == lecture.id, Registration.person_id == person.id)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _free(lecture: Lecture) -> int | None:
    registered = registered_counts([lecture.id])[lecture.id].get(RegistrationState.REGISTERED, 0)
    return places_free(lecture.capacity, registered)


def _last_place(lecture: Lecture) -> int:
    """The last place given in this queue; the lecture is locked, so that no other gives one meanwhile."""
    return session.scalar(select(func.max(Registration.place)).where(Registration.lecture_id == lecture.id)) or 0
