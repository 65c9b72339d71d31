"""The lectures in the order of time: five years of tours, the cloud lectures, the menu, what is ordered today."""

from collections.abc import Callable
from datetime import date, timedelta

from demo.lectures.days import moment
from demo.lectures.improving import improve
from demo.lectures.menu import ask_demand, first_menu, make_wishes, second_menu
from demo.lectures.orders import place_orders
from demo.lectures.places import load_places
from demo.lectures.pool import describe_pool, load_pool, recommend_pool, renew_pool
from demo.lectures.series import begin_series, hold_series
from demo.lectures.tours import first_day, hold_tours, move_one, plan_tours
from demo.lectures.training import hold_class
from foundation import clock
from foundation.database import transaction

LISTED, APPOINTED = 44, 40
"""Days before the first tour."""
FIRST_MENU, DESCRIBED, RECOMMENDED, ASKED, WISHED, SECOND_MENU, RENEWED = 400, 60, 50, 36, 34, 31, 12
"""Days before today."""


def hold_lectures() -> None:
    """All of it up to today. The clock moves inside of the transactions: a year of sessions is one of them."""
    today = clock.today()
    began = first_day(0, today)
    _on(began - timedelta(days=LISTED), load_places)
    _on(began - timedelta(days=APPOINTED), load_pool)
    for play in (plan_tours, hold_tours, begin_series, hold_series):
        _by(today, play)
    for ago, act in (
        (FIRST_MENU, first_menu),
        (DESCRIBED, describe_pool),
        (RECOMMENDED, recommend_pool),
        (ASKED, ask_demand),
        (WISHED, make_wishes),
        (SECOND_MENU, second_menu),
    ):
        _on(today - timedelta(days=ago), act)
    for play in (place_orders, hold_class, improve):
        _by(today, play)
    _on(today - timedelta(days=RENEWED), renew_pool)
    _by(today, move_one)


def _on(day: date, act: Callable[[], None]) -> None:
    with clock.frozen(moment(day)), transaction():
        act()


def _by(today: date, play: Callable[[date], None]) -> None:
    with transaction():
        play(today)
