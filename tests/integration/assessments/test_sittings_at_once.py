"""Two officers at the same moment, on both databases: nobody gets two seats, no room two sittings."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from assessments.batches.models import Batch
from assessments.bodies.models import AssessmentBody
from assessments.sittings import operations, seating
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.operations import SittingFacts
from assessments.sittings.rules import SittingMode
from assessments.standards.rules import Part
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.at_once import refused_at_once
from tests.factories import assessments, people, sittings


@pytest.fixture
def body(app: Flask, clock: Callable[[str], object]) -> AssessmentBody:
    clock("2026-11-25 09:00")
    return assessments.body()


@pytest.fixture
def officer_id(body: AssessmentBody) -> int:
    return people.account(Role.ASSESSMENT_OFFICER, body.organisation).id


def seat(sitting_id: int, officer_id: int) -> None:
    seating.seat_candidates(session.get_one(Sitting, sitting_id), by=session.get_one(Account, officer_id))


def test_seat_candidates_at_once_gives_everybody_one_seat(app: Flask, body: AssessmentBody, officer_id: int):
    item = assessments.batch(body).items[0]
    workers = [people.person(f"考生{nth}", body.organisation) for nth in range(12)]
    for worker in workers:
        assessments.application(item, worker, parts=["theory"])
    ids = [sittings.sitting(item, f"第 {nth} 场", places=8).id for nth in (1, 2)]
    assert refused_at_once(app, *(lambda key=key: seat(key, officer_id) for key in ids)) == []
    seated = session.scalars(select(Seat.application_id)).all()
    assert len(seated) == len(set(seated)) == 12


def test_seat_candidates_of_two_plans_at_once_never_overlap(app: Flask, body: AssessmentBody, officer_id: int):
    workers = [people.person(f"考生{nth}", body.organisation) for nth in range(6)]
    ids = []
    for item in (assessments.batch(body).items[0] for _ in range(2)):
        for worker in workers:
            assessments.application(item, worker, parts=["theory"])
        ids.append(sittings.sitting(item, f"计划 {item.batch_id} 理论").id)
    assert refused_at_once(app, *(lambda key=key: seat(key, officer_id) for key in ids)) == []
    seats = session.scalars(select(Seat)).all()
    assert sorted(one.application.person_id for one in seats) == sorted(worker.id for worker in workers)


def test_create_sitting_at_once_gives_a_room_away_once(app: Flask, body: AssessmentBody, officer_id: int):
    plan, room = assessments.batch(body), assessments.premises(body)
    begins = sittings.BEGINS
    ends = begins.replace(hour=begins.hour + 2)
    facts = [
        SittingFacts(plan.items[nth].id, Part.THEORY, SittingMode.PAPER, f"第 {nth} 场", room.id, begins, ends)
        for nth in range(2)
    ]
    plan_id = plan.id

    def create(one: SittingFacts) -> None:
        operations.create_sitting(session.get_one(Batch, plan_id), one, by=session.get_one(Account, officer_id))

    refused = refused_at_once(app, *(lambda one=one: create(one) for one in facts))
    assert len(refused) == 1
    assert "请另选考场或时间" in refused[0]
    assert session.query(Sitting).count() == 1
