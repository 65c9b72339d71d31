"""师带徒：协议、双方签字、每月记录、出师考核、带徒津贴。"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow
from scoring.numbers import EXACT, round_half_up

LONGEST_EXTENSION_MONTHS = 12
LONGEST_TERM_YEARS = 5
LONGEST_TEXT = 1000


class MentoringState(StrEnum):
    """双方都签字才生效；考核合格即出师。"""

    DRAFT = "draft"
    IN_FORCE = "active"
    PASSED = "passed"
    FAILED = "failed"
    ENDED = "terminated"


MENTORING_STATE_TITLES = {
    MentoringState.DRAFT: "待签字",
    MentoringState.IN_FORCE: "带教中",
    MentoringState.PASSED: "已出师",
    MentoringState.FAILED: "未出师",
    MentoringState.ENDED: "已解除",
}
CURRENT = frozenset({MentoringState.DRAFT, MentoringState.IN_FORCE})

MENTORING_WORKFLOW = Workflow(
    name="师徒协议",
    table={
        (MentoringState.DRAFT, "begin_mentoring"): MentoringState.IN_FORCE,
        (MentoringState.IN_FORCE, "extend_mentoring"): MentoringState.IN_FORCE,
        (MentoringState.IN_FORCE, "pass_apprentice"): MentoringState.PASSED,
        (MentoringState.IN_FORCE, "fail_apprentice"): MentoringState.FAILED,
        (MentoringState.DRAFT, "terminate_mentoring"): MentoringState.ENDED,
        (MentoringState.IN_FORCE, "terminate_mentoring"): MentoringState.ENDED,
        (MentoringState.IN_FORCE, "correct_examination"): MentoringState.IN_FORCE,
        (MentoringState.PASSED, "correct_examination"): MentoringState.IN_FORCE,
        (MentoringState.FAILED, "correct_examination"): MentoringState.IN_FORCE,
    },
    titles=MENTORING_STATE_TITLES,
    corrections=frozenset({"terminate_mentoring", "correct_examination"}),
)


class ExaminationGrade(StrEnum):
    """出师考核的等次。"""

    EXCELLENT = "excellent"
    GOOD = "good"
    PASS = "pass"
    FAIL = "fail"


EXAMINATION_GRADE_TITLES = {
    ExaminationGrade.EXCELLENT: "优秀",
    ExaminationGrade.GOOD: "良好",
    ExaminationGrade.PASS: "合格",
    ExaminationGrade.FAIL: "不合格",
}


@dataclass(frozen=True)
class Terms:
    """带徒规定：同一位师傅同时最多带几名徒弟，各等次发放津贴的百分数，不合格的不发。各单位可以另设。

    没有另设时：优秀全额、合格减半（导师带徒管理办法范本）；良好 75 % 和最多 4 名是本系统的规定。
    """

    most_apprentices: int = 4
    excellent: int = 100
    good: int = 75
    passed: int = 50

    def percent(self, grade: ExaminationGrade) -> int:
        """这一等次发放的百分数。"""
        by_grade = {
            ExaminationGrade.EXCELLENT: self.excellent,
            ExaminationGrade.GOOD: self.good,
            ExaminationGrade.PASS: self.passed,
        }
        return by_grade.get(grade, 0)


class Side(StrEnum):
    """协议的一方。"""

    MASTER = "master"
    APPRENTICE = "apprentice"


SIDE_TITLES = {Side.MASTER: "师傅", Side.APPRENTICE: "徒弟"}


def reasons_against_pair(
    master_id: int, apprentice_id: int, begins: date, ends: date, *, apprentices: int, terms: Terms
) -> list[str]:
    """不能结对的全部原因。`apprentices` 是师傅现在带的徒弟人数，不含这一位。"""
    reasons = []
    if master_id == apprentice_id:
        reasons.append("师傅和徒弟是同一个人，请重新选择。")
    if ends <= begins:
        reasons.append("结束日期应在开始日期之后。")
    elif ends > same_day(begins, LONGEST_TERM_YEARS * 12):
        reasons.append(f"协议期最长 {LONGEST_TERM_YEARS} 年，请核对日期。")
    if apprentices >= terms.most_apprentices:
        reasons.append(
            f"这位师傅现在带 {apprentices} 名徒弟，已到上限（{terms.most_apprentices} 名）。"
            "请等其中一名出师，或另选师傅。"
        )
    return reasons


def months_due(begins: date, ends: date, today: date) -> list[date]:
    """应当有记录的月份（以每月第一天表示）：从开始的当月起，到已经过完的最后一个月；协议结束的当月也要。"""
    last = min(ends, today)
    due, month = [], begins.replace(day=1)
    while month <= last:
        following = same_day(month, 1)
        if following <= today or ends < today:
            due.append(month)
        month = following
    return due


def months_missing(begins: date, ends: date, today: date, written: Collection[date]) -> list[date]:
    """应当有而没有记录的月份。"""
    return [month for month in months_due(begins, ends, today) if month not in written]


def reasons_against_extension(ends: date, until: date, extended_before: bool) -> list[str]:
    """考核不合格的可以延长一次，最长一年（导师带徒管理办法范本：不合格的延长一年）。"""
    if extended_before:
        return ["已经延长过一次，不能再延长。请按考核结果办理未出师或解除。"]
    if not ends < until <= same_day(ends, LONGEST_EXTENSION_MONTHS):
        return [f"延长后的结束日期应在 {ends} 之后、{same_day(ends, LONGEST_EXTENSION_MONTHS)} 之前（最长一年）。"]
    return []


def allowance(full: Decimal, grade: ExaminationGrade, terms: Terms) -> Decimal:
    """按等次应发的津贴，元，四舍五入到分。`full` 是协议写明的全额。"""
    share = EXACT.divide(EXACT.multiply(full, Decimal(terms.percent(grade))), Decimal(100))
    return round_half_up(share, 2)


def same_day(day: date, months: int) -> date:
    """若干个月以后的对应日；没有对应日的为月末日（民法典第二百零二条）。"""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, day.day - 4, -1):
        if number <= _days_in(year, month + 1):
            return date(year, month + 1, number)
    raise ValueError(day)


def _days_in(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days
