"""What counts of somebody's attempts, and the two rankings."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.quizzes.organisation_rules import ORGANISATION_RULES, Standing, rank_organisations
from competitions.quizzes.rules import Counting, Taken, count_results, mask_name, rank_takers

PRINTED_RULES = Path(__file__).parents[2] / "printed_rules"


def read_rows(name):
    with (PRINTED_RULES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def people(rows):
    """The ranking of one worked example, in the words of the sheet."""
    names = list(dict.fromkeys(row["姓名"] for row in rows))
    taken = [
        Taken(names.index(row["姓名"]), row["日期"], order, Decimal(row["得分"]), int(row["用时"]))
        for order, row in enumerate(rows)
    ]
    placed = rank_takers(count_results(taken, Counting(rows[0]["计入方法"])))
    return {
        names[one.counted.taker_id]: (one.counted.points, one.counted.seconds, one.rank, one.shared) for one in placed
    }


def test_people_are_ranked_as_printed():
    examples = defaultdict(list)
    for row in read_rows("quiz_people"):
        examples[row["例"]].append(row)
    for rows in examples.values():
        printed = {
            row["姓名"]: (Decimal(row["计入成绩"]), int(row["计入用时"]), int(row["名次"]), row["并列"] == "是")
            for row in rows
        }
        assert people(rows) == printed
    assert {rows[0]["计入方法"] for rows in examples.values()} == set(Counting)


def test_organisations_are_ranked_as_printed():
    rows = read_rows("quiz_units")
    for code in ORGANISATION_RULES:
        ours = [row for row in rows if row["规则"] == code]
        ranked = rank_organisations([standing(number, row) for number, row in enumerate(ours)], code)
        assert [(ours[one.organisation_id]["单位"], rank, shared) for rank, shared, one in ranked] == [
            (row["单位"], int(row["名次"]), row["并列"] == "是") for row in ours
        ]
    assert {row["规则"] for row in rows} == set(ORGANISATION_RULES)


def standing(number, row):
    counts = {"seconds": "用时", "takers": "答题人数", "headcount": "在册人数", "attempts": "答题次数"}
    return Standing(
        organisation_id=number,
        total=Decimal(row["单位总分"]),
        bonus=Decimal(row["高分加分"]),
        **{name: int(row[title]) for name, title in counts.items()},
    )


takings = st.lists(
    st.builds(
        Taken,
        st.integers(1, 5),
        st.sampled_from(["2026-11-21", "2026-11-22"]),
        st.integers(1, 1000),
        st.decimals(min_value=0, max_value=100, places=1),
        st.integers(0, 600),
    ),
    max_size=20,
    unique_by=lambda one: one.order,
)


@given(takings, st.sampled_from(Counting), st.randoms())
def test_the_order_of_the_attempts_never_matters(taken, counting, chance):
    shuffled = chance.sample(taken, len(taken))
    assert rank_takers(count_results(taken, counting)) == rank_takers(count_results(shuffled, counting))


@given(takings, st.sampled_from(Counting))
def test_ranks_are_gapless_except_after_ties(taken, counting):
    placed = rank_takers(count_results(taken, counting))
    keys = [(one.counted.points, one.counted.seconds) for one in placed]
    assert [one.rank for one in placed] == [1 + keys.index(key) for key in keys]
    assert [one.shared for one in placed] == [keys.count(key) > 1 for key in keys]


@given(takings)
def test_answering_once_more_never_lowers_the_best(taken):
    if taken:
        more = [*taken, Taken(taken[0].taker_id, "2026-11-23", 1001, Decimal(0), 600)]
        best = {one.taker_id: one.points for one in count_results(taken, Counting.BEST)}
        again = {one.taker_id: one.points for one in count_results(more, Counting.BEST)}
        assert again == best


@pytest.mark.parametrize(
    ("name", "masked"), [("张三", "张*"), ("张小三", "张*三"), ("欧阳建华", "欧**华"), ("张", "张*")]
)
def test_names_are_masked_in_public(name, masked):
    assert mask_name(name) == masked
