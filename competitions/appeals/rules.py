"""申诉与仲裁：什么时候、谁、为什么可以申诉，一步一步怎样办结。期限等参数见 appeal_rules/。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from foundation.workflow import Workflow

LONGEST_STATEMENT = 2000
MOST_EVIDENCE = 6
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class AppealRules:
    """一套申诉参数。`on_site`：评分结束后多久之内；`online`：公示后多久之内；`limit`：每队（人）每个阶段几次。

    `answer_days`：几个工作日内答复。None: the published rules say nothing about it.
    """

    code: str
    title: str
    source: str
    on_site: timedelta | None = None
    online: timedelta | None = None
    limit: int | None = None
    answer_days: int | None = None


class WindowKind(StrEnum):
    """Which clock an appeal was in time by."""

    ON_SITE = "on-site"
    ONLINE = "online"


WINDOW_TITLES = {WindowKind.ON_SITE: "现场申诉", WindowKind.ONLINE: "公示后申诉"}


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when appeals are taken; `closes` itself is too late."""

    kind: WindowKind
    opens: datetime
    closes: datetime


class AppealGround(StrEnum):
    """What an appeal rests on."""

    COUNTING = "counting"
    JUDGING = "judging"
    RECUSAL = "recusal"
    EQUIPMENT = "equipment"
    PROCEDURE = "procedure"
    PENALTY = "penalty"
    OTHER = "other"


GROUND_TITLES = {
    AppealGround.COUNTING: "计分、统计有错",
    AppealGround.JUDGING: "评分不符合评分标准",
    AppealGround.RECUSAL: "裁判应回避没有回避",
    AppealGround.EQUIPMENT: "设备、工具、材料有问题",
    AppealGround.PROCEDURE: "竞赛程序不符合规定",
    AppealGround.PENALTY: "不服扣分或取消资格",
    AppealGround.OTHER: "其他",
}


class AppealState(StrEnum):
    """The life of an appeal, one step after another."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    HEARING = "hearing"
    RULED = "ruled"
    CLOSED = "closed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


APPEAL_STATE_TITLES = {
    AppealState.SUBMITTED: "待受理",
    AppealState.ACCEPTED: "已受理",
    AppealState.HEARING: "听证中",
    AppealState.RULED: "已裁决",
    AppealState.CLOSED: "已办结",
    AppealState.REJECTED: "不予受理",
    AppealState.WITHDRAWN: "已撤回",
    AppealState.MERGED: "已合并",
}

APPEAL_WORKFLOW = Workflow(
    name="申诉",
    table={
        (AppealState.SUBMITTED, "accept_appeal"): AppealState.ACCEPTED,
        (AppealState.SUBMITTED, "reject_appeal"): AppealState.REJECTED,
        (AppealState.SUBMITTED, "merge_appeal"): AppealState.MERGED,
        (AppealState.ACCEPTED, "merge_appeal"): AppealState.MERGED,
        (AppealState.ACCEPTED, "call_hearing"): AppealState.HEARING,
        (AppealState.HEARING, "call_hearing"): AppealState.HEARING,
        (AppealState.HEARING, "record_hearing"): AppealState.HEARING,
        (AppealState.HEARING, "rule_appeal"): AppealState.RULED,
        (AppealState.RULED, "close_appeal"): AppealState.CLOSED,
        (AppealState.SUBMITTED, "withdraw_appeal"): AppealState.WITHDRAWN,
        (AppealState.ACCEPTED, "withdraw_appeal"): AppealState.WITHDRAWN,
        (AppealState.HEARING, "withdraw_appeal"): AppealState.WITHDRAWN,
    },
    titles=APPEAL_STATE_TITLES,
    corrections=frozenset({"reject_appeal", "merge_appeal", "withdraw_appeal"}),
)

OPEN_STATES = frozenset({AppealState.SUBMITTED, AppealState.ACCEPTED, AppealState.HEARING, AppealState.RULED})
"""还没有办结的申诉：成绩不得生效。"""
NOT_COUNTED = frozenset({AppealState.REJECTED})
"""不予受理的不占申诉次数；撤回的占。"""


class RulingOutcome(StrEnum):
    """What the arbitrators decided."""

    UPHELD = "ruled-upheld"
    PARTLY = "ruled-partly"
    DISMISSED = "ruled-dismissed"


RULING_TITLES = {
    RulingOutcome.UPHELD: "申诉成立",
    RulingOutcome.PARTLY: "部分成立",
    RulingOutcome.DISMISSED: "申诉不成立",
}


def windows(rules: AppealRules, *, judged_at: datetime | None, published_at: datetime | None) -> list[Window]:
    """申诉期：现场自评分结束起算，公示后自公示发布起算，各按规则的时限。"""
    found = []
    if rules.on_site is not None and judged_at is not None:
        found.append(Window(WindowKind.ON_SITE, judged_at, judged_at + rules.on_site))
    if rules.online is not None and published_at is not None:
        found.append(Window(WindowKind.ONLINE, published_at, published_at + rules.online))
    return found


def open_window(found: Sequence[Window], now: datetime) -> Window | None:
    """现在还在哪一个申诉期内；都在的，取截止晚的。"""
    current = [window for window in found if window.opens <= now < window.closes]
    return max(current, key=lambda window: window.closes, default=None)


def reasons_against_submitting(window: Window | None, *, counted: int, limit: int | None) -> list[str]:
    """申诉须在申诉期内提出，每队不超过规定次数。"""
    reasons = [] if window else ["现在不在申诉期内，不能提出申诉。期限见竞赛通知和本页说明。"]
    if limit is not None and counted >= limit:
        reasons.append(f"这个阶段已经提出过 {counted} 次申诉，按规定每队（人）最多 {limit} 次。")
    return reasons


def reasons_against_deciding(*, recused: bool, judged_here: bool) -> list[str]:
    """仲裁员与申诉方有回避关系，或担任本阶段裁判的，不得办理。"""
    reasons = ["您与申诉选手同一单位或有回避关系，应当回避，请由其他仲裁员办理。"] if recused else []
    return [*reasons, "您担任本阶段的裁判工作，不能仲裁，请由其他仲裁员办理。"] if judged_here else reasons


def reasons_against_ruling(*, minutes: str) -> list[str]:
    """听证记录完整之后才能裁决。"""
    return [] if minutes.strip() else ["还没有听证记录。请先写明到场人员和听证内容。"]


def reasons_against_closing(*, needs_correction: bool, standing: bool, applied: bool, waiting: bool) -> list[str]:
    """裁决须更正成绩的，更正批准之后才能办结；成绩还没有锁定的，由裁判长按裁决改正后再计算。"""
    if waiting:
        return ["按裁决提出的更正还没有批准或取消，请先处理。"]
    if needs_correction and standing and not applied:
        return ["裁决要求更正成绩，还没有批准的更正。请先“提出更正”，看过影响后由裁判长或主办单位批准。"]
    return []


def answer_due(submitted_at: datetime, working_days: int) -> datetime:
    """答复期限：自提出次日起的第几个工作日的同一时刻；只跳过周六、周日，法定节假日和调休以通知为准。

    `submitted_at` is by the clock in China.
    """
    due, left = submitted_at, working_days
    while left:
        due += timedelta(days=1)
        left -= due.weekday() < SATURDAY
    return due


def time_left(now: datetime, closes: datetime) -> str:
    """还剩多少时间，按分钟，不足一分钟的写明。"""
    minutes = max(int((closes - now).total_seconds() // 60), 0)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if now >= closes:
        return "已经截止"
    parts = [f"{days} 天" if days else "", f"{hours} 小时" if hours else "", f"{minutes % 60} 分"]
    return f"还剩 {' '.join(part for part in parts if part)}" if minutes else "还剩不到 1 分钟"
