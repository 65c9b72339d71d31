"""When a sitting may be, how it may be taken, and who sits where."""

from collections import Counter
from datetime import date, datetime
from itertools import pairwise

import pytest

from assessments.sittings.rules import (
    SittingMode,
    Span,
    invigilators_needed,
    reasons_against_mode,
    reasons_against_times,
)
from assessments.sittings.rules_seating import Waiting, chosen, free_numbers, seat_order
from assessments.standards.rules import Part

EXAMINED_ON = date(2026, 11, 28)


def span(begins: str, ends: str) -> Span:
    return Span(datetime.fromisoformat(begins), datetime.fromisoformat(ends))


@pytest.mark.parametrize(
    ("begins", "ends", "reasons"),
    [
        ("2026-11-28 07:00", "2026-11-28 22:00", 0),
        ("2026-12-28 09:00", "2026-12-28 10:00", 0),
        ("2026-11-27 09:00", "2026-11-27 10:00", 1),
        ("2026-12-29 09:00", "2026-12-29 10:00", 1),
        ("2026-11-28 06:59", "2026-11-28 08:00", 1),
        ("2026-11-28 20:00", "2026-11-28 22:01", 1),
        ("2026-11-28 20:00", "2026-11-29 08:00", 1),
        ("2026-11-28 09:00", "2026-11-28 09:00", 1),
        ("2026-11-01 06:00", "2026-11-01 05:00", 3),
    ],
)
def test_a_sitting_is_at_a_plausible_time(begins: str, ends: str, reasons: int):
    assert len(reasons_against_times(span(begins, ends), EXAMINED_ON)) == reasons


def test_only_theory_is_taken_on_line_and_only_the_other_parts_on_tablets():
    refused = {(mode, part) for mode in SittingMode for part in Part if reasons_against_mode(mode, part)}
    assert refused == {
        (SittingMode.ONLINE, Part.PRACTICAL),
        (SittingMode.ONLINE, Part.COMPREHENSIVE),
        (SittingMode.TABLET, Part.THEORY),
    }


@pytest.mark.parametrize(("candidates", "needed"), [(0, 0), (1, 2), (15, 2), (30, 2), (31, 3), (45, 3), (46, 4)])
def test_invigilators_are_one_for_fifteen_and_two_at_least(candidates: int, needed: int):
    assert invigilators_needed(candidates, candidates_each=15, least=2) == needed


def waiting(**units: int) -> list[Waiting]:
    names = [unit for unit, number in units.items() for _ in range(number)]
    return [Waiting(key, unit) for key, unit in enumerate(names, start=1)]


def beside_their_own(order: list[Waiting]) -> int:
    return sum(left.unit == right.unit for left, right in pairwise(order))


@pytest.mark.parametrize(
    ("units", "together"),
    [
        ({"甲": 5, "乙": 5}, 0),
        ({"甲": 5, "乙": 2, "丙": 2}, 0),
        ({"甲": 1, "乙": 7, "丙": 6}, 0),
        ({"甲": 6, "乙": 2}, 3),
    ],
)
def test_members_of_a_unit_sit_apart_as_far_as_possible(units: dict[str, int], together: int):
    for seed in ("甲子", "乙丑", "丙寅"):
        order = seat_order(waiting(**units), seed=seed)
        assert Counter(one.unit for one in order) == units
        assert beside_their_own(order) == together


def test_seats_can_be_computed_again_whatever_the_order_of_the_list():
    candidates = waiting(甲=9, 乙=4, 丙=6)
    order = seat_order(candidates, seed="江水向东")
    assert seat_order(candidates[::-1], seed="江水向东") == order
    assert seat_order(candidates, seed="江水向西") != order


def test_who_gets_a_seat_is_drawn_where_there_are_too_few():
    candidates = waiting(甲=30, 乙=30)
    some = chosen(candidates, 20, seed="江水")
    assert len(some) == 20
    assert chosen(candidates[::-1], 20, seed="江水") == some
    assert chosen(candidates, 90, seed="江水")[:20] == some


def test_free_numbers_leave_out_what_is_taken():
    assert free_numbers(5, {2, 5, 9}) == [1, 3, 4]
    assert free_numbers(2, {1, 2}) == []
