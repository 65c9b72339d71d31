"""组卷：按细目表从题库随机抽题。抽题由记录在答卷上的种子算出，任何人可以复算；没有第二种随机。"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from examinations.banks.rules import DIFFICULTY_TITLES, LETTERS, QUESTION_KIND_TITLES, Difficulty
from scoring.answers import PartialMarks, QuestionKind

METHOD = "sha256-paper-2026"

PARTIAL_TITLES = {
    PartialMarks.FIXED: "少选得固定分数，错选 0 分",
    PartialMarks.EACH: "少选每选对一个得若干分，错选 0 分",
    PartialMarks.NONE: "少选、错选都不得分",
}


class Reveal(StrEnum):
    """What a taker is shown after the end of an attempt. Before it, never a mark and never an answer."""

    NOTHING = "nothing"
    SCORE = "score"
    ANSWERS_AFTER = "answers-after"
    ANSWERS_AT_ONCE = "answers-at-once"


REVEAL_TITLES = {
    Reveal.NOTHING: "只显示已交卷",
    Reveal.SCORE: "交卷后显示得分",
    Reveal.ANSWERS_AFTER: "交卷后显示得分，全部结束后显示答案",
    Reveal.ANSWERS_AT_ONCE: "交卷后立即显示得分和答案",
}


@dataclass(frozen=True)
class Section:
    """细目表的一行：从某题库的某主题、某难度抽某题型若干题，每题若干分。主题为空、难度为 None 即不限。"""

    bank_id: int
    kind: QuestionKind
    count: int
    points: Decimal
    topic: str = ""
    difficulty: Difficulty | None = None

    def takes(self, candidate: "Candidate") -> bool:
        """这道题是否在这一行的范围之内。"""
        return (
            candidate.bank_id == self.bank_id
            and candidate.kind is self.kind
            and self.topic in {"", candidate.topic}
            and self.difficulty in {None, candidate.difficulty}
        )

    @property
    def title(self) -> str:
        """What people call it: 工会知识 单选题（易）."""
        difficulty = f"（{DIFFICULTY_TITLES[self.difficulty]}）" if self.difficulty else ""
        return f"{self.topic} {QUESTION_KIND_TITLES[self.kind]}{difficulty}".strip()


@dataclass(frozen=True)
class Candidate:
    """A question that may be drawn."""

    question_id: int
    bank_id: int
    kind: QuestionKind
    topic: str
    difficulty: Difficulty
    options: int


@dataclass(frozen=True)
class Drawn:
    """A question on a paper: its marks, and which option stands at A, B, C ... ("CABD": C stands at A)."""

    question_id: int
    points: Decimal
    option_order: str


def draw_questions(
    sections: Sequence[Section], pool: Iterable[Candidate], *, seed: str, shuffles_options: bool
) -> list[Drawn]:
    """抽题方法 sha256-paper-2026，与题库的排列先后无关。

    一、细目表逐行抽题：范围内每道还没有抽到的题求“种子:题目序号”（UTF-8）的 SHA-256，按十六进制摘要从小到大取若干题。
    二、选项次序：对每个选项求“种子:题目序号:字母”的 SHA-256，按摘要从小到大排列；判断题不换次序。

    A pool that is too small: `ValueError` (`paper_faults` says so beforehand).
    """
    candidates = sorted(pool, key=lambda one: (_digest(f"{seed}:{one.question_id}"), one.question_id))
    taken: set[int] = set()
    drawn = []
    for section in sections:
        chosen = [one for one in candidates if one.question_id not in taken and section.takes(one)][: section.count]
        if len(chosen) < section.count:
            raise ValueError(f"too few questions for {section.title}")
        taken.update(one.question_id for one in chosen)
        drawn += [Drawn(one.question_id, section.points, _order(one, seed, shuffles_options)) for one in chosen]
    return drawn


def full_mark(sections: Iterable[Section]) -> Decimal:
    """试卷满分：各行题数乘以每题分数之和。"""
    return sum((section.count * section.points for section in sections), Decimal(0))


def paper_faults(sections: Sequence[Section], pool: Collection[Candidate]) -> list[str]:
    """发布前的检查：无论种子是什么，每一行都抽得够题；前面各行可能抽走的题都按抽走计算。"""
    if not sections:
        return ["细目表至少要有一行。"]
    faults = []
    for number, section in enumerate(sections, start=1):
        held = {one.question_id for one in pool if section.takes(one)}
        overlapping = [
            other.count
            for other in sections[: number - 1]
            if any(other.takes(one) for one in pool if one.question_id in held)
        ]
        left = len(held) - sum(overlapping)
        if left < section.count:
            others = f"，前面各行可能先抽走 {sum(overlapping)} 题" if overlapping else ""
            faults.append(
                f"第 {number} 行“{section.title}”要抽 {section.count} 题，题库里有 {len(held)} 题{others}，不够。"
            )
    return faults


def answers_revealed(reveal: Reveal, *, closes_at: datetime, now: datetime) -> bool:
    """交卷之后是否显示标准答案。"""
    return reveal is Reveal.ANSWERS_AT_ONCE or (reveal is Reveal.ANSWERS_AFTER and now > closes_at)


def score_revealed(reveal: Reveal) -> bool:
    """交卷之后是否显示得分。"""
    return reveal is not Reveal.NOTHING


def _order(candidate: Candidate, seed: str, shuffles: bool) -> str:
    letters = LETTERS[: candidate.options]
    if not shuffles or candidate.kind is QuestionKind.TRUE_FALSE:
        return letters
    return "".join(sorted(letters, key=lambda letter: _digest(f"{seed}:{candidate.question_id}:{letter}")))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
