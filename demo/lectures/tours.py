"""Five years of tours (三进) with 120 sessions: planned, released, held, some cancelled, the next ones ahead."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from demo.lectures.contents import THEMES
from demo.lectures.days import moment, working_day
from demo.lectures.places import places_by_name
from demo.lectures.plans import SESSIONS, TOURS, Visit, visits
from demo.lectures.pool import lecturing
from demo.lectures.running import WHY_COUNTED, hold_at
from demo.make_files import CITY
from demo.people import account_named, organisation
from demo.studios.pictures import paper, photo
from foundation import clock
from foundation.database import session
from lectures.attendance.keepsakes import add_lecture_material, add_lecture_photo
from lectures.attendance.operations import register_persons
from lectures.places.rules import VenueKind
from lectures.tours.facts import LectureFacts, TourFacts
from lectures.tours.models import Lecture, LectureTour
from lectures.tours.operations import (
    answer_invitation,
    cancel_lecture,
    close_tour,
    create_lecture,
    create_tour,
    move_lecture,
)
from lectures.tours.operations_releases import release_tour
from people.accounts.models import Account
from people.persons.models import Person

AHEAD = timedelta(days=75)
YEAR = timedelta(days=365)
FIRST, APART = 12, 15
"""The day of the first session of a tour, and the days from one to the next."""

ROOMS = {
    VenueKind.ENTERPRISE: "多功能厅",
    VenueKind.SCHOOL: "",
    VenueKind.COMMUNITY: "居民活动室",
    VenueKind.ESTATE: "中心广场",
}
CANCELLED = 7
"""The session of each tour that was called off, and why."""
REASONS = ("突发高温，室外活动改期", "接待单位停电检修", "讲师因公外出", "疫情防控要求", "接待单位生产任务紧张")
CHECKED_IN = {3: 6, 4: 10}
"""How many check in, at most, at an enterprise on the tours since there are codes on the wall; others are counted."""

ANSWERING, UNANNOUNCED = 7, 2
PHOTOGRAPHED = (16, 17, 18)
MOVED = 20


def first_day(tour: int, today: date) -> date:
    """The day on which the tour of a year begins; that of this year ends `AHEAD`."""
    return today + AHEAD - YEAR * (TOURS - tour) + timedelta(days=1)


def plan_tours(today: date) -> None:
    """Each year a tour is planned, told to everybody and accepted; later one session is called off."""
    for tour in range(TOURS):
        begins = first_day(tour, today)
        with clock.frozen(moment(begins)):
            made = _planned(tour, begins, [one for one in visits() if one.tour == tour])
        with clock.frozen(moment(begins, 16)):
            _release(made, f"{made.title}日程")
        with clock.frozen(moment(begins, 20)):
            for lecture in lectures_of(made):
                for speaker in lecture.speakers:
                    answer_invitation(speaker, True, by=account_named("city"))
        off = lectures_of(made)[CANCELLED]
        with clock.frozen(off.starts_at - timedelta(days=3)):
            cancel_lecture(off, reason=REASONS[tour], by=account_named("city"))
            _release(made, "一场取消")


def hold_tours(today: date) -> None:
    """What has been held by today, with who came; the tours of the years before are closed."""
    colleagues = _colleagues()
    tours = all_tours()
    for tour, made in enumerate(tours):
        lectures = lectures_of(made)
        for number, lecture in enumerate(lectures):
            if number != CANCELLED and lecture.day < today:
                _hold(tour, number, lecture, colleagues)
            elif lecture.day > today and lecture.registers:
                _register(lecture, colleagues[lecture.host_id or 0], min(moment(today), clock.now()))
        if made is not tours[-1]:
            with clock.frozen(moment(made.last_day, 20)):
                close_tour(made, by=account_named("city"))
    for lecture in [lectures_of(tours[-1])[number] for number in PHOTOGRAPHED]:
        _remember(lecture, by=account_named("city"))


def move_one(today: date) -> None:
    """A session of this year's tour is moved by an hour, and nobody has been told yet."""
    moved = lectures_of(all_tours()[-1])[MOVED]
    with clock.frozen(moment(today - timedelta(days=2))):
        move_lecture(moved, timedelta(hours=1), by=account_named("city"))


def all_tours() -> list[LectureTour]:
    """The five, the first year first."""
    titles = LectureTour.title.endswith("劳模工匠三进巡讲")
    return list(session.scalars(select(LectureTour).where(titles).order_by(LectureTour.id)))


def lectures_of(tour: LectureTour) -> Sequence[Lecture]:
    """The sessions of a tour in the order in which they were planned."""
    return session.scalars(select(Lecture).where(Lecture.tour_id == tour.id).order_by(Lecture.id)).unique().all()


def _planned(tour: int, begins: date, planned: Sequence[Visit]) -> LectureTour:
    city, theme = account_named("city"), THEMES[tour]
    facts = TourFacts(
        title=f"{(begins + YEAR / 2).year} 年劳模工匠三进巡讲",
        first_day=begins,
        last_day=begins + YEAR,
        theme=theme,
        introduction=f"以“{theme}”为主题，进企业、进校园、进社区、进园区。（演示数据，人员单位均为虚构。）",
        planned=SESSIONS,
        kinds=[kind.value for kind in (VenueKind.ENTERPRISE, VenueKind.SCHOOL, VenueKind.COMMUNITY, VenueKind.ESTATE)],
    )
    made = create_tour(organisation(CITY), facts, by=city)
    session.flush()
    known, speaking = places_by_name(), lecturing(theme)
    for visit in planned:
        lecturer = speaking[visit.number % len(speaking)]
        topic = lecturer.topics[visit.number // len(speaking) % len(lecturer.topics)]
        starts_at = moment(working_day(begins + timedelta(days=FIRST + APART * visit.number)), 14, 30)
        lecture = LectureFacts(
            title=topic.title,
            theme=theme,
            introduction=f"{lecturer.person.name}主讲。",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            room=ROOMS[visit.kind],
            place_ids=[known[visit.place].id],
            lecturer_ids=[lecturer.id],
            registers=visit.kind is VenueKind.ENTERPRISE,
            capacity=60 if visit.kind is VenueKind.ENTERPRISE else None,
        )
        create_lecture(made, lecture, by=city)
    return made


def _release(tour: LectureTour, note: str) -> None:
    release_tour(tour, note, lambda lecture, _: f"/lectures/programme/{lecture.id}", by=account_named("city"))


def _hold(tour: int, number: int, lecture: Lecture, colleagues: dict[int, list[Person]]) -> None:
    """An enterprise of these years checks in, and those of this year are asked; everybody else is counted."""
    place = lecture.points[0].place
    most = CHECKED_IN.get(tour, 0) if place.kind is VenueKind.ENTERPRISE else 0
    came = colleagues[place.host_id][:most] if most and place.host_id else []
    if came:
        _register(lecture, came[: len(came) - UNANNOUNCED], lecture.starts_at - timedelta(days=2))
    heads = 0 if came else 35 + (tour * 31 + number * 17) % 90 + place.workers % 40
    hold_at(lecture, came, heads, WHY_COUNTED[place.kind], answering=ANSWERING if tour == TOURS - 1 else 0)


def _register(lecture: Lecture, persons: Sequence[Person], at: datetime) -> None:
    with clock.frozen(at):
        register_persons(lecture, persons, address="/lectures/my-registrations", by=account_named("city"))


def _colleagues() -> dict[int, list[Person]]:
    """The people of each unit."""
    found: dict[int, list[Person]] = defaultdict(list)
    for person in session.scalars(select(Person).where(Person.employer_id.is_not(None)).order_by(Person.id)):
        found[person.employer_id or 0].append(person)
    return found


def _remember(lecture: Lecture, *, by: Account) -> None:
    """A photo to which its people agreed, and the slides."""
    with clock.frozen(lecture.ends_at + timedelta(days=1)):
        caption = f"{lecture.points[0].place.name}巡讲现场"
        add_lecture_photo(lecture, photo(lecture.id, "三进巡讲现场"), caption, consent=True, public=True, by=by)
        add_lecture_material(lecture, paper(), "讲课提纲", everybody=True, by=by)
