"""点单的一生：点单 → 审核 → 派单或抢单 → 接单 → 排期 → 开讲 → 评单 → 结项，每一步的期限和退路。

课程也可以由培训班办理：待派单的直接成为已排期，结业以后评单、结项。
"""

from datetime import datetime, timedelta
from enum import StrEnum

from foundation.workflow import Workflow


class OrderState(StrEnum):
    """一份点单现在等什么。场次办没办由场次自己记，见 `step_of`。"""

    DRAFT = "draft"
    ENDORSING = "endorsing"
    CHECKING = "checking"
    ASSIGNING = "assigning"
    GRABBING = "grabbing"
    ASKED = "asked"
    TAKEN = "taken"
    SCHEDULED = "scheduled"
    REPORTING = "reporting"
    DONE = "done"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


ORDER_STATE_TITLES = {
    OrderState.DRAFT: "填写中",
    OrderState.ENDORSING: "待单位同意",
    OrderState.CHECKING: "待审核",
    OrderState.ASSIGNING: "待派单",
    OrderState.GRABBING: "抢单中",
    OrderState.ASKED: "待接单",
    OrderState.TAKEN: "待排期",
    OrderState.SCHEDULED: "已排期",
    OrderState.REPORTING: "待结项",
    OrderState.DONE: "已结项",
    OrderState.REJECTED: "不予受理",
    OrderState.CANCELLED: "已取消",
}

S = OrderState
CANCELLABLE = (S.DRAFT, S.ENDORSING, S.CHECKING, S.ASSIGNING, S.GRABBING, S.ASKED, S.TAKEN, S.SCHEDULED)
ORDER_WORKFLOW = Workflow(
    name="点单",
    table={
        (S.DRAFT, "propose_order"): S.ENDORSING,
        (S.DRAFT, "submit_order"): S.CHECKING,
        (S.ENDORSING, "endorse_order"): S.CHECKING,
        (S.CHECKING, "check_order"): S.ASSIGNING,
        (S.ASSIGNING, "assign_order"): S.ASKED,
        (S.ASSIGNING, "open_grabbing"): S.GRABBING,
        (S.GRABBING, "grab_order"): S.TAKEN,
        (S.ASKED, "settle_order"): S.TAKEN,
        (S.TAKEN, "schedule_order"): S.SCHEDULED,
        (S.ASSIGNING, "open_class_for_order"): S.SCHEDULED,
        (S.SCHEDULED, "rate_order"): S.REPORTING,
        (S.REPORTING, "close_order"): S.DONE,
        # 材料不全：改了再交。
        (S.ENDORSING, "return_order"): S.DRAFT,
        (S.CHECKING, "return_order"): S.DRAFT,
        # 不能办：写明原因；拒错了可以恢复。
        (S.ENDORSING, "reject_order"): S.REJECTED,
        (S.CHECKING, "reject_order"): S.REJECTED,
        (S.REJECTED, "restore_order"): S.DRAFT,
        # 审核看走了眼。
        (S.ASSIGNING, "undo_check"): S.CHECKING,
        # 没有人抢，改为派单。
        (S.GRABBING, "close_grabbing"): S.ASSIGNING,
        # 讲师婉拒、总工会换人：回到待派单，候选时间不变。
        (S.ASKED, "reassign_order"): S.ASSIGNING,
        (S.TAKEN, "reassign_order"): S.ASSIGNING,
        # 改期、场次被取消：讲师还在，重新排期。
        (S.SCHEDULED, "unschedule_order"): S.TAKEN,
        # 培训班取消，或者不再办理这份点单：重新派单。
        (S.SCHEDULED, "end_class_of_order"): S.ASSIGNING,
        # 到期没有评单，由总工会免评；评错了、结错了可以撤回。
        (S.SCHEDULED, "waive_rating"): S.REPORTING,
        (S.REPORTING, "undo_rating"): S.SCHEDULED,
        (S.DONE, "reopen_order"): S.REPORTING,
        **{(state, "cancel_order"): S.CANCELLED for state in CANCELLABLE},
        (S.CANCELLED, "restore_order"): S.DRAFT,
    },
    titles=ORDER_STATE_TITLES,
    corrections=frozenset(
        {
            "return_order",
            "reject_order",
            "restore_order",
            "undo_check",
            "close_grabbing",
            "reassign_order",
            "unschedule_order",
            "end_class_of_order",
            "waive_rating",
            "undo_rating",
            "reopen_order",
            "cancel_order",
        }
    ),
)


class InvitationState(StrEnum):
    """问一位讲师能不能来。"""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


INVITATION_STATE_TITLES = {
    InvitationState.ASKED: "待答复",
    InvitationState.ACCEPTED: "已接单",
    InvitationState.DECLINED: "已婉拒",
    InvitationState.WITHDRAWN: "已撤回",
}

INVITATION_WORKFLOW = Workflow(
    name="邀请",
    table={
        (InvitationState.ASKED, "accept_order"): InvitationState.ACCEPTED,
        (InvitationState.ASKED, "decline_order"): InvitationState.DECLINED,
        # 接了又来不了：排期以前讲师自己说，排期以后请总工会改。
        (InvitationState.ACCEPTED, "decline_order"): InvitationState.DECLINED,
        (InvitationState.ASKED, "withdraw_invitation"): InvitationState.WITHDRAWN,
        (InvitationState.ACCEPTED, "withdraw_invitation"): InvitationState.WITHDRAWN,
    },
    titles=INVITATION_STATE_TITLES,
    corrections=frozenset({"decline_order", "withdraw_invitation"}),
)


class Step(StrEnum):
    """页面上画成一条线的八步。"""

    ORDER = "order"
    CHECK = "check"
    ASSIGN = "assign"
    ANSWER = "answer"
    SCHEDULE = "schedule"
    HOLD = "hold"
    RATE = "rate"
    CLOSE = "close"


STEP_TITLES = {
    Step.ORDER: "点单",
    Step.CHECK: "审核",
    Step.ASSIGN: "派单",
    Step.ANSWER: "接单",
    Step.SCHEDULE: "排期",
    Step.HOLD: "开讲签到",
    Step.RATE: "评单",
    Step.CLOSE: "结项",
}

_STEP_OF = {
    S.DRAFT: Step.ORDER,
    S.ENDORSING: Step.ORDER,
    S.CHECKING: Step.CHECK,
    S.ASSIGNING: Step.ASSIGN,
    S.GRABBING: Step.ANSWER,
    S.ASKED: Step.ANSWER,
    S.TAKEN: Step.SCHEDULE,
    S.SCHEDULED: Step.HOLD,
    S.REPORTING: Step.CLOSE,
}

WORKING_DAYS = {
    S.ENDORSING: 3,
    S.CHECKING: 3,
    S.ASSIGNING: 5,
    S.GRABBING: 3,
    S.ASKED: 2,
    S.TAKEN: 3,
    S.SCHEDULED: 5,
    S.REPORTING: 10,
}
"""每一步的期限（工作日，次日起算）。“已排期”是评单的期限，从开讲那天、培训班结业那天起算。"""

NOTICE_DAYS = 3
"""单位取消已排期的点单，最迟提前几天；不足的由总工会取消。"""

REMIND_DAYS = 2
"""开讲前几天提醒讲师和单位。"""


def step_of(state: OrderState, held: bool) -> Step | None:
    """办到哪一步：已排期的，场次办完以后等评单。不予受理和取消的不在线上；结项的走完了。"""
    return Step.RATE if state is S.SCHEDULED and held else _STEP_OF.get(state)


def steps_done(state: OrderState, held: bool) -> int:
    """线上走完了几步。"""
    if state is S.DONE:
        return len(Step)
    step = step_of(state, held)
    return list(Step).index(step) if step else 0


def reasons_against_cancelling(
    state: OrderState,
    starts_at: datetime | None,
    now: datetime,
    *,
    held: bool,
    runs: bool,
    reason: str,
    class_title: str = "",
) -> list[str]:
    """取消：已取消的不用再取消；办过的、培训班正在办的不能取消；单位自行取消须提前，总工会（`runs`）不受此限。"""
    if state is S.CANCELLED:
        return [f"这份点单已经取消过了，原因：{reason}。不用再取消，原来的内容都还在。"]
    if held:
        return ["这份点单已经办过，不能取消。请评单、结项；情况不实的，由总工会先更正场次或者重新打开培训班。"]
    if class_title:
        return [_met_by_class(class_title, "取消")]
    late = starts_at is not None and now > starts_at - timedelta(days=NOTICE_DAYS)
    if late and not runs:
        return [f"离开讲不足 {NOTICE_DAYS} 天，单位不能自行取消。请联系总工会，由总工会取消并通知讲师。"]
    return []


def reasons_against_unscheduling(*, held: bool, class_title: str = "") -> list[str]:
    """取消排期：办过的不能改期；由培训班办理的，在培训班里改。"""
    if held:
        return ["这份点单已经办过，不能改期。情况不实的，请先更正场次或者重新打开培训班。"]
    return [_met_by_class(class_title, "取消排期")] if class_title else []


def reasons_against_class(state: OrderState, *, belongs: bool) -> list[str]:
    """由培训班办理：待派单的才行；点单单位在主办单位的范围内（`belongs`），职工才报得上名。"""
    if state is not S.ASSIGNING:
        return [f"这份点单目前是“{ORDER_STATE_TITLES[state]}”，只有“待派单”的能由培训班办理。请另选一份，或者不选。"]
    return [] if belongs else ["点单单位不在主办单位的范围内，本单位的职工报不了名。请换主办单位，或者另选点单。"]


def reasons_against_ending_class(state: OrderState) -> list[str]:
    """培训班不再办理：还没有评单的才行。"""
    if state is S.SCHEDULED:
        return []
    return [f"培训班办理的点单目前是“{ORDER_STATE_TITLES[state]}”，不能退回待派单。请先在点单页撤回评单。"]


def reasons_against_undoing_teaching(state: OrderState) -> list[str]:
    """重新打开培训班：办理的点单还没有结项。"""
    return ["培训班办理的点单已经结项，不能重新打开。请先在点单页“重新打开结项”。"] if state is S.DONE else []


def reasons_against_rating(*, held: bool, rating: int) -> list[str]:
    """评单：办过才能评，1 至 5 分。"""
    reasons = [] if held else ["还没有举办，不能评单：单场的等登记“已举办”，培训班的等评定结业。"]
    return reasons + ([] if 1 <= rating <= 5 else ["评分应为 1 至 5 分。"])


def reasons_against_closing(*, held: bool, report: str) -> list[str]:
    """结项：场次确已举办或者培训班确已结业，结项报告已经写好。"""
    reasons = [] if held else ["还没有举办，不能结项。请先登记场次“已举办”，或者评定培训班结业；也可以撤回评单。"]
    return reasons + ([] if report.strip() else ["还没有结项报告，请先填写办了什么、效果怎样。"])


def _met_by_class(title: str, what: str) -> str:
    instead = "请总工会先取消这个培训班，或者修改培训班、不再选这份点单。"
    return f"这份点单由培训班“{title}”办理，不能在这里{what}。{instead}"
