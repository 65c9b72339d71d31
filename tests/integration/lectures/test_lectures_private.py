"""Who is to be called and what listeners wrote stand where they belong and nowhere else; what two do at once."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text

from foundation import clock
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from lectures.menus.models_surveys import DemandAnswer, DemandSurvey
from lectures.menus.rules_surveys import AnswerChannel, SurveyState
from lectures.orders import inviting, operations, scheduling
from lectures.orders.models import LectureOrder
from lectures.orders.rules import OrderState
from lectures.orders.scheduling import ScheduleFacts
from lectures.tours.models import LectureTour
from lectures.tours.operations import answer_invitation
from people.accounts.models import Account
from people.accounts.rules import Role
from people.messages.models import Message
from people.persons.merging import merge_persons
from tests.at_once import at_once
from tests.factories import lectures, lectures_feedback, lectures_orders, people
from tests.factories.lectures_orders import ADDRESSES, Town

CALLED = "王示例 13800000007"


@pytest.fixture
def town(app: Flask) -> Town:
    return lectures_orders.town()


def test_the_contact_at_a_lecture_is_encrypted_and_not_in_the_audit_log(app: Flask, town: Town):
    lecture = lectures.lecture(lectures.tour(town.district), town.lecturer, places=[town.place], contact="旧示例")
    page = people.sign_in(app.test_client(), town.officer)
    day = f"{clock.in_shanghai(lecture.starts_at):%Y-%m-%d}"
    sent: dict[str, Any] = {
        "title": lecture.title,
        "day": day,
        "starts_at": "09:00",
        "ends_at": "10:00",
        "mode": "on-site",
    }
    sent |= {"lecturers": town.lecturer.id, "places": town.place.id, "contact": CALLED, "host": town.unit.name}
    edited = page.post(f"/lectures/sessions/{lecture.id}/edit", data=sent | {"submission_key": uuid4().hex})
    assert edited.status_code == 302
    assert CALLED in page.get(f"/lectures/sessions/{lecture.id}").text
    stored = session.execute(text("SELECT contact FROM lectures")).scalars().all()
    logged = [
        str(one.changes) for one in session.scalars(select(AuditEntry).where(AuditEntry.action == "edit_lecture"))
    ]
    assert [CALLED in one for one in (*stored, *logged)] == [False, False]
    assert "contact" in logged[0]


def test_the_words_of_a_listener_stand_in_no_address(app: Flask, town: Town):
    lecture = lectures.lecture(lectures.tour(town.district), town.lecturer, at=clock.now())
    lectures.released(lecture)
    for number, listener in enumerate(lectures_feedback.listeners(lecture, town.unit, 5, town.officer)):
        lectures_feedback.answer(lecture, listener, words="示例科长没有来" if number == 2 else "")
    page = people.sign_in(app.test_client(), town.officer)
    shown = page.get(f"/lectures/{lecture.id}/feedback/results").text
    assert "示例科长没有来" in shown and "finding=%E7%A4%BA" not in shown
    new = f"/lectures/{lecture.id}/improvements/new"
    assert new + "?said=1" in shown
    assert ["示例科长没有来" in page.get(f"{new}?said={number}").text for number in (1, 2, -1)] == [True, False, False]


def test_the_first_two_orders_of_a_year_come_into_one_plan(app: Flask, town: Town):
    other = lectures.lecturer(town.district)
    pairs = [(lectures_orders.order(town), town.lecturer), (lectures_orders.order(town), other)]
    for rank, (order, lecturer) in enumerate(pairs, start=1):
        with transaction():
            inviting.assign_order(order, rank, [lecturer.id], ADDRESSES, by=town.officer)
        with transaction():
            inviting.accept_order(order.invitations[0], ADDRESSES, by=lectures.lecturer_account(lecturer))
    ids, by, place = [order.id for order, _ in pairs], town.officer.id, town.place.id

    def schedule(order_id: int) -> None:
        order = session.get_one(LectureOrder, order_id)
        facts = ScheduleFacts(order.chosen_time.period, place_id=place, despite="两场都要办")
        scheduling.schedule_order(order, facts, ADDRESSES, by=session.get_one(Account, by))

    at_once(app, *(lambda order_id=order_id: schedule(order_id) for order_id in ids))
    tour = session.scalars(select(LectureTour)).one()
    assert {session.get_one(LectureOrder, one).lecture.tour_id for one in ids} == {tour.id}


def test_who_is_asked_twice_and_who_has_declined(town: Town):
    order = lectures_orders.order(town)
    with transaction():
        inviting.assign_order(order, 1, [town.lecturer.id], ADDRESSES, by=town.officer)
    with pytest.raises(Refused), transaction():
        inviting.assign_order(order, 1, [town.lecturer.id], ADDRESSES, by=town.officer)
    own = lectures.lecturer_account(town.lecturer)
    with transaction():
        inviting.accept_order(order.invitations[0], ADDRESSES, by=own)
    with transaction():
        facts = ScheduleFacts(order.chosen_time.period, place_id=town.place.id)
        lecture = scheduling.schedule_order(order, facts, ADDRESSES, by=town.officer)
    with transaction():
        answer_invitation(lecture.speakers[0], False, "出差", by=own)
    with transaction():
        scheduling.remind_order(order, ADDRESSES, by=town.officer)
    told = [one.account_id for one in session.scalars(select(Message).where(Message.title.startswith("提醒")))]
    assert (own.id in told, town.orderer.id in told) == (False, True)


def test_a_worker_of_a_unit_without_officers_is_told_so(town: Town):
    """His order would wait for ever, and the message about it would lead the federation to a page it may not see."""
    unit = people.organisation("示例小店工会", town.district)
    worker = people.account(Role.WORKER, unit, people.person("店示一", unit))
    facts = lectures_orders.facts(town, place_id=None, place_text="店里")
    with transaction():
        order = operations.create_order(unit, facts, by=worker)
    with pytest.raises(Refused, match="还没有经办人的账号"), transaction():
        operations.submit_order(order, ADDRESSES, by=worker)
    people.account(Role.ENTERPRISE_OFFICER, unit)
    with transaction():
        operations.submit_order(order, ADDRESSES, by=worker)
    assert order.state is OrderState.ENDORSING


def test_merging_two_records_of_one_lecturer_says_what_stands_in_the_way(town: Town):
    records = [people.person("陈示强", town.unit) for _ in range(2)]
    days = {"opens_on": clock.today(), "closes_on": clock.today()}
    survey = DemandSurvey(organisation=town.district, title="需求调查", state=SurveyState.OPEN, **days)
    for record in records:
        lectures.lecturer(town.district, record)
        said = {"channel": AnswerChannel.WORKER, "organisation": town.unit, "person_id": record.id}
        lectures.kept(DemandAnswer(survey=survey, **said))
    with pytest.raises(Refused) as refusal, transaction():
        merge_persons(*records, by=town.officer, reason="同一人")
    assert "同一讲师库的讲师档案" in refusal.value.message and "同一次需求调查的答卷" in refusal.value.message
