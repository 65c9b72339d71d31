"""What is stated on the floor by module: deductions, absences, times; and what scoring is given of it."""

from collections.abc import Collection
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from competitions.judging.models import ModuleAbsence, Penalty
from competitions.judging.operations import add_judge, check_in_entry, close_judging, open_judging
from competitions.judging.penalties import (
    add_penalty,
    record_module_time,
    state_absence,
    withdraw_absence,
    withdraw_penalty,
)
from competitions.judging.queries import entry_marks, excused_references
from competitions.judging.rules import AppearanceStatus
from competitions.planning.models import Module
from competitions.planning.plan import scoring_plan
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused
from marking.panels.rules import Duty
from marking.schemes.models import Scheme
from people.accounts.rules import Role
from scoring.contest import score_event
from scoring.marks import Deduction
from tests.factories import judging, marking, people

TWO = (
    {"code": "A", "title": "理论知识", "weight": 30},
    {"code": "B", "title": "实际操作", "weight": 70},
)


@pytest.fixture
def contest(app: Flask) -> judging.Contest:
    return judging.opened(entries=2, judges=1, modules=TWO)


def seal_all(contest: judging.Contest, *, but: Collection[int] = ()) -> None:
    for sheet in marking.sheets_of(contest.judges[0]):
        if sheet.id not in but:
            marking.sealed(sheet, "50", "30", by=contest.judges[0])


def module_b(contest: judging.Contest) -> Module:
    return contest.stage.modules[1]


def penalise(contest: judging.Contest, points: str = "5", reason: str = "未戴护目镜", by=None) -> Penalty:
    with transaction():
        return add_penalty(
            module_b(contest), contest.entries[0].id, Decimal(points), reason=reason, by=by or contest.chief
        )


def test_add_penalty_takes_points_with_their_reason(contest: judging.Contest):
    seal_all(contest)
    penalise(contest)
    marks = entry_marks(contest.stage)
    assert marks[0].deductions == {"B": (Deduction(Decimal(5), "未戴护目镜"),)}
    result = score_event(scoring_plan(contest.stage), marks)
    assert [(one.label, one.total) for one in result.entries] == [("002 号", 80), ("001 号", Decimal("76.5"))]


def test_add_penalty_is_for_the_chief_and_floor_judges_of_the_module(contest: judging.Contest):
    floor = marking.judge(contest.district)
    for other in (contest.officer, contest.judges[0], floor):
        with pytest.raises(NotAllowed):
            penalise(contest, by=other)
    with transaction():
        add_judge(module_b(contest), floor, Duty.FLOOR, by=contest.officer)
    assert penalise(contest, by=floor).stated_by == floor.id


@pytest.mark.parametrize(
    ("points", "reason", "message"),
    [("101", "超时", "扣分应大于 0，不超过模块满分 100"), ("0", "超时", "扣分应大于 0"), ("5", " ", "请写明原因")],
)
def test_add_penalty_refuses_what_is_no_penalty(contest: judging.Contest, points, reason, message):
    with pytest.raises(Refused, match=message):
        penalise(contest, points, reason)


def test_withdraw_penalty_is_the_chiefs_and_leaves_the_record(contest: judging.Contest):
    penalty = penalise(contest)
    with pytest.raises(NotAllowed), transaction():
        withdraw_penalty(penalty, reason="录错了人", by=contest.officer)
    with transaction():
        withdraw_penalty(penalty, reason="录错了人", by=contest.chief)
    assert entry_marks(contest.stage)[0].deductions == {}
    assert session.scalars(select(Penalty)).one().withdrawal_reason == "录错了人"
    with pytest.raises(Refused, match="已经撤回"), transaction():
        withdraw_penalty(penalty, reason="再撤一次", by=contest.chief)


def test_state_absence_needs_no_sheets_of_that_module_and_gives_no_total(contest: judging.Contest):
    entry, module = contest.entries[0], module_b(contest)
    with transaction():
        state_absence(module, entry.id, reason="设备故障后放弃", by=contest.officer)
    assert excused_references(contest.stage) == set()
    assert excused_references(contest.stage, module) == {str(entry.id)}
    spared = [one.id for one in marking.sheets_of(contest.judges[0]) if _is(one, module, entry.id)]
    seal_all(contest, but=set(spared))
    with transaction():
        close_judging(contest.stage, by=contest.chief)
    result = score_event(scoring_plan(contest.stage), entry_marks(contest.stage))
    assert [one.unranked_reason for one in result.unranked] == ["模块“实际操作”缺考，缺一项不计总分"]


def _is(sheet, module: Module, entry_id: int) -> bool:
    return sheet.subject.reference == str(entry_id) and sheet.subject.panel.scheme_id == module.scheme_id


def test_state_absence_is_refused_once_a_sheet_is_sealed(contest: judging.Contest):
    seal_all(contest)
    with pytest.raises(Refused, match="已有封存的评分表"), transaction():
        state_absence(module_b(contest), contest.entries[0].id, reason="缺考", by=contest.officer)


def test_withdraw_absence_asks_for_the_sheets_again(contest: judging.Contest):
    with transaction():
        absence = state_absence(module_b(contest), contest.entries[0].id, reason="缺考", by=contest.officer)
    with transaction():
        withdraw_absence(absence, reason="登错了人", by=contest.officer)
    assert session.scalars(select(ModuleAbsence)).all() == []


def test_nothing_is_stated_about_those_who_did_not_come(contest: judging.Contest):
    entry, module = contest.entries[1], module_b(contest)
    with transaction():
        check_in_entry(contest.stage, entry.id, AppearanceStatus.ABSENT, by=contest.officer)
    for state in (
        lambda: add_penalty(module, entry.id, Decimal(1), reason="超时", by=contest.chief),
        lambda: state_absence(module, entry.id, reason="缺考", by=contest.chief),
        lambda: record_module_time(module, entry.id, Decimal(60), by=contest.chief),
    ):
        with pytest.raises(Refused, match="只对已检录到场的选手登记"), transaction():
            state()


def test_record_module_time_reaches_scoring_and_may_be_corrected(contest: judging.Contest):
    for seconds in (3600, 3540):
        with transaction():
            record_module_time(module_b(contest), contest.entries[0].id, Decimal(seconds), by=contest.officer)
    assert [dict(one.module_seconds) for one in entry_marks(contest.stage)] == [{"B": Decimal(3540)}, {}]


def test_a_module_scored_by_time_needs_no_panel_and_is_scored_from_its_times(app: Flask):
    figures = {"standard": "3600", "unit": "60", "each": "1", "count": "ceil"}
    timed = {"code": "B", "title": "计时操作", "weight": 70, "method": "", "scheme": Scheme(title="计时操作")}
    timed |= {"conversion": "time_linear", "conversion_parameters": figures}
    contest = judging.drawn(entries=2, judges=1, modules=({"code": "A", "title": "理论知识", "weight": 30}, timed))
    with transaction():
        add_judge(contest.stage.modules[0], contest.chief, Duty.CHIEF, by=contest.officer)
        add_judge(contest.stage.modules[0], contest.judges[0], Duty.MARKING, by=contest.officer)
        for entry in contest.entries:
            check_in_entry(contest.stage, entry.id, AppearanceStatus.PRESENT, by=contest.officer)
        open_judging(contest.stage, by=contest.officer)
        for entry, seconds in zip(contest.entries, (3600, 3890), strict=True):
            record_module_time(module_b(contest), entry.id, Decimal(seconds), by=contest.officer)
    with pytest.raises(Refused, match="按用时计分，不用评分裁判"), transaction():
        add_judge(module_b(contest), contest.judges[0], Duty.MARKING, by=contest.officer)
    seal_all(contest)
    result = score_event(scoring_plan(contest.stage), entry_marks(contest.stage))
    assert [(one.label, one.total) for one in result.ranked] == [("001 号", 94), ("002 号", Decimal("90.5"))]


def test_list_penalties_page_states_all_three_and_shows_no_names(client: FlaskClient, contest: judging.Contest):
    people.sign_in(client, contest.chief)
    module, entry = module_b(contest), contest.entries[0]
    address = f"/modules/{module.id}/penalties"
    client.post(address, data={"penalty-entry": "1-11", "penalty-points": "5", "penalty-reason": "未戴护目镜"})
    client.post(f"/modules/{module.id}/absences", data={"absence-entry": "1-12", "absence-reason": "退赛"})
    client.post(f"/modules/{module.id}/times/1-11", data={"seconds": "3540"})
    page = client.get(address).text
    assert ("未戴护目镜" in page, "退赛" in page, 'value="3540"' in page) == (True, True, True)
    assert entry.title not in page.split("</main>")[0]
    penalty = session.scalars(select(Penalty)).one()
    client.post(f"{address}/{penalty.id}/withdraw", data={"reason": "录错了人"})
    assert "已撤回：录错了人" in client.get(address).text


def test_add_penalty_page_keeps_what_was_typed_when_refused(client: FlaskClient, contest: judging.Contest):
    people.sign_in(client, contest.chief)
    data = {"penalty-entry": "1-11", "penalty-points": "500", "penalty-reason": "未戴护目镜"}
    answer = client.post(f"/modules/{module_b(contest).id}/penalties", data=data)
    assert (answer.status_code, "不超过模块满分 100" in answer.text, "未戴护目镜" in answer.text) == (422, True, True)


def test_list_penalties_of_another_stage_is_not_found(client: FlaskClient, contest: judging.Contest):
    people.sign_in(client, contest.judges[0])
    assert client.get(f"/modules/{module_b(contest).id}/penalties").status_code == 404
    people.sign_in(client, people.account(Role.DISTRICT_OFFICER, people.organisation("别的区总工会")))
    assert client.get(f"/modules/{module_b(contest).id}/penalties").status_code == 404


def test_list_penalties_asks_the_database_as_often_for_three_as_for_thirty(
    client: FlaskClient, app: Flask, query_count
):
    counts = []
    for entries in (3, 30):
        contest = judging.opened(entries=entries, judges=1, modules=TWO)
        people.sign_in(client, contest.chief)
        with query_count() as statements:
            page = client.get(f"/modules/{contest.stage.modules[0].id}/penalties")
        assert page.status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
