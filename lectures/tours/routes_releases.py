"""Releasing a schedule: what will change and who will be told; and the log of what was told so far."""

from itertools import groupby

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from foundation.database import session, transaction
from foundation.forms import answering, text_of
from lectures.tours import operations_releases
from lectures.tours.forms import ReleaseForm
from lectures.tours.models import Lecture
from lectures.tours.queries import versions_of
from lectures.tours.releasing import changes_of, told_by, told_changes
from lectures.tours.routes import bp, run_by_me
from people.accounts.access import acting, requires
from people.accounts.models import Account
from people.accounts.rules import Permission


@bp.route("/lectures/tours/<int:tour_id>/release", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def release_tour(tour_id: int) -> ResponseReturnValue:
    """Tell everybody what is new, after having seen it."""
    tour = run_by_me(tour_id)
    form = ReleaseForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            release = operations_releases.release_tour(tour, text_of(form.note), page_for, by=acting())
            flash(f"第 {release.number} 版日程已发布。", "success")
            return redirect(url_for(".list_releases", tour_id=tour_id))
    changes = changes_of(tour)
    page = render_template(
        "lectures/tours/release_tour.html", form=form, tour=tour, changes=changes, told=told_by(changes)
    )
    return page, 422 if form.errors else 200


@bp.get("/lectures/tours/<int:tour_id>/releases")
@requires(Permission.LECTURE_RUN)
def list_releases(tour_id: int) -> ResponseReturnValue:
    """Every release with what it changed, the newest first."""
    tour = run_by_me(tour_id)
    versions = session.scalars(versions_of(tour)).all()
    grouped = groupby(told_changes(versions), key=lambda change: change.version.release)
    releases = [(release, list(changes)) for release, changes in grouped]
    return render_template("lectures/tours/list_releases.html", tour=tour, releases=releases[::-1])


def page_for(lecture: Lecture, account: Account) -> str:
    """Where somebody reads about a lecture that concerns him: as its lecturer, at the door, or as one who comes."""
    if account.may(Permission.LECTURE_GIVE):
        return url_for("lectures.tours.list_my_lectures")
    if account.may(Permission.LECTURE_HOST):
        return url_for("lectures.calendars.show_calendar_lecture", lecture_id=lecture.id)
    return url_for("lectures.attendance.list_my_registrations")
