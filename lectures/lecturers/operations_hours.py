"""When a lecturer can lecture: set by himself or by the officer of the pool."""

from collections.abc import Sequence

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from lectures.lecturers.models import Lecturer, LecturerException, LecturerHours
from lectures.lecturers.rules import WeeklyHours
from lectures.lecturers.rules_hours import (
    NotedDays,
    exceptions_in_words,
    hours_in_words,
    joined,
    reasons_against_exceptions,
    reasons_against_hours,
)
from people.accounts.models import Account
from people.accounts.rules import Permission


def set_hours(
    lecturers: Sequence[Lecturer],
    hours: Sequence[WeeklyHours],
    exceptions: Sequence[NotedDays],
    *,
    version: int | None = None,
    by: Account,
) -> None:
    """Set the weekly hours, and the exceptions that are not over, of one person: the same in every pool he is in.

    `version` is that of the first of `lecturers`. No hours at all: any hour will do. Past exceptions stay on record.
    Raises `Refused` for overlaps, with every reason; `NotAllowed` for anybody else's hours.
    """
    today = clock.today()
    if reasons := [*reasons_against_hours(hours), *reasons_against_exceptions(exceptions, today)]:
        raise Refused("可讲时间没有保存。", reasons=reasons)
    for place, lecturer in enumerate(lecturers):
        if lecturer.person_id != by.person_id and not by.may_at(Permission.LECTURE_RUN, lecturer.organisation_path):
            raise NotAllowed
        lock(lecturer).expect_version(version if place == 0 else None)
        _replace(lecturer, joined(hours), exceptions, by)


def _replace(lecturer: Lecturer, hours: Sequence[WeeklyHours], exceptions: Sequence[NotedDays], by: Account) -> None:
    today = clock.today()
    open_days = [one for one in lecturer.exceptions if one.last_day >= today]
    before = {
        "hours": hours_in_words(lecturer.weekly_hours),
        "exceptions": exceptions_in_words(one for one in lecturer.days_apart if one.last_day >= today),
    }
    after = {"hours": hours_in_words(hours), "exceptions": exceptions_in_words(exceptions)}
    lecturer.hours.clear()
    for gone in open_days:
        lecturer.exceptions.remove(gone)
    session.flush()  # what is gone makes room for what begins at the same hour
    lecturer.hours.extend(LecturerHours(weekday=one.weekday, begins=one.begins, ends=one.ends) for one in hours)
    lecturer.exceptions.extend(
        LecturerException(first_day=one.first_day, last_day=one.last_day, available=one.available, note=one.note)
        for one in exceptions
    )
    changes: dict[str, tuple[object, object]] = {
        name: (before[name], after[name]) for name in before if before[name] != after[name]
    }
    audit.record("set_hours", lecturer, by=by, changes=changes)
