"""Ranks: ties share a rank and the next is skipped; what still ties after the chain stays tied. Never row order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scoring.contenders import Contender, MissingTieFact, SortKey, TieBreakStep
from scoring.numbers import as_text
from scoring.tie_breaks import TIE_BREAKS
from scoring.tie_breaks.people_decide import CODE as PEOPLE_DECIDE

TOTAL = "total"
"""The code recorded when the published totals differ, so that no tie-break was needed."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What set `ahead` before its neighbour `behind` (labels): the step's code and title, and the values compared."""

    code: str
    title: str
    ahead: str
    behind: str
    difference: str


@dataclass(frozen=True, slots=True)
class Placing:
    """名次。`tied` 为同名次人数（无并列为 1）。

    `against_ahead` 说明为何排在前一名次之后，`against_behind` 为何排在后一名次之前；邻近名次有并列时取编号在前者。
    """

    contender: Contender
    rank: int
    tied: int
    against_ahead: Decision | None
    against_behind: Decision | None


@dataclass(frozen=True, slots=True)
class _Step:
    """One thing to compare, bound to its parameters."""

    code: str
    title: str
    sort_key: Callable[[Contender], SortKey]
    difference: Callable[[Contender, Contender], str]


def rank(
    contenders: Sequence[Contender], chain: Sequence[TieBreakStep], *, lower_is_better: bool = False
) -> list[Placing]:
    """名次：总分高者列前；总分相同依次适用同分排序规则；仍相同则名次并列，其后名次空出（1、2、2、2、5）。

    出处：并列名次示例 m686.cn/wenda/102718。`lower_is_better`：名次相加之类的总分，低者列前。
    Those who share a rank are listed by label. Error: `MissingTieFact`, naming those who tie, only when a tie really
    reaches the step that needs the fact. The order of the input does not matter.
    """
    groups = list(_separate(list(contenders), [_total_step(lower_is_better), *(_bind(step) for step in chain)]))
    decisions: list[Decision | None] = [
        _decide(step, better[0], worse[0]) for (_, better), (step, worse) in pairwise(groups)
    ]
    placings: list[Placing] = []
    for (_, members), ahead, behind in zip(groups, [None, *decisions], [*decisions, None], strict=False):
        place = len(placings) + 1
        placings.extend(Placing(member, place, len(members), ahead, behind) for member in members)
    return placings


def award_ranks(placings: Sequence[Placing], barred: Collection[str]) -> dict[str, int]:
    """评奖名次：不参加评奖者保留成绩名次，其后选手位次依次递补。返回参加评奖者的名次，键为选手。

    出处：news.sxrb.com/BIG5/314060/9996401.html（位次依次递补）。
    """
    ranks: dict[str, int] = {}
    place, score_rank = 0, 0
    for placing in placings:
        if placing.contender.key in barred:
            continue
        if placing.rank != score_rank:
            place, score_rank = len(ranks) + 1, placing.rank
        ranks[placing.contender.key] = place
    return ranks


def _separate(group: list[Contender], steps: Sequence[_Step]) -> Iterator[tuple[_Step | None, list[Contender]]]:
    """The groups that share a rank, best first, each with the step that set it behind the group before."""
    if len(group) == 1 or not steps:
        if group:
            yield None, sorted(group, key=lambda contender: (contender.label, contender.key))
        return
    step, later = steps[0], steps[1:]
    equals = _equals(group, step)
    separated_by: _Step | None = None
    for key in sorted(equals):
        for inner, members in _separate(equals[key], later):
            yield inner or separated_by, members
        separated_by = step


def _equals(group: Sequence[Contender], step: _Step) -> dict[SortKey, list[Contender]]:
    """Those of the group who are equal by this step. Error: `MissingTieFact` with the labels of all who tie."""
    equals: dict[SortKey, list[Contender]] = {}
    for contender in group:
        try:
            equals.setdefault(step.sort_key(contender), []).append(contender)
        except MissingTieFact as missing:
            raise MissingTieFact(f"{missing}（此前各项相同的有：{_labels(group)}）") from missing
    if step.code == PEOPLE_DECIDE and len(equals) < len(group):
        raise MissingTieFact(f"{_labels(group)}：不设并列，但裁定的次序有重复，请为每一名写明不同的次序。")
    return equals


def _labels(group: Sequence[Contender]) -> str:
    return "、".join(sorted(contender.label for contender in group))


def _decide(step: _Step | None, ahead: Contender, behind: Contender) -> Decision:
    assert step is not None, "only the first group is separated from nobody"
    return Decision(step.code, step.title, ahead.label, behind.label, step.difference(ahead, behind))


def _total_step(lower_is_better: bool) -> _Step:
    sign, word = (1, "低于") if lower_is_better else (-1, "高于")
    return _Step(
        TOTAL,
        "总分",
        lambda contender: (sign * contender.total,),
        lambda ahead, behind: f"总分 {as_text(ahead.total)} {word} {as_text(behind.total)}",
    )


def _bind(step: TieBreakStep) -> _Step:
    rule = TIE_BREAKS[step.code]
    return _Step(
        rule.CODE,
        rule.TITLE,
        lambda contender: rule.sort_key(contender, step),
        lambda ahead, behind: rule.difference(ahead, behind, step),
    )
