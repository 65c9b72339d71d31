"""Published scoring tables: every one is whole, and every worked example is computed as printed."""

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from marking.schemes.rules import awarded_mark, rule_fault, value_fault
from studios.rubrics.published import published_rubrics
from studios.rubrics.rules import (
    Band,
    FixedDeduction,
    InvalidFinding,
    ItemKind,
    Rubric,
    RubricItem,
    choices_of,
    counting_hint,
    score_rubric,
)
from studios.rubrics.rules_faults import rubric_faults
from studios.rubrics.schemes import criteria_of, findings_from

EXAMPLES = Path(__file__).parents[2] / "printed_rules" / "rubrics.csv"


def read_examples():
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def findings(text):
    return {code: Decimal(value) for code, _, value in (one.partition("=") for one in text.split())}


def item(kind=ItemKind.PLAIN, points="10", **facts):
    return RubricItem("a", "甲项", "", kind, Decimal(points), **facts)


def rubric(*items, bonus_cap="0", full="10"):
    return Rubric("own", "自拟", "", items, Decimal(bonus_cap), Decimal(full))


@pytest.mark.parametrize("example", read_examples(), ids=lambda row: row["例"])
def test_worked_examples_are_computed_as_printed(example):
    score = score_rubric(published_rubrics()[example["评分标准"]], findings(example["写下的数"]))
    printed = [Decimal(example[name]) for name in ("计分项", "加分", "总分")]
    assert [score.base, score.bonus_counted, score.total] == printed
    assert " ".join(score.vetoed_by) == example["否决"]


@pytest.mark.parametrize("code", published_rubrics())
def test_published_tables_are_whole_and_cite_their_source(code):
    table = published_rubrics()[code]
    assert (rubric_faults(table), table.full, bool(table.source)) == ([], Decimal(100), True)


@pytest.mark.parametrize(
    ("code", "written", "fault"),
    [
        ("technique", "9", "不在任何一档"),
        ("technique", "31", "不在任何一档"),
        ("technique", "25.5", "不在任何一档"),
        ("technique", "-1", "应是不小于 0 的数。"),
    ],
)
def test_marks_outside_the_bands_are_refused(code, written, fault):
    usual = findings("technique=30 benefit=30 range=20 use=20")
    with pytest.raises(InvalidFinding, match=fault):
        score_rubric(published_rubrics()["improvement-proposal"], usual | {code: Decimal(written)})


def test_what_is_missing_is_never_nought_and_what_is_unknown_is_refused():
    table = rubric(item())
    with pytest.raises(InvalidFinding, match="没有打分"):
        score_rubric(table, {})
    with pytest.raises(InvalidFinding, match="没有项目“b”"):
        score_rubric(table, {"a": Decimal(1), "b": Decimal(1)})
    for written, fault in (("10.5", "最多 10 分"), ("0.3", "0.5 的整数倍"), ("NaN", "不小于 0 的数")):
        with pytest.raises(InvalidFinding, match=fault):
            score_rubric(table, {"a": Decimal(written)})


def test_fixed_deductions_are_offered_in_every_combination():
    place = published_rubrics()["hangzhou-skill-master"].items[0]
    assert [(str(one.points), one.meaning) for one in choices_of(place)] == [
        ("10", "符合"),
        ("8", "标识不清"),
        ("7", "没有荣誉墙"),
        ("5", "标识不清、没有荣誉墙"),
        ("0", "没有"),
    ]


def test_units_of_a_deduction_are_counted_in_their_greatest_common_measure():
    both = item(
        ItemKind.PER_MISSING, per_unit=Decimal(3), needed=3, deductions=(FixedDeduction("没有名册", Decimal(2)),)
    )
    assert counting_hint(both) == "应有 3 个，每缺 1 个计 3 处；没有名册计 2 处；每处扣 1 分，扣完为止"
    assert both.told == "应有 3 个，每缺 1 个扣 3 分；没有名册扣 2 分"
    alone = replace(both, deductions=(), needed=None)
    assert counting_hint(alone) == "每缺 1 个计 1 处；每处扣 3 分，扣完为止"


@pytest.mark.parametrize(
    ("faulty", "fault"),
    [
        (rubric(full="0"), "还没有计分的项目"),
        (rubric(item(), item(), full="20"), "项目代码“a”重复"),
        (rubric(item(), full="12"), "合计 10，与总满分 12 不一致"),
        (rubric(item(), replace(item(ItemKind.BONUS, "5"), code="b")), "写明加分上限"),
        (rubric(item(points="0")), "满分应大于 0"),
        (rubric(item(ItemKind.BANDS)), "写明各档"),
        (
            rubric(item(ItemKind.BANDS, bands=(Band(Decimal(5), Decimal(10), ""), Band(Decimal(1), Decimal(5), "")))),
            "重叠",
        ),
        (rubric(item(ItemKind.BANDS, bands=(Band(Decimal(5), Decimal(9), ""),))), "最高一档到满分 10"),
        (rubric(item(ItemKind.BANDS, bands=(Band(Decimal("0.5"), Decimal(10), ""),))), "整数分"),
        (rubric(item(ItemKind.BANDS, "99", bands=(Band(Decimal(0), Decimal(99), ""),)), full="99"), "超过 60 个分数"),
        (rubric(item(ItemKind.PER_MISSING)), "写明扣几分"),
        (rubric(item(deductions=(FixedDeduction("缺", Decimal(1)),))), "不能写定额扣分"),
        (rubric(item(ItemKind.NONE_IS_ZERO, deductions=(FixedDeduction("缺", Decimal(11)),))), "不超过满分"),
    ],
)
def test_faulty_tables_are_told_what_is_wrong(faulty, fault):
    assert any(fault in one for one in rubric_faults(faulty)), rubric_faults(faulty)


@pytest.mark.parametrize("code", published_rubrics())
def test_what_is_written_on_a_sheet_is_what_is_scored(code):
    table = published_rubrics()[code]
    criteria = criteria_of(table)
    assert not any(rule_fault(one) for one in criteria)
    best = {one.code: Decimal(0) if one.rule == "deduction" else one.full_mark for one in criteria}
    assert not any(value_fault(one, best[one.code]) for one in criteria)
    score = score_rubric(table, findings_from(table, best))
    assert (score.base, score.bonus_counted) == (table.full, table.bonus_cap)
    assert sum(awarded_mark(one, best[one.code]) for one in criteria) == score.base + score.bonus
    nothing = {one.code: Decimal(99) if one.rule == "deduction" else Decimal(0) for one in criteria}
    assert score_rubric(table, findings_from(table, nothing)).total == 0
