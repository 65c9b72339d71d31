"""Checking in, each person once a lecture whatever the way; counting heads where people do not check in one by one."""

from datetime import datetime

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from lectures.attendance.models import CheckIn, HeadCount
from lectures.attendance.operations import times_of
from lectures.attendance.queries import check_in_of
from lectures.attendance.rules import CheckInMethod, reasons_against_check_in, reasons_against_count
from lectures.tours.models import Lecture, LecturePoint
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.persons.models import Person


def check_in_person(
    lecture: Lecture,
    person: Person,
    method: CheckInMethod,
    *,
    point: LecturePoint | None = None,
    made_at: datetime | None = None,
    by: Account,
) -> CheckIn:
    """Note that somebody is there now. Who has checked in before stays as he stands: the first time counts.

    Raises `Refused` outside of the time for it, and for a cancelled lecture.
    """
    lock(person)  # the same person twice at one moment: the second waits here and finds the first
    if (before := check_in_of(lecture.id, person.id)) is not None:
        return before
    if reasons := reasons_against_check_in(times_of(lecture), clock.now()):
        raise Refused(reasons[0])
    made = CheckIn(lecture=lecture, point=point, person=person, method=method, made_at=made_at, by=by)
    return _kept(made, "check_in_person", by)


def add_check_in(
    lecture: Lecture, person: Person, *, point: LecturePoint | None = None, reason: str, by: Account
) -> CheckIn:
    """The organiser notes afterwards that somebody was there. Raises `Refused` without a reason, before the lecture,
    for a cancelled one, and for who has checked in."""
    if not reason.strip():
        raise Refused("请写明补登的依据，例如“现场签到表第 3 行”。", field="reason")
    if lecture.state is LectureState.CANCELLED or clock.now() < lecture.starts_at:
        raise Refused("这一场还没有开始或已取消，不能补登签到。")
    lock(person)
    if check_in_of(lecture.id, person.id) is not None:
        raise Refused(f"{person.name}已经签到，不用补登。")
    made = CheckIn(
        lecture=lecture, point=point, person=person, method=CheckInMethod.LATER, reason=reason.strip(), by=by
    )
    return _kept(made, "add_check_in", by, reason)


def count_heads(lecture: Lecture, point: LecturePoint | None, heads: int, *, reason: str, by: Account) -> HeadCount:
    """Note how many people were counted at a point, and why they did not check in. A later count takes its place.

    Raises `Refused` without a reason, before the lecture, and for a cancelled one.
    """
    if reasons := reasons_against_count(heads, reason):
        raise Refused(reasons[0], reasons=reasons)
    lock(lecture)
    if lecture.state is LectureState.CANCELLED or clock.now() < lecture.starts_at:
        raise Refused("这一场还没有开始或已取消，不能填清点人数。请开讲以后再清点。")
    query = select(HeadCount).where(HeadCount.lecture_id == lecture.id)
    here = HeadCount.point_id == point.id if point else HeadCount.point_id.is_(None)
    count = session.scalars(query.where(here)).one_or_none()
    before = count.heads if count else None
    if count is None:
        count = HeadCount(lecture=lecture, point=point)
        session.add(count)
    count.heads, count.reason, count.counted_by, count.counted_at = heads, reason.strip(), by, clock.now()
    audit.record("count_heads", count, by=by, reason=reason, changes={"heads": (before, heads)})
    return count


def _kept(made: CheckIn, action: str, by: Account, reason: str = "") -> CheckIn:
    session.add(made)
    audit.record(action, made, by=by, reason=reason, changes={"method": (None, made.method)})
    return made
