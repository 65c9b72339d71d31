"""A training class from its opening to its certificates; seats that are never given twice."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from certificates.issuing.models import Certificate
from certificates.validity.operations import revoke_certificate
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.imports import ImportBatch
from foundation.job_queue import prepare_jobs
from lectures.classes import certifying, finishing, operations
from lectures.classes.models import ClassEnrolment, TrainingClass
from lectures.classes.queries import enrolled_counts, register_of
from lectures.classes.rules import ClassForm, ClassState
from lectures.tours.operations import correct_held_lecture, hold_lecture
from lectures.tours.rules import TourState
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.persons.models import Person
from tests.at_once import refused_at_once
from tests.factories import lectures, people
from tests.factories import lectures_classes as classes
from tests.factories import lectures_feedback as feedback
from tests.factories.lectures_orders import ADDRESSES as ORDER_PAGES
from tests.factories.workbooks import workbook

ADDRESS = "https://jiangxin.example/certificates/verify/"


@pytest.fixture
def district(app: Flask, clock: Callable[[str], datetime]) -> Organisation:
    clock("2026-05-08 14:00")
    return lectures.district()


@pytest.fixture
def officer(district: Organisation) -> Account:
    return people.account(Role.DISTRICT_OFFICER, district)


@pytest.fixture
def unit(district: Organisation) -> Organisation:
    return people.organisation("示例机械公司工会", district)


@pytest.fixture
def workers(unit: Organisation) -> list[Person]:
    return [people.person(f"学示{name}", unit) for name in "一二三四五"]


def test_people_get_into_a_class_and_out_of_it(
    app: Flask, client: FlaskClient, district: Organisation, unit: Organisation, officer: Account, workers: list[Person]
):
    desk = people.sign_in(client, officer)
    sent = {"organisation": district.id, "title": "焊接小灶班", "form": "small", "item": 0, "order": 0, "meetings": 4}
    sent |= {"first_day": "2026-05-01", "last_day": "2026-05-31", "enrols_from": "2026-05-01", "lessons": 12}
    sent |= {"enrols_to": "2026-05-20", "needed_share": 80, "excuse_use": "absent", "public": "y"}
    assert "小灶要限定名额" in desk.post("/lectures/classes/new", data=sent).text
    assert desk.post("/lectures/classes/new", data=sent | {"capacity": 3}).status_code == 302
    made = session.scalars(select(TrainingClass)).one()
    page = f"/lectures/classes/{made.id}"
    worker = people.sign_in(app.test_client(), people.account(Role.WORKER, unit, person=workers[0]))
    assert "还有 3 个名额" in worker.get("/lectures/my-classes").text
    assert worker.post(f"{page}/join").status_code == 302
    assert "焊接小灶班" in worker.get("/lectures/my-classes").text

    union = people.sign_in(app.test_client(), people.account(Role.ENTERPRISE_OFFICER, unit))
    three = {"persons": [person.id for person in workers[1:4]]}
    assert "名额不够：还差 1 个（共 3 个）" in union.post(f"{page}/enrol", data=three).text
    assert union.post(f"{page}/enrol", data={"persons": [workers[1].id]}).status_code == 302
    assert union.get("/lectures/classes/template.xlsx").status_code == 200
    rows = [[person.name, "", person.document_number] for person in workers[1:3]]
    content = workbook(["姓名", "证件类型", "证件号码"], *rows, ["别的名", "", workers[4].document_number])
    upload = union.post(f"{page}/import", data={"file": (BytesIO(content), "报名.xlsx")})
    assert "没有这个证件号码和姓名的职工" in union.get(upload.location).text
    good = workbook(["姓名", "证件类型", "证件号码"], *rows)
    union.post(f"{page}/import", data={"file": (BytesIO(good), "报名.xlsx")})
    batch = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).first()
    union.post(f"/imports/{batch.id}/apply")
    assert enrolled_counts([made.id]) == {made.id: 3}
    assert "学示三" in union.get(page).text
    edit = desk.post(f"{page}/edit", data=sent | {"capacity": 2}).text
    assert "在班的人比新的名额多 1 人" in edit
    leaving = session.scalars(select(ClassEnrolment).where(ClassEnrolment.person_id == workers[0].id)).one()
    away = f"/lectures/my-classes/{leaving.id}/leave"
    assert worker.post(away, data={"reason": "出差"}).status_code == 302
    assert enrolled_counts([made.id]) == {made.id: 2}
    assert worker.post(f"{page}/join").status_code == 302
    assert desk.post(f"{page}/cancel", data={"reason": "讲师生病"}).status_code == 302
    assert (made.state, made.tour.state) == (ClassState.CANCELLED, TourState.CLOSED)


def test_finish_class_decides_for_all_and_certificates_are_asked_for_once(
    app: Flask,
    client: FlaskClient,
    clock: Callable[[str], datetime],
    district: Organisation,
    officer: Account,
    workers: list[Person],
):
    prepare_jobs(app)
    made = classes.training_class(district, officer)
    enrolled = classes.enrol(made, workers[:3], officer)
    moments = [clock(f"2026-05-0{day} 09:00") for day in (4, 5, 6, 7)]
    clock("2026-05-08 14:00")
    held = classes.meetings(made, officer, *moments)
    for came, meetings in zip(workers[:3], (held, held[:3], held[:1]), strict=True):
        for meeting in meetings:
            feedback.check_in(meeting, came, officer)
    desk, page = people.sign_in(client, officer), f"/lectures/classes/{made.id}"
    excuse = f"/lectures/classes/enrolments/{enrolled[2].id}/excuse"
    assert desk.post(excuse, data={"lecture": held[1].id, "reason": "值夜班"}).status_code == 302
    shown = desk.get(page).text
    assert "需要 80%，应到 4 次实到 3 次＝75%：没有达到" in shown
    assert "实到 1 次＝25%，请假 1 次按缺课算：没有达到" in shown
    assert "等待评定结业" in desk.get("/").text
    turned = {"turned": [enrolled[1].id], f"reason-{enrolled[1].id}": ""}
    assert "学示二：例外决定要写明原因" in desk.post(f"{page}/finish", data=turned).text
    turned[f"reason-{enrolled[1].id}"] = "补课并考核合格"
    assert desk.post(f"{page}/finish", data=turned).status_code == 302
    assert [one.completed for one in register_of(made).enrolments] == [True, True, False]
    assert (made.state, made.tour.state) == (ClassState.FINISHED, TourState.CLOSED)
    with transaction():
        batch = certifying.certify_class(made, address=ADDRESS, by=officer)
    facts = session.scalars(select(Certificate.facts).where(Certificate.batch_id == batch.id)).all()
    assert {(one["holder"], one["hours"], one["starts_on"], one["ends_on"]) for one in facts} == {
        (name, 12, "2026-05-04", "2026-05-07") for name in ("学示一", "学示二")
    }
    with pytest.raises(Refused, match="都已经有结业证明"), transaction():
        certifying.certify_class(made, address=ADDRESS, by=officer)
    with pytest.raises(Refused, match="已经制作了 2 张结业证明"), transaction():
        finishing.reopen_class(made, reason="漏登一次签到", by=officer)
    with transaction():
        for paper in session.scalars(select(Certificate).where(Certificate.batch_id == batch.id)):
            revoke_certificate(paper, reason="漏登一次签到", by=officer)
        finishing.reopen_class(made, reason="漏登一次签到", by=officer)
        finishing.finish_class(made, {}, ORDER_PAGES, by=officer)
        again = certifying.certify_class(made, address=ADDRESS, by=officer)
    anew = session.scalars(select(Certificate.source).where(Certificate.batch_id == again.id)).all()
    assert anew == [f"class-enrolment:{enrolled[0].id}/2"]


def test_certify_lecture_gives_each_listener_one_certificate(
    app: Flask,
    client: FlaskClient,
    clock: Callable[[str], datetime],
    district: Organisation,
    officer: Account,
    workers: list[Person],
):
    prepare_jobs(app)
    lecture = lectures.lecture(lectures.tour(district), at=clock("2026-05-08 09:00"), minutes=100)
    clock("2026-05-08 14:00")
    feedback.check_in(lecture, workers[0], officer)
    with pytest.raises(Refused, match="已举办"), transaction():
        certifying.certify_lecture(lecture, address=ADDRESS, by=officer)
    with transaction():
        hold_lecture(lecture, by=officer)
    desk, page = people.sign_in(client, officer), f"/lectures/{lecture.id}/certificates"
    assert "制作 1 张听课证明" in desk.get(page).text
    assert desk.post(page).status_code == 302
    assert "没有要制作的" in desk.get(page).text
    assert "没有要制作的" in desk.post(page).text
    feedback.check_in(lecture, workers[1], officer)
    assert desk.post(page).status_code == 302
    hours = [facts["hours"] for facts in session.scalars(select(Certificate.facts).order_by(Certificate.id))]
    assert hours == [2, 2]
    with pytest.raises(Refused) as refused, transaction():
        correct_held_lecture(lecture, reason="没有讲成", by=officer)
    assert "已经制作了 2 张听课证明" in refused.value.reasons[0]


def test_seats_are_never_given_twice(app: Flask, district: Organisation, unit: Organisation, officer: Account):
    """Twelve join at once, some of them twice, for seven seats."""
    made = classes.training_class(district, officer, form=ClassForm.SMALL, capacity=7)
    ids = [people.person(f"抢示{number}", unit).id for number in "一二三四五六七八九十甲乙"]
    key, by = made.id, officer.id

    def join(person: int) -> None:
        account, joining = session.get_one(Account, by), session.get_one(Person, person)
        operations.join_class(session.get_one(TrainingClass, key), joining, by=account)

    refused = refused_at_once(app, *(partial(join, person) for person in [*ids, *ids[:4]]))
    counted = session.scalar(select(func.count()).select_from(ClassEnrolment))
    assert (len(refused), counted, enrolled_counts([key])) == (9, 7, {key: 7})


def test_lists_take_as_many_queries_for_many_classes(
    client: FlaskClient,
    clock: Callable[[str], datetime],
    district: Organisation,
    unit: Organisation,
    officer: Account,
    workers: list[Person],
    query_count: Callable[[], AbstractContextManager[list[str]]],
):
    worker = people.account(Role.WORKER, unit, person=workers[0])
    pages = {"/lectures/classes": officer, "/lectures/my-classes": worker}
    first = classes.training_class(district, officer)
    classes.enrol(first, workers[:1], officer)
    pages[f"/lectures/classes/{first.id}"] = officer

    def counts() -> list[int]:
        counted = []
        for page, account in pages.items():
            people.sign_in(client, account)
            client.get(page)
            with query_count() as statements:
                assert client.get(page).status_code == 200
            counted.append(len(statements))
        return counted

    begun = [clock(f"2026-05-0{day} 09:00") for day in (1, 2)]
    clock("2026-05-08 14:00")
    classes.meetings(first, officer, begun[0])
    few = counts()
    classes.enrol(first, workers[1:], officer)
    classes.meetings(first, officer, begun[1])
    for number in range(8):
        more = classes.training_class(district, officer, f"焊接小灶班{number}")
        classes.enrol(more, workers[:1], officer)
        classes.meetings(more, officer, begun[0])
    assert counts() == few
