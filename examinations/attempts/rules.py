"""答卷：开始、保存、交卷和到时。一切时间以服务器的钟为准，考生设备上的钟不起作用。"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from examinations.banks.rules import LETTERS
from foundation.workflow import Workflow
from scoring.answers import QuestionKind


class AttemptState(StrEnum):
    """The states of an attempt."""

    OPEN = "open"
    SUBMITTED = "handed-in"
    EXPIRED = "expired"
    VOIDED = "voided"


ATTEMPT_STATE_TITLES = {
    AttemptState.OPEN: "答题中",
    AttemptState.SUBMITTED: "已交卷",
    AttemptState.EXPIRED: "到时自动交卷",
    AttemptState.VOIDED: "已作废",
}
COUNTED = (AttemptState.SUBMITTED, AttemptState.EXPIRED)

ATTEMPT_WORKFLOW = Workflow(
    name="答卷",
    table={
        (AttemptState.OPEN, "submit_attempt"): AttemptState.SUBMITTED,
        (AttemptState.OPEN, "expire_attempt"): AttemptState.EXPIRED,
        (AttemptState.OPEN, "extend_attempt"): AttemptState.OPEN,
        (AttemptState.EXPIRED, "extend_attempt"): AttemptState.OPEN,
        (AttemptState.SUBMITTED, "void_attempt"): AttemptState.VOIDED,
        (AttemptState.EXPIRED, "void_attempt"): AttemptState.VOIDED,
        (AttemptState.VOIDED, "restore_attempt"): AttemptState.SUBMITTED,
    },
    titles=ATTEMPT_STATE_TITLES,
    corrections=frozenset({"extend_attempt", "void_attempt", "restore_attempt"}),
)


def time_is_over(due_at: datetime, grace_seconds: int, now: datetime) -> bool:
    """到时之后再过宽限的几秒（留给网络），答案不再接收。"""
    return now > due_at + timedelta(seconds=grace_seconds)


def extended(due_at: datetime, minutes: int, now: datetime) -> datetime:
    """延长之后的到时：答卷还没有到时的从原来的到时起算，已经到时的从现在起算。"""
    return max(due_at, now) + timedelta(minutes=minutes)


def seconds_left(due_at: datetime, now: datetime) -> int:
    """离到时还有几秒，不小于 0；不足一秒舍去。"""
    return max((due_at - now) // timedelta(seconds=1), 0)


def seconds_used(started_at: datetime, due_at: datetime, ended_at: datetime) -> int:
    """用时（整秒，不足一秒舍去）：从开始到交卷；宽限内和自动交卷的，算到到时为止。"""
    return max((min(ended_at, due_at) - started_at) // timedelta(seconds=1), 0)


def chosen_letters(kind: QuestionKind, option_order: str, shown: Collection[str]) -> str | None:
    """考生在屏幕上选的字母（不论次序），换回题库里的字母；空为没有作答，选项之外或单选选了几个的为 None。"""
    places = {LETTERS.find(letter) if len(letter) == 1 else -1 for letter in shown}
    if any(place < 0 or place >= len(option_order) for place in places):
        return None
    if kind is not QuestionKind.MULTIPLE and len(places) > 1:
        return None
    return "".join(sorted(option_order[place] for place in places))


def shown_letters(option_order: str, answer: str) -> str:
    """题库里的字母换成屏幕上的字母。"""
    return "".join(sorted(LETTERS[option_order.index(letter)] for letter in answer))
