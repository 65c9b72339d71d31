"""Diplomas, professional titles and earlier work on the page of a person."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation.database import fetch, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.careers import operations
from people.careers.forms import DiplomaForm, TitleForm, WorkForm
from people.careers.models import Diploma, ProfessionalTitle, WorkPeriod
from people.persons.models import Person
from people.persons.operations import may_edit
from people.persons.queries import persons_visible_to

bp = Blueprint("careers", __name__)


@bp.route("/persons/<int:person_id>/diplomas/new", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def add_diploma(person_id: int) -> ResponseReturnValue:
    """Write down a diploma."""
    person = _editable(person_id)
    form = DiplomaForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.add_diploma(person, form.facts(), by=acting())
            return _done(person_id, "学历已登记。")
    return _page("people/careers/add_diploma.html", form, person)


@bp.post("/persons/<int:person_id>/diplomas/<int:diploma_id>/remove")
@requires(Permission.PERSON_EDIT)
def remove_diploma(person_id: int, diploma_id: int) -> ResponseReturnValue:
    """Take back a diploma written down by mistake."""
    _editable(person_id)
    diploma = fetch(select(Diploma).where(Diploma.id == diploma_id, Diploma.person_id == person_id))
    with transaction():
        operations.remove_diploma(diploma, by=acting())
    return _done(person_id, "已删除这条学历。")


@bp.route("/persons/<int:person_id>/professional-titles/new", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def add_professional_title(person_id: int) -> ResponseReturnValue:
    """Write down a professional title."""
    person = _editable(person_id)
    form = TitleForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.add_professional_title(person, form.facts(), by=acting())
            return _done(person_id, "职称已登记。")
    return _page("people/careers/add_professional_title.html", form, person)


@bp.post("/persons/<int:person_id>/professional-titles/<int:title_id>/remove")
@requires(Permission.PERSON_EDIT)
def remove_professional_title(person_id: int, title_id: int) -> ResponseReturnValue:
    """Take back a professional title written down by mistake."""
    _editable(person_id)
    query = select(ProfessionalTitle).where(ProfessionalTitle.id == title_id)
    title = fetch(query.where(ProfessionalTitle.person_id == person_id))
    with transaction():
        operations.remove_professional_title(title, by=acting())
    return _done(person_id, "已删除这条职称。")


@bp.route("/persons/<int:person_id>/work-periods/new", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def add_work_period(person_id: int) -> ResponseReturnValue:
    """Write down earlier work."""
    person = _editable(person_id)
    form = WorkForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.add_work_period(person, form.facts(), by=acting())
            return _done(person_id, "工作经历已登记。")
    return _page("people/careers/add_work_period.html", form, person)


@bp.post("/persons/<int:person_id>/work-periods/<int:period_id>/remove")
@requires(Permission.PERSON_EDIT)
def remove_work_period(person_id: int, period_id: int) -> ResponseReturnValue:
    """Take back earlier work written down by mistake."""
    _editable(person_id)
    period = fetch(select(WorkPeriod).where(WorkPeriod.id == period_id, WorkPeriod.person_id == person_id))
    with transaction():
        operations.remove_work_period(period, by=acting())
    return _done(person_id, "已删除这段工作经历。")


def _editable(person_id: int) -> Person:
    person = fetch(persons_visible_to(acting()).where(Person.id == person_id))
    if not may_edit(person, acting()):
        raise NotFound
    return person


def _done(person_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("people.persons.show_person", person_id=person_id))


def _page(template: str, form, person: Person) -> ResponseReturnValue:
    return render_template(template, form=form, person=person), 422 if form.errors else 200
