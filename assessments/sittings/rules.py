"""考试场次：怎样考、谁在场。人员资格与回避的规则见本阶段其他 rules 文件。"""

from enum import StrEnum

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
