from decimal import Decimal

import pytest

from scoring.methods import METHODS
from scoring.numbers import round_half_up
from scoring.panel import MarkUse, MissingJudge, PanelError, PanelSettings, PanelTooLarge
from tests.unit.scoring.factories import ONE_CRITERION, panel_sheets, sheets_given, sheets_of


def test_methods_are_found_by_being_there():
    assert list(METHODS) == ["aspects", "mean", "single", "trimmed_mean"]


def test_mean_gives_the_printed_scores(worked_example):
    rows = worked_example("mean")
    combined = [METHODS["mean"].combine(ONE_CRITERION, sheets_given(row), PanelSettings()).combined for row in rows]
    assert [str(round_half_up(value, 2)) for value in combined] == [row["算术平均"] for row in rows]


def test_trimmed_mean_gives_the_printed_scores_and_says_who_was_dropped(worked_example):
    rows = worked_example("trimmed_mean")
    computed = []
    for row in rows:
        working = METHODS["trimmed_mean"].combine(ONE_CRITERION, sheets_of(row), PanelSettings(minimum_panel=5))
        judge_of = {line.use: line.judge for line in working.lines}
        computed.append(
            (
                judge_of[MarkUse.DROPPED_HIGHEST],
                judge_of[MarkUse.DROPPED_LOWEST],
                str(round_half_up(working.combined, 2)),
            )
        )
    assert computed == [(row["去掉最高"], row["去掉最低"], row["得分"]) for row in rows]


def test_missing_judge_is_refused_or_excluded_never_zero(worked_example):
    rows = worked_example("missing_judge")
    assert [_result_with_missing_judge(row) for row in rows] == [row["结果"] for row in rows]


def _result_with_missing_judge(row):
    settings = PanelSettings(int(row["最少裁判人数"]), MissingJudge(row["缺裁判规则"]))
    try:
        working = METHODS[row["评分方法"]].combine(ONE_CRITERION, sheets_of(row), settings)
    except PanelError as problem:
        return type(problem).__name__
    missing = [line.judge for line in working.lines if line.use is MarkUse.MISSING]
    assert missing == [judge for judge in row if judge.startswith("裁判") and not row[judge]]
    return str(round_half_up(working.combined, 2))


def test_missing_judge_is_named_in_the_refusal():
    with pytest.raises(PanelError, match="缺少裁判“裁判2”的评分表，请补齐"):
        METHODS["mean"].combine(ONE_CRITERION, panel_sheets({"裁判1": "90", "裁判2": None}), PanelSettings())


def test_single_refuses_two_scores():
    two = panel_sheets({"裁判1": "90", "裁判2": "80"})
    with pytest.raises(PanelTooLarge, match="应只有一个评定分，实有 2 个（裁判1、裁判2）"):
        METHODS["single"].combine(ONE_CRITERION, two, PanelSettings())


@pytest.mark.parametrize("code", ["mean", "trimmed_mean"])
def test_one_more_judge_with_the_same_opinion_changes_nothing(code):
    one_more = panel_sheets({f"裁判{number}": "80" for number in range(1, 7)})
    assert METHODS[code].combine(ONE_CRITERION, one_more, PanelSettings()).combined == Decimal(80)
