"""One lecture: asked for before its release, declined, given to somebody else, taken back, deleted as a draft."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation.clock import SHANGHAI, frozen
from foundation.database import session, transaction
from foundation.errors import Refused
from lectures.tours import operations
from lectures.tours.facts import LectureFacts, TourFacts
from lectures.tours.models import Lecture, LectureSpeaker, LectureTour
from lectures.tours.operations_releases import release_tour
from lectures.tours.rules import LectureState
from people.accounts.rules import Role
from people.messages.models import Message
from people.organisations.models import Organisation
from tests.factories import lectures, people

NINE = datetime(2026, 5, 8, 9, tzinfo=SHANGHAI)


@pytest.fixture
def union(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock("2026-05-01 09:00")
    return lectures.district()


@pytest.fixture
def officer(client: FlaskClient, union: Organisation) -> FlaskClient:
    return people.sign_in(client, people.account(Role.DISTRICT_OFFICER, union))


def test_a_declined_lecture_is_given_to_another_and_both_are_told(
    app: Flask, union: Organisation, officer: FlaskClient
):
    first, second = lectures.lecturer(union), lectures.lecturer(union)
    own, other = lectures.lecturer_account(first), lectures.lecturer_account(second)
    hall, aula = lectures.place(union, name="示例礼堂"), lectures.place(union, name="示例学堂")
    tour = lectures.tour(union)
    page = f"/lectures/sessions/{lectures.lecture(tour, first, places=[hall, aula], at=NINE).id}"
    release, phone = f"/lectures/tours/{tour.id}/release", people.sign_in(app.test_client(), own)
    assert officer.post(f"{page}/invite").status_code == 302
    asked = session.scalars(select(LectureSpeaker.id)).one()
    assert "场讲课邀请等您答复" in phone.get("/").text
    answer = {"accepted": "no", "reason": "出差"}
    assert phone.post(f"/lectures/my-lectures/{asked}", data=answer).status_code == 302
    assert "有讲师婉拒，还没有换人" in officer.post(release, data={}).text
    assert "原因：出差" in officer.get(page).text
    assert "示例礼堂" in officer.get("/lectures/sessions?waiting=declined").text

    form = officer.get(f"{page}/edit").text
    assert 'value="09:00' in form
    facts = {"title": "换人再讲", "day": "2026-05-08", "starts_at": "09:00", "ends_at": "10:00", "mode": "on-site"}
    chosen = {"lecturers": [second.id], "places": [hall.id, aula.id], "stands": aula.id, "public": "y"}
    assert officer.post(f"{page}/edit", data=facts | chosen | {"row_version": "1"}).status_code == 302
    assert "已被别人修改" in officer.post(f"{page}/edit", data=facts | chosen | {"row_version": "1"}).text
    assert officer.post(release, data={}).status_code == 302
    assert session.scalars(select(Lecture)).one().released.places == ["示例学堂", "示例礼堂"]
    again = facts | chosen | {"lecturers": [first.id], "row_version": "2"}
    assert officer.post(f"{page}/edit", data=again).status_code == 302
    assert officer.post(release, data={}).status_code == 302
    texts = {one.account_id: one.text for one in session.scalars(select(Message).order_by(Message.id))}
    swap = f"讲师：{second.person.name} → {first.person.name}"
    changed = f"内容变动：“换人再讲”2026-05-08 09:00—10:00，示例学堂、示例礼堂；{swap}"
    assert texts == {own.id: changed, other.id: changed}  # who was left out hears of it as well


def test_a_yes_holds_until_the_hour_changes_and_a_late_one_only_where_he_is_free(app: Flask, union: Organisation):
    by = people.account(Role.DISTRICT_OFFICER, union)
    speaker, tour = lectures.lecturer(union), lectures.tour(union)
    given = lectures.lecture(tour, speaker, places=[lectures.place(union)], at=NINE)
    facts, later = LectureFacts.of(given), NINE + timedelta(hours=2)
    with transaction():
        operations.answer_invitation(given.speakers[0], True, by=by)
        operations.edit_lecture(given, replace(facts, title="换个题目"), by=by)
    assert given.speakers[0].accepted_at is not None
    with transaction():
        moved = replace(facts, starts_at=later, ends_at=later + timedelta(hours=1))
        operations.edit_lecture(given, moved, by=by)
    assert given.speakers[0].accepted_at is None
    with transaction():
        operations.answer_invitation(given.speakers[0], False, "出差", by=by)
    lectures.lecture(tour, speaker, at=later)
    with pytest.raises(Refused, match="与已有的安排冲突"), transaction():
        operations.answer_invitation(given.speakers[0], True, by=by)


def test_a_cancelled_lecture_comes_back_only_if_nothing_took_its_place(app: Flask, union: Organisation):
    by = people.account(Role.DISTRICT_OFFICER, union)
    speaker, tour = lectures.lecturer(union), lectures.tour(union)
    given = lectures.lecture(tour, speaker, places=[lectures.place(union)], at=NINE)
    with transaction():
        operations.cancel_lecture(given, reason="停电", by=by)
    with pytest.raises(Refused, match="不能进行这项操作"), transaction():
        operations.cancel_lecture(given, reason="又停电", by=by)
    instead = lectures.lecture(tour, speaker, at=NINE + timedelta(minutes=30))
    with pytest.raises(Refused) as refused, transaction():
        operations.restore_lecture(given, reason="来电了", by=by)
    assert "时间重叠" in refused.value.reasons[0]
    with transaction():
        operations.delete_lecture(instead, by=by)
    with transaction():
        operations.restore_lecture(given, reason="来电了", by=by)
    with pytest.raises(Refused, match="不在新的起止日期"), transaction():
        facts = TourFacts("短计划", NINE.date() + timedelta(days=1), NINE.date() + timedelta(days=2))
        operations.edit_tour(session.get_one(LectureTour, tour.id), facts, by=by)
    with transaction():
        release_tour(tour, by=by)
    with pytest.raises(Refused, match="已经发布过"), transaction():
        operations.delete_lecture(given, by=by)
    with frozen(given.ends_at + timedelta(days=3)):
        for step in (operations.cancel_lecture, operations.restore_lecture):
            with transaction():
                step(given, reason="登记错了", by=by)
        with transaction():
            operations.hold_lecture(given, by=by)
    assert given.state is LectureState.HELD
