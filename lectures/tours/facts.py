"""What is written down about tours and lectures: the facts that forms and other stages hand to the operations."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from lectures.menus.rules import LectureMode
from lectures.tours.models import Lecture
from lectures.tours.rules import TourKind
from people.organisations.models import Organisation


@dataclass(frozen=True)
class TourFacts:
    """What is written down about a tour; `kinds` are values of `VenueKind`."""

    title: str
    first_day: date
    last_day: date
    kind: TourKind = TourKind.TOUR
    theme: str = ""
    introduction: str = ""
    planned: int = 0
    kinds: Sequence[str] = ()
    public: bool = True

    def values(self) -> dict[str, Any]:
        """Columns and their values."""
        return asdict(self) | {"kinds": list(self.kinds)}


@dataclass(frozen=True)
class LectureFacts:
    """What is written down about a lecture. Without a `host` it is the unit of the first place.

    `capacity` is how many may register; `item_id` the item of a menu that it was ordered from.
    """

    title: str
    starts_at: datetime
    ends_at: datetime
    theme: str = ""
    introduction: str = ""
    mode: LectureMode = LectureMode.ON_SITE
    room: str = ""
    contact: str = ""
    host: Organisation | None = None
    place_ids: Sequence[int] = ()
    lecturer_ids: Sequence[int] = ()
    registers: bool = False
    capacity: int | None = None
    stream_url: str = ""
    public: bool = True
    item_id: int | None = None

    @classmethod
    def of(cls, lecture: Lecture) -> "LectureFacts":
        """As it is."""
        facts = {name: getattr(lecture, name) for name in COLUMNS}
        places, lecturers = [one.place_id for one in lecture.points], [one.lecturer_id for one in lecture.speakers]
        return cls(**facts, host=lecture.host, place_ids=places, lecturer_ids=lecturers)

    def values(self) -> dict[str, Any]:
        """Columns and their values."""
        return {name: getattr(self, name) for name in COLUMNS}


COLUMNS = [one.name for one in fields(LectureFacts) if one.name not in {"host", "place_ids", "lecturer_ids"}]
