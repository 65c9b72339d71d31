"""总分、进入名额和奖项：每一步都有依据，名次相同的由人裁定，从不靠先后次序。"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from scoring.numbers import EXACT, round_half_up
from studios.contests.rules import VoteUse

FULL = Decimal(100)
PLACES = 2


@dataclass(frozen=True)
class StepPart:
    """一个计分环节。`weight` 为百分数；投票环节的 `score` 是票数，`most` 是最高票数，`vote_use` 说明怎样计入。"""

    title: str
    score: Decimal
    weight: Decimal = Decimal(0)
    vote_use: VoteUse | None = None
    most: Decimal = Decimal(0)
    cap: Decimal = Decimal(0)


@dataclass(frozen=True)
class PartLine:
    """计算过程的一行：原始分（或票数）、折算分、权重、计入总分的分数。"""

    title: str
    score: Decimal
    converted: Decimal
    weight: Decimal
    points: Decimal
    note: str


@dataclass(frozen=True)
class CombinedSteps:
    """总分和计算过程。"""

    total: Decimal
    lines: tuple[PartLine, ...]


@dataclass(frozen=True)
class Tie:
    """名次相同而去向不同的一组：`keys` 这些项目，分 `seats` 这些去向。"""

    keys: tuple[str, ...]
    seats: tuple[str, ...]


@dataclass(frozen=True)
class Seating:
    """按分数排出的名次和去向。`ties` 中的项目由人裁定，不在 `given` 里。"""

    ranks: Mapping[str, int]
    given: Mapping[str, str]
    ties: tuple[Tie, ...]


def combine_steps(parts: Sequence[StepPart]) -> CombinedSteps:
    """总分 = 各环节得分 × 权重之和 + 投票加分；每一环节四舍五入保留两位再相加，凭公布的数字可以复算。

    投票按权重计入的，最高票为 100 分，其余按票数比例折算；按加分计入的，最高票加满上限，其余按比例；
    单独设奖的不计入总分。没有人投票时折算为 0。
    """
    lines = tuple(_line(part) for part in parts)
    return CombinedSteps(sum((line.points for line in lines), Decimal(0)), lines)


def _line(part: StepPart) -> PartLine:
    if part.vote_use is None:
        points = _share(part.score, part.weight, FULL)
        return PartLine(part.title, part.score, part.score, part.weight, points, "得分 × 权重")
    if part.vote_use is VoteUse.WEIGHT:
        converted = _share(part.score, FULL, part.most)
        points = _share(converted, part.weight, FULL)
        return PartLine(part.title, part.score, converted, part.weight, points, "最高票为 100 分，按票数折算 × 权重")
    if part.vote_use is VoteUse.BONUS:
        points = _share(part.score, part.cap, part.most)
        return PartLine(part.title, part.score, points, Decimal(0), points, f"加分，上限 {part.cap.normalize():f} 分")
    return PartLine(part.title, part.score, part.score, Decimal(0), Decimal(0), "单独设奖，不计入总分")


def _share(value: Decimal, of: Decimal, whole: Decimal) -> Decimal:
    if not whole:
        return Decimal(0)
    return round_half_up(EXACT.divide(EXACT.multiply(value, of), whole), PLACES)


def seat_by_score(scores: Mapping[str, Decimal], seats: Sequence[tuple[str, int | None]]) -> Seating:
    """按分数从高到低依次入座。`seats` 是去向和数量（None：其余全部），排在后面没有去向的记为空。

    同分名次相同，其后名次空出；同分的几个去向不止一种的，留给人裁定。
    """
    queue = [seat for seat, places in seats if places is not None for _ in range(places)]
    rest = next((seat for seat, places in seats if places is None), "")
    ordered = sorted(scores, key=lambda key: (-scores[key], key))
    queue += [rest] * max(len(ordered) - len(queue), 0)
    ranks: dict[str, int] = {}
    given: dict[str, str] = {}
    ties: list[Tie] = []
    for _, members in groupby(ordered, key=lambda key: scores[key]):
        keys, first = tuple(members), len(ranks)
        ranks |= dict.fromkeys(keys, first + 1)
        offered = tuple(queue[first : first + len(keys)])
        if len(set(offered)) == 1:
            given |= dict.fromkeys(keys, offered[0])
        else:
            ties.append(Tie(keys, offered))
    return Seating(ranks, given, tuple(ties))


def settle(seating: Seating, chosen: Mapping[str, str]) -> dict[str, str]:
    """人裁定之后的去向；各组裁定须正好用完这一组的去向。缺少或不符的为 `ValueError`，写明是哪几个。"""
    settled = dict(seating.given)
    for tie in seating.ties:
        if Counter(chosen.get(key, "") for key in tie.keys) != Counter(tie.seats):
            raise ValueError("、".join(tie.keys))
        settled |= {key: chosen[key] for key in tie.keys if key in chosen} | {
            key: "" for key in tie.keys if key not in chosen
        }
    return settled


def next_in_line(ranks: Mapping[str, int], out: Sequence[str]) -> tuple[str, ...]:
    """递补：未进入的项目里名次最靠前的；名次相同的一并列出，由人选定。"""
    best = min((ranks[key] for key in out), default=None)
    return tuple(sorted(key for key in out if ranks[key] == best))
