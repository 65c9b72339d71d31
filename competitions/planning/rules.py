"""What a competition plan says, and when it is complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from foundation.workflow import Workflow
from marking.schemes.rules import in_words
from scoring.conversions import CONVERSIONS, scale_700
from scoring.marks import Criterion, MarkingType
from scoring.parameters import InvalidParameters
from scoring.plan import ModulePlan, ScoringPlan, problems_of_plan
from scoring.team_rules import TEAM_RULES, points_by_award, points_by_place

MODULE_CONVERSIONS = [code for code in CONVERSIONS if code != scale_700.CODE]
"""700 分制没有满分，只用于总分。"""


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
    SIDES = "sides"


FORMAT_TITLES = {
    EventFormat.INDIVIDUAL: "个人赛",
    EventFormat.PAIR: "双人赛",
    EventFormat.TEAM: "团体赛",
    EventFormat.SIDES: "对抗赛",
}
TEAMS = frozenset({EventFormat.TEAM, EventFormat.SIDES})
"""An entry is a team with a name of its own and a captain; in `SIDES` two teams meet in matches (rounds)."""


MATCHES_ELSEWHERE = "对抗赛按轮次、场次抽签和评分，请在赛项页面进入“对抗赛”办理。"


class Anonymity(StrEnum):
    """What raters know of the work before them; the plan says it for each module.

    盲评按模块规定：有的模块当场公开评分，有的只见工位号，作品交来后另行编号的只见作品号。
    """

    OPEN = "open"
    WORKSTATION = "workstation"
    WORK = "work"


ANONYMITY_TITLES = {
    Anonymity.OPEN: "公开（可见姓名）",
    Anonymity.WORKSTATION: "盲评（只见工位号）",
    Anonymity.WORK: "盲评（只见作品号）",
}


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


@dataclass(frozen=True, slots=True)
class StageFacts:
    """What the completeness of a plan depends on in one stage."""

    title: str
    last: bool
    cut_off: int | None
    scoring: ScoringPlan
    scheme_faults: tuple[str, ...]


def reasons_against_plan(stages: Sequence[StageFacts], *, categories: int) -> list[str]:
    """赛项方案不完整之处：组别、阶段、模块及权重（合计 100%）、评分细则、同分规则、设奖方案。空列表即完整。"""
    reasons = [] if categories else ["还没有组别。"]
    if not stages:
        reasons.append("还没有竞赛阶段。")
    for stage in stages:
        reasons += [f"{stage.title}：{fault}" for fault in _stage_faults(stage)]
    return reasons


def _stage_faults(stage: StageFacts) -> list[str]:
    faults = list(stage.scheme_faults)
    if not stage.scoring.modules:
        faults.append("还没有竞赛模块。")
    else:
        faults += [in_words(str(problem)) for problem in problems_of_plan(_without_criteria(stage.scoring))]
    if not stage.last and stage.cut_off is None:
        faults.append("还没有写明晋级下一阶段的名次。")
    if stage.last and stage.scoring.awards is None:
        faults.append("还没有设奖方案。")
    return faults


def _without_criteria(plan: ScoringPlan) -> ScoringPlan:
    """The plan with one criterion a module: the criteria are checked by `scheme_faults`, which knows their steps.

    It is a measurement: a judgement would have to have the grades that methods by aspects ask for.
    """
    return replace(
        plan,
        modules=tuple(
            replace(module, criteria=(_stand_in(module),)) if module.method else module for module in plan.modules
        ),
    )


def _stand_in(module: ModulePlan) -> Criterion:
    return Criterion(module.code, module.title, module.full_mark, MarkingType.MEASUREMENT)


def reasons_against_dates(
    registration_opens: datetime, registration_closes: datetime, contest_begins: date, contest_ends: date
) -> list[str]:
    """报名截止应晚于报名开始；竞赛结束不早于竞赛开始；竞赛开始不早于报名截止之日。"""
    reasons = []
    if registration_closes <= registration_opens:
        reasons.append("报名截止时间应晚于报名开始时间。")
    if contest_ends < contest_begins:
        reasons.append("竞赛结束日期不能早于开始日期。")
    if contest_begins < registration_closes.date():
        reasons.append("竞赛开始日期不能早于报名截止日期。")
    return reasons


def reasons_against_change(
    states: Sequence[StageState], *, archived: bool, marked: StageState | None, reason: str
) -> list[str]:
    """抽签后方案锁定，修改须写明原因；评分开始后该阶段的模块和评分细则不得再改；归档后不得修改。

    `states` are those of all stages; `marked` is that of the stage whose modules or schemes change, if they do.
    """
    if archived:
        return ["竞赛已归档，方案不能再修改。"]
    if marked in (StageState.JUDGING, StageState.JUDGED):
        return ["评分已经开始，模块和评分细则不能再修改，以免已打的分数失去依据。"]
    if any(state is not StageState.PLANNED for state in states) and not reason.strip():
        return ["赛项已经抽签，方案已锁定。确需修改的，请写明原因。"]
    return []


def conversion_fault(rule: str, parameters: Mapping[str, Any], *, full_mark: Decimal, timed: bool) -> str | None:
    """成绩折算不能采用的原因：规则不存在、参数不合规则，或按用时计分的模块没有用时分。None：可以采用。"""
    if not rule:
        return "按用时计分的模块须选择一种用时分。" if timed else None
    if rule not in MODULE_CONVERSIONS:
        return "没有这种折算，请重新选择。"
    if CONVERSIONS[rule].FROM_TIME is not timed:
        return "用时分只用于按用时计分的模块。" if not timed else "按用时计分的模块须选择一种用时分。"
    try:
        CONVERSIONS[rule].check(parameters, full_mark)
    except InvalidParameters as problem:
        return in_words(str(problem))
    return None


def reasons_against_teams(facts: Mapping[str, Any]) -> list[str]:
    """团体计分不能采用的原因。空的方案即不计团体成绩。"""
    if not facts:
        return []
    reasons = [] if facts["rule"] in TEAM_RULES else ["没有这种团体计分规则，请重新选择。"]
    if facts["counted"] < 1:
        reasons.append("计入人数应至少为 1。")
    if facts["rule"] == points_by_place.CODE and not facts["place_points"]:
        reasons.append("名次积分须写明各名次的分数，例如 8/4/2/1。")
    if facts["rule"] == points_by_award.CODE and not facts["award_points"]:
        reasons.append("奖项积分须写明各奖项的分数。")
    return reasons
