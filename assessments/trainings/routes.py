"""Pages about training classes: the list, one class with its people and hours, and a worker's own."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from assessments.batches.models import Batch
from assessments.batches.queries import batches_visible_to
from assessments.trainings import operations
from assessments.trainings.forms import TrainingForm
from assessments.trainings.models import Enrolment, Training
from assessments.trainings.queries import (
    attendance_of,
    enrolments_of,
    trainings_edited_by,
    trainings_visible_to,
)
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in
from people.persons.models import Person
from people.persons.queries import persons_found, persons_visible_to

bp = Blueprint("trainings", __name__)

NO_BATCH = 0


@bp.get("/trainings")
@requires(Permission.GROWTH_READ, Permission.OWN_READ)
def list_trainings() -> ResponseReturnValue:
    """The classes that one may see, newest first."""
    page = page_by_key(trainings_visible_to(acting()), Training, after=request.args.get("after", type=int))
    counts = attendance_of([training.id for training in page.rows])
    return render_template("assessments/trainings/list_trainings.html", page=page, counts=counts)


@bp.get("/trainings/<int:training_id>")
@requires(Permission.GROWTH_READ, Permission.OWN_READ)
def show_training(training_id: int) -> ResponseReturnValue:
    """One class. Who is in it is shown to those who run it or follow it; others see their own line."""
    training = fetch(trainings_visible_to(acting()).where(Training.id == training_id))
    follows = acting().may_at(Permission.GROWTH_READ, training.organisation_path)
    listed = enrolments_of(training)
    return render_template(
        "assessments/trainings/show_training.html",
        training=training,
        enrolments=listed if follows else [one for one in listed if one.person_id == acting().person_id],
        edits=acting().may_at(Permission.GROWTH_EDIT, training.organisation_path),
        found=persons_found(acting(), request.args.get("name", "")),
    )


@bp.route("/trainings/new", methods=["GET", "POST"])
@requires(Permission.GROWTH_EDIT)
def create_training() -> ResponseReturnValue:
    """Open a class."""
    form = _offered(TrainingForm())
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            unit = fetch(_units().where(Organisation.id == form.organisation.data))
            training = operations.create_training(unit, form.facts(), batch=_batch(form), by=acting())
            flash("培训班已建立。下一步：登记学员。", "success")
            return redirect(url_for(".show_training", training_id=training.id))
    return render_template("assessments/trainings/create_training.html", form=form), 422 if form.errors else 200


@bp.route("/trainings/<int:training_id>/edit", methods=["GET", "POST"])
@requires(Permission.GROWTH_EDIT)
def edit_training(training_id: int) -> ResponseReturnValue:
    """Change what is written down about a class."""
    training = _edited(training_id)
    form = _offered(TrainingForm(obj=training))
    if not form.is_submitted():
        form.organisation.data, form.batch.data = training.organisation_id, training.batch_id or NO_BATCH
        form.mode.data = training.mode.value
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            facts = form.facts()
            operations.edit_training(training, facts, batch=_batch(form), version=form.version, by=acting())
            flash("已保存。", "success")
            return redirect(url_for(".show_training", training_id=training_id))
    page = render_template("assessments/trainings/edit_training.html", form=form, training=training)
    return page, 422 if form.errors else 200


@bp.post("/trainings/<int:training_id>/persons")
@requires(Permission.GROWTH_EDIT)
def enrol_persons(training_id: int) -> ResponseReturnValue:
    """Put the ticked persons into the class."""
    training = _edited(training_id)
    chosen = request.form.getlist("person", type=int)
    with transaction():
        ticked = persons_visible_to(acting()).where(Person.id.in_(chosen))
        persons = session.scalars(ticked.order_by(None).order_by(Person.id)).all()
        made = operations.enrol_persons(training, persons, by=acting())
    flash(f"已登记 {len(made)} 名学员。" if made else "没有选择新的学员。", "success" if made else "danger")
    return redirect(url_for(".show_training", training_id=training_id))


@bp.post("/trainings/<int:training_id>/persons/<int:enrolment_id>/remove")
@requires(Permission.GROWTH_EDIT)
def remove_enrolment(training_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Take somebody out of the class."""
    training = _edited(training_id)
    enrolment = fetch(select(Enrolment).where(Enrolment.id == enrolment_id, Enrolment.training_id == training.id))
    with transaction():
        operations.remove_enrolment(enrolment, by=acting())
    flash("已移出培训班。", "success")
    return redirect(url_for(".show_training", training_id=training_id))


@bp.post("/trainings/<int:training_id>/attendance")
@requires(Permission.GROWTH_EDIT)
def record_attendance(training_id: int) -> ResponseReturnValue:
    """Write down the hours attended."""
    training = _edited(training_id)
    typed = {one.id: request.form.get(f"attended-{one.id}", "", type=str).strip() for one in enrolments_of(training)}
    hours = {key: int(text) if text.isascii() and text.isdigit() else -1 for key, text in typed.items() if text}
    with transaction():
        operations.record_attendance(training, hours, by=acting())
    flash("出勤已保存。", "success")
    return redirect(url_for(".show_training", training_id=training_id))


@bp.post("/trainings/<int:training_id>/finish")
@requires(Permission.GROWTH_EDIT)
def finish_training(training_id: int) -> ResponseReturnValue:
    """End the class and decide who completed it."""
    training = _edited(training_id)
    with transaction():
        completed = operations.finish_training(training, by=acting())
    flash(f"培训班已结业，{completed} 人达到出勤要求。", "success")
    return redirect(url_for(".show_training", training_id=training_id))


@bp.post("/trainings/<int:training_id>/reopen")
@requires(Permission.GROWTH_EDIT)
def reopen_training(training_id: int) -> ResponseReturnValue:
    """Let a finished class be corrected."""
    training = _edited(training_id)
    with transaction():
        operations.reopen_training(training, reason=request.form.get("reason", ""), by=acting())
    flash("培训班已重新打开。", "success")
    return redirect(url_for(".show_training", training_id=training_id))


@bp.post("/trainings/<int:training_id>/cancel")
@requires(Permission.GROWTH_EDIT)
def cancel_training(training_id: int) -> ResponseReturnValue:
    """The class does not take place."""
    training = _edited(training_id)
    with transaction():
        operations.cancel_training(training, reason=request.form.get("reason", ""), by=acting())
    flash("培训班已取消。", "success")
    return redirect(url_for(".show_training", training_id=training_id))


def _edited(training_id: int) -> Training:
    return fetch(trainings_edited_by(acting()).where(Training.id == training_id))


def _units() -> Select[Organisation]:
    return active_in(acting().scope(Permission.GROWTH_EDIT))


def _offered(form: TrainingForm) -> TrainingForm:
    plans = session.scalars(batches_visible_to(acting()).order_by(Batch.id.desc()).limit(100)).unique().all()
    form.organisation.choices = {unit.id: unit.name for unit in session.scalars(_units())}
    form.batch.choices = {NO_BATCH: "不属于认定计划"} | {plan.id: plan.title for plan in plans}
    return form


def _batch(form: TrainingForm) -> Batch | None:
    return fetch(batches_visible_to(acting()).where(Batch.id == form.batch.data)) if form.batch.data else None
