"""What is to be done next about a lecture."""

from datetime import datetime, timedelta

import pytest

from foundation.clock import SHANGHAI
from lectures.tours.rules import LectureState
from lectures.tours.rules_next import NextStep, next_step

NOW = datetime(2026, 5, 8, 8, tzinfo=SHANGHAI)
FINE = {"faulty": False, "changed": False, "answered": True}


@pytest.mark.parametrize(
    ("state", "ahead", "facts", "step"),
    [
        (LectureState.PLANNED, 48, FINE | {"faulty": True, "changed": True}, NextStep.MEND),
        (LectureState.PLANNED, 48, FINE | {"changed": True, "answered": False}, NextStep.RELEASE),
        (LectureState.PLANNED, 48, FINE | {"answered": False}, NextStep.ANSWER),
        (LectureState.PLANNED, 48, FINE, NextStep.PREPARE),
        (LectureState.PLANNED, 5, FINE | {"answered": False}, NextStep.CHECK_IN),
        (LectureState.PLANNED, -1, FINE | {"faulty": True, "changed": True}, NextStep.HOLD),
        (LectureState.HELD, -1, FINE | {"changed": True}, NextStep.REVIEW),
        (LectureState.CANCELLED, 48, FINE | {"changed": True, "faulty": True}, NextStep.RELEASE),
        (LectureState.CANCELLED, -1, FINE, NextStep.NOTHING),
    ],
)
def test_one_step_is_next(state: LectureState, ahead: int, facts: dict[str, bool], step: NextStep):
    starts_at = NOW + timedelta(hours=ahead)
    assert next_step(state, starts_at, starts_at + timedelta(hours=1), now=NOW, **facts) is step
