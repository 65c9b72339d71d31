"""What a competition plan says, and when it is complete."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow


class CompetitionLevel(StrEnum):
    """The level at which a competition is held; its class is another matter (竞赛级别与类别是两件事)."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    CITY = "city"
    DISTRICT = "district"
    ENTERPRISE = "enterprise"
    SCHOOL = "school"


LEVEL_TITLES = {
    CompetitionLevel.NATIONAL: "国家级",
    CompetitionLevel.PROVINCIAL: "省级",
    CompetitionLevel.CITY: "市级",
    CompetitionLevel.DISTRICT: "区县级",
    CompetitionLevel.ENTERPRISE: "企业级",
    CompetitionLevel.SCHOOL: "院校级",
}


class CompetitionClass(StrEnum):
    """The class of a competition."""

    COMPREHENSIVE = "comprehensive"
    FIRST = "first"
    SECOND = "second"
    NONE = "none"


CLASS_TITLES = {
    CompetitionClass.COMPREHENSIVE: "综合赛",
    CompetitionClass.FIRST: "一类赛",
    CompetitionClass.SECOND: "二类赛",
    CompetitionClass.NONE: "不分类",
}


class CompetitionState(StrEnum):
    """A draft is seen by its organisers only."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


COMPETITION_STATE_TITLES = {
    CompetitionState.DRAFT: "筹备中",
    CompetitionState.PUBLISHED: "已发布",
    CompetitionState.ARCHIVED: "已归档",
}


class PartnerRole(StrEnum):
    """主办, 承办, 协办."""

    ORGANISER = "organiser"
    HOST = "host"
    CO_HOST = "co-host"


PARTNER_TITLES = {PartnerRole.ORGANISER: "主办单位", PartnerRole.HOST: "承办单位", PartnerRole.CO_HOST: "协办单位"}


class EventFormat(StrEnum):
    """How many compete as one entry."""

    INDIVIDUAL = "individual"
    PAIR = "pair"
    TEAM = "team"


FORMAT_TITLES = {EventFormat.INDIVIDUAL: "个人赛", EventFormat.PAIR: "双人赛", EventFormat.TEAM: "团体赛"}


class StageState(StrEnum):
    """How far a stage of an event is. From the draw on, the plan is locked."""

    PLANNED = "planned"
    DRAWN = "drawn"
    JUDGING = "judging"
    JUDGED = "judged"


STAGE_STATE_TITLES = {
    StageState.PLANNED: "报名与筹备",
    StageState.DRAWN: "已抽签",
    StageState.JUDGING: "评分中",
    StageState.JUDGED: "评分结束",
}

COMPETITION_WORKFLOW = Workflow(
    name="竞赛",
    table={
        (CompetitionState.DRAFT, "publish_competition"): CompetitionState.PUBLISHED,
        (CompetitionState.PUBLISHED, "withdraw_competition"): CompetitionState.DRAFT,
        (CompetitionState.PUBLISHED, "archive_competition"): CompetitionState.ARCHIVED,
    },
    titles=COMPETITION_STATE_TITLES,
    corrections=frozenset({"withdraw_competition"}),
)

STAGE_WORKFLOW = Workflow(
    name="赛项",
    table={
        (StageState.PLANNED, "make_draw"): StageState.DRAWN,
        (StageState.DRAWN, "void_draw"): StageState.PLANNED,
        (StageState.DRAWN, "open_judging"): StageState.JUDGING,
        (StageState.JUDGING, "close_judging"): StageState.JUDGED,
        (StageState.JUDGED, "reopen_judging"): StageState.JUDGING,
    },
    titles=STAGE_STATE_TITLES,
    corrections=frozenset({"void_draw", "reopen_judging"}),
)


def reasons_against_plan(weights: Sequence[Decimal], module_faults: Sequence[str], awards: int) -> list[str]:
    """赛项方案不完整之处：各模块权重合计应为 100%，评分细则与满分一致，并已设奖项。空列表即完整。"""
    reasons = list(module_faults)
    if not weights:
        reasons.append("还没有竞赛模块。")
    elif sum(weights, Decimal(0)) != 100:
        reasons.append(f"各模块权重合计为 {sum(weights, Decimal(0)):f}%，应为 100%。")
    if not awards:
        reasons.append("还没有设奖方案。")
    return reasons
