"""Pages about talent tracks."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from assessments.tracks import operations
from assessments.tracks.forms import LeaveForm, MemberForm, TargetForm, TrackForm, TrackStepsForm
from assessments.tracks.models import Track, TrackMember, TrackTarget
from assessments.tracks.queries import (
    progress_of,
    targets_of,
    tracks_edited_by,
    tracks_visible_to,
    with_steps,
)
from assessments.tracks.rules import Destination
from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in
from people.persons.models import Person
from people.persons.queries import persons_found, persons_visible_to
from people.persons.rules import Level

bp = Blueprint("tracks", __name__)

MENTORS = 300
NOBODY = 0


@bp.get("/tracks")
@requires(Permission.GROWTH_READ)
def list_tracks() -> ResponseReturnValue:
    """Tracks, newest first."""
    page = page_by_key(with_steps(tracks_visible_to(acting())), Track, after=request.args.get("after", type=int))
    return render_template("assessments/tracks/list_tracks.html", page=page)


@bp.get("/tracks/<int:track_id>")
@requires(Permission.GROWTH_READ)
def show_track(track_id: int) -> ResponseReturnValue:
    """A track: its years, this year's targets, and everybody by cohort."""
    track = fetch(tracks_visible_to(acting()).where(Track.id == track_id))
    year = request.args.get("year", clock.today().year, type=int)
    return render_template(
        "assessments/tracks/show_track.html",
        track=track,
        year=year,
        targets=targets_of(track, year),
        progress=progress_of(track, clock.today()),
        edits=acting().may_at(Permission.GROWTH_EDIT, track.organisation_path),
        target_form=TargetForm(formdata=None, year=year),
        found=persons_found(acting(), request.args.get("name", "")),
    )


@bp.route("/tracks/new", methods=["GET", "POST"])
@requires(Permission.GROWTH_EDIT)
def create_track() -> ResponseReturnValue:
    """Begin a track."""
    form = TrackForm()
    form.organisation.choices = {unit.id: unit.name for unit in session.scalars(_units())}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            unit = fetch(_units().where(Organisation.id == form.organisation.data))
            track = operations.create_track(
                unit, form.title.data or "", form.purpose.data or "", form.years.data, by=acting()
            )
            flash("培养计划已建立。下一步：写明每一年的培养内容。", "success")
            return redirect(url_for(".edit_track", track_id=track.id))
    return render_template("assessments/tracks/create_track.html", form=form), 422 if form.errors else 200


@bp.route("/tracks/<int:track_id>/edit", methods=["GET", "POST"])
@requires(Permission.GROWTH_EDIT)
def edit_track(track_id: int) -> ResponseReturnValue:
    """What each year of a track is for."""
    track = _edited(track_id)
    steps = [
        {"goals": one.goals, "level": one.level.value if one.level else "", "training_hours": one.training_hours}
        for one in track.steps
    ]
    form = TrackStepsForm(title=track.title, purpose=track.purpose, steps=steps)
    if not form.is_submitted():
        form.row_version.data = track.row_version
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            title, purpose = form.title.data or "", form.purpose.data or ""
            operations.edit_track(track, title, purpose, form.facts(), version=form.version, by=acting())
            flash("已保存。", "success")
            return redirect(url_for(".show_track", track_id=track_id))
    page = render_template("assessments/tracks/edit_track.html", form=form, track=track)
    return page, 422 if form.errors else 200


@bp.route("/tracks/<int:track_id>/targets", methods=["GET", "POST"])
@requires(Permission.GROWTH_EDIT)
def set_target(track_id: int) -> ResponseReturnValue:
    """A target of a year."""
    track, form = _edited(track_id), TargetForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            level = Level(form.level.data)
            operations.set_target(track, form.year.data, level, form.count.data, by=acting())
            flash("年度目标已设定。", "success")
            return redirect(url_for(".show_track", track_id=track_id, year=form.year.data))
    page = render_template("assessments/tracks/set_target.html", form=form, track=track)
    return page, 422 if form.errors else 200


@bp.post("/tracks/<int:track_id>/targets/<int:target_id>/remove")
@requires(Permission.GROWTH_EDIT)
def remove_target(track_id: int, target_id: int) -> ResponseReturnValue:
    """Take back a target."""
    track = _edited(track_id)
    target = fetch(select(TrackTarget).where(TrackTarget.id == target_id, TrackTarget.track_id == track.id))
    with transaction():
        operations.remove_target(target, by=acting())
    flash("年度目标已删除。", "success")
    return redirect(url_for(".show_track", track_id=track_id))


@bp.post("/tracks/<int:track_id>/members")
@requires(Permission.GROWTH_EDIT)
def join_track(track_id: int) -> ResponseReturnValue:
    """Put the ticked persons on the track."""
    track = _edited(track_id)
    chosen = request.form.getlist("person", type=int)
    with transaction():
        ticked = persons_visible_to(acting()).where(Person.id.in_(chosen))
        persons = session.scalars(ticked.order_by(None).order_by(Person.id)).all()
        made = operations.join_track(track, persons, by=acting())
    flash(f"已加入 {len(made)} 人。" if made else "没有选择新的人员。", "success" if made else "danger")
    return redirect(url_for(".show_track", track_id=track_id))


@bp.route("/tracks/members/<int:member_id>/edit", methods=["GET", "POST"])
@requires(Permission.GROWTH_EDIT)
def edit_member(member_id: int) -> ResponseReturnValue:
    """The mentor and the branch of somebody on a track."""
    member = _member(member_id)
    form = MemberForm(obj=member)
    colleagues = persons_visible_to(acting()).where(
        Person.employer_id == member.track.organisation_id, Person.id != member.person_id
    )
    mentors = {person.id: person.name for person in session.scalars(colleagues.order_by(Person.name).limit(MENTORS))}
    if member.mentor:
        mentors[member.mentor.id] = member.mentor.name
    form.mentor_id.choices = {NOBODY: "还没有"} | mentors
    if not form.is_submitted():
        form.mentor_id.data, form.branch.data = member.mentor_id or NOBODY, member.branch.value if member.branch else ""
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_member(member, form.facts(), version=form.version, by=acting())
            flash("已保存。", "success")
            return redirect(url_for(".show_track", track_id=member.track_id))
    page = render_template("assessments/tracks/edit_member.html", form=form, member=member)
    return page, 422 if form.errors else 200


@bp.route("/tracks/members/<int:member_id>/leave", methods=["GET", "POST"])
@requires(Permission.GROWTH_EDIT)
def leave_track(member_id: int) -> ResponseReturnValue:
    """Somebody leaves the track."""
    member, form = _member(member_id), LeaveForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            day = form.left_on.data or clock.today()
            operations.leave_track(member, Destination(form.destination.data), day, by=acting())
            flash(f"{member.person.name}已出组。", "success")
            return redirect(url_for(".show_track", track_id=member.track_id))
    page = render_template("assessments/tracks/leave_track.html", form=form, member=member)
    return page, 422 if form.errors else 200


def _edited(track_id: int) -> Track:
    return fetch(tracks_edited_by(acting()).where(Track.id == track_id))


def _member(member_id: int) -> TrackMember:
    tracks = tracks_edited_by(acting()).with_only_columns(Track.id)
    return fetch(select(TrackMember).where(TrackMember.id == member_id, TrackMember.track_id.in_(tracks)))


def _units() -> Select[Organisation]:
    return active_in(acting().scope(Permission.GROWTH_EDIT))
