"""A date that runs out: what the home page says of it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from foundation import clock

AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class DateAhead:
    """Something that ends or begins: when, how many days from today by the clock in China, what, and its page.

    `whole_day`: it is a day, without an hour.
    """

    at: datetime
    days: int
    what: str
    title: str
    address: str
    whole_day: bool = False


def at_hour(at: datetime, what: str, title: str, address: str) -> DateAhead:
    """Something with its hour."""
    return DateAhead(at, _days_to(at), what, title, address)


def on_day(day: date, what: str, title: str, address: str, *, ends: bool = True) -> DateAhead:
    """Something of a day: that `ends` with it, or begins with it."""
    at = datetime.combine(day, time(23, 59) if ends else time(), clock.SHANGHAI)
    return DateAhead(at, _days_to(at), what, title, address, whole_day=True)


def _days_to(at: datetime) -> int:
    return (clock.in_shanghai(at).date() - clock.today()).days
