"""Certificates of attendance: of a class for those who completed it, of a lecture for those who checked in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from certificates.designs.queries import design_for
from certificates.issuing.models import CertificateBatch
from certificates.issuing.operations import ask_for_batch
from certificates.issuing.requests import CertificateRequest
from certificates.issuing.rules import VOID_STATES
from certificates.kinds.attendance import Facts
from foundation import clock
from foundation.database import lock, session
from foundation.errors import Refused
from lectures.attendance.queries import check_ins_of
from lectures.classes.models import TrainingClass
from lectures.classes.queries import certificates_on, register_of, source_of
from lectures.classes.rules import ClassState, lessons_of
from lectures.tours.models import Lecture, LectureTour
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.persons.models import Person

KIND = "attendance"


@dataclass(frozen=True)
class Course:
    """What a certificate says was attended; `hours` are lessons of 45 minutes."""

    tour: LectureTour
    title: str
    starts_on: date
    ends_on: date
    hours: int


def certify_class(training_class: TrainingClass, *, address: str, by: Account) -> CertificateBatch:
    """Have certificates made for those who completed the class and have none. `address`: what QR codes begin with."""
    if lock(training_class).state is not ClassState.FINISHED:
        raise Refused("先评定结业，再制作结业证明。")
    requests = class_requests(training_class)
    if not requests:
        raise Refused("准予结业的学员都已经有结业证明，没有要制作的。")
    return _ask(training_class.tour, training_class.audit_label, requests, address, by)


def certify_lecture(lecture: Lecture, *, address: str, by: Account) -> CertificateBatch:
    """Have certificates made for those who checked in to a lecture that was held and have none."""
    if lock(lecture).state is not LectureState.HELD:
        raise Refused("这一场还没有登记“已举办”，不能制作听课证明。")
    requests = lecture_requests(lecture)
    if not requests:
        raise Refused("签到的人都已经有听课证明，没有要制作的。没有签到、只清点了人数的，不发证明。")
    return _ask(lecture.tour, lecture.audit_label, requests, address, by)


def class_requests(training_class: TrainingClass) -> list[CertificateRequest]:
    """What to ask for: those who completed the class and have no certificate of it."""
    register = register_of(training_class)
    days = [clock.in_shanghai(meeting.starts_at).date() for meeting in register.held]
    course = Course(training_class.tour, training_class.tour.title, min(days), max(days), training_class.lessons)
    return _requests(course, {source_of(one): one.person for one in register.enrolments if one.completed})


def lecture_requests(lecture: Lecture) -> list[CertificateRequest]:
    """What to ask for: those who checked in to a lecture and have no certificate of it."""
    day = clock.in_shanghai(lecture.starts_at).date()
    hours = lessons_of((lecture.ends_at - lecture.starts_at) // timedelta(minutes=1))
    came = (check_in.person for check_in in session.scalars(check_ins_of(lecture)))
    listeners = {source_of_listener(lecture, person): person for person in came}
    return _requests(Course(lecture.tour, lecture.title, day, day, hours), listeners)


def source_of_listener(lecture: Lecture, person: Person) -> str:
    """What the certificate of somebody who listened to a lecture rests on."""
    return f"lecture-listener:{lecture.id}:{person.id}"


def _requests(course: Course, holders: Mapping[str, Person]) -> list[CertificateRequest]:
    """Those of `holders`, by their sources, who have no certificate in force; who had one revoked gets another."""
    requests = []
    for source, made in certificates_on(holders).items():
        if all(state in VOID_STATES for _, state in made):
            before = len({one for one, _ in made})
            requests.append(_request(f"{source}/{before + 1}" if before else source, holders[source], course))
    return requests


def _request(source: str, person: Person, course: Course) -> CertificateRequest:
    organiser = course.tour.organisation
    facts = Facts(
        holder=person.name,
        organisation=person.employer.name if person.employer else "",
        course=course.title,
        starts_on=course.starts_on,
        ends_on=course.ends_on,
        hours=course.hours,
        issuers=(organiser.name,),
        issued_on=clock.today(),
        number="",
        verify_url="",
    )
    return CertificateRequest(source, person, person.name, person.employer or organiser, facts)


def _ask(
    tour: LectureTour, title: str, requests: Sequence[CertificateRequest], address: str, by: Account
) -> CertificateBatch:
    return ask_for_batch(
        KIND,
        title,
        f"lectures:{requests[0].source}",  # who is added later is certified in a batch of its own
        requests,
        organisation=tour.organisation,
        address=address,
        by=by,
        series=f"PX{tour.id:04d}",
        design=design_for(KIND, tour.organisation),
    )
