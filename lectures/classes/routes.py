"""Pages of officers about training classes: the list, one class with its table of attendance, its details."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from lectures.classes import operations, queries
from lectures.classes.forms import NONE, ClassDetailsForm, values_for, values_of
from lectures.classes.models import ClassEnrolment, TrainingClass
from lectures.lecturers.models import Lecturer
from lectures.lecturers.queries import lecturers_in_service
from lectures.menus.models import MenuItem
from lectures.menus.queries import items_on_offer
from lectures.orders.models import LectureOrder
from lectures.orders.queries import by_urgency, order_met_by, orders_in, orders_run_by, orders_visible_to
from lectures.orders.routes import addresses
from lectures.orders.rules import OrderState
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in, ids_in
from people.organisations.rules import FEDERATIONS
from people.persons.models import Person

bp = Blueprint("classes", __name__)

OFFICERS = (Permission.LECTURE_RUN, Permission.LECTURE_ORDER)
MOST_ORDERS = 200
"""How many orders can be chosen from, the most urgent first; the page of any other leads here with it chosen."""


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
    met = orders_visible_to(acting()).where(LectureOrder.tour_id == shown.tour_id)
    return render_template(
        "lectures/classes/show_class.html",
        training_class=shown,
        register=register,
        enrolled=enrolled,
        runs=runs,
        order=session.scalars(met).unique().one_or_none(),
    )


@bp.get("/lectures/classes/of-order/<int:order_id>")
@requires(*OFFICERS)
def show_class_of_order(order_id: int) -> ResponseReturnValue:
    """From an order to the class that meets it."""
    meets = select(LectureOrder.tour_id).where(LectureOrder.id == order_id, LectureOrder.tour_id.is_not(None))
    shown = fetch(queries.classes_visible_to(acting()).where(TrainingClass.tour_id.in_(meets)))
    return redirect(url_for(".show_class", class_id=shown.id))


@bp.route("/lectures/classes/new", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def create_class() -> ResponseReturnValue:
    """Open a class, also (`?order=`) for an order that waits to be assigned."""
    asked = _waiting().where(LectureOrder.id == request.args.get("order", NONE, type=int))
    order = session.scalars(asked).unique().one_or_none()
    form = _offered(ClassDetailsForm(data=values_for(order) if order else {}), order=order)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            unit = fetch(
                active_in(acting().scope(Permission.LECTURE_RUN)).where(Organisation.id == form.organisation.data)
            )
            made = operations.create_class(unit, _facts(form), addresses(), by=acting())
            flash("培训班已开办。下一步：排课，并等职工和单位报名。", "success")
            return redirect(url_for(".show_class", class_id=made.id))
    return render_template("lectures/classes/create_class.html", form=form), 422 if form.errors else 200


@bp.route("/lectures/classes/<int:class_id>/edit", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def edit_class(class_id: int) -> ResponseReturnValue:
    """Change what is written down about a class."""
    edited = run_class(class_id)
    order = order_met_by(edited.tour)
    form = _offered(ClassDetailsForm(data=values_of(edited, order)), edited, order)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_class(edited, _facts(form, order), addresses(), version=form.version, by=acting())
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


def _offered(
    form: ClassDetailsForm, edited: TrainingClass | None = None, order: LectureOrder | None = None
) -> ClassDetailsForm:
    """The form with what can be chosen: one's federations, courses on offer, orders to assign, lecturers in service.

    `order` is the one that the class meets, or is opened for: it can be chosen, too.
    """
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
    waiting = session.scalars(by_urgency(_waiting()).limit(MOST_ORDERS)).unique()
    orders = {one.id: one.audit_label for one in ([order] if order else [])} | {
        one.id: one.audit_label for one in waiting
    }
    form.order.choices = [(NONE, "不是点单来的"), *orders.items()]
    return form


def _waiting() -> Select[LectureOrder]:
    return orders_in(orders_run_by(acting()), OrderState.ASSIGNING)


def _facts(form: ClassDetailsForm, met: LectureOrder | None = None) -> operations.ClassFacts:
    item = session.get(MenuItem, form.item.data) if form.item.data else None
    order = met if met is not None and met.id == form.order.data else None
    if form.order.data and order is None:
        order = fetch(orders_run_by(acting()).where(LectureOrder.id == form.order.data))
    teachers = session.scalars(select(Lecturer).where(Lecturer.id.in_(form.teachers.data or ()))).all()
    return form.facts(item, order, list(teachers))
