"""What candidates answered on line: their attempts, and what they came to."""

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assessments.applications.models import Application
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.rules import Attendance
from examinations.attempts.models import Attempt
from examinations.attempts.rules import COUNTED
from foundation.database import session


def online_scores(sitting: Sitting) -> dict[int, Decimal]:
    """The scores of an on-line sitting by seat: of attempts that ended and count. Who never began has none."""
    if sitting.paper_id is None:
        return {}
    counted = (Attempt.paper_id == sitting.paper_id, Attempt.state.in_(COUNTED))
    query = select(Attempt.reference, Attempt.points).where(*counted)
    return {
        int(reference.removeprefix("seat:")): points
        for reference, points in session.execute(query)
        if points is not None
    }


def attempts_at(sitting: Sitting) -> dict[int, Attempt]:
    """The attempts of an on-line sitting by seat."""
    if sitting.paper_id is None:
        return {}
    found = session.scalars(select(Attempt).where(Attempt.paper_id == sitting.paper_id))
    return {int(one.reference.removeprefix("seat:")): one for one in found}


def attempt_of(seat: Seat) -> Attempt | None:
    """The attempt at this seat, if it was begun."""
    own = select(Attempt).where(Attempt.paper_id == seat.sitting.paper_id, Attempt.reference == seat.reference)
    return session.scalars(own).one_or_none()


def unfinished(sitting: Sitting) -> list[str]:
    """Who came and has not begun, as an invigilator reads it."""
    begun = attempts_at(sitting)
    return [
        f"{seat.number} 号 {seat.application.person.name}（没有开始）"
        for seat in _present(sitting)
        if seat.id not in begun
    ]


def _present(sitting: Sitting) -> Iterable[Seat]:
    here = (Seat.sitting_id == sitting.id, Seat.attendance == Attendance.PRESENT)
    person = joinedload(Seat.application).joinedload(Application.person)
    return session.scalars(select(Seat).where(*here).options(person).order_by(Seat.number))
