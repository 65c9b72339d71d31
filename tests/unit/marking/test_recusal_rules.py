"""From whom a rater must step aside: units and persons on record, and names as people write them."""

import pytest

from marking.panels.rules import Concerned, Ties, must_recuse, unit_named

ZHANG = Concerned(unit=1, unit_name="示例机械公司工会委员会", persons={7: "张示例", 8: "李示例"})


@pytest.mark.parametrize(
    ("ties", "recused"),
    [
        (Ties(), False),
        (Ties(units=frozenset({1})), True),
        (Ties(units=frozenset({2})), False),
        (Ties(persons=frozenset({8})), True),
        (Ties(persons=frozenset({9})), False),
        (Ties(person_names=frozenset({"李示例"})), True),
        (Ties(person_names=frozenset({"李示"})), False),
        (Ties(unit_names=frozenset({"示例机械公司"})), True),
        (Ties(unit_names=frozenset({"示例电力公司"})), False),
    ],
)
def test_must_recuse_from_units_persons_and_written_names(ties, recused):
    assert must_recuse(ties, ZHANG) is recused


def test_must_recuse_from_nobody_where_the_unit_is_unknown():
    assert must_recuse(Ties(units=frozenset({1})), Concerned()) is False


@pytest.mark.parametrize(
    ("written", "unit", "same"),
    [
        ("示例机械公司", "示例机械公司工会", True),
        ("示例机械公司工会委员会", "示例机械公司", True),
        ("示例 机械公司", "示例机械公司", True),
        ("公司", "示例机械公司", False),
        ("示例机械公司", "", False),
    ],
)
def test_unit_named_finds_one_name_in_the_other_from_four_characters_on(written, unit, same):
    assert unit_named(written, unit) is same
