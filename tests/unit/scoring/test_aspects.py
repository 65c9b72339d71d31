"""Combining criterion by criterion, and judges who are too far apart."""

from decimal import Decimal

import pytest

from scoring.contest import EventNotScorable, score_event
from scoring.explanation import explain
from scoring.marks import Criterion, EntryMarks, MarkingType
from scoring.methods import METHODS
from scoring.panel import MissingJudge, PanelError, PanelSettings
from scoring.plan import problems_of_plan
from scoring.spreads import differing_measurements, spreads
from tests.unit.scoring.factories import JUDGES, module, plan

LOOKS = Criterion("c", "外观", Decimal(2), scale=3)
SIZE = Criterion("d", "尺寸", Decimal(1), MarkingType.MEASUREMENT, "full_or_zero")
WELDING = plan(module("焊接", full_mark="3", criteria=(LOOKS, SIZE), method="aspects", judges=JUDGES[:3]))


def sheets_by(looks, sizes=("1", "1", "1")):
    """What three judges wrote for both criteria; None: not yet."""
    written = {judge: {"c": look, "d": size} for judge, look, size in zip(JUDGES[:3], looks, sizes, strict=True)}
    return {
        judge: {code: Decimal(value) for code, value in sheet.items() if value is not None}
        for judge, sheet in written.items()
    }


def test_aspects_give_the_printed_awards(worked_example):
    rows = worked_example("aspects")
    assert [award_of(row) for row in rows] == [row["得分"] for row in rows]


def award_of(row):
    kind = MarkingType(row["类型"])
    criterion = Criterion("c", "外观", Decimal(row["满分"]), kind, scale=3 if kind is MarkingType.JUDGEMENT else None)
    sheets = {judge: {"c": Decimal(row[judge])} for judge in JUDGES[:3] if row[judge]}
    try:
        working = METHODS["aspects"].combine((criterion,), sheets, PanelSettings())
    except PanelError as problem:
        return type(problem).__name__
    assert working.combined == working.aspects[0].award
    return str(working.combined)


def test_module_score_is_the_sum_of_the_awards():
    result = score_event(WELDING, [EntryMarks("id-1", "A01", {"焊接": sheets_by(("2", "2", "3"))})])
    assert [aspect.award for aspect in result.entries[0].modules[0].working.aspects] == [Decimal("1.56"), Decimal(1)]
    assert explain(WELDING, result.entries[0])[0] == (
        "焊接：外观（裁判1 2，裁判2 2，裁判3 3）得 1.56；尺寸（裁判1 1，裁判2 1，裁判3 1）得 1.00；逐项合成，"
        "得分 2.56（满分 3）；按权重 100 % 折算为 85.33。"
    )


def refusal_of(sheets):
    with pytest.raises(EventNotScorable) as refusal:
        score_event(WELDING, [EntryMarks("id-1", "A01", {"焊接": sheets})])
    return [str(problem) for problem in refusal.value.problems]


def test_wide_spread_names_the_contestant_the_aspect_and_who_gave_what():
    assert refusal_of(sheets_by(("1", "3", "2"))) == [
        "A01，模块“焊接”：评分项“外观”：裁判1 1、裁判2 3、裁判3 2，相差 2。等级相差超过 1，请裁判合议后重新评分。"
    ]


def test_measurements_that_differ_name_the_difference():
    assert refusal_of(sheets_by(("2", "2", "2"), ("1", "0", "1"))) == [
        "A01，模块“焊接”：评分项“尺寸”：裁判1 1、裁判2 0、裁判3 1，相差 1。测量结果应一致，请重新测量后改正。"
    ]


def test_spreads_are_seen_while_sheets_come_in():
    sheets = {**sheets_by(("0", "2", None)), "裁判3": None}
    (spread,) = spreads((LOOKS, SIZE), sheets)
    assert (spread.criterion, spread.written, spread.width) == (LOOKS, (("裁判1", 0), ("裁判2", 2)), 2)
    assert spreads((LOOKS, SIZE), sheets_by((None, "3", None))) == []
    assert spreads((LOOKS, SIZE), sheets_by(("0", "2", "2")), widest=2) == []
    assert differing_measurements((LOOKS, SIZE), sheets_by(("0", "3", "0"), ("1", None, "0")))[0].width == 1


def test_threshold_of_the_spread_is_the_module_s():
    wide = module(full_mark="2", criteria=(LOOKS,), method="aspects", panel=PanelSettings(widest_spread=2))
    sheets = {judge: {"c": Decimal(level)} for judge, level in zip(JUDGES, "113", strict=False)}
    result = score_event(plan(wide), [EntryMarks("id-1", "A01", {"实操": sheets})])
    assert result.entries[0].modules[0].score == Decimal("1.11")


def test_judge_who_is_missing_is_left_out_of_every_aspect():
    settings = PanelSettings(2, MissingJudge.EXCLUDE)
    sheets = {**sheets_by(("2", "3", "0")), "裁判3": None}
    working = METHODS["aspects"].combine((LOOKS, SIZE), sheets, settings)
    assert [str(aspect.award) for aspect in working.aspects] == ["1.67", "1.00"]


def test_aspects_need_a_scale_for_every_judgement():
    faulty = module(full_mark="2", criteria=(Criterion("c", "外观", Decimal(2)),), method="aspects")
    assert [str(problem) for problem in problems_of_plan(plan(faulty))] == [
        "模块“实操”的评分项“外观”是评判项，逐项合成时须写明等级（如 0 至 3）。"
    ]
