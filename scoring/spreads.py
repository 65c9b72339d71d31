"""How far the judges of a panel are apart on one criterion; also while their sheets are still coming in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from scoring.marks import Criterion, MarkingType, Sheets
from scoring.numbers import as_text

TWO = 2


class Spread(NamedTuple):
    """Who wrote what for one criterion (judge, written value; in order of judge), and the widest difference."""

    criterion: Criterion
    written: tuple[tuple[str, Decimal], ...]
    width: Decimal

    def told(self) -> str:
        """In Chinese: the criterion, and what each judge wrote."""
        judges = "、".join(f"{judge} {as_text(value)}" for judge, value in self.written)
        return f"评分项“{self.criterion.title}”：{judges}，相差 {as_text(self.width)}"


def spreads(criteria: Sequence[Criterion], sheets: Sheets, widest: int = 1) -> list[Spread]:
    """按等级评判的评分项中，最高与最低相差超过 `widest` 级的：须合议后重新评分。

    尚未打分的裁判不计，因此裁判陆续打分时即可使用。出处：幻灯片 slideplayer 13227683（评判须满足评判规则才能录入）；
    相差不超过 1 级见公开代码，未读到世界技能组织的原文（competition-rules 2.2）。
    """
    judged = [criterion for criterion in criteria if criterion.scale is not None]
    return [spread for spread in _spreads_of(judged, sheets) if spread.width > widest]


def differing_measurements(criteria: Sequence[Criterion], sheets: Sheets) -> list[Spread]:
    """测量项中，裁判写下的测量值不一致的：须重新测量，写成一致的结果（WSC2026_TD39：测量组一致或两组双重测量）。"""
    measured = [criterion for criterion in criteria if criterion.kind is MarkingType.MEASUREMENT]
    return [spread for spread in _spreads_of(measured, sheets) if spread.width]


def _spreads_of(criteria: Sequence[Criterion], sheets: Sheets) -> Iterator[Spread]:
    for criterion in criteria:
        written = tuple(
            (judge, sheet[criterion.code])
            for judge, sheet in sorted(sheets.items())
            if sheet is not None and criterion.code in sheet
        )
        if len(written) >= TWO:
            values = [value for _, value in written]
            yield Spread(criterion, written, max(values) - min(values))
