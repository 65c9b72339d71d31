"""A lecture from its registrations to its figures, over the pages: workers, the host at the door, the organiser."""

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from foundation import clock as our_clock
from foundation.clock import in_shanghai
from foundation.database import session, transaction
from foundation.outbox import DeviceOperation
from lectures.attendance.codes import Spot, wall_code
from lectures.attendance.models import CheckIn, LecturePhoto, Material, Registration
from lectures.attendance.queries import AttendanceFigures, attendance_figures, may_answer, who_come
from lectures.attendance.reminding import remind_registered
from lectures.attendance.rules import CheckInMethod
from lectures.menus.rules import LectureMode
from lectures.tours.models import Lecture
from lectures.tours.queries import held, lectures_run_by
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.accounts.rules import Role
from people.messages.models import Message
from tests.factories import lectures, people

DEVICE = "device-of-the-door"
EXPORT = """\ufeff用户昵称,手机号,观看时长（秒）
甲,13900000001,600
乙,+86 139-0000-0002,1200
路人,138****0000,60
乙,13900000002,90
"""


@pytest.fixture
def scene(app: Flask, clock: Callable[[str], datetime]) -> SimpleNamespace:
    """An announced lecture at a unit's two places, the officers, and three workers."""
    now = clock("2026-10-10 13:30")
    district = lectures.district()
    unit = people.organisation("示例机械公司工会", district)
    places = [lectures.place(district, unit, seats=2, name=f"示例{hall}") for hall in ("礼堂", "分会场")]
    made = lectures.lecture(
        lectures.tour(district),
        lectures.lecturer(district),
        places=places,
        at=now.replace(hour=6, minute=0),
        registers=True,
        capacity=2,
        mode=LectureMode.HYBRID,
        stream_url="https://live.example.cn/1",
        host=unit,
    )
    workers = [
        people.account(Role.WORKER, unit, people.person(f"职示{name}", unit, phone=f"1390000000{at}"))
        for at, name in enumerate("甲乙丙", start=1)
    ]
    return SimpleNamespace(
        lecture=lectures.released(made),
        unit=unit,
        organiser=people.account(Role.DISTRICT_OFFICER, district),
        host=people.account(Role.ENTERPRISE_OFFICER, unit),
        workers=workers,
        points=[one.id for one in made.points],
    )


def as_who(app: Flask, account: Account) -> FlaskClient:
    return people.sign_in(app.test_client(), account)


def operation(lecture: int, seq: int, **facts: object) -> dict[str, object]:
    made_at = our_clock.now().isoformat()
    payload = {"kind": "check_in", "lecture": lecture, "point": 0, **facts}
    return {"op_id": str(uuid4()), "seq": seq, "device": DEVICE, "made_at": made_at, "payload": payload}


def sent(client: FlaskClient, account: Account, *operations: object) -> list[dict[str, object]]:
    body = {"account": account.id, "operations": list(operations)}
    answer = client.post("/lectures/door/operations", json=body)
    assert answer.status_code == 200, answer.text
    return answer.get_json()["outcomes"]


def test_register_self_waits_moves_up_and_is_told(app: Flask, scene: SimpleNamespace):
    page = f"/lectures/{scene.lecture.id}/register"
    phones = [as_who(app, one) for one in scene.workers]
    assert [phone.post(page).status_code for phone in phones] == [302] * 3
    assert "您在候补名单里" in phones[2].get(page).text
    first = session.scalars(select(Registration).order_by(Registration.place)).first()
    own = phones[0].get("/lectures/my-registrations").text
    assert re.search(rf"{first.ticket[:5]}-{first.ticket[5:]}</figcaption>", own)
    assert scene.workers[0].person.name not in first.ticket and "取消报名" in own
    assert phones[1].post(f"/lectures/registrations/{first.id}/cancel").status_code == 404
    assert phones[0].post(f"/lectures/registrations/{first.id}/cancel").status_code == 302
    told = session.scalars(select(Message)).one()
    assert (told.account_id, told.address) == (scene.workers[2].id, "/lectures/my-registrations")
    assert "已报名" in phones[2].get(page).text
    assert [one.id for one in who_come(scene.lecture)] == [scene.workers[1].id, scene.workers[2].id]
    with transaction():
        reminded = [remind_registered("/mine", by=None) for _ in range(2)]
    assert (reminded, session.scalar(select(func.count(Message.id)).where(Message.address == "/mine"))) == ([2, 0], 2)
    officer = as_who(app, scene.host)
    ticked = officer.post(
        f"/lectures/{scene.lecture.id}/register-persons", data={"persons": [scene.workers[0].person_id]}
    )
    assert ticked.status_code == 302
    assert "名额已满，候补 1 人" in officer.get(ticked.headers["Location"]).text


def test_scanned_code_checks_in_and_a_photograph_of_it_does_not(
    app: Flask, scene: SimpleNamespace, clock: Callable[[str], object]
):
    lecture, host = scene.lecture.id, as_who(app, scene.host)
    wall = host.get(f"/lectures/{lecture}/wall.json?point={scene.points[1]}").get_json()
    assert (wall["seconds"], wall["checked_in"]) == (30, 0)
    assert "data:image/svg" in host.get(f"/lectures/{lecture}/wall?point={scene.points[1]}").text
    code = wall_code(Spot(lecture, scene.points[1]), our_clock.now())
    phone = app.test_client()
    scanned = phone.get(f"/lectures/{lecture}/scan/{code}")
    assert scanned.headers["Location"] == f"/lectures/{lecture}/check-in"
    assert "/sign-in?back=" in phone.get(f"/lectures/{lecture}/check-in").headers["Location"]
    people.sign_in(phone, scene.workers[0])
    clock("2026-10-10 13:39")
    assert "我到了，签到" in phone.get(f"/lectures/{lecture}/check-in").text
    assert [phone.post(f"/lectures/{lecture}/check-in").status_code for _ in range(2)] == [302, 302]
    assert "您已于" in phone.get(f"/lectures/{lecture}/check-in").text
    made = session.scalars(select(CheckIn)).one()
    assert (made.person_id, made.point_id, made.method) == (
        scene.workers[0].person_id,
        scene.points[1],
        CheckInMethod.WALL,
    )
    assert may_answer(scene.lecture, scene.workers[0].person_id) and not may_answer(scene.lecture, None)
    late = as_who(app, scene.workers[1])
    photographed = late.get(f"/lectures/{lecture}/scan/{code}")
    assert (photographed.status_code, "已经过期" in photographed.text) == (410, True)
    assert "另一场" in late.get(f"/lectures/{lecture + 1}/scan/{code}").text
    assert late.post(f"/lectures/{lecture}/check-in").status_code == 410
    assert (
        as_who(app, people.account(Role.ENTERPRISE_OFFICER, people.organisation("示例外单位")))
        .get(f"/lectures/{lecture}/wall")
        .status_code
        == 404
    )


def test_door_takes_tickets_and_names_each_once_and_says_what_it_refuses(
    app: Flask, scene: SimpleNamespace, clock: Callable[[str], object]
):
    lecture, host = scene.lecture.id, as_who(app, scene.host)
    for one in scene.workers:
        assert as_who(app, one).post(f"/lectures/{lecture}/register").status_code == 302
    listed = host.get(f"/lectures/{lecture}/door.json")
    people_at_door = listed.get_json()["people"]
    assert [sorted(one) for one in people_at_door] == [["came", "employer", "id", "name", "ticket", "waiting"]] * 3
    assert "1390000000" not in listed.text
    first, second, _ = people_at_door
    known = host.get(f"/lectures/{lecture}/door.json", headers={"If-None-Match": listed.headers["ETag"]})
    assert known.status_code == 304
    ticked = operation(lecture, 1, person=first["id"], ticket="", point=scene.points[0])
    typed = operation(lecture, 2, ticket=f"{second['ticket'][:5]}-{second['ticket'][5:].lower()}")
    again = operation(lecture, 3, person=first["id"], ticket="")
    unknown = operation(lecture, 4, ticket="ACDEFGHJKM")
    counted = operation(lecture, 5, kind="head_count", heads=30, reason="学生由老师带队", point=scene.points[0])
    outcomes = sent(host, scene.host, ticked, typed, again, unknown)
    assert [one["status"] for one in outcomes] == ["saved", "saved", "saved", "refused"]
    assert (outcomes[0]["again"], outcomes[2]["again"], outcomes[3]["code"]) == (False, True, "no-ticket")
    assert sent(host, scene.host, ticked, unknown) == [outcomes[0], outcomes[3]]
    assert sent(host, scene.host, counted)[0]["code"] == "not-possible"
    other = lectures.lecture(scene.lecture.tour, host=scene.unit, at=scene.lecture.starts_at)
    wrong = operation(other.id, 6, ticket=second["ticket"])
    assert scene.lecture.title in sent(host, scene.host, wrong)[0]["message"]
    hosted = {one["id"]: one["ticket"] for one in host.get(f"/lectures/{other.id}/door.json").get_json()["people"]}
    assert hosted == {one.person_id: "" for one in scene.workers}  # nobody registers for it
    walk_in = operation(other.id, 8, ticket="", person=scene.workers[2].person_id)
    outsider = operation(other.id, 9, ticket="", person=people.person("外示例").id)
    assert [one.get("code") for one in sent(host, scene.host, walk_in, outsider)] == [None, "not-listed"]
    stranger = people.account(Role.ENTERPRISE_OFFICER, people.organisation("示例外单位"))
    assert sent(as_who(app, stranger), stranger, operation(lecture, 1, ticket="ACDEFGHJKM"))[0]["code"] == "not-yours"
    stolen = host.post("/lectures/door/operations", json={"account": stranger.id, "operations": []})
    assert (stolen.status_code, stolen.get_json()["code"]) == (409, "other-account")
    clock("2026-10-10 19:01")
    late = sent(host, scene.host, operation(lecture, 7, person=people_at_door[2]["id"], ticket=""))
    assert "已经截止" in late[0]["message"]
    here = select(func.count(CheckIn.id)).where(CheckIn.lecture_id == lecture)
    assert (session.scalar(here), session.scalar(select(func.count(CheckIn.id)))) == (2, 3)
    assert session.scalar(select(func.count()).select_from(DeviceOperation)) == 10


def test_figures_of_a_lecture_are_never_mixed(app: Flask, scene: SimpleNamespace, clock: Callable[[str], object]):
    lecture, organiser = scene.lecture.id, as_who(app, scene.organiser)
    page = f"/lectures/{lecture}"
    for one in scene.workers:
        as_who(app, one).post(f"{page}/register")
    assert organiser.post(f"{page}/hold").status_code == 409
    assert session.get_one(Lecture, lecture).state is LectureState.PLANNED  # not before it begins
    clock("2026-10-10 14:30")
    listed = session.scalars(select(Registration).order_by(Registration.place)).all()
    sent(organiser, scene.organiser, operation(lecture, 1, person=listed[0].person_id, ticket=""))
    count = {"point": scene.points[0], "heads": 30, "reason": "学生由老师带队"}
    assert organiser.post(f"{page}/head-count", data=count).status_code == 302
    assert organiser.post(f"{page}/head-count", data=count | {"heads": 31}).status_code == 302
    assert organiser.post(f"{page}/head-count", data=count | {"reason": " "}).status_code == 422
    upload = {"source": "示例视频号", "file": (io.BytesIO(EXPORT.encode()), "名单.csv")}
    preview = organiser.post(f"{page}/online-figures/preview", data=upload).text
    assert "2 人" in preview
    confirm = {"file": re.search(r'name="file" value="(\d+)"', preview)[1], "source": "示例视频号"}
    told = [organiser.post(f"{page}/online-figures/import", data=confirm, follow_redirects=True) for _ in range(2)]
    assert ["新增线上签到 1 人" in told[0].text, "新增线上签到 0 人" in told[1].text] == [True, True]
    by_hand = {"source": "示例直播", "views": 100, "viewers": 80, "peak": 50, "minutes": 900}
    assert organiser.post(f"{page}/online-figures", data=by_hand).status_code == 302
    assert organiser.post(f"{page}/online-figures", data=by_hand | {"viewers": 101}).status_code == 422
    late = {"persons": [listed[2].person_id], "point": scene.points[1], "reason": "现场签到表第 3 行"}
    assert organiser.post(f"{page}/late-check-in", data=late).status_code == 302
    assert attendance_figures(held(lectures_run_by(scene.organiser))) == AttendanceFigures()
    assert organiser.post(f"{page}/hold").status_code == 302
    assert attendance_figures(held(lectures_run_by(scene.organiser))) == AttendanceFigures(
        lectures=1, attendances=3, on_site=2, online=1, persons=3, heads=31, views=104, viewers=83, minutes=932
    )
    shown = organiser.get(f"{page}/attendance").text
    assert "清点 31 人，超过报名名额 2" in shown
    book = CalamineWorkbook.from_filelike(io.BytesIO(organiser.get(f"{page}/attendance.xlsx").data))
    rows = book.get_sheet_by_index(0).to_python()[1:]
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("职示甲", "已报名", "现场登记"),
        ("职示乙", "已报名", "线上签到"),
        ("职示丙", "候补中", "事后补登"),
    ]
    assert organiser.get(f"{page}/sign-in-sheet.pdf").data.startswith(b"%PDF")
    assert in_shanghai(session.scalars(select(CheckIn.at)).first()).hour == 14


def test_addresses_materials_and_photos_reach_whom_they_may(
    app: Flask, scene: SimpleNamespace, clock: Callable[[str], object]
):
    lecture, host, organiser = scene.lecture.id, as_who(app, scene.host), as_who(app, scene.organiser)
    page, visitor = f"/lectures/{lecture}", app.test_client()
    refused = organiser.post(f"{page}/addresses", data={"stream_url": "javascript:alert(1)", "replay_url": ""})
    assert (refused.status_code, "http:// 或 https://" in refused.text) == (422, True)
    replay = {"stream_url": "https://live.example.cn/1", "replay_url": "https://replay.example.cn/1"}
    assert organiser.post(f"{page}/addresses", data=replay).status_code == 302
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "JPEG")
    for everybody in ({}, {"everybody": "y"}):
        upload = {"title": "讲义", "file": (io.BytesIO(picture.getvalue()), "讲义.jpg"), **everybody}
        assert host.post(f"{page}/materials/new", data=upload).status_code == 302
    closed, opened = session.scalars(select(Material.id).order_by(Material.id))
    assert visitor.get(f"{page}/materials/{opened}").status_code == 200
    assert visitor.get(f"{page}/materials/{closed}").status_code == 302
    worker = as_who(app, scene.workers[0])
    assert worker.get(f"{page}/materials/{closed}").status_code == 404
    worker.get(f"{page}/scan/{wall_code(Spot(lecture, 0), our_clock.now())}")
    assert worker.post(f"{page}/check-in").status_code == 302
    assert worker.get(f"{page}/materials/{closed}").status_code == 200
    assert "看回放" in worker.get(f"{page}/files").text
    photo = {"caption": "会场", "public": "y"}
    for flags, status in (({}, 422), ({"consent": "y"}, 302)):
        upload = {"file": (io.BytesIO(picture.getvalue()), "会场.jpg"), **photo, **flags}
        assert host.post(f"{page}/photos/new", data=upload).status_code == status
    shown = f"{page}/photos/{session.scalars(select(LecturePhoto.id)).one()}"
    assert [one.get(shown).status_code for one in (visitor, worker, host)] == [200, 200, 200]
    assert host.post(f"{shown}/consent", data={}).status_code == 302
    assert [one.get(shown).status_code for one in (visitor, worker, host)] == [404, 404, 200]


def test_list_doors_asks_the_same_of_three_lectures_and_of_thirty(
    app: Flask, scene: SimpleNamespace, query_count: Callable[[], AbstractContextManager[list[str]]]
):
    host, counts = as_who(app, scene.host), []
    for more in (2, 27):
        for _ in range(more):
            lectures.lecture(scene.lecture.tour, *[one.lecturer for one in scene.lecture.speakers], host=scene.unit)
        with query_count() as statements:
            assert host.get("/lectures/doors").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
