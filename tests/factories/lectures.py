"""Places, lecturers, tours and lectures for tests: plainly fictitious, stored at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from foundation import clock
from foundation.database import Base, session
from lectures.lecturers.models import Lecturer, LecturerTopic
from lectures.lecturers.rules import Audience, LecturerState
from lectures.menus.models import Menu, MenuItem
from lectures.menus.rules import Channel, ItemKind, MenuState
from lectures.places.models import Place
from lectures.places.rules import VenueKind
from lectures.tours.models import (
    Lecture,
    LecturePoint,
    LectureSpeaker,
    LectureTour,
    ReleasedLecture,
    TourRelease,
)
from lectures.tours.rules import TourKind
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from people.persons.models import Person
from tests.factories import people
from tests.factories.numbers import Numbers

T = TypeVar("T", bound=Base)
_numbers = Numbers()


def district(name: str = "示例区总工会") -> Organisation:
    """A district below a city."""
    city = people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)
    return people.organisation(name, city, kind=OrganisationKind.DISTRICT_FEDERATION)


def place(
    keeper: Organisation, host: Organisation | None = None, *, kind: VenueKind = VenueKind.ENTERPRISE, **facts: object
) -> Place:
    """A place on the keeper's list, a kilometre further north each time."""
    number = next(_numbers)
    given = {"name": f"示例场所{number}", "latitude": Decimal("30") + Decimal(number % 100) / 100}
    given |= {"longitude": Decimal("106.5"), "workers": 300, "street": "示例街道"}
    return kept(Place(organisation=keeper, host=host, kind=kind, **(given | facts)))


def lecturer(pool: Organisation, person: Person | None = None, *, theme: str = "工匠精神", **facts: object) -> Lecturer:
    """A lecturer in service with one topic, free at any hour."""
    person = person or people.person(f"讲示{_chinese(next(_numbers))}", pool)
    given: dict[str, object] = {"headline": "市劳动模范", "audiences": [Audience.WORKERS]}
    given |= {"state": LecturerState.IN_SERVICE}
    given |= {"latitude": Decimal("30"), "longitude": Decimal("106.5")}
    made = kept(Lecturer(organisation=pool, person=person, **(given | facts)))
    kept(LecturerTopic(lecturer=made, title="一把焊枪三十年", theme=theme, minutes=60))
    return made


def lecturer_account(lecturer: Lecturer) -> Account:
    """How this lecturer logs in."""
    return people.account(Role.LECTURER, lecturer.organisation, lecturer.person)


def tour(organiser: Organisation, *, kind: TourKind = TourKind.TOUR, **facts: object) -> LectureTour:
    """A tour of this year."""
    today = clock.today()
    given = {"title": f"劳模工匠巡讲{next(_numbers)}", "theme": "工匠精神", "planned": 12}
    given |= {"first_day": today.replace(month=1, day=1), "last_day": today.replace(month=12, day=31)}
    return kept(LectureTour(organisation=organiser, kind=kind, **(given | facts)))


def lecture(
    tour: LectureTour,
    *lecturers: Lecturer,
    places: Sequence[Place] = (),
    at: datetime | None = None,
    minutes: int = 60,
    **facts: object,
) -> Lecture:
    """A lecture tomorrow at this hour unless told otherwise, planned and not released."""
    starts_at = at or clock.now() + timedelta(days=1)
    given = {"title": f"一把焊枪三十年（{next(_numbers)}）", "theme": tour.theme}
    made = Lecture(tour=tour, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), **(given | facts))
    made.points = [LecturePoint(place=one) for one in places]
    made.speakers = [LectureSpeaker(lecturer=one) for one in lecturers]
    return kept(made)


def released(lecture: Lecture) -> Lecture:
    """As a version of its tour's schedule told it to everybody."""
    facts = {"title": lecture.title, "mode": lecture.mode, "starts_at": lecture.starts_at, "ends_at": lecture.ends_at}
    names = {
        "places": [one.place.name for one in lecture.points],
        "lecturers": [one.lecturer.person.name for one in lecture.speakers],
        "lecturer_ids": [one.lecturer_id for one in lecture.speakers],
    }
    version = kept(TourRelease(tour=lecture.tour, number=len(lecture.tour.releases) + 1))
    lecture.released = kept(ReleasedLecture(release=version, lecture=lecture, sequence=0, **facts, **names))
    return kept(lecture)


def menu(organiser: Organisation, *titles: str, state: MenuState = MenuState.PUBLISHED) -> Menu:
    """A version of a menu with topics that every channel may order."""
    made = Menu(organisation=organiser, number=next(_numbers), title="点单菜单", state=state)
    made.published_on = None if state is MenuState.DRAFT else clock.today()
    for place, title in enumerate(titles or ("一把焊枪三十年",), start=1):
        facts = {"large_class": "宣讲", "theme": "工匠精神", "minutes": 60, "channels": list(Channel)}
        made.items.append(MenuItem(code=f"T{place}", place=place, kind=ItemKind.TOPIC, title=title, **facts))
    return kept(made)


def kept(record: T) -> T:
    """Stored at once."""
    session.add(record)
    session.commit()
    return record


def _chinese(number: int) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))
