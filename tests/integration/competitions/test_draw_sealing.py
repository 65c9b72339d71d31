"""Sealing the mappings of a draw, looking at them, opening them: by whom the rule says, and all written down."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from competitions.draw.models import Draw, MappingLook, SealedMapping
from competitions.draw.operations import make_draw, void_draw
from competitions.draw.queries import current_draw
from competitions.draw.queries_mappings import reasons_unsealed, sealed_mappings
from competitions.draw.rules import Layer
from competitions.draw.sealing import (
    appoint_anonymiser,
    ask_opening,
    look_at_mapping,
    open_mapping,
    reseal_mapping,
    seal_mapping,
    witness_opening,
)
from competitions.judging.operations import add_judge
from competitions.planning.models import Stage
from competitions.planning.rules import Anonymity, StageState
from foundation import chain, clock
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused
from marking.panels.rules import Duty
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from tests.factories import competitions, marking, people

MODULES = (
    {"code": "A", "title": "作品制作", "weight": 60, "anonymity": Anonymity.WORK},
    {"code": "B", "title": "操作过程", "weight": 40, "anonymity": Anonymity.WORKSTATION},
)


@pytest.fixture
def district(app: Flask) -> Organisation:
    return people.organisation()


@pytest.fixture
def officer(district: Organisation) -> Account:
    return people.account(Role.DISTRICT_OFFICER, district)


@pytest.fixture
def supervisor(district: Organisation) -> Account:
    return people.account(Role.SUPERVISOR, district)


@pytest.fixture
def keepers(district: Organisation) -> list[Account]:
    return [marking.judge(district) for _ in Layer]


@pytest.fixture
def stage(district: Organisation, officer: Account) -> Stage:
    event = competitions.event(competitions.competition(district), modules=MODULES)
    for number in range(4):
        competitions.entry(event, district, title=f"示例选手{number}")
    with transaction():
        make_draw(event.stages[0], workstations=2, contest_numbers_sealed=True, by=officer)
    return event.stages[0]


def drawn(stage: Stage) -> Draw:
    made = current_draw(stage)
    assert made is not None
    return made


def mapping_of(stage: Stage, layer: Layer) -> SealedMapping:
    found = drawn(stage).mapping(layer)
    assert found is not None
    return found


def seal_all(stage: Stage, keepers: list[Account], officer: Account) -> None:
    for mapping, keeper in zip(drawn(stage).mappings, keepers, strict=True):
        with transaction():
            appoint_anonymiser(mapping, keeper, by=officer)
            seal_mapping(mapping, by=keeper)


def end_judging(stage: Stage) -> None:
    stage.state = StageState.JUDGED
    session.commit()


def test_make_draw_leaves_every_layer_to_be_sealed(stage: Stage, keepers, officer):
    assert [mapping.layer for mapping in drawn(stage).mappings] == list(Layer)
    assert reasons_unsealed(stage) == [
        "选手与参赛号的对应关系还没有封存，请加密裁判登录后封存。",
        "参赛号与工位号的对应关系还没有封存，请加密裁判登录后封存。",
        "工位号与作品号的对应关系还没有封存，请加密裁判登录后封存。",
    ]
    seal_all(stage, keepers, officer)
    assert reasons_unsealed(stage) == []
    assert [mapping.layer for mapping in sealed_mappings(stage)] == [
        Layer.WORK,
        Layer.WORKSTATION,
        Layer.CONTEST_NUMBER,
    ]


def test_appoint_anonymiser_refuses_raters_and_whoever_knows_another_layer(stage: Stage, keepers, officer):
    number, station, _work = drawn(stage).mappings
    rater = marking.judge(officer.organisation)
    with transaction():
        add_judge(stage.modules[1], rater, Duty.MARKING, by=officer)
        appoint_anonymiser(number, keepers[0], by=officer)
    with pytest.raises(Refused, match="不能担任加密裁判"), transaction():
        appoint_anonymiser(station, rater, by=officer)
    with pytest.raises(Refused, match="另一层"), transaction():
        appoint_anonymiser(station, keepers[0], by=officer)
    with transaction():
        seal_mapping(number, by=keepers[0])
        look_at_mapping(number, by=keepers[0])
        reseal_mapping(number, reason="生病离场", by=officer)
    with pytest.raises(Refused, match="另一层"), transaction():
        appoint_anonymiser(station, keepers[0], by=officer)


def test_appoint_anonymiser_is_for_the_officers_of_the_draw(stage: Stage, keepers, supervisor):
    with pytest.raises(NotAllowed), transaction():
        appoint_anonymiser(mapping_of(stage, Layer.WORK), keepers[0], by=supervisor)


def test_add_judge_refuses_whoever_keeps_or_has_seen_a_mapping(stage: Stage, keepers, officer):
    seal_all(stage, keepers, officer)
    work = mapping_of(stage, Layer.WORK)
    with transaction():
        look_at_mapping(work, by=keepers[2])
        reseal_mapping(work, reason="生病离场", by=officer)
    for keeper in keepers:
        for duty in (Duty.MARKING, Duty.CHIEF):
            keeper.grants[0].role = Role.CHIEF_JUDGE
            session.commit()
            with pytest.raises(Refused, match="是本阶段的加密裁判，或看过对应关系"), transaction():
                add_judge(stage.modules[1], keeper, duty, by=officer)


def test_seal_mapping_is_done_by_its_own_officer_once(stage: Stage, keepers, officer):
    work = mapping_of(stage, Layer.WORK)
    with transaction():
        appoint_anonymiser(work, keepers[0], by=officer)
    for other in (officer, keepers[1]):
        with pytest.raises(NotAllowed), transaction():
            seal_mapping(work, by=other)
    with transaction():
        seal_mapping(work, by=keepers[0])
    with pytest.raises(Refused, match="已经封存"), transaction():
        seal_mapping(work, by=keepers[0])


def test_look_at_mapping_is_for_its_officer_and_every_look_is_written_down(stage: Stage, keepers, officer, supervisor):
    seal_all(stage, keepers, officer)
    work = mapping_of(stage, Layer.WORK)
    for other in (officer, supervisor, keepers[0]):
        with pytest.raises(NotAllowed), transaction():
            look_at_mapping(work, by=other)
    for _ in range(2):
        with transaction():
            assert len(look_at_mapping(work, by=keepers[2])) == 4
    assert session.scalars(select(MappingLook.account_id)).all() == [keepers[2].id] * 2
    audited = select(AuditEntry).where(AuditEntry.action == "look_at_mapping")
    assert [entry.actor_id for entry in session.scalars(audited)] == [keepers[2].id] * 2
    chained = session.scalars(chain.entries_of(f"stage:{stage.id}")).all()
    looks = [line.facts for line in chained if line.kind == "look_at_mapping"]
    assert looks == [{"draw": work.draw_id, "layer": "work", "officer": keepers[2].id}] * 2
    assert chain.first_fault(f"stage:{stage.id}", [line.line for line in chained]) is None


def test_open_mapping_waits_for_the_marks_and_goes_from_the_inside_out(stage: Stage, keepers, officer, supervisor):
    seal_all(stage, keepers, officer)
    number, station, work = drawn(stage).mappings
    with pytest.raises(Refused) as early, transaction():
        open_mapping(work, witness=supervisor, by=keepers[2])
    assert early.value.reasons == ["评分还没有结束。评分表全部封存、结束评分之后才能打开。"]
    end_judging(stage)
    with pytest.raises(Refused) as outer, transaction():
        open_mapping(number, witness=supervisor, by=keepers[0])
    assert outer.value.reasons == ["请先打开工位号与作品号的对应关系。", "请先打开参赛号与工位号的对应关系。"]
    for mapping, keeper in ((work, keepers[2]), (station, officer), (number, keepers[0])):
        assert not drawn(stage).tells(Layer.WORK)
        with transaction():
            open_mapping(mapping, witness=supervisor, by=keeper)
    assert drawn(stage).tells(Layer.WORK) and sealed_mappings(stage) == []
    last = session.scalars(chain.entries_of(f"stage:{stage.id}")).all()[-1]
    facts = {"draw": number.draw_id, "layer": "contest-number", "seed": number.seed}
    assert (last.kind, last.facts) == ("open_mapping", facts | {"opener": keepers[0].id, "witness": supervisor.id})


def test_open_mapping_takes_two_fit_people(stage: Stage, keepers, officer, supervisor):
    seal_all(stage, keepers, officer)
    end_judging(stage)
    work = mapping_of(stage, Layer.WORK)
    with pytest.raises(Refused, match="两人在场"), transaction():
        open_mapping(work, witness=officer, by=officer)
    for unfit in (keepers[1], people.account(Role.SUPERVISOR, people.organisation("邻区总工会"))):
        with pytest.raises(Refused, match="见证人应是"), transaction():
            open_mapping(work, witness=unfit, by=officer)
    with pytest.raises(NotAllowed), transaction():
        open_mapping(work, witness=officer, by=supervisor)
    with transaction():
        open_mapping(work, witness=supervisor, by=officer)
    with pytest.raises(Refused, match="已经打开"), transaction():
        open_mapping(work, witness=supervisor, by=officer)


@pytest.mark.parametrize(
    "broken",
    [
        {"opener": "officer", "witness": "officer"},
        {"opener": "officer", "witness": None},
        {"opener": None, "witness": "supervisor"},
    ],
)
def test_the_database_stores_no_opening_by_less_than_two(stage: Stage, keepers, officer, supervisor, broken):
    seal_all(stage, keepers, officer)
    people_by_name = {"officer": officer, "supervisor": supervisor, None: None}
    work = mapping_of(stage, Layer.WORK)
    with pytest.raises(IntegrityError), transaction():
        work.opened_at = clock.now()
        work.opener, work.witness = people_by_name[broken["opener"]], people_by_name[broken["witness"]]


def test_the_database_stores_no_officer_of_two_layers(stage: Stage, keepers):
    number, station, _work = drawn(stage).mappings
    with pytest.raises(IntegrityError), transaction():
        number.officer = station.officer = keepers[0]


def test_witness_opening_is_confirmed_within_ten_minutes(stage: Stage, keepers, officer, supervisor):
    seal_all(stage, keepers, officer)
    end_judging(stage)
    work = mapping_of(stage, Layer.WORK)
    with pytest.raises(Refused, match="没有等待见证"), transaction():
        witness_opening(work, by=supervisor)
    with transaction():
        ask_opening(work, by=keepers[2])
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        with pytest.raises(Refused, match="超过十分钟"), transaction():
            witness_opening(work, by=supervisor)
        with transaction():
            ask_opening(work, by=keepers[2])
        with transaction():
            witness_opening(work, by=supervisor)
    assert (work.opened_by, work.witness_id) == (keepers[2].id, supervisor.id)


def test_reseal_mapping_relieves_an_officer_with_a_reason(stage: Stage, keepers, officer):
    seal_all(stage, keepers, officer)
    work = mapping_of(stage, Layer.WORK)
    seed = work.seed
    with pytest.raises(Refused, match="写明原因"), transaction():
        reseal_mapping(work, reason=" ", by=officer)
    with transaction():
        reseal_mapping(work, reason="生病离场", by=officer)
    assert (work.officer, work.sealed_at, work.seed) == (None, None, seed)
    fresh = marking.judge(officer.organisation)
    with transaction():
        appoint_anonymiser(work, fresh, by=officer)
        seal_mapping(work, by=fresh)
    assert reasons_unsealed(stage) == []


def test_void_draw_ends_the_keeping_and_publishes_the_seeds(stage: Stage, keepers, officer):
    seal_all(stage, keepers, officer)
    old = drawn(stage)
    with transaction():
        void_draw(stage, reason="漏编一名选手", by=officer)
    assert old.tells(Layer.WORK)
    with pytest.raises(Refused, match="已经作废"), transaction():
        look_at_mapping(old.mappings[0], by=keepers[0])


def test_a_module_made_secret_after_the_draw_needs_a_new_draw(district: Organisation, officer: Account):
    modules = [{"code": "A", "title": "操作过程", "anonymity": Anonymity.WORKSTATION}]
    event = competitions.event(competitions.competition(district), modules=modules)
    competitions.entry(event, district, title="示例选手")
    with transaction():
        make_draw(event.stages[0], workstations=2, by=officer)
    event.stages[0].modules[0].anonymity = Anonymity.WORK
    session.commit()
    assert reasons_unsealed(event.stages[0]) == [
        "抽签之后评分方式改过，这次抽签没有工位号与作品号的对应关系。请作废抽签，写明原因后重抽。",
        "参赛号与工位号的对应关系还没有封存，请加密裁判登录后封存。",
    ]
