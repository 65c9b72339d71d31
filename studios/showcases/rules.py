"""地图上的点：挤在一起的画成一个，写明有几间；位置怎样铺开见 `studios.registry.rules_map`。"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from studios.registry.rules_map import drawn

WIDTH, HEIGHT, EDGE = 1000, 520, 40
CELL = 26


@dataclass(frozen=True)
class Place:
    """A studio on the map: degrees, and what it is called."""

    studio_id: int
    name: str
    latitude: Decimal
    longitude: Decimal


@dataclass(frozen=True)
class Dot:
    """A point of the drawing, in its units, and the studios that stand there."""

    x: int
    y: int
    places: tuple[Place, ...]

    @property
    def radius(self) -> int:
        """Grows with the number of studios."""
        return min(8 + 2 * len(self.places), 24)


def plotted(places: Sequence[Place]) -> list[Dot]:
    """The dots of a map that shows just these places; those within one cell share a dot."""
    if not places:
        return []
    points = drawn([(one.latitude, one.longitude) for one in places], WIDTH, HEIGHT, EDGE).places
    cells: dict[tuple[int, int], list[tuple[int, int, Place]]] = {}
    for one, (x, y) in zip(places, points, strict=True):
        cells.setdefault((x // CELL, y // CELL), []).append((x, y, one))
    return [_dot(cell) for _, cell in sorted(cells.items())]


def _dot(cell: Sequence[tuple[int, int, Place]]) -> Dot:
    count = len(cell)
    return Dot(sum(x for x, _, _ in cell) // count, sum(y for _, y, _ in cell) // count, tuple(one for *_, one in cell))
