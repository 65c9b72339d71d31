"""The draw: repeatable by anybody, everybody placed once, nobody twice at one workstation."""

import contextlib
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.draw.rules import (
    Layer,
    Placement,
    appointment_fault,
    draw,
    layers_needed,
    reasons_against_draw,
    reasons_against_opening,
    station_label,
    work_numbers,
)
from competitions.planning.rules import Anonymity

DOCUMENT = Path(__file__).parents[3] / "docs" / "draw.md"
KEYS = st.lists(st.integers(1, 10**6).map(str), unique=True, min_size=1, max_size=60)
SEEDS = {"seed": "20261121-0817", "station_seed": "example-station-seed"}
WORKS = work_numbers([(1, 1), (1, 2), (2, 1)], work_seed="example-work-seed")


@given(keys=KEYS, workstations=st.integers(1, 20), data=st.data())
def test_draw_does_not_depend_on_the_order_of_the_list(keys, workstations, data):
    shuffled = data.draw(st.permutations(keys))
    assert draw(shuffled, **SEEDS, workstations=workstations) == draw(keys, **SEEDS, workstations=workstations)


@given(keys=KEYS, seed=st.text(min_size=1, max_size=20), workstations=st.integers(1, 20))
def test_draw_places_everybody_once_and_nobody_twice_at_one_workstation(keys, seed, workstations):
    placements = draw(keys, seed=seed, station_seed="工位", workstations=workstations)
    assert sorted(placement.key for placement in placements) == sorted(keys)
    assert [placement.contest_number for placement in placements] == list(range(1, len(keys) + 1))
    spots = [(placement.heat, placement.workstation) for placement in placements]
    full = [(heat, spot) for heat in range(1, len(keys) + 1) for spot in range(1, workstations + 1)]
    assert sorted(spots) == full[: len(keys)]


@given(keys=KEYS, workstations=st.integers(1, 20))
def test_draw_gives_contest_numbers_that_the_station_seed_does_not_touch(keys, workstations):
    one = draw(keys, seed="s", station_seed="一", workstations=workstations)
    other = draw(keys, seed="s", station_seed="二", workstations=workstations)
    assert [(p.key, p.heat) for p in one] == [(p.key, p.heat) for p in other]


def test_draw_is_the_worked_example_of_the_document():
    row = r"^\| (\d+) \| (\d+) \| `\w{8}` \| (\d+) \| (\d+) \| (\w+) \|$"
    rows = re.findall(row, DOCUMENT.read_text("utf-8"), re.MULTILINE)
    printed = [Placement(key, int(number), int(heat), int(spot)) for number, key, heat, spot, _ in rows]
    assert len(printed) == 3
    assert {(int(heat), int(spot)): work for _, _, heat, spot, work in rows} == WORKS
    assert draw(["11", "12", "13"], **SEEDS, workstations=2) == printed


def test_draw_is_what_the_programme_in_the_document_prints():
    code = DOCUMENT.read_text("utf-8").split("```python\n")[1].split("```")[0]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "docs/draw.md", "exec"), {})
    placements = draw(["11", "12", "13"], **SEEDS, workstations=2)
    lines = [f"{p.contest_number} {p.key} {p.heat} {p.workstation} {WORKS[p.heat, p.workstation]}" for p in placements]
    assert printed.getvalue().splitlines() == lines


@pytest.mark.parametrize(("keys", "workstations"), [(["1", "1"], 2), (["1", "2"], 0)])
def test_draw_needs_distinct_keys_and_a_workstation(keys, workstations):
    with pytest.raises(ValueError, match="distinct keys"):
        draw(keys, **SEEDS, workstations=workstations)


def test_reasons_against_draw_are_given_all_at_once():
    assert reasons_against_draw(["决赛：还没有设奖方案。"], ["示例厂 张示例"], 0) == [
        "赛项方案不完整：决赛：还没有设奖方案。",
        "报名未审结：示例厂 张示例",
        "没有可以参加抽签的选手。",
    ]
    assert reasons_against_draw([], [], 1) == []


def test_station_label_names_heat_and_workstation_only():
    assert station_label(2, 3) == "第2场 03号工位"


@given(heats=st.integers(1, 30), workstations=st.integers(1, 40), seed=st.text(min_size=1, max_size=20))
def test_work_numbers_are_distinct_printable_and_free_of_order(heats, workstations, seed):
    spots = [(heat, spot) for heat in range(1, heats + 1) for spot in range(1, workstations + 1)]
    numbers = work_numbers(spots, work_seed=seed)
    assert work_numbers(spots[::-1], work_seed=seed) == numbers
    assert list(numbers) == spots and len(set(numbers.values())) == len(spots)
    assert all(re.fullmatch(r"[A-Z][0-9]{2}[A-Z]", number) for number in numbers.values())


def test_work_numbers_refuse_more_works_than_there_are_numbers_for():
    with pytest.raises(ValueError, match="too many works"):
        work_numbers([(1, spot) for spot in range(12801)], work_seed="s")


@pytest.mark.parametrize(
    ("modules", "contest_numbers", "layers"),
    [
        ([Anonymity.OPEN], False, ()),
        ([Anonymity.OPEN], True, ()),
        ([Anonymity.OPEN, Anonymity.WORKSTATION], False, (Layer.WORKSTATION,)),
        ([Anonymity.WORKSTATION], True, (Layer.CONTEST_NUMBER, Layer.WORKSTATION)),
        ([Anonymity.WORK], False, (Layer.WORKSTATION, Layer.WORK)),
    ],
)
def test_layers_needed_follow_from_what_the_modules_may_know(modules, contest_numbers, layers):
    assert layers_needed(modules, contest_numbers=contest_numbers) == layers


def test_reasons_against_opening_go_from_the_inside_out():
    hidden = [Layer.CONTEST_NUMBER, Layer.WORK]
    assert reasons_against_opening(Layer.WORK, hidden, judged=True) == []
    assert reasons_against_opening(Layer.CONTEST_NUMBER, hidden, judged=True) == ["请先打开工位号与作品号的对应关系。"]
    assert len(reasons_against_opening(Layer.WORK, hidden, judged=False)) == 1


def test_appointment_fault_keeps_raters_and_those_who_know_another_layer_out():
    assert appointment_fault(rates=False, knows_another=False) is None
    assert "评分裁判" in str(appointment_fault(rates=True, knows_another=True))
    assert "另一层" in str(appointment_fault(rates=False, knows_another=True))
