"""心愿单：菜单上没有的，职工和单位提出心愿，本单位的人可以附议，经办人答复。"""

from enum import StrEnum

from foundation.workflow import Workflow


class WishState(StrEnum):
    """待答复 → 列入菜单或不予采纳；本人可以撤回。"""

    WAITING = "waiting"
    TAKEN = "taken"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


WISH_STATE_TITLES = {
    WishState.WAITING: "待答复",
    WishState.TAKEN: "列入菜单",
    WishState.DECLINED: "未采纳",
    WishState.WITHDRAWN: "已撤回",
}

WISH_WORKFLOW = Workflow(
    name="心愿",
    table={
        (WishState.WAITING, "take_wish"): WishState.TAKEN,
        (WishState.WAITING, "decline_wish"): WishState.DECLINED,
        (WishState.WAITING, "withdraw_wish"): WishState.WITHDRAWN,
        (WishState.TAKEN, "reopen_wish"): WishState.WAITING,
        (WishState.DECLINED, "reopen_wish"): WishState.WAITING,
    },
    titles=WISH_STATE_TITLES,
    corrections=frozenset({"decline_wish", "reopen_wish"}),
)


def reasons_against_seconding(state: WishState, *, own: bool, seconded: bool) -> list[str]:
    """附议：别人的、还没有答复的心愿，每人一次。"""
    reasons = ["这是您自己提的心愿，不用附议。"] if own else []
    reasons += ["您已经附议过这个心愿，不重复计。"] if seconded else []
    return reasons + ([] if state is WishState.WAITING else [f"这个心愿{WISH_STATE_TITLES[state]}，不能再附议。"])
