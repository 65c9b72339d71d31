"""认定范围：某一天可不可以认定某个职业（工种）的某个等级。"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.bodies.rules import holds_on
from assessments.standards.rules import EXAMINED_LEVELS
from people.persons.rules import LEVEL_TITLES, Level

_LEVEL_WORDS = {
    word: level
    for level in EXAMINED_LEVELS
    for word in (level.value, LEVEL_TITLES[level], *LEVEL_TITLES[level].split("/"))
}


@dataclass(frozen=True)
class Entitlement:
    """备案的一条认定范围。`levels` 是等级代码；`narrowed_*` 是主管部门另定的、比备案更窄的有效期。"""

    occupation_code: str
    trade: str
    levels: Collection[str]
    filing_number: str
    filed_from: date
    filed_to: date
    narrowed_from: date | None = None
    narrowed_to: date | None = None


@dataclass(frozen=True)
class Wanted:
    """要认定的职业、工种（职业方向）和等级；`occupation` 是职业名称。"""

    occupation_code: str
    occupation: str
    trade: str
    level: Level

    @property
    def title(self) -> str:
        return f"{self.occupation}（{self.trade}）" if self.trade else self.occupation


def reasons_against_assessing(scope: Sequence[Entitlement], wanted: Wanted, day: date) -> list[str]:
    """在 `day` 这一天不能认定的原因，写明是哪一条限制、到哪天为止；空列表即可以认定。

    依次核对职业、工种、等级、备案有效期、范围有效期；有一条范围全部符合即可（新旧备案可以并存）。
    """
    if not scope:
        return ["机构还没有备案的认定范围，请先登记备案和认定范围。"]
    of_occupation = [one for one in scope if one.occupation_code == wanted.occupation_code]
    if not of_occupation:
        return [f"“{wanted.occupation}”（{wanted.occupation_code}）不在备案的认定范围内。"]
    of_trade = [one for one in of_occupation if one.trade == wanted.trade]
    if not of_trade:
        filed = "、".join(sorted({one.trade or "不分工种" for one in of_occupation}))
        return [f"“{wanted.occupation}”备案的工种（职业方向）是：{filed}；不含“{wanted.trade or '不分工种'}”。"]
    of_level = [one for one in of_trade if wanted.level.value in one.levels]
    if not of_level:
        filed = "、".join(level_titles({level for one in of_trade for level in one.levels}))
        return [f"“{wanted.title}”备案的等级是：{filed}；不含{LEVEL_TITLES[wanted.level]}。"]
    reasons = [_reason_against_day(one, wanted, day) for one in of_level]
    return [] if None in reasons else [reason for reason in reasons if reason]


def read_levels(text: str) -> list[Level]:
    """备案文件里写的等级：“五级、四级”“5,4,3”“五级/初级工”“五级至一级”“5-1”。写法不认识时引发 ValueError。"""
    levels: list[Level] = []
    for part in filter(None, re.split(r"[、,，;；\s]+", text)):
        ends = [_LEVEL_WORDS[word] for word in re.split(r"[至到~～-]", part) if word in _LEVEL_WORDS]
        if len(ends) != len(re.split(r"[至到~～-]", part)) or len(ends) > 2:
            raise ValueError(part)
        first, last = sorted((EXAMINED_LEVELS.index(ends[0]), EXAMINED_LEVELS.index(ends[-1])))
        levels += EXAMINED_LEVELS[first : last + 1]
    return [level for level in EXAMINED_LEVELS if level in levels]


def level_titles(levels: Collection[str]) -> list[str]:
    """存下的等级代码的全称，从低到高。"""
    return [title for level, title in LEVEL_TITLES.items() if level.value in levels]


def levels_in_short(levels: Collection[str]) -> str:
    """存下的等级代码的简称：连着三个以上的写成“五级至三级”，否则逐个写。"""
    places = [place for place, level in enumerate(EXAMINED_LEVELS) if level.value in levels]
    names = [LEVEL_TITLES[EXAMINED_LEVELS[place]].partition("/")[0] for place in places]
    contiguous = len(places) > 2 and places[-1] - places[0] == len(places) - 1
    return f"{names[0]}至{names[-1]}" if contiguous else "、".join(names)


def _reason_against_day(one: Entitlement, wanted: Wanted, day: date) -> str | None:
    if not holds_on(one.filed_from, one.filed_to, day):
        return f"备案 {one.filing_number} 的有效期是 {one.filed_from} 至 {one.filed_to}，{day} 不在有效期内。"
    begins, ends = one.narrowed_from or one.filed_from, one.narrowed_to or one.filed_to
    if not holds_on(begins, ends, day):
        return f"“{wanted.title}”的认定范围有效期是 {begins} 至 {ends}，{day} 不在有效期内。"
    return None
