"""A lecture as the newest version told it. What is planned since then stays with those who plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from foundation import clock
from foundation.database import session
from lectures.lecturers.models import Lecturer
from lectures.menus.rules import LectureMode
from lectures.places.models import Place
from lectures.places.rules import Point
from lectures.tours.models import Lecture, ReleasedLecture

Released = Sequence[tuple[Lecture, ReleasedLecture]]
"""Lectures, each with its newest version."""


@dataclass(frozen=True)
class ToldPlace:
    """A place by the name that was told; `place` has its address, None where no such place is found any more."""

    name: str
    place: Place | None

    @property
    def full_name(self) -> str:
        """The name with what helps to find it."""
        street = "" if self.place is None else "".join(dict.fromkeys((self.place.street, self.place.address)))
        return f"{self.name}（{street}）" if street else self.name


@dataclass(frozen=True)
class ToldSpeaker:
    """A lecturer by the name that was told; `lecturer` is his entry in the pool."""

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
    def title(self) -> str:
        return self.released.title

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
    return told_all([lecture])[0]


def told_all(lectures: Iterable[Lecture]) -> list[Told]:
    """What was told of each of these, all of them released.

    Where the plan has moved on, the places and lecturers that were told are looked up, in one statement each.
    """
    known = [(one, _released(one)) for one in lectures]
    places, lecturers = _places_left(known), _lecturers_left(known)
    return [_told(lecture, released, places, lecturers) for lecture, released in known]


def as_told(query: Select[Lecture]) -> Select[Lecture]:
    """Those of them that were released, in the order of the times that were told; each is read by `told`."""
    joined = query.join(Lecture.released).join(ReleasedLecture.release)
    read = joinedload(Lecture.released).joinedload(ReleasedLecture.release)
    return joined.options(read).order_by(None).order_by(ReleasedLecture.starts_at, Lecture.id)


def _released(lecture: Lecture) -> ReleasedLecture:
    if lecture.released is None:
        raise ValueError(f"lecture {lecture.id} was never released")
    return lecture.released


def _told(
    lecture: Lecture,
    released: ReleasedLecture,
    places: Mapping[str, Sequence[Place]],
    lecturers: Mapping[int, Lecturer],
) -> Told:
    near = {one.place.name: one.place for one in lecture.points}
    speaking = {**lecturers, **{one.lecturer_id: one.lecturer for one in lecture.speakers}}
    named = zip_longest(released.lecturers, released.lecturer_ids)
    return Told(
        lecture,
        released,
        [ToldPlace(name, near.get(name) or _only(places.get(name, ()), lecture)) for name in released.places],
        [ToldSpeaker(name, speaking.get(number)) for name, number in named],
    )


def _only(places: Sequence[Place], lecture: Lecture) -> Place | None:
    """The place of this name that the organiser can use; none where several have it."""
    organiser = lecture.organisation_path
    usable = [one for one in places if one.organisation_path.startswith(organiser)]
    return usable[0] if len(usable) == 1 else None


def _places_left(known: Released) -> dict[str, list[Place]]:
    """The places that lectures have left since they were told, by name."""
    left = {name for lecture, released in known for name in released.places}
    left -= {point.place.name for lecture, _ in known for point in lecture.points}
    found: dict[str, list[Place]] = {}
    if left:
        for place in session.scalars(select(Place).where(Place.name.in_(left)).options(joinedload(Place.organisation))):
            found.setdefault(place.name, []).append(place)
    return found


def _lecturers_left(known: Released) -> dict[int, Lecturer]:
    """The lecturers who were taken off lectures since they were told, by key."""
    left = {key for _, released in known for key in released.lecturer_ids}
    left -= {speaker.lecturer_id for lecture, _ in known for speaker in lecture.speakers}
    query = select(Lecturer).where(Lecturer.id.in_(left)).options(joinedload(Lecturer.person))
    return {one.id: one for one in session.scalars(query)} if left else {}
