"""Orders by their rules alone: the steps and their ways back, times that suit, cancelling, days per step."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from foundation.clock import SHANGHAI
from foundation.errors import Refused
from lectures.menus.rules import LectureMode
from lectures.orders.rules import (
    CANCELLABLE,
    INVITATION_WORKFLOW,
    ORDER_STATE_TITLES,
    ORDER_WORKFLOW,
    STEP_TITLES,
    WORKING_DAYS,
    InvitationState,
    OrderState,
    Step,
    reasons_against_cancelling,
    reasons_against_class,
    reasons_against_closing,
    reasons_against_ending_class,
    reasons_against_rating,
    reasons_against_undoing_teaching,
    reasons_against_unscheduling,
    step_of,
    steps_done,
)
from lectures.orders.rules_facts import (
    Period,
    reasons_against_content,
    reasons_against_people,
    reasons_against_place,
    reasons_against_times,
)
from lectures.orders.rules_figures import step_times

NOW = datetime(2026, 5, 11, 9, tzinfo=SHANGHAI)


def period(days: int, hour: int, minutes: int = 60) -> Period:
    starts_at = datetime(2026, 5, 11, hour, tzinfo=SHANGHAI) + timedelta(days=days)
    return Period(starts_at, starts_at + timedelta(minutes=minutes))


def test_every_way_back_needs_its_reason():
    for state, action in ORDER_WORKFLOW.table:
        if action in ORDER_WORKFLOW.corrections:
            with pytest.raises(Refused, match="写明原因"):
                ORDER_WORKFLOW.next_state(state, action, " ")
    with pytest.raises(Refused, match="写明原因"):
        INVITATION_WORKFLOW.next_state(InvitationState.ASKED, "decline_order")
    assert set(ORDER_STATE_TITLES) == set(OrderState) and set(STEP_TITLES) == set(Step)


def test_no_state_is_a_dead_end():
    assert all(ORDER_WORKFLOW.actions(state) for state in OrderState)
    ended = {OrderState.REPORTING, OrderState.DONE, OrderState.REJECTED, OrderState.CANCELLED}
    assert set(CANCELLABLE) == set(OrderState) - ended
    assert WORKING_DAYS.keys() == set(OrderState) - {OrderState.DRAFT, *ended} | {OrderState.REPORTING}


@pytest.mark.parametrize(
    ("state", "held", "step", "done"),
    [
        (OrderState.DRAFT, False, Step.ORDER, 0),
        (OrderState.GRABBING, False, Step.ANSWER, 3),
        (OrderState.SCHEDULED, False, Step.HOLD, 5),
        (OrderState.SCHEDULED, True, Step.RATE, 6),
        (OrderState.DONE, True, None, 8),
        (OrderState.CANCELLED, False, None, 0),
    ],
)
def test_an_order_stands_at_one_step_of_the_line(state: OrderState, held: bool, step: Step | None, done: int):
    assert (step_of(state, held), steps_done(state, held)) == (step, done)


def test_times_in_the_past_across_midnight_or_overlapping_are_refused_by_name():
    assert reasons_against_times([period(1, 9), period(1, 10), period(2, 9)], NOW) == []
    assert reasons_against_times([], NOW) == ["请至少填写一个候选时间。"]
    past, midnight, far = reasons_against_times([period(0, 8), period(1, 23, 90), period(400, 9)], NOW)
    assert past == "候选时间 1（2026年05月11日 08:00—09:00）已经过去，请另选。"
    assert midnight.startswith("候选时间 2") and "跨过了零点" in midnight
    assert "一年以后" in far
    assert reasons_against_times([period(1, 9), period(1, 9, 30)], NOW) == ["候选时间 2 和候选时间 1 重叠，请错开。"]
    assert "最多 3 个" in reasons_against_times([period(day, 9) for day in range(1, 5)], NOW)[0]


def test_an_item_or_a_wish_but_not_both_and_somewhere_to_give_it():
    assert reasons_against_content(has_item=True, wish="", theme="") == []
    assert "写在备注里" in reasons_against_content(has_item=True, wish="焊接", theme="")[0]
    assert "请选择菜单上的一项" in reasons_against_content(has_item=False, wish="", theme="")[0]
    assert "主题" in reasons_against_content(has_item=False, wish="焊接", theme="")[0]
    assert reasons_against_place(LectureMode.ONLINE, has_place=False, place_text="") == []
    assert reasons_against_place(LectureMode.HYBRID, has_place=False, place_text="")
    assert reasons_against_people(50, 40) == ["这一项每场最多 40 人，请减少人数，或者分场点单。"]
    assert reasons_against_people(50, None) == [] and reasons_against_people(0, None)


def test_cancelling_has_its_time_and_is_done_once():
    def against(state: OrderState, days: int, *, runs: bool = False, held: bool = False) -> list[str]:
        starts_at = NOW + timedelta(days=days)
        return reasons_against_cancelling(state, starts_at, NOW, held=held, runs=runs, reason="停产")

    assert against(OrderState.SCHEDULED, 3) == [] and against(OrderState.SCHEDULED, 2, runs=True) == []
    assert "联系总工会" in against(OrderState.SCHEDULED, 2)[0]
    assert "停产" in against(OrderState.CANCELLED, 9)[0]
    assert "已经办过" in against(OrderState.SCHEDULED, -1, runs=True, held=True)[0]


def test_what_a_class_meets_is_left_to_the_class():
    met = reasons_against_cancelling(
        OrderState.SCHEDULED, None, NOW, held=False, runs=True, reason="", class_title="焊接班"
    )
    assert met[0].startswith("这份点单由培训班“焊接班”办理，不能在这里取消。")
    assert "“焊接班”" in reasons_against_unscheduling(held=False, class_title="焊接班")[0]
    assert reasons_against_unscheduling(held=False) == [] and reasons_against_unscheduling(held=True)
    assert reasons_against_class(OrderState.ASSIGNING, belongs=True) == []
    assert "“已排期”" in reasons_against_class(OrderState.SCHEDULED, belongs=True)[0]
    assert "报不了名" in reasons_against_class(OrderState.ASSIGNING, belongs=False)[0]
    assert reasons_against_ending_class(OrderState.SCHEDULED) == []
    assert "撤回评单" in reasons_against_ending_class(OrderState.REPORTING)[0]
    assert reasons_against_undoing_teaching(OrderState.REPORTING) == []
    assert "重新打开结项" in reasons_against_undoing_teaching(OrderState.DONE)[0]


def test_what_was_not_held_is_neither_rated_nor_closed():
    assert reasons_against_rating(held=True, rating=5) == [] and reasons_against_closing(held=True, report="好") == []
    assert len(reasons_against_rating(held=False, rating=6)) == 2
    assert len(reasons_against_closing(held=False, report=" ")) == 2


def test_days_of_a_step_are_the_median_of_those_that_are_over():
    def at(day: int) -> datetime:
        return datetime(2026, 5, day, tzinfo=UTC)

    entries = [
        (1, OrderState.CHECKING, at(1)),
        (1, OrderState.ASSIGNING, at(2)),
        (2, OrderState.CHECKING, at(1)),
        (2, OrderState.ASSIGNING, at(4)),
        (3, OrderState.CHECKING, at(1)),
        (3, OrderState.REJECTED, at(21)),
        (4, OrderState.CHECKING, at(1)),
    ]
    checking = step_times(entries)
    assert [(one.state, one.passed, one.days) for one in checking] == [(OrderState.CHECKING, 3, Decimal("3.0"))]
    (of_two,) = step_times(entries[:4])  # one day and three: between the two
    assert (of_two.passed, of_two.days) == (2, Decimal("2.0"))
    (of_one,) = step_times([entries[0], (1, OrderState.REJECTED, at(2) + timedelta(minutes=72))])  # 1.05 days
    assert of_one.days == Decimal("1.1")
