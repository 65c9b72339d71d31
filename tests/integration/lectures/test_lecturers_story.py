"""A model worker is recommended, appointed, says when he can lecture, is reviewed and leaves: as the people do it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from certificates.issuing.models import Certificate
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.job_queue import prepare_jobs
from foundation.workbook_writing import export_workbook
from lectures.lecturers.models import Lecturer
from lectures.lecturers.models_terms import LecturerStep, LecturerTerm, LecturerTraining
from lectures.lecturers.operations import note_rating
from lectures.lecturers.queries import lecturers_in_service
from lectures.lecturers.rules import LecturerState, WeeklyHours
from lectures.lecturers.workbooks import COLUMNS
from people.accounts.models import Account
from people.accounts.rules import Role
from people.messages.models import Message
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from tests.factories import lectures, people

FILE = {
    "unit": "示例公司工会",
    "name": "陈示强",
    "headline": "市劳动模范",
    "audiences": ["workers", "students"],
    "languages": "普通话、重庆话",
    "latitude": "29.5",
    "longitude": "106.5",
    "travel_km": "60",
    "fee": "0",
    "yearly_cap": "12",
    "rest_days": "2",
    "topics-0-title": "一把焊枪三十年",
    "topics-0-theme": "工匠精神",
    "topics-0-minutes": "60",
}


@dataclass
class World:
    """Two districts below a city, a unit in the first, and everybody who has to do with its model worker."""

    city: Organisation
    unit: Organisation
    city_officer: Account
    district_officer: Account
    unit_officer: Account
    neighbour: Account
    other_unit_officer: Account
    worker: Account


@pytest.fixture
def world(app: Flask, clock: Callable[[str], object]) -> World:
    clock("2026-11-21 09:00")
    city = people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)
    here = people.organisation("示例区总工会", city, OrganisationKind.DISTRICT_FEDERATION)
    there = people.organisation("邻示区总工会", city, OrganisationKind.DISTRICT_FEDERATION)
    unit, other = people.organisation("示例公司工会", here), people.organisation("别示公司工会", here)
    person = people.person("陈示强", unit)
    return World(
        city,
        unit,
        people.account(Role.DISTRICT_OFFICER, city),
        people.account(Role.DISTRICT_OFFICER, here),
        people.account(Role.ENTERPRISE_OFFICER, unit),
        people.account(Role.DISTRICT_OFFICER, there),
        people.account(Role.ENTERPRISE_OFFICER, other),
        people.account(Role.LECTURER, unit, person),
    )


def visit(app: Flask, account: Account) -> FlaskClient:
    return people.sign_in(app.test_client(), account)


def send(client: FlaskClient, address: str, **sent: Any) -> str:
    """The page after a form was accepted."""
    answer = client.post(address, data=sent, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


def refused(client: FlaskClient, address: str, **sent: Any) -> str:
    answer = client.post(address, data=sent)
    assert answer.status_code == 422, answer.text
    return answer.text


def the_lecturer() -> Lecturer:
    return session.scalars(select(Lecturer)).unique().one()


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
    assert "名讲师的推荐等待本会" in district.get("/").text
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
    assert "星期三 09:00–12:00 与11:00–13:00重叠，请合并成一段。" in text
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
    assert [one.changes["hours"][1] for one in logged] == ["星期三 09:00–13:00；星期五 14:00–17:00"] * 2

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


def test_edit_lecturer_keeps_topics_that_stay_and_training(app: Flask, world: World) -> None:
    lecturer = lectures.lecturer(world.city, world.worker.person)
    stays = lecturer.topics[0].id
    city = visit(app, world.city_officer)
    page = f"/lectures/lecturers/{lecturer.id}"
    form = {key: value for key, value in FILE.items() if key not in ("unit", "name")} | {"studio_id": "0"}
    assert "纬度和经度要一起填写" in refused(city, f"{page}/edit", **form | {"longitude": ""}, row_version="1")
    form |= {"topics-1-title": "安全第一课", "topics-1-theme": "安全生产", "topics-1-minutes": "45", "row_version": "1"}
    send(city, f"{page}/edit", **form)
    session.expire_all()
    assert [(one.title, one.theme) for one in lecturer.topics] == [
        ("一把焊枪三十年", "工匠精神"), ("安全第一课", "安全生产")
    ]  # fmt: skip
    assert lecturer.topics[0].id == stays
    assert "还没有到" in refused(
        city, f"{page}/trainings/new", title="讲师营", held_on="2026-12-01", hours="8", result="passed"
    )
    send(city, f"{page}/trainings/new", title="讲师营", held_on="2026-11-01", hours="8.5", result="excellent")
    training = session.scalars(select(LecturerTraining)).one()
    assert (training.hours, training.result.value) == (Decimal("8.5"), "excellent")
    assert "讲师营" in visit(app, world.worker).get("/lectures/me").text
    send(city, f"{page}/trainings/{training.id}/remove", reason="登记错了人")
    assert session.scalars(select(LecturerTraining)).all() == []


def test_review_lecturers_shows_the_year_and_the_officer_decides(
    app: Flask, world: World, clock: Callable[[str], object]
) -> None:
    good, poor, new = (lectures.lecturer(world.city) for _ in range(3))
    for moment, marks in (
        ("2025-06-01 10:00", {good: (30, 3), poor: (30, 5)}),
        ("2026-11-20 10:00", {good: (70, 4), poor: (60, 4)}),
    ):
        clock(moment)
        with transaction():
            for lecturer, (answers, mean) in marks.items():
                note_rating(lecturer, Decimal(mean), answers, by=None)
            note_rating(new, Decimal(1), 3, by=None)
    clock("2026-11-21 09:00")
    assert (good.rating, good.ratings) == (Decimal(4), 70)
    city = visit(app, world.city_officer)
    text = city.get("/lectures/lecturers/review").text
    rows = [row for row in text.split("<tr") if 'data-label="名次"' in row]
    assert [("4.7500" in row, "3.0000" in row, "末位" in row) for row in rows] == [
        (True, False, False),
        (False, True, True),
    ]
    assert "不参加排名（1 人）" in text
    assert poor.state is LecturerState.IN_SERVICE
    assert "写明原因" in city.post(f"/lectures/lecturers/{poor.id}/pause", data={}, follow_redirects=True).text
    send(city, f"/lectures/lecturers/{poor.id}/pause", reason="评议：一年来评分末位，先停用整改")
    session.expire_all()
    assert poor.state is LecturerState.PAUSED


def test_team_has_one_leader_at_a_time(app: Flask, world: World) -> None:
    first, second = lectures.lecturer(world.city), lectures.lecturer(world.city)
    city = visit(app, world.city_officer)
    team = {"pool": str(world.city.id), "name": "第二届巡讲团", "begins": "2026-01-01", "ends": "2027-12-31"}
    assert "讲师入团" in send(city, "/lectures/teams/new", **team)
    page = city.get("/lectures/teams").text.split("/lectures/teams/")
    number = next(part for part in page if part[0].isdigit()).split('"')[0]
    seat = {"lecturer": str(first.id), "duty": "leader", "begins": "2026-01-01"}
    send(city, f"/lectures/teams/{number}/members/new", **seat)
    assert "已有团长" in refused(city, f"/lectures/teams/{number}/members/new", **seat | {"lecturer": str(second.id)})
    member = city.get(f"/lectures/teams/{number}").text.split("/members/")[2].split("/")[0]
    send(city, f"/lectures/teams/{number}/members/{member}/end", ends="2026-10-31", reason="另有任用")
    assert "已入团" in send(
        city, f"/lectures/teams/{number}/members/new", **seat | {"lecturer": str(second.id), "begins": "2026-11-01"}
    )
    assert visit(app, world.neighbour).get(f"/lectures/teams/{number}").status_code == 404


def test_list_of_lecturers_filters_exports_and_asks_as_often_for_many(
    app: Flask, world: World, query_count: Callable[[], Any]
) -> None:
    lectures.lecturer(world.city, theme="安全生产", audiences=["students"])
    city = visit(app, world.city_officer)
    pages = ("/lectures/lecturers", "/lectures/lecturers.xlsx", "/lectures/lecturers/review", "/lectures/teams")
    for _ in range(2):
        lectures.lecturer(world.city)
    few = _counts(city, query_count, pages)
    for _ in range(20):
        lectures.lecturer(world.city)
    assert _counts(city, query_count, pages) == few
    for query, number in (
        ("", 23),
        ("?theme=安全生产", 1),
        ("?audience=workers", 22),
        ("?text=讲示", 23),
    ):
        assert f"共 {number} 条" in city.get(f"/lectures/lecturers{query}").text, query
    assert "没有这样的讲师" in city.get("/lectures/lecturers?state=paused").text


def test_import_of_the_pool_appoints_and_is_taken_back(app: Flask, world: World) -> None:
    row = {"name": "陈示强", "unit": "示例公司工会", "headline": "市劳动模范", "theme": "工匠精神", "minutes": 45,
           "topics": "一把焊枪；安全第一课", "audiences": "一线职工、社区居民", "begins": date(2026, 1, 1), "document": "文"}  # fmt: skip
    city = visit(app, world.city_officer)
    address = f"/lectures/lecturers/import?pool={world.city.id}"
    wrong = export_workbook("讲师", COLUMNS, [row | {"audiences": "外星人"}])
    assert "有不认识的听众" in send(city, address, file=(BytesIO(wrong), "讲师.xlsx"))
    right = export_workbook("讲师", COLUMNS, [row])
    text = send(city, address, file=(BytesIO(right), "讲师.xlsx"))
    batch = text.split("/imports/")[1].split("/")[0].split('"')[0]
    send(city, f"/imports/{batch}/apply")
    lecturer = the_lecturer()
    assert (lecturer.state, lecturer.audiences, len(lecturer.topics)) == (
        LecturerState.IN_SERVICE, ["workers", "residents"], 2
    )  # fmt: skip
    assert session.scalars(select(LecturerTerm)).one().ends == date(2027, 12, 31)
    send(city, f"/imports/{batch}/undo", reason="传错了表")
    assert session.scalars(select(Lecturer)).unique().all() == []


def _counts(client: FlaskClient, query_count: Callable[[], Any], pages: tuple[str, ...]) -> list[int]:
    counts = []
    for page in pages:
        with query_count() as statements:
            assert client.get(page).status_code == 200
        counts.append(len(statements))
    return counts
