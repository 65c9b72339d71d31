"""The assessment of one studio: its own report, its grade, what it has to put right, and what becomes of its name."""

from dataclasses import dataclass
from datetime import date

from foundation import clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.evidence import keep_evidence
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.appraisals.models import Appraisal, ImprovementOrder
from studios.appraisals.namings import Decision, downgrade_naming, reconfirm_naming, undo_downgrade, withdraw_naming
from studios.appraisals.rules import (
    CONSEQUENCE_TITLES,
    GRADE_TITLES,
    AppraisalState,
    Consequence,
    Grade,
    WithdrawalGround,
    consequences_of,
    grade_of,
    reasons_against_deadline,
)
from studios.registry.operations import keeps, refuse_own_studio


@dataclass(frozen=True)
class Report:
    """What a studio says of itself, and the file that proves it, if there is one."""

    text: str
    content: bytes | None = None


def report_appraisal(appraisal: Appraisal, report: Report, *, by: Account) -> None:
    """The studio's own report on the year or the term."""
    appraisal = _kept(appraisal, by)
    appraisal.report, appraisal.reported_at = _said(report, "自查报告"), clock.now()
    if report.content:
        appraisal.report_file = keep_evidence(report.content, f"appraisal-{appraisal.id}", by_id=by.id)
    advance(appraisal, "report_appraisal", by=by)


def return_appraisal(appraisal: Appraisal, *, by: Account, reason: str) -> None:
    """Send a report back to be completed; what was written stays."""
    advance(held_appraisal(appraisal, by), "return_appraisal", by=by, reason=reason)


def grade_appraisal(appraisal: Appraisal, grade: Grade, *, note: str, by: Account) -> None:
    """Settle the grade. Another one than the score says needs its reason; without a report only after the last day."""
    appraisal = held_appraisal(appraisal, by)
    if appraisal.state is AppraisalState.WAITING and clock.today() <= appraisal.round.report_by:
        raise Refused(f"自查报告到 {appraisal.round.report_by} 才截止，还不能定等次。")
    due = grade_of(appraisal.score, appraisal.round.lines, vetoed=appraisal.vetoed)
    if grade is not due and not note.strip():
        raise Refused(f"按得分应为“{GRADE_TITLES[due]}”，定为“{GRADE_TITLES[grade]}”要写明原因。", field="note")
    appraisal.grade, appraisal.grade_note = grade, note.strip()
    advance(appraisal, "grade_appraisal", by=by, changes={"grade": (None, grade)})


def regrade_appraisal(appraisal: Appraisal, *, by: Account, reason: str) -> None:
    """Take a grade back to settle it anew."""
    appraisal = held_appraisal(appraisal, by)
    if not appraisal.report:
        raise Refused("没有自查报告的等次不能重定。工作室补交的，请恢复考核后由它交报告。")
    before, appraisal.grade = appraisal.grade, None
    advance(appraisal, "regrade_appraisal", by=by, reason=reason, changes={"grade": (before, None)})


def order_improvement(appraisal: Appraisal, demands: str, due_on: date, *, by: Account) -> ImprovementOrder:
    """Say what has to be put right, and by when."""
    appraisal = held_appraisal(appraisal, by)
    if appraisal.grade not in {Grade.IMPROVE, Grade.FAILED}:
        raise Refused("优秀、合格的工作室不用整改。")
    if reasons := reasons_against_deadline(due_on, clock.today()):
        raise Refused(reasons[0], field="due_on")
    if not demands.strip():
        raise Refused("请写明要整改什么。", field="demands")
    order = ImprovementOrder(appraisal=appraisal, demands=demands.strip(), due_on=due_on)
    session.add(order)
    advance(appraisal, "order_improvement", by=by, changes={"due_on": (None, due_on)})
    return order


def report_improvement(appraisal: Appraisal, report: Report, *, by: Account) -> None:
    """The studio says what it has put right."""
    appraisal = _kept(appraisal, by)
    order = appraisal.orders[-1]
    order.report, order.reported_at = _said(report, "整改情况"), clock.now()
    if report.content:
        order.report_file = keep_evidence(report.content, f"improvement-{order.id}", by_id=by.id)
    advance(appraisal, "report_improvement", by=by)


def return_improvement(appraisal: Appraisal, due_on: date, *, by: Account, reason: str) -> None:
    """What was put right is not enough: until another day, and why."""
    appraisal = held_appraisal(appraisal, by)
    if reasons := reasons_against_deadline(due_on, clock.today()):
        raise Refused(reasons[0], field="due_on")
    before, appraisal.orders[-1].due_on = appraisal.orders[-1].due_on, due_on
    advance(appraisal, "return_improvement", by=by, reason=reason, changes={"due_on": (before, due_on)})


def recheck_appraisal(appraisal: Appraisal, decision: Decision, *, passed: bool, note: str, by: Account) -> None:
    """The re-check: passed, the name stays as after a pass; failed, what the failed grade brings, as `decision` says.

    Without a report of the studio it can only fail, and not before the deadline is over.
    """
    appraisal = held_appraisal(appraisal, by)
    order = appraisal.orders[-1]
    if appraisal.state is AppraisalState.IMPROVING and (passed or clock.today() <= order.due_on):
        raise Refused(f"工作室还没有报整改情况（期限 {order.due_on}）。期限过后仍不报的，可以定为复查不合格。")
    order.passed, order.rechecked_on, order.recheck_note = passed, clock.today(), note.strip()
    _settle(appraisal, "recheck_appraisal", Grade.QUALIFIED if passed else Grade.FAILED, decision, by)


def settle_appraisal(appraisal: Appraisal, decision: Decision, *, by: Account) -> None:
    """End the assessment with what its grade brings. A studio that has to improve is settled by the re-check."""
    appraisal = held_appraisal(appraisal, by)
    if appraisal.grade is None:
        raise Refused("还没有定等次。")
    _settle(appraisal, "settle_appraisal", appraisal.grade, decision, by)


def reopen_appraisal(appraisal: Appraisal, *, by: Account, reason: str) -> None:
    """Take up a settled assessment again. A name that was lowered is borne again as before; one that was taken away
    comes back by undoing the withdrawal first."""
    appraisal = held_appraisal(appraisal, by)
    if not reason.strip():
        raise Refused("请写明为什么恢复考核。", field="reason")
    if appraisal.consequence is Consequence.DOWNGRADE and appraisal.naming.ended_on is not None:
        undo_downgrade(appraisal.naming, by=by, reason=reason)
    elif appraisal.naming.ended_on is not None:
        raise Refused("命名已经因此结束。请先在摘牌记录里撤销摘牌，再恢复考核。")
    appraisal.consequence = None
    advance(appraisal, "reopen_appraisal", by=by, reason=reason)


def held_appraisal(appraisal: Appraisal, by: Account) -> Appraisal:
    """The assessment, held against other writers. Raises unless `by` runs its round and is not of the studio."""
    if not by.may_at(Permission.DESIGNATION_RUN, appraisal.round.organisation_path):
        raise NotAllowed
    refuse_own_studio(appraisal.studio, by)
    return lock(appraisal)


def _kept(appraisal: Appraisal, by: Account) -> Appraisal:
    if not keeps(appraisal.studio, by):
        raise NotAllowed
    return lock(appraisal)


def _said(report: Report, what: str) -> str:
    if not report.text.strip():
        raise Refused(f"请写明{what}。", field="report")
    return report.text.strip()


def _reconfirmed(appraisal: Appraisal) -> bool:
    """Whether the term was prolonged already, before the assessment was taken up again: it is never prolonged twice."""
    ends, due = appraisal.naming.term_ends_on, appraisal.round.ends_by
    return ends is not None and due is not None and ends > due


def _settle(appraisal: Appraisal, action: str, grade: Grade, decision: Decision, by: Account) -> None:
    allowed = consequences_of(appraisal.round.kind, grade, appraisal.naming.level)
    chosen = decision.consequence
    if chosen not in allowed:
        offered = "、".join(CONSEQUENCE_TITLES[one] for one in allowed) or "先下达整改通知"
        raise Refused(f"“{GRADE_TITLES[grade]}”可以办理的是：{offered}。", field="consequence")
    years, bar = appraisal.round.term_years, appraisal.round.bar_years
    if chosen is Consequence.RECONFIRM and not _reconfirmed(appraisal):
        reconfirm_naming(appraisal.naming, years=years, decision=decision, by=by)
    elif chosen is Consequence.DOWNGRADE:
        downgrade_naming(appraisal.naming, years=years, decision=decision, by=by)
    elif chosen is Consequence.WITHDRAW:
        withdraw_naming(appraisal.naming, WithdrawalGround.ASSESSMENT, bar_years=bar, decision=decision, by=by)
    appraisal.consequence = chosen
    advance(appraisal, action, by=by, changes={"consequence": (None, chosen)})
