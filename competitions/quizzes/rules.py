"""线上答题：谁的哪一次计入、个人怎样排名。单位排名的规则各成一个文件，见 organisation_rules。"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow


class QuizState(StrEnum):
    """The states of a quiz."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


QUIZ_STATE_TITLES = {QuizState.DRAFT: "草稿", QuizState.PUBLISHED: "已发布", QuizState.CLOSED: "已结束"}

QUIZ_WORKFLOW = Workflow(
    name="线上答题",
    table={
        (QuizState.DRAFT, "publish_quiz"): QuizState.PUBLISHED,
        (QuizState.PUBLISHED, "withdraw_quiz"): QuizState.DRAFT,
        (QuizState.PUBLISHED, "close_quiz"): QuizState.CLOSED,
        (QuizState.CLOSED, "reopen_quiz"): QuizState.PUBLISHED,
    },
    titles=QUIZ_STATE_TITLES,
    corrections=frozenset({"withdraw_quiz", "reopen_quiz"}),
)


class Counting(StrEnum):
    """一个人多次答题，成绩怎样计入。"""

    BEST = "best"
    """取最好的一次：分数高者为好，同分取用时少的一次。"""
    FIRST = "first"
    """只计第一次。"""
    DAILY_BEST_SUM = "daily-best-sum"
    """每天取最好的一次，各天相加；用时也是这几次相加。"""


COUNTING_TITLES = {
    Counting.BEST: "取最好的一次",
    Counting.FIRST: "只计第一次",
    Counting.DAILY_BEST_SUM: "每天最好的一次相加",
}


@dataclass(frozen=True)
class Taken:
    """One ended attempt of a person. `order` grows with the moment of beginning."""

    taker_id: int
    period: str
    order: int
    points: Decimal
    seconds: int


@dataclass(frozen=True)
class Counted:
    """What counts of a person, and how often the person has answered."""

    taker_id: int
    points: Decimal
    seconds: int
    attempts: int


@dataclass(frozen=True)
class Placed:
    """A person's place; those with the same points and the same time share it."""

    rank: int
    shared: bool
    counted: Counted


def count_results(taken: Iterable[Taken], counting: Counting) -> list[Counted]:
    """每人计入的成绩和用时。"""
    by_taker: defaultdict[int, list[Taken]] = defaultdict(list)
    for one in taken:
        by_taker[one.taker_id].append(one)
    return [
        Counted(
            taker_id,
            sum((one.points for one in counted), Decimal(0)),
            sum(one.seconds for one in counted),
            len(attempts),
        )
        for taker_id, attempts in by_taker.items()
        for counted in [_counted(attempts, counting)]
    ]


def rank_takers(counted: Iterable[Counted]) -> list[Placed]:
    """个人排名：计入成绩高者列前，同分用时少者列前，仍相同的名次并列，其后名次空出（1、2、2、4）。

    出处：同分比用时 sites.ncut.edu.cn/xgh/info/1058/3169；并列的写法 m686.cn/wenda/102718。
    """
    in_order = sorted(counted, key=lambda one: (-one.points, one.seconds, one.taker_id))
    placed = places([(one.points, one.seconds) for one in in_order])
    return [Placed(rank, shared, one) for (rank, shared), one in zip(placed, in_order, strict=True)]


def places(keys: Sequence[Hashable]) -> list[tuple[int, bool]]:
    """已按先后排好的各项的名次，以及是否并列：相同的并列，其后名次空出。"""
    first: dict[Hashable, int] = {}
    for place, key in enumerate(keys, start=1):
        first.setdefault(key, place)
    holders = Counter(keys)
    return [(first[key], holders[key] > 1) for key in keys]


def mask_name(name: str) -> str:
    """公开榜上的姓名：两个字的遮后一个（张*），更长的只留首尾（张*三、欧**华）。"""
    if len(name) < 3:
        return name[:1] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def _counted(attempts: Sequence[Taken], counting: Counting) -> list[Taken]:
    if counting is Counting.FIRST:
        return [min(attempts, key=lambda one: one.order)]
    if counting is Counting.BEST:
        return [_best(attempts)]
    by_day: defaultdict[str, list[Taken]] = defaultdict(list)
    for one in attempts:
        by_day[one.period].append(one)
    return [_best(day) for day in by_day.values()]


def _best(attempts: Sequence[Taken]) -> Taken:
    return min(attempts, key=lambda one: (-one.points, one.seconds, one.order))
