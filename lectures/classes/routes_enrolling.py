"""Getting into a class and out of it: the worker on the phone, the unit in bulk, excused absences."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from foundation.workbook_pages import upload_page, workbook_answer
from foundation.workbook_writing import template_workbook
from lectures.classes import operations, queries
from lectures.classes.forms import EnrolForm, ExcuseForm
from lectures.classes.models import ClassEnrolment, TrainingClass
from lectures.classes.routes import OFFICERS, bp, run_class, visible_class
from lectures.classes.rules import ClassState
from lectures.classes.workbooks import COLUMNS, ENROLMENTS
from lectures.tours.rules import LectureState
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.models import Person
from people.persons.queries import named_like

SHOWN = 200


@bp.get("/lectures/my-classes")
@requires(Permission.OWN_READ)
def list_my_classes() -> ResponseReturnValue:
    """The classes that one is in, and those that one may join now."""
    own, person = session.scalars(queries.own_enrolments(acting())).all(), acting().person
    today, open_now = clock.today(), []
    if person is not None:
        inside = [one.class_id for one in own]
        joinable = queries.classes_open_to(person).where(
            TrainingClass.state == ClassState.RUNNING,
            TrainingClass.enrols_from <= today,
            TrainingClass.enrols_to >= today,
            TrainingClass.id.not_in(inside),
        )
        open_now = list(session.scalars(joinable))
    return render_template(
        "lectures/classes/list_my_classes.html",
        registers=queries.registers_of([one.training_class for one in own], own),
        own=own,
        open_now=open_now,
        counts=queries.enrolled_counts([one.id for one in open_now]),
    )


@bp.post("/lectures/classes/<int:class_id>/join")
@requires(Permission.OWN_READ)
def join_class(class_id: int) -> ResponseReturnValue:
    """Enrol oneself."""
    person = acting().person
    if person is None:
        raise NotFound
    joined = fetch(queries.classes_open_to(person).where(TrainingClass.id == class_id))
    with transaction():
        operations.join_class(joined, person, by=acting())
    flash("报名成功。上课时请扫码签到，到课率算进结业。", "success")
    return redirect(url_for(".list_my_classes"))


@bp.post("/lectures/my-classes/<int:enrolment_id>/leave")
@requires(Permission.OWN_READ)
def leave_class(enrolment_id: int) -> ResponseReturnValue:
    """Leave a class that one is in."""
    enrolment = fetch(queries.own_enrolments(acting()).where(ClassEnrolment.id == enrolment_id))
    with transaction():
        operations.withdraw_from_class(enrolment, reason=request.form.get("reason", ""), by=acting())
    flash("已退班，名额已经空出来。", "success")
    return redirect(url_for(".list_my_classes"))


@bp.route("/lectures/classes/<int:class_id>/enrol", methods=["GET", "POST"])
@requires(*OFFICERS)
def enrol_persons(class_id: int) -> ResponseReturnValue:
    """Tick the workers of one's units who join."""
    joined, form, name = visible_class(class_id), EnrolForm(), request.args.get("name", "")
    offered = queries.persons_to_enrol(joined, acting())
    listed = session.scalars((offered.where(named_like(name)) if name.strip() else offered).limit(SHOWN)).all()
    form.persons.choices = [
        (person.id, f"{person.name}（{person.employer.name if person.employer else '—'}）") for person in listed
    ]
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            chosen = session.scalars(offered.where(Person.id.in_(form.persons.data or ()))).all()
            address = url_for(".list_my_classes")
            made = operations.enrol_persons(joined, chosen, address=address, by=acting())
            flash(f"已报名 {len(made)} 人。" if made else "没有选择职工。", "success" if made else "danger")
            return redirect(url_for(".show_class", class_id=class_id))
    page = render_template(
        "lectures/classes/enrol_persons.html", form=form, training_class=joined, name=name, most=SHOWN
    )
    return page, 422 if form.errors else 200


@bp.route("/lectures/classes/<int:class_id>/import", methods=["GET", "POST"])
@requires(*OFFICERS)
def import_enrolments(class_id: int) -> ResponseReturnValue:
    """Upload the list of those who join."""
    joined, page = visible_class(class_id), "lectures/classes/import_enrolments.html"
    return upload_page(ENROLMENTS, page, by=acting(), context={"class_id": class_id}, training_class=joined)


@bp.get("/lectures/classes/template.xlsx")
@requires(*OFFICERS)
def download_enrolment_template() -> ResponseReturnValue:
    """An empty sheet to fill in."""
    return workbook_answer(template_workbook(COLUMNS, "培训班学员"), "培训班学员模板.xlsx")


@bp.post("/lectures/classes/enrolments/<int:enrolment_id>/withdraw")
@requires(*OFFICERS)
def withdraw_from_class(enrolment_id: int) -> ResponseReturnValue:
    """Take somebody out of a class: the organiser anybody, a unit its own."""
    enrolment = _enrolment(enrolment_id)
    with transaction():
        operations.withdraw_from_class(enrolment, reason=request.form.get("reason", ""), by=acting())
    flash("已办理退班，名额已经空出来。", "success")
    return redirect(url_for(".show_class", class_id=enrolment.class_id))


@bp.route("/lectures/classes/enrolments/<int:enrolment_id>/excuse", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def excuse_absence(enrolment_id: int) -> ResponseReturnValue:
    """Write down why somebody did not come to a meeting."""
    enrolment, form = _enrolment(enrolment_id), ExcuseForm()
    run_class(enrolment.class_id)
    meetings = queries.meetings_of(enrolment.training_class)
    form.lecture.choices = [(one.id, one.audit_label) for one in meetings if one.state is not LectureState.CANCELLED]
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            lecture = next(one for one in meetings if one.id == form.lecture.data)
            operations.excuse_absence(enrolment, lecture, reason=form.reason.data or "", by=acting())
            flash("请假已登记。", "success")
            return redirect(url_for(".show_class", class_id=enrolment.class_id))
    page = render_template("lectures/classes/excuse_absence.html", form=form, enrolment=enrolment)
    return page, 422 if form.errors else 200


def _enrolment(enrolment_id: int) -> ClassEnrolment:
    return fetch(queries.enrolments_kept_by(acting()).where(ClassEnrolment.id == enrolment_id))
