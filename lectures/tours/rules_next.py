"""一场接下来该办什么：按先后只说一件，其余的仍可以办。"""

from datetime import datetime
from enum import StrEnum

from foundation.clock import in_shanghai
from lectures.tours.rules import LectureState


class NextStep(StrEnum):
    """What whoever runs a lecture does next about it."""

    HOLD = "hold"
    MEND = "mend"
    RELEASE = "release"
    CHECK_IN = "check-in"
    ANSWER = "answer"
    PREPARE = "prepare"
    REVIEW = "review"
    NOTHING = "nothing"


def next_step(
    state: LectureState,
    starts_at: datetime,
    ends_at: datetime,
    *,
    now: datetime,
    faulty: bool,
    changed: bool,
    answered: bool,
) -> NextStep:
    """已举办的看反馈；过了时间的登记是否举办；有冲突、缺项的先补齐；有变动的发布；当天签到；再等讲师答复、准备开讲。

    `faulty` 有冲突或者缺讲师、地点、直播地址；`changed` 与上一次发布的不同；`answered` 讲师都答复了。
    """
    if state is LectureState.HELD:
        return NextStep.REVIEW
    if state is LectureState.CANCELLED:
        return NextStep.RELEASE if changed else NextStep.NOTHING
    today = in_shanghai(now).date() == in_shanghai(starts_at).date()
    steps = (
        (ends_at <= now, NextStep.HOLD),
        (faulty, NextStep.MEND),
        (changed, NextStep.RELEASE),
        (today, NextStep.CHECK_IN),
        (not answered, NextStep.ANSWER),
    )
    return next((step for applies, step in steps if applies), NextStep.PREPARE)
