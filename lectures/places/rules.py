"""三进场所的类别，两地之间的距离和路上时间。"""

import math
from decimal import Decimal
from enum import StrEnum

from scoring.numbers import round_half_up

Point = tuple[Decimal, Decimal]
"""Latitude and longitude in degrees."""

EARTH_RADIUS_KM = 6371
DETOUR = Decimal("1.3")
"""Roads are longer than the straight line, in towns by about a third."""

KM_PER_HOUR = 40
MINUTES_TO_LEAVE_AND_ARRIVE = 20
SMALLEST_ANGLE = Decimal("0.000001")


class VenueKind(StrEnum):
    """三进：进企业、进校园、进社区；另有园区和广场、场馆。"""

    ENTERPRISE = "enterprise"
    SCHOOL = "school"
    COMMUNITY = "community"
    ESTATE = "estate"
    HALL = "hall"


VENUE_KIND_TITLES = {
    VenueKind.ENTERPRISE: "企业",
    VenueKind.SCHOOL: "校园",
    VenueKind.COMMUNITY: "社区",
    VenueKind.ESTATE: "园区",
    VenueKind.HALL: "场馆、广场",
}


def km_between(one: Point, other: Point) -> Decimal:
    """How many kilometres lie between two points in a straight line, to a tenth, half up."""
    north, east = (math.radians(value) for value in one)
    north_too, east_too = (math.radians(value) for value in other)
    half = math.sin((north_too - north) / 2) ** 2
    half += math.cos(north) * math.cos(north_too) * math.sin((east_too - east) / 2) ** 2
    metres = 2 * EARTH_RADIUS_KM * 1000 * math.asin(math.sqrt(half))
    return Decimal(int(metres + 50) // 100) / 10


def travel_minutes(km: Decimal) -> int:
    """How long the way takes, in whole minutes, half up: by car over roads, with leaving and arriving; 0 for no way."""
    if km == 0:
        return 0
    return MINUTES_TO_LEAVE_AND_ARRIVE + int(round_half_up(km * DETOUR * 60 / KM_PER_HOUR, 0))


def reasons_against_point(latitude: Decimal | None, longitude: Decimal | None) -> list[str]:
    """经纬度成对填写，在范围内，最多 6 位小数（约 0.1 米）。"""
    if latitude is None and longitude is None:
        return []
    if latitude is None or longitude is None:
        return ["纬度和经度要一起填写，或者都不填。"]
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return ["经纬度超出范围：纬度在 -90 至 90 之间，经度在 -180 至 180 之间。"]
    if any(value != value.quantize(SMALLEST_ANGLE) for value in (latitude, longitude)):
        return ["经纬度最多 6 位小数。"]
    return []


def reasons_against_host(kind: VenueKind, *, has_host: bool) -> list[str]:
    """校园、企业须写明所属单位，否则统计不出哪些单位去过。"""
    if kind in {VenueKind.ENTERPRISE, VenueKind.SCHOOL} and not has_host:
        return [f"“{VENUE_KIND_TITLES[kind]}”类场所请选择所属单位，否则统计不出哪些单位去过。"]
    return []


def reasons_against_estate(kind: VenueKind, *, in_estate: bool) -> list[str]:
    """园区不能再放进园区。"""
    return ["园区本身不能再放进另一个园区。"] if kind is VenueKind.ESTATE and in_estate else []


def reasons_against_place(
    kind: VenueKind, latitude: Decimal | None, longitude: Decimal | None, *, has_host: bool, in_estate: bool
) -> list[str]:
    """场所登记的条件：经纬度成对且在范围内；校园、企业须写明所属单位；园区不能再放进园区。"""
    return [
        *reasons_against_point(latitude, longitude),
        *reasons_against_host(kind, has_host=has_host),
        *reasons_against_estate(kind, in_estate=in_estate),
    ]
