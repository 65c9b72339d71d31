"""The scores of a sitting as a workbook: pre-filled with tickets and names, checked row by row, applied, taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessments.results.models import PartScore
from assessments.results.operations import entry_fault, is_new, put_score, require_scoring
from assessments.results.queries import scores_at, sittings_scored_by
from assessments.results.rules import ABSENCES, ScoreSource, ScoreState
from assessments.results.rules_outcomes import ABSENT
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.queries import seats_of
from foundation import audit, imports
from foundation.database import fetch, lock, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome, refuse_if_changed_since
from foundation.workbook_writing import export_workbook
from foundation.workbooks import Column, Row
from marking.sheets.rules import read_mark
from people.accounts.models import Account
from scoring.numbers import as_text

COLUMNS = (
    Column("ticket", "准考证号", required=True, width=22, note="与准考证一致。", example="000100001"),
    Column("name", "姓名", required=True, width=16, note="与准考证号核对，不一致的不导入。", example="李示范"),
    Column("score", "成绩", width=12, note="0 至 100，最多两位小数；没有参加考试的写“缺考”。", example="86.5"),
)


@dataclass(frozen=True)
class ScoreRow:
    """What a row says of one seat; `score` None: absent."""

    seat: Seat
    known: PartScore | None
    score: Decimal | None


def score_workbook(sitting: Sitting) -> bytes:
    """The sheet to fill in: a row for each seat, with the score where there is one."""
    scores = scores_at(sitting)
    return export_workbook("成绩", COLUMNS, _prefilled(session.scalars(seats_of([sitting])), scores))


def check_rows(rows: list[Row], by: Account, context: dict[str, Any]) -> list[Outcome]:
    """What each row would do. Raises `Refused` while the sitting takes no scores."""
    sitting = fetch(sittings_scored_by(by).where(Sitting.id == context["sitting_id"]))
    require_scoring(sitting)
    seats = {seat.application.ticket_number: seat for seat in session.scalars(seats_of([sitting]))}
    scores, seen = scores_at(sitting), dict[str, int]()
    return [_check_row(row, seats, scores, seen) for row in rows]


def apply_row(outcome: Outcome, by: Account, _context: dict[str, Any]) -> Applied:
    """Enter the score of a row."""
    found: ScoreRow = outcome.found
    before = None
    if found.known is not None:
        score = found.known.score
        before = {
            "score": None if score is None else as_text(score),
            "source": found.known.source.value,
            "returned": found.known.state is ScoreState.RETURNED,
            "entered_by": found.known.entered_by,
        }
    return Applied(put_score(found.seat, found.known, found.score, source=ScoreSource.IMPORTED, by=by), before)


def undo_row(item: ImportItem, by: Account) -> None:
    """Take an imported score out again, or put back what stood there; refused once it was reviewed or changed."""
    score = session.get(PartScore, item.record_id)
    if score is None:
        raise Refused("这份成绩已经不在了。")
    refuse_if_changed_since(item, lock(score).row_version)
    if score.state is not ScoreState.ENTERED:
        raise Refused("这份成绩已经审核或退回，不能撤销导入。")
    before = item.before_values()
    if before is None:
        audit.record("undo_import", score, by=by, changes={"score": (score.score, None)})
        session.delete(score)
        return
    if before["returned"]:
        raise Refused("这份成绩是退回之后重录的，不能撤销。请直接改录，或由审核人再次退回。")
    score.score = None if before["score"] is None else Decimal(before["score"])
    score.absent, score.source = score.score is None, ScoreSource(before["source"])
    score.entered_by = before["entered_by"]
    score.row_version += 1
    audit.record("undo_import", score, by=by, changes=audit.pending_changes(score))


def _prefilled(seats: Iterable[Seat], scores: dict[int, PartScore]) -> Iterable[dict[str, Any]]:
    for seat in seats:
        known = scores.get(seat.application_id)
        absent = seat.attendance in ABSENCES or (known is not None and known.absent)
        score = as_text(known.score) if known and known.score is not None else None
        yield {
            "ticket": seat.application.ticket_number,
            "name": seat.application.person.name,
            "score": ABSENT if absent else score,
        }


def _check_row(row: Row, seats: dict[str | None, Seat], scores: dict[int, PartScore], seen: dict[str, int]) -> Outcome:
    seat = _seat(row, seats, seen)
    score = _score(row)
    if seat is None or row.faults:
        return Outcome(row, row["name"] or "", Effect.FAULTY)
    known = scores.get(seat.application_id)
    if fault := entry_fault(seat, known, score):
        row.fault("score", fault)
    effect = Effect.NEW if known is None else Effect.CHANGED if is_new(seat, known, score) else Effect.SAME
    return Outcome(row, seat.application.audit_label, effect, found=ScoreRow(seat, known, score))


def _seat(row: Row, seats: dict[str | None, Seat], seen: dict[str, int]) -> Seat | None:
    if not row["ticket"]:
        return None
    earlier = seen.setdefault(row["ticket"], row.number)
    seat = seats.get(row["ticket"])
    if earlier != row.number:
        row.fault("ticket", f"与第 {earlier} 行的准考证号重复。")
    elif seat is None:
        row.fault("ticket", "这个场次没有这个准考证号，请核对是否选错了场次。")
    elif row["name"] and row["name"] != seat.application.person.name:
        row.fault("name", "与这个准考证号的考生姓名不一致，请核对是否串行。")
    return seat


def _score(row: Row) -> Decimal | None:
    text = row["score"] or ""
    if text == ABSENT:
        return None
    score = read_mark(text)
    if score is None:
        row.fault("score", "应是数字（例如 86.5）或“缺考”。")
    return score


SCORES = imports.register(
    ImportKind(
        name="assessment-scores",
        title="认定成绩",
        columns=COLUMNS,
        endpoint="assessments.results.enter_scores",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
        whole=True,  # a sitting half taken in would look like absences
    )
)
