"""The cloud lectures (云讲堂): twenty in a series, live, then to be replayed, with the figures of the platform."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from demo.lectures.contents import SERIES
from demo.lectures.days import moment, workbook
from demo.lectures.pool import LISTED, pool
from demo.lectures.running import answer_for
from demo.make_files import CITY
from demo.people import account_named, organisation
from foundation import clock
from foundation.database import session
from lectures.attendance.online import edit_addresses, import_online_figures, keep_export
from lectures.attendance.operations import register_persons
from lectures.attendance.queries import check_ins_of
from lectures.lecturers.models import Lecturer
from lectures.menus.rules import LectureMode
from lectures.tours.facts import LectureFacts, TourFacts
from lectures.tours.models import Lecture, LectureTour
from lectures.tours.operations import create_lecture, create_tour, hold_lecture
from lectures.tours.operations_releases import release_tour
from lectures.tours.rules import TourKind
from people.persons.models import Person

TITLE = "劳模工匠云讲堂"
PLATFORM = "示例直播平台"
HELD, APART, LAST = 18, 30, 6
"""How many were held, the days between two, and how many days ago the last was."""

REGISTERED, VIEWERS, ANSWERING = 9, 40, 6
FAITHFUL = 75
"""The number of people who watch again and again."""

ASKED = 4
"""The last so many were surveyed."""


def begin_series(today: date) -> None:
    """The series is planned as a whole and told to everybody."""
    city, begins = account_named("city"), _day(0, today) - timedelta(days=20)
    with clock.frozen(moment(begins)):
        facts = TourFacts(
            title=TITLE,
            first_day=begins,
            last_day=today + timedelta(days=APART * 3),
            kind=TourKind.SERIES,
            theme="工匠精神",
            introduction="劳模、工匠每月一讲，线上直播，讲完可以回看。（演示数据，人员为虚构，网址不能打开。）",
            planned=len(SERIES),
        )
        tour = create_tour(organisation(CITY), facts, by=city)
        session.flush()
        lecturers = pool()[: LISTED - 2]
        for number, title in enumerate(SERIES):
            create_lecture(tour, _facts(number, title, lecturers[number * 5 % len(lecturers)], today), by=city)
        release_tour(tour, "二十讲日程", lambda lecture, _: f"/lectures/programme/{lecture.id}", by=city)


def hold_series(today: date) -> None:
    """Each is announced, watched, counted by the platform's export, and put up to be replayed."""
    city, worker, persons = account_named("city"), account_named("zhigong").person, _persons()
    assert worker is not None
    for number, lecture in enumerate(lectures_of_series()):
        came = [persons[(number * 11 + place * 7) % FAITHFUL] for place in range(REGISTERED)]
        if number >= HELD - 1:
            came.insert(0, worker)
        with clock.frozen(min(lecture.starts_at - timedelta(days=2), moment(today - timedelta(days=1)))):
            register_persons(lecture, came, by=city)
        if number >= HELD:
            continue
        with clock.frozen(lecture.ends_at + timedelta(minutes=20)):
            hold_lecture(lecture, by=city)
        with clock.frozen(lecture.ends_at + timedelta(hours=14)):
            export = workbook(list(_export(number, came)))
            import_online_figures(lecture, PLATFORM, keep_export(lecture, export, by=city), by=city)
            edit_addresses(lecture, lecture.stream_url, f"https://video.example.com/yun/{number + 1:02}", by=city)
            if number >= HELD - ASKED:
                session.flush()
                watched = [one.person for one in session.scalars(check_ins_of(lecture)) if one.person is not worker]
                answer_for(lecture, watched[:ANSWERING])


def lectures_of_series() -> Sequence[Lecture]:
    """The twenty in their order."""
    series = select(LectureTour.id).where(LectureTour.title == TITLE)
    return session.scalars(select(Lecture).where(Lecture.tour_id.in_(series)).order_by(Lecture.id)).unique().all()


def _day(number: int, today: date) -> date:
    return today - timedelta(days=LAST) + timedelta(days=APART * (number - HELD + 1))


def _facts(number: int, title: str, lecturer: Lecturer, today: date) -> LectureFacts:
    starts_at = moment(_day(number, today), 19, 30)
    return LectureFacts(
        title=title,
        theme=lecturer.topics[0].theme,
        introduction=f"第 {number + 1} 讲，{lecturer.person.name}主讲。",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        mode=LectureMode.ONLINE,
        lecturer_ids=[lecturer.id],
        registers=True,
        stream_url=f"https://live.example.com/yun/{number + 1:02}",
    )


def _export(number: int, registered: Sequence[Person]) -> Iterator[dict[str, str]]:
    """What the platform hands out: most of the registered, and many whom nobody knows."""
    for place, person in enumerate(registered[:-1]):
        yield {"观众": person.name, "手机号": person.phone or "", "观看时长（分钟）": str(60 - place * 4)}
    for place in range(VIEWERS + number * 13 % 60):
        yield {"观众": f"示例观众{place + 1}", "手机号": "", "观看时长（分钟）": str(5 + (place * 11 + number) % 55)}


def _persons() -> Sequence[Person]:
    employed = select(Person).where(Person.employer_id.is_not(None)).order_by(Person.id.desc())
    return session.scalars(employed.limit(FAITHFUL)).all()
