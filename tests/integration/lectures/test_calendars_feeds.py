"""Feeds as another library reads them: a lecture is created, moved, cancelled; whose address opens what."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient

from foundation.audit import AuditEntry
from foundation.database import session, transaction
from lectures.calendars.models import CalendarFeed
from lectures.lecturers.models import Lecturer
from lectures.tours import operations
from lectures.tours.models import Lecture, LectureSpeaker
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import lectures, people
from tests.factories.lectures_calendars import at, officer, release

TITLE = "焊花里的三十年：从学徒，到大国工匠；一份来自车间的手记和二十六道焊接工序的\\心得"


@pytest.fixture
def lecture(app: Flask, clock: Callable[[str], object]) -> Lecture:
    """A lecture at a factory on the afternoon of the 25th, released on the 21st."""
    clock("2026-11-21 09:00")
    district = lectures.district()
    host = people.organisation("示例机械厂工会", district)
    tour = lectures.tour(district, title="劳模工匠进企业")
    hall = lectures.place(district, host, name="示例机械厂礼堂", address="示例路8号")
    lecturer, begins = lectures.lecturer(district), at("2026-11-25 14:00")
    made = lectures.lecture(
        tour, lecturer, places=[hall], at=begins, minutes=90, title=TITLE, room="二楼", registers=True
    )
    made.stream_url = "https://live.example.cn/8"
    session.commit()
    release(tour, officer(tour))
    return made


@pytest.fixture
def runner(lecture: Lecture) -> Account:
    return officer(lecture.tour)


def events(answer: Any) -> list[Any]:
    """The events of an answer, as a library reads them that did not write them."""
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    calendar = vobject.readOne(answer.get_data(as_text=True))
    return list(getattr(calendar, "vevent_list", []))


def only(answer: Any) -> Any:
    found = events(answer)
    assert len(found) == 1
    return found[0]


def test_lecture_keeps_its_uid_and_counts_its_versions(
    client: FlaskClient, lecture: Lecture, runner: Account, clock: Callable[[str], object]
):
    address = f"/lectures/tours/{lecture.tour_id}.ics"
    told = only(client.get(address))
    assert (told.uid.value, told.sequence.value, told.status.value) == (lecture.uid, "0", "CONFIRMED")
    assert (told.summary.value, told.dtstart.value) == (TITLE, at("2026-11-25 14:00"))
    assert (told.dtend.value, told.dtstamp.value) == (at("2026-11-25 15:30"), at("2026-11-21 09:00"))
    assert told.location.value == "示例机械厂礼堂（示例街道示例路8号） 二楼"
    assert told.url.value == f"http://localhost/lectures/programme/{lecture.id}"
    assert lecture.speakers[0].lecturer.person.name in told.description.value

    clock("2026-11-22 10:00")
    lecture.starts_at, lecture.ends_at = at("2026-11-26 09:00"), at("2026-11-26 10:30")
    session.commit()
    assert only(client.get(address)).dtstart.value == at("2026-11-25 14:00")  # a draft moves nothing
    release(lecture.tour, runner)
    moved = only(client.get(address))
    assert (moved.uid.value, moved.sequence.value) == (lecture.uid, "1")
    assert (moved.dtstart.value, moved.last_modified.value) == (at("2026-11-26 09:00"), at("2026-11-22 10:00"))

    clock("2026-11-23 10:00")
    with transaction():
        operations.cancel_lecture(lecture, reason="场地停电。", by=runner)
    release(lecture.tour, runner)
    gone = only(client.get(address))
    assert (gone.uid.value, gone.sequence.value, gone.status.value) == (lecture.uid, "2", "CANCELLED")
    single = client.get(f"/lectures/{lecture.id}.ics")
    assert b"METHOD:CANCEL" in single.data
    assert only(single).uid.value == lecture.uid
    assert "场地停电" not in unfolded(single)
    clock("2027-02-20 10:00")
    assert len(events(client.get(address))) == 1
    clock("2027-02-22 10:00")
    assert events(client.get(address)) == []


def test_programs_are_told_that_nothing_is_new(client: FlaskClient, lecture: Lecture):
    first = client.get("/lectures/programme.ics")
    for line in (b"METHOD:PUBLISH", b"REFRESH-INTERVAL;VALUE=DURATION:PT1H", b"X-PUBLISHED-TTL:PT1H", b"X-WR-CALNAME:"):
        assert line in first.data
    assert b"DTSTART;TZID=Asia/Shanghai:20261125T140000" in first.data
    assert first.data.count(b"BEGIN:VTIMEZONE") == 1
    assert first.data.count(b"GEO:30") == 1
    again = client.get("/lectures/programme.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_feeds_of_everybody_hide_what_is_not_public(client: FlaskClient, lecture: Lecture, runner: Account):
    lecture.public = False
    session.commit()
    assert events(client.get("/lectures/programme.ics")) == []
    assert client.get(f"/lectures/{lecture.id}.ics").status_code == 404
    assert people.sign_in(client, runner).get(f"/lectures/{lecture.id}.ics").status_code == 200
    lecture.tour.public = False
    session.commit()
    assert client.get(f"/lectures/tours/{lecture.tour_id}.ics").status_code == 404


def unfolded(answer: Any) -> str:
    """The text of a calendar whose long lines are whole again (RFC 5545, 3.1)."""
    return answer.text.replace("\r\n ", "")


def opened(client: FlaskClient, kind: str) -> str:
    """The path of a new private feed, as the page shows it once."""
    page = client.post(f"/lectures/calendar/feeds/{kind}").get_data(as_text=True)
    path = page.partition('id="feed-address">http://localhost')[2].partition("<")[0]
    assert path.startswith("/lectures/feeds/")
    assert path not in client.get("/lectures/calendar/feeds").get_data(as_text=True)
    return path


def test_private_feeds_open_to_their_address_until_it_is_revoked(app: Flask, lecture: Lecture):
    lecturer = lectures.lecturer_account(lecture.speakers[0].lecturer)
    host = people.account(Role.ENTERPRISE_OFFICER, lecture.points[0].place.host)
    nowhere = people.account(Role.ENTERPRISE_OFFICER, people.organisation("别厂工会", lecture.tour.organisation))
    program, pages = app.test_client(), [people.sign_in(app.test_client(), one) for one in (lecturer, host, nowhere)]
    own, hosted, others = (opened(page, kind) for page, kind in zip(pages, ("lecturer", "host", "host"), strict=True))
    assert lecturer.username not in own
    assert "https://live.example.cn/8" in unfolded(program.get(own))
    assert "live.example.cn" not in unfolded(program.get("/lectures/programme.ics"))
    assert only(program.get(own)).uid.value == only(program.get(hosted)).uid.value == lecture.uid
    assert events(program.get(others)) == []
    assert program.get("/lectures/feeds/AAAAAAAAAAAAAAAAAAAAAA.ics").status_code == 404
    assert pages[1].post("/lectures/calendar/feeds/lecturer").status_code == 403
    assert pages[1].post("/lectures/calendar/feeds/anything").status_code == 404

    renewed = opened(pages[0], "lecturer")
    assert (program.get(own).status_code, program.get(renewed).status_code) == (404, 200)
    assert pages[1].post("/lectures/calendar/feeds/host/revoke").status_code == 302
    assert program.get(hosted).status_code == 404
    lecturer.active = False
    session.commit()
    assert program.get(renewed).status_code == 404
    actions = session.query(AuditEntry.action).filter(AuditEntry.subject_kind == "calendar_feeds")
    assert sorted(action for (action,) in actions) == ["open_feed"] * 4 + ["revoke_feed"] * 2
    assert all(len(feed.token_hash) == 64 for feed in session.query(CalendarFeed))


def test_feed_of_a_lecturer_begins_when_he_was_announced(client: FlaskClient, lecture: Lecture, runner: Account):
    second: Lecturer = lectures.lecturer(lecture.tour.organisation)
    path = opened(people.sign_in(client, lectures.lecturer_account(second)), "lecturer")
    lectures.kept(LectureSpeaker(lecture=lecture, lecturer=second))
    assert events(client.get(path)) == []
    release(lecture.tour, runner)
    assert only(client.get(path)).sequence.value == "1"


def test_print_poster_is_one_page_or_says_what_is_too_long(client: FlaskClient, lecture: Lecture, runner: Account):
    people.sign_in(client, runner)
    printed = client.get(f"/lectures/{lecture.id}/poster.pdf")
    assert printed.mimetype == "application/pdf"
    assert len(pikepdf.open(io.BytesIO(printed.data)).pages) == 1
    lecture.title = "字" * 61
    session.commit()
    release(lecture.tour, runner)
    refused = client.get(f"/lectures/{lecture.id}/poster.pdf")
    assert (refused.status_code, "61 个字" in refused.get_data(as_text=True)) == (409, True)


def test_feeds_ask_the_same_questions_however_many_lectures(
    client: FlaskClient, lecture: Lecture, runner: Account, query_count: Callable[[], Any]
):
    counts: list[int] = []
    for more in (2, 20):
        for number in range(more):
            lectures.lecture(
                lecture.tour,
                lecture.speakers[0].lecturer,
                places=[lecture.points[0].place],
                at=at(f"2026-12-{number + 1:02} {8 + more % 10:02}:00"),
            )
        release(lecture.tour, runner)
        with query_count() as statements:
            assert events(client.get("/lectures/programme.ics"))
        counts.append(len(statements))
    assert counts[0] == counts[1]
