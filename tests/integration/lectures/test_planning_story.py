"""A whole tour planned at once, over the pages: asked for, computed by a job, taken over line by line."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.job_chunks import run_to_end
from foundation.job_queue import prepare_jobs
from foundation.jobs import Job
from lectures.lecturers.models import Lecturer
from lectures.orders import inviting
from lectures.orders import operations as orders
from lectures.orders.matching import match_order
from lectures.orders.models import LectureOrder
from lectures.orders.rules import OrderState
from lectures.planning.models import PlanLine, TourPlan
from lectures.planning.queries import teachers_for, wanted_for
from lectures.planning.rules import PlanState, options_of
from lectures.tours.models import Lecture, LectureTour
from people.accounts.rules import Role
from people.messages.queries import unread_messages_of
from tests.factories import lectures, lectures_orders, people
from tests.factories.lectures_orders import ADDRESSES, Town


@pytest.fixture
def town(app: Flask, clock: Callable[[str], object]) -> Town:
    clock("2026-05-04 09:00")
    prepare_jobs(app)
    return lectures_orders.town()


def checked(town: Town, **facts: object) -> LectureOrder:
    """An order that waits for a lecturer."""
    with transaction():
        order = orders.create_order(town.unit, lectures_orders.facts(town, **facts), by=town.orderer)
    with transaction():
        orders.submit_order(order, ADDRESSES, by=town.orderer)
    with transaction():
        orders.check_order(order, ADDRESSES, by=town.officer)
    return order


def computed(page, tour: LectureTour) -> TourPlan:
    """A plan, once the job has run."""
    assert page.post(f"/lectures/tours/{tour.id}/plans", data={"seconds": "2"}).status_code == 302
    run_to_end(session.scalars(select(Job.id).order_by(Job.id.desc()).limit(1)).one())
    session.rollback()
    return session.scalars(select(TourPlan).order_by(TourPlan.id.desc())).one()


def test_a_tour_is_planned_and_taken_over_line_by_line(app: Flask, town: Town):
    tour = lectures.tour(town.district)
    hall = lectures.place(town.district, town.unit)
    free_session = lectures.lecture(tour, places=[hall], at=lectures_orders.period(20).starts_at)
    nobody = lectures.lecture(tour, places=[hall], at=lectures_orders.period(21).starts_at, theme="没有人讲的主题")
    order = checked(town)
    colleague = lectures.lecturer(town.district)
    lectures.lecturer(town.district, theme="焊接")
    page = people.sign_in(app.test_client(), town.officer)
    assert "要排 3 场" in page.get(f"/lectures/tours/{tour.id}/plans").text

    plan = computed(page, tour)
    assert (plan.state, plan.wanted, plan.placed, plan.baseline_placed) == (PlanState.PROPOSED, 3, 2, 2)
    lines = {line.order_id or line.lecture_id: line for line in plan.lines}
    assert lines[nobody.id].reason == "没有讲这个主题、这些时间又有空的讲师。"
    shown = page.get(f"/lectures/plans/{plan.id}").text
    assert lines[nobody.id].reason in shown and "逐场派给最近的讲师" in shown

    ticked = [line for line in plan.lines if line.lecturer_id]
    assert (
        page.post(f"/lectures/plans/{plan.id}/adopt", data={"lines": [line.id for line in ticked]}).status_code == 302
    )
    session.expire_all()
    assert session.get_one(LectureOrder, order.id).state is OrderState.ASKED
    asked = {one.lecturer_id for one in session.get_one(LectureOrder, order.id).invitations}
    given = {speaker.lecturer_id for speaker in session.get_one(Lecture, free_session.id).speakers}
    known = {town.lecturer.id, colleague.id}
    assert len(asked) == len(given) == 1 and asked | given <= known
    again = page.post(f"/lectures/plans/{plan.id}/adopt", data={"lines": [ticked[0].id]}, follow_redirects=True)
    assert "不能进行这项操作" in again.text


def test_a_line_that_became_impossible_is_left_and_the_others_are_done(app: Flask, town: Town):
    tour = lectures.tour(town.district)
    account = lectures.lecturer_account(town.lecturer)
    first, second = checked(town), checked(town, times=[lectures_orders.period(14)])
    page = people.sign_in(app.test_client(), town.officer)
    plan = computed(page, tour)
    with transaction():
        orders.cancel_order(first, ADDRESSES, reason="停产检修。", by=town.orderer)
    answer = page.post(
        f"/lectures/plans/{plan.id}/adopt", data={"lines": [line.id for line in plan.lines]}, follow_redirects=True
    )
    assert "有几行在此期间变得排不了" in answer.text
    session.expire_all()
    assert session.get_one(LectureOrder, second.id).state is OrderState.ASKED
    assert session.get_one(LectureOrder, first.id).state is OrderState.CANCELLED
    assert [line.outcome != "" for line in session.scalars(select(PlanLine).order_by(PlanLine.order_id))] == [
        True,
        False,
    ]
    adopted = session.scalars(select(AuditEntry).where(AuditEntry.action == "adopt_plan")).one()
    assert adopted.changes["adopted"] == [None, 1]
    assert session.scalars(unread_messages_of(account)).first() is not None


def test_a_plan_can_ask_those_whom_the_proposals_name(town: Town):
    """Also who speaks about the theme without standing on the item; nobody who declined or promised that hour."""
    tour = lectures.tour(town.district)
    named, promised, declined = (lectures.lecturer(town.district) for _ in range(3))
    lectures.lecturer(town.district, theme="焊接")
    town.item.lecturers.append(named)
    session.commit()
    earlier, order = checked(town), checked(town, times=[lectures_orders.period(10)])
    with transaction():
        inviting.assign_order(earlier, 1, [promised.id], ADDRESSES, by=town.officer)
        inviting.assign_order(order, 1, [declined.id], ADDRESSES, by=town.officer)
    with transaction():
        inviting.decline_order(order.invitations[0], ADDRESSES, reason="家中有事。", by=town.officer)
    (wanted,) = wanted_for(tour)
    able = {option.teacher.id for option in options_of([wanted], teachers_for(tour, [wanted]))}
    (match,) = match_order(order)
    assert able == {one.candidate.lecturer_id for one in match.proposed} == {town.lecturer.id, named.id}


def test_plans_are_for_those_who_run_the_tour(app: Flask, town: Town, query_count):
    tour = lectures.tour(town.district)
    page = people.sign_in(app.test_client(), town.officer)
    refused = page.post(f"/lectures/tours/{tour.id}/plans", data={"seconds": "2"})
    assert refused.status_code == 422 and "没有要排的" in refused.text
    assert "请填写 1 至 120 秒" in page.post(f"/lectures/tours/{tour.id}/plans", data={"seconds": "900"}).text
    elsewhere = people.organisation("别的区总工会", kind=town.district.kind)
    stranger = people.sign_in(app.test_client(), people.account(Role.DISTRICT_OFFICER, elsewhere))
    assert stranger.get(f"/lectures/tours/{tour.id}/plans").status_code == 404
    counts: list[int] = []
    for more in (1, 5):
        for day in range(more):
            at = lectures_orders.period(30 + day).starts_at + timedelta(hours=len(counts) * 2)
            lectures.lecture(tour, places=[lectures.place(town.district)], at=at)
        with query_count() as statements:
            assert page.get(f"/lectures/tours/{tour.id}/plans").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert session.scalars(select(Lecturer)).unique().one() == town.lecturer
