"""培训班：办班、报名、考勤、结业。人次和人数是两个数：结业一次计一人次，同一人只计一人。"""

from enum import StrEnum

from foundation.workflow import Workflow


class TrainingMode(StrEnum):
    """Where a class is held (培训方式)."""

    ON_SITE = "on-site"
    ONLINE = "online"
    MIXED = "mixed"


TRAINING_MODE_TITLES = {
    TrainingMode.ON_SITE: "线下",
    TrainingMode.ONLINE: "线上",
    TrainingMode.MIXED: "线上线下结合",
}


class TrainingState(StrEnum):
    """The life of a class."""

    PLANNED = "planned"
    FINISHED = "finished"
    CANCELLED = "cancelled"


TRAINING_STATE_TITLES = {
    TrainingState.PLANNED: "进行中",
    TrainingState.FINISHED: "已结业",
    TrainingState.CANCELLED: "已取消",
}

TRAINING_WORKFLOW = Workflow(
    name="培训班",
    table={
        (TrainingState.PLANNED, "finish_training"): TrainingState.FINISHED,
        (TrainingState.PLANNED, "cancel_training"): TrainingState.CANCELLED,
        (TrainingState.FINISHED, "reopen_training"): TrainingState.PLANNED,
    },
    titles=TRAINING_STATE_TITLES,
    corrections=frozenset({"cancel_training", "reopen_training"}),
)

REQUIRED_SHARE = 80
"""结业要求的出勤比例（%），可按班次另定。"""


def completes(hours: int, attended: int, required_share: int) -> bool:
    """出勤学时达到规定比例的准予结业；正好达到也算。"""
    return attended * 100 >= hours * required_share


def attendance_faults(hours: int, attended: int) -> list[str]:
    """出勤学时不能为负，也不能多于总学时。"""
    return [] if 0 <= attended <= hours else [f"出勤学时应在 0 到 {hours} 之间。"]
