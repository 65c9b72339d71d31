"""Judging of a stage from its panels to its closing, and the marks that results are made of."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from competitions.judging.operations import (
    add_judge,
    check_in_entry,
    close_judging,
    disqualify_entry,
    open_judging,
    record_time,
    remove_judge,
    reopen_judging,
    restore_entry,
)
from competitions.judging.progress import attendance, judging_progress, paper_sheets, tasks_of
from competitions.judging.queries import appearances_of, entry_marks, panels_of, places_of, stages_overseen_by
from competitions.judging.recusal import recusals
from competitions.judging.rules import AppearanceStatus
from competitions.planning.rules import Anonymity, StageState
from competitions.registration.rules import EntryState
from foundation.database import session, transaction
from foundation.errors import NotFound, Refused
from marking.panels.rules import Duty, PanelState
from marking.sheets.rules import SheetState
from people.accounts.rules import Role
from scoring.marks import EntryStatus
from tests.factories import competitions, judging, marking, people
from tests.factories.judging import Contest

pytestmark = pytest.mark.usefixtures("app")
MARKS = ("50", "30")
TWO_MODULES = (
    {"code": "A", "title": "理论知识", "weight": 30, "anonymity": Anonymity.WORKSTATION},
    {"code": "B", "title": "实际操作", "weight": 70, "anonymity": Anonymity.OPEN},
)


def seal_all(contest: Contest) -> None:
    for judge in contest.judges:
        for sheet in marking.sheets_of(judge):
            if sheet.state is SheetState.OPEN:
                marking.sealed(sheet, *MARKS, by=judge)


def test_open_judging_shows_judges_only_what_they_may_see(app: Flask):
    contest = judging.opened(entries=2, judges=1, modules=TWO_MODULES)
    blind, plain = [one.panel for one in panels_of(contest.stage)]
    assert [subject.label for subject in blind.subjects] == ["第1场 11号工位", "第1场 12号工位"]
    assert [subject.label for subject in plain.subjects] == ["001号 选手1", "002号 选手2"]
    assert contest.stage.state is StageState.JUDGING


def test_open_judging_lists_blind_work_by_workstation_because_contest_numbers_are_public(app: Flask):
    contest = judging.drawn(judges=1, modules=TWO_MODULES)
    with transaction():
        judging.seat(contest)
        for place in places_of(contest.stage):
            place.workstation = 10 - place.contest_number
    with transaction():
        open_judging(contest.stage, by=contest.officer)
    blind, plain = [one.panel for one in panels_of(contest.stage)]
    by_number = ["001号 选手1", "002号 选手2", "003号 选手3"]
    by_workstation = ["第1场 07号工位", "第1场 08号工位", "第1场 09号工位"]
    assert [subject.label for subject in blind.subjects] == by_workstation
    sheets = sorted(marking.sheets_of(contest.judges[0]), key=lambda sheet: sheet.id)
    assert [sheet.subject.label for sheet in sheets] == [*by_workstation, *by_number]
    assert [one.label for one in attendance(contest.stage)] == by_workstation
    papers: Any = paper_sheets(contest.stage)["sheets"]
    assert [one["label"] for one in papers[:3]] == by_workstation
    assert [subject.label for subject in plain.subjects] == by_number


def test_open_judging_gives_every_reason_at_once(app: Flask):
    contest = judging.drawn(modules=TWO_MODULES)
    with transaction():
        add_judge(contest.stage.modules[0], contest.judges[0], Duty.MARKING, by=contest.officer)
    with pytest.raises(Refused) as refused, transaction():
        open_judging(contest.stage, by=contest.officer)
    assert refused.value.reasons == [
        "模块“理论知识”还没有裁判长。",
        "模块“实际操作”还没有裁判长。",
        "模块“实际操作”还没有评分裁判。",
    ]
    assert contest.stage.state is StageState.DRAWN
    assert marking.sheets_of(contest.judges[0]) == []


def test_open_judging_refuses_while_recusal_leaves_nobody_to_mark(app: Flask):
    contest = judging.drawn(entries=2, judges=0)
    own = marking.judge(contest.district, employer=contest.units[1])
    module = contest.stage.modules[0]
    with transaction():
        add_judge(module, contest.chief, Duty.CHIEF, by=contest.officer)
        add_judge(module, own, Duty.MARKING, by=contest.officer)
    assert recusals(contest.stage, [own, contest.chief]) == {own.id: 1, contest.chief.id: 0}
    with pytest.raises(Refused) as refused, transaction():
        open_judging(contest.stage, by=contest.officer)
    assert refused.value.reasons == ["回避之后评分裁判不足：实际操作 第1场 12号工位只有 0 名，至少 1 名。"]


def test_add_judge_refuses_an_account_without_the_role(app: Flask):
    contest = judging.drawn()
    module = contest.stage.modules[0]
    for account, duty in ((contest.officer, Duty.MARKING), (contest.judges[0], Duty.CHIEF)):
        with pytest.raises(Refused, match="裁判身份"), transaction():
            add_judge(module, account, duty, by=contest.officer)
    assert panels_of(contest.stage) == []


def test_add_judge_keeps_those_who_know_names_from_blind_marking(app: Flask):
    contest = judging.drawn(modules=TWO_MODULES)
    blind, plain = contest.stage.modules
    with transaction():
        for module in (blind, plain):
            add_judge(module, contest.judges[0], Duty.CHECK_IN, by=contest.officer)
        add_judge(plain, contest.judges[0], Duty.MARKING, by=contest.officer)
    with pytest.raises(Refused, match="已任检录裁判，盲评模块中不能再任评分裁判"), transaction():
        add_judge(blind, contest.judges[0], Duty.MARKING, by=contest.officer)


def test_add_judge_during_judging_gives_him_all_sheets(app: Flask):
    contest = judging.opened()
    late = marking.judge(contest.district)
    with transaction():
        add_judge(contest.stage.modules[0], late, Duty.MARKING, by=contest.officer)
    assert len(marking.sheets_of(late)) == 3


def test_remove_judge_takes_his_tasks_away(app: Flask):
    contest = judging.opened()
    member = next(one for one in panels_of(contest.stage)[0].panel.members if one.account_id == contest.judges[0].id)
    with transaction():
        remove_judge(member, by=contest.officer)
    assert tasks_of(contest.judges[0]) == []


def test_tasks_of_a_judge_without_a_panel_are_none(app: Flask):
    contest = judging.opened()
    assert tasks_of(marking.judge(contest.district)) == []


def test_tasks_of_a_judge_count_what_he_has_to_seal(app: Flask):
    contest = judging.opened()
    sheets = marking.sheets_of(contest.judges[0])
    marking.sealed(sheets[0], *MARKS, by=contest.judges[0])
    with transaction():
        check_in_entry(contest.stage, contest.entries[2].id, AppearanceStatus.ABSENT, by=contest.officer)
    (task,) = tasks_of(contest.judges[0])
    assert (task.sealed, task.needed, task.duties) == (1, 2, [Duty.MARKING])


def test_close_judging_names_every_sheet_and_entry_in_the_way(app: Flask):
    contest = judging.drawn(entries=2, judges=1)
    with transaction():
        judging.seat(contest)
        open_judging(contest.stage, by=contest.officer)
        check_in_entry(contest.stage, contest.entries[0].id, AppearanceStatus.PRESENT, by=contest.officer)
    name = contest.judges[0].display_name
    with pytest.raises(Refused) as refused, transaction():
        close_judging(contest.stage, by=contest.chief)
    assert refused.value.reasons == [
        f"评分表未封存：第1场 11号工位 · {name}",
        f"评分表未封存：第1场 12号工位 · {name}",
        "没有检录结果：002 号",
    ]


def test_close_judging_asks_no_sheets_of_those_who_did_not_compete(app: Flask):
    contest = judging.opened(entries=4, judges=1)
    present, absent, disqualified, withdrawn = contest.entries
    with transaction():
        check_in_entry(contest.stage, absent.id, AppearanceStatus.ABSENT, by=contest.officer)
        disqualify_entry(contest.stage, disqualified.id, reason="替考", by=contest.officer)
        withdrawn.state = EntryState.WITHDRAWN
    marking.sealed(marking.sheets_of(contest.judges[0])[0], *MARKS, by=contest.judges[0])
    with transaction():
        close_judging(contest.stage, by=contest.chief)
    assert contest.stage.state is StageState.JUDGED
    assert [one.panel.state for one in panels_of(contest.stage)] == [PanelState.CLOSED]
    statuses = [(one.status, one.status_reason) for one in entry_marks(contest.stage)]
    assert statuses == [
        (EntryStatus.COMPETING, ""),
        (EntryStatus.ABSENT, ""),
        (EntryStatus.DISQUALIFIED, "替考"),
        (EntryStatus.WITHDRAWN, ""),
    ]
    assert present.id in appearances_of(contest.stage)


def test_reopen_judging_needs_a_reason_and_opens_the_panels(app: Flask):
    contest = judging.opened(judges=1)
    seal_all(contest)
    with transaction():
        close_judging(contest.stage, by=contest.chief)
    with pytest.raises(Refused, match="写明原因"), transaction():
        reopen_judging(contest.stage, reason="", by=contest.officer)
    with transaction():
        reopen_judging(contest.stage, reason="漏登用时", by=contest.officer)
    assert contest.stage.state is StageState.JUDGING
    assert [one.panel.state for one in panels_of(contest.stage)] == [PanelState.OPEN]
    assert {sheet.state for sheet in marking.sheets_of(contest.judges[0])} == {SheetState.SEALED}


def test_entry_marks_hold_sealed_sheets_and_lose_nobody(app: Flask):
    contest = judging.opened(entries=2, judges=2)
    first, second = contest.judges
    marking.sealed(marking.sheets_of(first)[0], "50", "30.5", by=first)
    marking.mark(marking.sheets_of(second)[0], "40", by=second)
    with transaction():
        contest.entries[1].award_barred = "已获同类荣誉"
    one, two = entry_marks(contest.stage)
    assert (one.key, one.label) == (str(contest.entries[0].id), "001 号")
    assert one.sheets == {"A": {"1 号裁判": {"1": Decimal(50), "2": Decimal("30.5")}, "2 号裁判": None}}
    assert two.sheets == {"A": {"1 号裁判": None, "2 号裁判": None}}
    assert (two.status, two.award_barred) == (EntryStatus.COMPETING, "已获同类荣誉")


def test_entry_marks_leave_a_recused_judge_out(app: Flask):
    contest = judging.drawn(entries=2, judges=1)
    own = marking.judge(contest.district, employer=contest.units[0])
    contest.judges.append(own)
    with transaction():
        judging.seat(contest)
        open_judging(contest.stage, by=contest.officer)
    seal_all(contest)
    assert [sorted(one.sheets["A"]) for one in entry_marks(contest.stage)] == [["1 号裁判"], ["1 号裁判", "2 号裁判"]]


def test_entry_marks_ask_the_database_as_often_for_three_as_for_thirty(app: Flask, query_count):
    counts = []
    for entries in (3, 30):
        contest = judging.opened(entries=entries, judges=2)
        session.commit()
        session.expire_all()
        with query_count() as statements:
            assert len(entry_marks(contest.stage)) == entries
        counts.append(len(statements))
        with query_count() as statements:
            assert len(judging_progress(contest.stage)[0].rows) == entries
        counts.append(len(statements))
    assert counts[:2] == counts[2:]


def test_record_time_is_for_those_who_came(app: Flask):
    contest = judging.drawn()
    entry = contest.entries[0]
    with pytest.raises(Refused, match="请先检录"), transaction():
        record_time(contest.stage, entry.id, Decimal("61.5"), by=contest.officer)
    with transaction():
        check_in_entry(contest.stage, entry.id, AppearanceStatus.PRESENT, by=contest.officer)
        record_time(contest.stage, entry.id, Decimal("61.5"), by=contest.officer)
    assert entry_marks(contest.stage)[0].seconds == Decimal("61.5")


def test_check_in_entry_leaves_a_disqualification_alone(app: Flask):
    contest = judging.drawn()
    entry = contest.entries[0]
    with pytest.raises(Refused, match="写明原因"), transaction():
        disqualify_entry(contest.stage, entry.id, reason=" ", by=contest.officer)
    with transaction():
        disqualify_entry(contest.stage, entry.id, reason="替考", by=contest.officer)
    with pytest.raises(Refused, match="恢复资格"), transaction():
        check_in_entry(contest.stage, entry.id, AppearanceStatus.PRESENT, by=contest.officer)
    with transaction():
        restore_entry(contest.stage, entry.id, reason="核实为误判", by=contest.officer)
    assert appearances_of(contest.stage)[entry.id].status is AppearanceStatus.PRESENT


def test_check_in_entry_knows_only_drawn_entries(app: Flask):
    contest = judging.drawn()
    other = competitions.entry(contest.stage.event, contest.units[0], people.person("局外人", contest.units[0]))
    with pytest.raises(NotFound), transaction():
        check_in_entry(contest.stage, other.id, AppearanceStatus.PRESENT, by=contest.officer)


def test_stages_overseen_by_a_chief_judge_are_his_own(app: Flask):
    contest = judging.opened()
    stranger = marking.judge(contest.district, role=Role.CHIEF_JUDGE)
    supervisor = people.account(Role.SUPERVISOR, contest.district)
    elsewhere = people.account(Role.SUPERVISOR, people.organisation("另一示例区总工会"))
    seen = {account: list(session.scalars(stages_overseen_by(account))) for account in (contest.chief, supervisor)}
    assert list(seen.values()) == [[contest.stage], [contest.stage]]
    for account in (stranger, elsewhere, contest.judges[0]):
        assert list(session.scalars(stages_overseen_by(account))) == []


def test_progress_shows_totals_of_sealed_sheets_only(app: Flask):
    contest = judging.opened(entries=1, judges=2)
    first, second = contest.judges
    marking.sealed(marking.sheets_of(first)[0], *MARKS, by=first)
    marking.mark(marking.sheets_of(second)[0], "40", by=second)
    (grid,) = judging_progress(contest.stage)
    assert [(cell.total, cell.marked) for cell in grid.rows[0].cells] == [(80, 2), (None, 1)]
    assert [grid.open_sheets(rater) for rater in grid.raters] == [0, 1]
