"""点单每一步用了几天：中位数，不受个别拖得很久的影响。"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median

from lectures.orders.rules import OrderState
from scoring.numbers import round_half_up

SECOND = timedelta(seconds=1)
SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class StepTime:
    """一种状态：走过它的次数，停留天数的中位数（四舍五入保留一位小数）。"""

    state: OrderState
    passed: int
    days: Decimal


def step_times(entries: Iterable[tuple[int, OrderState, datetime]]) -> list[StepTime]:
    """每种状态停留多久。`entries` 为各点单进入各状态的时间，按点单、先后排列；还没有离开的不算。"""
    stays: dict[OrderState, list[Decimal]] = defaultdict(list)
    before: tuple[int, OrderState, datetime] | None = None
    for entry in entries:
        if before is not None and before[0] == entry[0]:
            stays[before[1]].append(Decimal((entry[2] - before[2]) // SECOND))
        before = entry
    return [StepTime(state, len(stays[state]), _days(median(stays[state]))) for state in OrderState if stays[state]]


def _days(seconds: Decimal) -> Decimal:
    return round_half_up(seconds / SECONDS_A_DAY, 1)
