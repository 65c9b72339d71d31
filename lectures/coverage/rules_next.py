"""下一站去哪里：按公开的分数给出最该去的十个场所，每一分都说得出理由；去不去由人决定。"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lectures.places.rules import VENUE_KIND_TITLES, Point, VenueKind, km_between

THREE_ENTRIES = (VenueKind.ENTERPRISE, VenueKind.SCHOOL, VenueKind.COMMUNITY)
"""三进：进企业、进校园、进社区。"""

CELL = Decimal("0.1")
"""Planned lectures are looked for in cells of so many degrees: wider than `near_km` wherever people work."""


@dataclass(frozen=True)
class Weights:
    """各条理由的分数，均可调整。"""

    never_reached: int = 40
    each_year_since: int = 10
    most_years: int = 3
    workers_for_a_point: int = 100
    most_for_workers: int = 20
    kind_lacking: int = 15
    new_street: int = 15
    near_planned: int = 10
    near_km: Decimal = Decimal(5)
    shown: int = 10


@dataclass(frozen=True)
class Candidate:
    """A place in use. `list_id` is on whose list it stands; `last_held` the last day it was reached (None: never)."""

    place_id: int
    name: str
    list_id: int
    kind: VenueKind
    street: str
    workers: int
    point: Point | None
    last_held: date | None
    planned: bool


@dataclass(frozen=True)
class Planned:
    """A lecture to come: where, and on which day."""

    place_id: int
    place_name: str
    day: date
    point: Point


@dataclass(frozen=True)
class Reason:
    """One reason to go there, in words, and its points."""

    points: int
    words: str


@dataclass(frozen=True)
class Proposal:
    """A place to go to, with its reasons; `score` is the sum of their points."""

    candidate: Candidate
    reasons: Sequence[Reason]

    @property
    def score(self) -> int:
        """The sum of the points."""
        return sum(reason.points for reason in self.reasons)


def next_places(
    candidates: Sequence[Candidate], coming: Sequence[Planned], today: date, weights: Weights | None = None
) -> list[Proposal]:
    """最该去的十个场所。已经排了场次的不再推荐。各条理由的分数相加，分高的在前：

    1. 从未去过，40 分；去过的，离上次每满一年 10 分，最多 30 分。
    2. 可覆盖人数每满 100 人 1 分，最多 20 分；人数没有填写的不计分。
    3. 本年度这份名册还没有进过这一类（企业、校园、社区），15 分。
    4. 所在街道（镇）还没有去过、也没有计划，15 分；没有填写街道的不计分。
    5. 5 千米之内有计划中的一场，10 分：同一天可以讲两场。

    同分时依次看：人数多的、离上次更久的（从未去过最久）、登记在先的在前。
    """
    ruled = weights or Weights()
    streets = {(one.list_id, one.street) for one in candidates if one.last_held or one.planned}
    kinds = {(one.list_id, one.kind) for one in candidates if one.planned or _this_year(one.last_held, today)}
    grid = _Grid(coming, ruled.near_km)
    proposals = []
    for one in candidates:
        if one.planned:
            continue
        reasons: list[Reason | None] = [_since(one, today, ruled), _workers(one, ruled)]
        if one.kind in THREE_ENTRIES and (one.list_id, one.kind) not in kinds:
            words = f"本年度还没有进过“{VENUE_KIND_TITLES[one.kind]}”"
            reasons.append(Reason(ruled.kind_lacking, words))
        if one.street and (one.list_id, one.street) not in streets:
            reasons.append(Reason(ruled.new_street, f"“{one.street}”还没有去过，也没有计划"))
        reasons.append(grid.nearness(one, ruled))
        proposals.append(Proposal(one, [reason for reason in reasons if reason is not None]))
    return sorted(proposals, key=_rank)[: ruled.shown]


def _rank(proposal: Proposal) -> tuple[int, int, date, int]:
    one = proposal.candidate
    return -proposal.score, -one.workers, one.last_held or date.min, one.place_id


def _this_year(day: date | None, today: date) -> bool:
    return day is not None and day.year == today.year


def _since(one: Candidate, today: date, weights: Weights) -> Reason:
    if one.last_held is None:
        return Reason(weights.never_reached, "从未去过")
    last = one.last_held
    years = today.year - last.year - ((today.month, today.day) < (last.month, last.day))
    points = weights.each_year_since * min(max(years, 0), weights.most_years)
    return Reason(points, f"上次是 {last:%Y-%m-%d}，满 {max(years, 0)} 年")


def _workers(one: Candidate, weights: Weights) -> Reason:
    if not one.workers:
        return Reason(0, "可覆盖人数没有填写")
    points = min(one.workers // weights.workers_for_a_point, weights.most_for_workers)
    return Reason(points, f"可覆盖 {one.workers} 人")


class _Grid:
    """Lectures to come by the cell of the map that they lie in, so that each place looks only around itself."""

    def __init__(self, coming: Iterable[Planned], near_km: Decimal) -> None:
        self.near_km = near_km
        self.cells: dict[tuple[int, int], list[Planned]] = defaultdict(list)
        for one in coming:
            self.cells[_cell(one.point)].append(one)

    def nearness(self, place: Candidate, weights: Weights) -> Reason | None:
        """The nearest lecture to come within the range, the earlier one where two are equally near."""
        if place.point is None:
            return None
        row, column = _cell(place.point)
        around = (
            one
            for north in (row - 1, row, row + 1)
            for east in (column - 1, column, column + 1)
            for one in self.cells.get((north, east), ())
        )
        near = [
            (km, one.day, one.place_id, one)
            for one in around
            if (km := km_between(place.point, one.point)) <= self.near_km
        ]
        if not near:
            return None
        km, day, _, there = min(near)
        words = f"离 {day:%Y-%m-%d} 在“{there.place_name}”计划的一场 {km} 千米，同一天可以讲两场"
        return Reason(weights.near_planned, words)


def _cell(point: Point) -> tuple[int, int]:
    north, east = (value // CELL for value in point)
    return int(north), int(east)
