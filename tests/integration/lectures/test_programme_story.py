"""What everybody reads of lectures: only what was released and is public, and nothing of those who come."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation import files
from foundation.database import session, transaction
from lectures.attendance.models import LecturePhoto, Material
from lectures.lecturers.rules import LecturerState
from lectures.menus.rules import LectureMode
from lectures.places.rules import VenueKind
from lectures.tours import operations
from lectures.tours.models import LectureTour
from lectures.tours.rules import LectureState, TourKind
from people.accounts.models import Account
from tests.factories import lectures, people
from tests.factories.lectures_calendars import at, many_released, officer, release


@pytest.fixture
def tour(app: Flask, clock: Callable[[str], object]) -> LectureTour:
    clock("2026-11-21 09:00")
    return lectures.tour(lectures.district(), title="劳模工匠进企业")


@pytest.fixture
def runner(tour: LectureTour) -> Account:
    return officer(tour)


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_programme_tells_what_was_released_and_what_changed_when_that_is_released(
    client: FlaskClient, tour: LectureTour, runner: Account, clock: Callable[[str], object]
):
    lecturer = lectures.lecturer(tour.organisation)
    hall = lectures.place(tour.organisation, name="示例礼堂", address="礼堂路1号")
    school = lectures.place(tour.organisation, name="示例中学", kind=VenueKind.COMMUNITY)
    told = lectures.lecture(
        tour, lecturer, places=[hall], at=at("2026-11-25 14:00"), title="焊花三十年", registers=True
    )
    internal = lectures.lecture(
        tour, lecturer, places=[hall], at=at("2026-11-26 14:00"), title="内部一讲", public=False
    )
    release(tour, runner)
    drafted = lectures.lecture(tour, lecturer, places=[school], at=at("2026-11-27 14:00"), title="还没发布")
    told.points[0].place = school
    told.starts_at, told.ends_at, told.title = at("2026-11-28 09:00"), at("2026-11-28 10:00"), "改过的题目"
    session.commit()

    for address in ("/lectures/programme", f"/lectures/programme/{told.id}"):
        shown = page(client, address)
        assert all(word in shown for word in ("焊花三十年", "14:00", "示例礼堂", lecturer.person.name))
        assert not any(word in shown for word in ("改过的题目", "09:00", "内部一讲", "还没发布", "有变动", "示例中学"))
    told_page = page(client, f"/lectures/programme/{told.id}")
    assert "我要报名" in told_page
    assert "示例礼堂（示例街道礼堂路1号）" in told_page
    for hidden in (internal, drafted):
        page(client, f"/lectures/programme/{hidden.id}", 404)

    clock("2026-11-22 09:00")
    told.points[0].place = hall
    session.commit()
    release(tour, runner)
    changed = page(client, f"/lectures/programme/{told.id}")
    assert "时间：2026-11-25 14:00—15:00 → 2026-11-28 09:00—10:00" in changed
    assert "有变动" in page(client, "/lectures/programme")
    assert "还没发布" in page(client, "/lectures/programme?kind=community")
    assert "改过的题目" not in page(client, "/lectures/programme?kind=community")
    district = tour.organisation_id
    assert "改过的题目" in page(client, f"/lectures/programme?district={district}&theme=工匠精神&mode=on-site")
    assert "改过的题目" not in page(client, "/lectures/programme?mode=online")
    assert "没有找到场次" in page(client, "/lectures/programme?page=7")

    with transaction():
        operations.cancel_lecture(told, reason="讲师生病。", by=runner)
    release(tour, runner)
    for address in ("/lectures/programme", f"/lectures/programme/{told.id}"):
        shown = page(client, address)
        assert "取消" in shown
        assert "我要报名" not in shown
        assert "讲师生病" not in shown
    clock("2026-11-29 10:00")
    assert "改过的题目" not in page(client, "/lectures/programme")


def test_past_lectures_show_replays_papers_and_photos_that_were_agreed_to(
    client: FlaskClient, tour: LectureTour, runner: Account, clock: Callable[[str], object]
):
    lecturer, hall = lectures.lecturer(tour.organisation), lectures.place(tour.organisation)
    given = lectures.lecture(tour, lecturer, places=[hall], at=at("2026-11-25 14:00"), title="焊花三十年")
    missed = lectures.lecture(tour, lecturer, places=[hall], at=at("2026-11-25 16:00"), title="没有讲成")
    release(tour, runner)
    clock("2026-11-30 09:00")
    given.state, given.replay_url = LectureState.HELD, "https://video.example.cn/1"
    stored = [
        files.store(name.encode(), name=name, media_type="image/png", by_id=runner.id)
        for name in ("一", "二", "三", "四")
    ]
    agreed = LecturePhoto(lecture=given, file_id=stored[0].id, caption="讲台", consent=True, public=True)
    kept_back = LecturePhoto(lecture=given, file_id=stored[1].id, caption="合影", consent=True, public=False)
    handout = Material(lecture=given, title="讲义", file_id=stored[2].id, everybody=True)
    inside = Material(lecture=given, title="内部讲稿", file_id=stored[3].id)
    session.add_all([agreed, kept_back, handout, inside])
    session.commit()

    past = page(client, "/lectures/past")
    assert all(word in past for word in ("焊花三十年", "https://video.example.cn/1", "讲台"))
    assert missed.title not in past
    shown = page(client, f"/lectures/programme/{given.id}")
    assert all(word in shown for word in ("看回放", "讲义", "讲台"))
    assert not any(word in shown for word in ("合影", "内部讲稿", "加入日历"))
    assert client.get(f"/lectures/programme/photos/{agreed.id}").status_code == 200
    page(client, f"/lectures/programme/photos/{kept_back.id}", 404)
    assert client.get(f"/lectures/programme/materials/{handout.id}").data == "三".encode()
    page(client, f"/lectures/programme/materials/{inside.id}", 404)
    given.public = False
    session.commit()
    assert "焊花三十年" not in page(client, "/lectures/past")
    page(client, f"/lectures/programme/photos/{agreed.id}", 404)


def test_gallery_and_series_show_those_who_agreed_and_no_phone(client: FlaskClient, tour: LectureTour, runner: Account):
    district = tour.organisation
    person = people.person("讲示甲", district, phone="13800000001")
    shown = lectures.lecturer(district, person, public=True, introduction="一线焊工出身。")
    hidden = lectures.lecturer(district)
    paused = lectures.lecturer(district, public=True, state=LecturerState.PAUSED)
    lectures.lecturer(district.parent, person, public=True)
    series = lectures.tour(district, kind=TourKind.SERIES, title="示例云讲堂")
    online: dict[str, Any] = {"mode": LectureMode.ONLINE, "stream_url": "https://live.example.cn/1"}
    first = lectures.lecture(series, shown, hidden, at=at("2026-11-25 19:00"), title="云讲堂第一讲", **online)
    release(series, runner)

    gallery = page(client, "/lectures/gallery")
    assert all(word in gallery for word in ("讲示甲", "市劳动模范", "共 1 位", "11月25日 线上"))
    assert not any(word in gallery for word in (hidden.person.name, paused.person.name, "13800000001"))
    assert "共 0 位" in page(client, "/lectures/gallery?theme=没有这个主题")
    own = page(client, f"/lectures/gallery/{shown.id}")
    assert all(word in own for word in ("一把焊枪三十年", "云讲堂第一讲", "一线焊工出身。"))
    assert "13800000001" not in own
    for other in (hidden, paused):
        page(client, f"/lectures/gallery/{other.id}", 404)
    page(client, f"/lectures/gallery/{shown.id}/photo", 404)

    assert "示例云讲堂" in page(client, "/lectures/programme")
    assert "云讲堂第一讲" in page(client, f"/lectures/series/{series.id}")
    page(client, f"/lectures/series/{tour.id}", 404)
    assert "https://live.example.cn/1" in page(client, f"/lectures/programme/{first.id}")
    assert f"/lectures/series/{series.id}" in page(client, f"/lectures/programme/{first.id}")
    first.registers = True
    session.commit()
    registered_only = page(client, f"/lectures/programme/{first.id}")
    assert "https://live.example.cn/1" not in registered_only
    assert "live.example.cn" not in page(client, f"/lectures/{first.id}.ics")


def test_public_pages_ask_the_same_questions_however_many_lectures(
    client: FlaskClient,
    tour: LectureTour,
    runner: Account,
    query_count: Callable[[], Any],
    clock: Callable[[str], object],
):
    hall = lectures.place(tour.organisation)
    lecturer = lectures.lecturer(tour.organisation, public=True)
    addresses = ["/lectures/programme", "/lectures/past", "/lectures/gallery", f"/lectures/gallery/{lecturer.id}"]
    counts = []
    for first, more in ((0, 4), (4, 22)):
        clock("2026-11-21 10:00")
        made = many_released(tour, runner, more, lecturer, [hall], first)
        for one in made[: more // 2]:
            one.state = LectureState.HELD
        session.commit()
        clock("2026-11-26 13:00" if first else "2026-11-26 09:10")
        with query_count() as statements:
            assert all("示例场所" in page(client, address) for address in addresses)
        counts.append(len(statements))
    assert counts[0] == counts[1]
