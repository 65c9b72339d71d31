"""Pages of officers about training classes: the list, one class with its table of attendance, its details."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from lectures.classes import operations, queries
from lectures.classes.forms import NONE, ClassDetailsForm, values_of
from lectures.classes.models import ClassEnrolment, TrainingClass
from lectures.lecturers.models import Lecturer
from lectures.lecturers.queries import lecturers_in_service
from lectures.menus.models import MenuItem
from lectures.menus.queries import items_on_offer
from lectures.orders.models import LectureOrder
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in, ids_in
from people.organisations.rules import FEDERATIONS
from people.persons.models import Person

bp = Blueprint("classes", __name__)

OFFICERS = (Permission.LECTURE_RUN, Permission.LECTURE_ORDER)


@bp.get("/lectures/classes")
@requires(*OFFICERS)
def list_classes() -> ResponseReturnValue:
    """The classes that one runs, and those that the workers of one's units may join."""
    page = page_by_key(queries.classes_visible_to(acting()), TrainingClass, after=request.args.get("after", type=int))
    counts = queries.enrolled_counts([one.id for one in page.rows])
    return render_template("lectures/classes/list_classes.html", page=page, counts=counts)


@bp.get("/lectures/classes/<int:class_id>")
@requires(*OFFICERS)
def show_class(class_id: int) -> ResponseReturnValue:
    """One class with its meetings and who came; officers of units see their own people."""
    shown = visible_class(class_id)
    runs = acting().may_at(Permission.LECTURE_RUN, shown.organisation_path)
    listed = queries.enrolments_in(shown)
    if not runs:
        own = ids_in(acting().scope(Permission.LECTURE_ORDER))
        listed = listed.where(ClassEnrolment.person_id.in_(select(Person.id).where(Person.employer_id.in_(own))))
    register = queries.register_of(shown, session.scalars(listed).all())
    enrolled = queries.enrolled_counts([class_id])[class_id]
    return render_template(
        "lectures/classes/show_class.html", training_class=shown, register=register, enrolled=enrolled, runs=runs
    )


@bp.route("/lectures/classes/new", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def create_class() -> ResponseReturnValue:
    """Open a class."""
    form = _offered(ClassDetailsForm())
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            unit = fetch(
                active_in(acting().scope(Permission.LECTURE_RUN)).where(Organisation.id == form.organisation.data)
            )
            made = operations.create_class(unit, _facts(form), by=acting())
            flash("培训班已开办。下一步：排课，并等职工和单位报名。", "success")
            return redirect(url_for(".show_class", class_id=made.id))
    return render_template("lectures/classes/create_class.html", form=form), 422 if form.errors else 200


@bp.route("/lectures/classes/<int:class_id>/edit", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def edit_class(class_id: int) -> ResponseReturnValue:
    """Change what is written down about a class."""
    edited = run_class(class_id)
    form = _offered(ClassDetailsForm(data=values_of(edited)), edited)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_class(edited, _facts(form), version=form.version, by=acting())
            flash("已保存。", "success")
            return redirect(url_for(".show_class", class_id=class_id))
    page = render_template("lectures/classes/edit_class.html", form=form, training_class=edited)
    return page, 422 if form.errors else 200


def visible_class(class_id: int) -> TrainingClass:
    """The class, if one may see it."""
    return fetch(queries.classes_visible_to(acting()).where(TrainingClass.id == class_id))


def run_class(class_id: int) -> TrainingClass:
    """The class, if one runs it."""
    return fetch(queries.classes_run_by(acting()).where(TrainingClass.id == class_id))


def _offered(form: ClassDetailsForm, edited: TrainingClass | None = None) -> ClassDetailsForm:
    """The form with what can be chosen: one's federations, the courses on offer, open orders, lecturers in service."""
    scope = acting().scope(Permission.LECTURE_RUN)
    units = session.scalars(active_in(scope).where(Organisation.kind.in_(FEDERATIONS))).all()
    form.organisation.choices = [(unit.id, unit.name) for unit in units]
    items = {item.id: item.title for path in scope for item in session.scalars(items_on_offer(path))}
    teachers = {one.id: one.person.name for path in scope for one in session.scalars(lecturers_in_service(path))}
    if edited is not None:  # what has left the menu or the pool since stays as it was
        items |= {edited.item.id: edited.item.title} if edited.item else {}
        teachers |= {one.id: one.person.name for one in edited.teachers}
    form.item.choices = [(NONE, "不是菜单上的课程"), *items.items()]
    form.teachers.choices = list(teachers.items())
    orders = session.scalars(_orders().limit(100)).all()
    form.order.choices = [(NONE, "不是点单来的"), *((one.id, one.audit_label) for one in orders)]
    return form


def _orders():
    received = select(LectureOrder).where(
        LectureOrder.organisation_id.in_(ids_in(acting().scope(Permission.LECTURE_RUN)))
    )
    return received.order_by(LectureOrder.id.desc())


def _facts(form: ClassDetailsForm) -> operations.ClassFacts:
    item = session.get(MenuItem, form.item.data) if form.item.data else None
    order = fetch(_orders().where(LectureOrder.id == form.order.data)) if form.order.data else None
    teachers = session.scalars(select(Lecturer).where(Lecturer.id.in_(form.teachers.data or ()))).all()
    return form.facts(item, order, list(teachers))
