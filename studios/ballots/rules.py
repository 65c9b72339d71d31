"""职工投票：一人一票；本人账号投，或凭工会发的一次性投票码投；投给谁不记名，什么时候投了多少给监督员看。"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median

from foundation.workflow import Workflow

BURST_MINUTES = 5
BURST_FLOOR = 20
BURST_TIMES = 5
CODES_AT_ONCE = 500


class BallotState(StrEnum):
    """The life of a vote."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    VOIDED = "voided"


BALLOT_STATE_TITLES = {
    BallotState.DRAFT: "未开始",
    BallotState.OPEN: "投票中",
    BallotState.CLOSED: "投票结束",
    BallotState.VOIDED: "已作废",
}

BALLOT_WORKFLOW = Workflow(
    name="职工投票",
    table={
        (BallotState.DRAFT, "open_ballot"): BallotState.OPEN,
        (BallotState.OPEN, "close_ballot"): BallotState.CLOSED,
        (BallotState.CLOSED, "reopen_ballot"): BallotState.OPEN,
        (BallotState.DRAFT, "void_ballot"): BallotState.VOIDED,
        (BallotState.OPEN, "void_ballot"): BallotState.VOIDED,
        (BallotState.CLOSED, "void_ballot"): BallotState.VOIDED,
    },
    titles=BALLOT_STATE_TITLES,
    corrections=frozenset({"reopen_ballot", "void_ballot"}),
)


class VoteWay(StrEnum):
    """How somebody showed that he may vote."""

    ACCOUNT = "account"
    CODE = "code"


VOTE_WAY_TITLES = {VoteWay.ACCOUNT: "本人账号", VoteWay.CODE: "投票码"}


@dataclass(frozen=True)
class Burst:
    """Minutes in which far more votes came than is usual. `usual` is the median of the other windows with votes."""

    begins: datetime
    votes: int
    usual: int


def reasons_against_window(opens: datetime, closes: datetime, now: datetime) -> list[str]:
    """投票结束晚于开始，也晚于现在。"""
    if closes <= opens:
        return ["投票结束时间应晚于开始时间。"]
    return [] if closes > now else ["投票结束时间已经过去，请另定时间。"]


def reasons_against_limits(fewest: int, most: int, options: int) -> list[str]:
    """每票至少选几项、至多选几项：1 ≤ 至少 ≤ 至多 ≤ 候选项数。"""
    if fewest < 1 or most < fewest:
        return ["每票至少选 1 项，至多不少于至少。"]
    return [] if most <= options else [f"每票至多选 {most} 项，可是候选只有 {options} 项。"]


def reasons_against_voting(state: BallotState, opens: datetime, closes: datetime, now: datetime) -> list[str]:
    """只在投票进行中、投票时间内受理。"""
    if state is BallotState.VOIDED:
        return ["这次投票已经作废，不再受理。"]
    if state is BallotState.CLOSED or now >= closes:
        return ["投票已经结束，不再受理。"]
    if state is BallotState.DRAFT or now < opens:
        return ["投票还没有开始。"]
    return []


def reasons_against_choices(chosen: Collection[int], offered: Collection[int], fewest: int, most: int) -> list[str]:
    """选的都在候选之中，不重复，项数在规定之内。"""
    if len(set(chosen)) != len(chosen) or not set(chosen) <= set(offered):
        return ["所选项目不在候选名单里，请刷新页面重新选择。"]
    if fewest <= len(chosen) <= most:
        return []
    asked = f"{most} 项" if fewest == most else f"{fewest} 至 {most} 项"
    return [f"请选 {asked}，您选了 {len(chosen)} 项。"]


def bursts_in(moments: Sequence[datetime]) -> list[Burst]:
    """票数异常集中的时段：每 5 分钟一段，超过 20 票、且超过其他有票时段中位数的 5 倍。供监督员查看，不自动作废。"""
    windows: dict[datetime, int] = {}
    for moment in moments:
        begins = moment.replace(minute=moment.minute - moment.minute % BURST_MINUTES, second=0, microsecond=0)
        windows[begins] = windows.get(begins, 0) + 1
    found = []
    for begins, votes in sorted(windows.items()):
        others = [count for other, count in windows.items() if other != begins]
        usual = int(median(others)) if others else 0
        if votes > max(BURST_FLOOR, BURST_TIMES * usual):
            found.append(Burst(begins, votes, usual))
    return found


def pace_of(moments: Sequence[datetime], opens: datetime, closes: datetime, parts: int = 24) -> list[tuple[str, int]]:
    """投票时间分成 `parts` 段，每段的票数；段名是开始的月日时分（`moments` 所在的时区）。"""
    length = (closes - opens) / parts
    counts = [0] * parts
    for moment in moments:
        counts[min(parts - 1, max(0, (moment - opens) // length))] += 1
    return [(f"{opens + part * length:%m-%d %H:%M}", count) for part, count in enumerate(counts)]
