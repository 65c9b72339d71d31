"""On-line theory: the officer's pages about the paper, and the candidate's about his sittings."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.sittings import theory
from assessments.sittings.answers import attempt_of
from assessments.sittings.forms import TheoryForm
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.queries import duties_of, own_seats, own_sittings
from assessments.sittings.routes import bp, planned
from assessments.sittings.rules import Attendance, SittingMode, SittingState
from examinations.attempts.routes import limit_by_account
from examinations.attempts.rules import AttemptState
from examinations.banks.models import QuestionBank
from examinations.banks.queries import banks_visible_to
from examinations.papers.queries import drawn_paper
from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from foundation.secrets import new_token
from people.accounts.access import acting, requires
from people.accounts.lockout import limiter
from people.accounts.rules import Permission

SHOWN = 50


@bp.route("/assessments/sittings/<int:sitting_id>/paper", methods=["GET", "POST"])
@requires(Permission.SITTING_PLAN)
def set_theory_paper(sitting_id: int) -> ResponseReturnValue:
    """The paper of an on-line sitting, until it opens."""
    sitting = planned(sitting_id)
    form = TheoryForm.opened_on(sitting)
    banks = session.scalars(banks_visible_to(acting()).order_by(QuestionBank.id.desc()))
    form.offer_banks({bank.id: bank.title for bank in banks})
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            theory.set_theory_paper(sitting, form.facts(), version=form.version, by=acting())
            flash("试卷已保存。开场时锁定，之后不能再改。", "success")
            return redirect(url_for(".show_sitting", sitting_id=sitting_id))
    facts = {"form": form, "sitting": sitting}
    return render_template("assessments/sittings/set_theory_paper.html", **facts), 422 if form.errors else 200


@bp.get("/assessments/sittings/<int:sitting_id>/paper/preview")
@requires(Permission.QUESTION_EDIT)
def preview_theory_paper(sitting_id: int) -> ResponseReturnValue:
    """A paper as chance would make it, with its answers; the same seed shows the same paper again."""
    sitting = planned(sitting_id)
    if sitting.paper is None:
        raise NotFound
    seed = request.args.get("seed", "")[:64] or new_token()
    facts = {"sitting": sitting, "seed": seed, "drawn": drawn_paper(sitting.paper, seed)}
    return render_template("assessments/sittings/preview_theory_paper.html", **facts)


@bp.get("/assessments/my-sittings")
@requires(Permission.OWN_READ)
def list_my_sittings() -> ResponseReturnValue:
    """Where one is examined and where one is on duty, the latest first."""
    seats = session.scalars(own_seats(acting()).order_by(Sitting.starts_at.desc()).limit(SHOWN)).unique().all()
    duties = session.scalars(duties_of(acting()).limit(SHOWN)).unique().all()
    return render_template("assessments/sittings/list_my_sittings.html", seats=seats, duties=duties)


@bp.get("/assessments/my-sittings/<int:sitting_id>")
@requires(Permission.OWN_READ)
def show_my_sitting(sitting_id: int) -> ResponseReturnValue:
    """One's seat, what to bring, and the button that begins an on-line paper."""
    seat = fetch(own_seats(acting()).where(Seat.sitting_id == sitting_id))
    sitting, attempt = seat.sitting, attempt_of(seat)
    return render_template(
        "assessments/sittings/show_my_sitting.html",
        seat=seat,
        sitting=sitting,
        attempt=attempt,
        online=sitting.mode is SittingMode.ONLINE,
        answering=attempt is not None and attempt.state is AttemptState.OPEN,
        may_begin=sitting.state is SittingState.OPEN
        and seat.attendance is Attendance.PRESENT
        and sitting.starts_at <= clock.now() < sitting.ends_at,
    )


@bp.post("/assessments/my-sittings/<int:sitting_id>/begin")
@requires(Permission.OWN_READ)
@limiter.limit("30 per minute", key_func=limit_by_account)
def begin_theory(sitting_id: int) -> ResponseReturnValue:
    """Draw a paper, or go on with the one that is open."""
    sitting = fetch(own_sittings(acting()).where(Sitting.id == sitting_id))
    with transaction():
        attempt = theory.begin_theory(sitting, by=acting())
    return redirect(url_for("examinations.attempts.resume_attempt", attempt_id=attempt.id))
