"""工作室档案：名称、类型、级别、领衔人与成员。级别以命名文件为准，一间工作室可以先后有几级命名。"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow
from scoring.numbers import round_half_up


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


INDUSTRIES = (
    "农、林、牧、渔业",
    "采矿业",
    "制造业",
    "电力、热力、燃气及水生产和供应业",
    "建筑业",
    "批发和零售业",
    "交通运输、仓储和邮政业",
    "住宿和餐饮业",
    "信息传输、软件和信息技术服务业",
    "金融业",
    "房地产业",
    "租赁和商务服务业",
    "科学研究和技术服务业",
    "水利、环境和公共设施管理业",
    "居民服务、修理和其他服务业",
    "教育",
    "卫生和社会工作",
    "文化、体育和娱乐业",
    "公共管理、社会保障和社会组织",
    "国际组织",
)
"""国民经济行业分类的门类（GB/T 4754—2017），统计按它分行业。"""


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


class LeavingReason(StrEnum):
    """成员退出、领衔人变更的原因。"""

    LEFT = "left"
    RETIRED = "retired"
    DIED = "died"
    MOVED = "moved"
    REPLACED = "replaced"


LEAVING_REASON_TITLES = {
    LeavingReason.LEFT: "离职",
    LeavingReason.RETIRED: "退休",
    LeavingReason.DIED: "去世",
    LeavingReason.MOVED: "工作调动",
    LeavingReason.REPLACED: "调整分工",
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


def reasons_against_dates(founded: date, today: date) -> list[str]:
    """成立日期不晚于今天，不早于 1949 年。"""
    if founded > today:
        return ["成立日期不能晚于今天。"]
    return [] if founded.year >= 1949 else ["成立日期不能早于 1949 年，请核对。"]


SOUTH, NORTH = Decimal("3.8"), Decimal("53.6")
WEST, EAST = Decimal("73.4"), Decimal("135.1")


def reasons_against_point(latitude: Decimal | None, longitude: Decimal | None) -> list[str]:
    """坐标（GCJ-02，度）：纬度和经度同填或同不填，在中国四至之内。"""
    if latitude is None and longitude is None:
        return []
    if latitude is None or longitude is None:
        return ["纬度和经度要么都填，要么都不填。"]
    if SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST:
        return []
    swapped = SOUTH <= longitude <= NORTH and WEST <= latitude <= EAST
    advice = "纬度和经度好像填反了，请对调。" if swapped else "请在地图上重新取点。"
    return [f"坐标不在中国境内（纬度 {SOUTH} 至 {NORTH}，经度 {WEST} 至 {EAST}）。{advice}"]


def reasons_against_day(what: str, day: date, founded: date, today: date) -> list[str]:
    """工作室里发生的事（加入、命名、活动、制度）不早于工作室成立，不晚于今天；`what` 是这一天的名称。"""
    if day > today:
        return [f"{what}不能晚于今天。"]
    return [] if day >= founded else [f"{what}早于工作室成立的日期（{founded}），请核对。"]


def reasons_against_leaving(joined: date, left: date, today: date) -> list[str]:
    """退出日期不早于加入日期，不晚于今天。"""
    if left > today:
        return ["退出日期不能晚于今天。"]
    return [] if left >= joined else [f"退出日期早于加入日期（{joined}），请核对。"]


def reasons_against_term(named: date, ends: date | None) -> list[str]:
    """命名的有效期止不早于命名日期；没有期限的不填。"""
    return [f"有效期止早于命名日期（{named}），请核对。"] if ends is not None and ends < named else []


def reasons_against_fund(
    year: int, amount: Decimal, spent: Decimal, founded: date, today: date
) -> dict[str, list[str]]:
    """经费（元），按栏目：年份不早于成立，不晚于今年；金额大于 0；支出不小于 0，不超过金额。"""
    reasons = {}
    if not founded.year <= year <= today.year:
        reasons["year"] = [f"年份应在 {founded.year} 年至 {today.year} 年之间。"]
    if amount <= 0:
        reasons["amount"] = ["金额应大于 0 元。"]
    if not 0 <= spent <= max(amount, Decimal(0)):
        reasons["spent"] = ["支出应在 0 元与本笔经费的金额之间；超支的部分请另记一笔经费。"]
    return reasons


def in_wan(amount: Decimal) -> str:
    """元换算为万元，四舍五入到两位小数，末尾的零不写：123456 元为 12.35。"""
    rounded = round_half_up(amount / 10_000, 2)
    return f"{rounded.normalize():f}"
