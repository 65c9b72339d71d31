"""Scores of a whole field converted: places, times, the 700 scale."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from scoring.contest import EventNotScorable, score_event
from scoring.conversions import CONVERSIONS
from scoring.explanation import explain
from scoring.marks import Deduction, EntryMarks
from scoring.numbers import Rounding, RoundingOrder
from scoring.plan import ModulePlan, problems_of_plan
from tests.unit.scoring.factories import JUDGES, ONE_CRITERION, entry, module, plan

SHARED = {"points": "8/4/2/1", "ties": "shared_place"}
LINEAR = {"standard": "600", "unit": "60", "each": "1", "count": "ceil"}


def timed(code="速度", weight="100"):
    facts: Any = {"conversion": "time_linear", "conversion_parameters": LINEAR}
    return ModulePlan(code, code, Decimal(weight), Decimal(10), (), "", **facts)


def runner(label, seconds, **facts):
    return EntryMarks(f"id-{label}", label, module_seconds={"速度": Decimal(seconds)}, **facts)


def test_conversions_are_found_by_being_there():
    assert list(CONVERSIONS) == ["hundred_less_five", "place_points", "scale_700", "time_linear", "time_table"]


@pytest.mark.parametrize("example", ["1", "2", "3"])
def test_places_give_the_printed_points(worked_example, example):
    rows = [row for row in worked_example("place_points") if row["例"] == example]
    parameters = {"points": "8/4/2/1", "ties": rows[0]["并列"]}
    raws = {row["选手"]: Decimal(row["换算前"]) for row in rows}
    converted = CONVERSIONS["place_points"].convert(raws, parameters, Decimal(100))
    computed = [(str(converted[row["选手"]].place), converted[row["选手"]].score) for row in rows]
    assert computed == [(row["名次"], Decimal(row["名次分"])) for row in rows]


def test_hundred_less_five_gives_the_printed_scores(worked_example):
    rows = worked_example("hundred_less_five")
    raws = {row["选手"]: Decimal(row["换算前"]) for row in rows}
    converted = CONVERSIONS["hundred_less_five"].convert(raws, {}, Decimal(100))
    computed = [(str(converted[row["选手"]].place), str(converted[row["选手"]].score)) for row in rows]
    assert computed == [(row["名次"], row["换算分"]) for row in rows]


def test_times_give_the_printed_scores(worked_example):
    rows = worked_example("times")
    computed = []
    for row in rows:
        rule, parameters = CONVERSIONS[row["规则"]], json.loads(row["参数"])
        rule.check(parameters, Decimal(row["满分"]))
        converted = rule.convert({"A": Decimal(row["用时（秒）"])}, parameters, Decimal(row["满分"]))
        computed.append(converted["A"].score)
    assert computed == [Decimal(row["得分"]) for row in rows]


def test_scale_700_gives_the_published_scores(worked_example):
    rows = worked_example("scale_700")
    result = score_event(plan(scale="scale_700"), [entry(row["选手"], {"实操": row["总分"]}) for row in rows])
    assert {one.label: str(one.scale_score) for one in result.entries} == {row["选手"]: row["700 分制"] for row in rows}
    assert result.entries[0].scale.facts == {"中位数": 8, "绝对离差中位数": 7}


def test_scale_700_has_no_upper_bound_and_takes_the_mean_of_the_two_middle():
    raws = {str(number): Decimal(raw) for number, raw in enumerate(["1", "2", "3", "100"])}
    converted = CONVERSIONS["scale_700"].convert(raws, {}, Decimal(100))
    assert converted["3"].facts == {"中位数": Decimal("2.5"), "绝对离差中位数": Decimal(1)}
    assert [str(one.score) for one in converted.values()] == ["670", "690", "710", "2673"]


@pytest.mark.parametrize("totals", [["80"], ["80", "80"], ["80", "80", "80", "70", "90"]])
def test_scale_700_of_totals_without_spread_is_refused(totals):
    entries = [entry(f"A{number}", {"实操": total}) for number, total in enumerate(totals)]
    with pytest.raises(EventNotScorable) as refusal:
        score_event(plan(scale="scale_700"), entries)
    assert [str(problem) for problem in refusal.value.problems] == [
        "总分换算“700 分制（试验性）”：绝对离差中位数为 0（人数太少，或半数以上总分相同），不能换算为 700 分制，"
        "请在评分方案中取消这项换算。"
    ]
    assert score_event(plan(scale="scale_700"), []).entries == ()


def test_scale_ranks_only_where_the_plan_says_so():
    entries = [entry(f"A{n}", {"实操": total}) for n, total in enumerate(["80.01", "80.02", "50", "60", "90"])]
    totals_rank, scales_rank = (
        {one.label: one.score_rank for one in score_event(plan(scale="scale_700", rank_by_scale=by), entries).entries}
        for by in (False, True)
    )
    assert (totals_rank["A0"], totals_rank["A1"]) == (3, 2)
    assert (scales_rank["A0"], scales_rank["A1"]) == (2, 2)


def relay(**settings):
    modules = (
        module("理论", weight="40"),
        module("实操", weight="60", conversion="place_points", conversion_parameters=SHARED),
    )
    marks = [("A01", "90", "80"), ("A02", "80", "95.5"), ("A03", "70", "80"), ("A04", "60", "20")]
    made = plan(*modules, **settings)
    return made, score_event(made, [entry(who, {"理论": one, "实操": two}) for who, one, two in marks])


def test_converted_module_is_weighted_on_the_full_mark_of_the_conversion():
    made, result = relay()
    computed = {
        one.label: (one.modules[1].converted.place, one.modules[1].score, str(one.total)) for one in result.entries
    }
    assert computed == {
        "A02": (1, 8, "92.00"),
        "A01": (2, 4, "66.00"),
        "A03": (2, 4, "58.00"),
        "A04": (4, 1, "31.50"),
    }
    assert explain(made, result.entry("id-A01"))[1] == (
        "实操：裁判组 80；一个评定分，换算前 80，第 2 名，按“名次分”换算为 4，得分 4.00（满分 8）；"
        "按权重 60 % 折算为 30.00。"
    )


def test_places_compare_what_is_published_when_parts_are_rounded():
    whole = module(conversion="hundred_less_five")
    entries = [entry("A01", {"实操": "80.1"}), entry("A02", {"实操": "80.4"})]
    for order, ranks in ((RoundingOrder.EACH_PART, [1, 1]), (RoundingOrder.ONCE, [1, 2])):
        result = score_event(plan(whole, rounding=Rounding(order, 0)), entries)
        assert [one.score_rank for one in result.entries] == ranks


def test_who_has_no_total_still_takes_a_place_in_the_module():
    modules = (module("理论", weight="40"), module("实操", weight="60", conversion="hundred_less_five"))
    half = entry("A01", {"实操": "99"}, absent_modules=frozenset({"理论"}))
    result = score_event(plan(*modules), [half, entry("A02", {"理论": "80", "实操": "90"})])
    assert [(one.label, one.modules[-1].converted.place, one.total) for one in result.entries] == [
        ("A02", 2, Decimal("89.00")),
        ("A01", 1, None),
    ]


def test_time_of_a_module_is_scored_less_its_deductions():
    made = plan(timed())
    result = score_event(made, [runner("A01", "721", deductions={"速度": (Deduction(Decimal(2), "抢跑"),)})])
    assert explain(made, result.entries[0])[0] == (
        "速度：用时 721 秒；用时分（按超时扣分） 7，扣分 2（抢跑 2），得分 5.00（满分 10）；按权重 100 % 折算为 50.00。"
    )


@pytest.mark.parametrize(
    ("marks", "problem"),
    [
        (EntryMarks("id-1", "A01"), "A01，模块“速度”：没有记录用时，请补录；如选手缺考，请登记缺考。"),
        (runner("A01", "-1"), "A01，模块“速度”：用时“-1”应为不小于 0 的秒数，请重新录入。"),
        (
            runner("A01", "60", sheets={"速度": {"裁判1": {"总评": Decimal(1)}}}),
            "A01，模块“速度”：该模块按用时计分，却有评分表，请核对。",
        ),
        (
            runner("A01", "60", absent_modules=frozenset({"速度"})),
            "A01：模块“速度”登记为缺考，却有评分表或用时，请核对。",
        ),
        (EntryMarks("id-1", "A01", module_seconds={"铣工": Decimal(1)}), "A01：评分方案中没有模块“铣工”，请核对。"),
    ],
)
def test_faulty_time_is_named(marks, problem):
    with pytest.raises(EventNotScorable) as refusal:
        score_event(plan(timed()), [marks])
    assert [str(one) for one in refusal.value.problems] == [problem]


@pytest.mark.parametrize("extra", [{"criteria": ONE_CRITERION}, {"method": "mean"}, {"judges": JUDGES}])
def test_module_scored_by_time_has_nothing_of_a_panel(extra):
    assert problems_of_plan(plan(timed())) == []
    assert [str(problem) for problem in problems_of_plan(plan(replace(timed(), **extra)))] == [
        "模块“速度”按用时计分，不设评分项、评分方法和裁判，请删去。"
    ]


def converted_by(code, **parameters):
    return plan(module(conversion=code, conversion_parameters=parameters))


@pytest.mark.parametrize(
    ("faulty", "problem"),
    [
        (converted_by("cubic"), "模块“实操”的换算“cubic”不存在，请重新选择。"),
        (converted_by("scale_700"), "模块“实操”的换算“700 分制（试验性）”没有满分，不能用于加权的模块"),
        (converted_by("place_points", points="8/4"), "模块“实操”的换算“名次分”：缺少参数“ties”"),
        (converted_by("place_points", points="4/8", ties="shared_place"), "名次分应从第一名起由高到低"),
        (converted_by("place_points", points="8//4", ties="shared_place"), "参数“points”应是数字"),
        (converted_by("place_points", points=({"a": "8"},), ties="shared_place"), "参数“points”应是数字"),
        (converted_by("hundred_less_five", points="8"), "没有参数“points”，请删去"),
        (converted_by("time_linear", **LINEAR), "模块“实操”按用时计分，不设评分项、评分方法和裁判，请删去。"),
        (plan(scale="cubic"), "总分换算“cubic”不存在，请重新选择。"),
        (plan(scale="time_linear", scale_parameters=LINEAR), "总分换算“用时分（按超时扣分）”按用时计分，不能用于总分"),
        (plan(rank_by_scale=True), "评分方案规定按换算后的总分排名，却没有写明总分换算，请补充。"),
    ],
)
def test_conversion_that_cannot_be_used_is_refused(faulty, problem):
    (found,) = problems_of_plan(faulty)
    assert problem in str(found)
