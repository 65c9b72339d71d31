"""A result on the terminal: the table, and what a reader should not miss."""

from decimal import Decimal

from scoring.awards import AwardLevel, AwardPlan
from scoring.contest import score_event
from scoring.medals import MedalPlan
from tests.unit.scoring.factories import chain, entry, plan
from website.printed_scores import printed_scores, warnings_of


def test_columns_stand_below_each_other_also_with_chinese_characters():
    entries = [entry("A01", {"实操": "90"}), entry("选手二", {"实操": "100"})]
    lines = printed_scores(score_event(plan(awards=AwardPlan((AwardLevel("一等奖", count=1),))), entries))
    assert lines == [
        "名次  选手    实操    总分    评奖名次  奖项    说明",
        "1     选手二  100.00  100.00  1         一等奖",
        "2     A01     90.00   90.00   2",
        "设奖基数 2。",
        "一等奖 1 名。",
    ]


def test_tie_that_people_decided_and_ranks_that_are_shared_are_warned_of():
    decided = [
        entry(label, {"实操": "90"}, decided_order=order, decided_basis="组委会抽签")
        for label, order in [("A01", 2), ("A02", 1)]
    ]
    result = score_event(plan(tie_breaks=tuple(chain("people_decide"))), decided)
    assert warnings_of(result) == [
        "A02、A01各项均相同，由人裁定：裁定次序 1 先于 2（组委会抽签）。",
    ]
    shared = score_event(plan(), [entry("A01", {"实操": "90"}), entry("A02", {"实操": "90"})])
    assert warnings_of(shared) == ["第 1 名有 2 人并列。"]


def test_awards_that_could_not_be_given_as_planned_are_warned_of():
    awards = AwardPlan((AwardLevel("一等奖", count=1), AwardLevel("二等奖", count=3)))
    result = score_event(plan(awards=awards), [entry(f"A0{n}", {"实操": "90"}) for n in (1, 2)])
    assert warnings_of(result)[1:] == [
        "一等奖应为 1 名，实发 2 名（名额末位并列、上限或人数所致）。",
        "二等奖应为 3 名，实发 0 名（名额末位并列、上限或人数所致）。",
    ]


def test_medals_say_why():
    result = score_event(
        plan(awards=MedalPlan(Decimal(2))), [entry("A01", {"实操": "90"}), entry("A02", {"实操": "89"})]
    )
    assert printed_scores(result)[-4:] == [
        "设奖基数 2。",
        "金牌 2 名：最高 90.00 分，相差不超过 2 的共 2 人并列。",
        "银牌 0 名：金牌有 2 枚，不设银牌。",
        "铜牌 0 名：没有其他选手。",
    ]


def test_scale_is_named_with_the_figures_behind_it():
    entries = [entry(f"A0{n}", {"实操": str(70 + 5 * n)}) for n in range(1, 5)]
    result = score_event(plan(scale="scale_700"), entries)
    assert printed_scores(result)[0].split() == ["名次", "选手", "实操", "总分", "换算分", "评奖名次", "奖项", "说明"]
    assert warnings_of(result)[-1].startswith("总分按“700 分制（试验性）”换算：中位数 82.5")
