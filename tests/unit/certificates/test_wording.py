"""Texts that quote facts in braces."""

from datetime import date

import pytest

from certificates.kinds import award, held_by, printed_values
from certificates.kinds.facts import event_title, last_day, period
from certificates.kinds.wording import as_sentence, fill, in_words, nest_quotes, paragraphs, quoted_fields, values_of
from foundation.errors import Refused

VALUES = {"持证人": "张示例", "单位": "示例厂工会", "参赛队": ""}


def test_fill_puts_every_field_in() -> None:
    assert fill("{单位}{持证人}同志：", VALUES) == "示例厂工会张示例同志："


def test_fill_names_the_unknown_field_and_those_that_exist() -> None:
    with pytest.raises(Refused) as refused:
        fill("{姓名}（{单位}）", VALUES)
    assert refused.value.message == (
        "“{姓名}（{单位}）”里的{姓名}不是这种证书的字段。可以用的字段：{持证人}{单位}{参赛队}。"
    )


@pytest.mark.parametrize("text", ["{持证人", "持证人}", "{{持证人}}", "{{}"])
def test_fill_refuses_a_brace_that_stands_alone(text: str) -> None:
    with pytest.raises(Refused, match="花括号没有成对"):
        fill(text, VALUES)


@pytest.mark.parametrize("text", ["{持证人.__class__}", "{0}", "{}"])
def test_fill_knows_names_and_nothing_else(text: str) -> None:
    with pytest.raises(Refused, match="不是这种证书的字段"):
        fill(text, VALUES)


def test_fill_does_not_fill_what_a_fact_brings() -> None:
    assert fill("{持证人}", {**VALUES, "持证人": "{单位}"}) == "{单位}"


def test_quoted_fields_come_in_order() -> None:
    assert quoted_fields("{单位}的{持证人}，{单位}") == ("单位", "持证人", "单位")


def test_paragraphs_leave_out_what_says_nothing() -> None:
    body = (
        ("unit", "{单位}"),
        ("team", "参赛队：{参赛队}"),
        ("both", "{参赛队}{单位}"),
        ("closing", "特颁此证。"),
        ("text", " "),
    )
    assert paragraphs(body, VALUES) == [("unit", "示例厂工会"), ("both", "示例厂工会"), ("closing", "特颁此证。")]


def test_sentence_closes_what_has_no_full_stop_and_leaves_the_unit_to_its_own_line() -> None:
    body = (
        ("unit", "{单位}"),
        ("addressee", "{持证人}同志："),
        ("text", "荣获"),
        ("emphasis", "一等奖"),
        ("closing", "特颁此证"),
    )
    assert as_sentence(paragraphs(body, VALUES)) == "张示例同志：荣获一等奖。特颁此证。"


def test_values_are_words() -> None:
    assert in_words(date(2026, 1, 2)) == "2026年1月2日"
    assert in_words(("张示例", "李示例")) == "张示例、李示例"
    assert in_words(16) == "16"


def test_values_of_show_only_the_ends_of_a_private_fact() -> None:
    shown = values_of(award.EXAMPLE, {"编号": "number", "持证人": "holder"}, masked={"number"})
    assert shown == {"编号": "YYJ********0001", "持证人": "张示例"}


def test_held_by_puts_one_name_for_all() -> None:
    assert printed_values("award", held_by(award.EXAMPLE, "𬱖示例"))["持证人"] == "𬱖示例"


@pytest.mark.parametrize(
    ("text", "nested"),
    [
        ("在“示例市“五小”评选”中", "在“示例市‘五小’评选”中"),
        ("“一“二“三”二”一”", "“一‘二“三”二’一”"),
        ("“甲”和“乙”", "“甲”和“乙”"),
        ("少了“一半", "少了“一半"),
        ("少了”一半“", "少了”一半“"),
    ],
)
def test_nest_quotes(text: str, nested: str) -> None:
    assert nest_quotes(text) == nested


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 11, 20), 36, date(2029, 11, 19)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_last_day(first: date, months: int, last: date) -> None:
    assert last_day(first, months) == last


def test_period_of_one_day_is_written_once() -> None:
    day, next_day = date(2026, 11, 20), date(2026, 11, 21)
    assert period(day, day) == "2026年11月20日"
    assert period(day, next_day) == "2026年11月20日至2026年11月21日"


def test_event_title_says_the_word_once() -> None:
    assert event_title("焊工", "职工组") == "焊工赛项（职工组）"
    assert event_title("电工赛项") == "电工赛项"
