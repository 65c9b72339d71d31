"""Lectures in the format of calendar programs (RFC 5545, RFC 7986), written by the library `icalendar`.

The same releases give the same bytes, so that a program that has them already is told that nothing is new.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from icalendar import Calendar, Event, Timezone, vDuration, vUri

from foundation.clock import SHANGHAI
from lectures.calendars.told import Told
from lectures.menus.rules import LECTURE_MODE_TITLES
from lectures.tours.models import Lecture
from lectures.tours.rules import TOUR_KIND_TITLES

PRODUCT = "-//Jiangxin//Lectures//ZH"
LOOK_AGAIN = timedelta(hours=1)
"""How often a calendar program is asked to look for changes."""

FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2100, 1, 1)
"""The days for which the rule of the time zone is written: China has had one without exceptions since 1992."""

NO_ADDRESS = "invalid:nomail"
"""The organiser's address, which RFC 5546 demands: nobody answers a calendar by mail."""

AddressOf = Callable[[Lecture], str]
"""The page of a lecture; empty where everybody may not see it."""


def feed_text(name: str, lectures: Sequence[Told], address_of: AddressOf, *, private: bool = False) -> bytes:
    """A calendar to subscribe to; a `private` one says where to watch also what others have to register for."""
    calendar = _calendar("PUBLISH", lectures, address_of, private)
    calendar.add("X-WR-CALNAME", name)
    calendar.add("NAME", name)
    calendar.add("X-WR-TIMEZONE", SHANGHAI.key)
    calendar.add("REFRESH-INTERVAL", vDuration(LOOK_AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(LOOK_AGAIN))
    return bytes(calendar.to_ical())


def lecture_text(known: Told, address_of: AddressOf) -> bytes:
    """One lecture to put into a calendar, or, when it is cancelled, to take out of it."""
    method = "CANCEL" if known.released.cancelled else "PUBLISH"
    return bytes(_calendar(method, [known], address_of).to_ical())


def _calendar(method: str, lectures: Sequence[Told], address_of: AddressOf, private: bool = False) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    calendar.add_component(Timezone.from_tzid(SHANGHAI.key, first_date=FIRST_DAY, last_date=LAST_DAY))
    for known in lectures:
        calendar.add_component(_event(known, address_of(known.lecture), private))
    return calendar


def _event(known: Told, address: str, private: bool) -> Event:
    released, tour = known.released, known.lecture.tour
    event = Event()
    event.add("UID", known.lecture.uid)
    event.add("SEQUENCE", released.sequence)
    event.add("DTSTAMP", released.release.released_at)
    event.add("LAST-MODIFIED", released.release.released_at)
    event.add("DTSTART", known.begins)
    event.add("DTEND", known.ends)
    event.add("STATUS", "CANCELLED" if released.cancelled else "CONFIRMED")
    event.add("SUMMARY", f"【已取消】{released.title}" if released.cancelled else released.title)
    event.add("LOCATION", known.location)
    event.add("DESCRIPTION", _description(known, known.released.stream_url if private else known.open_stream))
    event.add("CATEGORIES", [TOUR_KIND_TITLES[tour.kind], LECTURE_MODE_TITLES[released.mode]])
    event.add("ORGANIZER", vUri(NO_ADDRESS), parameters={"CN": tour.organisation.name})
    if known.point:
        event.add("GEO", known.point)
    if address:
        event.add("URL", address)
    return event


def _description(known: Told, stream: str) -> str:
    lines = [
        f"主讲：{'、'.join(one.name for one in known.speakers)}" if known.speakers else "",
        f"计划：{known.lecture.tour.title}（{known.lecture.tour.organisation.name}）",
        f"形式：{LECTURE_MODE_TITLES[known.released.mode]}",
        f"收看地址：{stream}" if stream else "",
        "这一场已经取消。" if known.released.cancelled else "",
    ]
    return "\n".join(filter(None, lines))
