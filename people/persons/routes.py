"""Pages about persons: the list, one person, registering, changing, merging, the photo."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from sqlalchemy import Select, select

from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound
from foundation.forms import UploadForm, answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import organisations_in
from people.persons import merging, operations, photos
from people.persons.forms import MergeForm, PersonForm, SkillLevelForm
from people.persons.models import Person, SkillLevel
from people.persons.occupations import occupation_title, search_occupations
from people.persons.queries import employed_by, named_like, persons_visible_to, possible_duplicates

bp = Blueprint("persons", __name__)
bp.add_app_template_filter(occupation_title, "occupation_title")

OFFERED_EMPLOYERS = 200


@bp.get("/persons")
@requires(Permission.PERSON_READ)
def list_persons():
    """Persons, by name, employer and occupation."""
    page = page_by_key(filtered_persons(), Person, after=request.args.get("after", type=int))
    return render_template("people/persons/list_persons.html", page=page, wanted=request.args)


@bp.get("/persons/<int:person_id>")
@requires(Permission.PERSON_READ, Permission.OWN_READ)
def show_person(person_id: int):
    """One person, with identity number and phone masked."""
    return _person_page(_visible(person_id))


@bp.post("/persons/<int:person_id>/unmask")
@requires(Permission.PERSON_UNMASK)
def unmask_person(person_id: int):
    """The same page once with number and phone in clear; it is written down who looked."""
    person = _visible(person_id)
    with transaction():
        number, phone = operations.unmask_person(person, by=acting())
    return _person_page(person, unmasked=(number, phone))


@bp.route("/persons/new", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def create_person():
    """Register a person."""
    form = PersonForm()
    if request.method == "GET":
        form.employer.data = request.args.get("employer") or acting().organisation.name
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            person = operations.create_person(form.facts(_employers(form)), by=acting())
            flash(f"已登记 {person.name}。", "success")
            return redirect(url_for(".show_person", person_id=person.id))
    return _form_page("people/persons/create_person.html", form, employers=_offered_employers())


@bp.route("/persons/<int:person_id>/edit", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def edit_person(person_id: int):
    """Change what is known of a person."""
    person = _editable(person_id)
    form = PersonForm()
    if request.method == "GET":
        form.show(person)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            facts = form.facts(_employers(form), person)
            operations.edit_person(person, facts, by=acting(), version=form.version)
            flash("已保存。", "success")
            return redirect(url_for(".show_person", person_id=person_id))
    return _form_page("people/persons/edit_person.html", form, person=person, employers=_offered_employers())


@bp.route("/persons/<int:person_id>/merge", methods=["GET", "POST"])
@requires(Permission.PERSON_MERGE)
def merge_persons(person_id: int):
    """Make two records of this person one."""
    person = _editable(person_id)
    others = possible_duplicates(person, acting())
    form = MergeForm()
    form.offer(others)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            lose = _visible(form.other.data)
            merging.merge_persons(person, lose, by=acting(), reason=form.reason.data or "")
            flash("已合并为一条记录。", "success")
            return redirect(url_for(".show_person", person_id=person_id))
    return _form_page("people/persons/merge_persons.html", form, person=person, others=others)


@bp.get("/persons/<int:person_id>/photo")
@requires(Permission.PERSON_READ, Permission.OWN_READ)
def show_photo(person_id: int):
    """The photo itself, never kept by the browser."""
    photo = _visible(person_id).photo
    if photo is None:
        raise NotFound
    return send_file(BytesIO(photo.read()), photo.media_type, max_age=0)


@bp.route("/persons/<int:person_id>/photo/new", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def set_photo(person_id: int):
    """Upload a photo."""
    person = _editable(person_id)
    form = UploadForm()
    if form.validate_on_submit():
        content, _name = form.read()
        with answering(form), transaction():
            form.claim()
            photos.set_photo(person, content, by=acting())
            flash("照片已保存。", "success")
            return redirect(url_for(".show_person", person_id=person_id))
    return _form_page("people/persons/set_photo.html", form, person=person)


@bp.route("/persons/<int:person_id>/skill-levels/new", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def add_skill_level(person_id: int):
    """Write down a skill level held."""
    person = _editable(person_id)
    form = SkillLevelForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            certificate = (form.certificate_number.data or "").strip(), form.awarded.data
            operations.add_skill_level(person, form.occupation_code, form.chosen_level, *certificate, by=acting())
            flash("技能等级已登记。", "success")
            return redirect(url_for(".show_person", person_id=person_id))
    return _form_page("people/persons/add_skill_level.html", form, person=person)


@bp.post("/persons/<int:person_id>/skill-levels/<int:held_id>/remove")
@requires(Permission.PERSON_EDIT)
def remove_skill_level(person_id: int, held_id: int):
    """Take back a skill level written down by mistake."""
    person = _editable(person_id)
    held = fetch(select(SkillLevel).where(SkillLevel.id == held_id, SkillLevel.person_id == person.id))
    with transaction():
        operations.remove_skill_level(held, by=acting())
    flash("已删除这条技能等级。", "success")
    return redirect(url_for(".show_person", person_id=person_id))


def filtered_persons() -> Select[Person]:
    """The persons that the address asks for."""
    query, wanted = persons_visible_to(acting()), request.args
    if wanted.get("name", "").strip():
        query = query.where(named_like(wanted["name"]))
    if wanted.get("employer", "").strip():
        query = query.where(employed_by(wanted["employer"].strip()))
    if wanted.get("occupation", "").strip():
        codes = [found.code for found in search_occupations(wanted["occupation"], limit=200)]
        query = query.where(Person.occupation_code.in_(codes))
    return query


def _visible(person_id: int) -> Person:
    return fetch(persons_visible_to(acting()).where(Person.id == person_id))


def _editable(person_id: int) -> Person:
    person = _visible(person_id)
    if not operations.may_edit(person, acting()):
        raise NotFound
    return person


def _person_page(person: Person, unmasked=None):
    return render_template(
        "people/persons/show_person.html",
        person=person,
        unmasked=unmasked,
        may_edit=acting().may(Permission.PERSON_EDIT) and operations.may_edit(person, acting()),
        may_unmask=acting().may_at(Permission.PERSON_UNMASK, person.organisation_path),
        may_merge=acting().may_at(Permission.PERSON_MERGE, person.organisation_path),
    )


def _employers(form: PersonForm) -> dict[str, Organisation]:
    wanted = (form.employer.data or "").strip()
    found = session.scalars(_served_units().where(Organisation.name == wanted))
    return {one.name: one for one in found}


def _offered_employers() -> list[str]:
    return [one.name for one in session.scalars(_served_units().limit(OFFERED_EMPLOYERS))]


def _served_units():
    return organisations_in(acting().scope(Permission.PERSON_EDIT)).where(Organisation.active)


def _form_page(template: str, form, **facts):
    return render_template(template, form=form, **facts), 422 if form.errors else 200
