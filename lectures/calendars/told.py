"""A lecture as the newest version told it. What is planned since then stays with those who plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from foundation import clock
from lectures.lecturers.models import Lecturer
from lectures.menus.rules import LectureMode
from lectures.places.models import Place
from lectures.places.rules import Point
from lectures.tours.models import Lecture, ReleasedLecture


@dataclass(frozen=True)
class ToldPlace:
    """A place by the name that was told; `place` has its address while the lecture is still planned there."""

    name: str
    place: Place | None

    @property
    def full_name(self) -> str:
        """The name with what helps to find it."""
        street = "" if self.place is None else "".join(dict.fromkeys((self.place.street, self.place.address)))
        return f"{self.name}（{street}）" if street else self.name


@dataclass(frozen=True)
class ToldSpeaker:
    """A lecturer by the name that was told; `lecturer` is his entry in the pool while he is still to speak."""

    name: str
    lecturer: Lecturer | None

    @property
    def headline(self) -> str:
        return self.lecturer.headline if self.lecturer else ""


@dataclass(frozen=True)
class Told:
    """What others may know of a lecture."""

    lecture: Lecture
    released: ReleasedLecture
    places: Sequence[ToldPlace]
    speakers: Sequence[ToldSpeaker]

    @property
    def begins(self) -> datetime:
        """When it begins by the clock in China."""
        return clock.in_shanghai(self.released.starts_at)

    @property
    def ends(self) -> datetime:
        return clock.in_shanghai(self.released.ends_at)

    @property
    def over(self) -> bool:
        return self.released.ends_at <= clock.now()

    @property
    def online(self) -> bool:
        """Whether it can be followed from anywhere."""
        return self.released.mode is not LectureMode.ON_SITE

    @property
    def point(self) -> Point | None:
        """Where the lecturer stands, if that is known."""
        return self.places[0].place.point if self.places and self.places[0].place else None

    @property
    def location(self) -> str:
        """Places with their streets, and the room at the first; a lecture without any place is online."""
        if not self.places:
            return "线上"
        first, *others = [one.full_name for one in self.places]
        return "；".join([" ".join(filter(None, (first, self.released.room))), *others])

    @property
    def open_stream(self) -> str:
        """The address to follow it at, where nobody has to register first."""
        return "" if self.lecture.registers else self.released.stream_url


def told(lecture: Lecture) -> Told:
    """What was told of a lecture that has been released."""
    released = lecture.released
    if released is None:
        raise ValueError(f"lecture {lecture.id} was never released")
    places = {one.place.name: one.place for one in lecture.points}
    lecturers = {one.lecturer.person.name: one.lecturer for one in lecture.speakers}
    return Told(
        lecture,
        released,
        [ToldPlace(name, places.get(name)) for name in released.places],
        [ToldSpeaker(name, lecturers.get(name)) for name in released.lecturers],
    )


def as_told(query: Select[Lecture]) -> Select[Lecture]:
    """Those of them that were released, in the order of the times that were told; each is read by `told`."""
    joined = query.join(Lecture.released).join(ReleasedLecture.release)
    read = joinedload(Lecture.released).joinedload(ReleasedLecture.release)
    return joined.options(read).order_by(None).order_by(ReleasedLecture.starts_at, Lecture.id)
