"""From an empty plan to everybody seated: rooms and times, seats by a recorded seed, changes by hand, who may."""

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessments.batches.models import Batch, BatchNode
from assessments.batches.rules import Node
from assessments.bodies.models import AssessmentBody
from assessments.bodies.rules import OfficialRole
from assessments.sittings import operations, seating
from assessments.sittings.models import Assignment, Seat, Sitting
from assessments.sittings.queries import waiting_for
from assessments.sittings.rules import SittingDuty, SittingMode, SittingState
from assessments.sittings.rules_seating import Waiting, seat_order
from assessments.sittings.sign_in import sign_in_sheet
from assessments.standards.rules import Part
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from people.persons.rules import mask_identity
from tests.factories import assessments, people, sittings

TODAY = "2026-11-25 09:00"  # applications are over, the examination is on the 28th


@pytest.fixture
def body(app: Flask, clock) -> AssessmentBody:
    clock(TODAY)
    return assessments.body()


@pytest.fixture
def plan(body: AssessmentBody) -> Batch:
    return assessments.batch(body)


@pytest.fixture
def account(body: AssessmentBody) -> Account:
    return people.account(Role.ASSESSMENT_OFFICER, body.organisation)


@pytest.fixture
def officer(client: FlaskClient, account: Account) -> FlaskClient:
    return people.sign_in(client, account)


def typed(plan: Batch, **changed: str) -> dict[str, str]:
    """A sitting of two hours on paper, as the form sends it."""
    usual = {
        "title": "理论第一场",
        "item_id": str(plan.items[0].id),
        "part": "theory",
        "mode": "paper",
        "starts_at": "2026-11-28T09:00",
        "ends_at": "2026-11-28T11:00",
    }
    return usual | changed


def newest() -> Sitting:
    return session.scalars(select(Sitting).order_by(Sitting.id.desc()).limit(1)).one()


def apply(plan: Batch, count: int, *units: str) -> None:
    """So many accepted applications, in turn from these units (or all from the body's enterprise)."""
    enterprise = plan.body.organisation
    made = [people.organisation(unit, enterprise) for unit in units] or [enterprise]
    for nth in range(count):
        worker = people.person(f"考生{nth:02}", made[nth % len(made)])
        assessments.application(plan.items[0], worker, parts=["theory"])


def test_create_sitting_wants_a_plausible_time_and_a_free_room(officer: FlaskClient, plan: Batch):
    room = assessments.premises(plan.body, places=30)
    address = f"/assessments/batches/{plan.id}/sittings/new"
    here = {"premises_id": str(room.id)}
    assert officer.post(address, data=typed(plan, **here)).status_code == 302
    refused = {
        "已有“理论第一场”": {"starts_at": "2026-11-28T10:59", "ends_at": "2026-11-28T12:00"},
        "开始时间应在计划的考试日期 2026-11-28 至 2026-12-28": {"starts_at": "2026-11-27T09:00"},
        "只有理论知识考试可以在线答题": {"part": "practical", "mode": "online"},
        "这个等级不考综合评审": {"part": "comprehensive"},
    }
    for message, changed in refused.items():
        answer = officer.post(address, data=typed(plan, **here, **changed))
        assert (answer.status_code, message in answer.text) == (422, True), message
    next_one = {"title": "理论第二场", "starts_at": "2026-11-28T11:00", "ends_at": "2026-11-28T12:00"}
    assert officer.post(address, data=typed(plan, **here, **next_one)).status_code == 302
    edit = f"/assessments/sittings/{newest().id}/edit"
    earlier = officer.post(edit, data=typed(plan, **here, **next_one | {"starts_at": "2026-11-28T10:30"}))
    assert "已有“理论第一场”" in earlier.text
    stale = officer.post(edit, data=typed(plan, **here, **next_one, row_version="99"))
    assert "已被别人修改" in stale.text
    renamed = typed(plan, **here, **next_one | {"title": "补考"}, row_version="1")
    assert officer.post(edit, data=renamed).status_code == 302
    session.expire_all()
    assert (newest().title, newest().row_version) == ("补考", 2)
    assert officer.get(f"/assessments/sittings/{newest().id}/edit").status_code == 200


def test_seat_batch_splits_by_capacity_and_keeps_units_apart(officer: FlaskClient, plan: Batch):
    apply(plan, 14, "制曲车间工会", "酿造车间工会")
    small = sittings.sitting(plan.items[0], "小考场", sittings.BEGINS + timedelta(hours=3), places=1, mode="paper")
    full = officer.post(f"/assessments/sittings/{small.id}/seats", follow_redirects=True).text
    assert "已编排 1 个座位" in full and "还缺 13 个座位" in full
    officer.post(f"/assessments/seats/{small.seats[0].id}/unseat", data={"reason": "改用大考场"})
    officer.post(f"/assessments/sittings/{small.id}/remove", data={"reason": "改用大考场"})
    assert session.scalars(select(Sitting)).all() == []
    first = sittings.sitting(plan.items[0], "理论第一场", places=10)
    second = sittings.sitting(plan.items[0], "理论第二场", places=10)
    assessments.worked_off(plan, Node.APPLICATION)
    answer = officer.post(f"/assessments/batches/{plan.id}/seats", follow_redirects=True)
    assert "已编排 14 个座位" in answer.text
    session.expire_all()
    assert [[seat.number for seat in one.seats] for one in (first, second)] == [list(range(1, 11)), [1, 2, 3, 4]]
    for one in (first, second):
        waiting = [Waiting(seat.application_id, seat.application.organisation.name) for seat in one.seats]
        assert seat_order(waiting[::-1], seed=one.seats[0].seed) == waiting  # anybody computes it again
    units = [seat.application.organisation_id for seat in first.seats]
    alike = max(units.count(unit) for unit in units)
    assert sum(left == right for left, right in pairwise(units)) == max(0, 2 * alike - len(units) - 1)
    noted = session.scalars(select(BatchNode.node)).all()
    assert noted[-1] is Node.SEATING
    seeded = select(AuditEntry).where(AuditEntry.action == "seat_candidates", AuditEntry.subject_id == first.id)
    entry = session.scalars(seeded.order_by(AuditEntry.id.desc())).first()
    assert entry.changes["seed"] == [None, first.seats[0].seed]
    assert "没有编排新的座位" in officer.post(f"/assessments/batches/{plan.id}/seats", follow_redirects=True).text


def test_seats_are_changed_by_hand_for_a_reason_until_the_sitting_opens(
    officer: FlaskClient, account: Account, plan: Batch, clock
):
    apply(plan, 3)
    sitting = sittings.sitting(plan.items[0], "理论第一场", places=4, mode="paper")
    officer.post(f"/assessments/sittings/{sitting.id}/seats")
    session.expire_all()
    seat, other = sitting.seats[0], sitting.seats[1]
    move = {"sitting_id": str(sitting.id), "number": "4", "reason": "左手写字，靠边坐"}
    address = f"/assessments/seats/{seat.id}/move"
    assert "请写明原因" in officer.post(address, data=move | {"reason": ""}).text
    assert f"2 号已经是{other.application.person.name}的座位" in officer.post(address, data=move | {"number": "2"}).text
    assert "座位号应在 1 至 4 之间" in officer.post(address, data=move | {"number": "5"}).text
    assert officer.post(address, data=move).status_code == 302
    officer.post(f"/assessments/seats/{other.id}/unseat", data={"reason": "本人申请改期"})
    session.expire_all()
    assert [one.number for one in sitting.seats] == [3, 4]
    page = f"/assessments/sittings/{sitting.id}/seats/new"
    free = session.scalars(select(AuditEntry).where(AuditEntry.action == "unseat_candidate")).one()
    assert free.reason == "本人申请改期"
    waiting = waiting_for(sitting)[0]
    by_hand = {"application_id": str(waiting.id), "number": "1", "reason": "改期取消"}
    assert officer.post(page, data=by_hand).status_code == 302
    clock("2026-11-28 06:59")
    with pytest.raises(Refused, match="还没有到开场时间"), transaction():
        operations.open_sitting(sitting, by=account)
    clock("2026-11-28 07:00")
    with transaction():
        operations.open_sitting(sitting, by=account)
    with pytest.raises(Refused, match="已经开场，不能再改座位"), transaction():
        seating.move_candidate(sitting.seats[0], sitting, 2, reason="换座", by=account)


def test_what_is_not_taken_here_can_be_opened_when_it_is_over(account: Account, plan: Batch, clock):
    item = plan.items[0]
    made = [sittings.sitting(item, mode.value, mode=mode, part=part_of(mode)) for mode in SittingMode]
    applications = [assessments.application(item) for _ in made]
    session.add_all(Seat(sitting=one, application=app, number=1) for one, app in zip(made, applications, strict=True))
    session.commit()
    clock("2026-11-28 20:00")
    for one in made:
        with suppress(Refused), transaction():
            operations.open_sitting(one, by=account)
    opened = {one.mode for one in made if one.state is SittingState.OPEN}
    assert opened == {SittingMode.PAPER, SittingMode.IMPORTED}


def part_of(mode: SittingMode) -> Part:
    return Part.PRACTICAL if mode is SittingMode.TABLET else Part.THEORY


def test_nobody_sits_in_two_sittings_at_once(officer: FlaskClient, account: Account, body: AssessmentBody, plan: Batch):
    other_plan = assessments.batch(body)
    worker = people.person("考生甲", body.organisation)
    for one in (plan, other_plan):
        assessments.application(one.items[0], worker, parts=["theory"])
    here, there = (sittings.sitting(one.items[0], f"第 {one.id} 批理论") for one in (plan, other_plan))
    officer.post(f"/assessments/sittings/{here.id}/seats")
    answer = officer.post(f"/assessments/sittings/{there.id}/seats", follow_redirects=True)
    assert "同一时间另有考试，没有排入：考生甲" in answer.text
    assert session.scalars(select(Seat.sitting_id)).all() == [here.id]
    later = sittings.sitting(plan.items[0], "下午", here.ends_at, mode="paper")
    with transaction():
        seating.move_candidate(here.seats[0], later, 1, reason="让出上午", by=account)
    officer.post(f"/assessments/sittings/{there.id}/seats")
    assert sorted(session.scalars(select(Seat.sitting_id))) == [there.id, later.id]
    edit = typed(plan, title="下午", premises_id=str(later.premises_id), row_version="1")
    refused = officer.post(f"/assessments/sittings/{later.id}/edit", data=edit)
    assert f"考生甲同时在“第 {other_plan.id} 批理论”有座位" in refused.text


def test_who_may_plan_watch_and_run(app: Flask, officer: FlaskClient, body: AssessmentBody, plan: Batch, clock):
    apply(plan, 2)
    sitting = sittings.sitting(plan.items[0], "理论第一场", mode="paper")
    officer.post(f"/assessments/sittings/{sitting.id}/seats")
    clock("2026-11-28 08:30")
    strange = assessments.body(people.organisation("别处示例公司"), prefix=None)
    inspector, elsewhere = (
        people.sign_in(app.test_client(), people.account(role, unit))
        for role, unit in (
            (Role.QUALITY_INSPECTOR, body.organisation),
            (Role.ASSESSMENT_OFFICER, strange.organisation),
        )
    )
    address = f"/assessments/sittings/{sitting.id}"
    pages = ("", "/attendance", "/sign-in-sheet")
    assert [inspector.get(address + page).status_code for page in pages] == [200, 200, 200]
    assert [elsewhere.get(address + page).status_code for page in pages] == [404, 404, 404]
    assert inspector.post(f"{address}/open").status_code == 404
    assert inspector.post(f"{address}/seats").status_code == 403
    worker = people.account(Role.WORKER, body.organisation, sitting.seats[0].application.person)
    candidate = people.sign_in(app.test_client(), worker)
    assert "理论第一场" in candidate.get("/assessments/my-sittings").text
    assert "1 号" in candidate.get(f"/assessments/my-sittings/{sitting.id}").text
    assert candidate.get(f"{address}/attendance").status_code == 404
    number = sitting.seats[0].application.person.document_number
    assert sign_in_sheet(sitting).rows[0].identity == mask_identity(number)
    assert number not in officer.get(f"{address}/attendance").text
    official = assessments.official(body, OfficialRole.INVIGILATOR)
    session.add(Assignment(sitting=sitting, official=official, duty=SittingDuty.INVIGILATOR))
    assert official.person.employer is not None
    watcher = people.account(
        Role.WORKER, official.person.employer, official.person
    )  # duty is enough, no role is needed
    invigilator = people.sign_in(app.test_client(), watcher)
    assert "我的考务" in invigilator.get("/assessments/my-sittings").text
    assert invigilator.post(f"{address}/open").location == f"{address}/attendance"
    assert "其余 2 人全部到场" in invigilator.get(f"{address}/attendance").text
    assert invigilator.get(address).status_code == 403
