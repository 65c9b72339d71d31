"""What simulated judges write: always allowed, plausible, and the same for the same seed."""

from decimal import Decimal

import pytest

from competitions.rehearsals.rules import (
    CANDIDATES,
    Hand,
    contestant_title,
    ladder_of,
    rehearsal_title,
    seconds_used,
    thrown,
    written_value,
)
from scoring.marks import Criterion, MarkingType
from scoring.measurements import MEASUREMENTS
from scoring.sheets import criterion_fault, mark_of, written_fault

FULL = Decimal(10)
MEASURED = MarkingType.MEASUREMENT
BANDS = (
    {"from": "9.5", "below": "9.8", "mark": "4"},
    {"from": "9.8", "to": "10.2", "mark": "10"},
    {"above": "10.2", "to": "10.5", "mark": "4"},
)
CRITERIA = {
    "typed": Criterion("1", "外观", FULL, step=Decimal("0.5")),
    "odd step": Criterion("1", "外观", FULL, step=Decimal("0.3")),
    "graded": Criterion("1", "整体", FULL, scale=3),
    "full_or_zero": Criterion("1", "通电", FULL, MEASURED, "full_or_zero"),
    "benchmarks": Criterion(
        "1",
        "排序",
        FULL,
        MEASURED,
        "benchmarks",
        {"marks": tuple({"mark": mark, "description": "档"} for mark in ("0", "2.5", "7", "10"))},
    ),
    "deduction": Criterion("1", "错误", FULL, MEASURED, "deduction", {"each": "0.5"}),
    "table": Criterion("1", "尺寸", FULL, MEASURED, "table", {"bands": BANDS, "otherwise": "0"}),
    "linear": Criterion(
        "1",
        "长度",
        FULL,
        MEASURED,
        "linear",
        {"nominal": "50", "tolerance": "0.02", "unit": "0.01", "each": "1", "count": "exact"},
    ),
}


def test_every_rule_of_measurement_can_be_simulated():
    assert CANDIDATES.keys() == MEASUREMENTS.keys()
    assert {one.rule for one in CRITERIA.values()} - {""} == MEASUREMENTS.keys()


@pytest.mark.parametrize("criterion", CRITERIA.values(), ids=CRITERIA)
@pytest.mark.parametrize("spread", [None, Decimal(0), Decimal(1)])
def test_written_value_can_be_written(criterion: Criterion, spread: Decimal | None):
    assert criterion_fault(criterion) is None
    written = [written_value(criterion, Hand("2026", "A", str(one), str(one % 5), spread)) for one in range(200)]
    assert [fault for value in written if (fault := written_fault(criterion, value))] == []
    marks = {mark_of(criterion, value) for value in written}
    assert len(marks) > 1 and max(marks) <= FULL


def test_written_value_is_always_the_same_for_a_seed():
    hand = Hand("2026", "A", "演练选手007", "演练裁判2")
    values = [written_value(CRITERIA["typed"], hand) for _ in range(3)]
    assert values == [Decimal("8.5")] * 3
    others = {written_value(CRITERIA["typed"], Hand(str(seed), "A", "演练选手007", "演练裁判2")) for seed in range(50)}
    assert len(others) > 5


@pytest.mark.parametrize("name", ["full_or_zero", "benchmarks", "deduction", "table", "linear"])
def test_judges_read_the_same_off_a_measurement(name: str):
    values = {written_value(CRITERIA[name], Hand("2026", "A", "演练选手001", f"演练裁判{one}")) for one in range(20)}
    assert len(values) == 1


def test_judges_of_a_panel_that_confers_are_never_too_far_apart():
    for spread, found in ((Decimal(1), {0, 1}), (Decimal(0), {0})):
        apart = set()
        for contestant in range(50):
            hands = [Hand("2026", "A", str(contestant), str(judge), spread) for judge in range(5)]
            grades = [written_value(CRITERIA["graded"], hand) for hand in hands]
            apart.add(max(grades) - min(grades))
        assert apart == found


def test_better_contestants_get_more_from_every_judge():
    """Plausible means: the spread between contestants is wider than that between judges."""
    quality = {one: thrown("2026", "quality", str(one), low=450, high=980) for one in range(40)}
    best, worst = max(quality, key=quality.__getitem__), min(quality, key=quality.__getitem__)
    for judge in range(5):
        good, bad = (written_value(CRITERIA["typed"], Hand("2026", "A", str(who), str(judge))) for who in (best, worst))
        assert good > bad + 2


def test_ladder_rises_from_the_lowest_mark_to_the_highest():
    for name, criterion in CRITERIA.items():
        if criterion.rule or criterion.scale is not None:
            marks = [mark_of(criterion, value) for value in ladder_of(criterion)]
            assert (name, marks) == (name, sorted(marks)) and marks[-1] == FULL


def test_names_are_plainly_nobodys():
    assert (rehearsal_title("技能大赛"), contestant_title(7)) == ("【演练】技能大赛", "演练选手007")
    assert seconds_used("2026", "演练选手001", "A") == seconds_used("2026", "演练选手001", "A")
    assert 2400 <= seconds_used("2026", "演练选手001", "A") <= 6600
