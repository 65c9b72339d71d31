"""工作室档案：名称、类型、级别、领衔人与成员。级别以命名文件为准，一间工作室可以先后有几级命名。"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from foundation.workflow import Workflow


class StudioKind(StrEnum):
    """工作室的类型。"""

    MODEL_WORKER = "model-worker"
    CRAFTSPERSON = "craftsperson"
    WORKERS = "workers"
    TRADITIONAL_CRAFT = "traditional-craft"
    SKILL_MASTER = "skill-master"


STUDIO_KIND_TITLES = {
    StudioKind.MODEL_WORKER: "劳模创新工作室",
    StudioKind.CRAFTSPERSON: "工匠创新工作室",
    StudioKind.WORKERS: "职工创新工作室",
    StudioKind.TRADITIONAL_CRAFT: "传统工艺大师工作室",
    StudioKind.SKILL_MASTER: "技能大师工作室",
}


class NamingLevel(StrEnum):
    """命名的级别，由低到高。"""

    ENTERPRISE = "enterprise"
    DISTRICT = "district"
    CITY = "city"
    CITY_MODEL = "city-model"
    PROVINCE = "province"
    NATIONAL = "national"


NAMING_LEVEL_TITLES = {
    NamingLevel.ENTERPRISE: "企业级",
    NamingLevel.DISTRICT: "区县级",
    NamingLevel.CITY: "市级",
    NamingLevel.CITY_MODEL: "市级示范",
    NamingLevel.PROVINCE: "省级",
    NamingLevel.NATIONAL: "全国",
}


class StudioState(StrEnum):
    """在册的工作室计入统计；注销的只留档案。"""

    ACTIVE = "active"
    CLOSED = "closed"


STUDIO_STATE_TITLES = {StudioState.ACTIVE: "在册", StudioState.CLOSED: "已注销"}

STUDIO_WORKFLOW = Workflow(
    name="工作室",
    table={
        (StudioState.ACTIVE, "close_studio"): StudioState.CLOSED,
        (StudioState.CLOSED, "reopen_studio"): StudioState.ACTIVE,
    },
    titles=STUDIO_STATE_TITLES,
    corrections=frozenset({"close_studio", "reopen_studio"}),
)


class MemberRole(StrEnum):
    """成员在工作室里的分工。"""

    DEPUTY = "deputy"
    BACKBONE = "backbone"
    MEMBER = "member"
    ADVISER = "adviser"


MEMBER_ROLE_TITLES = {
    MemberRole.DEPUTY: "副领衔人",
    MemberRole.BACKBONE: "骨干",
    MemberRole.MEMBER: "成员",
    MemberRole.ADVISER: "技术顾问",
}


class FundSource(StrEnum):
    """经费从哪里来。"""

    UNIT = "unit"
    UNION = "union"
    GOVERNMENT = "government"
    OTHER = "other"


FUND_SOURCE_TITLES = {
    FundSource.UNIT: "单位投入",
    FundSource.UNION: "工会补助",
    FundSource.GOVERNMENT: "政府补助",
    FundSource.OTHER: "其他",
}


class ActivityKind(StrEnum):
    """工作室的活动。"""

    TRAINING = "training"
    EXCHANGE = "exchange"
    SERVICE = "service"
    VISIT = "visit"


ACTIVITY_KIND_TITLES = {
    ActivityKind.TRAINING: "培训",
    ActivityKind.EXCHANGE: "技术交流",
    ActivityKind.SERVICE: "对外服务",
    ActivityKind.VISIT: "接待参观",
}


class PhotoKind(StrEnum):
    """照片拍的是什么。"""

    PLAQUE = "plaque"
    PLACE = "place"
    ACTIVITY = "activity"
    OUTCOME = "outcome"


PHOTO_KIND_TITLES = {
    PhotoKind.PLAQUE: "牌匾",
    PhotoKind.PLACE: "场所设备",
    PhotoKind.ACTIVITY: "活动",
    PhotoKind.OUTCOME: "成果",
}


def rank_of(level: NamingLevel) -> int:
    """级别的高低：企业级为 0，依次加 1。"""
    return list(NamingLevel).index(level)


def highest(levels: Collection[NamingLevel]) -> NamingLevel | None:
    """几级命名中最高的一级；没有命名的为 None。统计按最高一级，不把各级命名相加。"""
    return max(levels, key=rank_of, default=None)


def next_level(level: NamingLevel | None) -> NamingLevel | None:
    """可以向上推荐到的一级；没有命名的从企业级起，全国以上没有了。"""
    order = list(NamingLevel)
    after = 0 if level is None else rank_of(level) + 1
    return order[after] if after < len(order) else None


def reasons_against_dates(founded: date, today: date) -> list[str]:
    """成立日期不晚于今天，不早于 1949 年。"""
    if founded > today:
        return ["成立日期不能晚于今天。"]
    return [] if founded.year >= 1949 else ["成立日期不能早于 1949 年，请核对。"]
