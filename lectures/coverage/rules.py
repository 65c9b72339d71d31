"""覆盖和人均：到没到过，每千名职工讲了几场。已举办与计划中从不相加。"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scoring.numbers import round_half_up

LECTURES_PLACES = 2
ATTENDANCES_PLACES = 1


class Reach(StrEnum):
    """到过（已举办过）、已计划（还没有举办过，但排了场次）、尚未到达（两者都没有）。"""

    REACHED = "reached"
    PLANNED = "to-come"
    NEVER = "not-yet"


REACH_TITLES = {Reach.REACHED: "已到达", Reach.PLANNED: "已计划", Reach.NEVER: "尚未到达"}


class Dimension(StrEnum):
    """覆盖按什么看：登记场所的名册（区县）、街道、园区、单位、学校、每个场所。"""

    DISTRICT = "district"
    STREET = "street"
    ESTATE = "estate"
    UNIT = "unit"
    SCHOOL = "school"
    PLACE = "place"


DIMENSION_TITLES = {
    Dimension.DISTRICT: "区县（名册）",
    Dimension.STREET: "街道（镇）",
    Dimension.ESTATE: "园区",
    Dimension.UNIT: "单位",
    Dimension.SCHOOL: "学校",
    Dimension.PLACE: "场所",
}


class ShareOf(StrEnum):
    """人均按什么看。"""

    DISTRICT = "district"
    STREET = "street"
    KIND = "kind"


SHARE_TITLES = {ShareOf.DISTRICT: "区县（名册）", ShareOf.STREET: "街道（镇）", ShareOf.KIND: "场所类别"}


def reach_of(held: int, planned: int) -> Reach:
    """举办过一场就是已到达；没有举办过、但计划了的是已计划；其余尚未到达。"""
    if held:
        return Reach.REACHED
    return Reach.PLANNED if planned else Reach.NEVER


@dataclass(frozen=True)
class PerThousand:
    """每千名职工的数，连同算法：`count` ÷ `workers` × 1000；没有职工数就没有这个数，绝不当作 0。"""

    count: int
    workers: int
    value: Decimal | None

    def __str__(self) -> str:
        if self.value is None:
            return "没有职工数，算不出"
        return f"{self.count} ÷ {self.workers} × 1000 = {self.value}"


def per_thousand(count: int, workers: int, places: int) -> PerThousand:
    """每千名职工的场次（保留两位小数）或人次（一位），四舍五入。"""
    value = round_half_up(Decimal(count * 1000) / workers, places) if workers else None
    return PerThousand(count, workers, value)
