"""Pages about plans: the list, the plan with its nine nodes, writing and publishing it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from assessments.batches import operations
from assessments.batches.forms import AmendForm, BatchForm
from assessments.batches.models import Batch
from assessments.batches.queries import (
    batches_planned_by,
    batches_visible_to,
    bodies_planned_by,
    found_batches,
    items_of,
    nodes_done,
    nodes_done_of,
    progress_of_batch,
    reasons_against_taking_applications,
    scope_of,
)
from assessments.batches.rules import BATCH_STATE_TITLES, BatchState, Node, reasons_out_of_turn
from assessments.bodies.models import AssessmentBody
from assessments.standards.rules import EXAMINED_LEVELS
from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("batches", __name__)


@bp.get("/assessments/batches")
@requires(Permission.BATCH_READ)
def list_batches():
    """Plans, newest first; filters stay in the address."""
    visible = batches_visible_to(acting())
    query = found_batches(
        visible, state=_asked_state(), body_id=request.args.get("body", type=int), year=_asked_year()
    ).options(selectinload(Batch.items))
    page = page_by_key(query, Batch, after=request.args.get("after", type=int))
    keys = visible.with_only_columns(Batch.body_id)
    bodies = select(AssessmentBody).where(AssessmentBody.id.in_(keys)).order_by(AssessmentBody.title)
    return render_template(
        "assessments/batches/list_batches.html",
        page=page,
        done=nodes_done_of([batch.id for batch in page.rows]),
        nodes=len(Node),
        states=BATCH_STATE_TITLES,
        bodies=session.scalars(bodies).unique().all(),
        may_plan=acting().may(Permission.BATCH_PLAN),
    )


@bp.get("/assessments/batches/<int:batch_id>")
@requires(Permission.BATCH_READ)
def show_batch(batch_id: int):
    """The plan, its line of nine nodes, and the way to the page where each node is worked on."""
    batch = fetch(batches_visible_to(acting()).where(Batch.id == batch_id))
    done = nodes_done(batch)
    may_plan = acting().may_at(Permission.BATCH_PLAN, batch.organisation_path)
    return render_template(
        "assessments/batches/show_batch.html",
        batch=batch,
        items=session.scalars(items_of(batch)).all(),
        steps=progress_of_batch(batch),
        early={node: reasons_out_of_turn(node, done, batch.apply_to, clock.today()) for node in Node},
        may_plan=may_plan,
        may_complete=may_plan and batch.state is BatchState.PUBLISHED,
        may_apply=acting().may(Permission.APPLICATION_EDIT)
        and not reasons_against_taking_applications(batch, clock.today()),
    )


@bp.route("/assessments/batches/new", methods=["GET", "POST"])
@requires(Permission.BATCH_PLAN)
def create_batch():
    """A new draft of one body; who plans for several chooses first."""
    bodies = session.scalars(bodies_planned_by(acting())).unique().all()
    asked = request.args.get("body", type=int)
    body = next((known for known in bodies if known.id == asked), bodies[0] if len(bodies) == 1 else None)
    if body is None:
        return render_template("assessments/batches/create_batch.html", bodies=bodies, form=None)
    form = BatchForm().at(body)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            batch = operations.create_batch(body, form.facts(), by=acting())
            flash("计划已建立，还是草稿。核对无误后请发布。", "success")
            return redirect(url_for(".show_batch", batch_id=batch.id))
    return _page("create_batch", form, body)


@bp.route("/assessments/batches/<int:batch_id>/edit", methods=["GET", "POST"])
@requires(Permission.BATCH_PLAN)
def edit_batch(batch_id: int):
    """Change a draft."""
    batch = _planned(batch_id)
    form = BatchForm.opened_on(batch)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_batch(batch, form.facts(), version=form.version, by=acting())
            flash("已保存。", "success")
            return redirect(url_for(".show_batch", batch_id=batch_id))
    return _page("edit_batch", form, batch.body, batch=batch)


@bp.route("/assessments/batches/<int:batch_id>/amend", methods=["GET", "POST"])
@requires(Permission.BATCH_PLAN)
def amend_batch(batch_id: int):
    """Add to a published plan: filing number, remarks, more places."""
    batch = _planned(batch_id)
    form = AmendForm.opened_on(batch)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.amend_batch(
                batch,
                filing_number=(form.filing_number.data or "").strip(),
                remarks=(form.remarks.data or "").strip(),
                places=form.item_places(),
                version=form.version,
                by=acting(),
            )
            flash("已保存。", "success")
            return redirect(url_for(".show_batch", batch_id=batch_id))
    items = session.scalars(items_of(batch)).all()
    page = render_template("assessments/batches/amend_batch.html", form=form, batch=batch, items=items)
    return page, 422 if form.errors else 200


@bp.post("/assessments/batches/<int:batch_id>/publish")
@requires(Permission.BATCH_PLAN)
def publish_batch(batch_id: int):
    """Lock the plan and show it to those who may apply."""
    batch = _planned(batch_id)
    with transaction():
        operations.publish_batch(batch, by=acting())
    flash("计划已发布，从报名开始日起受理申报。", "success")
    return redirect(url_for(".show_batch", batch_id=batch_id))


@bp.post("/assessments/batches/<int:batch_id>/complete")
@requires(Permission.BATCH_PLAN)
def complete_batch(batch_id: int):
    """Archive the plan."""
    batch = _planned(batch_id)
    with transaction():
        operations.complete_batch(batch, by=acting())
    flash("计划已归档，只供查阅。", "success")
    return redirect(url_for(".show_batch", batch_id=batch_id))


@bp.post("/assessments/batches/<int:batch_id>/reopen")
@requires(Permission.BATCH_PLAN)
def reopen_batch(batch_id: int):
    """Take the plan out of the archive."""
    batch = _planned(batch_id)
    with transaction():
        operations.reopen_batch(batch, reason=request.form.get("reason", ""), by=acting())
    flash("计划已重新打开。", "success")
    return redirect(url_for(".show_batch", batch_id=batch_id))


@bp.post("/assessments/batches/<int:batch_id>/nodes/<name>/complete")
@requires(Permission.BATCH_PLAN)
def complete_node(batch_id: int, name: str):
    """Complete a node by hand; before its turn with a reason."""
    batch, node = _planned(batch_id), _node(name)
    with transaction():
        operations.complete_node(batch, node, reason=request.form.get("reason", ""), by=acting())
    flash("环节已完成。", "success")
    return redirect(url_for(".show_batch", batch_id=batch_id))


@bp.post("/assessments/batches/<int:batch_id>/nodes/<name>/reopen")
@requires(Permission.BATCH_PLAN)
def reopen_node(batch_id: int, name: str):
    """Say that a node is not done after all."""
    batch, node = _planned(batch_id), _node(name)
    with transaction():
        operations.reopen_node(batch, node, reason=request.form.get("reason", ""), by=acting())
    flash("环节已重新打开。", "success")
    return redirect(url_for(".show_batch", batch_id=batch_id))


def _page(name: str, form: BatchForm, body: AssessmentBody, batch: Batch | None = None):
    page = render_template(
        f"assessments/batches/{name}.html",
        form=form,
        body=body,
        batch=batch,
        scope=session.scalars(scope_of(body.id)).all(),
        levels=EXAMINED_LEVELS,
    )
    return page, 422 if form.errors else 200


def _planned(batch_id: int) -> Batch:
    return fetch(batches_planned_by(acting()).where(Batch.id == batch_id))


def _node(name: str) -> Node:
    if name not in set(Node):
        raise NotFound
    return Node(name)


def _asked_state() -> BatchState | None:
    asked = request.args.get("state", "")
    return BatchState(asked) if asked in set(BatchState) else None


def _asked_year() -> int | None:
    asked = request.args.get("year", type=int)
    return asked if asked is not None and 2000 <= asked <= 2100 else None
