"""路演当天：候场、上场、缺席、排到最后；抽签排序由公布的种子算出，任何人可以复算。"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from foundation.workflow import Workflow
from scoring.sampling import first_by_digest


class TurnState(StrEnum):
    """一个项目在会场里的状态。"""

    WAITING = "waiting"
    ON = "on"
    DONE = "done"
    ABSENT = "absent"


TURN_STATE_TITLES = {
    TurnState.WAITING: "候场",
    TurnState.ON: "正在路演",
    TurnState.DONE: "已完成",
    TurnState.ABSENT: "缺席",
}

TURN_WORKFLOW = Workflow(
    name="路演项目",
    table={
        (TurnState.WAITING, "call_turn"): TurnState.ON,
        (TurnState.ON, "finish_turn"): TurnState.DONE,
        (TurnState.ON, "recall_turn"): TurnState.WAITING,
        (TurnState.WAITING, "mark_turn_absent"): TurnState.ABSENT,
        (TurnState.ABSENT, "restore_turn"): TurnState.WAITING,
        (TurnState.DONE, "repeat_turn"): TurnState.WAITING,
    },
    titles=TURN_STATE_TITLES,
    corrections=frozenset({"recall_turn", "mark_turn_absent", "restore_turn", "repeat_turn"}),
)


def draw_queues(numbers: Sequence[str], rooms: Sequence[str], seed: str) -> Mapping[str, list[str]]:
    """抽签排序：对“种子:编号”求 SHA-256，从小到大依次分到各会场（一、二、三、一、二……），会场内按分到的先后上场。"""
    order = first_by_digest(numbers, seed, len(numbers))
    return {room: order[place :: len(rooms)] for place, room in enumerate(rooms)}
