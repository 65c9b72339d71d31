"""Who may judge what, and when judging may begin and end."""

import pytest

from competitions.judging.rules import duty_fault, reasons_against_closing, reasons_against_opening, reasons_of_gap
from marking.panels.rules import Duty


@pytest.mark.parametrize(
    ("duty", "held", "blind", "fault"),
    [
        (Duty.MARKING, set(), True, None),
        (Duty.MARKING, {Duty.CHIEF}, True, None),
        (Duty.MARKING, {Duty.CHECK_IN}, False, None),
        (Duty.FLOOR, {Duty.MARKING}, True, None),
        (Duty.MARKING, {Duty.CHECK_IN}, True, "已任检录裁判，盲评模块中不能再任评分裁判。"),
        (Duty.MARKING, {Duty.ANONYMISING}, True, "已任加密裁判，盲评模块中不能再任评分裁判。"),
        (Duty.CHECK_IN, {Duty.MARKING}, True, "已任评分裁判，盲评模块中不能再任检录裁判。"),
        (Duty.ANONYMISING, {Duty.CHECK_IN}, True, None),
    ],
)
def test_duty_fault_keeps_those_who_know_names_from_blind_marking(duty, held, blind, fault):
    assert duty_fault(duty, held, blind=blind) == fault


def test_reasons_against_opening_name_every_missing_duty_and_unjudged_contestant():
    modules = [("理论", {Duty.CHIEF, Duty.MARKING}), ("实操", {Duty.CHECK_IN})]
    assert reasons_against_opening(modules, ["评分裁判不足。"]) == [
        "模块“实操”还没有裁判长。",
        "模块“实操”还没有评分裁判。",
        "评分裁判不足。",
    ]
    assert reasons_against_opening([], []) == ["还没有竞赛模块。"]
    assert reasons_against_opening(modules[:1], []) == []


def test_reasons_of_gap_name_the_panel_or_the_contestants():
    short = [("第1场 03号工位", 2)]
    assert reasons_of_gap("实操", 3, raters=3, short=short) == [
        "回避之后评分裁判不足：实操 第1场 03号工位只有 2 名，至少 3 名。"
    ]
    assert reasons_of_gap("实操", 3, raters=2, short=short) == ["模块“实操”的评分裁判只有 2 名，至少 3 名。"]
    assert reasons_of_gap("实操", 3, raters=0, short=short) == []


def test_duty_fault_keeps_those_who_know_a_mapping_from_marking_and_heading():
    known = {duty: duty_fault(duty, set(), blind=False, keeps_mapping=True) for duty in Duty}
    assert [duty for duty, fault in known.items() if fault] == [Duty.CHIEF, Duty.MARKING]


def test_reasons_against_closing_name_sheets_then_entries():
    assert reasons_against_closing(["03号工位 · 张裁判"], ["005 号"]) == [
        "评分表未封存：03号工位 · 张裁判",
        "没有检录结果：005 号",
    ]
    assert reasons_against_closing([], []) == []
