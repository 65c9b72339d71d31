"""考场编排：谁在哪一场、坐几号。由记录在座位上的种子算出，任何人可以复算；同一单位的尽量不相邻。"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

METHOD = "sha256-seats-2026"


@dataclass(frozen=True)
class Waiting:
    """A candidate who has no seat yet. `key` is the number of the application, `unit` his employer."""

    key: int
    unit: str


def chosen(candidates: Iterable[Waiting], places: int, *, seed: str) -> list[Waiting]:
    """考生多于座位时谁排在这一场：按“种子:申报号”（UTF-8）的 SHA-256 从小到大取，与名单的先后无关。"""
    return sorted(candidates, key=lambda one: (_digest(f"{seed}:{one.key}"), one.key))[:places]


def seat_order(candidates: Collection[Waiting], *, seed: str) -> list[Waiting]:
    """座位次序，方法 sha256-seats-2026。

    一、每个单位的考生按“种子:申报号”的 SHA-256 从小到大排队。
    二、逐个取座位：在与前一个座位不同的单位中，取剩余人数最多的；人数相同的按“种子:单位”的 SHA-256 从小到大。
    三、只剩一个单位时，余下的依次入座。任何单位不超过半数（单数时加一）的，同单位的人不相邻。
    """
    queues: dict[str, list[Waiting]] = defaultdict(list)
    for one in chosen(candidates, len(candidates), seed=seed):
        queues[one.unit].append(one)
    order: list[Waiting] = []
    while queues:
        others = [unit for unit in queues if not order or unit != order[-1].unit] or list(queues)
        unit = min(others, key=lambda name: (-len(queues[name]), _digest(f"{seed}:{name}"), name))
        order.append(queues[unit].pop(0))
        if not queues[unit]:
            del queues[unit]
    return order


def free_numbers(places: int, taken: Collection[int]) -> list[int]:
    """空着的座位号，从小到大。"""
    return [number for number in range(1, places + 1) if number not in taken]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
