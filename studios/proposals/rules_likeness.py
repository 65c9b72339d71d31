"""文字相近：两段文字共有的三字片段占较短一段的百分之几。只用来找出请人比对的候选，从不据此拒绝。"""

import re
import unicodedata
from collections.abc import Iterable

ALIKE_PERCENT = 50
"""达到这个百分比就请人比对。改写几处措辞的同一项成果通常在 60 以上，同一专业的不同成果通常在 25 以下。"""
_KEPT = re.compile(r"\w")


def normalised(text: str) -> str:
    """只留文字和数字：全角作半角，不分大小写，没有空格和标点。"""
    return "".join(_KEPT.findall(unicodedata.normalize("NFKC", text).casefold())).replace("_", "")


def grams(text: str) -> frozenset[str]:
    """规范化之后的全部三字片段；不足三个字的即为其本身。"""
    bare = normalised(text)
    if len(bare) < 3:
        return frozenset({bare} if bare else ())
    return frozenset(bare[start : start + 3] for start in range(len(bare) - 2))


def likeness(first: frozenset[str], second: frozenset[str]) -> int:
    """两组片段相近的百分数，0 至 100，舍去小数：共有的片段数 ÷ 较少一组的片段数（包含度）。没有文字的为 0。"""
    fewer = min(len(first), len(second))
    return len(first & second) * 100 // fewer if fewer else 0


def alike(text: str, others: Iterable[tuple[int, str]], least: int = ALIKE_PERCENT) -> dict[int, int]:
    """`others`（编号和文字）中与 `text` 相近的，各是百分之几。"""
    wanted = grams(text)
    found = ((key, likeness(wanted, grams(other))) for key, other in others)
    return {key: percent for key, percent in found if percent >= least}
