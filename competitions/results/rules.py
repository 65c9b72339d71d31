"""The way of a result from computed to final."""

from enum import StrEnum

from foundation.workflow import Workflow


class ResultState(StrEnum):
    """A frozen result never changes: a correction makes a new version."""

    COMPUTED = "computed"
    FROZEN = "frozen"
    NOTICED = "noticed"
    FINAL = "final"
    SUPERSEDED = "superseded"


RESULT_STATE_TITLES = {
    ResultState.COMPUTED: "已计算",
    ResultState.FROZEN: "已锁定",
    ResultState.NOTICED: "公示中",
    ResultState.FINAL: "正式成绩",
    ResultState.SUPERSEDED: "已被新版本取代",
}

RESULT_WORKFLOW = Workflow(
    name="成绩",
    table={
        (ResultState.COMPUTED, "freeze_result"): ResultState.FROZEN,
        (ResultState.COMPUTED, "compute_result"): ResultState.SUPERSEDED,
        (ResultState.FROZEN, "publish_result"): ResultState.NOTICED,
        (ResultState.NOTICED, "finalise_result"): ResultState.FINAL,
        (ResultState.FROZEN, "correct_result"): ResultState.SUPERSEDED,
        (ResultState.NOTICED, "correct_result"): ResultState.SUPERSEDED,
        (ResultState.FINAL, "correct_result"): ResultState.SUPERSEDED,
    },
    titles=RESULT_STATE_TITLES,
    corrections=frozenset({"correct_result"}),
)
