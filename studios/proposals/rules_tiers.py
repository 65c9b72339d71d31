"""按核实的效益分档的奖励：效益要超过（不含等于）一档的下限才得这一档。"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Tier:
    """一档：效益超过 `above` 元。"""

    title: str
    above: Decimal


PROPOSAL_TIERS = (
    Tier("一等建议", Decimal(50_000)),
    Tier("二等建议", Decimal(10_000)),
    Tier("三等建议", Decimal(2_000)),
)
"""合理化建议：一等超过 5 万元，二等超过 1 万元，三等超过 2000 元。出处：企业效益分档奖励办法（S59）。"""

ACHIEVEMENT_TIERS = (
    Tier("金奖", Decimal(200_000)),
    Tier("银奖", Decimal(100_000)),
    Tier("铜奖", Decimal(50_000)),
    Tier("小改小革奖", Decimal(10_000)),
)
"""成果：金奖超过 20 万元，银奖 10 万元，铜奖 5 万元，小改小革 1 万元。出处：企业效益分档奖励办法（S59）。"""


def tier_of(benefit: Decimal | None, tiers: Sequence[Tier]) -> Tier | None:
    """核实的效益（元）达到的最高一档；没有核实或不够最低一档的为 None。"""
    if benefit is None:
        return None
    return next((tier for tier in tiers if benefit > tier.above), None)
