"""Honours on the page of a person."""

from flask import Blueprint, flash, redirect, render_template, url_for
from sqlalchemy import select

from foundation.database import fetch, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.honours import operations
from people.honours.forms import HonourForm
from people.honours.models import Honour
from people.honours.rules import HonourKind
from people.persons.models import Person
from people.persons.operations import may_edit
from people.persons.queries import persons_visible_to

bp = Blueprint("honours", __name__)


@bp.route("/persons/<int:person_id>/honours/new", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def add_honour(person_id: int):
    """Write down an honour."""
    person = _editable(person_id)
    form = HonourForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            facts = HonourKind(form.kind.data), form.year.data, form.document.data or ""
            operations.add_honour(person, *facts, by=acting())
            flash("荣誉已登记。", "success")
            return redirect(url_for("people.persons.show_person", person_id=person_id))
    return render_template("people/honours/add_honour.html", form=form, person=person), 422 if form.errors else 200


@bp.post("/persons/<int:person_id>/honours/<int:honour_id>/remove")
@requires(Permission.PERSON_EDIT)
def remove_honour(person_id: int, honour_id: int):
    """Take back an honour written down by mistake."""
    person = _editable(person_id)
    honour = fetch(select(Honour).where(Honour.id == honour_id, Honour.person_id == person.id))
    with transaction():
        operations.remove_honour(honour, by=acting())
    flash("已删除这条荣誉。", "success")
    return redirect(url_for("people.persons.show_person", person_id=person_id))


def _editable(person_id: int) -> Person:
    person = fetch(persons_visible_to(acting()).where(Person.id == person_id))
    if not may_edit(person, acting()):
        raise NotFound
    return person
