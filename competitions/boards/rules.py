"""Live boards: what a chief judge is warned of, and what the public may see while a stage is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scoring.numbers import exact_mean, exact_sum, round_half_up

FEWEST_SHEETS = 5
"""对一名裁判宽严的判断，至少要有这么多份可比的评分表；少于此数不显示。"""
MARKED_LEANING = Decimal("0.05")
"""平均偏差达到满分的 5 % 即提示偏宽或偏严。只是提示，不影响成绩；出处：本软件默认值，未见公开条文。"""
WIDE_SPREAD = Decimal("0.10")
"""同一选手各裁判总分的极差超过满分的 10 % 即提示复议。只是提示；出处：本软件默认值，未见公开条文。"""


class PublicContent(StrEnum):
    """What the public board of a stage shows."""

    NOTHING = "nothing"
    PROGRESS = "progress"
    LIVE = "live"
    RANKING = "ranking"


CONTENT_TITLES = {
    PublicContent.NOTHING: "不公开",
    PublicContent.PROGRESS: "只公开评分进度",
    PublicContent.LIVE: "公开实时得分（不适用于盲评）",
    PublicContent.RANKING: "公示后公开名次",
}


@dataclass(frozen=True, slots=True)
class Leaning:
    """How far a judge's totals lie above (or below) those of the others for the same contestants, on average."""

    deviation: Decimal
    full_mark: Decimal
    sheets: int

    @property
    def marked(self) -> bool:
        """Whether the deviation is large enough to be pointed out."""
        return abs(self.deviation) >= self.full_mark * MARKED_LEANING

    @property
    def meaning(self) -> str:
        """In words, with the figure and what it rests on."""
        amount = round_half_up(abs(self.deviation), 2)
        lean = "偏宽" if self.deviation > 0 else "偏严"
        side = "高" if self.deviation > 0 else "低"
        return f"{lean}：{self.sheets} 份评分表平均比同组其他裁判{side} {amount:f} 分（满分 {self.full_mark:f}）"


def leanings(totals: Sequence[Mapping[int, Decimal]], full_mark: Decimal) -> dict[int, Leaning]:
    """每名裁判相对同组其他裁判的平均偏差。`totals`：每名选手各裁判（键）的总分，只列已封存的。

    只与同一选手的其他裁判比较，所以先评强手还是先评弱手不影响结果；可比的评分表不足五份的裁判不列出。
    """
    deviations: dict[int, list[Decimal]] = {}
    for by_judge in totals:
        for judge, total in by_judge.items():
            others = [other for key, other in by_judge.items() if key != judge]
            if others:
                deviations.setdefault(judge, []).append(total - exact_mean(others))
    return {
        judge: Leaning(exact_mean(found), full_mark, len(found))
        for judge, found in deviations.items()
        if len(found) >= FEWEST_SHEETS
    }


def spread_of(totals: Mapping[int, Decimal]) -> Decimal | None:
    """一名选手各裁判总分的极差；不足两名裁判时没有极差。"""
    return (max(totals.values()) - min(totals.values())).normalize() if len(totals) > 1 else None


def is_wide(spread: Decimal | None, full_mark: Decimal) -> bool:
    """极差是否超过提示线。"""
    return spread is not None and spread > full_mark * WIDE_SPREAD


def share(done: int, needed: int) -> int:
    """Percent done, in whole percent, 100 only when all is done."""
    return 100 if needed == done else int(Decimal(done * 100) / needed) if needed else 0


def reasons_against_content(content: PublicContent, *, blind: bool) -> list[str]:
    """盲评的赛项在评分结束前不公开得分，以免评分裁判看到他人的分数。"""
    if content is PublicContent.LIVE and blind:
        return ["这个阶段有盲评模块，评分期间不能公开实时得分。请选择“只公开评分进度”或“公示后公开名次”。"]
    return []


def provisional_places(totals: Mapping[str, Decimal]) -> list[tuple[int, str, Decimal]]:
    """实时得分的先后：总分高者列前，相同的并列；只是暂时的先后，不是名次，不适用同分排序规则。"""
    ordered = sorted(totals.items(), key=lambda one: (-one[1], one[0]))
    return [(1 + sum(other > total for other in totals.values()), key, total) for key, total in ordered]


def total_shown(parts: Sequence[Decimal]) -> Decimal:
    """The sum of parts, to two places, as a board shows it."""
    return round_half_up(exact_sum(parts), 2)
