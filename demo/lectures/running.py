"""What happens at a lecture: it is held, people check in or are counted, some of them answer the survey."""

from collections.abc import Sequence
from datetime import timedelta

from demo.people import account_named
from foundation import clock
from lectures.attendance.checking_in import check_in_person, count_heads
from lectures.attendance.rules import CheckInMethod
from lectures.feedback.operations import Answer, answer_survey
from lectures.feedback.questions import NEWEST, VERSIONS
from lectures.places.rules import VenueKind
from lectures.tours.models import Lecture
from lectures.tours.operations import hold_lecture
from people.persons.models import Person

AFTERWARDS = timedelta(minutes=30)
ON_PAPER = "现场用纸质签到表，未逐人登记"
WHY_COUNTED = {
    VenueKind.SCHOOL: "学生由老师带队，不逐人签到",
    VenueKind.COMMUNITY: "居民没有手机，现场清点",
    VenueKind.ESTATE: "露天广场听讲，现场清点",
    VenueKind.ENTERPRISE: ON_PAPER,
}
WORDS = ("讲得很实在，希望再来。", "案例都是身边的事。", "", "时间短了一点。", "", "现场演示最有用。", "")
LOW = 9
"""Every so manieth lecture the room was too hot."""


def hold_at(lecture: Lecture, came: Sequence[Person], heads: int, why: str, *, answering: int = 0) -> None:
    """The lecture is over: who checked in, or how many were counted and why, and `answering` of those who came."""
    city = account_named("city")
    with clock.frozen(lecture.ends_at + AFTERWARDS):
        hold_lecture(lecture, by=city)
        point = lecture.points[0] if lecture.points else None
        for place, person in enumerate(came):
            method = CheckInMethod.HOST if place % 3 == 2 else CheckInMethod.WALL
            check_in_person(lecture, person, method, point=point, by=city)
        if heads:
            count_heads(lecture, point, heads, reason=why, by=city)
        answer_for(lecture, came[:answering])


def answer_for(lecture: Lecture, persons: Sequence[Person]) -> None:
    """What these people say of it."""
    for place, person in enumerate(persons):
        mood = 3 + lecture.speakers[0].lecturer_id % 3
        stars = {one.code: 5 - (place + lecture.id + at) % mood // 2 for at, one in enumerate(VERSIONS[NEWEST])}
        if lecture.id % LOW == 0:
            stars["organisation"] = 2 + place % 3
        words = WORDS[(place + lecture.id) % len(WORDS)]
        answer_survey(lecture, person, Answer(stars, recommends=place % 6 != 5, words=words))
