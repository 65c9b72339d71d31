"""题库：题目的种类、选项和标准答案应当怎样写。题目从不修改：改动即登记新的一版，旧版留给用过它的答卷。"""

import re
from collections.abc import Sequence
from enum import StrEnum

from scoring.answers import QuestionKind

LETTERS = "ABCDEF"
TRUE_FALSE = ("正确", "错误")
MOST_TOPIC = 50
MOST_CODE = 30

QUESTION_KIND_TITLES = {
    QuestionKind.SINGLE: "单选题",
    QuestionKind.MULTIPLE: "多选题",
    QuestionKind.TRUE_FALSE: "判断题",
}


class Difficulty(StrEnum):
    """How hard a question is, as its author says."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


DIFFICULTY_TITLES = {Difficulty.EASY: "易", Difficulty.MEDIUM: "中", Difficulty.HARD: "难"}

_SAID_TRUE = {"A", "正确", "对", "√", "是", "T", "TRUE"}
_SAID_FALSE = {"B", "错误", "错", "×", "X", "否", "F", "FALSE"}
_BETWEEN = re.compile(r"[\s,，、;；.．/]+")


def read_answer(kind: QuestionKind, text: str) -> str | None:
    """答案的字母，按字母次序、不重复，例如 ACD；判断题可写 正确/错误、对/错、√/×。看不懂时为 None。"""
    written = _BETWEEN.sub("", text).upper()
    written = written.translate({ord(wide): letter for wide, letter in zip("ＡＢＣＤＥＦ", LETTERS, strict=True)})
    if kind is QuestionKind.TRUE_FALSE:
        return "A" if written in _SAID_TRUE else "B" if written in _SAID_FALSE else None
    if not written or set(written) - set(LETTERS) or len(set(written)) < len(written):
        return None
    return "".join(sorted(written))


def option_faults(kind: QuestionKind, options: Sequence[str]) -> dict[str, str]:
    """选项的问题，按字母。单选、多选至少两个选项，从 A 起依次填写，互不相同；判断题不用填。"""
    filled = [letter for letter, option in zip(LETTERS, options, strict=False) if option]
    if kind is QuestionKind.TRUE_FALSE:
        written = [option for option in options if option]
        return {} if not written or tuple(written) == TRUE_FALSE else {"A": "判断题的选项固定为“正确”“错误”，请留空。"}
    faults = {}
    if len(filled) < 2:
        faults["A"] = "至少要有两个选项。"
    for letter in LETTERS[: len(filled)]:
        if letter not in filled:
            faults[letter] = f"选项要从 A 起依次填写，{letter} 不能空着。"
    seen: dict[str, str] = {}
    for letter, option in zip(LETTERS, options, strict=False):
        if option and seen.setdefault(option, letter) != letter:
            faults[letter] = f"与选项 {seen[option]} 相同。"
    return faults


def answer_fault(kind: QuestionKind, options: Sequence[str], answer: str) -> str | None:
    """标准答案的问题：单选、判断只有一个；多选至少两个；都要在选项之内。"""
    if missing := [letter for letter in answer if letter not in LETTERS[: len(options)]]:
        return f"答案 {'、'.join(missing)} 没有对应的选项。"
    if kind is QuestionKind.MULTIPLE:
        return None if len(answer) > 1 else "多选题的答案至少两个；只有一个的请改为单选题。"
    return None if len(answer) == 1 else "单选题只能有一个答案；有多个的请改为多选题。"
