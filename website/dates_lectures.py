"""The dates that run out in lectures, orders and training classes. One statement for each kind."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from flask import url_for
from sqlalchemy import func, select

from foundation import clock
from foundation.database import session
from lectures.attendance.models import Registration
from lectures.attendance.queries import own_registrations
from lectures.attendance.rules import RegistrationState
from lectures.classes.models import ClassEnrolment, TrainingClass
from lectures.classes.queries import classes_open_to
from lectures.classes.rules import ClassState
from lectures.feedback.models import TourSurvey
from lectures.feedback.queries import surveys_waiting_for
from lectures.feedback.rules import DAYS_OPEN
from lectures.lecturers.models import Lecturer
from lectures.lecturers.models_terms import LecturerTerm
from lectures.lecturers.queries_terms import terms_ending_for
from lectures.menus import queries_surveys as demand
from lectures.menus.models_surveys import DemandSurvey
from lectures.orders.models import LectureOrder
from lectures.orders.queries import orders_run_by, orders_to_rate
from lectures.orders.rules import OrderState
from lectures.tours.models import Lecture, LectureSpeaker, LectureTour, ReleasedLecture
from lectures.tours.queries import lectures_hosted_by, speakers_of
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.accounts.rules import Permission
from website.date_ahead import AHEAD, DateAhead, at_hour, on_day

MOST = 6  # of each kind: more are not shown


def dates_of_lectures(account: Account) -> list[DateAhead]:
    """What one gives, receives or hears in the next days, and what is due for orders, classes, surveys and terms."""
    kinds: list[Callable[[Account], Iterable[DateAhead]]] = []
    if account.may(Permission.LECTURE_GIVE):
        kinds.append(_given)
    if account.may(Permission.LECTURE_RUN):
        kinds += [_orders_due, _terms_ending]
    else:
        kinds += [_hosted] if account.may(Permission.LECTURE_HOST) else []
        kinds += [_to_rate] if account.may(Permission.LECTURE_ORDER) else []
    if account.person is not None:
        kinds += [_heard, _enrolments, _surveys]
    return [one for kind in [*kinds, _demand] for one in kind(account)]


def _given(account: Account) -> Iterable[DateAhead]:
    ahead = speakers_of(account).where(LectureSpeaker.declined_at.is_(None), Lecture.state == LectureState.PLANNED)
    query = ahead.where(Lecture.starts_at.between(clock.now(), clock.now() + AHEAD)).limit(MOST)
    page = url_for("lectures.tours.list_my_lectures")
    rows = session.execute(query.with_only_columns(LectureSpeaker.id, Lecture.starts_at, Lecture.title))
    return [at_hour(starts_at, "讲课", title, page) for _, starts_at, title in rows]


def _hosted(account: Account) -> Iterable[DateAhead]:
    query = lectures_hosted_by(account).join(ReleasedLecture, Lecture.released_id == ReleasedLecture.id)
    query = query.where(Lecture.state == LectureState.PLANNED, ReleasedLecture.cancelled.is_(False))
    query = query.where(ReleasedLecture.starts_at.between(clock.now(), clock.now() + AHEAD))
    columns = Lecture.id, ReleasedLecture.starts_at, ReleasedLecture.title
    rows = session.execute(query.with_only_columns(*columns).order_by(None).order_by(columns[1]).limit(MOST))
    return [
        at_hour(starts_at, "接待讲座", title, url_for("lectures.attendance.show_attendance", lecture_id=lecture_id))
        for lecture_id, starts_at, title in rows
    ]


def _heard(account: Account) -> Iterable[DateAhead]:
    query = own_registrations(account).where(Registration.state == RegistrationState.REGISTERED)
    query = query.join(Registration.lecture).join(ReleasedLecture, Lecture.released_id == ReleasedLecture.id)
    query = query.where(
        ReleasedLecture.cancelled.is_(False),
        ReleasedLecture.starts_at.between(clock.now(), clock.now() + AHEAD),
    )
    columns = Registration.id, ReleasedLecture.starts_at, ReleasedLecture.title
    page = url_for("lectures.attendance.list_my_registrations")
    rows = session.execute(query.with_only_columns(*columns).order_by(columns[1]).limit(MOST))
    return [at_hour(starts_at, "听课", title, page) for _, starts_at, title in rows]


def _orders_due(account: Account) -> Iterable[DateAhead]:
    """Day by day, for many orders may be due on one."""
    waiting = orders_run_by(account).where(LectureOrder.state.not_in((OrderState.DRAFT, OrderState.ENDORSING)))
    waiting = waiting.where(LectureOrder.due_on.between(clock.today(), clock.today() + AHEAD))
    counted = waiting.with_only_columns(LectureOrder.due_on, func.count()).group_by(LectureOrder.due_on)
    page = url_for("lectures.orders.list_orders")
    rows = session.execute(counted.order_by(LectureOrder.due_on).limit(MOST))
    return [on_day(day, "点单办理到期", f"{count} 份点单", page) for day, count in rows if day]


def _to_rate(account: Account) -> Iterable[DateAhead]:
    due = orders_to_rate(account).where(LectureOrder.due_on >= clock.today())
    days = session.scalars(due.with_only_columns(LectureOrder.due_on).order_by(LectureOrder.due_on))
    page = url_for("lectures.orders.list_orders", waiting="rate")
    return [on_day(day, "评单截止", f"{count} 份点单", page) for day, count in _by_day(days)]


def _terms_ending(account: Account) -> Iterable[DateAhead]:
    ending = terms_ending_for(account).with_only_columns(Lecturer.id).order_by(None)
    last = select(func.max(LecturerTerm.ends)).where(LecturerTerm.lecturer_id.in_(ending))
    days = session.scalars(last.group_by(LecturerTerm.lecturer_id))
    page = url_for("lectures.lecturers.list_recommendations")
    return [on_day(day, "讲师聘期届满", f"{count} 名讲师", page) for day, count in _by_day(days)]


def _enrolments(account: Account) -> Iterable[DateAhead]:
    if account.person is None:
        return []
    today = clock.today()
    enrolled = select(ClassEnrolment.class_id).where(ClassEnrolment.person_id == account.person_id)
    query = classes_open_to(account.person).where(
        TrainingClass.state == ClassState.RUNNING,
        TrainingClass.enrols_from <= today,
        TrainingClass.enrols_to.between(today, today + AHEAD),
        TrainingClass.id.not_in(enrolled),
    )
    columns = TrainingClass.id, TrainingClass.enrols_to, LectureTour.title
    page = url_for("lectures.classes.list_my_classes")
    rows = session.execute(query.with_only_columns(*columns).order_by(None).order_by(columns[1]).limit(MOST))
    return [on_day(day, "培训班报名截止", title, page) for _, day, title in rows]


def _surveys(account: Account) -> Iterable[DateAhead]:
    columns = Lecture.id, Lecture.ends_at, Lecture.title, func.coalesce(TourSurvey.days, DAYS_OPEN)
    rows = session.execute(surveys_waiting_for(account).with_only_columns(*columns).limit(MOST))
    page = url_for("lectures.feedback.list_my_surveys")
    return [at_hour(ends + timedelta(days=days), "听课问卷截止", title, page) for _, ends, title, days in rows]


def _demand(account: Account) -> Iterable[DateAhead]:
    columns = DemandSurvey.id, DemandSurvey.closes_on, DemandSurvey.title
    rows = session.execute(demand.surveys_waiting_for(account).with_only_columns(*columns).limit(MOST))
    page = url_for("lectures.menus.list_my_demand_surveys")
    return [on_day(day, "需求调查截止", title, page) for _, day, title in rows]


def _by_day(days: Iterable[date | None]) -> list[tuple[date, int]]:
    return sorted(Counter(day for day in days if day is not None and day >= clock.today()).items())[:MOST]
