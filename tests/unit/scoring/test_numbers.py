from decimal import Decimal

import pytest

from scoring.numbers import Rounding, RoundingMode, as_text, exact_mean, exact_sum, round_half_up, settle


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("2.665", 2, "2.67"),
        ("2.664999", 2, "2.66"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("-2.665", 2, "-2.67"),
        ("88", 2, "88.00"),
        ("99.995", 2, "100.00"),
    ],
)
def test_round_half_up_rounds_as_school_does(value, places, rounded):
    assert str(round_half_up(Decimal(value), places)) == rounded


def test_round_half_up_is_not_misled_by_the_noise_of_a_division():
    twelfth = exact_mean([Decimal(1), *[Decimal(0)] * 11])
    almost = exact_sum([twelfth] * 6)
    assert almost < Decimal("0.5")
    assert round_half_up(almost, 0) == 1
    assert Rounding(places=0).apply(almost) == 1
    assert Rounding(places=1, mode=RoundingMode.DOWN).apply(almost) == Decimal("0.5")


def test_settle_makes_three_thirds_one():
    third = exact_mean([Decimal(1), Decimal(0), Decimal(0)])
    assert exact_sum([third, third, third]) != 1
    assert settle(exact_sum([third, third, third])) == 1


def test_exact_mean_of_nothing_is_an_error_never_zero():
    with pytest.raises(ArithmeticError):
        exact_mean([])


def test_rounding_modes_give_the_printed_values(worked_example):
    rows = worked_example("rounding_modes")
    computed = [
        str(Rounding(places=int(row["位数"]), mode=RoundingMode(row["取舍"])).apply(Decimal(row["取舍前"])))
        for row in rows
    ]
    assert computed == [row["取舍后"] for row in rows]
    assert {row["取舍"] for row in rows} == set(RoundingMode)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("85.60"), "85.60"),
        (Decimal("1E+2"), "100"),
        (exact_mean([Decimal(2), Decimal(0), Decimal(0)]), "0.66666666666666666667"),
        (settle(Decimal("83.335")), "83.335"),
        (settle(Decimal(100)), "100"),
    ],
)
def test_as_text_writes_numbers_as_people_do(value, text):
    assert as_text(value) == text
