"""What is done every morning for those who registered: reminders, and places that have become free."""

from datetime import timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from foundation import clock
from foundation.database import lock, session
from lectures.attendance.models import Registration
from lectures.attendance.operations import fill_places
from lectures.attendance.rules import RegistrationState
from lectures.calendars.told import Told, told
from lectures.tours.models import Lecture, ReleasedLecture
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.messages.operations import send_message
from people.messages.queries import accounts_of

AHEAD = timedelta(hours=36)
"""From the morning of the day before."""


def remind_registered(address: str = "", *, by: Account | None) -> int:
    """Tell those who registered of the lectures that are near, each once; says how many registrations. `address`: where
    they read of them. Who waits moves up before, where somebody raised the capacity meanwhile."""
    now = clock.now()
    coming = Lecture.state == LectureState.PLANNED, Lecture.starts_at > now
    waiting = select(Registration.lecture_id).where(Registration.state == RegistrationState.WAITING)
    for lecture in session.scalars(select(Lecture).where(Lecture.id.in_(waiting), *coming).order_by(Lecture.id)):
        fill_places(lock(lecture), address=address, by=by)
    near = (
        select(Registration)
        .join(Registration.lecture)
        .options(contains_eager(Registration.lecture))
        .join(Lecture.released)
        .where(Lecture.state == LectureState.PLANNED, ReleasedLecture.starts_at.between(now, now + AHEAD))
        .where(ReleasedLecture.cancelled.is_(False))
        .where(Registration.state == RegistrationState.REGISTERED, Registration.reminded_at.is_(None))
        .order_by(Registration.lecture_id, Registration.id)
    )
    registrations = session.scalars(near).unique().all()
    for lecture, group in groupby(registrations, key=lambda one: one.lecture):
        _remind(told(lecture), list(group), address)
    return len(registrations)


def _remind(known: Told, registrations: list[Registration], address: str) -> None:
    for one in registrations:
        one.reminded_at = clock.now()
    when = f"{known.begins:%m月%d日 %H:%M}"
    send_message(
        session.scalars(accounts_of([one.person_id for one in registrations])),
        f"提醒：{when} 听课",
        text=f"您报名的“{known.title}”{when} 开讲，请带好票码。去不了的请取消，让给候补的人。",
        address=address,
    )
