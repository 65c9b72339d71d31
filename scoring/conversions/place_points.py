"""名次分：按本模块名次给分，如前四名 8、4、2、1 分，其余 0 分。

出处：m.pps.sh.cn/show-72-1258-1（8/4/2/1）；m.kidbbs.com 52913（40、39、……、1）（competition-rules 1.7）。
参数：`points`，从第一名起的分数，以“/”隔开（如 `8/4/2/1`）；`ties`，并列的给分：`shared_place` 并列者都得并列名次的分，
`mean_of_places` 并列者平分所占各名次的分。换算后的满分为第一名的分。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from scoring.conversion import Converted, places_of
from scoring.numbers import exact_mean
from scoring.parameters import InvalidParameters, Parameters, check_names, choice, number

CODE = "place_points"
TITLE = "名次分"
FROM_TIME = False


def check(parameters: Parameters, full_mark: Decimal) -> None:
    """分数不为负、逐名递减，并列的给分写明；否则报 `InvalidParameters`。"""
    check_names(parameters, "points", "ties")
    choice(parameters, "ties", "shared_place", "mean_of_places")
    points = _points(parameters)
    if points[-1] < 0 or points[0] <= 0 or sorted(points, reverse=True) != points:
        raise InvalidParameters("名次分应从第一名起由高到低，且不为负，请调整。")


def converted_full_mark(parameters: Parameters, full_mark: Decimal) -> Decimal:
    """第一名的分。"""
    return _points(parameters)[0]


def convert(raws: Mapping[str, Decimal], parameters: Parameters, full_mark: Decimal) -> dict[str, Converted]:
    """各选手的名次分；名次在所列分数之外的得 0 分。"""
    points = _points(parameters)
    places = places_of(raws)
    tied = Counter(places.values())
    shared = parameters["ties"] == "shared_place"
    scores = {
        place: exact_mean(_at(points, place + further) for further in range(1 if shared else count))
        for place, count in tied.items()
    }
    return {key: Converted(CODE, raws[key], scores[place], place) for key, place in places.items()}


def _at(points: list[Decimal], place: int) -> Decimal:
    return points[place - 1] if place <= len(points) else Decimal(0)


def _points(parameters: Parameters) -> list[Decimal]:
    """The points from the first place on. Error: `InvalidParameters`."""
    listed = str(parameters["points"]).split("/")
    return [number({"points": text}, "points") for text in listed]
