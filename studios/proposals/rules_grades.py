"""定等级：按得分由高到低排名次，依次填入各等级的名额；并列跨两个等级的，列出来由人裁定，从不由行序决定。"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, count, groupby, repeat


@dataclass(frozen=True)
class Grade:
    """一个等级。`places` 名额，None 为不限；`least` 最低得分，None 为不限；`reward` 奖金，元。"""

    title: str
    places: int | None = None
    least: Decimal | None = None
    reward: Decimal | None = None


@dataclass(frozen=True)
class Grading:
    """一份公布的设奖办法。"""

    code: str
    title: str
    source: str
    grades: tuple[Grade, ...]


@dataclass(frozen=True)
class GradeLine:
    """一项成果的名次和等级。`tied` 同名次的项数；`options` 并列跨等级、等人裁定的几个等级（空文本为未评上）。"""

    key: str
    score: Decimal
    rank: int
    tied: int
    grade: str = ""
    options: tuple[str, ...] = ()

    @property
    def working(self) -> str:
        """怎样得出的，一句话。"""
        place = f"得分 {self.score:f}，第 {self.rank} 名" + (f"（{self.tied} 项并列）" if self.tied > 1 else "")
        if self.options:
            return f"{place}，并列跨“{'”“'.join(one or '未评上' for one in self.options)}”，须由评委会裁定"
        return f"{place}，{self.grade}" if self.grade else f"{place}，没有进入设奖名额或最低分"


def assign_grades(scores: Mapping[str, Decimal], grades: Sequence[Grade]) -> list[GradeLine]:
    """每项成果的名次和等级，由高到低。

    得分够一个等级的最低分、且这个等级还有名额的，得这个等级；名额满了的，按分数落到下一个还有名额的等级。
    同分者名次并列，其后名次空出；并列者得到的名额不在同一等级的，都不定等级，列出可能的等级。
    """
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    slots, lines, ranks = _slots(grades), list[GradeLine](), count(1)
    grade = next(slots, None)
    for score, group in groupby(ordered, key=lambda item: item[1]):
        members = [key for key, _ in group]
        rank = next(ranks)
        given = []
        for _ in members:
            while grade and grade.least is not None and score < grade.least:
                grade = next(slots, None)
            given.append(grade.title if grade else "")
            grade = next(slots, None) if grade else None
        options = tuple(dict.fromkeys(given))
        settled = options[0] if len(options) == 1 else ""
        undecided = options if len(options) > 1 else ()
        lines += [GradeLine(key, score, rank, len(members), settled, undecided) for key in members]
        for _ in members[1:]:
            next(ranks)
    return lines


def _slots(grades: Sequence[Grade]) -> Iterator[Grade]:
    """The places of all grades, best first; a grade without a number has places without end."""
    return chain.from_iterable(repeat(one) if one.places is None else repeat(one, one.places) for one in grades)
