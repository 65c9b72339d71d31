"""A tour from its plan to its second release: clashes refused, warnings answered, everybody told once and in order."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation.audit import AuditEntry
from foundation.clock import SHANGHAI
from foundation.database import session
from lectures.places.rules import VenueKind
from lectures.tours.models import Lecture, LectureSpeaker, LectureTour, TourRelease
from lectures.tours.queries import counts_by_state
from lectures.tours.rules import LectureState
from people.accounts.rules import Role
from people.messages.models import Message
from people.organisations.models import Organisation
from tests.factories import lectures, people

MOVED = "时间：2026-05-08 09:00—10:00 → 2026-05-09 09:00—10:00"


@pytest.fixture
def union(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock("2026-05-01 09:00")
    return lectures.district()


@pytest.fixture
def officer(client: FlaskClient, union: Organisation) -> FlaskClient:
    return people.sign_in(client, people.account(Role.DISTRICT_OFFICER, union))


def plan(officer: FlaskClient, union: Organisation) -> str:
    """The address of a tour that was just planned."""
    facts = {"organisation": union.id, "title": "劳模工匠进企业", "kind": "tour", "theme": "工匠精神", "planned": "3"}
    days = {"first_day": "2026-05-01", "last_day": "2026-06-30", "kinds": ["enterprise", "school"], "public": "y"}
    assert officer.post("/lectures/tours/new", data=facts | days).status_code == 302
    return f"/lectures/tours/{session.scalars(select(LectureTour.id)).one()}"


def arrange(officer: FlaskClient, tour: str, begins: str, ends: str, place: int, who: int, **more: str):
    """What the form answers to a lecture that may be arranged."""
    facts = {"title": f"一把焊枪 {begins}", "day": "2026-05-08", "starts_at": begins, "ends_at": ends}
    chosen = {"mode": "on-site", "lecturers": [who], "places": [place], "stands": "0", "public": "y"}
    return officer.post(f"{tour}/lectures/new", data=facts | chosen | more)


def test_what_is_impossible_is_refused_and_a_warning_answered_with_a_reason(union: Organisation, officer: FlaskClient):
    factory, school = people.organisation("示例机械公司工会", union), people.organisation("示例学校工会", union)
    hall = lectures.place(union, factory, name="示例礼堂", seats=100).id
    aula = lectures.place(union, school, name="示例学堂", kind=VenueKind.SCHOOL).id
    speaker, other = lectures.lecturer(union).id, lectures.lecturer(union, yearly_cap=1).id
    tour = plan(officer, union)

    def said(*slot: Any, **more: Any) -> str:
        answer = arrange(officer, tour, *slot, **more)
        assert answer.status_code == 422
        return answer.text

    assert arrange(officer, tour, "09:00", "10:00", hall, speaker).status_code == 302
    taken = said("09:30", "10:30", aula, speaker)
    assert "要讲“一把焊枪 09:00”，时间重叠" in taken
    assert 'value="09:30"' in taken
    assert "路上约需" in said("10:05", "11:00", aula, speaker)
    assert "场地“示例礼堂”" in said("09:30", "10:30", hall, other)
    assert "跨过了零点" in said("23:00", "01:00", aula, other)
    assert "已经过去" in said("08:00", "09:00", aula, other, day="2026-04-30")
    assert "不在计划的起止日期" in said("08:00", "09:00", aula, other, day="2026-07-01")
    assert "只收以 http:// 或 https:// 开头" in said("14:00", "15:00", aula, other, stream_url="javascript:alert(1)")
    assert arrange(officer, tour, "14:00", "15:00", aula, other).status_code == 302
    warned = said("16:00", "17:00", hall, other, capacity="120")
    for reason in ("本人一年最多讲 1 场", "一共只有 100 个座位", "30 天内重复"):
        assert reason in warned
    insisting = {"insists": "y", "despite": "厂里要求加场"}
    assert "时间重叠" in said("09:30", "10:30", aula, speaker, **insisting)  # no reason makes the impossible possible
    assert arrange(officer, tour, "16:00", "17:00", hall, other, capacity="120", **insisting).status_code == 302
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "create_lecture").order_by(AuditEntry.id))
    assert entries.all()[-1].reason.endswith("一共只有 100 个座位。仍然安排：厂里要求加场")
    schedule = officer.get(f"{tour}/schedule").text
    assert "本人一年最多讲 1 场" in schedule  # marked, so that nobody forgets


def test_release_tour_tells_what_is_new_and_counts_versions(
    app: Flask, clock: Callable[[str], object], union: Organisation, officer: FlaskClient
):
    factory = people.organisation("示例机械公司工会", union)
    host = people.account(Role.ENTERPRISE_OFFICER, factory).id
    hall, aula = lectures.place(union, factory, name="示例礼堂").id, lectures.place(union, name="示例学堂").id
    speaker = lectures.lecturer(union)
    account, who, other = lectures.lecturer_account(speaker), speaker.id, lectures.lecturer(union).id
    phone = people.sign_in(app.test_client(), account)
    tour = plan(officer, union)
    for begins, ends, place, one in (("09:00", "10:00", hall, who), ("14:00", "15:00", aula, other)):
        assert arrange(officer, tour, begins, ends, place, one).status_code == 302
    first, second = session.scalars(select(Lecture.id).order_by(Lecture.id)).all()

    # nobody is told of drafts; before the release a page says what and whom
    assert session.scalars(select(Message)).all() == []
    assert "没有请您讲的课" in phone.get("/lectures/my-lectures").text
    preview = officer.get(f"{tour}/release").text
    assert "会变的 2 场" in preview
    assert "会通知 2 人" in preview
    assert officer.post(f"{tour}/release", data={"note": "第一批"}).status_code == 302
    assert "不用发布" in officer.post(f"{tour}/release", data={}).text
    told = session.scalars(select(Message).where(Message.account_id == account.id)).one()
    assert told.title == "“劳模工匠进企业”第 1 版日程：与您有关的 1 场"
    assert told.text == "新增：“一把焊枪 09:00”2026-05-08 09:00—10:00，示例礼堂"

    # the lecturer answers on the phone
    asked = session.scalars(select(LectureSpeaker.id).where(LectureSpeaker.lecture_id == first)).one()
    assert "待答复" in phone.get("/lectures/my-lectures").text
    assert "请写明原因" in phone.post(f"/lectures/my-lectures/{asked}", data={"accepted": "no"}).text
    assert phone.post(f"/lectures/my-lectures/{asked}", data={"accepted": "yes"}).status_code == 302
    assert "已接受" in officer.get(f"/lectures/sessions/{first}").text

    # moved and cancelled: the second release says so to those concerned, and versions count on
    assert officer.post(f"/lectures/sessions/{first}/move", data={"step": "1440"}).status_code == 302
    assert officer.post(f"/lectures/sessions/{second}/cancel", data={"reason": "校方停课"}).status_code == 302
    assert "待答复" in phone.get("/lectures/my-lectures").text  # the day is another: he answers anew
    assert officer.post(f"{tour}/release", data={"note": "校方停课"}).status_code == 302
    released = session.scalars(select(TourRelease).order_by(TourRelease.number))
    versions = [[(one.lecture_id, one.sequence, one.cancelled) for one in release.lectures] for release in released]
    assert versions == [[(first, 0, False), (second, 0, False)], [(second, 1, True), (first, 1, False)]]
    texts = session.scalars(select(Message.text).where(Message.account_id == host).order_by(Message.id)).all()
    addresses = session.scalars(select(Message.address).where(Message.account_id == host)).all()
    assert addresses[0] == f"/lectures/calendar/{first}"
    assert texts[1] == f"改期或换地点：“一把焊枪 09:00”2026-05-09 09:00—10:00，示例礼堂；{MOVED}"
    log = officer.get(f"{tour}/releases").text
    assert log.index("第 2 版") < log.index(MOVED) < log.index("第 1 版")


def test_planned_scheduled_and_held_each_have_their_own_number(
    clock: Callable[[str], object], union: Organisation, officer: FlaskClient
):
    hall, speaker = lectures.place(union, name="示例礼堂"), lectures.lecturer(union)
    tour = lectures.tour(union, planned=3, kinds=[VenueKind.ENTERPRISE, VenueKind.SCHOOL])
    first, _, third = (
        lectures.lecture(tour, speaker, places=[hall], at=datetime(2026, 5, day, 11, tzinfo=SHANGHAI)).id
        for day in (1, 2, 3)
    )
    page, number = f"/lectures/tours/{tour.id}", tour.id
    early = officer.post(f"/lectures/sessions/{first}/hold")
    assert "还没有开始" in early.text
    clock("2026-05-01 12:30")
    assert officer.post(f"/lectures/sessions/{first}/hold").status_code == 302
    assert officer.post(f"/lectures/sessions/{third}/cancel", data={"reason": "雨"}).status_code == 302
    counts = counts_by_state([number])[number]
    assert counts == {LectureState.PLANNED: 1, LectureState.HELD: 1, LectureState.CANCELLED: 1}
    shown = officer.get(page).text
    for part in ("计划 3 场", "另有 1 场已取消", "示例礼堂：已举办 1 场，已排 1 场", "校园 "):
        assert part in shown
    assert "还有 1 场在计划中" in officer.post(f"{page}/close").text
