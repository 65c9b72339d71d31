"""Keeping the pool: files, training, the review of the last places, teams, lists and workbooks."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation.database import session, transaction
from foundation.workbook_writing import export_workbook
from lectures.lecturers.models import Lecturer
from lectures.lecturers.models_terms import LecturerStep, LecturerTerm, LecturerTraining
from lectures.lecturers.operations import note_rating
from lectures.lecturers.rules import LecturerState
from lectures.lecturers.workbooks import COLUMNS
from tests.factories import lectures
from tests.factories import lectures_lecturers as factory
from tests.factories.lectures_lecturers import FILE, World, refused, send, the_lecturer, visit


@pytest.fixture
def world(app: Flask, clock: Callable[[str], object]) -> World:
    clock("2026-11-21 09:00")
    return factory.world()


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


def test_lists_of_lecturers_filter_and_ask_as_often_for_many(
    app: Flask, world: World, query_count: Callable[[], Any]
) -> None:
    lectures.lecturer(world.city, theme="安全生产", audiences=["students"])
    city = visit(app, world.city_officer)
    pages = ("", ".xlsx", "/review", "/recommendations", "/appoint", "/certificates")
    _add(world, 2)
    few = _counts(city, query_count, pages)
    _add(world, 12)
    assert _counts(city, query_count, pages) == few
    for query, number in (("", 29), ("?theme=安全生产", 1), ("?audience=workers", 28), ("?state=recommended", 14)):
        assert f"共 {number} 条" in city.get(f"/lectures/lecturers{query}").text, query
    assert "没有这样的讲师" in city.get("/lectures/lecturers?text=没有此人").text


def test_import_of_the_pool_appoints_and_is_taken_back(app: Flask, world: World) -> None:
    row = {"name": "陈示强", "unit": "示例公司工会", "headline": "市劳动模范", "theme": "工匠精神", "minutes": 45}
    row |= {"topics": "一把焊枪；安全第一课", "audiences": "一线职工、社区居民"}
    row |= {"begins": date(2026, 1, 1), "document": "示工发〔2026〕1号"}
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


def _add(world: World, many: int) -> None:
    """So many in service with a term that ends soon, and as many who wait to be appointed."""
    for _ in range(many):
        term = {"begins": date(2026, 1, 1), "months": 12, "ends": date(2026, 12, 31)}
        lectures.kept(LecturerTerm(lecturer=lectures.lecturer(world.city), document="文", **term))
        waits = lectures.lecturer(world.city, state=LecturerState.RECOMMENDED)
        lectures.kept(LecturerStep(lecturer=waits, organisation=world.city, place=1))


def _counts(client: FlaskClient, query_count: Callable[[], Any], pages: tuple[str, ...]) -> list[int]:
    counts = []
    for page in pages:
        with query_count() as statements:
            assert client.get(f"/lectures/lecturers{page}").status_code == 200
        counts.append(len(statements))
    return counts
