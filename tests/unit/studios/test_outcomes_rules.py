"""What an outcome must say, who can be its author, and when two numbers are one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from studios.outcomes.rules import (
    NEEDS,
    Authorship,
    OutcomeKind,
    StatedOutcome,
    number_key,
    reasons_against_authors,
    reasons_against_outcome,
)

FOUNDED, TODAY = date(2020, 3, 1), date(2026, 11, 21)
PATENT = StatedOutcome(
    OutcomeKind.INVENTION, "一种示例夹具", date(2024, 5, 1), "ZL 2022 1 0123456.7", "示例公司", date(2022, 2, 1)
)


@pytest.mark.parametrize(
    "written",
    [
        "ZL202210123456.7",
        "ＺＬ２０２２１０１２３４５６．７",
        "zl 2022 1 0123456.7",
        "202210123456.7",
        "ZL2022-1-0123456。7",
    ],
)
def test_patent_number_is_one_however_it_is_written(written: str):
    assert number_key(OutcomeKind.UTILITY_MODEL, written) == "patent:2022101234567"


def test_numbers_of_different_series_are_different():
    assert number_key(OutcomeKind.STANDARD, "GB/T 1234.5—2024") == "standard:GBT123452024"
    assert number_key(OutcomeKind.SOFTWARE, "2024SR0123456") == "software:2024SR0123456"
    assert number_key(OutcomeKind.PAPER, "12") is None
    assert set(NEEDS) == set(OutcomeKind)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"number": " . "}, "发明专利要写专利号"),
        ({"holder": ""}, "要写专利权人"),
        ({"dated": date(2027, 1, 1)}, "授权公告日在今天之后"),
        ({"finished_on": date(2025, 1, 1)}, "晚于授权公告日"),
        ({"finished_on": date(2020, 2, 29)}, "工作室 2020年3月1日 才成立"),
    ],
)
def test_outcome_says_what_its_kind_needs(change: dict[str, Any], said: str):
    assert reasons_against_outcome(PATENT, FOUNDED, TODAY) == []
    (reason,) = reasons_against_outcome(replace(PATENT, **change), FOUNDED, TODAY)
    assert said in reason
    assert reasons_against_outcome(PATENT, FOUNDED, TODAY, closed=date(2022, 2, 2)) == []
    assert "已于 2022年2月1日 注销" in reasons_against_outcome(PATENT, FOUNDED, TODAY, closed=date(2022, 2, 1))[0]


def test_authors_were_there_on_the_day():
    made, there = date(2022, 2, 1), [(FOUNDED, None)]
    present = Authorship("王示例", Decimal(60), there)
    gone = Authorship("李示例", Decimal(40), [(FOUNDED, date(2021, 6, 30))], "去世")
    late = Authorship("赵示例", Decimal(40), [(date(2023, 1, 1), None)])
    assert reasons_against_authors([present, Authorship("孙示例", Decimal(40), there)], made) == []
    (reason,) = reasons_against_authors([present, gone], made)
    assert "李示例 已于 2021年6月30日 离开工作室（去世）" in reason
    assert "还不是工作室的人" in reasons_against_authors([present, late], made)[0]
    assert reasons_against_authors([present, gone], date(2021, 6, 30)) == []
    assert reasons_against_authors([present], made) == ["王示例的贡献占比合计 60 %，应为 100 %。"]
    assert reasons_against_authors([], made) == ["请至少写一位作者。"]
