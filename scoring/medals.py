"""Medals as at WorldSkills: scores that lie close together share a medal, and a shared medal uses up the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.awards import AwardBase, AwardLine, AwardWorking, InvalidAwardPlan, check_stated_base
from scoring.numbers import as_text


@dataclass(frozen=True, slots=True)
class SmallField:
    """小规模项目：参赛人数不多于 `at_most` 时，只设前 `medals` 种奖牌（2 为金、银，1 为金，0 为不设）。"""

    at_most: int
    medals: int


MOSCOW_2018 = (SmallField(3, 0), SmallField(4, 1), SmallField(5, 2))
"""五人设金银牌，四人只设金牌，三人及以下项目不成立：ocm18.worldskills.moscow/rezul-taty（章程 10.1，2018）。"""


@dataclass(frozen=True, slots=True)
class MedalPlan:
    """奖牌方案，代替设奖方案使用。出处：worldskills2015.com 奖牌规则（2015，500 分制，相差不超过 2 分为并列）。

    `distance`：与同一奖牌中最高者相差不超过此数的，同获该奖牌。“三枚及以上金牌，下一名与最后一枚金牌相差不超过 2 分
    才设铜牌”一句，只有按最高者（而不是逐人）比较才有意义，故如此。
    `bronze_behind_silvers`：两枚及以上银牌之后，下一名与最后一枚银牌相差不超过 `distance` 时是否设铜牌。
    所读网页在此处截断，默认比照金牌的写法。
    `medallion_from`：未获奖牌而分数不低于此数的获优胜奖（500 分制为 500：ug.ru 2018；700 分制为 700：
    worldskillsusa.org 2017）；不写即不设。`small_fields`：小规模项目表，可用 `MOSCOW_2018` 的内容；不写即不限。
    比较的是折算后的公布分（如 700 分制），没有折算时为总分。
    """

    distance: Decimal
    medallion_from: Decimal | None = None
    bronze_behind_silvers: bool = True
    small_fields: tuple[SmallField, ...] = ()
    base: AwardBase = AwardBase.RANKED
    stated_base: int | None = None
    gold: str = "金牌"
    silver: str = "银牌"
    bronze: str = "铜牌"
    medallion: str = "优胜奖"


def check_medal_plan(plan: MedalPlan) -> None:
    """相差分数不为负，四个名称各不相同，小规模项目表的奖牌种数在 0 至 3 之间；否则报 `InvalidAwardPlan`。"""
    if plan.distance < 0:
        raise InvalidAwardPlan(f"奖牌并列的分数差为 {as_text(plan.distance)}，不能为负，请调整。")
    if len({plan.gold, plan.silver, plan.bronze, plan.medallion}) < 4:
        raise InvalidAwardPlan("奖牌和优胜奖的名称不能相同，请调整。")
    if any(not 0 <= small.medals <= 3 for small in plan.small_fields):
        raise InvalidAwardPlan("小规模项目表中的奖牌种数应为 0 至 3，请调整。")
    check_stated_base(plan.stated_base)


def give_medals(plan: MedalPlan, scores: Mapping[str, Decimal], base: int) -> AwardWorking:
    """奖牌和优胜奖，每种都写明理由。`scores`：参加评奖者的分数；`base`：参赛人数，只用于小规模项目表。"""
    check_medal_plan(plan)
    kinds = _kinds_of_medals(plan, base)
    waiting = sorted(scores, key=lambda key: (-scores[key], key))
    rows: list[tuple[str, Sequence[str], str]] = []

    def give(name: str, refusal: str) -> Sequence[str]:
        """The medal called `name` to the next group, unless there is a reason not to; who is served waits no more."""
        group = [] if refusal else _tied(waiting, scores, plan.distance)
        del waiting[: len(group)]
        rows.append((name, group, refusal or _tie_text(group, scores, plan.distance)))
        return group

    small = f"参赛 {base} 人，按小规模项目表只设 {kinds} 种奖牌"
    golds = give(plan.gold, "" if kinds >= 1 else small)
    no_silver = f"{plan.gold}有 {len(golds)} 枚，不设{plan.silver}" if len(golds) > 1 else ""
    silvers = give(plan.silver, no_silver if kinds >= 2 else small)
    next_score = scores[waiting[0]] if waiting else None
    medallists = ([scores[key] for key in golds], [scores[key] for key in silvers])
    no_bronze = _reason_against_bronze(plan, *medallists, next_score)
    give(plan.bronze, no_bronze if kinds >= 3 else small)
    if plan.medallion_from is not None:
        line = plan.medallion_from
        good = [key for key in waiting if scores[key] >= line] if kinds else []
        rows.append((plan.medallion, good, f"未获奖牌，分数不低于 {as_text(line)}" if kinds else small))
    lines = tuple(AwardLine(name, Decimal(len(keys)), len(keys), len(keys), reason) for name, keys, reason in rows)
    return AwardWorking(base, lines, {key: name for name, keys, _ in rows for key in keys})


def _tied(waiting: Sequence[str], scores: Mapping[str, Decimal], distance: Decimal) -> list[str]:
    """The first who waits, and all whose score is no more than `distance` below that one's."""
    return [key for key in waiting if scores[waiting[0]] - scores[key] <= distance]


def _reason_against_bronze(
    plan: MedalPlan, golds: Sequence[Decimal], silvers: Sequence[Decimal], next_score: Decimal | None
) -> str:
    """Why no bronze medal is given; empty when one is."""
    if next_score is None:
        return "没有其他选手"
    if len(golds) >= 3:
        above, worst = plan.gold, golds[-1]
    elif len(silvers) >= 2:
        above, worst = plan.silver, silvers[-1]
        if not plan.bronze_behind_silvers:
            return f"{plan.silver}有 {len(silvers)} 枚，不设{plan.bronze}"
    else:
        return ""
    behind = worst - next_score
    if behind <= plan.distance:
        return ""
    behind_text = f"下一名比最后一枚低 {as_text(behind)}，超过 {as_text(plan.distance)}"
    return f"{above}有 {max(len(golds), len(silvers))} 枚，{behind_text}，不设{plan.bronze}"


def _tie_text(group: Sequence[str], scores: Mapping[str, Decimal], distance: Decimal) -> str:
    if not group:
        return "没有其他选手"
    best = as_text(scores[group[0]])
    if len(group) == 1:
        return f"{best} 分，没有相差不超过 {as_text(distance)} 的其他选手"
    return f"最高 {best} 分，相差不超过 {as_text(distance)} 的共 {len(group)} 人并列"


def _kinds_of_medals(plan: MedalPlan, base: int) -> int:
    """How many kinds of medals a field of this size has."""
    for small in sorted(plan.small_fields, key=lambda small: small.at_most):
        if base <= small.at_most:
            return small.medals
    return 3
