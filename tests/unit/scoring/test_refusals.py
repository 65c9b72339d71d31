"""What stands against a result is named: which contestant, module, judge and criterion, and what to do."""

from decimal import Decimal

import pytest

from scoring.contenders import TieBreakStep
from scoring.contest import EventNotScorable, score_event
from scoring.marks import Criterion, EntryMarks
from scoring.numbers import Rounding
from scoring.panel import PanelSettings
from scoring.plan import ModulePlan, problems_of_plan
from tests.unit.scoring.factories import entry, judged_entry, module, penalty, plan

WELDING = ModulePlan(
    code="焊接",
    title="焊接操作",
    weight=Decimal(100),
    full_mark=Decimal(100),
    criteria=(Criterion("c1", "外观", Decimal(60)), Criterion("c2", "尺寸", Decimal(40))),
    method="mean",
)


def welder(marks, **facts):
    return EntryMarks("id-1", "A01", {"焊接": {"裁判3": marks}}, **facts)


@pytest.mark.parametrize(
    ("marks", "problem"),
    [
        ({"c1": Decimal(50)}, "评分项“尺寸”未打分，请补齐后再计算（缺分不按 0 分计）。"),
        (
            {"c1": Decimal(50), "c2": Decimal("40.5")},
            "评分项“尺寸”写的是“40.5”，应在 0 至 40 之间。请核对后重新录入。",
        ),
        ({"c1": Decimal(-1), "c2": Decimal(30)}, "评分项“外观”写的是“-1”，应在 0 至 60 之间。请核对后重新录入。"),
        ({"c1": 50.5, "c2": Decimal(30)}, "评分项“外观”写的是“50.5”，不是有效的十进制数。请核对后重新录入。"),
        (
            {"c1": Decimal("NaN"), "c2": Decimal(30)},
            "评分项“外观”写的是“NaN”，不是有效的十进制数。请核对后重新录入。",
        ),
        ({"c1": Decimal(1), "c2": Decimal(1), "c9": Decimal(1)}, "评分细则中没有评分项“c9”，请核对评分表。"),
    ],
)
def test_faulty_sheet_is_named_to_the_criterion(marks, problem):
    with pytest.raises(EventNotScorable) as refusal:
        score_event(plan(WELDING), [welder(marks)])
    assert [str(one) for one in refusal.value.problems] == [f"A01，模块“焊接操作”：裁判“裁判3”：{problem}"]


GOOD = {"c1": Decimal(50), "c2": Decimal(30)}


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        (
            [welder(GOOD, deductions=penalty("焊接", -1, "超时"))],
            "A01，模块“焊接操作”：扣分“-1”应为不小于 0 的数，请重新录入。",
        ),
        (
            [welder(GOOD, deductions=penalty("焊接", 1, " "))],
            "A01，模块“焊接操作”：扣分 1 没有写明原因，请补充。",
        ),
        ([welder(GOOD, deductions=penalty("铣工", 1, "超时"))], "A01：评分方案中没有模块“铣工”，请核对。"),
        (
            [welder(GOOD, absent_modules=frozenset({"焊接"}))],
            "A01：模块“焊接操作”登记为缺考，却有评分表或用时，请核对。",
        ),
        ([welder(GOOD), welder(GOOD)], "A01：参赛记录“id-1”重复，请核对名单。"),
        (
            [EntryMarks("id-1", "A01")],
            "A01，模块“焊接操作”：没有任何评分表，请补齐；如选手缺考，请登记缺考。",
        ),
    ],
)
def test_faulty_entry_is_named(entries, problem):
    with pytest.raises(EventNotScorable) as refusal:
        score_event(plan(WELDING), entries)
    assert [str(one) for one in refusal.value.problems] == [problem]


def test_every_problem_is_listed_at_once():
    entries = [judged_entry("A01", ["80", None]), judged_entry("A02", ["80", "81"]), judged_entry("A03", ["101", "80"])]
    with pytest.raises(EventNotScorable, match="成绩不能计算，共 2 处问题，首先是：A01") as refusal:
        score_event(plan(module(method="mean")), entries)
    assert [type(problem).__name__ for problem in refusal.value.problems] == ["MissingSheet", "InvalidMark"]


def test_stranger_to_the_panel_does_not_count():
    with pytest.raises(EventNotScorable, match="裁判“裁判2”不在该模块裁判组中"):
        score_event(plan(module(method="mean", judges=("裁判1",))), [judged_entry("A01", ["80", "99"])])


def step(code, *modules):
    return TieBreakStep(code, modules)


@pytest.mark.parametrize(
    ("faulty", "problem"),
    [
        (plan(module(weight="99.99")), "各模块权重之和为 99.99 %，应正好为 100 %，请调整。"),
        (plan(module(weight="50"), module(weight="50")), "模块代码“实操”重复，请改为不同代码。"),
        (plan(rounding=Rounding(places=7)), "保留小数位数为 7，应在 0 至 6 之间。"),
        (
            plan(module(method="trimmed_mean", panel=PanelSettings(minimum_panel=2))),
            "模块“实操”的评分方法“去掉一个最高分和一个最低分后平均”至少需要 3 名裁判，最少裁判人数不能是 2，请改正。",
        ),
        (plan(module(panel=PanelSettings(widest_spread=-1))), "模块“实操”的等级相差上限不能小于 0，请改正。"),
        (plan(module(method="sum")), "模块“实操”的评分方法“sum”不存在，请重新选择。"),
        (plan(tie_breaks=(step("random"),)), "同分排序规则“random”不存在，请重新选择。"),
        (plan(tie_breaks=(step("module_scores_in_order"),)), "同分排序规则“模块成绩依次比较”须指定模块。"),
        (plan(tie_breaks=(step("shorter_time", "实操"),)), "同分排序规则“用时少者列前”不能指定模块。"),
        (
            plan(tie_breaks=(step("module_scores_in_order", "答辩"),)),
            "同分排序规则“模块成绩依次比较”指定的模块“答辩”不存在。",
        ),
        (plan(tie_breaks=(step("shared_rank"), step("shorter_time"))), "“名次并列”只能作为最后一条同分排序规则。"),
    ],
)
def test_plan_that_contradicts_itself_is_refused(faulty, problem):
    assert [str(one) for one in problems_of_plan(faulty)] == [problem]
    with pytest.raises(EventNotScorable):
        score_event(faulty, [entry("A01", {"实操": "80"})])


def test_criteria_must_add_up_to_the_full_mark():
    short = ModulePlan("m", "焊接", Decimal(100), Decimal(100), (Criterion("c", "外观", Decimal(60)),) * 2, "mean")
    assert [str(one) for one in problems_of_plan(plan(short))] == [
        "模块“焊接”各评分项满分之和为 120，与模块满分 100 不一致，请调整评分细则。",
        "模块“焊接”的评分项代码重复，请改为不同代码。",
    ]
