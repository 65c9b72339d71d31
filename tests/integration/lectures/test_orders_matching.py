"""Proposals: who is proposed and why, who is not and why; the same statements for three lecturers and for thirty."""

from datetime import timedelta

import pytest
from flask import Flask

from foundation import clock
from foundation.database import session, transaction
from lectures.lecturers.models import LecturerException
from lectures.lecturers.rules import Audience, LecturerState
from lectures.orders import inviting
from lectures.orders.matching import match_order
from lectures.orders.models import LectureOrder
from tests.factories import lectures as factory
from tests.factories import lectures_orders as orders
from tests.factories import people
from tests.factories.lectures_orders import ADDRESSES, Town


@pytest.fixture
def town(app: Flask) -> Town:
    return orders.town()


def test_match_order_proposes_with_reasons_and_says_why_others_are_left_out(app: Flask, town: Town):
    day = clock.today() + timedelta(days=10)
    away, other, far, gone = (factory.lecturer(town.district) for _ in range(4))
    other.topics[0].theme = "焊接技能"
    far.travel_km, far.latitude = 10, far.latitude - 1
    gone.state = LecturerState.PAUSED
    session.add(LecturerException(lecturer=away, first_day=day, last_day=day))
    town.item.lecturers.append(town.lecturer)
    session.commit()
    first, second = match_order(orders.order(town))
    assert [one.candidate.lecturer_id for one in first.proposed] == [town.lecturer.id]
    assert {one.candidate.lecturer_id for one in second.proposed} == {town.lecturer.id, away.id}
    best = first.proposed[0]
    assert [part.title for part in best.parts] == ["内容", "路程", "负荷", "听众", "轮换", "评价"]
    assert best.score == sum(part.points for part in best.parts) and best.parts[0].points == 30
    reasons = {one.candidate.lecturer_id: "".join(one.against) for one in first.others}
    assert reasons.keys() == {away.id, other.id, far.id}
    assert (
        "可讲时间" in reasons[away.id] and "讲题里没有“工匠精神”" in reasons[other.id] and "10 千米" in reasons[far.id]
    )


def test_match_order_knows_of_other_lectures_and_of_what_was_promised(app: Flask, town: Town):
    tour, at = factory.tour(town.district), orders.period(10).starts_at
    busy, promised = factory.lecturer(town.district), factory.lecturer(town.district)
    factory.lecture(tour, busy, places=[town.place], at=at + timedelta(minutes=30), host=town.unit)
    earlier = orders.order(town)
    with transaction():
        inviting.assign_order(earlier, 1, [promised.id], ADDRESSES, by=town.officer)
    first, second = match_order(orders.order(town))
    against = {one.candidate.lecturer_id: one.impossible for one in first.others}
    assert against.keys() == {busy.id, promised.id}
    assert "时间重叠" in against[busy.id][0] and "点单（待排期）" in against[promised.id][0]
    visits = {one.candidate.lecturer_id: one.parts[4].reason for one in second.proposed}
    assert "来过" in visits[busy.id] and visits[town.lecturer.id] == "没有来过"


def test_match_order_asks_the_same_for_three_lecturers_and_for_thirty(app: Flask, town: Town, query_count):
    order_id = orders.order(town).id

    def count() -> int:
        session.expire_all()
        order = session.get_one(LectureOrder, order_id)
        with query_count() as statements:
            assert match_order(order)
        return len(statements)

    for number in range(2):
        factory.lecturer(town.district, audiences=[Audience.WORKERS], yearly_cap=number + 1)
    few = count()
    tour = factory.tour(town.district)
    for number in range(27):
        one = factory.lecturer(town.district)
        factory.lecture(tour, one, places=[town.place], at=orders.period(12, 8 + number % 9).starts_at)
    assert count() == few


def test_lists_of_orders_ask_the_same_for_three_and_for_thirty(app: Flask, town: Town, client, query_count):
    officer = people.sign_in(client, town.officer)
    lecturer = people.sign_in(app.test_client(), factory.lecturer_account(town.lecturer))

    def counts() -> list[int]:
        said = []
        for visitor, address in ((officer, "/lectures/orders"), (lecturer, "/lectures/my-invitations")):
            session.expire_all()
            with query_count() as statements:
                assert visitor.get(address).status_code == 200
            said.append(len(statements))
        return said

    orders.stored(town, 3)
    counts()
    few = counts()
    orders.stored(town, 27)
    assert counts() == few
