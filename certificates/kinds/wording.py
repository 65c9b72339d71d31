"""Texts that quote facts in braces, such as “{单位}的{持证人}”: filled, left out, read as one sentence."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date
from functools import lru_cache
from typing import Any

from foundation.errors import Refused
from people.persons.rules import mask_identity

Paragraph = tuple[str, str]
"""A style, one of `printing.styles.STYLES`, and a text."""

QUOTED = re.compile(r"\{([^{}]*)\}")
STOPS = tuple("，。：；！？")
LISTED_APART = frozenset({"unit"})
"""Styles whose paragraphs stand above the letter: pages show them as facts of their own."""

COMMON_FIELDS = {"持证人": "holder", "证书编号": "number", "发证日期": "issued_on", "发证单位": "issuers"}


def values_of(facts: Any, fields: Mapping[str, str], masked: Set[str] = frozenset()) -> dict[str, str]:
    """What each field says of `facts`, as it is printed. `masked`: the attributes that only show their ends."""
    return {
        field: mask_identity(in_words(getattr(facts, attribute)))
        if attribute in masked
        else in_words(getattr(facts, attribute))
        for field, attribute in fields.items()
    }


def in_words(value: Any) -> str:
    """One fact as it is printed: a day in Chinese, several names joined by 顿号."""
    if isinstance(value, date):
        return chinese_date(value)
    return "、".join(value) if isinstance(value, tuple) else str(value)


def chinese_date(day: date) -> str:
    """2026年11月20日，落款用。"""
    return f"{day.year}年{day.month}月{day.day}日"


@lru_cache(maxsize=1024)
def quoted_fields(text: str) -> tuple[str, ...]:
    """The names in braces, in order. Raises Refused if a brace stands alone."""
    if {"{", "}"} & set(QUOTED.sub("", text)):
        raise Refused(f"“{text}”里的花括号没有成对。字段要写成{{持证人}}这样，一对花括号里只有字段名。")
    return tuple(QUOTED.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with every field replaced by its value. Raises Refused, naming the fields that there are, for another."""
    if unknown := [name for name in quoted_fields(text) if name not in values]:
        names = "、".join(f"{{{name}}}" for name in dict.fromkeys(unknown))
        there_are = "".join(f"{{{name}}}" for name in values)
        raise Refused(f"“{text}”里的{names}不是这种证书的字段。可以用的字段：{there_are}。")
    return nest_quotes(QUOTED.sub(lambda quoted: values[quoted[1]], text))


def nest_quotes(text: str) -> str:
    """引号里再用引号时，外面用双引号，里面用单引号（GB/T 15834—2011，4.8.3.4）；不成对的原样不动。"""
    if "“" not in text:
        return text
    depth, nested = 0, []
    for character in text:
        depth += character == "“"
        inner = depth % 2 == 0
        nested.append({"“": "‘", "”": "’"}.get(character, character) if inner else character)
        depth -= character == "”"
        if depth < 0:
            return text
    return text if depth else "".join(nested)


def paragraphs(body: Iterable[Paragraph], values: Mapping[str, str]) -> list[Paragraph]:
    """The paragraphs with their fields filled in. One that quotes fields, all of them empty, is left out."""
    filled = [(style, text, fill(text, values)) for style, text in body]
    return [
        (style, text)
        for style, quoting, text in filled
        if _says_something(quoted_fields(quoting), values) and text.strip()
    ]


def as_sentence(filled: Iterable[Paragraph]) -> str:
    """填好的正文连成一段，列表照此显示；抬头的单位另行列出。

    A paragraph without a stop gets one, unless the text set large (`emphasis`) goes on with its sentence.
    """
    said = [paragraph for paragraph in filled if paragraph[0] not in LISTED_APART]
    following = [style for style, _ in said[1:]] + [""]
    return "".join(
        text if text.endswith(STOPS) or goes_on == "emphasis" else f"{text}。"
        for (_, text), goes_on in zip(said, following, strict=True)
    )


def _says_something(names: Sequence[str], values: Mapping[str, str]) -> bool:
    return not names or any(values[name].strip() for name in names)
