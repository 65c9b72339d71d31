"""Opening and closing panels, sealing sheets, and stepping aside."""

import pytest
from flask import Flask
from sqlalchemy import select

from foundation.audit import AuditEntry
from foundation.database import fetch, session, transaction
from foundation.errors import NotAllowed, NotFound, Refused
from marking.panels.models import Panel
from marking.panels.rules import Duty, PanelState
from marking.sheets.models import Mark, Sheet
from marking.sheets.operations import recuse_judge, reopen_sheet, seal_sheet
from marking.sheets.panels import add_member, close_panel, remove_member, reopen_panel
from marking.sheets.queries import sheet_total, sheets_visible_to
from marking.sheets.rules import SheetState
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import marking, people

pytestmark = pytest.mark.usefixtures("app")
FULL = ("8", "3", "20")


@pytest.fixture
def officer(app: Flask) -> Account:
    return people.account(Role.DISTRICT_OFFICER, people.organisation())


@pytest.fixture
def judges(officer: Account) -> list[Account]:
    return [marking.judge(officer.organisation) for _ in range(2)]


@pytest.fixture
def panel(officer: Account, judges: list[Account]) -> Panel:
    return marking.panel(officer.organisation, *judges, by=officer)


def test_open_panel_makes_a_sheet_for_every_rater_and_subject(panel: Panel, judges: list[Account]):
    sheets = [marking.sheets_of(judge) for judge in judges]
    assert [[sheet.subject.reference for sheet in own] for own in sheets] == [["1", "2"], ["1", "2"]]
    assert all(not sheet.marks and sheet.state is SheetState.OPEN for own in sheets for sheet in own)


def test_open_panel_recuses_raters_from_their_own_unit(officer: Account):
    unit = people.organisation("示例机械公司工会", officer.organisation)
    judge = marking.judge(officer.organisation, employer=unit)
    marking.panel(officer.organisation, judge, owners=[unit], by=officer)
    assert [sheet.state for sheet in marking.sheets_of(judge)] == [SheetState.RECUSED, SheetState.OPEN]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "recuse_judge")).one()
    assert entry.reason == "按规定自动回避。"


def test_add_member_gives_a_late_rater_his_sheets(panel: Panel, officer: Account):
    late = marking.judge(officer.organisation)
    with transaction():
        add_member(panel, late, Duty.MARKING, by=officer)
    assert len(marking.sheets_of(late)) == 2


def test_add_member_gives_no_sheets_to_a_check_in_judge(panel: Panel, officer: Account):
    other = marking.judge(officer.organisation)
    with transaction():
        add_member(panel, other, Duty.CHECK_IN, by=officer)
    assert marking.sheets_of(other) == []


def test_add_member_refuses_the_same_duty_twice(panel: Panel, judges: list[Account], officer: Account):
    with pytest.raises(Refused, match="不用再添加"), transaction():
        add_member(panel, judges[0], Duty.MARKING, by=officer)


def test_remove_member_takes_his_unsealed_sheets_with_him(panel: Panel, judges: list[Account], officer: Account):
    marking.mark(marking.sheets_of(judges[0])[0], "8", by=judges[0])
    with transaction():
        remove_member(panel.members[0], by=officer)
    assert marking.sheets_of(judges[0]) == []
    assert [member.account_id for member in panel.members] == [judges[1].id]
    assert session.scalars(select(Mark)).all() == []


def test_remove_member_refuses_once_he_has_sealed(panel: Panel, judges: list[Account], officer: Account):
    marking.sealed(marking.sheets_of(judges[0])[0], *FULL, by=judges[0])
    with pytest.raises(Refused, match="不能移出裁判组"), transaction():
        remove_member(panel.members[0], by=officer)
    assert len(marking.sheets_of(judges[0])) == 2


def test_seal_sheet_names_every_missing_mark(panel: Panel, judges: list[Account]):
    sheet = marking.sheets_of(judges[0])[0]
    marking.mark(sheet, "0", by=judges[0])
    with pytest.raises(Refused) as refused, transaction():
        seal_sheet(sheet, by=judges[0])
    assert refused.value.reasons == ["评分项“整体观感”还没有打分。", "评分项“尺寸偏差”还没有打分。"]
    assert sheet.state is SheetState.OPEN


def test_seal_sheet_is_for_its_own_rater(panel: Panel, judges: list[Account], officer: Account):
    sheet = marking.sheets_of(judges[0])[0]
    marking.mark(sheet, *FULL, by=judges[0])
    for other in (judges[1], officer):
        with pytest.raises(NotAllowed), transaction():
            seal_sheet(sheet, by=other)
    assert sheet.state is SheetState.OPEN


def test_sheets_are_visible_to_their_own_rater_only(panel: Panel, judges: list[Account], officer: Account):
    sheet = marking.sheets_of(judges[0])[0]
    for other in (judges[1], officer):
        with pytest.raises(NotFound):
            fetch(sheets_visible_to(other).where(Sheet.id == sheet.id))


def test_reopen_sheet_needs_a_reason_and_keeps_the_marks(panel: Panel, judges: list[Account], officer: Account):
    sheet = marking.sealed(marking.sheets_of(judges[0])[0], *FULL, by=judges[0])
    with pytest.raises(Refused, match="写明原因"), transaction():
        reopen_sheet(sheet, reason=" ", by=officer)
    with transaction():
        reopen_sheet(sheet, reason="看错工位", by=officer)
    assert (sheet.state, sheet.sealed_at, sheet.version, sheet_total(sheet)) == (SheetState.OPEN, None, 1, 31)
    with transaction():
        seal_sheet(sheet, by=judges[0])
    assert sheet.version == 2


def test_reopen_sheet_is_for_the_panels_own_chief(panel: Panel, judges: list[Account], officer: Account):
    sheet = marking.sealed(marking.sheets_of(judges[0])[0], *FULL, by=judges[0])
    chief = marking.judge(officer.organisation, role=Role.CHIEF_JUDGE)
    for other in (chief, judges[0]):
        with pytest.raises(NotAllowed), transaction():
            reopen_sheet(sheet, reason="看错工位", by=other)
    with transaction():
        add_member(panel, chief, Duty.CHIEF, by=officer)
        reopen_sheet(sheet, reason="看错工位", by=chief)
    assert sheet.state is SheetState.OPEN


def test_close_panel_names_the_unsealed_sheets(panel: Panel, judges: list[Account], officer: Account):
    marking.sealed(marking.sheets_of(judges[0])[0], *FULL, by=judges[0])
    with pytest.raises(Refused) as refused, transaction():
        close_panel(panel, by=officer)
    names = [judge.display_name for judge in judges]
    assert refused.value.reasons == [
        f"评分表未封存：第 1 场 1 号工位 · {names[1]}",
        f"评分表未封存：第 1 场 2 号工位 · {names[0]}",
        f"评分表未封存：第 1 场 2 号工位 · {names[1]}",
    ]


def test_close_panel_needs_no_sheets_of_the_excused_and_recused(panel: Panel, judges: list[Account], officer: Account):
    marking.sealed(marking.sheets_of(judges[0])[0], *FULL, by=judges[0])
    with transaction():
        recuse_judge(marking.sheets_of(judges[1])[0], reason="师徒关系", by=officer)
        close_panel(panel, excused={"2"}, by=officer)
    assert panel.state is PanelState.CLOSED
    assert marking.mark(marking.sheets_of(judges[0])[1], "8", by=judges[0])[0]["status"] == "late"


def test_reopen_panel_needs_a_reason_and_leaves_sheets_sealed(panel: Panel, judges: list[Account], officer: Account):
    sheet = marking.sealed(marking.sheets_of(judges[0])[0], *FULL, by=judges[0])
    with transaction():
        recuse_all(judges[1], officer)
        close_panel(panel, excused={"2"}, by=officer)
    with pytest.raises(Refused, match="写明原因"), transaction():
        reopen_panel(panel, reason="", by=officer)
    with transaction():
        reopen_panel(panel, reason="漏评一项", by=officer)
    assert (panel.state, sheet.state) == (PanelState.OPEN, SheetState.SEALED)


def recuse_all(judge: Account, officer: Account) -> None:
    for sheet in marking.sheets_of(judge):
        recuse_judge(sheet, reason="师徒关系", by=officer)
