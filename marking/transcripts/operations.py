"""Typing paper sheets twice, settling what differs, and sealing what agrees."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import uuid4

from foundation import audit, clock, files
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from foundation.outbox import DeviceOperation
from marking.panels.rules import MarkSource, PanelState
from marking.schemes.models import Criterion
from marking.schemes.operations import criterion_facts
from marking.schemes.rules import awarded_mark, value_fault
from marking.sheets.models import Mark, Sheet
from marking.sheets.operations import reopen
from marking.sheets.queries import sheet_lines
from marking.sheets.rules import SheetState, read_mark
from marking.sheets.seals import plain, seal
from marking.transcripts.models import Transcript, TranscriptValue
from marking.transcripts.queries import PaperSheet, current_transcript
from marking.transcripts.rules import PaperTotal, TranscriptState, TypingStep, differing, total_fault
from people.accounts.models import Account

PAPER_STREAM = "paper"
SCAN_LIMIT = 10 * files.MEBIBYTE


@dataclass(frozen=True)
class Typed:
    """What a person typed: criterion id -> the text in its box, and the total on the paper."""

    texts: Mapping[int, str] = field(default_factory=dict)
    total: PaperTotal = field(default_factory=PaperTotal)


def transcribe_sheet(sheet: Sheet, typed: Typed, *, by: Account) -> Transcript:
    """Type a paper sheet: whoever comes first is the first, another person the second, without seeing the first values.

    Equal values are written and the sheet is sealed; different ones wait for a third person. Until the second has
    typed, the first may type again. Raises `Refused` naming every box that cannot be right.
    """
    paper = _held(sheet, by)
    if paper.step is TypingStep.THIRD:
        raise Refused("这张评分表已有两次录入，只需由第三人裁定差异。")
    values = _read(sheet, typed)
    transcript = paper.transcript
    if transcript is None or transcript.first_by == by.id:
        return _type_first(sheet, transcript, values, typed.total.written, by)
    return _type_second(transcript, values, typed.total.written, by)


def settle_transcript(sheet: Sheet, texts: Mapping[int, str], *, by: Account) -> Transcript:
    """A third person, with the paper before him, settles every criterion that differs; then the sheet is sealed."""
    paper = _held(sheet, by)
    transcript = paper.transcript
    if transcript is None or transcript.state is not TranscriptState.DIFFERING:
        raise Refused("这张评分表没有待裁定的差异。请刷新页面查看最新状态。")
    open_values = [value for value in transcript.values if value.first != value.second]
    settled = _values_of([value.criterion for value in open_values], texts)
    for value in open_values:
        value.settled = settled[value.criterion_id]
    transcript.third_by, transcript.third_at = by.id, clock.now()
    advance(transcript, "settle_transcript", by=by)
    _seal(transcript, by)
    return transcript


def attach_scan(transcript: Transcript, content: bytes, *, name: str, by: Account) -> None:
    """Keep a photo (JPG, PNG) or a PDF of the paper beside what was typed. Raises `Refused` for anything else."""
    files.check_size(content, limit=SCAN_LIMIT)
    media_type = "application/pdf" if content.startswith(b"%PDF-") else files.check_image(content)
    transcript.scan = files.store(content, name=name, media_type=media_type, by_id=by.id, encrypted=True)
    audit.record("attach_scan", transcript, by=by)


def fill_sheet(
    sheet: Sheet, values: Mapping[int, Decimal], *, stream: str, source: str, basis: str, by: Account
) -> None:
    """Write the marks of a held sheet that no tablet sent, and seal it; `basis` says where they come from.

    Each mark has an operation of `stream` from `source`, as one from a tablet has, so that its origin stays with it.
    """
    known = {mark.criterion_id: mark for mark in sheet.marks}
    for number, (criterion_id, value) in enumerate(values.items(), start=1):
        mark = known.get(criterion_id) or Mark(sheet=sheet, criterion_id=criterion_id, rev=0)
        session.add(mark)
        mark.value, mark.at, mark.op_id = value, clock.now(), str(uuid4())
        mark.rev += 1
        session.add(_operation(sheet, mark, number, stream, source, by))
    session.flush()
    seal(sheet, sheet_lines(sheet), reason=basis, by=by)


def empty_sheet(sheet: Sheet, *, stream: str, source: str, reason: str, by: Account) -> None:
    """Take back what `fill_sheet` did to a held, sealed sheet: it is open again, without marks."""
    reopen(sheet, reason=reason, by=by)
    for number, mark in enumerate(sheet.marks, start=1):
        mark.value, mark.at, mark.op_id = None, clock.now(), str(uuid4())
        mark.rev += 1
        session.add(_operation(sheet, mark, number, stream, source, by))
    session.flush()


def _held(sheet: Sheet, by: Account) -> PaperSheet:
    """The sheet as it is now, held. Raises `Refused` if it is not for `by` to type."""
    panel = sheet.subject.panel
    lock(sheet)
    if panel.source is MarkSource.TABLET:
        raise Refused(f"“{panel.title}”由裁判在平板上评分，不用录入。")
    if panel.state is not PanelState.OPEN:
        raise Refused("这个裁判组已结束评分，评分表不能再录入。如需更正，请先重新开放评分并写明原因。")
    if sheet.state is SheetState.RECUSED:
        raise Refused("这名裁判已回避，这张评分表不用录入。")
    paper = PaperSheet(sheet, current_transcript(sheet) if sheet.state is SheetState.OPEN else None)
    if reason := paper.reason_against(by):
        raise Refused(reason)
    return paper


def _read(sheet: Sheet, typed: Typed) -> dict[int, Decimal]:
    """The values of all criteria. Raises `Refused` with every fault, and if they do not add up to the paper's total."""
    criteria = sheet.subject.panel.scheme.criteria
    values = _values_of(criteria, typed.texts)
    marks = [awarded_mark(criterion_facts(criterion), values[criterion.id]) for criterion in criteria]
    if fault := total_fault(marks, typed.total):
        raise Refused(fault, field="total")
    return values


def _values_of(criteria: list[Criterion], texts: Mapping[int, str]) -> dict[int, Decimal]:
    values: dict[int, Decimal] = {}
    faults = []
    for criterion in criteria:
        text = texts.get(criterion.id, "").strip()
        value = read_mark(text)
        if not text:
            faults.append(f"“{criterion.title}”还没有录入；纸上没有打分的，请交裁判长处理，不按 0 分录入。")
        elif value is None:
            faults.append(f"“{criterion.title}”只能用半角数字和小数点，例如 8.5。")
        elif fault := value_fault(criterion_facts(criterion), value):
            faults.append(f"“{criterion.title}”：{fault}")
        else:
            values[criterion.id] = value
    if faults:
        raise Refused("录入的内容有误，没有保存。", reasons=faults)
    return values


def _type_first(
    sheet: Sheet, transcript: Transcript | None, values: Mapping[int, Decimal], total: Decimal | None, by: Account
) -> Transcript:
    if transcript is None:
        transcript = Transcript(sheet=sheet, round=sheet.version + 1, first_by=by.id)
        session.add(transcript)
    transcript.first_at, transcript.first_total = clock.now(), total
    transcript.values.clear()
    session.flush()
    transcript.values.extend(TranscriptValue(criterion_id=key, first=value) for key, value in values.items())
    audit.record("transcribe_sheet", transcript, by=by)  # without the values: the second person may read the log
    return transcript


def _type_second(
    transcript: Transcript, values: Mapping[int, Decimal], total: Decimal | None, by: Account
) -> Transcript:
    for value in transcript.values:
        value.second = values[value.criterion_id]
    transcript.second_by, transcript.second_at, transcript.second_total = by.id, clock.now(), total
    if differing({value.criterion_id: value.first for value in transcript.values}, values):
        advance(transcript, "dispute_transcript", by=by)
    else:
        advance(transcript, "agree_transcript", by=by)
        _seal(transcript, by)
    return transcript


def _seal(transcript: Transcript, by: Account) -> None:
    values = {value.criterion_id: value.agreed for value in transcript.values if value.agreed is not None}
    basis = "纸质评分表，两次录入一致" if transcript.third_by is None else "纸质评分表，第三人裁定差异"
    source = f"transcript-{transcript.id}"
    fill_sheet(transcript.sheet, values, stream=PAPER_STREAM, source=source, basis=basis, by=by)


def _operation(sheet: Sheet, mark: Mark, number: int, stream: str, source: str, by: Account) -> DeviceOperation:
    return DeviceOperation(
        op_id=mark.op_id,
        stream=stream,
        actor_id=by.id,
        device=source,
        seq=number,
        payload={"sheet": sheet.id, "criterion": mark.criterion_id, "value": plain(mark.value)},
        made_at=mark.at,
        outcome={"status": "saved", "rev": mark.rev},
    )
