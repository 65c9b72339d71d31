"""Entering the days off and the days worked of a year."""

from foundation import audit
from foundation.database import session
from foundation.errors import NotAllowed, Refused
from notices.arrangements import read_arrangements
from notices.models import CalendarDay, CalendarYear
from notices.queries_calendar import entered_year, may_enter_calendar
from people.accounts.models import Account


def enter_calendar(year: int, *, document: str, text: str, version: int | None, by: Account) -> CalendarYear:
    """Keep what the State Council's notice `text` says of `year`, in place of what was entered before.

    Notices already up keep the closing that they were put up with. Raises `Refused` for what cannot be read,
    `Stale` where somebody else has entered the year meanwhile.
    """
    if not may_enter_calendar(by):
        raise NotAllowed
    days, faults = read_arrangements(text, year)
    if faults:
        raise Refused("放假安排没有保存。", reasons=faults, field="text")
    calendar = entered_year(year)
    if calendar is None:
        calendar = CalendarYear(year=year, document=document, row_version=1)
        session.add(calendar)
    else:
        calendar.expect_version(version)
        calendar.document = document
        calendar.days.clear()
    session.flush()  # the old days leave before the same dates come again
    calendar.days = [CalendarDay(day=known.day, kind=known.kind, title=known.title) for known in days]
    audit.record("enter_calendar", calendar, by=by, changes={"calendar_days": (None, f"{len(days)} 天（{document}）")})
    return calendar
