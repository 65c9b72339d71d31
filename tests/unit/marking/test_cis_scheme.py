"""The CIS marking scheme: the rows of its sheet, in both generations of headers."""

from decimal import Decimal

import pytest

from marking.schemes.cis import read_cis
from marking.schemes.cis_totals import mark_of_cell
from scoring.marks import MarkingType
from tests.factories.cis import NEW, OLD, cis_rows

MEASUREMENT, JUDGEMENT = MarkingType.MEASUREMENT, MarkingType.JUDGEMENT


@pytest.mark.parametrize("generation", [NEW, OLD])
def test_aspects_become_criteria_under_their_sub_criterion(generation):
    scheme = read_cis(cis_rows(generation))
    assert (scheme.faults, scheme.warnings, scheme.total) == ((), (), Decimal(100))
    assert [(one.code, one.group, one.kind, one.full_mark, one.scale) for one in scheme.criteria] == [
        ("A1.1", "A1 尺寸", MEASUREMENT, Decimal("30.5"), None),
        ("A1.2", "A1 尺寸", MEASUREMENT, Decimal("9.5"), None),
        ("A2.1", "A2 外观", JUDGEMENT, Decimal(20), 3),
        ("B1.1", "B1 安全", MEASUREMENT, Decimal("39.75"), None),
        ("B1.2", "B1 安全", MEASUREMENT, Decimal("0.25"), None),
    ]
    assert scheme.criteria[0].title == "主轴直径；要求：25 ±0.02；用千分尺"
    assert scheme.criteria[2].descriptors == ("粗糙", "达到", "较好", "优秀")
    assert [str(one.step) for one in scheme.criteria] == ["0.5", "0.5", "0.5", "0.25", "0.25"]


@pytest.mark.parametrize("generation", [NEW, OLD])
def test_columns_are_found_by_their_header_in_any_order(generation):
    assert read_cis(cis_rows(generation, shuffle=7)).aspects == read_cis(cis_rows(generation)).aspects


def test_sums_that_differ_from_the_tables_are_told():
    scheme = read_cis(cis_rows(NEW, replace={"30.5": 30}))
    assert scheme.faults == ()
    assert scheme.warnings == (
        "各项分值合计 99.5，世赛评分方案应为 100。",
        "标准 A：表头写 60 分，各项合计 59.5 分。",
        "WSOS 部分 1：表头写 40 分，各项合计 39.5 分。",
    )


@pytest.mark.parametrize(
    ("replace", "fault"),
    [
        ({"30.5": "三十"}, "第 11 行：分值（Max Mark）应为大于 0、最多两位小数的数。"),
        ({"30.5": 0}, "第 11 行：分值（Max Mark）应为大于 0、最多两位小数的数。"),
        ({"30.5": 0.125}, "第 11 行：分值（Max Mark）应为大于 0、最多两位小数的数。"),
        ({"主轴直径": ""}, "第 11 行：没有写评分内容（Aspect - Description）。"),
        ({"主轴直径": "长" * 200}, "第 11 行：评分内容连同要求共 217 个字，最多 200 个，请缩短。"),
        ({"A1": ""}, "第 11 行：这一项上面没有子项编号（如 A1），不知道归在哪里。"),
        ({"J": "X"}, "第 14 行：类型“X”不认识，应为 M 或 J（旧版为 O、S、J）。"),
        ({"J": ""}, "第 14 行：有分值，但没有写类型（Aspect Type），应为 M 或 J。"),
        ({"较好": ""}, "第 17 行：2 分没有写说明（Extra Aspect Description）。"),
        ({2: 5}, "第 17 行：等级写的是“5”，应为 0、1、2、3，各一行。"),
        ({2: 1}, "第 17 行：等级写的是“1”，应为 0、1、2、3，各一行。"),
        ({2: ""}, "第 14 行：J 项“A2.1”缺少 2 分的说明。"),
        ({"Max Mark": "Points"}, "第 9 行：表头缺少“Max Mark”，请对照 CIS 导入表补上。"),
    ],
)
def test_faulty_row_is_named(replace, fault):
    assert fault in read_cis(cis_rows(NEW, replace=replace)).faults


def test_judgement_without_any_descriptor_is_only_a_warning():
    rows = [row for row in cis_rows(NEW) if not {"粗糙", "达到", "较好", "优秀"} & {str(cell) for cell in row}]
    scheme = read_cis(rows)
    assert scheme.faults == ()
    assert scheme.warnings == ("第 14 行：J 项“A2.1”没有等级说明，裁判只看到 0 至 3。",)


def test_subjective_aspect_of_old_sheets_is_judged_from_0_to_10():
    rows = [
        row for row in cis_rows(OLD, replace={"J": "S"}) if not {"粗糙", "达到", "较好", "优秀"} & set(map(str, row))
    ]
    scheme = read_cis(rows)
    assert (scheme.criteria[2].kind, scheme.criteria[2].scale) == (JUDGEMENT, 10)
    assert scheme.warnings == ("第 14 行：“A2.1”是旧版主观项（S），按 0 至 10 评判。",)


def test_descriptor_below_a_measurement_is_a_fault():
    scheme = read_cis(cis_rows(NEW, replace={"J": "M"}))
    assert scheme.faults[0] == "第 15 行：等级说明的上面不是 J 项，请移到所属的 J 项下面。"


def test_sheet_without_aspects_or_without_the_header():
    assert read_cis([NEW]).faults == ("表头下面没有任何评分项。",)
    assert read_cis([["购物单"], ["牛奶", 2]]) is None


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        (0.1 + 0.2, "0.3"),
        (10.0, "10"),
        ("1,5", "1.5"),
        ("0.25", "0.25"),
        (True, "None"),
        ("1e1", "None"),
        ("-1", "None"),
        ("", "None"),
    ],
)
def test_marks_of_cells_are_exact(cell, mark):
    assert str(mark_of_cell(cell)) == mark
