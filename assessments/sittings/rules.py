"""考试场次：怎样考、谁在场。人员资格与回避的规则见本阶段其他 rules 文件。"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from assessments.standards.rules import Part
from foundation.workflow import Workflow


class SittingMode(StrEnum):
    """How a part is taken and where its marks come from (考核方式)."""

    ONLINE = "online"
    PAPER = "paper"
    IMPORTED = "imported"
    TABLET = "tablet"


SITTING_MODE_TITLES = {
    SittingMode.ONLINE: "在线答题，系统阅卷",
    SittingMode.PAPER: "纸笔考试，录入成绩",
    SittingMode.IMPORTED: "外部考试，导入成绩",
    SittingMode.TABLET: "考评员平板评分",
}


class SittingState(StrEnum):
    """The life of a sitting."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


SITTING_STATE_TITLES = {
    SittingState.PLANNED: "待考",
    SittingState.OPEN: "考试中",
    SittingState.CLOSED: "已结束",
}

SITTING_WORKFLOW = Workflow(
    name="场次",
    table={
        (SittingState.PLANNED, "open_sitting"): SittingState.OPEN,
        (SittingState.OPEN, "close_sitting"): SittingState.CLOSED,
        (SittingState.CLOSED, "reopen_sitting"): SittingState.OPEN,
    },
    titles=SITTING_STATE_TITLES,
    corrections=frozenset({"reopen_sitting"}),
)


class Attendance(StrEnum):
    """Whether a candidate came."""

    EXPECTED = "expected"
    PRESENT = "present"
    ABSENT = "absent"
    EXPELLED = "expelled"


ATTENDANCE_TITLES = {
    Attendance.EXPECTED: "待到场",
    Attendance.PRESENT: "已到场",
    Attendance.ABSENT: "缺考",
    Attendance.EXPELLED: "违纪，取消本场成绩",
}


class SittingDuty(StrEnum):
    """The duty of an official at a sitting."""

    INVIGILATOR = "invigilator"
    ASSESSOR = "assessor"
    LEAD_ASSESSOR = "lead-assessor"
    REVIEWER = "reviewer"
    INSPECTOR = "inspector"


SITTING_DUTY_TITLES = {
    SittingDuty.INVIGILATOR: "监考",
    SittingDuty.ASSESSOR: "考评员",
    SittingDuty.LEAD_ASSESSOR: "考评组长",
    SittingDuty.REVIEWER: "综合评审委员",
    SittingDuty.INSPECTOR: "督导员",
}
RATING_DUTIES = frozenset({SittingDuty.ASSESSOR, SittingDuty.LEAD_ASSESSOR, SittingDuty.REVIEWER})

MORE_MINUTES = 120
"""一次最多延长的分钟数。"""
FIRST_HOUR, LAST_HOUR = time(7), time(22)
DAYS_OF_EXAMINATION = 30
EARLY = timedelta(hours=2)
TAKEN_OUTSIDE = frozenset({SittingMode.PAPER, SittingMode.IMPORTED})
"""不在本系统里作答的考试：考完以后也可以开场，补登到场情况和成绩。"""


@dataclass(frozen=True)
class Span:
    """A sitting's time, by the clock on a wall in China; the end is not part of it."""

    starts: datetime
    ends: datetime


def reasons_against_times(span: Span, examined_on: date) -> list[str]:
    """考试时间是否合理：计划的考试日期起 30 天以内、7 时至 22 时、当天结束（本系统的规定，防止输错日期）。"""
    reasons = []
    if span.ends <= span.starts:
        reasons.append("结束时间应晚于开始时间。")
    last = examined_on + timedelta(days=DAYS_OF_EXAMINATION)
    if not examined_on <= span.starts.date() <= last:
        reasons.append(f"开始时间应在计划的考试日期 {examined_on:%Y-%m-%d} 至 {last:%Y-%m-%d} 之间。")
    if span.ends.date() != span.starts.date() or span.starts.time() < FIRST_HOUR or span.ends.time() > LAST_HOUR:
        reasons.append(f"考试应在同一天的 {FIRST_HOUR:%H:%M} 至 {LAST_HOUR:%H:%M} 之间开始和结束。")
    return reasons


def reasons_against_mode(mode: SittingMode, part: Part) -> list[str]:
    """在线答题只用于理论知识考试；考评员平板评分只用于操作技能考核和综合评审。"""
    if mode is SittingMode.ONLINE and part is not Part.THEORY:
        return ["只有理论知识考试可以在线答题，请另选考核方式。"]
    if mode is SittingMode.TABLET and part is Part.THEORY:
        return ["理论知识考试不由考评员用平板评分，请另选考核方式。"]
    return []


def invigilators_needed(candidates: int, *, candidates_each: int, least: int) -> int:
    """监考人员数：每名监考最多看 `candidates_each` 名考生（通常 15 名），每个考场不少于 `least` 人（通常 2 人）。"""
    return max(-(-candidates // candidates_each), least) if candidates else 0
