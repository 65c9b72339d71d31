"""A whole event: modules, weights, rounding, absence, and nobody vanishes."""

from decimal import Decimal

import pytest

from scoring.contest import EventNotScorable, score_event
from scoring.marks import EntryStatus
from scoring.numbers import Rounding, RoundingOrder
from scoring.panel import MarkUse, MissingJudge, PanelSettings
from scoring.plan import AbsenceRule
from tests.unit.scoring.factories import JUDGES, chain, entry, judged_entry, module, penalty, plan

THEORY_AND_PRACTICAL = (module("理论", weight="30"), module("实操", weight="70"))


def test_weighted_modules_give_the_printed_totals(worked_example):
    rows = worked_example("weighted_modules")
    modules = (module("理论", weight="30"), module("实操", weight="70", full_mark="150"))
    marks = [(row["选手"], row["理论（满分100，权重30）"], row["实操（满分150，权重70）"]) for row in rows]
    result = score_event(plan(*modules), [entry(who, {"理论": one, "实操": two}) for who, one, two in marks])
    computed = {
        one.label: [*(str(part.weighted_published) for part in one.modules), str(one.total), str(one.score_rank)]
        for one in result.entries
    }
    assert computed == {row["选手"]: [row["理论折算"], row["实操折算"], row["总分"], row["名次"]] for row in rows}


@pytest.mark.parametrize(("order", "column"), [(RoundingOrder.EACH_PART, "逐项取舍"), (RoundingOrder.ONCE, "一次取舍")])
def test_order_of_rounding_changes_the_published_totals(worked_example, order, column):
    rows = worked_example("rounding_orders")
    weights = {"模块一": "30", "模块二": "30", "模块三": "40"}
    modules = [module(code, weight=weight) for code, weight in weights.items()]
    entries = [
        entry(row["选手"], {code: row[f"{code}（权重{weight}）"] for code, weight in weights.items()}) for row in rows
    ]
    result = score_event(plan(*modules, rounding=Rounding(order, 2)), entries)
    computed = {one.label: (str(one.total), str(one.score_rank)) for one in result.entries}
    assert computed == {row["选手"]: (row[f"{column}总分"], row[f"{column}名次"]) for row in rows}


def test_further_decimals_look_behind_parts_that_were_rounded():
    modules = [module(code, weight="50", method="mean") for code in ("甲", "乙")]
    settings = plan(
        *modules, rounding=Rounding(RoundingOrder.EACH_PART, 0), tie_breaks=tuple(chain("further_decimals"))
    )
    result = score_event(settings, [entry("A01", {"甲": "80.1", "乙": "80"}), entry("A02", {"甲": "80.2", "乙": "80"})])
    assert [(one.label, one.total, one.score_rank) for one in result.entries] == [("A02", 80, 1), ("A01", 80, 2)]


def test_equal_scores_from_different_thirds_are_a_tie():
    modules = [
        module(code, weight=weight, method="mean") for code, weight in [("甲", "50"), ("乙", "25"), ("丙", "25")]
    ]
    thirds = {"裁判1": {"总评": Decimal(100)}, "裁判2": {"总评": Decimal(0)}, "裁判3": {"总评": Decimal(0)}}
    two_thirds = {**thirds, "裁判2": {"总评": Decimal(100)}}
    by_thirds = entry("A01", {})
    sheets = {"甲": thirds, "乙": two_thirds, "丙": two_thirds}
    whole = entry("A02", {"甲": "50", "乙": "50", "丙": "50"})
    by_thirds = type(by_thirds)(by_thirds.key, by_thirds.label, sheets)
    result = score_event(plan(*modules, tie_breaks=tuple(chain("further_decimals>shared_rank"))), [by_thirds, whole])
    assert [(one.total_unrounded, one.score_rank, one.tied) for one in result.entries] == [(50, 1, 2), (50, 1, 2)]


def test_absence_and_disqualification_are_listed_with_the_reason(worked_example):
    rows = worked_example("absence")
    result = score_event(plan(*THEORY_AND_PRACTICAL), [_entry_of(row) for row in rows])
    computed = {
        one.label: (str(one.total or ""), str(one.score_rank or ""), one.unranked_reason) for one in result.entries
    }
    assert computed == {row["选手"]: (row["总分"], row["名次"], row["未排名原因"]) for row in rows}
    assert [one.label for one in result.entries] == ["A01", "A06", "A02", "A03", "A04", "A05"]
    assert (len(result.ranked), len(result.unranked)) == (2, 4)


def _entry_of(row):
    columns = {"理论": row["理论（权重30）"], "实操": row["实操（权重70）"]}
    return entry(
        row["选手"],
        {code: mark for code, mark in columns.items() if mark not in ("", "缺考")},
        absent_modules=frozenset(code for code, mark in columns.items() if mark == "缺考"),
        status=EntryStatus(row["状态"]),
    )


def test_reason_of_a_disqualification_is_told():
    gone = entry("A01", {}, status=EntryStatus.DISQUALIFIED, status_reason="携带通信工具")
    assert score_event(plan(), [gone]).entries[0].unranked_reason == "取消资格（携带通信工具）"


def test_absence_from_a_module_can_stand_against_the_result():
    absent = entry("A01", {"实操": "80"}, absent_modules=frozenset({"理论"}))
    with pytest.raises(EventNotScorable, match="A01：模块“理论”缺考，请先明确该选手的参赛状态"):
        score_event(plan(*THEORY_AND_PRACTICAL, absence=AbsenceRule.REFUSE), [absent])


def test_deductions_lower_the_module_score_but_not_below_zero(worked_example):
    rows = worked_example("deductions")
    entries = [
        judged_entry(row["选手"], [row["裁判1"], row["裁判2"]], deductions=penalty("实操", row["扣分"], "超时"))
        for row in rows
    ]
    result = score_event(plan(module(method="mean")), entries)
    computed = {one.label: str(one.modules[0].published) for one in result.entries}
    assert computed == {row["选手"]: row["得分"] for row in rows}


def test_single_score_of_zero_is_a_score_and_a_missing_one_is_refused(worked_example):
    rows = worked_example("single")
    computed = []
    for row in rows:
        try:
            result = score_event(plan(), [entry(row["选手"], {"实操": row["裁判组"]} if row["裁判组"] else {})])
            computed.append(str(result.entries[0].total))
        except EventNotScorable:
            computed.append("不予计算")
    assert computed == [row["得分"] for row in rows]


def test_judge_of_the_panel_without_a_sheet_is_missing():
    settings = PanelSettings(minimum_panel=4, missing_judge=MissingJudge.EXCLUDE)
    result = score_event(
        plan(module(method="trimmed_mean", panel=settings, judges=JUDGES)),
        [judged_entry("A01", ["85", "86", "90", "91"])],
    )
    uses = {line.judge: line.use for line in result.entries[0].modules[0].working.lines}
    assert uses == {
        "裁判1": MarkUse.DROPPED_LOWEST,
        "裁判2": MarkUse.USED,
        "裁判3": MarkUse.USED,
        "裁判4": MarkUse.DROPPED_HIGHEST,
        "裁判5": MarkUse.MISSING,
    }
    assert result.entries[0].total == Decimal(88)


def test_event_without_entries_has_an_empty_result():
    assert score_event(plan(), []).entries == ()
