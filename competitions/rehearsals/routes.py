"""Pages of the rehearsal: begin it, make it ready, let simulated judges mark, wipe it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from competitions.planning.models import Competition
from competitions.planning.queries import competitions_planned_by
from competitions.rehearsals import operations, preparing
from competitions.rehearsals.forms import BeginForm, SimulateForm, WipeForm
from competitions.rehearsals.models import Rehearsal
from competitions.rehearsals.queries import progress_of, rehearsal_of, rehearsals_planned_by
from foundation.database import fetch, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("rehearsals", __name__)


@bp.route("/competitions/<int:competition_id>/rehearse", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def begin_rehearsal(competition_id: int) -> ResponseReturnValue:
    """What a rehearsal is, and how large it shall be; once there is one, its page."""
    source = fetch(competitions_planned_by(acting()).where(Competition.id == competition_id))
    form = BeginForm()
    known = rehearsal_of(source)
    if known is not None:
        return redirect(url_for(".show_rehearsal", rehearsal_id=known.id))
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            contestants, seed = form.contestants.data or 0, form.seed.data or ""
            made = operations.begin_rehearsal(source, contestants=contestants, seed=seed, by=acting())
            flash("演练已建立，模拟选手已报名。下一步：一键备赛，或到各赛项逐步演练。", "success")
            return redirect(url_for(".show_rehearsal", rehearsal_id=made.id))
    page = render_template("competitions/rehearsals/begin_rehearsal.html", competition=source, form=form)
    return page, 422 if form.errors else 200


@bp.get("/rehearsals/<int:rehearsal_id>")
@requires(Permission.COMPETITION_PLAN)
def show_rehearsal(rehearsal_id: int) -> ResponseReturnValue:
    """How far each event is, and what can be done in one go."""
    return _page(_planned(rehearsal_id), SimulateForm(), WipeForm())


@bp.post("/rehearsals/<int:rehearsal_id>/prepare")
@requires(Permission.COMPETITION_PLAN)
def prepare_rehearsal(rehearsal_id: int) -> ResponseReturnValue:
    """Draw, seal, form panels, open judging and check in, all at once."""
    rehearsal = _planned(rehearsal_id)
    with transaction():
        preparing.prepare_rehearsal(rehearsal, by=acting())
    flash("已备赛：抽签、加密、裁判组、检录都已完成，可以评分了。", "success")
    return redirect(url_for(".show_rehearsal", rehearsal_id=rehearsal_id))


@bp.post("/rehearsals/<int:rehearsal_id>/judging")
@requires(Permission.COMPETITION_PLAN)
def simulate_judging(rehearsal_id: int) -> ResponseReturnValue:
    """Have the simulated judges mark; the page of the job shows how far they are."""
    rehearsal, form = _planned(rehearsal_id), SimulateForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            job = operations.simulate_judging(rehearsal, share=form.share.data or 0, by=acting())
            return redirect(url_for("website.show_job", job_id=job.id))
    return _page(rehearsal, form, WipeForm(formdata=None))


@bp.post("/rehearsals/<int:rehearsal_id>/wipe")
@requires(Permission.COMPETITION_PLAN)
def wipe_rehearsal(rehearsal_id: int) -> ResponseReturnValue:
    """Delete it with all that belongs to it."""
    rehearsal, form = _planned(rehearsal_id), WipeForm()
    source_id = rehearsal.competition.rehearsal_of_id
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            removed = operations.wipe_rehearsal(rehearsal, title=form.title.data or "", by=acting())
            flash(f"演练已清除，共删除 {removed} 条记录。原竞赛没有改动。", "success")
            return redirect(url_for("competitions.planning.show_competition", competition_id=source_id))
    return _page(rehearsal, SimulateForm(formdata=None), form)


def _planned(rehearsal_id: int) -> Rehearsal:
    return fetch(rehearsals_planned_by(acting()).where(Rehearsal.id == rehearsal_id))


def _page(rehearsal: Rehearsal, simulate: SimulateForm, wiping: WipeForm) -> ResponseReturnValue:
    page = render_template(
        "competitions/rehearsals/show_rehearsal.html",
        rehearsal=rehearsal,
        stages=progress_of(rehearsal),
        jobs=operations.jobs_of(rehearsal),
        simulate=simulate,
        wiping=wiping,
    )
    return page, 422 if simulate.errors or wiping.errors else 200
