"""评分标准：项目、扣分、加分和一票否决。一项怎样写、怎样变成得分，只在这里规定，平板、汇总和打印都照此计算。"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from scoring.numbers import EXACT, ScoringError, as_text, exact_sum, round_half_up

STEP = Decimal("0.5")
ZERO = Decimal(0)


class ItemKind(StrEnum):
    """一个项目怎样计分。"""

    PLAIN = "plain"
    BANDS = "bands"
    NONE_IS_ZERO = "none-is-zero"
    PER_MISSING = "per-missing"
    BONUS = "bonus"
    VETO = "veto"


ITEM_KIND_TITLES = {
    ItemKind.PLAIN: "直接打分",
    ItemKind.BANDS: "分档打分",
    ItemKind.NONE_IS_ZERO: "没有即为零分",
    ItemKind.PER_MISSING: "每缺一个扣分",
    ItemKind.BONUS: "加分",
    ItemKind.VETO: "一票否决",
}
COUNTED = frozenset({ItemKind.PLAIN, ItemKind.BANDS, ItemKind.NONE_IS_ZERO, ItemKind.PER_MISSING})
"""计入满分的项目；加分在满分之外，一票否决不计分。"""


class InvalidFinding(ScoringError):
    """A finding is missing, unknown, or cannot stand at its item. The message names the item."""


class Band(NamedTuple):
    """一档：从几分到几分（两端都含，整数分），以及达到的标准。"""

    low: Decimal
    high: Decimal
    title: str


class FixedDeduction(NamedTuple):
    """定额扣分：缺了什么，扣几分。"""

    title: str
    points: Decimal


class Choice(NamedTuple):
    """可以给的一个分数，和它的含义。"""

    points: Decimal
    meaning: str


@dataclass(frozen=True, slots=True)
class RubricItem:
    """评分标准的一项。`points` 为满分；加分项为最多加几分；一票否决项为 0。

    分档的写 `bands`；没有即为零分的可有定额扣分 `deductions`；每缺一个扣 `per_unit` 分，应有 `needed` 个（可以不写），
    也可有定额扣分。`hint` 是给打分人看的说明。
    """

    code: str
    title: str
    group: str
    kind: ItemKind
    points: Decimal
    bands: tuple[Band, ...] = ()
    per_unit: Decimal | None = None
    needed: int | None = None
    deductions: tuple[FixedDeduction, ...] = ()
    hint: str = ""

    @property
    def told(self) -> str:
        """怎样给分，写成一句话。"""
        parts = [f"{as_text(low)}–{as_text(high)} {title}" for low, high, title in self.bands]
        if self.per_unit is not None:
            needed = f"应有 {self.needed} 个，" if self.needed else ""
            parts.append(f"{needed}每缺 1 个扣 {as_text(self.per_unit)} 分")
        parts += [f"{title}扣 {as_text(points)} 分" for title, points in self.deductions]
        if self.kind is ItemKind.NONE_IS_ZERO:
            parts.append("没有为 0 分")
        if self.kind is ItemKind.VETO:
            parts.append("查实即总分为 0，不参加排名")
        return "；".join([*parts, self.hint] if self.hint else parts)


@dataclass(frozen=True, slots=True)
class Rubric:
    """一份评分标准。`full` 为各计分项满分之和；`bonus_cap` 为加分合计的上限，没有加分项的为 0。"""

    code: str
    title: str
    source: str
    items: tuple[RubricItem, ...]
    bonus_cap: Decimal
    full: Decimal


@dataclass(frozen=True, slots=True)
class RubricLine:
    """一项的计算：写下的数、得分和怎样得出。"""

    item: RubricItem
    written: Decimal
    points: Decimal
    working: str


@dataclass(frozen=True, slots=True)
class RubricScore:
    """得分及其计算过程。`vetoed_by` 为查实的否决项代码，非空时 `total` 为 0，且不参加排名。"""

    total: Decimal
    lines: tuple[RubricLine, ...]
    vetoed_by: tuple[str, ...]
    base: Decimal
    bonus: Decimal
    bonus_counted: Decimal


def score_rubric(rubric: Rubric, findings: Mapping[str, Decimal]) -> RubricScore:
    """按评分标准计分，不取舍。`findings`：项目代码 -> 写下的数。

    直接打分、分档、没有即为零分、加分写的是分数；每缺一个扣分写的是扣分处数；一票否决写 1（查实）或 0。
    扣完为止，不低于 0；加分合计不超过上限；有一项否决查实的总分为 0。计分项漏写的报 `InvalidFinding`，从不按 0 分计；
    加分、否决不写的即为没有。
    """
    if unknown := sorted(set(findings) - {item.code for item in rubric.items}):
        raise InvalidFinding(f"评分标准“{rubric.title}”里没有项目“{'、'.join(unknown)}”，请核对。")
    lines = tuple(_line(item, findings) for item in rubric.items)
    base = exact_sum(line.points for line in lines if line.item.kind in COUNTED)
    bonus = exact_sum(line.points for line in lines if line.item.kind is ItemKind.BONUS)
    vetoed = tuple(line.item.code for line in lines if line.item.kind is ItemKind.VETO and line.written)
    counted = capped_bonus(rubric, bonus)
    total = ZERO if vetoed else EXACT.add(base, counted)
    return RubricScore(total, lines, vetoed, base, bonus, counted)


def capped_bonus(rubric: Rubric, bonus: Decimal) -> Decimal:
    """加分合计不超过评分标准规定的上限。"""
    return min(bonus, rubric.bonus_cap)


def item_points(item: RubricItem, written: Decimal) -> Decimal:
    """一项的得分：每缺一个扣分的，满分减去处数乘以每处扣分，不低于 0；一票否决不计分；其余写下的即为得分。"""
    if item.kind is ItemKind.PER_MISSING:
        return max(EXACT.subtract(item.points, EXACT.multiply(unit_of(item), written)), ZERO)
    return ZERO if item.kind is ItemKind.VETO else written


def finding_fault(item: RubricItem, written: Decimal) -> str | None:
    """这个数为什么不能写在这一项；可以写的为 None。"""
    if not written.is_finite() or written < 0:
        return "应是不小于 0 的数。"
    if item.kind is ItemKind.VETO:
        return None if written in (0, 1) else "只写 1（查实）或 0（没有）。"
    if item.kind is ItemKind.PER_MISSING:
        return None if written == int(written) else "写的是扣分处数，应为整数。"
    if choices := choices_of(item):
        permitted = [choice.points for choice in choices]
        return None if written in permitted else f"不在任何一档，可写 {_spans(permitted)}。"
    if written > item.points:
        return f"最多 {as_text(item.points)} 分。"
    return f"应是 {as_text(STEP)} 的整数倍。" if written % STEP else None


def choices_of(item: RubricItem) -> tuple[Choice, ...]:
    """可以给的分数：分档的为各档的整数分，各档都不含 0 的还有 0 分（够不上最低一档）；

    没有即为零分的为满分、各种扣分之后的分数和 0。

    直接打分、加分和每缺一个扣分的不逐一列出。
    """
    if item.kind is ItemKind.BANDS:
        listed = [Choice(Decimal(at), band.title) for band in item.bands for at in _whole(band)]
        below = [] if any(band.low == 0 for band in item.bands) else [Choice(ZERO, "达不到最低一档")]
        return _distinct([*listed, *below])
    if item.kind is ItemKind.NONE_IS_ZERO:
        return _distinct([Choice(item.points, "符合"), *_after_deductions(item), Choice(ZERO, "没有")])
    return ()


def unit_of(item: RubricItem) -> Decimal:
    """每处扣几分：没有定额扣分的即每缺一个扣的分；有的，取各种扣分的最大公约数，写处数时按它折算。"""
    unit = item.per_unit or ZERO
    for one in item.deductions:
        rest = one.points
        while rest:
            unit, rest = rest, unit % rest
    return unit


def counting_hint(item: RubricItem) -> str:
    """每缺一个扣分的，处数怎样数：“应有 10 个，每缺 1 个计 1 处；没有名册计 2 处；每处扣 1 分，扣完为止”。"""
    unit = unit_of(item)
    needed = f"应有 {item.needed} 个，" if item.needed else ""
    missing = f"{needed}每缺 1 个计 {_units(item.per_unit or ZERO, unit)} 处"
    fixed = [f"{one.title}计 {_units(one.points, unit)} 处" for one in item.deductions]
    return "；".join([missing, *fixed, f"每处扣 {as_text(unit)} 分，扣完为止"])


def published(score: Decimal, places: int = 2) -> Decimal:
    """公布的得分：最后一次四舍五入到两位小数。"""
    return round_half_up(score, places)


def _line(item: RubricItem, findings: Mapping[str, Decimal]) -> RubricLine:
    written = findings.get(item.code)
    if written is None:
        if item.kind in COUNTED:
            raise InvalidFinding(f"项目“{item.title}”没有打分，请补齐（漏打的不按 0 分计）。")
        written = ZERO
    if fault := finding_fault(item, written):
        raise InvalidFinding(f"项目“{item.title}”写的是 {as_text(written)}，{fault}")
    points = item_points(item, written)
    return RubricLine(item, written, points, _working(item, written, points))


def _working(item: RubricItem, written: Decimal, points: Decimal) -> str:
    if item.kind is ItemKind.VETO:
        return "查实，一票否决" if written else "没有"
    if item.kind is ItemKind.PER_MISSING:
        lost = EXACT.multiply(unit_of(item), written)
        floor = "，扣完为止" if lost > item.points else ""
        return f"{as_text(item.points)} − {as_text(written)} 处 × {as_text(unit_of(item))}{floor}，得 {as_text(points)}"
    meaning = next((choice.meaning for choice in choices_of(item) if choice.points == written), "")
    return f"{as_text(points)} / {as_text(item.points)}{f'（{meaning}）' if meaning else ''}"


def _whole(band: Band) -> range:
    return range(int(band.high), int(band.low) - 1, -1)


def _after_deductions(item: RubricItem) -> Iterable[Choice]:
    """每一种扣分的组合，少扣的在前。"""
    for count in range(1, len(item.deductions) + 1):
        for chosen in combinations(item.deductions, count):
            left = EXACT.subtract(item.points, exact_sum(one.points for one in chosen))
            yield Choice(max(left, ZERO), "、".join(one.title for one in chosen))


def _distinct(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """同一个分数只列一次，各种含义写在一起，高分在前。"""
    meanings: dict[Decimal, list[str]] = {}
    for points, meaning in choices:
        meanings.setdefault(points, []).append(meaning)
    return tuple(Choice(points, "；或".join(meanings[points])) for points in sorted(meanings, reverse=True))


def _spans(permitted: list[Decimal]) -> str:
    return "、".join(as_text(points) for points in sorted(permitted))


def _units(points: Decimal, unit: Decimal) -> str:
    return as_text(EXACT.divide(points, unit).normalize()) if unit else "0"
