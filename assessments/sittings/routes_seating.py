"""Pages where seats are given: by a seed for everybody, by hand for one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from assessments.applications.models import Application
from assessments.batches.models import Batch
from assessments.sittings import seating
from assessments.sittings.forms import MoveForm, SeatForm
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.queries import batches_seated_by, sittings_planned_by, waiting_for
from assessments.sittings.routes import bp, planned
from assessments.sittings.rules import SittingState
from assessments.sittings.seating import Seated
from foundation.clock import in_shanghai
from foundation.database import fetch, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.post("/assessments/batches/<int:batch_id>/seats")
@requires(Permission.SITTING_PLAN)
def seat_batch(batch_id: int) -> ResponseReturnValue:
    """Seat everybody who waits, in all sittings of the plan."""
    batch = fetch(batches_seated_by(acting()).where(Batch.id == batch_id))
    with transaction():
        _tell(seating.seat_batch(batch, by=acting()))
    return redirect(url_for(".list_sittings", batch_id=batch_id))


@bp.post("/assessments/sittings/<int:sitting_id>/seats")
@requires(Permission.SITTING_PLAN)
def seat_candidates(sitting_id: int) -> ResponseReturnValue:
    """Seat everybody who waits, as far as the room goes."""
    sitting = planned(sitting_id)
    with transaction():
        _tell([seating.seat_candidates(sitting, by=acting())])
    return redirect(url_for(".show_sitting", sitting_id=sitting_id))


@bp.route("/assessments/sittings/<int:sitting_id>/seats/new", methods=["GET", "POST"])
@requires(Permission.SITTING_PLAN)
def seat_candidate(sitting_id: int) -> ResponseReturnValue:
    """Give one candidate a seat by hand."""
    sitting = planned(sitting_id)
    waiting = {one.id: one for one in waiting_for(sitting)}
    form = SeatForm()
    form.application_id.choices = {one.id: f"{one.person.name} {one.ticket_number}" for one in waiting.values()}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            application = session.get_one(Application, form.application_id.data)
            seating.seat_candidate(
                sitting, application, form.number.data or 0, reason=form.reason.data or "", by=acting()
            )
            flash("已排座位。", "success")
            return redirect(url_for(".show_sitting", sitting_id=sitting_id))
    facts = {"form": form, "sitting": sitting, "waiting": waiting}
    return render_template("assessments/sittings/seat_candidate.html", **facts), 422 if form.errors else 200


@bp.route("/assessments/seats/<int:seat_id>/move", methods=["GET", "POST"])
@requires(Permission.SITTING_PLAN)
def move_candidate(seat_id: int) -> ResponseReturnValue:
    """Another seat, or another sitting of the same part."""
    seat = _seat(seat_id)
    others = {one.id: one for one in _alternatives(seat)}
    form = MoveForm(sitting_id=seat.sitting_id, number=seat.number)
    form.sitting_id.choices = {
        key: f"{one.title}（{in_shanghai(one.starts_at):%m月%d日 %H:%M}）" for key, one in others.items()
    }
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            sitting = others[form.sitting_id.data]
            seating.move_candidate(seat, sitting, form.number.data or 0, reason=form.reason.data or "", by=acting())
            flash("座位已调整。", "success")
            return redirect(url_for(".show_sitting", sitting_id=sitting.id))
    facts = {"form": form, "seat": seat}
    return render_template("assessments/sittings/move_candidate.html", **facts), 422 if form.errors else 200


@bp.post("/assessments/seats/<int:seat_id>/unseat")
@requires(Permission.SITTING_PLAN)
def unseat_candidate(seat_id: int) -> ResponseReturnValue:
    """Take a seat away."""
    seat = _seat(seat_id)
    sitting_id = seat.sitting_id
    with transaction():
        seating.unseat_candidate(seat, reason=request.form.get("reason", ""), by=acting())
    flash("座位已取消。", "success")
    return redirect(url_for(".show_sitting", sitting_id=sitting_id))


def _seat(seat_id: int) -> Seat:
    own = sittings_planned_by(acting()).with_only_columns(Sitting.id)
    return fetch(select(Seat).where(Seat.id == seat_id, Seat.sitting_id.in_(own)))


def _alternatives(seat: Seat) -> list[Sitting]:
    """The sittings that have not opened of the same item and part, its own first."""
    same = (Sitting.item_id == seat.sitting.item_id, Sitting.part == seat.sitting.part)
    query = sittings_planned_by(acting()).where(*same, Sitting.state == SittingState.PLANNED)
    return sorted(session.scalars(query).unique(), key=lambda one: (one is not seat.sitting, one.starts_at, one.id))


def _tell(done: list[Seated]) -> None:
    count, last = sum(one.count for one in done), {one.what: one for one in done}.values()
    flash(f"已编排 {count} 个座位。" if count else "没有编排新的座位。", "success" if count else "warning")
    if elsewhere := sorted({name for one in last for name in one.elsewhere}):
        flash(f"同一时间另有考试，没有排入：{'、'.join(elsewhere)}。", "warning")
    if left := sum(one.left for one in last):
        flash(f"还缺 {left} 个座位：考场已坐满，请另安排一场。", "warning")
