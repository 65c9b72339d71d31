"""Pages about scores: the list of a plan, entering, importing and collecting those of a sitting."""

from collections import Counter

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func, select

from assessments.applications.models import Application
from assessments.batches.models import Batch
from assessments.results import operations
from assessments.results.collecting import collect_scores as collect
from assessments.results.forms import ScoresForm, lines_of, versions_seen
from assessments.results.models import PartScore
from assessments.results.nodes import check_of
from assessments.results.queries import (
    batches_scored_for,
    called,
    score_progress,
    scores_at,
    scores_visible_to,
    sittings_scored_by,
)
from assessments.results.rules import ABSENCES, HAND_MODES, SCORE_STATE_TITLES, ScoreState
from assessments.results.workbooks import SCORES, score_workbook
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.queries import seats_of
from assessments.standards.rules import PART_TITLES, Part
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from foundation.workbook_pages import upload_page, workbook_answer
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("results", __name__)


@bp.get("/assessments/batches/<int:batch_id>/scores")
@requires(Permission.SITTING_WATCH)
def list_scores(batch_id: int) -> ResponseReturnValue:
    """How far the scores of a plan are, sitting by sitting, and every score."""
    batch = fetch(batches_scored_for(acting(), Permission.SITTING_WATCH).where(Batch.id == batch_id))
    sittings = session.scalars(select(Sitting).where(Sitting.batch_id == batch.id).order_by(Sitting.starts_at)).all()
    return render_template(
        "assessments/results/list_scores.html",
        batch=batch,
        progress=score_progress(batch),
        check=check_of(batch),
        sittings=sittings,
        seated=_seated(batch),
        scored=_states_of(batch),
        page=page_by_key(_narrowed(batch), PartScore, after=request.args.get("after", type=int)),
        hand_modes=HAND_MODES,
        parts=PART_TITLES,
        states=SCORE_STATE_TITLES,
        may_enter=acting().may_at(Permission.SCORE_ENTER, batch.organisation_path),
        may_review=acting().may_at(Permission.SCORE_REVIEW, batch.organisation_path),
    )


@bp.route("/assessments/sittings/<int:sitting_id>/scores", methods=["GET", "POST"])
@requires(Permission.SCORE_ENTER)
def enter_scores(sitting_id: int) -> ResponseReturnValue:
    """All candidates of a sitting on one page; Enter goes on to the next."""
    sitting, form = _sitting(sitting_id), ScoresForm()
    sent = request.form if form.is_submitted() else None
    lines = lines_of(session.scalars(seats_of([sitting])), scores_at(sitting), sent)
    if sent is not None and form.validate() and not any(line.fault for line in lines):
        typed = {line.seat.id: line.score for line in lines if line.stated}
        with answering(form), transaction():
            form.claim()
            count = operations.enter_scores(sitting, typed, versions=versions_seen(lines, sent), by=acting())
            flash(f"保存了 {count} 份成绩，等待另一人审核。" if count else "没有改动。", "success")
            return redirect(url_for(".list_scores", batch_id=sitting.batch_id))
    wrong = form.errors or any(line.fault for line in lines)
    page = render_template(
        "assessments/results/enter_scores.html", form=form, sitting=sitting, lines=lines, absences=ABSENCES
    )
    return page, 422 if wrong else 200


@bp.route("/assessments/sittings/<int:sitting_id>/scores/import", methods=["GET", "POST"])
@requires(Permission.SCORE_ENTER)
def import_scores(sitting_id: int) -> ResponseReturnValue:
    """Upload the workbook of a sitting; it is checked and shown before anything changes."""
    sitting = _sitting(sitting_id)
    page = "assessments/results/import_scores.html"
    return upload_page(SCORES, page, by=acting(), context={"sitting_id": sitting.id}, sitting=sitting)


@bp.get("/assessments/sittings/<int:sitting_id>/scores/template")
@requires(Permission.SCORE_ENTER)
def download_score_template(sitting_id: int) -> ResponseReturnValue:
    """The sheet to fill in, with ticket numbers and names."""
    sitting = _sitting(sitting_id)
    content = score_workbook(sitting)
    return workbook_answer(content, f"{sitting.title}成绩.xlsx")


@bp.post("/assessments/sittings/<int:sitting_id>/scores/collect")
@requires(Permission.SCORE_ENTER)
def collect_scores(sitting_id: int) -> ResponseReturnValue:
    """Take over what the machine marked."""
    sitting = _sitting(sitting_id)
    with transaction():
        collected = collect(sitting, by=acting())
        flash(f"汇总了 {collected.count} 份成绩，等待审核。", "success")
        if collected.lacking:
            flash(f"还有 {len(collected.lacking)} 人没有成绩：{'；'.join(collected.lacking[:10])}", "warning")
    return redirect(url_for(".list_scores", batch_id=sitting.batch_id))


def _sitting(sitting_id: int) -> Sitting:
    return fetch(sittings_scored_by(acting()).where(Sitting.id == sitting_id))


def _narrowed(batch: Batch) -> Select[PartScore]:
    """The scores of the plan, narrowed by what stands in the address."""
    found = scores_visible_to(acting()).where(Application.batch_id == batch.id)
    part, state = request.args.get("part", ""), request.args.get("state", "")
    if part in set(Part):
        found = found.where(PartScore.part == Part(part))
    if state in set(ScoreState):
        found = found.where(PartScore.state == ScoreState(state))
    if text := request.args.get("q", "").strip():
        found = found.where(called(text))
    if sitting_id := request.args.get("sitting", type=int):
        found = found.where(PartScore.sitting_id == sitting_id)
    return found


def _seated(batch: Batch) -> Counter[int]:
    """How many have a seat at each sitting."""
    return Counter(session.scalars(select(Seat.sitting_id).join(Seat.sitting).where(Sitting.batch_id == batch.id)))


def _states_of(batch: Batch) -> dict[int, Counter[ScoreState]]:
    """How many scores of each sitting are in each state."""
    columns = (Sitting.id, PartScore.state)
    rows = session.execute(
        select(*columns, func.count()).join(PartScore.sitting).where(Sitting.batch_id == batch.id).group_by(*columns)
    )
    found: dict[int, Counter[ScoreState]] = {}
    for sitting_id, state, number in rows:
        found.setdefault(sitting_id, Counter())[state] = number
    return found
