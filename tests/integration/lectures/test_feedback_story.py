"""What listeners say: on the phone, once, nobody knows who; what officers and the lecturer see of it and do."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from lectures.feedback import operations
from lectures.feedback.models import Improvement, SurveyPaper, SurveyScore, SurveySlip
from lectures.feedback.operations import Answer
from lectures.feedback.queries import SurveyTerms, satisfaction_of
from lectures.lecturers.models import Lecturer
from lectures.tours.models import Lecture
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.persons.models import Person
from tests.at_once import refused_at_once
from tests.factories import lectures, people
from tests.factories import lectures_feedback as feedback

STARS = {f"stars_{code}": "5" for code in feedback.CODES}


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
def lecturer(district: Organisation) -> Lecturer:
    return lectures.lecturer(district)


@pytest.fixture
def lecture(district: Organisation, lecturer: Lecturer, clock: Callable[[str], datetime]) -> Lecture:
    """A released lecture that began half an hour ago."""
    made = lectures.lecture(lectures.tour(district), lecturer, at=clock("2026-05-08 15:00"))
    clock("2026-05-08 15:30")
    lectures.released(made)
    return made


def test_answer_survey_is_for_those_who_checked_in_and_once(
    app: Flask,
    client: FlaskClient,
    clock: Callable[[str], datetime],
    officer: Account,
    unit: Organisation,
    lecture: Lecture,
):
    first, late = feedback.listeners(lecture, unit, 2, officer)
    page = f"/lectures/{lecture.id}/feedback"
    phone = people.sign_in(client, people.account(Role.WORKER, unit, person=first))
    assert "场讲座可以填问卷" in phone.get("/").text
    assert page in phone.get("/lectures/my-surveys").text
    assert 'type="radio"' in phone.get(page).text
    assert "请打星" in phone.post(page, data={"recommends": "yes"}).text
    assert phone.post(page, data=STARS | {"recommends": "yes", "words": "很受用"}).status_code == 302
    assert "您已经填过" in phone.get(page).text
    assert phone.post(page, data=STARS | {"recommends": "no"}).status_code == 422
    assert satisfaction_of([lecture.id])[lecture.id].answers == 1
    stranger = people.sign_in(app.test_client(), people.account(Role.WORKER, unit, people.person("外示例", unit)))
    assert "没有找到您在这一场的签到" in stranger.get(page).text
    clock("2026-05-15 16:00")
    slow = people.sign_in(app.test_client(), people.account(Role.WORKER, unit, late))
    assert "结束 7 天后截止" in slow.get(page).text
    assert "没有要填的问卷" in slow.get("/lectures/my-surveys").text


def test_what_listeners_said_is_shown_from_five_on_and_things_get_better(
    client: FlaskClient,
    clock: Callable[[str], datetime],
    officer: Account,
    unit: Organisation,
    lecturer: Lecturer,
    lecture: Lecture,
):
    first, *others, _silent, shy = feedback.listeners(lecture, unit, 7, officer)
    with transaction():
        scores = dict.fromkeys(feedback.CODES, 5) | {"organisation": 2}
        operations.answer_survey(lecture, first, Answer(scores, recommends=True, words="话筒听不清"))
    for person in others[:3]:
        feedback.answer(lecture, person, 3)
    desk, results = people.sign_in(client, officer), f"/lectures/{lecture.id}/feedback/results"
    early = desk.get(results).text
    assert ("收到 4 份，满 5 份才显示" in early, "话筒听不清" in early) == (True, False)
    assert (lecturer.rating, lecturer.ratings) == (None, 0)
    feedback.answer(lecture, others[3], 3, recommends=False)
    said = satisfaction_of([lecture.id])[lecture.id]
    assert (said.answers, said.attendances, said.response_rate) == (5, 7, Decimal("71.4"))
    assert (said.mean, said.by_question["organisation"], said.recommended) == (Decimal("3.25"), Decimal("2.8"), 80)
    assert (lecturer.rating, lecturer.ratings) == (Decimal("3.25"), 5)
    feedback.answer(lecture, shy, 1)  # whoever looks before and after learns nothing of what one person said
    later = satisfaction_of([lecture.id])[lecture.id]
    assert (later.answers, later.shown, later.mean) == (6, 5, Decimal("3.25"))
    shown = desk.get(results).text
    assert all(one in shown for one in ("话筒听不清", "2.8", "偏低"))
    _improve(desk, lecture, clock)
    own = people.sign_in(client, lectures.lecturer_account(lecturer)).get("/lectures/my-feedback").text
    assert ("话筒听不清" in own, "3.25" in own, first.name in own) == (True, True, False)


def _improve(desk: FlaskClient, lecture: Lecture, clock: Callable[[str], datetime]) -> None:
    listed = {"question": "organisation", "finding": "话筒听不清", "doer": "宣教部王示例", "due_on": "2026-05-08"}
    new = f"/lectures/{lecture.id}/improvements/new"
    assert "完成期限已经过去" in desk.post(new, data=listed | {"due_on": "2026-05-01"}).text
    assert desk.post(new, data=listed).status_code == 302
    clock("2026-05-09 09:00")
    assert "项改进事项逾期没有落实" in desk.get("/").text
    assert "已逾期" in desk.get("/lectures/improvements").text
    steps = f"/lectures/improvements/{session.scalars(select(Improvement.id)).one()}"
    assert desk.post(f"{steps}/complete", data={"done_with": "换了无线话筒，开讲前试音"}).status_code == 302
    assert "没有待落实的事项" in desk.get("/lectures/improvements").text
    assert desk.post(f"{steps}/reopen", data={"reason": "又坏了"}).status_code == 302
    assert desk.post(f"{steps}/drop", data={"reason": "改在有音响的会场"}).status_code == 302
    assert "不再办理" in desk.get("/lectures/improvements?state=all").text


def test_nobody_can_tell_who_said_what(unit: Organisation, officer: Account, lecturer: Lecturer, lecture: Lecture):
    """Neither the tables nor the audit log tie a paper to a person, a minute or an order."""
    people_here = feedback.listeners(lecture, unit, 6, officer)
    for stars, person in enumerate(people_here[:5], start=1):
        feedback.answer(lecture, person, stars)
    feedback.answer(lecture, people_here[5], 1)  # one answer alone moves no rating: it would tell what he said
    columns = {column.name for table in (SurveyPaper, SurveyScore) for column in table.__table__.columns}
    assert columns == {"paper", "lecture_id", "version", "recommends", "words", "shown", "question", "stars"}
    assert {column.name for column in SurveySlip.__table__.columns} == {"lecture_id", "person_id"}
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action.in_(["answer_survey", "note_rating"]))).all()
    assert {entry.actor_id for entry in logged} == {None}
    assert [entry.changes.get("ratings") for entry in logged if entry.action == "note_rating"] == [[0, 5]]
    with pytest.raises(Refused, match="已经收到问卷"), transaction():
        operations.set_survey(lecture.tour, SurveyTerms(days=3), by=officer)


def test_answering_at_once_counts_each_check_in_once(
    app: Flask, unit: Organisation, officer: Account, lecturer: Lecturer, lecture: Lecture
):
    """Ten listeners, each twice: ten answers, and the rating has them all."""
    ids = [person.id for person in feedback.listeners(lecture, unit, 10, officer)]
    key, said = lecture.id, Answer(dict.fromkeys(feedback.CODES, 4), recommends=True)

    def answer(person: int) -> None:
        operations.answer_survey(session.get_one(Lecture, key), session.get_one(Person, person), said)

    refused = refused_at_once(app, *(partial(answer, person) for person in [*ids, *reversed(ids)]))
    counts = [
        session.scalar(select(func.count()).select_from(table)) for table in (SurveySlip, SurveyPaper, SurveyScore)
    ]
    assert (len(refused), counts) == (10, [10, 10, 40])
    assert (session.get_one(Lecturer, lecturer.id).ratings, lecturer.rating) == (10, 4)


def test_lists_take_as_many_queries_for_many_lectures(
    client: FlaskClient,
    officer: Account,
    unit: Organisation,
    lecturer: Lecturer,
    lecture: Lecture,
    query_count: Callable[[], AbstractContextManager[list[str]]],
):
    own = lectures.lecturer_account(lecturer)
    listener = feedback.listeners(lecture, unit, 1, officer)[0]
    worker = people.account(Role.WORKER, unit, person=listener)
    pages = {officer: "/lectures/feedback", own: "/lectures/my-feedback", worker: "/lectures/my-surveys"}

    def counts() -> list[int]:
        counted = []
        for account, page in pages.items():
            people.sign_in(client, account)
            client.get(page)
            with query_count() as statements:
                assert client.get(page).status_code == 200
            counted.append(len(statements))
        return counted

    few = counts()
    for number in range(12):
        more = lectures.lecture(lecture.tour, lecturer, at=lecture.starts_at - timedelta(hours=number))
        lectures.released(more)
        feedback.check_in(more, listener, officer)
    assert counts() == few
