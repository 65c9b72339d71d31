"""淘汰赛：预赛前若干名由种子抽定对手，以后各轮按签位进行（方法见 docs/matches.md）。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scoring.matches.pairing import Pairing, digest, drawn_order

SIZES = (2, 4, 8, 16)
"""How many teams may go on to a knock-out."""

Tie = tuple[str, str]


def first_ties(ranked: Sequence[str], *, seed: str) -> list[Tie]:
    """第一轮：预赛名次的前一半与后一半各按 `drawn_order` 排列，依次相对；先后即签位。

    `ranked`: the teams that go on, best first. Not one of `SIZES`: `ValueError`.
    """
    if len(ranked) not in SIZES or len(set(ranked)) < len(ranked):
        raise ValueError("a knock-out needs 2, 4, 8 or 16 distinct teams")
    half = len(ranked) // 2
    return list(zip(drawn_order(ranked[:half], seed=seed), drawn_order(ranked[half:], seed=seed), strict=True))


def next_ties(winners: Sequence[str]) -> list[Tie]:
    """以后各轮：相邻两个签位的胜者相对。`winners`: by position in the bracket."""
    return list(zip(winners[::2], winners[1::2], strict=True))


def give_sides(tie: Tie, *, seed: str, number: int, worked: Mapping[str, int]) -> Pairing:
    """淘汰赛定职工方：此前任职工方较少（职工方场次减企业方场次较小）的一队；相同的，“种子:轮次:报名序号”的摘要小者。"""
    worker = min(tie, key=lambda key: (worked.get(key, 0), digest(f"{seed}:{number}:{key}"), key))
    return Pairing(worker, tie[1] if worker == tie[0] else tie[0])


def round_title(teams: int) -> str:
    """What a knock-out round of so many teams is called."""
    return {2: "决赛", 4: "半决赛", 8: "八进四", 16: "十六进八"}[teams]
