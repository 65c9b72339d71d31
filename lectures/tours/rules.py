"""巡讲计划和场次：种类、状态。计划中与已举办、签到与清点人数，从不混在一起。"""

from enum import StrEnum

from foundation.workflow import Workflow


class TourKind(StrEnum):
    """巡讲、云讲堂（线上系列）、点单服务、培训班。"""

    TOUR = "tour"
    SERIES = "series"
    ORDERED = "ordered"
    CLASS = "class"


TOUR_KIND_TITLES = {
    TourKind.TOUR: "巡讲",
    TourKind.SERIES: "云讲堂",
    TourKind.ORDERED: "点单服务",
    TourKind.CLASS: "培训班",
}


class TourState(StrEnum):
    """进行中 → 结束。"""

    OPEN = "open"
    CLOSED = "closed"


TOUR_STATE_TITLES = {TourState.OPEN: "进行中", TourState.CLOSED: "已结束"}

TOUR_WORKFLOW = Workflow(
    name="巡讲计划",
    table={(TourState.OPEN, "close_tour"): TourState.CLOSED, (TourState.CLOSED, "reopen_tour"): TourState.OPEN},
    titles=TOUR_STATE_TITLES,
    corrections=frozenset({"reopen_tour"}),
)


class LectureState(StrEnum):
    """场次：计划中 → 已举办；取消要写明原因。有没有发布另外记，见 `Lecture.released`。"""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


LECTURE_STATE_TITLES = {
    LectureState.PLANNED: "计划中",
    LectureState.HELD: "已举办",
    LectureState.CANCELLED: "已取消",
}

LECTURE_WORKFLOW = Workflow(
    name="场次",
    table={
        (LectureState.PLANNED, "hold_lecture"): LectureState.HELD,
        (LectureState.PLANNED, "cancel_lecture"): LectureState.CANCELLED,
        (LectureState.HELD, "correct_held_lecture"): LectureState.PLANNED,
        (LectureState.CANCELLED, "restore_lecture"): LectureState.PLANNED,
    },
    titles=LECTURE_STATE_TITLES,
    corrections=frozenset({"cancel_lecture", "correct_held_lecture", "restore_lecture"}),
)
