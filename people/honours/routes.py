"""The register of honours, and honours on the page of a person."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import Select, select

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound, Refused
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.honours import operations
from people.honours.forms import CorrectHonourForm, HonourForm, RecordHonourForm, WithdrawHonourForm
from people.honours.holders import Fault, Holder, HolderFinder
from people.honours.models import Honour
from people.honours.queries import WITH_HOLDER, Wanted, honours_visible_to, narrowed
from people.honours.queries_figures import FIGURES
from people.honours.rules import (
    FAMILY_TITLES,
    HOLDER_TITLES,
    LEVEL_TITLES,
    HolderKind,
    HonourFamily,
    HonourKind,
    HonourLevel,
)
from people.organisations.queries import active_in
from people.persons.models import Person
from people.persons.operations import may_edit
from people.persons.queries import persons_visible_to

bp = Blueprint("honours", __name__)
OFFERED_UNITS = 300
E = TypeVar("E", bound=StrEnum)


@bp.get("/honours")
@requires(Permission.HONOUR_READ)
def list_honours():
    """The register: by level, family, year, holder and unit."""
    query = filtered_honours().options(*WITH_HOLDER)
    page = page_by_key(query, Honour, after=request.args.get("after", type=int))
    return render_template(
        "people/honours/list_honours.html",
        page=page,
        wanted=request.args,
        families=FAMILY_TITLES,
        levels=LEVEL_TITLES,
        holders=HOLDER_TITLES,
    )


@bp.get("/honours/<int:honour_id>")
@requires(Permission.HONOUR_READ, Permission.OWN_READ)
def show_honour(honour_id: int):
    """One honour: what, by which document, on what basis."""
    honour = _visible(honour_id)
    return render_template("people/honours/show_honour.html", honour=honour, may_edit=_may_change(honour))


@bp.route("/honours/new", methods=["GET", "POST"])
@requires(Permission.HONOUR_EDIT)
def record_honour():
    """Write an honour into the register."""
    form = RecordHonourForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            honour = operations.record_honour(_holder(form), form.facts(), by=acting())
            flash(f"已登记：{honour.held_by}，{honour.called}。", "success")
            return redirect(url_for(".show_honour", honour_id=honour.id))
    units = session.scalars(active_in(acting().scope(Permission.HONOUR_EDIT)).limit(OFFERED_UNITS)).all()
    return _form_page("people/honours/record_honour.html", form, units=units)


@bp.route("/honours/<int:honour_id>/correct", methods=["GET", "POST"])
@requires(Permission.HONOUR_EDIT)
def correct_honour(honour_id: int):
    """Change what was written down wrongly."""
    honour = changeable(honour_id)
    form = CorrectHonourForm()
    if request.method == "GET":
        form.show(honour)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.correct_honour(honour, form.facts(), version=form.version, by=acting())
            flash("已保存。", "success")
            return redirect(url_for(".show_honour", honour_id=honour_id))
    return _form_page("people/honours/correct_honour.html", form, honour=honour)


@bp.route("/honours/<int:honour_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.HONOUR_EDIT)
def withdraw_honour(honour_id: int):
    """Write down that an honour was withdrawn, with its reason."""
    honour = changeable(honour_id)
    form = WithdrawHonourForm()
    if request.method == "GET":
        form.withdrawn_on.data = clock.today()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            reason = form.reason.data or ""
            operations.withdraw_honour(honour, on=form.withdrawn_on.data, reason=reason, by=acting())
            flash("已登记撤销。", "success")
            return redirect(url_for(".show_honour", honour_id=honour_id))
    return _form_page("people/honours/withdraw_honour.html", form, honour=honour)


@bp.route("/persons/<int:person_id>/honours/new", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def add_honour(person_id: int):
    """Write down an honour that a person's papers show."""
    person = _editable(person_id)
    form = HonourForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            facts = HonourKind(form.kind.data), form.year.data, form.document.data or ""
            operations.add_honour(person, *facts, by=acting())
            flash("荣誉已登记。", "success")
            return redirect(url_for("people.persons.show_person", person_id=person_id))
    return _form_page("people/honours/add_honour.html", form, person=person)


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


def filtered_honours() -> Select[Honour]:
    """The honours that the address asks for."""
    args = request.args
    states = {"standing": False, "withdrawn": True}
    wanted = Wanted(
        families=next((one.families for one in FIGURES if one.code == args.get("figure")), ()),
        family=_member(HonourFamily, "family"),
        level=_member(HonourLevel, "level"),
        kind=_member(HonourKind, "kind"),
        holder=_member(HolderKind, "holder"),
        year=args.get("year", type=int),
        first_day=args.get("first_day", type=date.fromisoformat),
        last_day=args.get("last_day", type=date.fromisoformat),
        name=args.get("name", ""),
        unit=args.get("unit", ""),
        title=args.get("title"),
        document=args.get("document"),
        public=True if args.get("public") else None,
        withdrawn=states.get(args.get("state", "")),
    )
    return narrowed(honours_visible_to(acting()), wanted)


def _member(kind: type[E], name: str) -> E | None:
    """The member of an enum that the address names; none for a word that is not one."""
    return next((one for one in kind if one.value == request.args.get(name)), None)


def _holder(form: RecordHonourForm) -> Holder:
    asked = form.asked()
    found = HolderFinder([asked], acting()).find(asked)
    if isinstance(found, Fault):
        raise Refused(found.message, field=found.field)
    return found


def _visible(honour_id: int) -> Honour:
    return fetch(honours_visible_to(acting()).where(Honour.id == honour_id))


def _may_change(honour: Honour) -> bool:
    return honour.withdrawn_on is None and acting().may_at(Permission.HONOUR_EDIT, honour.organisation_path)


def changeable(honour_id: int) -> Honour:
    """An honour that the signed-in officer may change."""
    honour = _visible(honour_id)
    if not _may_change(honour):
        raise NotFound
    return honour


def _editable(person_id: int) -> Person:
    person = fetch(persons_visible_to(acting()).where(Person.id == person_id))
    if not may_edit(person, acting()):
        raise NotFound
    return person


def _form_page(template: str, form, **facts):
    return render_template(template, form=form, **facts), 422 if form.errors else 200
