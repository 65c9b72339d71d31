"""申报命名：申报 → 逐级推荐 → 受理（补正）→ 实地考察 → 评审 → 公示 → 命名。

出处：荆州 2018《创建意见》“领衔人＋创新工作室”与按县分配名额；合肥 2022 通知“实地考察与集中评审、发文命名、授牌并
颁发证书”；宁波海曙“单位申报—镇（街道）或产业工会审核—区总工会”。各地环节多少不一，没有的环节可以跳过。
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow
from studios.registry.rules import NAMING_LEVEL_TITLES, NamingLevel, rank_of

FULL_WEIGHT = Decimal(100)


class CallState(StrEnum):
    """The life of a call for applications (申报通知)."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    CANCELLED = "cancelled"


CALL_STATE_TITLES = {
    CallState.DRAFT: "草稿",
    CallState.PUBLISHED: "进行中",
    CallState.CLOSED: "已办结",
    CallState.CANCELLED: "已取消",
}

CALL_WORKFLOW = Workflow(
    name="申报通知",
    table={
        (CallState.DRAFT, "publish_designation_call"): CallState.PUBLISHED,
        (CallState.DRAFT, "cancel_designation_call"): CallState.CANCELLED,
        (CallState.PUBLISHED, "cancel_designation_call"): CallState.CANCELLED,
        (CallState.PUBLISHED, "close_designation_call"): CallState.CLOSED,
        (CallState.CLOSED, "reopen_designation_call"): CallState.PUBLISHED,
    },
    titles=CALL_STATE_TITLES,
    corrections=frozenset({"cancel_designation_call", "reopen_designation_call"}),
)


class DesignationState(StrEnum):
    """Where one application stands."""

    DRAFT = "draft"
    RECOMMENDING = "recommending"
    RETURNED = "returned"
    REFUSED = "refused"
    RECOMMENDED = "recommended"
    CORRECTING = "correcting"
    REJECTED = "rejected"
    ADMITTED = "admitted"
    VISITED = "visited"
    REVIEWED = "reviewed"
    NOTICED = "noticed"
    NAMED = "named"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


DESIGNATION_STATE_TITLES = {
    DesignationState.DRAFT: "草稿",
    DesignationState.RECOMMENDING: "逐级推荐中",
    DesignationState.RETURNED: "退回补充",
    DesignationState.REFUSED: "未获推荐",
    DesignationState.RECOMMENDED: "待受理",
    DesignationState.CORRECTING: "补正中",
    DesignationState.REJECTED: "不予受理",
    DesignationState.ADMITTED: "已受理",
    DesignationState.VISITED: "已考察",
    DesignationState.REVIEWED: "已评审",
    DesignationState.NOTICED: "公示中",
    DesignationState.NAMED: "已命名",
    DesignationState.DECLINED: "未通过",
    DesignationState.WITHDRAWN: "已撤回",
}

S = DesignationState
DESIGNATION_WORKFLOW = Workflow(
    name="申报",
    table={
        (S.DRAFT, "submit_designation"): S.RECOMMENDING,
        (S.RETURNED, "submit_designation"): S.RECOMMENDING,
        (S.RECOMMENDING, "return_designation"): S.RETURNED,
        (S.RECOMMENDING, "refuse_designation"): S.REFUSED,
        (S.RECOMMENDING, "complete_recommendation"): S.RECOMMENDED,
        (S.REFUSED, "resume_recommendation"): S.RECOMMENDING,
        (S.RECOMMENDED, "admit_designation"): S.ADMITTED,
        (S.RECOMMENDED, "correct_designation"): S.CORRECTING,
        (S.RECOMMENDED, "reject_designation"): S.REJECTED,
        (S.CORRECTING, "supplement_designation"): S.RECOMMENDED,
        (S.CORRECTING, "reject_designation"): S.REJECTED,
        (S.REJECTED, "recheck_designation"): S.RECOMMENDED,
        (S.ADMITTED, "recheck_designation"): S.RECOMMENDED,
        (S.ADMITTED, "visit_designation"): S.VISITED,
        (S.ADMITTED, "review_designation"): S.REVIEWED,
        (S.VISITED, "review_designation"): S.REVIEWED,
        (S.REVIEWED, "notice_designation"): S.NOTICED,
        (S.VISITED, "decline_designation"): S.DECLINED,
        (S.REVIEWED, "decline_designation"): S.DECLINED,
        (S.NOTICED, "decline_designation"): S.DECLINED,
        (S.NOTICED, "designate_studio"): S.NAMED,
        (S.DECLINED, "revise_designation"): S.REVIEWED,
        **{
            (state, "withdraw_designation"): S.WITHDRAWN
            for state in (S.DRAFT, S.RECOMMENDING, S.RETURNED, S.RECOMMENDED, S.CORRECTING, S.ADMITTED)
        },
    },
    titles=DESIGNATION_STATE_TITLES,
    corrections=frozenset(
        {
            "return_designation",
            "refuse_designation",
            "resume_recommendation",
            "correct_designation",
            "reject_designation",
            "recheck_designation",
            "decline_designation",
            "revise_designation",
            "withdraw_designation",
        }
    ),
)

EDITABLE = frozenset({S.DRAFT, S.RETURNED, S.CORRECTING})
"""The states in which the applicant writes."""

OVER = frozenset({S.REFUSED, S.REJECTED, S.DECLINED, S.WITHDRAWN})
"""The states that lead to no name."""


class Stage(StrEnum):
    """命名的七个环节。"""

    APPLYING = "applying"
    RECOMMENDING = "recommending"
    CHECKING = "checking"
    VISITING = "visiting"
    REVIEWING = "reviewing"
    NOTICING = "noticing"
    NAMING = "naming"


STAGE_TITLES = {
    Stage.APPLYING: "申报",
    Stage.RECOMMENDING: "推荐",
    Stage.CHECKING: "受理",
    Stage.VISITING: "实地考察",
    Stage.REVIEWING: "评审",
    Stage.NOTICING: "公示",
    Stage.NAMING: "命名",
}

STAGE_OF = {
    S.DRAFT: Stage.APPLYING,
    S.RETURNED: Stage.APPLYING,
    S.RECOMMENDING: Stage.RECOMMENDING,
    S.RECOMMENDED: Stage.CHECKING,
    S.CORRECTING: Stage.CHECKING,
    S.ADMITTED: Stage.VISITING,
    S.VISITED: Stage.REVIEWING,
    S.REVIEWED: Stage.NOTICING,
    S.NOTICED: Stage.NOTICING,
    S.NAMED: Stage.NAMING,
}
"""The stage whose work an application waits for (or, named, has behind it)."""


class MaterialKind(StrEnum):
    """申报材料（九江 2019、南湖 2017、天津经开区 2023 所列，取其并集）。"""

    FORM = "form"
    RULES = "rules"
    ACTIVITIES = "activities"
    MEMBERS = "members"
    OUTCOMES = "outcomes"
    HONOURS = "honours"
    VIDEO = "video"
    OTHER = "other"


MATERIAL_KIND_TITLES = {
    MaterialKind.FORM: "盖章的申报表",
    MaterialKind.RULES: "规章制度（学习培训、管理办法、奖励激励）",
    MaterialKind.ACTIVITIES: "活动记录和照片",
    MaterialKind.MEMBERS: "成员的职业资格、技术等级、学历证书",
    MaterialKind.OUTCOMES: "成果和业绩证明",
    MaterialKind.HONOURS: "领衔人荣誉证书",
    MaterialKind.VIDEO: "视频截图或说明",
    MaterialKind.OTHER: "其他材料",
}

NEEDED_MATERIALS = (
    MaterialKind.FORM,
    MaterialKind.RULES,
    MaterialKind.ACTIVITIES,
    MaterialKind.MEMBERS,
    MaterialKind.OUTCOMES,
)
"""每份申报都要交的材料；领衔人荣誉证书只在有荣誉时要。"""


@dataclass(frozen=True)
class StageCount:
    """A stage on the line of a call: how many applications wait there."""

    stage: Stage
    waiting: int
    reached: int


def stage_counts(states: Mapping[DesignationState, int]) -> list[StageCount]:
    """各环节的件数：`waiting` 停在这一环节的，`reached` 到过这一环节的（未获推荐、不予受理、未通过和撤回的不计）。"""
    order = list(Stage)
    waiting = dict.fromkeys(order, 0)
    for state, number in states.items():
        if state in STAGE_OF and state is not S.NAMED:
            waiting[STAGE_OF[state]] += number
    named = states.get(S.NAMED, 0)
    return [
        StageCount(stage, waiting[stage], sum(waiting[later] for later in order[place:]) + named)
        for place, stage in enumerate(order)
    ]


def reasons_against_call(
    apply_from: date, apply_to: date, site_weight: Decimal, paper_weight: Decimal, notice_days: int
) -> list[str]:
    """申报起止日期有先后；实地考察与集中评审的权重合计 100%；公示至少 1 个工作日。"""
    reasons = []
    if apply_from > apply_to:
        reasons.append("申报截止不能早于申报开始。")
    if any(weight != weight.quantize(Decimal("0.01")) for weight in (site_weight, paper_weight)):
        reasons.append("权重最多两位小数。")
    if site_weight < 0 or paper_weight < 0 or site_weight + paper_weight != FULL_WEIGHT:
        reasons.append(f"实地考察和集中评审的权重合计应为 100%，现在是 {site_weight + paper_weight}%。")
    if notice_days < 1:
        reasons.append("公示期至少 1 个工作日。")
    return reasons


def reasons_against_taking(state: CallState, apply_from: date, apply_to: date, day: date) -> list[str]:
    """通知发布后，从申报开始日到截止日 24 时收件。"""
    if state is not CallState.PUBLISHED:
        return [f"申报通知目前是“{CALL_STATE_TITLES[state]}”，不收申报。"]
    if day < apply_from:
        return [f"申报还没有开始，{apply_from:%Y年%m月%d日} 起收件。"]
    return [f"申报已于 {apply_to:%Y年%m月%d日} 24 时截止。"] if day > apply_to else []


def missing_materials(given: Collection[MaterialKind], on_file: Collection[MaterialKind]) -> list[MaterialKind]:
    """还缺的材料：档案里已经有的不用再交；盖章的申报表每次都要交。"""
    return [kind for kind in NEEDED_MATERIALS if kind not in given and kind not in on_file]


def reasons_against_submitting(summary: str, plan: str, missing: Collection[MaterialKind]) -> list[str]:
    """事迹和计划写了，材料齐了，才能提交。"""
    reasons = [] if summary else ["还没有写主要事迹。"]
    if not plan:
        reasons.append("还没有写三年目标和年度计划。")
    return [*reasons, *(f"还没有上传“{MATERIAL_KIND_TITLES[kind]}”。" for kind in missing)]


def reasons_against_level(held: NamingLevel | None, level: NamingLevel) -> list[str]:
    """已经有这一级或更高一级命名的，不再申报；复核由考核办理。"""
    if held is None or rank_of(held) < rank_of(level):
        return []
    return [f"这个工作室已经是“{NAMING_LEVEL_TITLES[held]}”，不用再申报“{NAMING_LEVEL_TITLES[level]}”。"]


def reasons_against_deciding(account_person: int | None, team: Collection[int]) -> list[str]:
    """领衔人和成员不对自己的工作室提意见、作决定。"""
    return ["您是这个工作室的领衔人或成员，请由其他经办人办理。"] if account_person in team else []
