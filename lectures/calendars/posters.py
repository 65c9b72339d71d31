"""The poster of a lecture: what stands on it, as it was released."""

from dataclasses import dataclass

from foundation import clock
from foundation.errors import Refused
from lectures.calendars.rules import reasons_against_poster
from lectures.calendars.told import Told
from lectures.lecturers.rules_hours import WEEKDAYS
from lectures.menus.rules import LECTURE_MODE_TITLES

LONGEST_HEADLINE = 40


@dataclass(frozen=True)
class Poster:
    """The words of a poster; `link` is what its QR code says, empty where there is no page for everybody."""

    title: str
    tour: str
    organiser: str
    day: str
    hours: str
    speakers: list[tuple[str, str]]
    places: list[str]
    mode: str
    link: str
    registers: bool


def poster_of(known: Told, link: str) -> Poster:
    """What the poster says. Raises `Refused` where the lecture is cancelled, or the words do not fit on one page."""
    released, tour = known.released, known.lecture.tour
    if released.cancelled:
        raise Refused("这一场已经取消，不能打印海报。")
    places = known.location.split("；")
    reasons = reasons_against_poster(released.title, released.lecturers, places)
    if reasons:
        raise Refused("海报放不下这些内容，没有打印。", reasons=reasons)
    begins = known.begins
    return Poster(
        released.title,
        tour.title,
        tour.organisation.name,
        f"{begins:%Y}年{begins.month}月{begins.day}日　{WEEKDAYS[begins.weekday()]}",
        clock.hours_text(begins, known.ends),
        [(one.name, one.headline[:LONGEST_HEADLINE]) for one in known.speakers],
        places,
        LECTURE_MODE_TITLES[released.mode],
        link,
        known.lecture.registers,
    )
