"""Theory scores from an examination's export: checked row by row, then the sheets are filled and sealed."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from competitions.draw.models import Place
from competitions.judging import penalties
from competitions.judging.floor_records import absences_in, times_in
from competitions.judging.models import Appearance, ModuleAbsence
from competitions.judging.queries import appearances_of, panel_of, places_of, stages_transcribed_by
from competitions.judging.rules import AppearanceStatus
from competitions.planning.models import Module, Stage
from competitions.planning.rules import EventFormat
from foundation import imports
from foundation.database import fetch, lock, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome
from foundation.workbooks import Column, Row
from marking.panels.models import Subject
from marking.panels.rules import MarkSource, PanelState
from marking.schemes.models import Criterion
from marking.schemes.operations import criterion_facts
from marking.schemes.rules import value_fault
from marking.sheets.models import Sheet
from marking.sheets.rules import SheetState, read_mark
from marking.transcripts.operations import empty_sheet, fill_sheet

if TYPE_CHECKING:
    from people.accounts.models import Account

ABSENT = "缺考"
STREAM = "theory"
COLUMNS = (
    Column("number", "参赛号", width=12, note="准考证上的三位参赛号；与“准考证号”填一列即可。", example="059"),
    Column("ticket", "准考证号", width=16, note="考试系统以参赛号为准考证号的，可直接用导出的这一列。", example=""),
    Column("name", "姓名", width=14, note="可不填；填了就核对。", example="张三"),
    Column("score", "成绩", required=True, width=12, note="数字，例如 86.5；没有参加考试的写“缺考”。", example="86.5"),
    Column("seconds", "用时（秒）", width=12, note="可不填。", example="3540"),
)


@dataclass(frozen=True)
class TheoryRow:
    """What a row says of one entry; `score` None: absent."""

    place: Place
    sheet: Sheet
    score: Decimal | None
    seconds: Decimal | None


@dataclass
class Examination:
    """The module with everything its rows are compared with."""

    module: Module
    criterion: Criterion
    places: dict[int, Place]
    sheets: dict[int, list[Sheet]]
    appearances: dict[int, Appearance]
    absences: dict[int, ModuleAbsence]

    @property
    def by_name(self) -> bool:
        """Whether an entry is called by its contestant's name."""
        return self.module.stage.event.format is EventFormat.INDIVIDUAL


def reasons_against_import(module: Module) -> list[str]:
    """Why no scores can be imported for this module now; empty if they can."""
    panel, criteria = panel_of(module), module.scheme.criteria
    if panel is None or panel.source is not MarkSource.IMPORT:
        return [f"模块“{module.title}”的成绩不由考试成绩导入。请在方案的“阶段与模块”里改为导入。"]
    reasons = [] if panel.state is PanelState.OPEN and panel.subjects else ["评分还没有开始，或已经结束。"]
    if len(criteria) != 1:
        reasons.append(f"导入的模块应只有一个评分项（试卷得分），“{module.title}”有 {len(criteria)} 个。")
    return reasons


def check_rows(rows: list[Row], by: "Account", context: dict[str, Any]) -> list[Outcome]:
    """What each row would do: fill a sheet, state an absence, or nothing."""
    examination = _examination(context, by)
    seen: dict[int, int] = {}
    return [_check_row(row, examination, seen) for row in rows]


def apply_row(outcome: Outcome, by: "Account", context: dict[str, Any]) -> Applied:
    """Fill and seal the sheet of a row, or state the absence."""
    found: TheoryRow = outcome.found
    module = fetch(select(Module).where(Module.id == context["module_id"]))
    basis = f"考试成绩导入第 {context['batch_id']} 批，第 {outcome.row.number} 行"
    if found.score is None:
        absence = penalties.state_absence(module, found.place.entry_id, reason=basis, by=by)
        return Applied(absence, {"absence": absence.id})
    sheet = lock(found.sheet)
    if sheet.state is not SheetState.OPEN:
        raise Refused("这张评分表刚刚被封存，没有导入。请重新导入。")
    values = {module.scheme.criteria[0].id: found.score}
    fill_sheet(sheet, values, stream=STREAM, source=f"import-{context['batch_id']}", basis=basis, by=by)
    if found.seconds is not None:
        penalties.record_module_time(module, found.place.entry_id, found.seconds, by=by)
    return Applied(sheet, {"version": sheet.version, "timed": found.seconds is not None})


def undo_row(item: ImportItem, by: "Account") -> None:
    """Open the sheet again, empty; or take the absence back. Refused once it was sealed anew or judging has ended."""
    before = item.before_values() or {}
    reason = f"撤销考试成绩导入第 {item.batch_id} 批"
    if "absence" in before:
        absence = session.get(ModuleAbsence, before["absence"])
        if absence is None:
            raise Refused("缺考登记已被撤回。")
        return penalties.withdraw_absence(absence, reason=reason, by=by)
    sheet = session.get(Sheet, item.record_id)
    if sheet is None or lock(sheet).version != before["version"] or sheet.state is not SheetState.SEALED:
        raise Refused("导入之后又被解封或重新录入过。")
    if sheet.subject.panel.state is not PanelState.OPEN:
        raise Refused("评分已经结束。请先重新开放评分并写明原因。")
    empty_sheet(sheet, stream=STREAM, source=f"undo-import-{item.batch_id}", reason=reason, by=by)
    if before["timed"]:
        module = fetch(select(Module).where(Module.id == item.batch.context["module_id"]))
        time = times_in(module).get(int(sheet.subject.reference))
        if time is not None:
            session.delete(time)
    return None


def _examination(context: dict[str, Any], by: "Account") -> Examination:
    stages = stages_transcribed_by(by).with_only_columns(Stage.id).order_by(None)
    module = fetch(select(Module).where(Module.id == context["module_id"], Module.stage_id.in_(stages)))
    panel = panel_of(module)
    reasons = reasons_against_import(module)
    if panel is None or reasons:
        raise Refused("现在不能导入考试成绩。", reasons=reasons)
    query = (
        select(Sheet)
        .join(Sheet.subject)
        .where(Subject.panel_id == panel.id, Sheet.state != SheetState.RECUSED)
        .options(selectinload(Sheet.marks))
    )
    sheets: dict[int, list[Sheet]] = {}
    for sheet in session.scalars(query):
        sheets.setdefault(int(sheet.subject.reference), []).append(sheet)
    places = {place.contest_number: place for place in places_of(module.stage)}
    return Examination(
        module, module.scheme.criteria[0], places, sheets, appearances_of(module.stage), absences_in(module)
    )


def _check_row(row: Row, examination: Examination, seen: dict[int, int]) -> Outcome:
    place = _place(row, examination, seen)
    score, seconds = _score(row, examination.criterion), _seconds(row)
    sheet = _sheet(row, place, examination) if place else None
    label = row["name"] or (place.entry.title if place else "")
    if place is None or sheet is None or row.faults:
        return Outcome(row, label, Effect.FAULTY)
    effect = _effect(row, place, sheet, score, examination)
    return Outcome(row, label, effect, found=TheoryRow(place, sheet, score, seconds))


def _place(row: Row, examination: Examination, seen: dict[int, int]) -> Place | None:
    key = "number" if row["number"] else "ticket"
    text = row[key] or ""
    if not re.fullmatch(r"[0-9]{1,6}", text):
        row.fault(key, "请填写参赛号或准考证号（数字，例如 059）。")
        return None
    number = int(text)
    earlier = seen.setdefault(number, row.number)
    place = examination.places.get(number)
    if earlier != row.number:
        row.fault(key, f"与第 {earlier} 行的参赛号重复。")
    elif place is None:
        row.fault(key, "这个阶段没有这个参赛号，请与准考证核对。")
    elif row["name"] and examination.by_name and row["name"] != place.entry.title:
        row.fault("name", "与这个参赛号的选手姓名不一致，请核对是否串行。")
    return place


def _score(row: Row, criterion: Criterion) -> Decimal | None:
    text = row["score"] or ""
    if text == ABSENT or not text:
        return None
    score = read_mark(text)
    if score is None:
        row.fault("score", "应是数字（例如 86.5）或“缺考”。")
    elif fault := value_fault(criterion_facts(criterion), score):
        row.fault("score", fault)
    return score


def _seconds(row: Row) -> Decimal | None:
    text = row["seconds"] or ""
    seconds = read_mark(text) if text else None
    if text and seconds is None:
        row.fault("seconds", "用时应是秒数，例如 3540。")
    return seconds


def _sheet(row: Row, place: Place, examination: Examination) -> Sheet | None:
    sheets = examination.sheets.get(place.entry_id, [])
    appearance = examination.appearances.get(place.entry_id)
    if appearance is None:
        row.fault("score", "还没有登记到场情况，请先检录。")
    elif appearance.status is not AppearanceStatus.PRESENT:
        row.fault("score", "检录登记为缺考或取消资格，不计成绩。如登记有误，请先更正检录结果。")
    elif len(sheets) != 1:
        row.fault("score", f"这个模块应由一名计分裁判负责，该选手现有 {len(sheets)} 张评分表，请调整裁判组。")
    return sheets[0] if len(sheets) == 1 else None


def _effect(row: Row, place: Place, sheet: Sheet, score: Decimal | None, examination: Examination) -> Effect:
    absent = place.entry_id in examination.absences
    sealed = sheet.state is SheetState.SEALED
    if (absent and score is None) or (sealed and score is not None and sheet.marks[0].value == score):
        return Effect.SAME
    if absent:
        row.fault("score", "已登记为这个模块缺考。如登记有误，请先撤回缺考登记。")
    elif sealed:
        row.fault("score", "这张评分表已封存，分数与本表不同。如需更正，请由裁判长说明原因后解封，再重新导入。")
    return Effect.NEW


THEORY = imports.register(
    ImportKind(
        name="theory",
        title="考试成绩",
        columns=COLUMNS,
        endpoint="competitions.judging.list_transcripts",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
    )
)
