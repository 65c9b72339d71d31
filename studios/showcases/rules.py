"""地图上的点：经纬度按纬线的实际长短铺开，东在右，北在上；挤在一起的点画成一个，写明有几间。"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, radians

WIDTH, HEIGHT, EDGE = 1000, 640, 50
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
        """Grows with the number of studios, not with its square."""
        return min(7 + 2 * len(self.places), 24)


def plotted(places: Sequence[Place]) -> list[Dot]:
    """The dots of a map that shows just these places, on a drawing of 1000 by 640."""
    if not places:
        return []
    middle = cos(radians(sum(one.latitude for one in places) / len(places)))
    spread = [(one, one.longitude * Decimal(middle), one.latitude) for one in places]
    west, east = _ends(across for _, across, _ in spread)
    south, north = _ends(up for _, _, up in spread)
    scale = min((WIDTH - 2 * EDGE) / (east - west), (HEIGHT - 2 * EDGE) / (north - south))
    left = (WIDTH - (east - west) * scale) / 2
    top = (HEIGHT - (north - south) * scale) / 2
    cells: dict[tuple[int, int], list[tuple[int, int, Place]]] = {}
    for one, across, up in spread:
        x, y = int(left + (across - west) * scale), int(top + (north - up) * scale)
        cells.setdefault((x // CELL, y // CELL), []).append((x, y, one))
    return [_dot(cell) for _, cell in sorted(cells.items())]


def _ends(values: Iterable[Decimal]) -> tuple[Decimal, Decimal]:
    """Least and greatest; a single place gets a tenth of a degree around it."""
    known = list(values)
    least, greatest = min(known), max(known)
    missing = Decimal("0.1") - (greatest - least)
    return (least - missing / 2, greatest + missing / 2) if missing > 0 else (least, greatest)


def _dot(cell: Sequence[tuple[int, int, Place]]) -> Dot:
    count = len(cell)
    return Dot(sum(x for x, _, _ in cell) // count, sum(y for _, y, _ in cell) // count, tuple(one for *_, one in cell))
