"""Totals, places and awards of contests, by the worked examples that a reviewer can read and sign."""

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from studios.contests.pitch_clock import Clock, Phase, phase_after
from studios.contests.presets import PRESETS
from studios.contests.rules import (
    BudgetLine,
    BudgetSource,
    PlannedGrade,
    PlannedStep,
    StepKind,
    VoteUse,
    reasons_against_budget,
    reasons_against_grades,
    reasons_against_steps,
)
from studios.contests.rules_pitches import draw_queues
from studios.contests.rules_ranking import StepPart, Tie, combine_steps, next_in_line, seat_by_score, settle
from studios.rubrics.published import published_rubrics

EXAMPLES = Path(__file__).parents[2] / "printed_rules" / "contest_weights.csv"


def worked_examples() -> list[dict[str, str]]:
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", worked_examples(), ids=lambda row: row["例题"])
def test_combine_steps_follows_the_printed_examples(row: dict[str, str]):
    scored = [part.split("×") for part in row["环节得分（得分×权重）"].split(";")]
    parts = [StepPart("评审", Decimal(score), Decimal(weight)) for score, weight in scored]
    use, number = VoteUse(row["票数怎样计入"]), Decimal(row["权重或上限"])
    most = Decimal(row["最高票数"])
    weight, cap = (number, Decimal(0)) if use is VoteUse.WEIGHT else (Decimal(0), number)
    parts.append(StepPart("投票", Decimal(row["票数"]), weight, use, most, cap))
    combined = combine_steps(parts)
    assert combined.total == Decimal(row["总分"])
    assert sum(line.points for line in combined.lines) == combined.total


def test_seat_by_score_leaves_only_ties_at_the_line_to_people():
    scores = {key: Decimal(value) for key, value in {"a": 95, "b": 90, "c": 90, "d": 85, "e": 85, "f": 85}.items()}
    seating = seat_by_score(scores, [("一等奖", 1), ("二等奖", 2), ("三等奖", 2)])
    assert seating.ranks == {"a": 1, "b": 2, "c": 2, "d": 4, "e": 4, "f": 4}
    assert seating.given == {"a": "一等奖", "b": "二等奖", "c": "二等奖"}
    assert seating.ties == (Tie(("d", "e", "f"), ("三等奖", "三等奖", "")),)
    assert settle(seating, {"d": "三等奖", "f": "三等奖"})["e"] == ""
    with pytest.raises(ValueError, match="d、e、f"):
        settle(seating, {"d": "三等奖"})
    assert next_in_line(seating.ranks, ["e", "f"]) == ("e", "f")
    assert next_in_line(seating.ranks, []) == ()


def test_seat_by_score_gives_the_rest_the_last_award():
    seating = seat_by_score({"a": Decimal(1), "b": Decimal(2)}, [("一等奖", 1), ("入展", None)])
    assert (seating.given, seating.ties) == ({"b": "一等奖", "a": "入展"}, ())


def test_reasons_against_budget_names_sum_and_limit():
    lines = [BudgetLine("师资", BudgetSource.UNION, Decimal(250_000)), BudgetLine("场地", BudgetSource.OWN, Decimal(1))]
    assert reasons_against_budget(lines, Decimal(250_001), None) == []
    assert reasons_against_budget(lines, Decimal(25), Decimal(200_000)) == [
        "预算各行合计 250001 元，与填写的总额 25 元不一致。",
        "申请工会补助 250000 元，超过每个项目的上限 200000 元。",
    ]


def test_every_preset_is_a_plan_that_may_be_published():
    rubrics = published_rubrics()
    assert len(PRESETS) == 4
    for code, preset in PRESETS.items():
        faults = reasons_against_steps(preset.steps) + reasons_against_grades(preset.grades, preset.steps)
        assert faults == [], code
        assert {step.rubric for step in preset.steps if step.rubric} <= set(rubrics), code


def test_reasons_against_steps_names_weights_and_cuts():
    steps = [
        PlannedStep(StepKind.PRELIMINARY, "初审", weight=Decimal(50), cut=10, rubric="pitch"),
        PlannedStep(StepKind.PITCH, "路演", weight=Decimal(30), cut=20),
    ]
    assert reasons_against_steps(steps) == [
        "“路演”没有选择评分表。",
        "各环节权重合计应为 100，现在是 80。",
        "后一个环节进入的数量不能多于前一个环节，请核对各环节的进入数量。",
    ]
    twice = [PlannedGrade("一等奖", None), PlannedGrade("一等奖", 2)]
    assert len(reasons_against_grades(twice, steps)) == 2


def test_draw_queues_can_be_repeated_and_deals_out_evenly():
    numbers = [f"{number:03d}" for number in range(1, 29)]
    rooms = draw_queues(numbers, ["第一会场", "第二会场"], "2026105期")
    assert rooms == draw_queues(numbers[::-1], ["第一会场", "第二会场"], "2026105期")
    assert sorted(rooms["第一会场"] + rooms["第二会场"]) == numbers
    assert [len(queue) for queue in rooms.values()] == [14, 14]


def test_clock_keeps_its_time_through_pauses():
    begins = datetime(2026, 5, 30, 1, 0, tzinfo=UTC)
    clock = Clock(Phase.REPORT, 480).started(begins).paused(begins + timedelta(seconds=100))
    assert clock.left_at(begins + timedelta(hours=1)) == 380
    again = clock.started(begins + timedelta(hours=1))
    assert again.left_at(begins + timedelta(hours=1, seconds=400)) == -20
    assert [phase_after(phase) for phase in Phase] == [Phase.QUESTIONS, Phase.SCORING, None]
