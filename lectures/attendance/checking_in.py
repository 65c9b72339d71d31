"""Checking in, each person once a lecture whatever the way; counting heads where people do not check in one by one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, lock_all, session
from foundation.errors import Refused
from lectures.attendance.models import CheckIn, HeadCount
from lectures.attendance.operations import times_of
from lectures.attendance.queries import check_in_of
from lectures.attendance.rules import (
    OPENS_BEFORE,
    CheckInMethod,
    moment_of,
    reasons_against_check_in,
    reasons_against_count,
)
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
    """Note that somebody is there. Who has checked in before stays as he stands: the first time counts.

    `made_at` is when a device at the door noted it: that counts, as far as `moment_of` believes it. When it arrived
    stands in the audit log. Raises `Refused` outside of the time for it, and for a cancelled lecture.
    """
    lock(person)  # the same person twice at one moment: the second waits here and finds the first
    if (before := check_in_of(lecture.id, person.id)) is not None:
        return before
    at = moment_of(made_at, clock.now(), lecture.starts_at - OPENS_BEFORE)
    if reasons := reasons_against_check_in(times_of(lecture), at):
        raise Refused(reasons[0])
    made = CheckIn(lecture=lecture, point=point, person=person, method=method, at=at, made_at=made_at, by=by)
    session.add(made)
    audit.record("check_in_person", made, by=by, changes={"method": (None, method)} | _noted(made_at))
    return made


def add_check_in(
    lecture: Lecture, persons: Sequence[Person], *, point: LecturePoint | None = None, reason: str, by: Account
) -> list[CheckIn]:
    """The organiser notes afterwards that these people were there; who has checked in stays as he stands.

    Raises `Refused` without a reason, before the lecture, for a cancelled one, and where nobody of them is left.
    """
    if not reason.strip():
        raise Refused("请写明补登的依据，例如“现场签到表第 3 行”。", field="reason")
    if lecture.state is LectureState.CANCELLED or clock.now() < lecture.starts_at:
        raise Refused("这一场还没有开始或已取消，不能补登签到。")
    lock_all(persons)
    here = select(CheckIn.person_id).where(CheckIn.lecture_id == lecture.id)
    came = set(session.scalars(here.where(CheckIn.person_id.in_([one.id for one in persons]))))
    facts = {"lecture": lecture, "point": point, "method": CheckInMethod.LATER, "reason": reason.strip(), "by": by}
    made = [CheckIn(person=one, **facts) for one in persons if one.id not in came]
    if not made:
        raise Refused("没有要补登的人：还没有勾选，或者勾选的人都已经签到，不用补登。", field="persons")
    session.add_all(made)
    changes = [{"method": (None, CheckInMethod.LATER)}] * len(made)
    audit.record_all("add_check_in", made, by=by, reason=reason, changes=changes)
    return made


def count_heads(
    lecture: Lecture,
    point: LecturePoint | None,
    heads: int,
    *,
    reason: str,
    made_at: datetime | None = None,
    by: Account,
) -> HeadCount:
    """Note how many people were counted at a point, and why they did not check in. A later count takes its place.

    `made_at` is when a device at the door noted it, as in `check_in_person`. Raises `Refused` without a reason, before
    the lecture, for a cancelled one, and for a count that arrives when a later one is known.
    """
    if reasons := reasons_against_count(heads, reason):
        raise Refused(reasons[0], reasons=reasons)
    lock(lecture)
    at = moment_of(made_at, clock.now(), lecture.starts_at)
    if lecture.state is LectureState.CANCELLED or at < lecture.starts_at:
        raise Refused("这一场还没有开始或已取消，不能填清点人数。请开讲以后再清点。")
    query = select(HeadCount).where(HeadCount.lecture_id == lecture.id)
    here = HeadCount.point_id == point.id if point else HeadCount.point_id.is_(None)
    count = session.scalars(query.where(here)).one_or_none()
    before = count.heads if count else None
    if count is not None and count.counted_at > at:
        raise Refused(f"{clock.moment_text(count.counted_at)} 又清点过，是 {count.heads} 人，保留后清点的数。")
    if count is None:
        count = HeadCount(lecture=lecture, point=point)
        session.add(count)
    count.heads, count.reason, count.counted_by, count.counted_at = heads, reason.strip(), by, at
    audit.record("count_heads", count, by=by, reason=reason, changes={"heads": (before, heads)} | _noted(made_at))
    return count


def _noted(made_at: datetime | None) -> dict[str, tuple[object, object]]:
    """For the audit log, which has the time of arrival itself: what the clock of the device said."""
    return {"made_at": (None, made_at)} if made_at else {}
