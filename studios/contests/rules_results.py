"""结果：按总分（或票数）排出名次和奖项，公示，异议只停下所涉及的一项，生效后发证；有错作废后重新计算。"""

from enum import StrEnum

from foundation.workflow import Workflow


class OutcomeState(StrEnum):
    """一次计算出的结果。旧的结果保留，注明被哪一次更正取代。"""

    COMPUTED = "computed"
    NOTICED = "noticed"
    FINAL = "final"
    SUPERSEDED = "superseded"


OUTCOME_STATE_TITLES = {
    OutcomeState.COMPUTED: "已计算",
    OutcomeState.NOTICED: "公示中",
    OutcomeState.FINAL: "已生效",
    OutcomeState.SUPERSEDED: "已被更正取代",
}

OUTCOME_WORKFLOW = Workflow(
    name="结果",
    table={
        (OutcomeState.COMPUTED, "notice_result"): OutcomeState.NOTICED,
        (OutcomeState.NOTICED, "finalise_result"): OutcomeState.FINAL,
        (OutcomeState.COMPUTED, "supersede_result"): OutcomeState.SUPERSEDED,
        (OutcomeState.NOTICED, "supersede_result"): OutcomeState.SUPERSEDED,
        (OutcomeState.FINAL, "supersede_result"): OutcomeState.SUPERSEDED,
    },
    titles=OUTCOME_STATE_TITLES,
    corrections=frozenset({"supersede_result"}),
)


class AwardState(StrEnum):
    """一项奖的状态：异议只停下所涉及的一项，其余照常生效。"""

    PENDING = "pending"
    HELD = "held"
    FINAL = "final"
    VOIDED = "voided"


AWARD_STATE_TITLES = {
    AwardState.PENDING: "待公示期满",
    AwardState.HELD: "有异议，暂停",
    AwardState.FINAL: "已生效",
    AwardState.VOIDED: "已取消",
}

AWARD_WORKFLOW = Workflow(
    name="这一项",
    table={
        (AwardState.PENDING, "hold_award"): AwardState.HELD,
        (AwardState.HELD, "release_award"): AwardState.PENDING,
        (AwardState.HELD, "void_award"): AwardState.VOIDED,
        (AwardState.PENDING, "finalise_award"): AwardState.FINAL,
        (AwardState.FINAL, "void_award"): AwardState.VOIDED,
    },
    titles=AWARD_STATE_TITLES,
    corrections=frozenset({"hold_award", "release_award", "void_award"}),
)
