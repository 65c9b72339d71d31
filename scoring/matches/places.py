"""最后名次、团体奖和个人奖（优秀谈判员）。"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.numbers import Rounding, exact_mean


@dataclass(frozen=True, slots=True)
class Knocked:
    """One decided match of the knock-out. `third_place`: between the losers of the semi-finals."""

    winner: str
    loser: str
    third_place: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """A prize: what it is called and how many there are."""

    title: str
    count: int


@dataclass(frozen=True, slots=True)
class SpeakerMean:
    """A speaker's matches with a score, their mean, and the rank; None: too few matches."""

    key: str
    matches: int
    mean: Decimal
    rank: int | None


def final_places(rounds: Sequence[Sequence[Knocked]], preliminary: Mapping[str, int]) -> list[tuple[int, str]]:
    """最后名次：决赛胜者、负者，季军赛胜者、负者，再按被淘汰的轮次由后到前；同一轮被淘汰的、没有进入淘汰赛的，按预赛名次。

    `rounds`: the knock-out from its first round to the last; `preliminary`: the rank of every team before it.
    预赛名次并列的，最后名次也并列。Each place with its team, best first.
    """
    groups: list[list[str]] = []
    for one in sorted(rounds[-1] if rounds else (), key=lambda one: one.third_place):
        groups += [[one.winner], [one.loser]]
    for matches in reversed(rounds[:-1]):
        groups.append([one.loser for one in matches])
    groups.append(list(preliminary))
    places: dict[str, int] = {}
    for group in groups:
        before = len(places)
        rest = [key for key in group if key not in places]
        for key in rest:
            places[key] = before + 1 + sum(preliminary[other] < preliminary[key] for other in rest)
    return sorted((place, key) for key, place in places.items())


def give_prizes(
    places: Sequence[tuple[int, str]], levels: Sequence[Level], barred: Collection[str] = ()
) -> dict[str, str]:
    """按名次依次授奖；不参加评奖的跳过，位次依次递补。末位名次并列的同获该奖，多出的从下一等名额中扣除。"""
    awarded: dict[str, str] = {}
    eligible = [(place, key) for place, key in places if key not in barred]
    given, promised = 0, 0
    for level in levels:
        promised += level.count
        while given < promised and given < len(eligible):
            sharing = [key for place, key in eligible if place == eligible[given][0]]
            awarded |= dict.fromkeys(sharing, level.title)
            given += len(sharing)
    return awarded


def rank_speakers(
    scores: Mapping[str, Sequence[Decimal]], *, least_matches: int, rounding: Rounding
) -> list[SpeakerMean]:
    """个人成绩：各场得分的平均分，按方案取舍；场次不足 `least_matches` 的不排名。相同的名次并列，下一名次空出。"""
    means = {key: rounding.apply(exact_mean(own)) for key, own in scores.items() if own}
    counted = [mean for key, mean in means.items() if len(scores[key]) >= least_matches]
    lines = [
        SpeakerMean(
            key,
            len(scores[key]),
            mean,
            1 + sum(other > mean for other in counted) if len(scores[key]) >= least_matches else None,
        )
        for key, mean in means.items()
    ]
    return sorted(lines, key=lambda line: (line.rank is None, -line.mean, line.key))
