"""The draw: repeatable by anybody, everybody placed once, nobody twice at one workstation."""

import contextlib
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.draw.rules import Placement, draw, reasons_against_draw, station_label

DOCUMENT = Path(__file__).parents[3] / "docs" / "draw.md"
KEYS = st.lists(st.integers(1, 10**6).map(str), unique=True, min_size=1, max_size=60)
SEEDS = {"seed": "20261121-0817", "station_seed": "example-station-seed"}


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
    rows = re.findall(r"^\| (\d+) \| (\d+) \| `\w{8}` \| (\d+) \| (\d+) \|$", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    printed = [Placement(key, int(number), int(heat), int(spot)) for number, key, heat, spot in rows]
    assert len(printed) == 3
    assert draw(["11", "12", "13"], **SEEDS, workstations=2) == printed


def test_draw_is_what_the_programme_in_the_document_prints():
    code = DOCUMENT.read_text("utf-8").split("```python\n")[1].split("```")[0]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "docs/draw.md", "exec"), {})
    placements = draw(["11", "12", "13"], **SEEDS, workstations=2)
    lines = [f"{p.contest_number} {p.key} {p.heat} {p.workstation}" for p in placements]
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
