"""Keeping the pool: who is in it with what, and what listeners said."""

from decimal import Decimal

from sqlalchemy import select

from foundation import audit, clock
from foundation.audit import Actor
from foundation.database import lock, session
from lectures.lecturers.models import Lecturer
from lectures.lecturers.models_terms import LecturerRating
from scoring.numbers import round_half_up

RATING_PLACES = 2


def note_rating(lecturer: Lecturer, mean: Decimal | None, answers: int, *, by: Actor | None) -> None:
    """Write down the mean, from 1 to 5, of all that listeners said since the beginning; no answers: no mean.

    Called when feedback is closed or corrected. The state of each day is kept, so that one year can be told apart.
    """
    if (mean is None) != (answers == 0):
        raise ValueError("a mean needs answers")
    lock(lecturer)
    lecturer.rating = None if mean is None else round_half_up(mean, RATING_PLACES)
    lecturer.ratings = answers
    changes = audit.pending_changes(lecturer)
    if not changes:
        return
    total = round_half_up((mean or Decimal(0)) * answers, RATING_PLACES)
    today = select(LecturerRating).where(LecturerRating.lecturer_id == lecturer.id)
    noted = session.scalars(today.where(LecturerRating.noted_on == clock.today())).one_or_none()
    if noted is None:
        session.add(LecturerRating(lecturer=lecturer, noted_on=clock.today(), answers=answers, total=total))
    else:
        noted.answers, noted.total = answers, total
    audit.record("note_rating", lecturer, by=by, changes=changes)
