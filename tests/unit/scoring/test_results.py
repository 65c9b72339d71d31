"""“我为什么是第四名？” and the frozen form of a result."""

import json

import pytest

from scoring.awards import AwardLevel, AwardPlan
from scoring.contest import score_event
from scoring.explanation import explain
from scoring.marks import EntryStatus
from scoring.numbers import Rounding, RoundingOrder
from scoring.panel import MissingJudge, PanelSettings
from scoring.results import hash_of_json, result_hash, to_plain
from tests.unit.scoring.factories import chain, entry, judged_entry, module, penalty, plan

AWARDS = AwardPlan((AwardLevel("一等奖", count=1), AwardLevel("二等奖", count=1)))
CHAIN = tuple(chain("module_scores_in_order:实操>shared_rank"))


def small_event():
    settings = plan(module("理论", weight="30"), module("实操", weight="70"), tie_breaks=CHAIN, awards=AWARDS)
    entries = [
        entry("A01", {"理论": "90", "实操": "90"}, award_barred="已获全国技术能手称号"),
        entry("A02", {"理论": "72", "实操": "88"}),
        entry("A03", {"理论": "86", "实操": "82"}),
        entry("A04", {"理论": "60", "实操": "60"}, deductions=penalty("实操", 5, "未戴护目镜")),
        entry("A05", {}, status=EntryStatus.WITHDRAWN),
    ]
    return settings, score_event(settings, entries)


def test_explanation_tells_the_working_and_the_tie_break_that_decided():
    settings, result = small_event()
    assert explain(settings, result.entry("id-A03")) == [
        "理论：裁判组 86；一个评定分，得分 86.00（满分 100）；按权重 30 % 折算为 25.80。",
        "实操：裁判组 82；一个评定分，得分 82.00（满分 100）；按权重 70 % 折算为 57.40。",
        "总分：各模块折算得分相加为 83.2，四舍五入到 2 位小数为 83.20。",
        "成绩名次：第 3 名。",
        "A02 在前：总分相同，按“模块成绩依次比较”，实操成绩 88.00 高于 82.00。",
        "A04 在后：总分 83.20 高于 56.50。",
        "评奖名次：第 2 名；奖项：二等奖。",
    ]


def test_explanation_tells_deductions_and_why_there_is_no_award():
    settings, result = small_event()
    lines = explain(settings, result.entry("id-A04"))
    assert lines[1] == (
        "实操：裁判组 60；一个评定分，合成 60，扣分 5（未戴护目镜 5），得分 55.00（满分 100）；"
        "按权重 70 % 折算为 38.50。"
    )
    assert lines[-1] == "评奖名次：第 3 名；奖项：未进入获奖名额。"


def test_explanation_tells_that_places_pass_down_and_why_there_is_no_rank():
    settings, result = small_event()
    barred = explain(settings, result.entry("id-A01"))
    assert barred[-1] == "不参加评奖：已获全国技术能手称号；保留成绩名次，位次依次递补。"
    assert explain(settings, result.entry("id-A05")) == ["没有名次：弃权。"]


def test_explanation_tells_dropped_and_missing_judges_and_shared_ranks():
    panel = PanelSettings(3, missing_judge=MissingJudge.EXCLUDE)
    settings = plan(module(method="trimmed_mean", panel=panel), rounding=Rounding(RoundingOrder.EACH_PART, 1))
    marks = ["85", "86", None, "90", "91.5"]
    result = score_event(settings, [judged_entry("A01", marks), judged_entry("A02", marks)])
    assert explain(settings, result.entries[0]) == [
        "实操：裁判1 85（最低分，去掉），裁判2 86，裁判3 无评分，不计入，裁判4 90，裁判5 91.5（最高分，去掉）；"
        "去掉一个最高分和一个最低分后平均，得分 88.0（满分 100）；按权重 100 % 折算为 88.0。",
        "总分 = 88.0 = 88.0（逐项四舍五入到 1 位小数后相加）。",
        "成绩名次：第 1 名，2 人并列。",
    ]


def test_result_survives_storage_as_json_with_the_same_hash():
    _, result = small_event()
    stored = json.loads(json.dumps(result.to_json(), ensure_ascii=False))
    assert hash_of_json(stored) == result_hash(result)
    assert stored["entries"][0]["total"] == "90.00"
    assert stored["entries"][0]["modules"][0]["working"]["lines"] == [
        {"judge": "裁判组", "score": "90", "use": "used", "measured": []}
    ]
    assert stored["plan"]["rounding"] == {"order": "once", "places": 2, "mode": "half_up"}


def test_result_hash_changes_with_any_mark_and_with_the_plan():
    settings = plan()
    hashes = {
        result_hash(score_event(settings, [entry("A01", {"实操": "80"})])),
        result_hash(score_event(settings, [entry("A01", {"实操": "80.001"})])),
        result_hash(score_event(plan(rounding=Rounding(places=3)), [entry("A01", {"实操": "80"})])),
    }
    assert len(hashes) == 3


def test_result_hash_of_the_worked_example_never_changes():
    """Scoring an archived event again must give the archived hash, also years later."""
    _, result = small_event()
    assert result_hash(result) == "0d5fc9f61ad23847c5cf1fb4abcc4b1de95a0c68505c8e17e24f965cc8b094ab"


def test_unknown_entry_is_a_key_error():
    _, result = small_event()
    with pytest.raises(KeyError):
        result.entry("id-A99")


def test_only_plain_values_can_be_frozen():
    with pytest.raises(TypeError, match="float has no JSON form"):
        to_plain({"total": 0.1})
