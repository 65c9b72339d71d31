"""A whole tour planned at once: who can give what, what goes together, and that the solver is never worse."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from foundation.clock import SHANGHAI
from lectures.lecturers.rules import WeeklyHours
from lectures.planning.greedy import plan_greedily
from lectures.planning.rules import Teacher, Wanted, go_together, km_of, options_of
from lectures.planning.solver import plan_well
from lectures.tours.rules_clashes import Busy, LecturerFacts, Slot

NINE = datetime(2026, 12, 7, 9, 0, tzinfo=SHANGHAI)  # a Monday
HOUR = timedelta(hours=1)


def at(north: str) -> tuple[Decimal, Decimal]:
    return Decimal(north), Decimal("106.5")


def slot(hours: int = 0, north: str = "30") -> Slot:
    return Slot(NINE + hours * HOUR, NINE + (hours + 1) * HOUR, at(north))


def wanted(key: str, *slots: Slot, theme: str = "安全", place: int | None = None) -> Wanted:
    return Wanted(key, f"场次{key}", slots or (slot(),), theme, place)


def teacher(number: int, north: str = "30", **facts: Any) -> Teacher:
    return Teacher(number, LecturerFacts(f"讲示{number}", home=at(north), **facts), frozenset({"安全"}))


def chosen(plan) -> dict[str, int]:
    return {option.wanted.key: option.teacher.id for option in plan.chosen}


def test_only_who_speaks_about_it_and_is_free_can_give_it():
    free, busy = teacher(1), teacher(2, busy=[Busy(NINE, NINE + HOUR, at("30"), "另一场")])
    other = Teacher(3, free.facts, frozenset({"焊接"}))
    evenings = [WeeklyHours(0, NINE.replace(hour=18).time(), NINE.replace(hour=20).time())]
    late = teacher(4, hours=evenings)
    assert {one.teacher.id for one in options_of([wanted("甲")], [free, busy, other, late])} == {1}


def test_who_is_named_by_the_item_can_give_it_beside_those_who_speak_about_it():
    named = replace(wanted("甲"), by=frozenset({2}))
    welder = Teacher(2, teacher(2).facts, frozenset({"焊接"}))
    three = [teacher(1), welder, Teacher(3, teacher(3).facts, frozenset({"焊接"}))]
    assert {one.teacher.id for one in options_of([named], three)} == {1, 2}
    refused = replace(named, declined=frozenset({1}))
    assert {one.teacher.id for one in options_of([refused], three)} == {2}
    nothing_said = replace(named, theme="", by=frozenset())
    assert options_of([nothing_said], three) == []


def test_two_lectures_go_together_if_there_is_time_for_the_way():
    near, far = wanted("近", slot(2, "30.1")), wanted("远", slot(2, "31"))
    first, by_car, too_far = options_of([wanted("甲"), near, far], [teacher(1)])
    assert go_together(first, by_car)  # 11.1 km: 42 minutes, one hour between
    assert not go_together(first, too_far)  # 111 km


def test_one_place_holds_one_lecture_at_a_time():
    one, other = options_of([wanted("甲", place=7)], [teacher(1)]), options_of([wanted("乙", place=7)], [teacher(2)])
    assert not go_together(one[0], other[0])
    (after,) = options_of([wanted("丙", slot(1), place=7)], [teacher(2)])
    assert go_together(one[0], after) and go_together(after, one[0])


def test_ways_are_counted_home_and_back_each_day_and_shared_by_lectures_of_a_day():
    both = options_of([wanted("甲", slot(0, "30.1")), wanted("乙", slot(3, "30.2"))], [teacher(1)])
    assert [option.km for option in both] == [Decimal("11.1"), Decimal("22.2")]
    assert km_of(both) == Decimal("44.4")  # 11.1 there, 11.1 on, 22.2 home: not 66.6
    assert km_of(both[:1]) == Decimal("22.2")


def test_solver_places_what_the_baseline_cannot():
    """The baseline gives the first lecture to the only one who could give the second."""
    only, other = teacher(1, "30"), teacher(2, "30.5")
    first, second = wanted("1"), replace(wanted("2", theme="焊接"), by=frozenset({1}))
    options = options_of([first, second], [only, other])
    baseline = plan_greedily([first, second], options)
    assert chosen(baseline) == {"1": 1}
    assert baseline.left_out == {"2": "有空的讲师和场地都排给了别的场次。"}
    assert chosen(plan_well([first, second], options, 5)) == {"1": 2, "2": 1}


def test_solver_takes_the_shorter_ways_of_plans_with_as_many_lectures():
    """Two halls next to each other, far from both lecturers: one gives both. The baseline sends two."""
    both = [wanted("1", slot(0, "30.005")), wanted("2", slot(3, "29.995"))]
    options = options_of(both, [teacher(1, "29.5"), teacher(2, "30.5")])
    baseline, best = plan_greedily(both, options), plan_well(both, options, 5)
    assert chosen(baseline) == {"1": 2, "2": 1}
    assert baseline.km == Decimal("220")
    assert len(set(chosen(best).values())) == 1
    assert best.km == Decimal("112.3")


@pytest.mark.parametrize("plan", [plan_greedily, lambda wanted, options: plan_well(wanted, options, 5)])
def test_plans_keep_caps_and_say_why_something_is_left_out(plan):
    one = teacher(1, yearly_cap=1)
    both = [wanted("甲"), wanted("乙", slot(48))]
    made = plan(both, options_of(both, [one]))
    assert len(made.chosen) == 1
    assert list(made.left_out.values()) == ["有空的讲师和场地都排给了别的场次。"]
    nobody = [wanted("丙", theme="没有人讲")]
    assert plan(nobody, []).left_out == {"丙": "没有讲这个主题、这些时间又有空的讲师。"}
