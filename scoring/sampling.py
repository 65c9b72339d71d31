"""抽样：由公布的种子决定，任何人都可以重新算出来。"""

import hashlib
from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal


def sample_size(total: int, share: Decimal, *, at_least: int = 0) -> int:
    """从 `total` 份里抽多少：按 `share`（0.1 即十分之一）计算，有小数即进一；不少于 `at_least`，不多于全部。"""
    counted = int((share * total).to_integral_value(ROUND_CEILING))
    return min(total, max(counted, at_least))


def first_by_digest(labels: Iterable[str], seed: str, count: int) -> list[str]:
    """对每个标签求“种子:标签”（UTF-8）的 SHA-256，按十六进制摘要从小到大取前 `count` 个。"""
    return sorted(labels, key=lambda label: hashlib.sha256(f"{seed}:{label}".encode()).hexdigest())[:count]
