"""Pages of the pool: the list, one lecturer, his file."""

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound, Refused
from foundation.forms import UploadForm, answering
from foundation.workbook_pages import upload_page, workbook_answer
from foundation.workbook_writing import template_workbook
from lectures.lecturers import operations
from lectures.lecturers.forms import GalleryForm, LecturerForm
from lectures.lecturers.models import Lecturer
from lectures.lecturers.queries import (
    LecturerFilter,
    lecturers_edited_by,
    lecturers_kept_by,
    lecturers_matching,
    lecturers_visible_to,
    pools_run_by,
    themes_in,
    with_hours,
)
from lectures.lecturers.queries_teams import seats_of
from lectures.lecturers.queries_terms import account_of, certificates_of, open_step, steps_of, terms_of, trainings_of
from lectures.lecturers.rules import AUDIENCE_TITLES, LECTURER_STATE_TITLES, Audience, LecturerState
from lectures.lecturers.rules_hours import WEEKDAYS
from lectures.lecturers.workbooks import COLUMNS, LECTURERS, pool_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission, Role
from people.honours.holders import Asked, Fault, HolderFinder
from people.honours.queries import honours_of_person
from people.honours.rules import HolderKind
from people.organisations.models import Organisation
from people.organisations.queries import active_in
from people.persons.models import Person
from studios.registry.models import Studio

bp = Blueprint("lecturers", __name__)

READ = (Permission.LECTURE_RUN, Permission.LECTURER_RECOMMEND)
OFFERED_UNITS = 300


@bp.get("/lectures/lecturers")
@requires(*READ)
def list_lecturers() -> ResponseReturnValue:
    """The lecturers in one's care that the filter in the address describes, newest first."""
    visible, wanted = lecturers_visible_to(acting()), wanted_lecturers()
    listed = lecturers_matching(visible, wanted).options(selectinload(Lecturer.topics))
    return render_template(
        "lectures/lecturers/list_lecturers.html",
        page=page_by_key(listed, Lecturer, after=request.args.get("after", type=int)),
        wanted=wanted,
        pools=pools_run_by(acting()),
        themes=themes_in(visible),
        states=LECTURER_STATE_TITLES,
        audiences=AUDIENCE_TITLES,
    )


@bp.get("/lectures/lecturers.xlsx")
@requires(*READ)
def export_lecturers() -> ResponseReturnValue:
    """Exactly the lecturers that the list shows, as a workbook."""
    listed = with_hours(lecturers_matching(lecturers_visible_to(acting()), wanted_lecturers()))
    content = pool_workbook(session.scalars(listed.order_by(None).order_by(Lecturer.id.desc())).all())
    return workbook_answer(content, f"讲师库-{clock.today()}.xlsx")


@bp.route("/lectures/lecturers/import", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def import_lecturers() -> ResponseReturnValue:
    """Upload a list of lecturers of one pool."""
    pool = chosen_pool()
    page = "lectures/lecturers/import_lecturers.html"
    return upload_page(LECTURERS, page, by=acting(), context={"pool": pool.id}, pool=pool, pools=pools_run_by(acting()))


@bp.get("/lectures/lecturers/import/template.xlsx")
@requires(Permission.LECTURE_RUN)
def download_lecturer_template() -> ResponseReturnValue:
    """An empty sheet of lecturers to fill in."""
    return workbook_answer(template_workbook(COLUMNS, "讲师"), "讲师名单模板.xlsx")


@bp.get("/lectures/lecturers/<int:lecturer_id>")
@requires(*READ)
def show_lecturer(lecturer_id: int) -> ResponseReturnValue:
    """One lecturer: everything that his file says."""
    lecturer = fetch(with_hours(lecturers_visible_to(acting())).where(Lecturer.id == lecturer_id))
    terms, step, login = terms_of(lecturer), open_step(lecturer), account_of(lecturer)
    return render_template(
        "lectures/lecturers/show_lecturer.html",
        lecturer=lecturer,
        honours=honours_of_person(lecturer.person, clock.today()),
        terms=terms,
        certificates=certificates_of(terms),
        trainings=trainings_of(lecturer),
        steps=steps_of(lecturer),
        seats=seats_of(lecturer),
        turn=step if lecturer.state is LecturerState.RECOMMENDED else None,
        speaks=step is not None and acting().may_at(Permission.LECTURE_RUN, step.organisation.path),
        keeps=acting().may_at(Permission.LECTURE_RUN, lecturer.organisation_path),
        edits=session.scalar(lecturers_edited_by(acting()).where(Lecturer.id == lecturer_id)) is not None,
        login=login,
        logs_in=login is not None and Role.LECTURER in login.roles,
        weekdays=WEEKDAYS,
        today=clock.today(),
    )


@bp.get("/lectures/lecturers/<int:lecturer_id>.jpg")
@requires(*READ, Permission.OWN_READ)
def show_lecturer_photo(lecturer_id: int) -> ResponseReturnValue:
    """His photo, drawn anew when it was taken in."""
    photo = visible(lecturer_id).photo
    if photo is None:
        raise NotFound
    return send_file(photo.stream(), photo.media_type, max_age=0)


@bp.route("/lectures/lecturers/new", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def create_lecturer() -> ResponseReturnValue:
    """Write somebody down for one's own pool."""
    form = LecturerForm().asks(pools={one.id: one.name for one in pools_run_by(acting())})
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            person = person_typed(form, Permission.LECTURE_RUN)
            pool = session.get_one(Organisation, form.pool.data)
            lecturer = operations.create_lecturer(pool, person, form.facts(), by=acting())
            flash("已登记，等待聘任。接着填写可讲时间、培训记录和照片。", "success")
            return redirect(url_for(".show_lecturer", lecturer_id=lecturer.id))
    return file_page("create_lecturer", form, Permission.LECTURE_RUN)


@bp.route("/lectures/lecturers/<int:lecturer_id>/edit", methods=["GET", "POST"])
@requires(*READ)
def edit_lecturer(lecturer_id: int) -> ResponseReturnValue:
    """Change what is written down."""
    lecturer = fetch(with_hours(lecturers_edited_by(acting())).where(Lecturer.id == lecturer_id))
    form = LecturerForm.opened_on(lecturer, _studios_of(lecturer.person))
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_lecturer(lecturer, form.facts(), version=form.version, by=acting())
            return done(lecturer_id, "已保存。")
    return file_page("edit_lecturer", form, Permission.LECTURE_RUN, lecturer=lecturer)


@bp.route("/lectures/lecturers/<int:lecturer_id>/gallery", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def set_gallery(lecturer_id: int) -> ResponseReturnValue:
    """Show a lecturer in the public gallery on his signed consent, or no more."""
    lecturer = kept(lecturer_id)
    form = GalleryForm(data={"public": lecturer.public, "consent": lecturer.consent})
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            consent = form.consent.data or ""
            operations.set_gallery(lecturer, public=form.public.data, consent=consent, by=acting())
            return done(lecturer_id, "已保存。")
    page = render_template("lectures/lecturers/set_gallery.html", form=form, lecturer=lecturer)
    return page, 422 if form.errors else 200


@bp.route("/lectures/lecturers/<int:lecturer_id>/photo", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def set_lecturer_photo(lecturer_id: int) -> ResponseReturnValue:
    """Give a lecturer his photo."""
    lecturer, form = kept(lecturer_id), UploadForm()
    if form.validate_on_submit():
        content, _name = form.read()
        with answering(form), transaction():
            form.claim()
            operations.set_lecturer_photo(lecturer, content, by=acting())
            return done(lecturer_id, "照片已保存。")
    page = render_template("lectures/lecturers/set_lecturer_photo.html", form=form, lecturer=lecturer)
    return page, 422 if form.errors else 200


def wanted_lecturers() -> LecturerFilter:
    """Which lecturers the address asks for; what it says wrongly is as if not said."""
    said = request.args
    state, audience = said.get("state", ""), said.get("audience", "")
    return LecturerFilter(
        pool=next((one for one in pools_run_by(acting()) if one.id == said.get("pool", type=int)), None),
        state=LecturerState(state) if state in LECTURER_STATE_TITLES else None,
        theme=said.get("theme", "").strip(),
        audience=Audience(audience) if audience in AUDIENCE_TITLES else None,
        text=said.get("text", "").strip(),
    )


def chosen_pool() -> Organisation:
    """The pool that the address names, or the first of those one runs."""
    pools = pools_run_by(acting())
    wanted = request.values.get("pool", type=int)
    pool = next((one for one in pools if wanted in (one.id, None)), None)
    if pool is None:
        raise NotFound
    return pool


def visible(lecturer_id: int) -> Lecturer:
    """The lecturer, if the signed-in account may see him."""
    return fetch(lecturers_visible_to(acting()).where(Lecturer.id == lecturer_id))


def kept(lecturer_id: int) -> Lecturer:
    """The lecturer, if the signed-in account runs his pool."""
    return fetch(lecturers_kept_by(acting()).where(Lecturer.id == lecturer_id))


def done(lecturer_id: int, said: str) -> ResponseReturnValue:
    """Back to the lecturer."""
    flash(said, "success")
    return redirect(url_for("lectures.lecturers.show_lecturer", lecturer_id=lecturer_id))


def person_typed(form: LecturerForm, permission: Permission) -> Person:
    """Who was typed: found by unit and name. Raises `Refused`, at the field at fault, where that is nobody."""
    asked = Asked(HolderKind.PERSON, form.name.data or "", (form.unit.data or "").strip(), form.number.data or "")
    found = HolderFinder([asked], acting(), permission).find(asked)
    if isinstance(found, Fault):
        raise Refused(found.message, field=found.field)
    if found.person is None:
        raise Refused("这个单位的人员里没有此人，请核对姓名；还没登记的先在“人员”里登记。", field="name")
    return found.person


def file_page(name: str, form: LecturerForm, permission: Permission, **facts: object) -> ResponseReturnValue:
    """The page of a lecturer's file as a form, with the units and themes that it offers."""
    units = session.scalars(active_in(acting().scope(permission)).limit(OFFERED_UNITS))
    page = render_template(
        f"lectures/lecturers/{name}.html",
        form=form,
        units=[one.name for one in units] if "unit" in form else [],
        themes=themes_in(lecturers_visible_to(acting())),
        **facts,
    )
    return page, 422 if form.errors else 200


def _studios_of(person: Person) -> dict[int, str]:
    """The studios that he leads, and those of his unit."""
    query = select(Studio.id, Studio.name).where(
        or_(Studio.leader_id == person.id, Studio.organisation_id == person.employer_id), Studio.closed_on.is_(None)
    )
    return {row.id: row.name for row in session.execute(query.order_by(Studio.id))}
