"""预赛配对：由公布的种子算出各轮谁对谁、谁任职工方，任何人都可以复算（方法见 docs/matches.md）。"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

METHOD = "sides-2026"


class Side(StrEnum):
    """The two sides of a negotiation."""

    WORKER = "worker"
    EMPLOYER = "employer"


SIDE_TITLES = {Side.WORKER: "职工方", Side.EMPLOYER: "企业方"}


@dataclass(frozen=True, slots=True)
class Pairing:
    """A match: the keys of the two teams by the side that they take."""

    worker: str
    employer: str


@dataclass(frozen=True, slots=True)
class PairedRound:
    """One round; `resting`: the team that has nobody to meet (轮空), where their number is odd."""

    pairings: tuple[Pairing, ...]
    resting: str | None


def drawn_order(keys: Collection[str], *, seed: str) -> list[str]:
    """按“种子:报名序号”（UTF-8）的 SHA-256 十六进制摘要从小到大，与名单的先后无关。"""
    return sorted(keys, key=lambda key: (digest(f"{seed}:{key}"), key))


def pair_rounds(keys: Collection[str], *, seed: str, rounds: int) -> list[PairedRound]:
    """抽签配对 sides-2026：各轮一次抽定，每队每轮一场，队数为奇数的每轮轮空一队。

    一、按 `drawn_order` 排出次序，队数为奇数的在末位添一个空位。
    二、轮转法：首位不动，第 r 轮其余各位向后转 r-1 位，第一位对末位、第二位对倒数第二位……与空位相对的轮空。
       在（队数为奇数时 队数，偶数时 队数-1）轮之内没有两队相遇两次，也没有一队轮空两次；超过之后从头再转。
    三、全部场次定职工方：从剩余场次为奇数的队（没有时为有剩余场次的队）中次序最前的一队起，取它最早的一场任职工方，
       转到对手，再取对手最早的一场任职工方……直到没有剩余场次；重复至排完。每队两方的场次相差不超过一场。

    Fewer than two teams, duplicate keys or no round: `ValueError`.
    """
    if len(keys) < 2 or len(set(keys)) < len(keys) or rounds < 1:
        raise ValueError("pairing needs two distinct teams and a round")
    order = drawn_order(keys, seed=seed)
    tables = [list(_ties(order, number)) for number in range(rounds)]
    met = [(one, other) for table in tables for one, other in table if one is not None and other is not None]
    sided = iter(_take_sides(met, order))
    paired = []
    for table in tables:
        resting = next((one or other for one, other in table if one is None or other is None), None)
        matches = sum(one is not None and other is not None for one, other in table)
        paired.append(PairedRound(tuple(next(sided) for _ in range(matches)), resting))
    return paired


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _ties(order: Sequence[str], number: int) -> Iterator[tuple[str | None, str | None]]:
    """Who sits opposite whom in round `number`, counted from 0; None: the empty seat."""
    seats: list[str | None] = [*order, None] if len(order) % 2 else [*order]
    ring = seats[1:]
    turn = number % len(ring)
    table = [seats[0], *ring[len(ring) - turn :], *ring[: len(ring) - turn]]
    return ((table[at], table[-1 - at]) for at in range(len(table) // 2))


def _take_sides(ties: Sequence[tuple[str, str]], order: Sequence[str]) -> list[Pairing]:
    """Every tie with its sides. Each walk leaves a team by the worker's side as often as it enters by the other."""
    left = {key: [at for at, tie in enumerate(ties) if key in tie] for key in order}
    sided: dict[int, Pairing] = {}
    while len(sided) < len(ties):
        odd = (key for key in order if len(left[key]) % 2)
        here = next(odd, None) or next(key for key in order if left[key])
        while left[here]:
            at = left[here][0]
            there = ties[at][1] if ties[at][0] == here else ties[at][0]
            left[here].remove(at)
            left[there].remove(at)
            sided[at] = Pairing(here, there)
            here = there
    return [sided[at] for at in range(len(ties))]
