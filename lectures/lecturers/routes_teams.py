"""Pages about teams of lecturers, and the review of the last places."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from lectures.lecturers import operations_teams
from lectures.lecturers.forms_terms import LeavingForm, SeatForm, TeamForm
from lectures.lecturers.models import Lecturer
from lectures.lecturers.models_teams import LectureTeam, LectureTeamMember
from lectures.lecturers.queries import lecturers_in_service, lecturers_of, pools_run_by
from lectures.lecturers.queries_teams import sizes_of, teams_visible_to, with_members
from lectures.lecturers.queries_terms import answers_within
from lectures.lecturers.routes import bp, chosen_pool
from lectures.lecturers.rules_review import LAST_SHARE, LEAST_ANSWERS, review_of
from lectures.lecturers.rules_teams import TeamDuty
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation


@bp.get("/lectures/lecturers/review")
@requires(Permission.LECTURE_RUN)
def review_lecturers() -> ResponseReturnValue:
    """Those in service by what listeners said within a year, the last of them marked; the officer decides."""
    pool, said = chosen_pool(), request.args
    last = _day(said.get("until", "")) or clock.today()
    first = last - timedelta(days=364)
    least = min(max(said.get("least", LEAST_ANSWERS, type=int), 1), 10_000)
    share = min(max(said.get("share", LAST_SHARE, type=int), 1), 50)
    lecturers = {one.id: one for one in session.scalars(lecturers_of(pool)).unique()}
    return render_template(
        "lectures/lecturers/review_lecturers.html",
        review=review_of(answers_within(pool, first, last), least, share),
        lecturers=lecturers,
        pool=pool,
        pools=pools_run_by(acting()),
        first=first,
        last=last,
        least=least,
        share=share,
    )


@bp.get("/lectures/teams")
@requires(Permission.LECTURE_RUN)
def list_teams() -> ResponseReturnValue:
    """The teams of the federations in one's care, newest first."""
    page = page_by_key(teams_visible_to(acting()), LectureTeam, after=request.args.get("after", type=int))
    sizes = sizes_of([one.id for one in page.rows])
    return render_template("lectures/lecturers/list_teams.html", page=page, sizes=sizes, today=clock.today())


@bp.get("/lectures/teams/<int:team_id>")
@requires(Permission.LECTURE_RUN)
def show_team(team_id: int) -> ResponseReturnValue:
    """One team with all who belong or belonged to it."""
    team = fetch(with_members(teams_visible_to(acting())).where(LectureTeam.id == team_id))
    return render_template("lectures/lecturers/show_team.html", team=team, today=clock.today())


@bp.route("/lectures/teams/new", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def create_team() -> ResponseReturnValue:
    """Set a team up."""
    form = TeamForm()
    form.pool.choices = {one.id: one.name for one in pools_run_by(acting())}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            place = session.get_one(Organisation, form.pool.data)
            team = operations_teams.create_team(place, form.facts(), by=acting())
            flash("巡讲团已成立。接着登记团长和团员。", "success")
            return redirect(url_for(".show_team", team_id=team.id))
    return render_template("lectures/lecturers/create_team.html", form=form), 422 if form.errors else 200


@bp.route("/lectures/teams/<int:team_id>/edit", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def edit_team(team_id: int) -> ResponseReturnValue:
    """Change what is written down about a team."""
    team = _team(team_id)
    form = TeamForm(obj=team)
    del form.pool
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations_teams.edit_team(team, form.facts(), version=form.version, by=acting())
            return _back(team_id, "已保存。")
    return render_template("lectures/lecturers/edit_team.html", form=form, team=team), 422 if form.errors else 200


@bp.route("/lectures/teams/<int:team_id>/members/new", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def add_team_member(team_id: int) -> ResponseReturnValue:
    """Take a lecturer into a team."""
    team = _team(team_id)
    form = SeatForm(begins=max(team.begins, min(clock.today(), team.ends)))
    offered = session.scalars(lecturers_in_service(team.organisation_path)).unique().all()
    form.lecturer.choices = {one.id: f"{one.person.name}（{one.headline}）" for one in offered}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            lecturer = session.get_one(Lecturer, form.lecturer.data)
            duty, begins, ends = TeamDuty(form.duty.data), form.begins.data, form.ends.data
            operations_teams.add_team_member(team, lecturer, duty, begins, ends, by=acting())
            return _back(team_id, f"{lecturer.person.name}已入团。")
    return render_template("lectures/lecturers/add_team_member.html", form=form, team=team), 422 if form.errors else 200


@bp.route("/lectures/teams/<int:team_id>/members/<int:member_id>/end", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def end_team_member(team_id: int, member_id: int) -> ResponseReturnValue:
    """Write down that somebody leaves a team before its term is over."""
    team = _team(team_id)
    wanted = select(LectureTeamMember).where(LectureTeamMember.team_id == team_id)
    member, form = fetch(wanted.where(LectureTeamMember.id == member_id)), LeavingForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations_teams.end_team_member(member, form.ends.data, reason=form.reason.data or "", by=acting())
            return _back(team_id, "离团已登记。")
    page = render_template("lectures/lecturers/end_team_member.html", form=form, team=team, member=member)
    return page, 422 if form.errors else 200


def _team(team_id: int) -> LectureTeam:
    return fetch(teams_visible_to(acting()).where(LectureTeam.id == team_id))


def _back(team_id: int, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".show_team", team_id=team_id))


def _day(text: str) -> date | None:
    """A day of a year that a review can be of; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None
