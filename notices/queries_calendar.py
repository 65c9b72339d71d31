"""The calendar of working days: what came with the software, and what officers entered since."""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from foundation.database import session
from notices.arrangements import ArrangedDay
from notices.models import CalendarYear
from notices.rules_working_days import DayKind
from people.accounts.models import Account
from people.accounts.rules import Permission

SOURCE = Path(__file__).with_name("holidays.csv")


@dataclass(frozen=True)
class Arrangement:
    """The days of a year that differ from their weekday, and the document that says so."""

    year: int
    document: str
    days: Sequence[ArrangedDay]


@dataclass(frozen=True)
class Calendar:
    """The days of some years that differ from their weekday; `years` are those that are known."""

    exceptions: Mapping[date, DayKind]
    years: frozenset[int]

    def missing(self, first: int, last: int) -> list[int]:
        """The years from `first` to `last` of which only the weekdays are known."""
        return [year for year in range(first, last + 1) if year not in self.years]


def calendar_between(first: int, last: int) -> Calendar:
    """The calendar of the years from `first` to `last`."""
    known = {year: found for year in range(first, last + 1) if (found := arrangement_of(year))}
    exceptions = {arranged.day: arranged.kind for found in known.values() for arranged in found.days}
    return Calendar(exceptions, frozenset(known))


def arrangement_of(year: int) -> Arrangement | None:
    """The arrangement of a year: as officers entered it, else as it came with the software, else unknown."""
    entered = entered_year(year)
    if entered is None:
        return delivered().get(year)
    days = [ArrangedDay(known.day, known.kind, known.title) for known in entered.days]
    return Arrangement(year, entered.document, days)


def entered_year(year: int) -> CalendarYear | None:
    """What officers entered for a year."""
    query = select(CalendarYear).where(CalendarYear.year == year).options(selectinload(CalendarYear.days))
    return session.scalars(query).one_or_none()


def known_years() -> list[int]:
    """The years that have an arrangement, the earliest first."""
    return sorted({*delivered(), *session.scalars(select(CalendarYear.year))})


def may_enter_calendar(user: Account) -> bool:
    """The calendar is one for all: it is entered by officers of an organisation at the top of the tree."""
    return any(path.count("/") == 2 for path in user.scope(Permission.NOTICE_EDIT))


@cache
def delivered() -> Mapping[int, Arrangement]:
    """The years in holidays.csv, word for word from the documents named there."""
    days: dict[int, list[ArrangedDay]] = defaultdict(list)
    documents: dict[int, str] = {}
    with SOURCE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["day"])
            days[day.year].append(ArrangedDay(day, DayKind(row["kind"]), row["title"]))
            documents[day.year] = row["document"]
    return {year: Arrangement(year, documents[year], listed) for year, listed in days.items()}
