"""From what a judge writes to the mark of a criterion."""

import json
from decimal import Decimal

import pytest

from scoring.contest import EventNotScorable, score_event
from scoring.explanation import explain
from scoring.marks import Criterion, EntryMarks, MarkingType
from scoring.measurements import MEASUREMENTS
from scoring.numbers import round_half_up
from scoring.panel import Measured
from scoring.sheets import criterion_fault, mark_of, written_fault
from tests.unit.scoring.factories import module, plan

BANDS = ({"from": "9.9", "below": "10", "mark": "3"}, {"from": "10", "to": "10.1", "mark": "5"})
TABLE = {"bands": BANDS, "otherwise": "0"}
LINEAR = {"nominal": "50", "tolerance": "0.02", "unit": "0.01", "each": "1", "count": "ceil"}
STEPS = ({"mark": "0", "description": "差"}, {"mark": "2", "description": "中"}, {"mark": "5", "description": "好"})


def measured(rule, parameters, full_mark="5", **facts):
    return Criterion("c", "孔径", Decimal(full_mark), MarkingType.MEASUREMENT, rule, parameters, **facts)


def test_measurements_are_found_by_being_there():
    assert list(MEASUREMENTS) == ["benchmarks", "deduction", "full_or_zero", "linear", "table"]


def test_written_values_give_the_printed_marks(worked_example):
    rows = worked_example("measurements")
    computed = []
    for row in rows:
        criterion = measured(row["规则"], json.loads(row["参数"]), row["满分"])
        written = Decimal(row["填写"])
        assert (criterion_fault(criterion), written_fault(criterion, written)) == (None, None)
        computed.append(mark_of(criterion, written))
    assert computed == [Decimal(row["得分"]) for row in rows]
    assert {row["规则"] for row in rows} == set(MEASUREMENTS)


@pytest.mark.parametrize(
    ("criterion", "written", "fault"),
    [
        (measured("full_or_zero", {}), "3", "只能是 0 或满分 5。"),
        (measured("benchmarks", {"marks": STEPS}), "3", "只能是 0、2、5 之一。"),
        (measured("deduction", {"each": "1"}), "1.5", "写的是错误处数，应为不小于 0 的整数。"),
        (measured("deduction", {"each": "1"}), "-1", "写的是错误处数，应为不小于 0 的整数。"),
        (measured("table", TABLE, step=Decimal("0.01")), "10.005", "应是 0.01 的整数倍。"),
        (measured("linear", LINEAR), "NaN", "不是有效的十进制数。"),
        (measured("", {}), "5.5", "应在 0 至 5 之间。"),
        (measured("", {}, step=Decimal("0.5")), "4.8", "应是 0.5 的整数倍。"),
        (Criterion("c", "外观", Decimal(5), scale=3), "4", "应为 0 至 3 的整数。"),
        (Criterion("c", "外观", Decimal(5), scale=3), "1.5", "应为 0 至 3 的整数。"),
    ],
)
def test_value_that_cannot_be_written_is_refused(criterion, written, fault):
    assert written_fault(criterion, Decimal(written)) == fault


def with_bands(*bands, otherwise="0"):
    return measured("table", {"bands": bands, "otherwise": otherwise})


@pytest.mark.parametrize(
    ("criterion", "fault"),
    [
        (measured("cubic", {}), "的测量规则“cubic”不存在"),
        (measured("", {"each": "1"}), "没有测量规则，却写了参数"),
        (measured("", {}, step=Decimal(-1)), "的步长不能小于 0"),
        (measured("", {}, scale=3), "的等级应为大于 0 的整数，且只用于没有测量规则的评判项"),
        (Criterion("c", "外观", Decimal(5), scale=0), "的等级应为大于 0 的整数"),
        (Criterion("c", "外观", Decimal(5), rule="full_or_zero"), "是评判项，不能使用测量规则"),
        (measured("full_or_zero", {"each": "1"}), "没有参数“each”，请删去"),
        (measured("deduction", {}), "缺少参数“each”，请补充"),
        (measured("deduction", {"each": 0.5}), "参数“each”应是数字"),
        (measured("deduction", {"each": "1e3"}), "参数“each”应是数字"),
        (measured("deduction", {"each": "０.５"}), "参数“each”应是数字"),
        (measured("deduction", {"each": "0.0000001"}), "参数“each”应是数字"),
        (measured("deduction", {"each": "0"}), "参数“each”应大于 0"),
        (measured("benchmarks", {"marks": ()}), "参数“marks”应是列表，至少一行"),
        (measured("benchmarks", {"marks": ("0", "5")}), "参数“marks”应是列表，至少一行"),
        (measured("benchmarks", {"marks": ({"mark": "5"},)}), "缺少参数“description”"),
        (measured("benchmarks", {"marks": STEPS[:2]}), "各档得分应在 0 至 5 之间，且最高一档为满分"),
        (measured("benchmarks", {"marks": STEPS[1:]}), "各档得分不能重复，并须列出 0 分"),
        (measured("benchmarks", {"marks": (*STEPS, STEPS[1])}), "各档得分不能重复"),
        (with_bands(BANDS[1], BANDS[0]), "第 2 档与前一档重叠，或没有从小到大排列"),
        (with_bands({"to": "10", "mark": "3"}, BANDS[1]), "第 2 档与前一档重叠"),
        (with_bands({"from": "9", "mark": "3"}, BANDS[1]), "第 2 档与前一档重叠"),
        (with_bands({"mark": "5"}), "第 1 档：至少要写上限或下限之一"),
        (with_bands({"from": "1", "above": "1", "mark": "5"}), "第 1 档：下限只写“from”（含）或“above”（不含）之一"),
        (with_bands({"from": "2", "to": "1", "mark": "5"}), "第 1 档：下限应小于上限"),
        (with_bands({"above": "1", "below": "1", "mark": "5"}), "第 1 档：下限应小于上限"),
        (with_bands({"to": "1", "mark": "6"}), "各档得分应在 0 至 5 之间"),
        (with_bands({"to": "1", "mark": "5"}, otherwise="-1"), "各档得分应在 0 至 5 之间"),
        (measured("linear", {**LINEAR, "tolerance": "-1"}), "参数“tolerance”不能小于 0"),
        (measured("linear", {**LINEAR, "unit": "0"}), "参数“unit”应大于 0"),
        (measured("linear", {**LINEAR, "count": "floor"}), "参数“count”应是 exact、ceil 之一"),
    ],
)
def test_rule_that_cannot_be_used_is_refused(criterion, fault):
    assert fault in criterion_fault(criterion)


def test_good_parameters_have_no_fault():
    good = [measured("benchmarks", {"marks": STEPS}), measured("table", TABLE), measured("linear", LINEAR)]
    assert [criterion_fault(criterion) for criterion in good] == [None, None, None]


def turned(written):
    """An event in which one judge measures a bore and counts its burrs."""
    criteria = (measured("linear", LINEAR), Criterion("d", "毛刺", Decimal(5), MarkingType.MEASUREMENT))
    sheets = {"车工": {"裁判1": {"c": Decimal(written), "d": Decimal(4)}}}
    turning = plan(module("车工", full_mark="10", criteria=criteria))
    return turning, score_event(turning, [EntryMarks("id-1", "A01", sheets)])


def test_working_keeps_what_was_written_and_the_mark():
    turning, result = turned("50.03")
    score = result.entries[0].modules[0]
    assert score.working.lines[0].measured == (Measured("c", Decimal("50.03"), Decimal(4)),)
    assert (score.score, result.entries[0].total) == (8, 80)
    assert explain(turning, result.entries[0])[0] == (
        "车工：裁判1 8（孔径 50.03 得 4）；一个评定分，得分 8.00（满分 10）；按权重 100 % 折算为 80.00。"
    )


def test_level_counts_its_part_of_the_full_mark():
    looks = Criterion("c", "外观", Decimal(1), scale=3)
    assert str(round_half_up(mark_of(looks, Decimal(2)), 6)) == "0.666667"
    three = tuple(Criterion(code, code, Decimal(1), scale=3) for code in "abc")
    sheets = {"实操": {"裁判1": {code: Decimal(1) for code in "abc"}}}
    result = score_event(plan(module(full_mark="3", criteria=three)), [EntryMarks("id-1", "A01", sheets)])
    assert result.entries[0].total == Decimal("33.33")


def test_fault_of_a_written_value_stands_against_the_result():
    with pytest.raises(EventNotScorable, match="裁判“裁判1”：评分项“孔径”写的是“NaN”，不是有效的十进制数"):
        turned("NaN")
