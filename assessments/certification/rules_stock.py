"""空白证书：领得出、对得上、毁得清。

按一家社会评价组织的做法（公开的系统说明）：领用不超过合格人数的 110 %，超过须写明原因；
领用 − 退回 − 作废 = 打印；作废的待销毁；库存少于 50 张提醒；每次变动有责任人。
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from foundation.errors import Refused

LOW_STOCK = 50
MOST_PERCENT = 110


class Movement(StrEnum):
    """What happens to blank certificates."""

    RECEIVED = "received"
    ISSUED = "issued"
    USED = "used"
    RETURNED = "returned"
    VOIDED = "voided"
    DESTROYED = "destroyed"


MOVEMENT_TITLES = {
    Movement.RECEIVED: "入库",
    Movement.ISSUED: "领用",
    Movement.USED: "打印",
    Movement.RETURNED: "退回",
    Movement.VOIDED: "作废",
    Movement.DESTROYED: "销毁",
}

FOR_A_PLAN = frozenset({Movement.ISSUED, Movement.USED, Movement.RETURNED, Movement.VOIDED})
"""这些变动记在一个认定计划名下，按计划核销；没有计划的（以赛代评、直接认定等）合在一起核销。"""


@dataclass(frozen=True)
class Levels:
    """How many blank papers lie where: in the store, handed out and not accounted for, spoiled and to be destroyed."""

    on_hand: int = 0
    handed_out: int = 0
    spoiled: int = 0

    @property
    def is_low(self) -> bool:
        """库存少于 50 张。"""
        return self.on_hand < LOW_STOCK


LEVEL_WORDS = {"on_hand": "库存", "handed_out": "已领用、未核销的", "spoiled": "作废待销毁的"}
EFFECTS: Mapping[Movement, Levels] = {
    Movement.RECEIVED: Levels(on_hand=1),
    Movement.ISSUED: Levels(on_hand=-1, handed_out=1),
    Movement.USED: Levels(handed_out=-1),
    Movement.RETURNED: Levels(on_hand=1, handed_out=-1),
    Movement.VOIDED: Levels(handed_out=-1, spoiled=1),
    Movement.DESTROYED: Levels(spoiled=-1),
}
"""每张空白证书因一次变动从哪里到哪里。"""


def levels_after(levels: Levels, movement: Movement, count: int) -> Levels:
    """The levels after `count` papers moved; below zero: a movement taken back. Refused if a level falls below zero."""
    effect = EFFECTS[movement]
    after = {one.name: getattr(levels, one.name) + count * getattr(effect, one.name) for one in fields(Levels)}
    for name, left in after.items():
        if left < 0:
            raise Refused(
                f"{LEVEL_WORDS[name]}空白证书只有 {getattr(levels, name)} 张，不够{MOVEMENT_TITLES[movement]}"
                f" {abs(count)} 张。请核对张数。",
                field="count",
            )
    return Levels(**after)


def needs_reason(issued: int, passes: int) -> bool:
    """领用张数（含这一次）是否超过合格人数的 110 %。"""
    return issued * 100 > passes * MOST_PERCENT


@dataclass(frozen=True)
class Reconciliation:
    """What one plan took and what became of it; `open` is still to be accounted for, 0 when all is."""

    issued: int = 0
    used: int = 0
    returned: int = 0
    voided: int = 0

    @property
    def open(self) -> int:
        """领用 − 退回 − 作废 − 打印。"""
        return self.issued - self.returned - self.voided - self.used
