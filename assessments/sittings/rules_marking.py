"""考评得分：各考评员评分的平均，折算成百分制；★关键技能达不到要求的，本部分不合格。"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assessments.standards.rules import FULL_SCORE
from scoring.numbers import exact_sum, round_half_up

KEY_MINIMUM = 60
"""关键技能的最低得分率（百分数），机构可在评分细则里逐项改动。"""


@dataclass(frozen=True, slots=True)
class MarkedScore:
    """一名考生一个部分的得分（百分制，两位小数）；`failed_keys` 是没有达到要求的关键技能，`raters` 是计入的人数。"""

    score: Decimal
    failed_keys: list[str] = field(default_factory=list)
    raters: int = 0


@dataclass(frozen=True, slots=True)
class KeyCriterion:
    """一项关键技能：名称、满分、最低得分率（百分数）。"""

    title: str
    full_mark: Decimal
    minimum: int


def mean_score(totals: Sequence[Decimal], full_mark: Decimal) -> Decimal:
    """各考评员总分的算术平均，满分不是 100 的折算成百分制，四舍五入保留两位小数；中间不取舍。"""
    return round_half_up(exact_sum(totals) * FULL_SCORE / (len(totals) * full_mark), 2)


def failed_keys(keys: Mapping[str, KeyCriterion], marks: Sequence[Mapping[str, Decimal]]) -> list[str]:
    """平均得分率低于最低要求的关键技能；正好等于的算达到。`marks` 是每名考评员各项的得分，按评分项代码。"""
    return [
        f"{code} {key.title}"
        for code, key in keys.items()
        if exact_sum(one[code] for one in marks) * 100 < key.minimum * key.full_mark * len(marks)
    ]


def key_skill_faults(codes: Sequence[str], minimums: Mapping[str, int]) -> list[str]:
    """关键技能必须是细则里的评分项，最低得分率在 1 至 100 之间。"""
    faults = [f"评分细则里没有代码“{code}”，不能设为关键技能。" for code in minimums if code not in codes]
    faults += [
        f"关键技能“{code}”的最低得分率应在 1 至 100 之间。" for code, least in minimums.items() if not 1 <= least <= 100
    ]
    return faults


def seat_label(number: int, name: str, *, blind: bool) -> str:
    """考评员看到的考生：只有工位号，或者工位号和姓名。"""
    return f"{number} 号工位" if blind else f"{number} 号工位 · {name}"


def reasons_against_closing(late: Sequence[str], conflicting: Sequence[str]) -> list[str]:
    """迟到的分数须先裁定，封存之后才登记回避的评分表须先解封、登记回避，才能结束评分。"""
    reasons = [f"有迟到的分数还没有裁定：{label}。" for label in late]
    return reasons + [f"封存之后登记了回避，请先解封，再登记回避：{label}。" for label in conflicting]
