"""When a lecturer can lecture, and a lecturer's own pages: made for a phone."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import UploadForm, answering
from lectures.lecturers import operations, operations_hours
from lectures.lecturers.forms_hours import HoursForm
from lectures.lecturers.models import Lecturer
from lectures.lecturers.queries import lecturers_as, lecturers_kept_by, with_hours
from lectures.lecturers.queries_teams import seats_of
from lectures.lecturers.queries_terms import terms_of, trainings_of
from lectures.lecturers.routes import bp, done
from lectures.lecturers.rules_hours import HALF_DAYS, WEEKDAYS
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.honours.queries import honours_of_person

ELSEWHERE = (
    ("我的讲课", "mic", "lectures.tours.list_my_lectures"),
    ("接单抢单", "lightning", "lectures.orders.list_my_invitations"),
    ("讲座日历", "calendar3", "lectures.calendars.show_calendar"),
    ("听众评价", "star", "lectures.feedback.show_my_feedback"),
)
"""A lecturer's pages in the stages that follow: named, not imported, because they read this one."""


@bp.route("/lectures/lecturers/<int:lecturer_id>/hours", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def set_hours(lecturer_id: int) -> ResponseReturnValue:
    """Set the hours of a lecturer of one's pool."""
    lecturer = fetch(with_hours(lecturers_kept_by(acting())).where(Lecturer.id == lecturer_id))
    form = HoursForm.opened_on(lecturer, clock.today())
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations_hours.set_hours([lecturer], form.weekly(), form.exceptions(), version=form.version, by=acting())
            return done(lecturer_id, "可讲时间已保存。")
    return _hours_page("set_hours", form, lecturer)


@bp.route("/lectures/my-hours", methods=["GET", "POST"])
@requires(Permission.LECTURE_GIVE)
def set_my_hours() -> ResponseReturnValue:
    """Set one's own hours, in every pool at once."""
    entries = own_entries()
    form = HoursForm.opened_on(entries[0], clock.today())
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations_hours.set_hours(entries, form.weekly(), form.exceptions(), version=form.version, by=acting())
            flash("可讲时间已保存，派单按它排。", "success")
            return redirect(url_for(".show_my_lecturer"))
    return _hours_page("set_my_hours", form, entries[0])


@bp.get("/lectures/me")
@requires(Permission.LECTURE_GIVE)
def show_my_lecturer() -> ResponseReturnValue:
    """What the pool has on record about oneself."""
    entries = session.scalars(with_hours(lecturers_as(acting()))).unique().all()
    return render_template(
        "lectures/lecturers/show_my_lecturer.html",
        entries=entries,
        honours=honours_of_person(entries[0].person, clock.today()) if entries else [],
        terms={one.id: terms_of(one) for one in entries},
        trainings={one.id: trainings_of(one) for one in entries},
        seats={one.id: seats_of(one) for one in entries},
        weekdays=WEEKDAYS,
        today=clock.today(),
        elsewhere=ELSEWHERE,
        form=UploadForm(),
    )


@bp.post("/lectures/me/gallery")
@requires(Permission.LECTURE_GIVE)
def set_my_gallery() -> ResponseReturnValue:
    """Consent to be shown in the public gallery, or take the consent back."""
    public, entries = request.form.get("public") == "yes", own_entries()
    with transaction():
        for one in entries:
            operations.set_gallery(one, public=public, consent="", by=acting())
    flash("已同意公开展示，随时可以收回。" if public else "已收回同意，公开页面不再展示您。", "success")
    return redirect(url_for(".show_my_lecturer"))


@bp.post("/lectures/me/photo")
@requires(Permission.LECTURE_GIVE)
def set_my_lecturer_photo() -> ResponseReturnValue:
    """Give one's own photo for pages and posters."""
    form, entries = UploadForm(), own_entries()
    if form.validate_on_submit():
        content, _name = form.read()
        with transaction():
            form.claim()
            for one in entries:
                operations.set_lecturer_photo(one, content, by=acting())
        flash("照片已保存。", "success")
    else:
        flash("没有选择照片。请先选一张照片再保存。", "danger")
    return redirect(url_for(".show_my_lecturer"))


def own_entries() -> Sequence[Lecturer]:
    """One's own entries, one for each pool; 404 where there is none."""
    entries = session.scalars(with_hours(lecturers_as(acting()))).unique().all()
    if not entries:
        raise NotFound
    return entries


def _hours_page(name: str, form: HoursForm, lecturer: Lecturer) -> ResponseReturnValue:
    page = render_template(
        f"lectures/lecturers/{name}.html", form=form, lecturer=lecturer, weekdays=WEEKDAYS, half_days=HALF_DAYS
    )
    return page, 422 if form.errors else 200
