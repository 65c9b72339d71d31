"""末位评议：近一年听众评分从高到低排，排在末位的由经办人评议；从不自动停用。"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from scoring.numbers import EXACT, settle

LEAST_ANSWERS = 20
LAST_SHARE = 10
"""默认：一年内至少 20 份评分才参加排名，评议末位 10%。"""


@dataclass(frozen=True)
class Answers:
    """某一时刻为止听众一共说了多少：份数和各份得分之和。"""

    count: int = 0
    total: Decimal = Decimal(0)

    def since(self, earlier: "Answers") -> "Answers":
        """从 `earlier` 到现在新增的；评分作废后不足的，算作没有。"""
        count = self.count - earlier.count
        return Answers(count, self.total - earlier.total) if count > 0 else Answers()


@dataclass(frozen=True)
class Placed:
    """一名讲师的名次和算出它的数：得分之和 ÷ 份数 = 均分（未取舍）；`last` 为末位。"""

    lecturer_id: int
    answers: Answers
    mean: Decimal
    rank: int
    last: bool


@dataclass(frozen=True)
class Review:
    """评议的结果：参加排名的（均分从高到低），评分太少不参加的，末位的名额。"""

    placed: list[Placed]
    too_few: list[tuple[int, Answers]]
    places: int


def review_of(answers: Iterable[tuple[int, Answers]], least: int, share: int) -> Review:
    """均分相同名次相同，其后名次空出；末位名额 = 参加排名人数 × `share`%，向上取整，与末位同分的一并评议。

    评分不足 `least` 份的不参加排名；只有一人参加排名的，没有末位；与第一名同分的不算末位。
    """
    known = list(answers)
    means = {
        key: settle(EXACT.divide(one.total, Decimal(one.count))) for key, one in known if one.count >= max(least, 1)
    }
    ranked = sorted((pair for pair in known if pair[0] in means), key=lambda pair: (-means[pair[0]], pair[0]))
    places = -(-len(ranked) * share // 100) if len(ranked) > 1 else 0
    border = means[ranked[-places][0]] if places else None
    best = max(means.values(), default=None)
    placed = [
        Placed(
            lecturer_id=key,
            answers=one,
            mean=means[key],
            rank=1 + sum(mean > means[key] for mean in means.values()),
            last=border is not None and means[key] <= border and means[key] != best,
        )
        for key, one in ranked
    ]
    return Review(placed, [pair for pair in known if pair[0] not in means], places)
