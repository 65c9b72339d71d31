"""Making and voiding draws on both databases; twenty at once make one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from competitions.draw import operations
from competitions.draw.models import Draw, Place
from competitions.draw.queries import current_draw, entrants, marking_label, places_of
from competitions.draw.rules import Layer, digest, work_numbers
from competitions.draw.rules import draw as repeat_draw
from competitions.planning.models import Event, Stage
from competitions.planning.rules import Anonymity, StageState
from competitions.registration.models import StageEntrant
from competitions.registration.rules import EntryState
from foundation import chain
from foundation.audit import AuditEntry
from foundation.database import db, session, transaction
from foundation.errors import NotAllowed, Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import competitions, people

WRITERS = 20


@pytest.fixture
def officer(app: Flask) -> Account:
    return people.account(Role.DISTRICT_OFFICER, people.organisation())


@pytest.fixture
def event(officer: Account) -> Event:
    made = competitions.event(competitions.competition(officer.organisation))
    for number in range(7):
        competitions.entry(made, officer.organisation, title=f"示例选手{number}")
    return made


def draw_now(stage: Stage, officer: Account, **facts: Any) -> Draw:
    usual: dict[str, Any] = {"workstations": 3, "seed": "0817"}
    with transaction():
        return operations.make_draw(stage, **usual | facts, by=officer)


def test_make_draw_places_everybody_as_the_published_method_says(event: Event, officer: Account):
    begins = datetime(2026, 12, 10, 1, tzinfo=UTC)
    made = draw_now(event.stages[0], officer, begins_at=begins, every=timedelta(hours=2))
    station_seed = made.mapping(Layer.WORKSTATION).seed
    repeated = repeat_draw(made.facts["keys"], seed="0817", station_seed=station_seed, workstations=3)
    stored = [(str(p.entry_id), p.contest_number, p.heat.number, p.workstation) for p in places_of(made)]
    assert stored == [(p.key, p.contest_number, p.heat, p.workstation) for p in repeated]
    assert [heat.begins_at for heat in made.heats] == [begins + n * timedelta(hours=2) for n in range(3)]
    assert event.stages[0].state is StageState.DRAWN
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "stages")).all()
    assert actions == ["make_draw"]


def test_make_draw_takes_a_random_seed_where_none_is_given(event: Event, officer: Account):
    made = draw_now(event.stages[0], officer, seed=" ")
    assert (len(made.seed), made.station_seed, len(made.mapping(Layer.WORKSTATION).seed)) == (16, "", 32)


def test_make_draw_names_entries_under_review_and_what_the_plan_lacks(event: Event, officer: Account):
    waiting = competitions.entry(event, officer.organisation, title="王示例", state=EntryState.SUBMITTED)
    event.awards = []
    session.commit()
    with pytest.raises(Refused) as refused:
        draw_now(event.stages[0], officer)
    assert refused.value.reasons == [
        "赛项方案不完整：决赛：还没有设奖方案。",
        f"报名未审结：示例区总工会 王示例（编号 {waiting.id}）",
    ]
    assert session.scalar(select(func.count()).select_from(Draw)) == 0


def test_make_draw_is_refused_without_entrants(officer: Account):
    empty = competitions.event(competitions.competition(officer.organisation))
    competitions.entry(empty, officer.organisation, title="退赛者", state=EntryState.WITHDRAWN)
    with pytest.raises(Refused) as refused:
        draw_now(empty.stages[0], officer)
    assert refused.value.reasons == ["没有可以参加抽签的选手。"]


def test_make_draw_is_not_allowed_outside_the_scope(event: Event):
    stranger = people.account(Role.DISTRICT_OFFICER, people.organisation("邻区总工会"))
    with pytest.raises(NotAllowed):
        draw_now(event.stages[0], stranger)
    assert current_draw(event.stages[0]) is None


def test_make_draw_of_a_later_stage_takes_those_whom_the_result_sent_on(officer: Account):
    event = competitions.event(competitions.competition(officer.organisation), stages=("预赛", "决赛"))
    entries = [competitions.entry(event, officer.organisation, title=f"选手{n}") for n in range(4)]
    session.add_all(StageEntrant(stage=event.stages[1], entry=entry) for entry in entries[:2])
    session.commit()
    assert [entry.id for entry in entrants(event.stages[1])] == [entry.id for entry in entries[:2]]
    made = draw_now(event.stages[1], officer)
    assert made.facts == {"keys": [str(entry.id) for entry in entries[:2]]}


def test_void_draw_keeps_the_old_draw_readable(event: Event, officer: Account):
    stage = event.stages[0]
    first = draw_now(stage, officer)
    with transaction():
        operations.void_draw(stage, reason="漏编一名选手", by=officer)
    second = draw_now(stage, officer, seed="0818")
    assert current_draw(stage) == second
    assert (first.current_stage_id, first.void_reason, len(places_of(first))) == (None, "漏编一名选手", 7)
    assert first.mapping(Layer.WORKSTATION).seed != second.mapping(Layer.WORKSTATION).seed
    logged = session.scalars(chain.entries_of(f"stage:{stage.id}")).all()
    assert [line.kind for line in logged] == ["make_draw", "void_draw", "make_draw"]
    assert logged[0].facts["commitments"] == {"workstation": digest(first.mapping(Layer.WORKSTATION).seed)}
    assert first.mapping(Layer.WORKSTATION).seed not in str([line.facts for line in logged])


def test_void_draw_needs_a_reason(event: Event, officer: Account):
    draw_now(event.stages[0], officer)
    with pytest.raises(Refused, match="写明原因"), transaction():
        operations.void_draw(event.stages[0], reason=" ", by=officer)
    assert event.stages[0].state is StageState.DRAWN


def test_make_draw_gives_work_numbers_where_works_are_marked_apart(event: Event, officer: Account):
    event.stages[0].modules[1].anonymity = Anonymity.WORK
    session.commit()
    made = draw_now(event.stages[0], officer)
    spots = [(place.heat.number, place.workstation) for place in places_of(made)]
    expected = work_numbers(spots, work_seed=made.mapping(Layer.WORK).seed)
    assert {(p.heat.number, p.workstation): p.work_number for p in places_of(made)} == expected


def test_make_draw_seals_contest_numbers_only_with_a_seed_nobody_chose(event: Event, officer: Account):
    with pytest.raises(Refused, match="种子一栏留空"):
        draw_now(event.stages[0], officer, contest_numbers_sealed=True)
    made = draw_now(event.stages[0], officer, contest_numbers_sealed=True, seed="")
    assert [mapping.layer for mapping in made.mappings] == [Layer.CONTEST_NUMBER, Layer.WORKSTATION]
    assert (made.seed, made.station_seed) == ("", "")


def test_make_draw_of_open_modules_keeps_nothing_from_anybody(officer: Account):
    modules = [{"code": "A", "title": "理论", "anonymity": Anonymity.OPEN}]
    event = competitions.event(competitions.competition(officer.organisation), modules=modules)
    competitions.entry(event, officer.organisation, title="示例选手")
    made = draw_now(event.stages[0], officer)
    assert (made.mappings, len(made.station_seed), made.tells(Layer.WORKSTATION)) == ([], 32, True)


def test_marking_label_tells_a_judge_what_the_module_lets_him_know(event: Event, officer: Account):
    place = places_of(draw_now(event.stages[0], officer))[0]
    assert marking_label(place, anonymity=Anonymity.WORKSTATION) == f"第1场 {place.workstation:02d}号工位"
    assert marking_label(place, anonymity=Anonymity.OPEN) == f"001号 {place.entry.title}"
    with pytest.raises(Refused, match="没有作品号"):
        marking_label(place, anonymity=Anonymity.WORK)
    place.work_number = "A07K"
    assert marking_label(place, anonymity=Anonymity.WORK) == "作品 A07K"


def test_twenty_draws_at_once_make_exactly_one(app: Flask, event: Event, officer: Account):
    stage_id, officer_id, start = event.stages[0].id, officer.id, Barrier(WRITERS)
    session.rollback()

    def attempt(_number: int) -> str:
        with app.app_context():
            start.wait(timeout=30)
            try:
                with transaction():
                    stage, by = session.get_one(Stage, stage_id), session.get_one(Account, officer_id)
                    operations.make_draw(stage, workstations=3, by=by)
            except Refused as refusal:
                return refusal.message
            finally:
                db.session.remove()
            return ""

    with ThreadPoolExecutor(WRITERS) as pool:
        outcomes = sorted(pool.map(attempt, range(WRITERS)))
    late = "赛项目前是“已抽签”，不能进行这项操作。请刷新页面查看最新状态。"
    assert outcomes == ["", *[late] * (WRITERS - 1)]
    assert session.scalars(select(Draw.current_stage_id)).all() == [stage_id]
    assert session.scalar(select(func.count()).select_from(Place)) == 7
