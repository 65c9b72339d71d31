"""Characters that cannot be relied on in print: they look different, or like nothing, on the next computer.

What may stand in a name is ruled in people.persons.rules, and asked when names come in; here every text of a paper is
looked at once more before it is printed for good.
"""

from collections.abc import Iterable
from functools import lru_cache
from unicodedata import category

from certificates.printing.fonts import characters_without_glyph
from people.persons.rules import FORBIDDEN, IS_HAN, MIDDLE_DOT, OTHER_MIDDLE_DOTS, name_character

FULL_WIDTH = range(0xFF01, 0xFF5F)
"""Full-width punctuation and letters: no part of a name, but of any Chinese text."""

SPACES = " \u00a0\u3000"
CONTROLS_AND_SPACES = frozenset({"Cc", "Cs", "Zl", "Zp", "Zs"})


def strange_characters(text: str) -> list[str]:
    """造字区、部首、看不见的字符、异体选择符、控制字符：各系统显示不同，印出来靠不住。每个字一条，说明怎么改。

    还有夹在汉字之间、不是 U+00B7 的间隔号。全角标点是正文该用的，不在此列。
    """
    advices = (f"{name_character(one)}{advice}。" for one in dict.fromkeys(text) if (advice := _advice(one)))
    return [*advices, *_wrong_dots(text)]


def unprintable(texts: Iterable[str]) -> list[str]:
    """Why these texts cannot be printed: strange characters, and characters that no font of the stack has."""
    said = list(texts)
    strange = [reason for text in dict.fromkeys(said) for reason in strange_characters(text)]
    plain = ("".join(one for one in text if not _advice(one)) for text in said)
    missing = [f"打印字体里没有{one}这个字，请核对是否录错。" for one in characters_without_glyph(plain)]
    return [*dict.fromkeys(strange), *missing]


@lru_cache(maxsize=32768)
def _advice(character: str) -> str:
    """What is wrong with a character, and what to do; empty if nothing is."""
    if character in SPACES or ord(character) in FULL_WIDTH:
        return ""
    if category(character) in CONTROLS_AND_SPACES:
        return "是控制字符或特殊的空格，请删去或改用普通空格"
    return next((advice for pattern, advice in FORBIDDEN if pattern.match(character)), "")


def _wrong_dots(text: str) -> list[str]:
    wrong = {
        one
        for before, one, after in zip(text, text[1:], text[2:], strict=False)
        if one in OTHER_MIDDLE_DOTS and IS_HAN.match(before) and IS_HAN.match(after)
    }
    return [f"汉字之间的间隔号{name_character(one)}请改用“{MIDDLE_DOT}”（U+00B7）。" for one in sorted(wrong)]
