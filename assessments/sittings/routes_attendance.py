"""At the door, on a tablet: who came; and the sheet to sign on paper."""

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from assessments.sittings import attendance, theory
from assessments.sittings.answers import attempts_at
from assessments.sittings.forms import ExtendForm
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.queries import seats_of, sittings_named_to, sittings_run_by
from assessments.sittings.routes import AT_THE_DOOR, bp, run
from assessments.sittings.rules import Attendance, SittingMode
from assessments.sittings.sign_in import sign_in_sheet
from certificates.printing.papers import print_document
from examinations.attempts.operations import expire_overdue
from examinations.attempts.queries import overdue_attempts
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.get("/assessments/sittings/<int:sitting_id>/attendance")
@requires(*AT_THE_DOOR)
def list_attendance(sitting_id: int) -> ResponseReturnValue:
    """Everybody with a seat, whether he came, and how far he is with an on-line paper."""
    sitting = fetch(sittings_named_to(acting()).where(Sitting.id == sitting_id))
    if sitting.mode is SittingMode.ONLINE:
        _settle_overdue(sitting)
    seats = session.scalars(seats_of([sitting])).all()
    runs = session.scalars(sittings_run_by(acting()).where(Sitting.id == sitting_id)).first() is not None
    return render_template(
        "assessments/sittings/list_attendance.html",
        sitting=sitting,
        seats=seats,
        unknown=sum(seat.attendance is Attendance.EXPECTED for seat in seats),
        present=sum(seat.attendance is Attendance.PRESENT for seat in seats),
        attempts=attempts_at(sitting),
        online=sitting.mode is SittingMode.ONLINE,
        may_run=runs,
        watches=acting().may(Permission.SITTING_WATCH) or acting().may(Permission.SITTING_PLAN),
    )


@bp.post("/assessments/seats/<int:seat_id>/check-in")
@requires(*AT_THE_DOOR)
def check_in_candidate(seat_id: int) -> ResponseReturnValue:
    """Present or absent, as the button says."""
    seat = _seat(seat_id)
    with transaction():
        attendance.check_in_candidate(seat, _said(), by=acting())
    return _back(seat)


@bp.post("/assessments/sittings/<int:sitting_id>/check-in-rest")
@requires(*AT_THE_DOOR)
def check_in_rest(sitting_id: int) -> ResponseReturnValue:
    """Everybody about whom nothing was said yet."""
    sitting = run(sitting_id)
    with transaction():
        count = attendance.check_in_rest(sitting, _said(), by=acting())
        flash(f"已登记 {count} 名考生。", "success")
    return redirect(url_for(".list_attendance", sitting_id=sitting_id))


@bp.post("/assessments/seats/<int:seat_id>/expel")
@requires(*AT_THE_DOOR)
def expel_candidate(seat_id: int) -> ResponseReturnValue:
    """Send a candidate out, with a reason."""
    seat = _seat(seat_id)
    with transaction():
        attendance.expel_candidate(seat, reason=request.form.get("reason", ""), by=acting())
        flash("已取消本场成绩，原因已记入日志。", "success")
    return _back(seat)


@bp.post("/assessments/seats/<int:seat_id>/restore")
@requires(*AT_THE_DOOR)
def restore_candidate(seat_id: int) -> ResponseReturnValue:
    """Take an expulsion back, with a reason."""
    seat = _seat(seat_id)
    with transaction():
        attendance.restore_candidate(seat, reason=request.form.get("reason", ""), by=acting())
        flash("已恢复，按到场处理。", "success")
    return _back(seat)


@bp.route("/assessments/seats/<int:seat_id>/extend", methods=["GET", "POST"])
@requires(*AT_THE_DOOR)
def extend_attempt(seat_id: int) -> ResponseReturnValue:
    """More time for one candidate whose machine failed."""
    seat, form = _seat(seat_id), ExtendForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            theory.extend_attempt(seat, form.minutes.data or 0, reason=form.reason.data or "", by=acting())
            flash("已延长，考生刷新页面即可继续。", "success")
            return _back(seat)
    facts = {"form": form, "seat": seat, "attempt": attempts_at(seat.sitting).get(seat.id)}
    return render_template("assessments/sittings/extend_attempt.html", **facts), 422 if form.errors else 200


@bp.get("/assessments/sittings/<int:sitting_id>/sign-in-sheet")
@requires(*AT_THE_DOOR)
def print_sign_in_sheet(sitting_id: int) -> ResponseReturnValue:
    """The sheet that candidates sign when they come in."""
    sitting = fetch(sittings_named_to(acting()).where(Sitting.id == sitting_id))
    sheet = sign_in_sheet(sitting)
    if not sheet.rows:
        raise NotFound
    printed = print_document("assessments/sittings/print_sign_in_sheet.html", sheet)
    return send_file(BytesIO(printed), "application/pdf", download_name=f"签到表-{sitting.title}.pdf")


def _seat(seat_id: int) -> Seat:
    own = sittings_run_by(acting()).with_only_columns(Sitting.id)
    return fetch(select(Seat).where(Seat.id == seat_id, Seat.sitting_id.in_(own)))


def _settle_overdue(sitting: Sitting) -> None:
    """End the attempts whose candidates' time is over, before anybody looks at them."""
    if sitting.paper is not None and session.scalars(overdue_attempts(sitting.paper).limit(1)).first() is not None:
        with transaction():
            expire_overdue(sitting.paper)


def _said() -> Attendance:
    return Attendance.ABSENT if request.form.get("attendance") == "absent" else Attendance.PRESENT


def _back(seat: Seat) -> ResponseReturnValue:
    return redirect(url_for(".list_attendance", sitting_id=seat.sitting_id, _anchor=f"seat-{seat.id}"))
