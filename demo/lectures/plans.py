"""The places of the demo's lectures as tables, and the 120 visits to them: what is there, and where one has been.

Every place lies in one of ten estates (园区). Some were never reached, so that the coverage has something to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import cycle

from demo.make_files import CHARACTERS, COLLEGE, DISTILLERY, DISTRICTS, TRADES
from demo.studios.places import CENTRES
from lectures.places.rules import VenueKind

K = VenueKind
ESTATES = {
    "渝北": ("智造园", "空港园", "物流园", "软件园"),
    "永川": ("装备园", "食品园", "数字园"),
    "江津": ("化工园", "酒业园", "枢纽园"),
}
STREETS = ("甲", "乙", "丙", "丁")
SCHOOLS = ("第一小学", "第二中学", "职业教育中心")
COMMUNITIES = ("和平", "春晖", "新民", "松柏")
TOURS = 5
SESSIONS = 24
"""How many sessions a year's tour has."""
EVERY = (
    *(K.ENTERPRISE, K.ENTERPRISE, K.COMMUNITY, K.ENTERPRISE, K.SCHOOL, K.ENTERPRISE),
    *(K.COMMUNITY, K.ENTERPRISE, K.ENTERPRISE, K.COMMUNITY, K.SCHOOL, K.ESTATE),
)
"""The kinds of place that a dozen sessions go to, in turn."""
UNITS_REACHED, SCHOOLS_REACHED, COMMUNITIES_REACHED = 10, 2, 3
"""How many of each district; the others were never reached."""


@dataclass(frozen=True)
class PlacePlan:
    """A place: `host` is the unit whose place it is, `workers` how many people can be reached there."""

    name: str
    kind: VenueKind
    district: str
    street: str
    estate: str
    host: str
    workers: int
    seats: int
    reached: bool
    point: tuple[Decimal, Decimal]

    @property
    def keeper(self) -> str:
        return f"{self.district}示例区总工会"


@dataclass(frozen=True)
class Visit:
    """The session `number` of the tour of one of the five years, and the name of the place it goes to."""

    tour: int
    number: int
    place: str
    kind: VenueKind


@cache
def places() -> tuple[PlacePlan, ...]:
    """All of them, the estates first."""
    return tuple(_places())


def visits() -> Iterator[Visit]:
    """The 120 sessions: each kind of place in its turn, each place of a kind before any is visited again."""
    reached = {kind: cycle([one.name for one in places() if one.kind is kind and one.reached]) for kind in set(EVERY)}
    for tour in range(TOURS):
        for number in range(SESSIONS):
            kind = EVERY[number % len(EVERY)]
            yield Visit(tour, number, next(reached[kind]), kind)


def unit(district: str, trade: int) -> str:
    """The name of a unit's union, as organisations.xlsx has it."""
    return f"{district}示例{CHARACTERS[trade * 2]}{CHARACTERS[trade * 2 + 1]}{TRADES[trade]}有限公司工会"


def school(district: str, number: int) -> str:
    """The name of a school's union."""
    return f"{district}示例{SCHOOLS[number]}工会"


def hall_of(host: str) -> str:
    """What the place of a unit is called."""
    return f"{host.removesuffix('工会')}职工之家"


def _places() -> Iterator[PlacePlan]:
    for district in DISTRICTS:
        for number, name in enumerate(ESTATES[district]):
            yield _place(district, number, K.ESTATE, f"{district}示例{name}", "", 3_000 + number * 850, True)
    for trade in range(len(TRADES)):
        for district in DISTRICTS:
            host = unit(district, trade)
            yield _place(district, trade, K.ENTERPRISE, hall_of(host), host, 120 + trade * 85, trade < UNITS_REACHED)
    yield _place("江津", 1, K.ENTERPRISE, hall_of(DISTILLERY), DISTILLERY, 640, True)
    for number in range(len(SCHOOLS)):
        for district in DISTRICTS:
            host = school(district, number)
            name = f"{host.removesuffix('工会')}报告厅"
            yield _place(district, number, K.SCHOOL, name, host, 800 + 260 * number, number < SCHOOLS_REACHED)
    yield _place("渝北", 3, K.SCHOOL, f"{COLLEGE.removesuffix('工会')}礼堂", COLLEGE, 5_200, False)
    for number, called in enumerate(COMMUNITIES):
        for district in DISTRICTS:
            name = f"{district}示例{called}社区"
            yield _place(district, number, K.COMMUNITY, name, "", 1_500 + 300 * number, number < COMMUNITIES_REACHED)


def _place(district: str, number: int, kind: VenueKind, name: str, host: str, workers: int, reached: bool) -> PlacePlan:
    north, east = CENTRES[district]
    turn = len(name) * 7 + number * 31 + list(K).index(kind) * 13
    point = (north + Decimal(turn % 89 - 44) / 1000, east + Decimal(turn * 3 % 97 - 48) / 1000)
    estates = ESTATES[district]
    estate = "" if kind is K.ESTATE else f"{district}示例{estates[number % len(estates)]}"
    street = f"{district}示例{STREETS[number % len(STREETS)]}街道"
    seats = 60 + workers % 7 * 40
    return PlacePlan(name, kind, district, street, estate, host, workers, seats, reached, point)
