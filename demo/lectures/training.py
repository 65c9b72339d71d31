"""A training class in small form (小灶) that a unit ordered: enrolments, three meetings held, one ahead."""

from datetime import date, timedelta

from sqlalchemy import select

from demo.lectures.days import moment, working_day
from demo.lectures.menu import item_called
from demo.lectures.orders import ADDRESSES, ASSIGNING, OrderPlan, place_order
from demo.lectures.places import places_by_name
from demo.lectures.plans import hall_of
from demo.lectures.pool import LECTURER
from demo.make_files import CITY
from demo.people import ENTERPRISE, account_named, organisation
from foundation import clock
from foundation.database import session
from lectures.attendance.checking_in import check_in_person
from lectures.attendance.rules import CheckInMethod
from lectures.classes.models import TrainingClass
from lectures.classes.operations import ClassFacts, create_class, enrol_persons, excuse_absence
from lectures.classes.queries import enrolments_in, meetings_of
from lectures.classes.rules import ClassForm
from lectures.lecturers.models import Lecturer
from lectures.orders.models import LectureOrder
from lectures.tours.facts import LectureFacts
from lectures.tours.operations import create_lecture, hold_lecture
from lectures.tours.operations_releases import release_tour
from people.persons.models import Person

COURSE = "工业机器人调试入门"
DAYS = (-20, -13, -6, 4)
"""The days of its meetings, from today."""

PUPILS, OFTEN_ABSENT = 12, 11
DESPITE = "同一单位的连续课程"
ORDERED = OrderPlan("qiye", COURSE, ASSIGNING, 30, DAYS[0], people=PUPILS)


def hold_class(today: date) -> None:
    """From the opening to what has been held by today."""
    order = place_order(ORDERED, today)
    with clock.frozen(moment(today - timedelta(days=28))):
        made = _opened(order, today)
    with clock.frozen(moment(today - timedelta(days=26))):
        worker = account_named("zhigong").person_id
        staff = select(Person).where(Person.employer_id == organisation(ENTERPRISE).id)
        persons = session.scalars(staff.order_by(Person.id != worker, Person.id).limit(PUPILS)).all()
        enrol_persons(made, persons, address="/lectures/my-classes", by=account_named("city"))
    city, pupils = account_named("city"), session.scalars(enrolments_in(made)).unique().all()
    for number, meeting in enumerate(meetings_of(made)):
        if meeting.day >= today:
            continue
        with clock.frozen(meeting.ends_at):
            hold_lecture(meeting, by=city)
            for place, pupil in enumerate(pupils):
                if number == 1 and place == 3:
                    excuse_absence(pupil, meeting, reason="夜班调休", by=city)
                elif place != OFTEN_ABSENT or number == 0:
                    check_in_person(meeting, pupil.person, CheckInMethod.HOST, point=meeting.points[0], by=city)


def _opened(order: LectureOrder, today: date) -> TrainingClass:
    city, item = account_named("city"), item_called(COURSE)
    account = account_named(LECTURER)
    teacher = session.scalars(select(Lecturer).where(Lecturer.person_id == account.person_id)).one()
    facts = ClassFacts(
        title=f"{COURSE}（小灶第一班）",
        form=ClassForm.SMALL,
        first_day=today + timedelta(days=DAYS[0] - 2),
        last_day=today + timedelta(days=DAYS[-1] + 10),
        enrols_from=today - timedelta(days=28),
        enrols_to=today - timedelta(days=22),
        lessons=item.lessons,
        capacity=15,
        meetings=len(DAYS),
        introduction="每班不超过 15 人，一人一工位。",
        teachers=[teacher],
        item=item,
        order=order,
    )
    made = create_class(organisation(CITY), facts, ADDRESSES, by=city)
    session.flush()
    hall = places_by_name()[hall_of(ENTERPRISE)]
    for number, day in enumerate(DAYS, start=1):
        starts_at = moment(working_day(today + timedelta(days=day)), 18)
        lecture = LectureFacts(
            title=f"{COURSE}第 {number} 次课",
            theme=item.theme,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=3),
            room="实训室",
            place_ids=[hall.id],
            lecturer_ids=[teacher.id],
            item_id=item.id,
            public=False,
        )
        create_lecture(made.tour, lecture, despite=DESPITE, by=city)
    release_tour(made.tour, "", lambda one, _: f"/lectures/calendar/{one.id}", by=city)
    return made
