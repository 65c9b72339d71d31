"""Marks that come too late: kept beside the sheet until the chief judge has decided (迟到的分数)."""

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import Select, SelectBase, select
from sqlalchemy.orm import contains_eager, joinedload

from foundation import clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from foundation.outbox import Operation, Outcome
from marking.panels.models import PanelMember, Subject
from marking.panels.rules import PanelState
from marking.schemes.models import Criterion
from marking.sheets.journal import log
from marking.sheets.models import LateMark, Mark, Sheet
from marking.sheets.operations import reopen, require_overseer
from marking.sheets.rules import LateMarkState, SheetState
from marking.sheets.seals import plain
from people.accounts.models import Account


def keep_late_mark(
    operation: Operation, sheet: Sheet, criterion: Criterion, value: Decimal | None, *, stood: Decimal | None, rev: int
) -> Outcome:
    """Keep a mark for the chief judge; it takes the place of those that waited from the same device.

    What stands anyway, `stood` with its revision, needs no decision: it is answered as saved.
    """
    _supersede(operation, sheet, criterion)
    if value == stood:
        return {"status": "saved", "rev": rev}
    late = LateMark(op_id=operation.op_id, sheet_id=sheet.id, criterion_id=criterion.id, device=operation.device)
    late.value, late.stood = value, stood
    session.add(late)
    why = "已封存" if sheet.state is SheetState.SEALED else "已结束评分"
    message = f"{sheet.subject.label}的评分表{why}，“{criterion.title}”的改动已转交裁判长裁定，原分数没有改动。"
    return {"status": "late", "message": message, "value": plain(stood)}


def late_marks_of(panel_ids: Collection[int] | SelectBase) -> Select[LateMark]:
    """The late marks of these panels with all that their page shows, those that wait first."""
    return (
        select(LateMark)
        .join(LateMark.sheet)
        .join(Sheet.subject)
        .where(Subject.panel_id.in_(panel_ids), LateMark.state != LateMarkState.SUPERSEDED)
        .options(
            contains_eager(LateMark.sheet).contains_eager(Sheet.subject).joinedload(Subject.panel),
            contains_eager(LateMark.sheet).joinedload(Sheet.member).joinedload(PanelMember.account),
            joinedload(LateMark.criterion),
            joinedload(LateMark.operation),
            joinedload(LateMark.decider),
        )
        .order_by((LateMark.state != LateMarkState.WAITING), LateMark.id)
    )


def waiting_late_marks(panel_ids: Collection[int] | SelectBase) -> Select[LateMark]:
    """Those that nobody has decided about."""
    return late_marks_of(panel_ids).where(LateMark.state == LateMarkState.WAITING)


def accept_late_mark(late: LateMark, *, reason: str | None, by: Account) -> None:
    """Let the late value stand as the newest revision. A sealed sheet is reopened for it: the judge signs again.

    Raises `Refused` if the panel has ended or the mark is the decider's own.
    """
    sheet = _held(late, by)
    if sheet.subject.panel.state is not PanelState.OPEN:
        raise Refused(
            "这个裁判组已结束评分，不能采纳。还没有锁定成绩的，请先重新开放评分并写明原因，再来裁定；"
            "成绩已经锁定、公示或生效的，请在成绩页面“提出更正”，这里选择“不予采纳”。"
        )
    if sheet.state is SheetState.RECUSED:
        raise Refused("这名裁判已回避，他的分数不再计入，不能采纳。请选择“不予采纳”。")
    _decide(late, "accept_late_mark", reason, by)
    mark = next((one for one in sheet.marks if one.criterion_id == late.criterion_id), None)
    if mark is None:
        mark = Mark(sheet_id=sheet.id, criterion_id=late.criterion_id, rev=0)
        session.add(mark)
    mark.value, mark.op_id, mark.at = late.value, late.op_id, clock.now()
    mark.rev += 1
    if sheet.state is SheetState.SEALED:
        reopen(sheet, reason=f"采纳迟到的分数：{late.reason}", by=by)
    _log(late, sheet, rev=mark.rev)


def dismiss_late_mark(late: LateMark, *, reason: str | None, by: Account) -> None:
    """Leave the marks as they stand, for a reason."""
    sheet = _held(late, by)
    _decide(late, "dismiss_late_mark", reason, by)
    _log(late, sheet)


def _held(late: LateMark, by: Account) -> Sheet:
    require_overseer(late.sheet, by)
    lock(late.sheet.subject.panel)  # not while the panel is being closed
    sheet = lock(late.sheet)
    lock(late)
    if sheet.member.account_id == by.id:
        raise Refused("这是您自己打的分数，不能由您本人裁定。请由竞赛主管人员裁定。")
    return sheet


def _decide(late: LateMark, action: str, reason: str | None, by: Account) -> None:
    late.decided_by, late.decided_at, late.reason = by.id, clock.now(), (reason or "").strip()
    advance(late, action, by=by, reason=reason)


def _log(late: LateMark, sheet: Sheet, **facts: int) -> None:
    facts_of_mark = {"op_id": late.op_id, "criterion": late.criterion.code, "value": plain(late.value)}
    log(sheet, f"late-{late.state.value}", **facts_of_mark, **facts)


def _supersede(operation: Operation, sheet: Sheet, criterion: Criterion) -> None:
    earlier = select(LateMark).where(
        LateMark.sheet_id == sheet.id,
        LateMark.criterion_id == criterion.id,
        LateMark.device == operation.device,
        LateMark.state == LateMarkState.WAITING,
    )
    for late in session.scalars(earlier):
        late.state = LateMarkState.SUPERSEDED
