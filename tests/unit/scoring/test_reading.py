"""A published plan and its marks can be read back; nothing that is not understood passes."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.awards import AwardLevel, AwardPlan, CountRounding, Share
from scoring.contest import score_event
from scoring.files import parse_mark_rows, parse_plan, read_marks, read_plan
from scoring.marks import EntryStatus
from scoring.medals import MOSCOW_2018, MedalPlan
from scoring.numbers import Rounding, RoundingOrder
from scoring.panel import MissingJudge, PanelSettings
from scoring.reading import Unreadable
from scoring.results import result_hash, to_plain
from tests.unit.scoring.factories import JUDGES, chain, entry, judged_entry, module, penalty, plan

WHOLE = plan(
    module("理论", weight="30"),
    module(weight="70", method="mean", panel=PanelSettings(2, MissingJudge.EXCLUDE), judges=JUDGES[:3]),
    rounding=Rounding(RoundingOrder.EACH_PART, 1),
    tie_breaks=tuple(chain("module_scores_in_order:实操+理论>shared_rank")),
    awards=AwardPlan(
        (AwardLevel("一等奖", ratio=Decimal("0.1")), AwardLevel("二等奖", count=2)), count_rounding=CountRounding.FLOOR
    ),
)
ENTRIES = (
    judged_entry("A01", ["85.5", None, "90"], deductions=penalty("实操", "1.5", "超时"), seconds=Decimal(90)),
    entry("A02", {}, status=EntryStatus.ABSENT, status_reason="未到"),
    entry("A03", {"理论": "70"}, absent_modules=frozenset({"实操"}), award_barred="往届前三名"),
)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
marked_rows = st.lists(
    st.sampled_from(["A01", "理论", "实操", "裁判1", "总评", "80", "状态", "缺考", "用时", "1:30", "x", ""])
)


def fault_of(**changes):
    plain: Any = to_plain(plan())
    with pytest.raises(Unreadable) as refusal:
        read_plan({**plain, **changes})
    return refusal.value.problems


def test_plan_and_marks_come_back_as_they_were_printed():
    printed = json.loads(json.dumps(to_plain(WHOLE)))
    assert read_plan(printed) == WHOLE
    assert read_marks(json.loads(json.dumps(to_plain(ENTRIES)))) == ENTRIES


@pytest.mark.parametrize(
    "rewards",
    [
        MedalPlan(Decimal(2), medallion_from=Decimal(700), small_fields=MOSCOW_2018),
        AwardPlan((AwardLevel("优胜奖", down_to=Share(2, 3)),), at_most=Share(3, 10), stated_base=40),
    ],
)
def test_medals_and_awards_are_told_apart(rewards):
    settings = plan(awards=rewards)
    assert read_plan(json.loads(json.dumps(to_plain(settings)))) == settings


def test_medals_of_a_toml_file_are_read():
    text = "awards = { distance = 2, medallion_from = 499.5 }\nmodules = []"
    assert parse_plan(text, toml=True).awards == MedalPlan(Decimal(2), medallion_from=Decimal("499.5"))


def test_result_recomputed_from_what_was_printed_is_identical():
    small = plan(module("理论", weight="30"), module(weight="70"))
    entries = [entry("A01", {"理论": "80", "实操": "90"}), entry("A02", {"理论": "90", "实操": "70.5"})]
    again = score_event(read_plan(to_plain(small)), read_marks(to_plain(tuple(entries))))
    assert result_hash(again) == result_hash(score_event(small, entries))


def test_what_has_a_default_may_be_left_out():
    only: Any = to_plain(module())
    short = {"modules": [{name: value for name, value in only.items() if name != "panel"}]}
    assert read_plan(short) == plan()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"roundng": {}}, "roundng：没有这个字段，可用的字段为：modules、rounding、tie_breaks、awards、absence"),
        ({"rounding": {"order": "sometimes"}}, "rounding order：只能是：each_part、once。"),
        ({"rounding": {"places": "2"}}, "rounding places：应为整数。"),
        ({"rounding": {"places": True}}, "rounding places：应为整数。"),
        ({"rounding": "once"}, "rounding：应为一组“字段: 内容”。"),
        ({"tie_breaks": [{"code": 5}]}, "tie_breaks 第 1 项 code：应为文字。"),
        ({"tie_breaks": {}}, "tie_breaks：应为列表。"),
        ({"awards": {"levels": [{"name": "一等奖", "ratio": "一成"}]}}, "awards levels 第 1 项 ratio：应为十进制数"),
        ({"awards": {"levels": [{"name": "一等奖", "count": 1.5}]}}, "awards levels 第 1 项 count：应为整数。"),
        ({"modules": [{"code": "A"}]}, "modules 第 1 项 title：缺少这个字段，请补上。"),
    ],
)
def test_every_fault_names_its_place(changes, problem):
    assert fault_of(**changes)[0].startswith(problem)


@pytest.mark.parametrize("number", ["1e3", "８５", "NaN", "", " 85", "9" * 13, True, 85.5, None])
def test_number_is_a_plain_decimal_or_a_fault(number):
    small: Any = to_plain(plan())
    small["modules"][0]["weight"] = number
    with pytest.raises(Unreadable, match="modules 第 1 项 weight：应为十进制数"):
        read_plan(small)


def test_marks_name_the_entry_at_fault():
    with pytest.raises(Unreadable) as refusal:
        read_marks([to_plain(ENTRIES[0]), {"key": "2", "label": "A02", "sheets": {"实操": {"裁判1": {"总评": "高"}}}}])
    assert refusal.value.problems == ("第 2 名选手 sheets 实操 裁判1 总评：应为十进制数，例如 85.5。",)


@pytest.mark.parametrize(
    ("text", "toml", "problem"),
    [
        ("modules = [", True, "不是有效的 TOML 文件"),
        ("{'modules': 1}", False, "不是有效的 JSON 文件"),
        ("[" * 100_000, False, "不是有效的 JSON 文件"),
        ('{"modules": [], "modules": []}', False, "字段“modules”写了两次"),
        ("[1]", False, "最外层：应为一组“字段: 内容”。"),
    ],
)
def test_text_that_is_no_plan_is_refused(text, toml, problem):
    with pytest.raises(Unreadable, match=problem):
        parse_plan(text, toml=toml)


def test_numbers_of_a_file_are_exact():
    text = json.dumps(to_plain(plan())).replace('"weight": "100"', '"weight": 99.9')
    assert parse_plan(text, toml=False).modules[0].weight == Decimal("99.9")


@given(st.data(), json_values)
def test_whatever_stands_in_a_plan_is_read_or_refused(data, value):
    plain: Any = to_plain(WHOLE)
    place = plain
    while isinstance(place, dict | list) and place and data.draw(st.booleans()):
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list):
            break
        place = place[key]
    if isinstance(place, dict):
        place[data.draw(st.sampled_from([*sorted(place), "x"]))] = value
    else:
        place.append(value)
    try:
        assert read_plan(plain) is not None
    except Unreadable as refusal:
        assert all("：" in problem for problem in refusal.problems)


@given(st.lists(marked_rows.map(",".join), max_size=6) | st.text())
def test_whatever_stands_in_a_table_of_marks_is_read_or_refused(lines):
    text = lines if isinstance(lines, str) else "\n".join(["选手,模块,裁判,评分项,分数,说明", *lines])
    try:
        assert parse_mark_rows(text, WHOLE).entries
    except Unreadable as refusal:
        assert refusal.problems
