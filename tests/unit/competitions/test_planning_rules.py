"""When a plan is complete, and when it may still change."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from competitions.planning.rules import (
    StageFacts,
    StageState,
    reasons_against_change,
    reasons_against_dates,
    reasons_against_plan,
)
from marking.schemes.rules import CriterionFacts, reasons_against_criteria, scheme_faults
from people.persons.occupations import find_occupation, occupation_title, occupations, search_occupations
from scoring.awards import AwardLevel, AwardPlan
from scoring.contenders import TieBreakStep
from scoring.marks import Criterion, MarkingType
from scoring.plan import ModulePlan, ScoringPlan

MARKED = "评分已经开始，模块和评分细则不能再修改，以免已打的分数失去依据。"
AWARDS = AwardPlan((AwardLevel("一等奖", count=1),))


def stage(*weights, last=True, cut_off=None, awards=AWARDS, faults=(), **plan):
    modules = tuple(
        ModulePlan(
            str(place), f"模块{place}", Decimal(weight), Decimal(100), (Criterion("1", "一", Decimal(90)),), "mean"
        )
        for place, weight in enumerate(weights)
    )
    return StageFacts("决赛", last, cut_off, ScoringPlan(modules, awards=awards, **plan), tuple(faults))


def test_reasons_against_plan_is_empty_for_a_complete_plan():
    assert reasons_against_plan([stage(30, 70)], categories=1) == []


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (stage(30, 60), "决赛：各模块权重之和为 90 %，应正好为 100 %，请调整。"),
        (stage(), "决赛：还没有竞赛模块。"),
        (stage(100, awards=None), "决赛：还没有设奖方案。"),
        (stage(100, last=False, awards=None), "决赛：还没有写明晋级下一阶段的名次。"),
        (stage(100, faults=["模块“焊接”：还没有评分项。"]), "决赛：模块“焊接”：还没有评分项。"),
        (stage(100, tie_breaks=(TieBreakStep("lot"),)), "决赛：同分排序规则“lot”不存在，请重新选择。"),
    ],
)
def test_reasons_against_plan_names_what_is_missing(facts, reason):
    assert reasons_against_plan([facts], categories=1) == [reason]


def test_reasons_against_plan_gives_all_reasons_at_once():
    assert reasons_against_plan([], categories=0) == ["还没有组别。", "还没有竞赛阶段。"]


def test_reasons_against_dates_puts_registration_before_the_contest():
    opens, closes = datetime(2026, 5, 2, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    assert reasons_against_dates(opens, closes, date(2026, 4, 3), date(2026, 4, 1)) == [
        "报名截止时间应晚于报名开始时间。",
        "竞赛结束日期不能早于开始日期。",
        "竞赛开始日期不能早于报名截止日期。",
    ]
    assert reasons_against_dates(closes, opens, date(2026, 5, 2), date(2026, 5, 2)) == []


LOCKED = "赛项已经抽签，方案已锁定。确需修改的，请写明原因。"
PLANNED, DRAWN, JUDGING, JUDGED = StageState


@pytest.mark.parametrize(
    ("states", "marked", "archived", "reason", "expected"),
    [
        ([PLANNED], PLANNED, False, "", []),
        ([DRAWN], DRAWN, False, " ", [LOCKED]),
        ([DRAWN], DRAWN, False, "更正笔误", []),
        ([JUDGED, PLANNED], None, False, "更正笔误", []),
        ([JUDGED, PLANNED], PLANNED, False, "更正笔误", []),
        ([JUDGED, PLANNED], JUDGED, False, "更正笔误", [MARKED]),
        ([JUDGING], JUDGING, False, "更正笔误", [MARKED]),
        ([PLANNED], None, True, "更正笔误", ["竞赛已归档，方案不能再修改。"]),
    ],
)
def test_reasons_against_change_lock_the_plan_step_by_step(states, marked, archived, reason, expected):
    assert reasons_against_change(states, archived=archived, marked=marked, reason=reason) == expected


def criterion(code="1", full_mark="60", step="0.5", kind=MarkingType.JUDGEMENT, descriptors=()):
    return CriterionFacts(code, "外观", kind, Decimal(full_mark), Decimal(step), tuple(descriptors))


def test_reasons_against_criteria_are_given_by_row():
    rows = [
        criterion(),
        criterion(step="0"),
        criterion("3", kind=MarkingType.MEASUREMENT, descriptors=["不合格"]),
        criterion("4", descriptors="零一二三四"),
        criterion(""),
    ]
    assert reasons_against_criteria(rows) == [
        "评分项代码“1”重复，请改为不同代码。",
        "第 2 行“外观”的满分和步长都应大于 0。",
        "第 3 行“外观”是测量项，不写评判标准。",
        "第 4 行“外观”的评判标准最多四行，依次为 0、1、2、3 分。",
        "第 5 行没有代码或名称。",
    ]


def test_scheme_faults_compare_the_sum_with_the_module():
    lines = [criterion("1", full_mark="60"), criterion("2", full_mark="30", step="7")]
    assert scheme_faults(Decimal(100), lines) == [
        "评分项“2”的满分应大于 0，并且是步长的整数倍。",
        "评分项满分合计 90，与模块满分 100 不一致。",
    ]


def test_occupations_are_found_by_code_title_or_both():
    assert len(occupations()) == 1671
    found = {str(find_occupation(text)) for text in ("焊工", "6-18-02-04", " 6-18-02-04 焊工 ")}
    assert found == {"6-18-02-04 焊工"}
    assert find_occupation("焊") is None
    assert [known.title for known in search_occupations("网约")][:1] == ["网约配送员"]
    assert [occupation_title(code) for code in ("4-03-02-07", "9-99")] == ["茶艺师", "9-99"]
