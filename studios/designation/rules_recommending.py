"""逐级推荐：所在单位 → 街镇或产业工会 → 区县总工会 → 市总工会，到发出通知的一级为止，由它受理。

出处：宁波海曙“单位申报—镇（街道）或产业工会审核—区总工会”；江苏等地“逐级推荐、名额分配”。没有设的一级写明跳过。
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from people.organisations.rules import UNITS, OrganisationKind


class ChainLevel(StrEnum):
    """推荐意见的四级。"""

    UNIT = "unit"
    STREET = "street"
    DISTRICT = "district"
    CITY = "city"


CHAIN_LEVEL_TITLES = {
    ChainLevel.UNIT: "所在单位",
    ChainLevel.STREET: "街镇或产业工会",
    ChainLevel.DISTRICT: "区县总工会",
    ChainLevel.CITY: "市总工会",
}

_LEVEL_OF = {
    OrganisationKind.STREET_UNION: ChainLevel.STREET,
    OrganisationKind.INDUSTRIAL_UNION: ChainLevel.STREET,
    OrganisationKind.DISTRICT_FEDERATION: ChainLevel.DISTRICT,
    OrganisationKind.CITY_FEDERATION: ChainLevel.CITY,
    **dict.fromkeys(UNITS, ChainLevel.UNIT),
}


class Decision(StrEnum):
    """一级工会的意见。"""

    RECOMMEND = "recommend"
    RETURN = "return"
    REFUSE = "refuse"


DECISION_TITLES = {
    Decision.RECOMMEND: "同意推荐",
    Decision.RETURN: "退回补充",
    Decision.REFUSE: "不推荐",
}


@dataclass(frozen=True)
class Place:
    """An organisation on the way from the studio's unit to the top."""

    organisation_id: int
    name: str
    kind: OrganisationKind


@dataclass(frozen=True)
class ChainStep:
    """One step of recommendation; `place` is None where this level has no organisation and is skipped."""

    level: ChainLevel
    place: Place | None


def level_of(kind: OrganisationKind) -> ChainLevel:
    """组织属于哪一级。"""
    return _LEVEL_OF[kind]


def chain_of(upwards: Sequence[Place], organiser_id: int) -> list[ChainStep]:
    """从工作室所在单位（`upwards` 第一个）到受理单位以下，依次要提意见的各级；没有设的一级也列出。

    集团公司等几级单位同属“所在单位”，各占一步；受理单位自己不在其中。
    """
    below: list[Place] = []
    organiser: Place | None = None
    for place in upwards:
        if place.organisation_id == organiser_id:
            organiser = place
            break
        below.append(place)
    order = list(ChainLevel)
    top = order.index(level_of(organiser.kind)) if organiser else len(order)
    steps: list[ChainStep] = []
    for number, level in enumerate(order):
        there = [ChainStep(level, place) for place in below if level_of(place.kind) is level]
        steps += there or ([ChainStep(level, None)] if number < top else [])
    return steps


def next_place(steps: Sequence[ChainStep], given: Sequence[int]) -> Place | None:
    """下一个要提意见的组织：`given` 是已经同意推荐的；全部同意了为 None。"""
    return next((step.place for step in steps if step.place and step.place.organisation_id not in given), None)


def reasons_against_quota(name: str, used: int, quota: int | None) -> list[str]:
    """推荐名额：`used` 是已经推荐的件数；没有规定名额的不限。"""
    if quota is None or used < quota:
        return []
    return [f"{name}的推荐名额是 {quota} 个，已经推荐 {used} 个，用完了。请先商通知单位调整名额，或者不推荐这一件。"]
