"""Theory scores from an examination's export: checked by row, filled and sealed, absences stated, all taken back."""

from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from competitions.judging.models import ModuleAbsence, ModuleTime
from competitions.judging.operations import check_in_entry, open_judging
from competitions.judging.queries import panels_of
from competitions.judging.rules import AppearanceStatus
from competitions.judging.workbooks import COLUMNS, THEORY
from foundation import imports
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.imports import Effect, ImportBatch
from foundation.outbox import DeviceOperation
from foundation.workbook_writing import export_workbook
from marking.panels.rules import MarkSource
from marking.schemes.models import Criterion, Scheme
from marking.sheets.operations import reopen_sheet
from marking.sheets.rules import SheetState
from marking.transcripts.queries import read_paper_sheets
from people.accounts.rules import Role
from scoring.marks import MarkingType
from tests.factories import judging, people


def paper() -> Scheme:
    made = Scheme(title="理论知识")
    line = Criterion(position=1, code="1", title="试卷得分", kind=MarkingType.MEASUREMENT)
    line.full_mark, line.step = Decimal(100), Decimal("0.5")
    made.criteria.append(line)
    return made


@pytest.fixture
def contest(app: Flask) -> judging.Contest:
    """Four entries who came, the fourth did not; one judge answers for the examination."""
    module = {"code": "A", "title": "理论知识", "weight": 100, "source": MarkSource.IMPORT, "scheme": paper()}
    made = judging.drawn(entries=4, judges=1, modules=[module | {"method": "single"}])
    with transaction():
        judging.seat(made)
        for place, entry in enumerate(made.entries):
            status = AppearanceStatus.ABSENT if place == 3 else AppearanceStatus.PRESENT
            check_in_entry(made.stage, entry.id, status, by=made.officer)
        open_judging(made.stage, by=made.officer)
    return made


def workbook(*rows: dict[str, str]) -> bytes:
    return export_workbook("考试成绩", COLUMNS, list(rows))


def preview(contest: judging.Contest, *rows: dict[str, str]) -> ImportBatch:
    context = {"stage_id": contest.stage.id, "module_id": contest.stage.modules[0].id}
    with transaction():
        return imports.preview_import(THEORY, workbook(*rows), name="理论.xlsx", by=contest.officer, context=context)


def applied(contest: judging.Contest, *rows: dict[str, str]) -> ImportBatch:
    batch = preview(contest, *rows)
    with transaction():
        imports.apply_import(batch, by=contest.officer)
    return batch


def papers(contest: judging.Contest) -> list[tuple[SheetState, list[Decimal | None]]]:
    session.expire_all()
    sheets = [one.sheet for one in read_paper_sheets([one.panel_id for one in panels_of(contest.stage)])]
    return [(sheet.state, [mark.value for mark in sheet.marks]) for sheet in sheets]


WHOLE = (
    {"number": "001", "score": "86.5", "seconds": "3540"},
    {"ticket": "2", "score": "71"},
    {"number": "3", "score": "缺考"},
)


def test_import_theory_fills_and_seals_the_sheets_with_its_batch_as_basis(contest: judging.Contest):
    batch = applied(contest, *WHOLE)
    assert [item.effect for item in batch.items] == [Effect.NEW] * 3
    assert papers(contest)[:3] == [
        (SheetState.SEALED, [Decimal("86.5")]),
        (SheetState.SEALED, [Decimal(71)]),
        (SheetState.OPEN, []),
    ]
    assert [one.entry_id for one in session.scalars(select(ModuleAbsence))] == [contest.entries[2].id]
    assert [one.seconds for one in session.scalars(select(ModuleTime))] == [Decimal(3540)]
    operations = session.execute(select(DeviceOperation.stream, DeviceOperation.device)).all()
    assert {tuple(one) for one in operations} == {("theory", f"import-{batch.id}")}
    logged = select(AuditEntry.reason).where(AuditEntry.action == "seal_sheet").order_by(AuditEntry.id)
    assert session.scalars(logged).all() == [f"考试成绩导入第 {batch.id} 批，第 {row} 行" for row in (2, 3)]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"number": "059", "score": "60"}, "这个阶段没有这个参赛号，请与准考证核对。"),
        ({"score": "60"}, "请填写参赛号或准考证号（数字，例如 059）。"),
        ({"number": "1", "score": "101"}, "应在 0 至 100 之间。"),
        ({"number": "1", "score": "60.3"}, "应是 0.5 的整数倍。"),
        ({"number": "1", "score": "八十"}, "应是数字（例如 86.5）或“缺考”。"),
        ({"number": "1", "score": "60", "seconds": "一小时"}, "用时应是秒数，例如 3540。"),
        ({"number": "1", "name": "李四", "score": "60"}, "与这个参赛号的选手姓名不一致，请核对是否串行。"),
        ({"number": "4", "score": "60"}, "检录登记为缺考或取消资格，不计成绩。如登记有误，请先更正检录结果。"),
    ],
)
def test_import_theory_says_what_is_wrong_with_a_row(contest: judging.Contest, row, fault):
    batch = preview(contest, row)
    assert [[said for _, _, said in item.faults] for item in batch.items] == [[fault]]


def test_import_theory_refuses_a_number_twice_and_another_score_for_a_sealed_sheet(contest: judging.Contest):
    applied(contest, *WHOLE)
    batch = preview(contest, WHOLE[0], {"number": "2", "score": "72"}, {"number": "2", "score": "71"}, WHOLE[2])
    assert [item.effect for item in batch.items] == [Effect.SAME, Effect.FAULTY, Effect.FAULTY, Effect.SAME]
    assert [item.faults[0][2] for item in batch.items if item.faults] == [
        "这张评分表已封存，分数与本表不同。如需更正，请由裁判长说明原因后解封，再重新导入。",
        "与第 3 行的参赛号重复。",
    ]


def test_undo_import_opens_the_sheets_empty_again(contest: judging.Contest):
    batch = applied(contest, *WHOLE)
    with transaction():
        imports.undo_import(batch, by=contest.officer, reason="导错了场次")
    assert papers(contest)[:2] == [(SheetState.OPEN, [None]), (SheetState.OPEN, [None])]
    assert (session.scalars(select(ModuleAbsence)).all(), session.scalars(select(ModuleTime)).all()) == ([], [])
    applied(contest, *WHOLE)
    assert papers(contest)[0] == (SheetState.SEALED, [Decimal("86.5")])


def test_undo_import_is_refused_once_a_sheet_was_reopened(contest: judging.Contest):
    batch = applied(contest, WHOLE[0])
    with transaction():
        reopen_sheet(
            read_paper_sheets([one.panel_id for one in panels_of(contest.stage)])[0].sheet,
            reason="复核",
            by=contest.officer,
        )
    with pytest.raises(Refused) as refusal, transaction():
        imports.undo_import(batch, by=contest.officer, reason="导错了场次")
    assert refusal.value.reasons == ["第 2 行“选手1”：导入之后又被解封或重新录入过。"]


def test_import_theory_page_previews_and_applies(client: FlaskClient, contest: judging.Contest):
    people.sign_in(client, contest.officer)
    address = f"/modules/{contest.stage.modules[0].id}/theory"
    assert client.get(f"{address}/template").status_code == 200
    sent = client.post(address, data={"file": (BytesIO(workbook(*WHOLE)), "理论.xlsx")})
    page = client.get(sent.location).text
    assert ("考试成绩" in page, "选手1" in page) == (True, True)
    client.post(f"{sent.location}/apply")
    assert papers(contest)[0][0] is SheetState.SEALED


def test_import_theory_of_another_district_is_not_found(client: FlaskClient, contest: judging.Contest):
    people.sign_in(client, people.account(Role.DISTRICT_OFFICER, people.organisation("别的区总工会")))
    assert client.get(f"/modules/{contest.stage.modules[0].id}/theory").status_code == 404


def test_import_theory_is_refused_for_a_module_marked_on_tablets(app: Flask):
    contest = judging.opened(entries=1)
    with pytest.raises(Refused) as refusal:
        preview(contest, {"number": "1", "score": "60"})
    assert refusal.value.reasons == ["模块“实际操作”的成绩不由考试成绩导入。请在方案的“阶段与模块”里改为导入。"]
