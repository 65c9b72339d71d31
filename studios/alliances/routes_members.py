"""Pages about the inside of an alliance: who joins and leaves, whose turn it is, what was done."""

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.alliances import operations
from studios.alliances.forms import NONE, AllianceActivityForm, AllianceMemberForm, AllianceTurnForm, MembershipEndForm
from studios.alliances.models import Alliance, AllianceActivity, AllianceMember, AllianceTurn
from studios.alliances.queries import alliances_visible_to, members_of, studios_to_join
from studios.alliances.routes import bp, edited
from studios.registry.models import Studio


@bp.route("/studios/alliances/<int:alliance_id>/members/new", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def add_alliance_member(alliance_id: int) -> ResponseReturnValue:
    """Take a studio in: one of this system, or one of elsewhere by name and region."""
    alliance = edited(alliance_id)
    form = AllianceMemberForm()
    offered = {studio.id: studio.name for studio in studios_to_join(alliance, acting())}
    form.studio.choices = {NONE: "不在本系统（在下面填写名称）"} | offered
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            studio = session.get(Studio, form.studio.data) if form.studio.data else None
            operations.add_alliance_member(
                alliance, studio, form.name.data or "", form.region.data or "", form.joined_on.data, by=acting()
            )
            return _done(alliance_id, "成员已登记。")
    page = render_template("studios/alliances/add_alliance_member.html", form=form, alliance=alliance)
    return page, 422 if form.errors else 200


@bp.route("/studios/alliances/<int:alliance_id>/members/<int:member_id>/end", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def end_alliance_membership(alliance_id: int, member_id: int) -> ResponseReturnValue:
    """A studio leaves the alliance."""
    edited(alliance_id)
    of_alliance = select(AllianceMember).where(AllianceMember.alliance_id == alliance_id)
    member = fetch(of_alliance.where(AllianceMember.id == member_id))
    form = MembershipEndForm(left_on=clock.today())
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.end_alliance_membership(member, form.left_on.data, reason=form.reason.data or "", by=acting())
            return _done(alliance_id, "已登记退出。")
    page = render_template("studios/alliances/end_alliance_membership.html", form=form, member=member)
    return page, 422 if form.errors else 200


@bp.route("/studios/alliances/<int:alliance_id>/turns/new", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def add_alliance_turn(alliance_id: int) -> ResponseReturnValue:
    """Say which member leads when."""
    alliance = edited(alliance_id)
    form = AllianceTurnForm()
    form.member.choices = {one.id: one.name for one in members_of(alliance, clock.today())}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            member = session.get_one(AllianceMember, form.member.data)
            operations.add_alliance_turn(alliance, member, form.span(), by=acting())
            return _done(alliance_id, "轮值已排定。")
    page = render_template("studios/alliances/add_alliance_turn.html", form=form, alliance=alliance)
    return page, 422 if form.errors else 200


@bp.post("/studios/alliances/<int:alliance_id>/turns/<int:turn_id>/remove")
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def remove_alliance_turn(alliance_id: int, turn_id: int) -> ResponseReturnValue:
    """Take a turn off the list."""
    edited(alliance_id)
    turn = fetch(select(AllianceTurn).where(AllianceTurn.alliance_id == alliance_id, AllianceTurn.id == turn_id))
    with transaction():
        operations.remove_alliance_turn(turn, by=acting())
    return _done(alliance_id, "已删除这段轮值。")


@bp.route("/studios/alliances/<int:alliance_id>/activities/new", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def add_alliance_activity(alliance_id: int) -> ResponseReturnValue:
    """Write down what the alliance did."""
    alliance = edited(alliance_id)
    form = AllianceActivityForm()
    if form.validate_on_submit():
        content = form.content()
        with answering(form), transaction():
            form.claim()
            operations.add_alliance_activity(alliance, form.facts(), content=content, by=acting())
            return _done(alliance_id, "活动已登记。")
    page = render_template("studios/alliances/add_alliance_activity.html", form=form, alliance=alliance)
    return page, 422 if form.errors else 200


@bp.post("/studios/alliances/<int:alliance_id>/activities/<int:activity_id>/remove")
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def remove_alliance_activity(alliance_id: int, activity_id: int) -> ResponseReturnValue:
    """Take out an activity that was written down by mistake."""
    edited(alliance_id)
    activity = _activity(alliance_id, activity_id)
    with transaction():
        operations.remove_alliance_activity(activity, by=acting())
    return _done(alliance_id, "已删除这次活动。")


@bp.get("/studios/alliances/<int:alliance_id>/activities/<int:activity_id>/file")
@requires(Permission.STUDIO_READ, Permission.STUDIO_LEAD)
def show_activity_file(alliance_id: int, activity_id: int) -> ResponseReturnValue:
    """The file of an activity, to be saved."""
    fetch(alliances_visible_to(acting()).where(Alliance.id == alliance_id))
    file = _activity(alliance_id, activity_id).file
    if file is None:
        raise NotFound
    return send_file(file.stream(), file.media_type, as_attachment=True, download_name=file.name, max_age=0)


def _activity(alliance_id: int, activity_id: int) -> AllianceActivity:
    of_alliance = select(AllianceActivity).where(AllianceActivity.alliance_id == alliance_id)
    return fetch(of_alliance.where(AllianceActivity.id == activity_id))


def _done(alliance_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".show_alliance", alliance_id=alliance_id))
