"""Pages about one lecture for those who run it: arranging, changing, moving, copying it."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.errors import Refused
from foundation.forms import answering, text_of
from lectures.lecturers.queries import lecturers_in_service
from lectures.places.queries import active_places_below
from lectures.tours import operations
from lectures.tours.clashes import clashes_among
from lectures.tours.forms import CopyForm, LectureForm, MoveForm
from lectures.tours.models import Lecture, LectureTour
from lectures.tours.queries import lectures_run_by
from lectures.tours.releasing import change_of
from lectures.tours.routes import bp, run_by_me
from lectures.tours.rules_next import next_step
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in

MOST_HOSTS = 500


@bp.route("/lectures/tours/<int:tour_id>/lectures/new", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def create_lecture(tour_id: int) -> ResponseReturnValue:
    """Arrange a lecture; `?place=` says where."""
    tour = run_by_me(tour_id)
    form = LectureForm()
    if not form.is_submitted():
        form.theme.data = tour.theme
        form.places.data = request.args.getlist("place", type=int)
    _offer(form, tour)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            facts = form.facts(_host(form, tour))
            lecture = operations.create_lecture(tour, facts, despite=form.reason, by=acting())
            return lecture_done(lecture.id, "已排好，还是草稿：发布日程以后才会通知大家。")
    page = render_template("lectures/tours/create_lecture.html", form=form, tour=tour, hosts=_hosts(tour))
    return page, 422 if form.errors else 200


@bp.get("/lectures/sessions/<int:lecture_id>")
@requires(Permission.LECTURE_RUN)
def show_lecture(lecture_id: int) -> ResponseReturnValue:
    """One lecture: what is next, when, where, by whom, what speaks against it, what was told; the way to the rest."""
    lecture, now = lecture_run_by_me(lecture_id), clock.now()
    clashes, change = clashes_among([lecture]).get(lecture.id), change_of(lecture)
    step = next_step(
        lecture.state,
        lecture.starts_at,
        lecture.ends_at,
        now=now,
        faulty=bool((clashes and clashes.refusals) or (change and change.faults)),
        changed=change is not None,
        answered=all(speaker.answered for speaker in lecture.speakers),
    )
    return render_template(
        "lectures/tours/show_lecture.html",
        lecture=lecture,
        clashes=clashes,
        change=change,
        step=step,
        begun=lecture.starts_at <= now,
        move=MoveForm(),
    )


@bp.route("/lectures/sessions/<int:lecture_id>/edit", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def edit_lecture(lecture_id: int) -> ResponseReturnValue:
    """Change a lecture."""
    lecture = lecture_run_by_me(lecture_id)
    tour = lecture.tour
    form = LectureForm(obj=lecture)
    if not form.is_submitted():
        form.show(lecture)
    _offer(form, tour, lecture)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            facts = form.facts(_host(form, tour), lecture.item_id)
            operations.edit_lecture(lecture, facts, version=form.version, despite=form.reason, by=acting())
            return lecture_done(lecture_id, "已保存。改了时间、地点的，请发布日程通知大家。")
    page = render_template("lectures/tours/edit_lecture.html", form=form, lecture=lecture, hosts=_hosts(tour))
    return page, 422 if form.errors else 200


@bp.route("/lectures/sessions/<int:lecture_id>/move", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def move_lecture(lecture_id: int) -> ResponseReturnValue:
    """The same lecture earlier or later."""
    lecture = lecture_run_by_me(lecture_id)
    form = MoveForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.move_lecture(lecture, form.by_how_much, despite=form.reason, by=acting())
            return lecture_done(lecture_id, "已改期。请发布日程通知大家，讲师要重新答复。")
    page = render_template("lectures/tours/move_lecture.html", form=form, lecture=lecture)
    return page, 422 if form.errors else 200


@bp.route("/lectures/sessions/<int:lecture_id>/copy", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def copy_lecture(lecture_id: int) -> ResponseReturnValue:
    """The same on further days."""
    lecture = lecture_run_by_me(lecture_id)
    form = CopyForm()
    if not form.is_submitted():
        form.first.data = lecture.day + timedelta(days=7)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            made = operations.copy_lecture(lecture, form.days, despite=form.reason, by=acting())
            flash(f"又排了 {len(made)} 场，还是草稿。", "success")
            return redirect(url_for(".show_schedule", tour_id=lecture.tour_id, month=f"{made[0].day:%Y-%m}"))
    page = render_template("lectures/tours/copy_lecture.html", form=form, lecture=lecture)
    return page, 422 if form.errors else 200


def lecture_run_by_me(lecture_id: int) -> Lecture:
    """The lecture, if the acting account runs its tour."""
    return fetch(lectures_run_by(acting()).where(Lecture.id == lecture_id))


def lecture_done(lecture_id: int, message: str) -> ResponseReturnValue:
    """Back to the lecture, with what was done."""
    flash(message, "success")
    return redirect(url_for("lectures.tours.show_lecture", lecture_id=lecture_id))


def _offer(form: LectureForm, tour: LectureTour, lecture: Lecture | None = None) -> None:
    """Who is in service and which places are in use, besides whom and what the lecture has already."""
    path = tour.organisation_path
    lecturers = {one.id: one for one in session.scalars(lecturers_in_service(path)).unique()}
    if lecture is not None:
        lecturers |= {speaker.lecturer_id: speaker.lecturer for speaker in lecture.speakers}
    form.places.offer(
        active_places_below(path),
        address=url_for("lectures.places.list_choices", below=tour.organisation_id),
        also=[point.place for point in lecture.points] if lecture else (),
    )
    form.offer(lecturers.values())


def _host(form: LectureForm, tour: LectureTour) -> Organisation | None:
    name = text_of(form.host)
    if not name:
        return None
    found = session.scalars(_units(tour).where(Organisation.name == name).limit(2)).all()
    if len(found) != 1:
        raise Refused(f"没有找到单位“{name}”，请从列表中选择；重名的请改由地点带出。", field="host")
    return found[0]


def _hosts(tour: LectureTour) -> list[str]:
    return [unit.name for unit in session.scalars(_units(tour).limit(MOST_HOSTS))]


def _units(tour: LectureTour) -> Select[Organisation]:
    return active_in([tour.organisation_path])
