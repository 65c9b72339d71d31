"""700 分制（试验性）：中位数的选手为 700 分，其余为 700 + 30 × (得分 - 中位数) / (1.4826 × MAD)，四舍五入到整数。

MAD 为各得分与中位数之差的绝对值的中位数；人数为偶数时，中位数取中间两个的平均。不设上下限。MAD 为 0 时不能换算。
出处：700 为中位数见 skillshub.io/worldskills-scale；公式由公开项目对照一份 CIS 导出（32 人）反推，不是官方条文，
故列为试验性（competition-rules 2.3）。没有参数，没有满分，因此只用于总分，不用于加权的模块得分。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from scoring.conversion import Converted, NotConvertible
from scoring.numbers import EXACT, exact_mean, round_half_up
from scoring.parameters import Parameters, check_names

CODE = "scale_700"
TITLE = "700 分制（试验性）"
FROM_TIME = False
MIDDLE, SLOPE, NORMAL = Decimal(700), Decimal(30), Decimal("1.4826")


def check(parameters: Parameters, full_mark: Decimal) -> None:
    """没有参数。"""
    check_names(parameters)


def converted_full_mark(parameters: Parameters, full_mark: Decimal) -> None:
    """没有满分。"""


def convert(raws: Mapping[str, Decimal], parameters: Parameters, full_mark: Decimal) -> dict[str, Converted]:
    """各选手的 700 分制得分。绝对离差中位数为 0（人数太少，或半数以上得分相同）报 `NotConvertible`。"""
    if not raws:
        return {}
    median = _median(raws.values())
    distances = {key: EXACT.subtract(raw, median) for key, raw in raws.items()}
    spread = _median(abs(distance) for distance in distances.values())
    if spread == 0:
        raise NotConvertible(
            "绝对离差中位数为 0（人数太少，或半数以上总分相同），不能换算为 700 分制，请在评分方案中取消这项换算。"
        )
    facts = {"中位数": median, "绝对离差中位数": spread}
    unit = EXACT.multiply(NORMAL, spread)
    return {
        key: Converted(CODE, raws[key], _scaled(distance, unit), facts=facts) for key, distance in distances.items()
    }


def _scaled(distance: Decimal, unit: Decimal) -> Decimal:
    return round_half_up(EXACT.add(MIDDLE, EXACT.divide(EXACT.multiply(SLOPE, distance), unit)), 0)


def _median(values: Iterable[Decimal]) -> Decimal:
    ordered = sorted(values)
    middle, even = len(ordered) // 2, len(ordered) % 2 == 0
    return exact_mean(ordered[middle - 1 : middle + 1]) if even else ordered[middle]
