"""At the door: who came, who did not, who was sent out."""

from assessments.sittings.answers import attempt_of
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.queries import seats_of
from assessments.sittings.rules import Attendance, SittingState
from examinations.attempts import operations as attempts
from examinations.attempts.rules import AttemptState
from foundation import audit
from foundation.database import lock, session
from foundation.errors import Refused
from people.accounts.models import Account

SAID = (Attendance.PRESENT, Attendance.ABSENT)


def check_in_candidate(seat: Seat, attendance: Attendance, *, by: Account) -> None:
    """Present or absent. A second time changes nothing; who has begun to answer cannot be absent."""
    _expect_open(seat.sitting)
    if attendance not in SAID:
        raise Refused("请选择“到场”或“缺考”。")
    if lock(seat).attendance is attendance:
        return
    if seat.attendance is Attendance.EXPELLED:
        raise Refused("这名考生已被取消本场成绩；要改正，请写明原因恢复。")
    if attendance is Attendance.ABSENT and attempt_of(seat) is not None:
        raise Refused("这名考生已经开始答题，不能登记缺考。违纪的，请写明原因取消本场成绩。")
    seat.attendance = attendance
    audit.record("check_in_candidate", seat, by=by, changes=audit.pending_changes(seat))


def check_in_rest(sitting: Sitting, attendance: Attendance, *, by: Account) -> int:
    """Everybody about whom nothing was said yet; how many that were."""
    rest = [one for one in session.scalars(seats_of([sitting])) if one.attendance is Attendance.EXPECTED]
    for seat in rest:
        check_in_candidate(seat, attendance, by=by)
    return len(rest)


def expel_candidate(seat: Seat, *, reason: str, by: Account) -> None:
    """Send a candidate out: the sitting counts nothing for him. What he answered on line stays on record, voided."""
    _expect_open(seat.sitting)
    _expect_reason(reason)
    if lock(seat).attendance is Attendance.EXPELLED:
        return
    attempt = attempt_of(seat)
    if attempt is not None:
        attempts.submit_attempt(attempt, by=by)
        attempts.void_attempt(attempt, reason=reason, by=by)
    _say(seat, "expel_candidate", Attendance.EXPELLED, reason, by)


def restore_candidate(seat: Seat, *, reason: str, by: Account) -> None:
    """Take an expulsion back."""
    _expect_open(seat.sitting)
    _expect_reason(reason)
    if lock(seat).attendance is not Attendance.EXPELLED:
        raise Refused("这名考生没有被取消成绩，不需要恢复。")
    attempt = attempt_of(seat)
    if attempt is not None and attempt.state is AttemptState.VOIDED:
        attempts.restore_attempt(attempt, reason=reason, by=by)
    _say(seat, "restore_candidate", Attendance.PRESENT, reason, by)


def _say(seat: Seat, action: str, attendance: Attendance, reason: str, by: Account) -> None:
    seat.attendance = attendance
    seat.attendance_reason = reason.strip() if attendance is Attendance.EXPELLED else ""
    audit.record(action, seat, by=by, reason=reason, changes=audit.pending_changes(seat))


def _expect_open(sitting: Sitting) -> None:
    if lock(sitting).state is not SittingState.OPEN:
        raise Refused("只有考试中的场次可以登记到场情况。还没有开场的请先开场；已经结束的，请写明原因重新打开。")


def _expect_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("请写明原因。", field="reason")
