"""Pages about sittings: the list of a plan, one sitting, setting it up, from opening to closing."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from assessments.batches.models import Batch
from assessments.sittings import operations
from assessments.sittings.forms import SittingForm
from assessments.sittings.models import Sitting
from assessments.sittings.progress import marking_progress
from assessments.sittings.queries import (
    attendance_of,
    batches_seated_by,
    batches_watched_by,
    seats_of,
    sittings_named_to,
    sittings_planned_by,
    sittings_run_by,
    sittings_visible_to,
    standing_of,
    waiting_for,
)
from assessments.sittings.queries_duties import assignments_of, unmet_duties
from assessments.sittings.rules import SittingMode, SittingState
from examinations.papers.queries import pool_of
from examinations.papers.rules import PARTIAL_TITLES, paper_faults
from foundation.database import fetch, session, transaction
from foundation.forms import JiangxinForm, answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("sittings", __name__)
AT_THE_DOOR = (Permission.SITTING_PLAN, Permission.SITTING_WATCH, Permission.OWN_READ)
"""Attendance is taken by the officers, and by whoever is on duty there."""


@bp.get("/assessments/batches/<int:batch_id>/sittings")
@requires(Permission.SITTING_PLAN, Permission.SITTING_WATCH)
def list_sittings(batch_id: int) -> ResponseReturnValue:
    """The sittings of a plan in the order of their times, and how far the seating is."""
    batch = fetch(batches_watched_by(acting()).where(Batch.id == batch_id))
    query = sittings_visible_to(acting()).where(Sitting.batch_id == batch_id)
    sittings = session.scalars(query.order_by(Sitting.starts_at, Sitting.id)).unique().all()
    return render_template(
        "assessments/sittings/list_sittings.html",
        batch=batch,
        sittings=sittings,
        attendance=attendance_of(sittings),
        standing=standing_of(batch),
        may_plan=acting().may_at(Permission.SITTING_PLAN, batch.organisation_path),
    )


@bp.route("/assessments/batches/<int:batch_id>/sittings/new", methods=["GET", "POST"])
@requires(Permission.SITTING_PLAN)
def create_sitting(batch_id: int) -> ResponseReturnValue:
    """A new sitting of a plan."""
    batch = fetch(batches_seated_by(acting()).where(Batch.id == batch_id))
    form = SittingForm.on_the_day(batch)
    form.offer(batch)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            sitting = operations.create_sitting(batch, form.facts(), by=acting())
            flash("场次已安排，接着编排座位。", "success")
            return redirect(url_for(".show_sitting", sitting_id=sitting.id))
    return _form("create_sitting", form, batch=batch)


@bp.route("/assessments/sittings/<int:sitting_id>/edit", methods=["GET", "POST"])
@requires(Permission.SITTING_PLAN)
def edit_sitting(sitting_id: int) -> ResponseReturnValue:
    """Change a sitting that has not opened."""
    sitting = planned(sitting_id)
    form = SittingForm.opened_on(sitting)
    form.offer(sitting.batch, keep=sitting.premises)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_sitting(sitting, form.facts(), version=form.version, by=acting())
            flash("已保存。", "success")
            return redirect(url_for(".show_sitting", sitting_id=sitting_id))
    return _form("edit_sitting", form, batch=sitting.batch, sitting=sitting)


@bp.get("/assessments/sittings/<int:sitting_id>")
@requires(Permission.SITTING_PLAN, Permission.SITTING_WATCH)
def show_sitting(sitting_id: int) -> ResponseReturnValue:
    """Who sits where, what is still missing, and the steps."""
    watched = sittings_named_to(acting()).where(Sitting.id == sitting_id)
    sitting = fetch(watched.options(joinedload(Sitting.paper), joinedload(Sitting.premises)))
    paper = sitting.paper
    planning = sitting.state is SittingState.PLANNED
    return render_template(
        "assessments/sittings/show_sitting.html",
        sitting=sitting,
        seats=session.scalars(seats_of([sitting])).all(),
        waiting=waiting_for(sitting) if planning else [],
        warnings=unmet_duties(sitting),
        assignments=assignments_of(sitting),
        grid=marking_progress(sitting),
        paper=paper,
        partial=PARTIAL_TITLES[paper.partial] if paper else "",
        faults=paper_faults(paper.specification, pool_of(paper)) if paper and planning else [],
        online=sitting.mode is SittingMode.ONLINE,
        may_plan=acting().may_at(Permission.SITTING_PLAN, sitting.organisation_path),
        may_run=_runs(sitting_id),
    )


@bp.post("/assessments/sittings/<int:sitting_id>/remove")
@requires(Permission.SITTING_PLAN)
def remove_sitting(sitting_id: int) -> ResponseReturnValue:
    """Take an empty sitting out of the plan."""
    sitting = planned(sitting_id)
    batch_id = sitting.batch_id
    with transaction():
        operations.remove_sitting(sitting, reason=request.form.get("reason", ""), by=acting())
    flash("场次已删除。", "success")
    return redirect(url_for(".list_sittings", batch_id=batch_id))


@bp.post("/assessments/sittings/<int:sitting_id>/open")
@requires(*AT_THE_DOOR)
def open_sitting(sitting_id: int) -> ResponseReturnValue:
    """Let the candidates in."""
    sitting = run(sitting_id)
    with transaction():
        operations.open_sitting(sitting, by=acting())
    flash("已开场，请核对身份，登记每名考生是否到场。", "success")
    return redirect(url_for(".list_attendance", sitting_id=sitting_id))


@bp.post("/assessments/sittings/<int:sitting_id>/close")
@requires(*AT_THE_DOOR)
def close_sitting(sitting_id: int) -> ResponseReturnValue:
    """End it."""
    sitting = run(sitting_id)
    with transaction():
        operations.close_sitting(sitting, by=acting())
    flash("考试已结束。", "success")
    return redirect(url_for(".list_attendance", sitting_id=sitting_id))


@bp.post("/assessments/sittings/<int:sitting_id>/reopen")
@requires(Permission.SITTING_PLAN)
def reopen_sitting(sitting_id: int) -> ResponseReturnValue:
    """Undo the closing."""
    sitting = planned(sitting_id)
    with transaction():
        operations.reopen_sitting(sitting, reason=request.form.get("reason", ""), by=acting())
    flash("已重新打开，可以更正到场情况。", "success")
    return redirect(url_for(".list_attendance", sitting_id=sitting_id))


def planned(sitting_id: int) -> Sitting:
    """A sitting that the acting account sets up."""
    return fetch(sittings_planned_by(acting()).where(Sitting.id == sitting_id))


def run(sitting_id: int) -> Sitting:
    """A sitting where the acting account takes attendance."""
    return fetch(sittings_run_by(acting()).where(Sitting.id == sitting_id))


def _runs(sitting_id: int) -> bool:
    query = sittings_run_by(acting()).where(Sitting.id == sitting_id)
    return session.scalars(query).first() is not None


def _form(verb: str, form: JiangxinForm, **facts: object) -> ResponseReturnValue:
    return render_template(f"assessments/sittings/{verb}.html", form=form, **facts), 422 if form.errors else 200
