"""The preview of a correction: exactly those whom it concerns, and what it does to marks in memory."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from competitions.results import changes
from competitions.results.changes import (
    AppearanceChange,
    Change,
    MarkChange,
    PenaltyChange,
    PenaltyWithdrawal,
    TieChange,
    TimeChange,
    with_changes,
)
from competitions.results.impact import Effects, Outcome, TeamOutcome, impact_of, impact_on_teams
from scoring.marks import Deduction, EntryMarks, EntryStatus

FIRST = Outcome("1", "001 号 甲", "91.00", 1, 1, "一等奖", goes_on=True)
SECOND = Outcome("2", "002 号 乙", "88.00", 2, 2, "二等奖", goes_on=False)
THIRD = Outcome("3", "003 号 丙", "70.00", 3, 3, "", goes_on=False)
TEAM = TeamOutcome("7", "甲单位", "170.00", 1, "团体一等奖", "优秀组织奖")
NUMBERS = {"1": ["JX-1"], "2": ["JX-2"]}


def test_nothing_differs_when_nothing_changes():
    assert impact_of([FIRST, SECOND, THIRD], [FIRST, SECOND, THIRD], NUMBERS) == []


def test_a_swap_concerns_two_and_leaves_the_third_alone():
    up = replace(SECOND, total="95.00", score_rank=1, award_rank=1, award="一等奖", goes_on=True)
    down = replace(FIRST, score_rank=2, award_rank=2, award="二等奖", goes_on=False)
    gaining, losing = impact_of([FIRST, SECOND, THIRD], [down, up, THIRD], NUMBERS)
    assert (gaining.label, gaining.moves, gaining.gains_award, gaining.gains_promotion) == (
        "002 号 乙",
        True,
        True,
        True,
    )
    assert (losing.label, losing.loses_award, losing.loses_promotion) == ("001 号 甲", True, True)
    assert (gaining.certificates, losing.certificates) == (("JX-2",), ("JX-1",))


@pytest.mark.parametrize(
    ("after", "void"),
    [
        (replace(FIRST, total="90.50"), ()),
        (replace(FIRST, award="二等奖"), ("JX-1",)),
        (replace(FIRST, award_rank=2), ("JX-1",)),
        (replace(FIRST, score_rank=2), ()),
        (replace(FIRST, total="", score_rank=None, award_rank=None, award="", status="取消资格"), ("JX-1",)),
    ],
)
def test_a_certificate_is_void_when_what_it_says_changes(after: Outcome, void: tuple[str, ...]):
    (difference,) = impact_of([FIRST], [after], NUMBERS)
    assert (difference.certificates, difference.kept) == (void, () if void else ("JX-1",))


def test_each_certificate_is_told_what_becomes_of_it():
    told = [impact_of([FIRST], [after], NUMBERS)[0].certificate_effects for after in (
        replace(FIRST, total="90.50"),
        replace(FIRST, award="二等奖"),
        replace(FIRST, award=""),
    )]  # fmt: skip
    assert told == [
        ["JX-1 内容仍属实，继续有效"],
        ["JX-1 撤销，新成绩转为正式后按“二等奖”另发新证"],
        ["JX-1 撤销，不再获奖，不另发"],
    ]


def test_those_who_lose_their_rank_come_last():
    out = replace(FIRST, total="", score_rank=None, award_rank=None, award="", status="缺考")
    up = replace(SECOND, score_rank=1)
    assert [one.label for one in impact_of([FIRST, SECOND], [out, up], {})] == ["002 号 乙", "001 号 甲"]


def test_a_preview_survives_being_stored():
    found = impact_of([FIRST], [replace(FIRST, award="二等奖")], NUMBERS)
    (moved,) = impact_on_teams([TEAM], [replace(TEAM, rank=2)])
    effects = Effects(found, [moved])
    assert Effects.from_json(json.loads(json.dumps(effects.to_json()))) == effects
    assert moved.before == TEAM and impact_on_teams([TEAM], [TEAM]) == []


def test_a_team_that_only_one_side_ranks_has_nothing_on_the_other():
    (gone,) = impact_on_teams([TEAM], [])
    (new,) = impact_on_teams([], [TEAM])
    assert (gone.before, gone.after.rank, gone.after.award) == (TEAM, None, "")
    assert (new.after, new.before.total, new.label) == (TEAM, "", "甲单位")


MARKS = EntryMarks(
    key="7",
    label="003 号",
    sheets={"A": {"1 号裁判": {"1": Decimal(8), "2": Decimal(5)}, "2 号裁判": {"1": Decimal(9), "2": Decimal(6)}}},
    deductions={"A": (Deduction(Decimal(2), "违规"),)},
)
ALL: list[Change] = [
    MarkChange("7", "改分", "A", "1 号裁判", "2", 11, 22, "6.5"),
    AppearanceChange("7", "取消资格", "disqualified", "替考"),
    TimeChange("7", "用时", "90.5"),
    TimeChange("7", "模块用时", "60", "A", 4),
    PenaltyChange("7", "加扣", "A", 4, "1.5", "超时"),
    PenaltyWithdrawal("7", "撤销扣分", "A", 9, "2", "违规"),
    TieChange("7", "裁定", 2, "抽签", 3),
]


def test_changes_are_worked_out_in_memory_and_touch_nothing_else():
    other = EntryMarks(key="8", label="004 号")
    changed, same = with_changes([MARKS, other], ALL)
    assert same is other
    assert changed.sheets["A"]["1 号裁判"] == {"1": Decimal(8), "2": Decimal("6.5")}
    assert changed.sheets["A"]["2 号裁判"] is MARKS.sheets["A"]["2 号裁判"]
    assert (changed.status, changed.status_reason) == (EntryStatus.DISQUALIFIED, "替考")
    assert (changed.seconds, changed.module_seconds) == (Decimal("90.5"), {"A": Decimal(60)})
    assert changed.deductions == {"A": (Deduction(Decimal("1.5"), "超时"),)}
    assert (changed.decided_order, changed.decided_basis) == (2, "抽签")
    assert MARKS.sheets["A"]["1 号裁判"]["2"] == 5


def test_changes_survive_being_stored():
    assert changes.from_json(changes.to_json(ALL)) == ALL


def test_a_penalty_that_is_not_there_cannot_be_withdrawn():
    with pytest.raises(ValueError, match="not in list"):
        PenaltyWithdrawal("7", "撤销", "A", 9, "3", "违规").changed(MARKS)


def test_a_change_of_an_unknown_entry_is_an_error():
    with pytest.raises(KeyError):
        with_changes([MARKS], [TimeChange("9", "用时", "1")])
