"""Turns, reminders and regions of alliances, and who may choose among claims."""

from datetime import date

import pytest

from studios.alliances.rules import Span, reasons_against_turn, regions_in, rotation_is_due
from studios.challenges.rules import ChallengeState, Chooser, claiming_open, reasons_against_chooser

FOUNDED = date(2024, 5, 1)
FIRST = Span(date(2024, 5, 1), date(2025, 4, 30))


@pytest.mark.parametrize(
    ("turn", "refused"),
    [
        (Span(date(2025, 5, 1), date(2026, 4, 30)), 0),
        (Span(date(2025, 4, 30), date(2026, 4, 29)), 1),
        (Span(date(2024, 4, 1), date(2024, 4, 30)), 1),
        (Span(date(2026, 2, 1), date(2026, 1, 1)), 1),
    ],
)
def test_one_member_leads_at_a_time(turn: Span, refused: int):
    assert len(reasons_against_turn(turn, FOUNDED, [FIRST])) == refused


@pytest.mark.parametrize(
    ("present", "following", "due"),
    [
        (date(2026, 12, 20), None, False),
        (date(2026, 11, 30), None, True),
        (None, None, True),
        (date(2026, 11, 30), date(2026, 12, 1), True),
        (date(2027, 4, 30), date(2027, 5, 1), False),
    ],
)
def test_the_next_turn_is_reminded_of_30_days_before(present: date | None, following: date | None, due: bool):
    assert rotation_is_due(date(2026, 11, 1), present, following) is due


def test_regions_are_read_from_a_line_each_once():
    assert regions_in("示例市、邻示例市，示例市 远示例省") == ["示例市", "邻示例市", "远示例省"]


def test_a_claim_is_chosen_by_another_and_made_by_the_end_of_the_deadline():
    assert reasons_against_chooser(Chooser(claimed=False, leads=False)) == []
    assert len(reasons_against_chooser(Chooser(claimed=True, leads=True))) == 2
    last = date(2026, 12, 31)
    days = [date(2026, 12, 31), date(2027, 1, 1)]
    assert [claiming_open(ChallengeState.OPEN, day, last) for day in days] == [True, False]
    assert claiming_open(ChallengeState.TEAMED, last, last) is False
