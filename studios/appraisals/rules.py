"""工作室考核：年度考核定等次，限期整改要复查，命名期满要复核；不合格的降级或摘牌，摘牌的在禁报期内不得再申报。

出处：齐齐哈尔 2021《管理办法》“考核期内达不到标准的摘牌；企业关停、搬迁，领衔人退休、调离的，取消命名或变更领衔人”；
某市技能大师工作室办法“三年一个周期，周期末考核不合格的摘牌，6 年内不得再申报，合格的可以进入下一周期”；合肥 2022“对
2020、2021 年命名的工作室复核认定”。等次分数线、整改期限、禁报年限各地不一，是每次考核的参数。
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow
from studios.registry.rules import NamingLevel, rank_of


class RoundKind(StrEnum):
    """为什么考核。"""

    YEARLY = "yearly"
    TERM = "term"


ROUND_KIND_TITLES = {RoundKind.YEARLY: "年度考核", RoundKind.TERM: "期满复核"}


class RoundState(StrEnum):
    """The life of a round."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


ROUND_STATE_TITLES = {
    RoundState.DRAFT: "草稿",
    RoundState.OPEN: "考核中",
    RoundState.CLOSED: "已办结",
    RoundState.CANCELLED: "已取消",
}

ROUND_WORKFLOW = Workflow(
    name="考核",
    table={
        (RoundState.DRAFT, "open_round"): RoundState.OPEN,
        (RoundState.DRAFT, "cancel_round"): RoundState.CANCELLED,
        (RoundState.OPEN, "cancel_round"): RoundState.CANCELLED,
        (RoundState.OPEN, "close_round"): RoundState.CLOSED,
        (RoundState.CLOSED, "reopen_round"): RoundState.OPEN,
    },
    titles=ROUND_STATE_TITLES,
    corrections=frozenset({"cancel_round", "reopen_round"}),
)


class AppraisalState(StrEnum):
    """Where the assessment of one studio stands."""

    WAITING = "waiting"
    REPORTED = "reported"
    SCORED = "scored"
    GRADED = "graded"
    IMPROVING = "improving"
    RECHECKING = "rechecking"
    SETTLED = "settled"


APPRAISAL_STATE_TITLES = {
    AppraisalState.WAITING: "待自查",
    AppraisalState.REPORTED: "已自查，待评分",
    AppraisalState.SCORED: "已评分，待定等次",
    AppraisalState.GRADED: "已定等次",
    AppraisalState.IMPROVING: "整改中",
    AppraisalState.RECHECKING: "待复查",
    AppraisalState.SETTLED: "已了结",
}

A = AppraisalState
APPRAISAL_WORKFLOW = Workflow(
    name="工作室考核",
    table={
        (A.WAITING, "report_appraisal"): A.REPORTED,
        (A.REPORTED, "return_appraisal"): A.WAITING,
        (A.REPORTED, "score_appraisal"): A.SCORED,
        (A.WAITING, "grade_appraisal"): A.GRADED,
        (A.SCORED, "grade_appraisal"): A.GRADED,
        (A.GRADED, "regrade_appraisal"): A.SCORED,
        (A.GRADED, "order_improvement"): A.IMPROVING,
        (A.IMPROVING, "report_improvement"): A.RECHECKING,
        (A.RECHECKING, "return_improvement"): A.IMPROVING,
        (A.RECHECKING, "recheck_appraisal"): A.SETTLED,
        (A.IMPROVING, "recheck_appraisal"): A.SETTLED,
        (A.GRADED, "settle_appraisal"): A.SETTLED,
        (A.SETTLED, "reopen_appraisal"): A.GRADED,
    },
    titles=APPRAISAL_STATE_TITLES,
    corrections=frozenset({"return_appraisal", "regrade_appraisal", "return_improvement", "reopen_appraisal"}),
)


class Grade(StrEnum):
    """考核等次。"""

    EXCELLENT = "excellent"
    QUALIFIED = "qualified"
    IMPROVE = "improve"
    FAILED = "failed"


GRADE_TITLES = {
    Grade.EXCELLENT: "优秀",
    Grade.QUALIFIED: "合格",
    Grade.IMPROVE: "限期整改",
    Grade.FAILED: "不合格",
}


class Consequence(StrEnum):
    """考核以后命名怎样。"""

    KEEP = "keep"
    RECONFIRM = "reconfirm"
    DOWNGRADE = "downgrade"
    WITHDRAW = "withdraw"


CONSEQUENCE_TITLES = {
    Consequence.KEEP: "保留命名",
    Consequence.RECONFIRM: "重新确认",
    Consequence.DOWNGRADE: "降级",
    Consequence.WITHDRAW: "摘牌",
}


class WithdrawalGround(StrEnum):
    """不经考核也要摘牌、或者注销命名的情形。"""

    ASSESSMENT = "assessment"
    ACCIDENT = "accident"
    DISHONESTY = "dishonesty"
    LEADER_LEFT = "leader-left"
    UNIT_CLOSED = "unit-closed"
    UNIT_MOVED = "unit-moved"
    OWN_WISH = "own-wish"


WITHDRAWAL_GROUND_TITLES = {
    WithdrawalGround.ASSESSMENT: "考核不合格",
    WithdrawalGround.ACCIDENT: "发生重大安全、质量责任事故",
    WithdrawalGround.DISHONESTY: "弄虚作假、严重失信",
    WithdrawalGround.LEADER_LEFT: "领衔人退休、调离，没有接替的人",
    WithdrawalGround.UNIT_CLOSED: "所在单位关停、注销",
    WithdrawalGround.UNIT_MOVED: "所在单位迁出本地区",
    WithdrawalGround.OWN_WISH: "工作室自愿退出",
}
AT_FAULT = frozenset({WithdrawalGround.ASSESSMENT, WithdrawalGround.ACCIDENT, WithdrawalGround.DISHONESTY})
"""摘牌的同时定禁报期的情形；其余不是工作室的过错，不设禁报期。"""


@dataclass(frozen=True)
class GradeLines:
    """各等次的最低分（含）；低于 `improve` 的不合格。"""

    excellent: Decimal
    qualified: Decimal
    improve: Decimal


def reasons_against_lines(lines: GradeLines, full: Decimal) -> list[str]:
    """等次分数线由高到低：满分 ≥ 优秀 > 合格 > 限期整改 ≥ 0。"""
    if full >= lines.excellent > lines.qualified > lines.improve >= 0:
        return []
    return [f"分数线应由高到低：优秀（不超过 {full} 分）、合格、限期整改，请核对。"]


def grade_of(score: Decimal | None, lines: GradeLines, *, vetoed: bool = False) -> Grade:
    """按分数线定等次；一票否决查实的、按期不交自查报告（没有得分）的为不合格。"""
    if vetoed or score is None or score < lines.improve:
        return Grade.FAILED
    if score >= lines.excellent:
        return Grade.EXCELLENT
    return Grade.QUALIFIED if score >= lines.qualified else Grade.IMPROVE


def consequences_of(kind: RoundKind, grade: Grade, level: NamingLevel) -> list[Consequence]:
    """等次可以带来的结果。优秀、合格：年度考核保留命名，期满复核重新确认；限期整改的先整改再定；

    不合格的降级或摘牌，企业级以下没有更低的一级，只能摘牌。
    """
    if grade in {Grade.EXCELLENT, Grade.QUALIFIED}:
        return [Consequence.KEEP if kind is RoundKind.YEARLY else Consequence.RECONFIRM]
    lower = [Consequence.DOWNGRADE] if rank_of(level) > 0 else []
    return [*lower, Consequence.WITHDRAW] if grade is Grade.FAILED else []


def lower_level(level: NamingLevel) -> NamingLevel | None:
    """降一级：命名级别的前一级；企业级没有更低的。"""
    rank = rank_of(level)
    return list(NamingLevel)[rank - 1] if rank else None


def bar_until(day: date, years: int) -> date:
    """禁报期的最后一天：摘牌之日起满 `years` 年的前一日；2 月 29 日起算的，到期年没有这一天的为 2 月 28 日。"""
    try:
        return date.fromordinal(day.replace(year=day.year + years).toordinal() - 1)
    except ValueError:
        return date(day.year + years, 2, 28)


def reasons_against_deadline(day: date, today: date) -> list[str]:
    """整改期限在今天以后。"""
    return [] if day > today else ["整改期限应在今天以后。"]


def grade_counts(grades: Mapping[Grade, int]) -> list[tuple[Grade, int]]:
    """各等次的数目（W09），依等次排列，没有的为 0。"""
    return [(grade, grades.get(grade, 0)) for grade in Grade]
