"""Who registers goes by what was told; what is planned since then stays with those who plan."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from foundation.database import session, transaction
from foundation.errors import Refused
from lectures.attendance.operations import register_persons
from lectures.attendance.reminding import remind_registered
from people.accounts.rules import Role
from people.messages.models import Message
from tests.factories import lectures, people


def test_a_plan_that_moves_on_is_not_shown_to_those_who_registered(app: Flask, clock: Callable[[str], datetime]):
    clock("2026-11-20 09:00")
    district = lectures.district()
    unit = people.organisation("示例机械公司工会", district)
    hall, other = (lectures.place(district, unit, name=name) for name in ("旧礼堂", "新礼堂"))
    begins = datetime.fromisoformat("2026-11-21T14:00+08:00")
    tour, speaker = lectures.tour(district), lectures.lecturer(district)
    lecture = lectures.lecture(tour, speaker, places=[hall], at=begins, host=unit, registers=True, title="旧题目")
    lectures.released(lecture)
    worker = people.account(Role.WORKER, unit, people.person("职示例", unit))
    page = people.sign_in(app.test_client(), worker)
    offered = page.get("/lectures/my-registrations").text
    lecture.title, lecture.points[0].place = "新题目", other
    lecture.starts_at, lecture.ends_at = begins + timedelta(days=9), begins + timedelta(days=9, hours=1)
    session.commit()
    register = f"/lectures/{lecture.id}/register"
    shown = [offered, page.get("/lectures/my-registrations").text, page.get(register).text]
    assert page.post(register).status_code == 302
    shown.append(page.get("/lectures/my-registrations").text)
    for text in shown:
        assert ("旧题目" in text, "旧礼堂" in text, "新题目" in text, "新礼堂" in text) == (True, True, False, False)
        assert "2026年11月21日 14:00" in text
    clock("2026-11-20 20:00")
    with transaction():
        assert remind_registered("/lectures/my-registrations", by=None) == 1
        assert remind_registered("/lectures/my-registrations", by=None) == 0
    told = session.scalars(select(Message)).one()
    assert "“旧题目”11月21日 14:00" in told.text


def test_a_draft_concerns_its_organiser_until_it_is_about_to_begin(app: Flask, clock: Callable[[str], datetime]):
    clock("2026-11-20 09:00")
    district = lectures.district()
    unit = people.organisation("示例机械公司工会", district)
    hall, begins = lectures.place(district, unit), datetime.fromisoformat("2026-11-21T14:00+08:00")
    draft = lectures.lecture(lectures.tour(district), places=[hall], at=begins, host=unit, registers=True)
    organiser, host = (
        people.account(*one) for one in ((Role.DISTRICT_OFFICER, district), (Role.ENTERPRISE_OFFICER, unit))
    )
    pages = [people.sign_in(app.test_client(), one) for one in (organiser, host)]
    for page in ("attendance", "wall", "register-persons"):
        assert [one.get(f"/lectures/{draft.id}/{page}").status_code for one in pages] == [200, 404], page
    with pytest.raises(Refused, match="还没有发布"), transaction():
        register_persons(draft, [people.person("职示例", unit)], by=organiser)
    clock("2026-11-21 13:00")
    assert people.sign_in(app.test_client(), host).get(f"/lectures/{draft.id}/wall").status_code == 200
