"""位置示意图：不用地图底图，只按经纬度画出彼此的方位和距离。"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

Point = tuple[Decimal, Decimal]
"""Latitude and longitude in degrees."""

KM_PER_DEGREE = Decimal("111.2")
LEAST_SPAN = Decimal("0.02")
"""Degrees of latitude that a drawing covers at least, some 2 km: a single point would have no scale."""


@dataclass(frozen=True)
class Drawing:
    """Where points lie, in units from the upper left, north up; `width_km` is what the width covers."""

    places: Sequence[tuple[int, int]]
    width: int
    height: int
    width_km: int


def drawn(points: Sequence[Point], width: int, height: int, margin: int = 16) -> Drawing:
    """Place `points`, at least one, on a drawing of `width` by `height` so that all of them are seen.

    The same scale both ways: a degree of longitude is as long as one of latitude times the cosine of the latitude.
    """
    south, north = (extreme(latitude for latitude, _ in points) for extreme in (min, max))
    west, east = (extreme(longitude for _, longitude in points) for extreme in (min, max))
    middle = (south + north) / 2
    narrower = Decimal(str(math.cos(math.radians(middle))))
    inner_width, inner_height = width - 2 * margin, height - 2 * margin
    per_unit = max((east - west) * narrower / inner_width, max(north - south, LEAST_SPAN) / inner_height)
    centre = (west + east) / 2
    places = [
        (
            int(Decimal(width) / 2 + (longitude - centre) * narrower / per_unit),
            int(Decimal(height) / 2 - (latitude - middle) / per_unit),
        )
        for latitude, longitude in points
    ]
    return Drawing(places, width, height, int((per_unit * width * KM_PER_DEGREE).to_integral_value()))
