"""成绩：每一部分单独及格才算通过，从不取平均；录入和审核不是同一人；公示后生效。"""

from enum import StrEnum

from foundation.workflow import Workflow


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
    """How far an outcome is: decided, in public notice, final; held by an objection, or voided."""

    DECIDED = "decided"
    NOTICED = "noticed"
    HELD = "held"
    FINAL = "final"
    VOIDED = "voided"


OUTCOME_STATE_TITLES = {
    OutcomeState.DECIDED: "待公示",
    OutcomeState.NOTICED: "公示中",
    OutcomeState.HELD: "异议处理中",
    OutcomeState.FINAL: "已生效",
    OutcomeState.VOIDED: "已作废",
}

OUTCOME_WORKFLOW = Workflow(
    name="认定结果",
    table={
        (OutcomeState.DECIDED, "notice_outcome"): OutcomeState.NOTICED,
        (OutcomeState.NOTICED, "hold_outcome"): OutcomeState.HELD,
        (OutcomeState.HELD, "release_outcome"): OutcomeState.NOTICED,
        (OutcomeState.NOTICED, "finalise_outcome"): OutcomeState.FINAL,
        (OutcomeState.DECIDED, "void_outcome"): OutcomeState.VOIDED,
        (OutcomeState.NOTICED, "void_outcome"): OutcomeState.VOIDED,
        (OutcomeState.HELD, "void_outcome"): OutcomeState.VOIDED,
        (OutcomeState.FINAL, "void_outcome"): OutcomeState.VOIDED,
        (OutcomeState.VOIDED, "redecide_outcome"): OutcomeState.DECIDED,
    },
    titles=OUTCOME_STATE_TITLES,
    corrections=frozenset({"hold_outcome", "release_outcome", "void_outcome", "redecide_outcome"}),
)
