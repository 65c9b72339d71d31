"""Breaks Chinese text into lines: no line begins or ends with the wrong punctuation, no word or number is broken.

避头尾：GB/T 15834—2011《标点符号用法》5.1：句号、逗号等不出现在一行之首，引号、括号、书名号的前一半不出现在一行之末。
"""

import re
from collections.abc import Callable
from functools import lru_cache

NOT_FIRST = "。，、；：？！）》〉】〕」』”’…—～·％%℃‰,.;:?!)\\]}"
NOT_LAST = "（《〈【〔「『“‘(\\[{"
WORD = "[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff@#&+/_~'=\u2019.,:-]*[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff@#&+/_~=-]"
PIECE = re.compile(f" |(?:[{NOT_LAST}] *)*(?:{WORD}|[^ ])(?: *[{NOT_FIRST}])*")
"""What stays on one line: a word, a number or one character, with the punctuation that may not leave it."""


@lru_cache(maxsize=4096)
def pieces(text: str) -> tuple[str, ...]:
    """The text cut at every place where a line may end; a space between words is a piece of its own."""
    return tuple(PIECE.findall(text))


def broken(text: str, width: float, first: float, measured: Callable[[str], float]) -> list[str] | None:
    """The text as lines of at most `width`, the first of at most `first`; None if a piece is wider than a line.

    `measured` gives the width of a text in the same unit. Spaces at the ends of lines are left out.
    """
    lines: list[str] = []
    line, used, room = "", 0.0, first
    for piece in pieces(text):
        wide = measured(piece)
        if line and used + wide > room and piece != " ":
            lines.append(line.rstrip(" "))
            line, used, room = "", 0.0, width
        if piece == " " and not line:
            continue
        if wide > room:
            return None
        line += piece
        used += wide
    return [*lines, line.rstrip(" ")]
