"""Pages of plans: ask for one, see what it proposes beside the baseline, take it over line by line."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.database import fetch, session, transaction
from foundation.forms import ConfirmForm, answering
from lectures.orders.routes import addresses
from lectures.planning import operations
from lectures.planning.forms import PlanForm
from lectures.planning.models import TourPlan
from lectures.planning.queries import lines_of, plans_run_by, wanted_for
from lectures.tours.models import LectureTour
from lectures.tours.queries import tours_run_by
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("planning", __name__)

SHOWN = 20


@bp.route("/lectures/tours/<int:tour_id>/plans", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def create_plan(tour_id: int) -> ResponseReturnValue:
    """What lacks a lecturer, the plans that were computed, and a button for another."""
    tour = fetch(tours_run_by(acting()).where(LectureTour.id == tour_id))
    form = PlanForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            _, job = operations.create_plan(tour, form.seconds.data or 0, by=acting())
            session.flush()
            return redirect(url_for("website.show_job", job_id=job.id))
    plans = session.scalars(plans_run_by(acting()).where(TourPlan.tour_id == tour.id).limit(SHOWN)).all()
    page = {"form": form, "tour": tour, "plans": plans, "wanted": wanted_for(tour)}
    return render_template("lectures/planning/create_plan.html", **page), 422 if form.errors else 200


@bp.get("/lectures/plans/<int:plan_id>")
@requires(Permission.LECTURE_RUN)
def show_plan(plan_id: int) -> ResponseReturnValue:
    """What a plan proposes; an officer ticks what is taken over."""
    plan = _run(plan_id)
    return render_template("lectures/planning/show_plan.html", plan=plan, lines=lines_of(plan), form=ConfirmForm())


@bp.post("/lectures/plans/<int:plan_id>/adopt")
@requires(Permission.LECTURE_RUN)
def adopt_plan(plan_id: int) -> ResponseReturnValue:
    """Take the ticked lines over."""
    plan = _run(plan_id)
    with transaction():
        failures = operations.adopt_plan(plan, request.form.getlist("lines", type=int), addresses(), by=acting())
    if failures:
        flash("\n".join(["有几行在此期间变得排不了，其余已经办好：", *failures]), "danger")
    else:
        flash("已采用：点单的讲师会收到邀请，场次的讲师已经写上，发布以后通知。", "success")
    return redirect(url_for(".show_plan", plan_id=plan.id))


@bp.post("/lectures/plans/<int:plan_id>/drop")
@requires(Permission.LECTURE_RUN)
def drop_plan(plan_id: int) -> ResponseReturnValue:
    """Take nothing of it over."""
    plan = _run(plan_id)
    with transaction():
        operations.drop_plan(plan, by=acting())
    return redirect(url_for(".create_plan", tour_id=plan.tour_id))


def _run(plan_id: int) -> TourPlan:
    return fetch(plans_run_by(acting()).where(TourPlan.id == plan_id))
