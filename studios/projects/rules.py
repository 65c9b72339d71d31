"""攻关项目：来源、团队、节点、经费、检查和验收；几间工作室联合攻关的份额。"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow

WHOLE = Decimal(100)
"""份额以百分数计，各工作室之和不超过 100。"""


class ProjectSource(StrEnum):
    """课题从哪里来。"""

    UNIT = "unit"
    INDUSTRY = "industry"
    ALLIANCE = "alliance"
    CHALLENGE = "challenge"
    GOVERNMENT = "government"


PROJECT_SOURCE_TITLES = {
    ProjectSource.UNIT: "本单位课题",
    ProjectSource.INDUSTRY: "行业课题",
    ProjectSource.ALLIANCE: "联盟课题",
    ProjectSource.CHALLENGE: "揭榜挂帅",
    ProjectSource.GOVERNMENT: "政府科技计划",
}


class Difficulty(StrEnum):
    """攻关的难度。"""

    ORDINARY = "ordinary"
    HARD = "hard"
    KEY = "key"


DIFFICULTY_TITLES = {
    Difficulty.ORDINARY: "一般改进",
    Difficulty.HARD: "较难课题",
    Difficulty.KEY: "关键难题",
}


class ProjectState(StrEnum):
    """项目的一生：拟立项，立项，攻关，验收。"""

    DRAFT = "draft"
    APPROVED = "approved"
    RUNNING = "running"
    ACCEPTED = "accepted"
    FAILED = "failed"
    STOPPED = "stopped"


PROJECT_STATE_TITLES = {
    ProjectState.DRAFT: "拟立项",
    ProjectState.APPROVED: "已立项",
    ProjectState.RUNNING: "攻关中",
    ProjectState.ACCEPTED: "通过验收",
    ProjectState.FAILED: "未通过验收",
    ProjectState.STOPPED: "已中止",
}

PROJECT_WORKFLOW = Workflow(
    name="攻关项目",
    table={
        (ProjectState.DRAFT, "approve_project"): ProjectState.APPROVED,
        (ProjectState.APPROVED, "start_project"): ProjectState.RUNNING,
        (ProjectState.RUNNING, "accept_project"): ProjectState.ACCEPTED,
        (ProjectState.RUNNING, "fail_project"): ProjectState.FAILED,
        (ProjectState.APPROVED, "return_project"): ProjectState.DRAFT,
        (ProjectState.DRAFT, "stop_project"): ProjectState.STOPPED,
        (ProjectState.APPROVED, "stop_project"): ProjectState.STOPPED,
        (ProjectState.RUNNING, "stop_project"): ProjectState.STOPPED,
        (ProjectState.STOPPED, "resume_project"): ProjectState.DRAFT,
        (ProjectState.FAILED, "resume_project"): ProjectState.RUNNING,
        (ProjectState.ACCEPTED, "withdraw_acceptance"): ProjectState.RUNNING,
    },
    titles=PROJECT_STATE_TITLES,
    corrections=frozenset({"fail_project", "return_project", "stop_project", "resume_project", "withdraw_acceptance"}),
)

OPEN_STATES = frozenset({ProjectState.DRAFT, ProjectState.APPROVED, ProjectState.RUNNING})
"""还在进行、可以改动的项目。"""


class TeamRole(StrEnum):
    """负责人之外，团队成员的分工。"""

    CORE = "core"
    MEMBER = "member"
    ADVISER = "adviser"


TEAM_ROLE_TITLES = {TeamRole.CORE: "主要完成人", TeamRole.MEMBER: "参加人", TeamRole.ADVISER: "技术指导"}


class CheckKind(StrEnum):
    """检查的场合。"""

    MIDTERM = "midterm"
    ACCEPTANCE = "acceptance"


CHECK_KIND_TITLES = {CheckKind.MIDTERM: "中期检查", CheckKind.ACCEPTANCE: "验收"}

FIGURE_DEFINITIONS = {
    "W03": "攻关项目 / 完成：统计期内开始攻关的项目数，按开始日期；完成指统计期内通过验收的项目数，按验收日期。",
    "W06": "集智攻关项目：统计期内开始攻关、由两间以上工作室联合承担的项目，以及联盟的项目；一个项目计一个。",
}


@dataclass(frozen=True)
class Candidate:
    """团队人选：姓名，人员记录是否已并入另一条，是否登记为去世，目前有没有单位。"""

    name: str
    merged: bool
    dead: bool
    employed: bool


def reasons_against_person(candidate: Candidate) -> list[str]:
    """合并掉的记录、去世的和已经没有单位的人不能进团队。"""
    if candidate.merged:
        return [f"“{candidate.name}”的这条记录已经合并到另一条，请选合并后的记录。"]
    if candidate.dead:
        return [f"“{candidate.name}”已登记为去世，不能列入团队。"]
    if not candidate.employed:
        return [f"“{candidate.name}”目前没有单位（已离职或没有登记），不能列入团队。请先核对人员档案。"]
    return []


def reasons_against_days(founded_on: date, begins_on: date, ends_on: date) -> list[str]:
    """项目不早于牵头工作室成立，结束不早于开始。"""
    reasons = []
    if begins_on < founded_on:
        reasons.append(f"开始日期早于牵头工作室的成立日期（{founded_on:%Y年%m月%d日}），请核对。")
    if ends_on < begins_on:
        reasons.append("结束日期不能早于开始日期。")
    return reasons


def reasons_against_shares(shares: Mapping[str, Decimal]) -> list[str]:
    """每间工作室的份额大于 0、最多两位小数，各工作室之和不超过 100%。不足 100% 的部分不归任何一间。"""
    reasons = [
        f"“{studio}”的份额应大于 0、不超过 100，最多两位小数。"
        for studio, share in shares.items()
        if not 0 < share <= WHOLE or share != share.quantize(Decimal("0.01"))
    ]
    total = sum(shares.values(), Decimal(0))
    if total > WHOLE:
        reasons.append(f"各工作室的份额合计 {total}%，超过 100%，请调整。")
    return reasons


def above_budget(budget: Decimal, spent: Decimal, amount: Decimal) -> Decimal:
    """再支出 `amount` 元以后超出预算多少元；不超为 0。"""
    return max(spent + amount - budget, Decimal(0))


def reasons_against_acceptance(undone: Collection[str]) -> list[str]:
    """节点全部办结才能通过验收。"""
    return [f"节点“{title}”还没有办结。" for title in undone]


def is_joint(studios: int, of_alliance: bool) -> bool:
    """两间以上工作室承担的，或者联盟的项目，是集智攻关。"""
    return studios >= 2 or of_alliance
