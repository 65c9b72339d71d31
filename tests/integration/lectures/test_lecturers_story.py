"""A model worker is recommended, appointed, and says when he can lecture: as the people do it."""

from collections.abc import Callable
from datetime import date, time
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from certificates.issuing.models import Certificate
from foundation.audit import AuditEntry
from foundation.database import session
from foundation.job_queue import prepare_jobs
from lectures.lecturers.models_terms import LecturerStep
from lectures.lecturers.queries import lecturers_in_service
from lectures.lecturers.rules import LecturerState, WeeklyHours
from people.messages.models import Message
from tests.factories import lectures
from tests.factories import lectures_lecturers as factory
from tests.factories.lectures_lecturers import FILE, World, refused, send, the_lecturer, visit


@pytest.fixture
def world(app: Flask, clock: Callable[[str], object]) -> World:
    clock("2026-11-21 09:00")
    return factory.world()


def test_lecturer_is_recommended_level_by_level_and_appointed(app: Flask, world: World) -> None:
    prepare_jobs(app)
    unit, district, city = (visit(app, one) for one in (world.unit_officer, world.district_officer, world.city_officer))
    pools = str(world.city.id)
    assert "没有此人" in refused(
        unit, "/lectures/lecturers/recommend", **FILE | {"name": "李示例"}, pool=pools, opinion="好"
    )
    assert "已报出" in send(unit, "/lectures/lecturers/recommend", **FILE, pool=pools, opinion="三十年焊工，讲得好")
    page = f"/lectures/lecturers/{the_lecturer().id}"
    assert "等待<strong>示例区总工会</strong>的意见" in unit.get(page).text
    assert "同意之后才能聘任" in refused(
        city, "/lectures/lecturers/appoint?lecturer=" + page[-1], lecturers=page[-1], begins="2026-12-01", months="24",
        document="示工发〔2026〕1号",
    )  # fmt: skip
    assert "名讲师的推荐等您办理" in district.get("/").text
    assert "写明原因" in refused(district, f"{page}/advice", opinion="decline")
    assert "报上一级" in send(district, f"{page}/advice", opinion="agree", reason="同意推荐")
    term = {"lecturers": page[-1], "begins": "2026-12-01", "months": "12", "document": "示工发〔2026〕1号"}
    assert "已聘任 1 人" in send(city, "/lectures/lecturers/appoint", **term)
    send(city, "/lectures/lecturers/certificates", programme="示例巡讲")
    paper = session.scalars(select(Certificate)).one()
    assert (paper.valid_until, paper.holder_name) == (date(2027, 11, 30), "陈示强")
    assert "不重复制作" in refused(city, "/lectures/lecturers/certificates", programme="示例巡讲")
    assert paper.number in city.get(page).text

    steps = session.scalars(select(LecturerStep).order_by(LecturerStep.place)).all()
    assert [(one.organisation.name, one.agreed) for one in steps] == [
        ("示例公司工会", True), ("示例区总工会", True), ("示例市总工会", True)
    ]  # fmt: skip
    assert the_lecturer().state is LecturerState.IN_SERVICE
    told = session.scalars(select(Message).where(Message.account_id == world.worker.id)).one()
    assert told.address == "/lectures/me"


def test_declined_recommendation_ends_with_its_reason(app: Flask, world: World) -> None:
    unit, district = visit(app, world.unit_officer), visit(app, world.district_officer)
    send(unit, "/lectures/lecturers/recommend", **FILE, pool=str(world.city.id), opinion="三十年焊工")
    page = f"/lectures/lecturers/{the_lecturer().id}"
    send(district, f"{page}/advice", opinion="decline", reason="今年名额已满")
    assert "今年名额已满" in unit.get(page).text
    city = visit(app, world.city_officer)
    send(city, f"{page}/restore", reason="增加了名额")
    assert "没有在期的聘期" in city.post(f"{page}/resume", follow_redirects=True).text
    send(
        city,
        f"/lectures/lecturers/appoint?lecturer={page[-1]}",
        lecturers=page[-1],
        begins="2026-12-01",
        months="24",
        document="文",
    )
    assert the_lecturer().state is LecturerState.IN_SERVICE


def test_who_sees_a_lecturer(app: Flask, world: World) -> None:
    lecturer = lectures.lecturer(world.district_officer.organisation, world.worker.person)
    page = f"/lectures/lecturers/{lecturer.id}"
    seen = {
        "city": world.city_officer,
        "district": world.district_officer,
        "unit": world.unit_officer,
        "neighbour": world.neighbour,
        "other unit": world.other_unit_officer,
    }
    codes = {name: visit(app, account).get(page).status_code for name, account in seen.items()}
    assert codes == {"city": 200, "district": 200, "unit": 200, "neighbour": 404, "other unit": 404}
    assert visit(app, world.neighbour).get(f"{page}/hours").status_code == 404
    assert visit(app, world.unit_officer).get(f"{page}/edit").status_code == 404
    assert visit(app, world.worker).get(f"{page}/hours").status_code == 403
    listed = [visit(app, one).get("/lectures/lecturers").text for one in (world.unit_officer, world.neighbour)]
    assert ["陈示强" in text for text in listed] == [True, False]
    assert [one.id for one in session.scalars(lecturers_in_service(world.city.path)).unique()] == [lecturer.id]


def test_set_my_hours_on_a_phone_in_every_pool(app: Flask, world: World) -> None:
    own = [lectures.lecturer(pool, world.worker.person) for pool in (world.city, world.district_officer.organisation)]
    stranger = lectures.lecturer(world.city)
    phone = visit(app, world.worker)
    row = {"hours-0-weekday": "2", "hours-0-begins": "11:00", "hours-0-ends": "13:00"}
    text = refused(phone, "/lectures/my-hours", halves=["2-0"], **row)
    assert "星期三 09:00—12:00 与 11:00—13:00 重叠，请合并成一段。" in text
    tapped = next(part for part in text.split("<input") if 'value="2-0"' in part)
    assert "checked" in tapped.split(">")[0]
    days = {"days-0-first_day": "2026-12-01", "days-0-available": "", "days-0-note": "出差"}
    row |= {"hours-0-begins": "12:00"}
    assert "派单按它排" in send(phone, "/lectures/my-hours", halves=["2-0", "4-1"], **row, **days)
    session.expire_all()
    for entry in own:
        assert entry.weekly_hours == [WeeklyHours(2, time(9), time(13)), WeeklyHours(4, time(14), time(17))]
        assert [(one.first_day, one.last_day, one.note) for one in entry.exceptions] == [
            (date(2026, 12, 1), date(2026, 12, 1), "出差")
        ]
    assert stranger.weekly_hours == []
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "set_hours")).all()
    assert [one.changes["hours"][1] for one in logged] == ["星期三 09:00—13:00；星期五 14:00—17:00"] * 2

    officer = visit(app, world.district_officer)
    stale = refused(officer, f"/lectures/lecturers/{own[1].id}/hours", halves=["0-0"], row_version="1")
    assert "已被别人修改" in stale
    send(officer, f"/lectures/lecturers/{own[1].id}/hours", row_version=str(own[1].row_version))
    session.expire_all()
    assert (own[1].weekly_hours, own[1].days_apart) == ([], [])


def test_lecturer_keeps_his_photo_and_his_consent(app: Flask, world: World) -> None:
    lecturer = lectures.lecturer(world.city, world.worker.person)
    phone, city = visit(app, world.worker), visit(app, world.city_officer)
    picture = BytesIO()
    Image.new("RGB", (400, 500), "navy").save(picture, "PNG")
    send(phone, "/lectures/me/photo", file=(BytesIO(picture.getvalue()), "我.png"))
    assert phone.get(f"/lectures/lecturers/{lecturer.id}.jpg").mimetype == "image/jpeg"
    assert "须经本人同意" in refused(city, f"/lectures/lecturers/{lecturer.id}/gallery", public="y")
    send(phone, "/lectures/me/gallery", public="yes")
    session.expire_all()
    assert (lecturer.public, lecturer.consent) == (True, "本人于 2026-11-21 在系统里同意")
    send(phone, "/lectures/me/gallery", public="no")
    session.expire_all()
    assert (lecturer.public, lecturer.consent) == (False, "")
    wrong = phone.post("/lectures/me/photo", data={"file": (BytesIO(b"x"), "a.png")}, follow_redirects=True)
    assert "这不是能打开的 JPG 或 PNG 照片" in wrong.text
