"""成绩：每一部分单独及格才算通过，从不取平均；录入和审核不是同一人；公示后生效。"""

from decimal import Decimal
from enum import StrEnum

from assessments.sittings.rules import ATTENDANCE_TITLES, Attendance, SittingMode
from assessments.standards.rules import FULL_SCORE
from foundation.workflow import Workflow
from scoring.numbers import round_half_up


class ScoreSource(StrEnum):
    """Where the score of a part comes from."""

    ONLINE = "online"
    TABLET = "tablet"
    ENTERED = "entered"
    IMPORTED = "imported"


SCORE_SOURCE_TITLES = {
    ScoreSource.ONLINE: "在线阅卷",
    ScoreSource.TABLET: "平板评分",
    ScoreSource.ENTERED: "人工录入",
    ScoreSource.IMPORTED: "表格导入",
}


ABSENCES = frozenset({Attendance.ABSENT, Attendance.EXPELLED})


class ScoreState(StrEnum):
    """A score counts once a second person has reviewed it."""

    ENTERED = "entered"
    REVIEWED = "reviewed"
    RETURNED = "returned"


SCORE_STATE_TITLES = {
    ScoreState.ENTERED: "待审核",
    ScoreState.REVIEWED: "已审核",
    ScoreState.RETURNED: "退回重录",
}

HAND_MODES = frozenset({SittingMode.PAPER, SittingMode.IMPORTED})
"""纸笔考试和外部考试的成绩由人录入或导入；在线和平板的成绩由系统汇总，退回之后才由人改录。"""


def may_be_entered(mode: SittingMode, state: ScoreState | None) -> bool:
    """人工录入：已审核的不能再改，须先退回；系统汇总的成绩只在退回之后可以人工改录。"""
    if mode in HAND_MODES:
        return state is not ScoreState.REVIEWED
    return state is ScoreState.RETURNED


def score_fault(score: Decimal | None, attendance: Attendance) -> str:
    """录入的分数有什么问题：百分制，最多两位小数；登记缺考或取消成绩的没有分数，登记到场的必须有。没有问题时为空。"""
    if attendance in ABSENCES:
        return "" if score is None else f"登记为“{ATTENDANCE_TITLES[attendance]}”，不能录入分数。登记有误的，请先更正。"
    if score is None:
        if attendance is Attendance.PRESENT:
            return "登记为“已到场”，不能记为缺考。登记有误的，请先更正。"
        return ""
    if not 0 <= score <= FULL_SCORE:
        return f"分数应在 0 至 {FULL_SCORE} 之间。"
    return "" if score == round_half_up(score, 2) else "分数最多两位小数。"


SCORE_WORKFLOW = Workflow(
    name="成绩",
    table={
        (ScoreState.ENTERED, "review_score"): ScoreState.REVIEWED,
        (ScoreState.ENTERED, "return_score"): ScoreState.RETURNED,
        (ScoreState.RETURNED, "enter_score"): ScoreState.ENTERED,
        (ScoreState.REVIEWED, "reopen_score"): ScoreState.RETURNED,
    },
    titles=SCORE_STATE_TITLES,
    corrections=frozenset({"return_score", "reopen_score"}),
)


class OutcomeState(StrEnum):
    """How far an outcome is: decided, in public notice, final; held by an objection, voided, or the end of it."""

    DECIDED = "decided"
    NOTICED = "noticed"
    HELD = "held"
    FINAL = "final"
    VOIDED = "voided"
    DISQUALIFIED = "disqualified"


OUTCOME_STATE_TITLES = {
    OutcomeState.DECIDED: "待公示",
    OutcomeState.NOTICED: "公示中",
    OutcomeState.HELD: "异议处理中",
    OutcomeState.FINAL: "已生效",
    OutcomeState.VOIDED: "已作废",
    OutcomeState.DISQUALIFIED: "取消资格",
}

OUTCOME_WORKFLOW = Workflow(
    name="认定结果",
    table={
        (OutcomeState.DECIDED, "notice_outcome"): OutcomeState.NOTICED,
        (OutcomeState.NOTICED, "notice_outcome"): OutcomeState.NOTICED,  # again, where its notice was voided
        (OutcomeState.NOTICED, "hold_outcome"): OutcomeState.HELD,
        (OutcomeState.HELD, "release_outcome"): OutcomeState.NOTICED,
        (OutcomeState.NOTICED, "finalise_outcome"): OutcomeState.FINAL,
        (OutcomeState.DECIDED, "void_outcome"): OutcomeState.VOIDED,
        (OutcomeState.NOTICED, "void_outcome"): OutcomeState.VOIDED,
        (OutcomeState.HELD, "void_outcome"): OutcomeState.VOIDED,
        (OutcomeState.FINAL, "void_outcome"): OutcomeState.VOIDED,
        (OutcomeState.VOIDED, "redecide_outcome"): OutcomeState.DECIDED,
        (OutcomeState.VOIDED, "disqualify_outcome"): OutcomeState.DISQUALIFIED,
    },
    titles=OUTCOME_STATE_TITLES,
    corrections=frozenset(
        {"hold_outcome", "release_outcome", "void_outcome", "redecide_outcome", "disqualify_outcome"}
    ),
)

SETTLED = frozenset({OutcomeState.FINAL, OutcomeState.DISQUALIFIED})
"""不再变动的结果：全部结果都到了这一步，成绩公示才算完成。"""

PUBLISHED = (
    OutcomeState.NOTICED,
    OutcomeState.HELD,
    OutcomeState.FINAL,
    OutcomeState.VOIDED,
    OutcomeState.DISQUALIFIED,
)
"""公示之后，考生本人和所在单位才看得到成绩。"""
