"""What a door without a network noted in time counts when it arrives; who was missed is added, many in one form."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, select

from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.outbox import Operation
from lectures.attendance.door import apply_door
from lectures.attendance.models import CheckIn, HeadCount
from lectures.attendance.operations import register_persons
from lectures.attendance.rules import CheckInMethod
from people.accounts.rules import Role
from tests.factories import lectures, people


def noted(at: str, lecture_id: int, kind: str, **facts: object) -> Operation:
    """What the device at the door noted at this time of the day of the lecture."""
    made_at = datetime.fromisoformat(f"2026-10-10T{at}:00+08:00")
    return Operation(
        str(uuid4()), 1, "device-of-the-door", made_at, {"kind": kind, "lecture": lecture_id, "point": 0, **facts}
    )


def test_what_was_noted_in_time_counts_days_later_and_the_missed_are_added_in_one_form(
    app: Flask, clock: Callable[[str], datetime]
):
    clock("2026-10-09 09:00")
    district = lectures.district()
    unit = people.organisation("示例机械公司工会", district)
    begins = datetime.fromisoformat("2026-10-10T14:00+08:00")
    lecture = lectures.released(lectures.lecture(lectures.tour(district), at=begins, registers=True, host=unit))
    host, organiser = people.account(Role.ENTERPRISE_OFFICER, unit), people.account(Role.DISTRICT_OFFICER, district)
    persons = [people.person(f"职示{name}", unit) for name in "甲乙丙"]
    with transaction():
        register_persons(lecture, persons, by=host)
    arrived, lecture_id, ids = clock("2026-10-13 16:00"), lecture.id, [one.id for one in persons]
    operations = [
        noted("14:20", lecture_id, "check_in", person=ids[0], ticket=""),
        noted("19:01", lecture_id, "check_in", person=ids[1], ticket=""),
        noted("14:50", lecture_id, "head_count", heads=32, reason="学生由老师带队"),
        noted("14:40", lecture_id, "head_count", heads=33, reason="学生由老师带队"),
    ]
    outcomes = apply_door(operations, by=host)
    assert [one["status"] for one in outcomes] == ["saved", "refused", "saved", "refused"]
    assert "已经截止" in outcomes[1]["message"] and "是 32 人，保留后清点的数" in outcomes[3]["message"]
    check_in, count = session.scalars(select(CheckIn)).one(), session.scalars(select(HeadCount)).one()
    assert [check_in.at, count.counted_at] == [operations[0].made_at, operations[2].made_at]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "check_in_person")).one()
    assert (entry.at, datetime.fromisoformat(entry.changes["made_at"][1])) == (arrived, check_in.at)

    form, page = f"/lectures/{lecture_id}/late-check-in", people.sign_in(app.test_client(), organiser)
    late = {"persons": ids, "point": 0, "reason": "现场签到表第 1 至 3 行"}
    assert "已为 2 人补登签到" in page.post(form, data=late, follow_redirects=True).text
    assert "勾选的人都已经签到" in page.post(form, data=late).text
    assert session.scalar(select(func.count(CheckIn.id)).where(CheckIn.method == CheckInMethod.LATER)) == 2
