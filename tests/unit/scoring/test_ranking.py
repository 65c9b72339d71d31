from decimal import Decimal

import pytest

from scoring.contenders import MissingTieFact
from scoring.plan import problems_of_plan
from scoring.ranking import Decision, award_ranks, rank
from scoring.tie_breaks import TIE_BREAKS
from tests.unit.scoring.factories import chain, contender, plan

MODULES = ("理论", "实操", "答辩")


def test_tie_breaks_are_found_by_being_there():
    assert list(TIE_BREAKS) == [
        "best_single_place",
        "fewer_deductions",
        "further_decimals",
        "module_scores_in_order",
        "more_first_places",
        "people_decide",
        "shared_rank",
        "shorter_module_time",
        "shorter_time",
    ]


def test_equal_totals_share_a_rank_and_the_next_is_skipped(worked_example):
    rows = worked_example("shared_rank")
    placings = rank([contender(row["选手"], row["总分"]) for row in reversed(rows)], chain("shared_rank"))
    assert [(one.contender.label, str(one.rank)) for one in placings] == [(row["选手"], row["名次"]) for row in rows]
    assert [one.tied for one in placings] == [1, 3, 3, 3, 1]


@pytest.mark.parametrize("example", ["1", "2", "3", "4", "5", "6"])
def test_tie_chain_gives_the_printed_ranks_and_the_step_that_decided(worked_example, example):
    rows = [row for row in worked_example("tie_chains") if row["例"] == example]
    placings = rank([_contender_of(row) for row in reversed(rows)], chain(rows[0]["规则链"]))
    decided = {
        one.contender.label: (str(one.rank), one.against_ahead.code if one.against_ahead else "") for one in placings
    }
    assert decided == {row["选手"]: (row["名次"], row["决定规则"]) for row in rows}


def _decided_by(placing):
    return placing.against_ahead.code if placing.against_ahead else ""


def _contender_of(row):
    return contender(
        row["选手"],
        row["总分"],
        total_unrounded=Decimal(row["取舍前总分"]),
        module_scores={code: Decimal(row[code]) for code in MODULES if row[code]},
        seconds=Decimal(row["用时（秒）"]) if row["用时（秒）"] else None,
        deductions=Decimal(row["扣分"]),
        module_seconds={"实操": Decimal(row["实操用时（秒）"])} if row["实操用时（秒）"] else {},
        decided_order=int(row["裁定次序"]) if row["裁定次序"] else None,
        decided_basis=row["裁定依据"],
    )


def test_each_neighbour_knows_what_decided():
    first = contender("A01", "88", seconds=Decimal(3500))
    second = contender("A02", "88", seconds=Decimal(3600))
    winner, loser = rank([second, first], chain("shorter_time>shared_rank"))
    assert winner.against_behind == loser.against_ahead
    assert loser.against_ahead == Decision("shorter_time", "用时少者列前", "A01", "A02", "用时 3500 秒 少于 3600 秒")
    assert (winner.against_ahead, loser.against_behind) == (None, None)


def test_module_order_names_the_module_that_decided():
    first = contender("A01", "88", module_scores={"m1": Decimal(60), "m2": Decimal(30)}, module_titles={"m2": "焊接"})
    second = contender("A02", "88", module_scores={"m1": Decimal(60), "m2": Decimal(28)}, module_titles={"m2": "焊接"})
    placings = rank([first, second], chain("module_scores_in_order:m1+m2"))
    assert placings[1].against_ahead.difference == "焊接成绩 30 高于 28"


def test_missing_time_matters_only_when_a_tie_asks_for_it():
    untimed = [contender("A01", "88"), contender("A02", "87")]
    assert [one.rank for one in rank(untimed, chain("shorter_time"))] == [1, 2]
    with pytest.raises(MissingTieFact, match=r"A0[12]：总分相同需比较用时，但没有记录用时，请补录"):
        rank([contender("A01", "88"), contender("A02", "88")], chain("shorter_time"))


def test_missing_module_score_is_an_error_when_a_tie_asks_for_it():
    with pytest.raises(MissingTieFact, match="比较模块“答辩”的成绩"):
        rank([contender("A01", "88"), contender("A02", "88")], chain("module_scores_in_order:答辩"))


def test_nobody_to_rank_is_an_empty_list():
    assert rank([], chain("shared_rank")) == []


def test_places_pass_down_past_those_barred_from_awards(worked_example):
    rows = worked_example("barred_entrants")
    placings = rank([contender(row["选手"], row["总分"]) for row in rows], chain("shared_rank"))
    places = award_ranks(placings, {f"id-{row['选手']}" for row in rows if row["不参加评奖原因"]})
    assert [str(one.rank) for one in placings] == [row["成绩名次"] for row in rows]
    assert [str(places.get(one.contender.key, "")) for one in placings] == [row["评奖名次"] for row in rows]


def test_tie_that_people_decided_says_who_and_why():
    one = contender("A01", "88", decided_order=2, decided_basis="裁判长与监督组抽签")
    other = contender("A02", "88", decided_order=1, decided_basis="裁判长与监督组抽签")
    placings = rank([one, other], chain("people_decide"))
    assert [(place.contender.label, place.rank, place.tied) for place in placings] == [("A02", 1, 1), ("A01", 2, 1)]
    assert placings[1].against_ahead.difference == "裁定次序 1 先于 2（裁判长与监督组抽签）"


@pytest.mark.parametrize(
    ("decisions", "problem"),
    [
        ([(1, "抽签"), (None, "")], r"A02：.*没有完整的裁定记录.*（此前各项相同的有：A01、A02）"),
        ([(1, "抽签"), (2, "")], r"A02：.*请按竞赛文件规定的办法裁定先后，并记录次序、裁定人和依据"),
        ([(1, "抽签"), (1, "抽签")], "A01、A02：不设并列，但裁定的次序有重复"),
    ],
)
def test_no_shared_place_without_a_whole_decision(decisions, problem):
    tied = [
        contender(f"A{n:02}", "88", decided_order=order, decided_basis=basis)
        for n, (order, basis) in enumerate(decisions, start=1)
    ]
    with pytest.raises(MissingTieFact, match=problem):
        rank(tied, chain("people_decide"))


def test_decision_is_asked_for_only_when_a_tie_reaches_it():
    apart = [contender("A01", "88", seconds=Decimal(60)), contender("A02", "88", seconds=Decimal(61))]
    assert [one.rank for one in rank(apart, chain("shorter_time>people_decide"))] == [1, 2]


def test_missing_time_of_a_module_names_the_module():
    tied = [contender(f"A0{n}", "88", module_titles={"B": "实操"}) for n in (1, 2)]
    with pytest.raises(MissingTieFact, match="需比较模块“实操”的用时"):
        rank(tied, chain("shorter_module_time:B"))


def test_units_of_an_online_contest_compare_figures_in_order():
    """总成绩、参与率、高分加分、人均答题，仍相同则同时晋级（bjszjggw.gov.cn 1754005508588）。"""
    figures = {"甲": ("95", "10", "3.2"), "乙": ("95", "10", "3.5"), "丙": ("96", "8", "2"), "丁": ("95", "10", "3.2")}
    names = ("参与率", "高分加分", "人均答题")
    units = [
        contender(unit, "900", module_scores=dict(zip(names, map(Decimal, values), strict=True)))
        for unit, values in figures.items()
    ]
    placings = rank(units, chain("module_scores_in_order:参与率+高分加分+人均答题>shared_rank"))
    assert [(one.contender.label, one.rank) for one in placings] == [("丙", 1), ("乙", 2), ("丁", 3), ("甲", 3)]


def test_places_of_members_are_no_tie_break_of_persons():
    problems = problems_of_plan(plan(tie_breaks=tuple(chain("more_first_places>people_decide>shared_rank"))))
    assert [str(problem) for problem in problems] == [
        "同分排序规则“第一名多者列前，再比第二名，依此类推”比较队员的名次，只用于团体成绩，请删去。",
        "“不设并列，由人裁定”只能作为最后一条同分排序规则。",
    ]
