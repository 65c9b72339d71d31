"""Pages about alliances: the list with its figures, one alliance, writing it down, dissolving it."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in
from studios.alliances import operations
from studios.alliances.forms import NONE, AllianceForm
from studios.alliances.models import Alliance
from studios.alliances.queries import (
    activities_of,
    alliance_figures,
    alliances_edited_by,
    alliances_visible_to,
    is_rotation_due,
    members_of,
    turn_after,
    turn_on,
    with_members,
)
from studios.alliances.rules import ALLIANCE_STATE_TITLES, FIGURE_DEFINITIONS
from studios.registry.models import Studio
from studios.registry.queries import studios_edited_by

bp = Blueprint("alliances", __name__)


@bp.get("/studios/alliances")
@requires(Permission.STUDIO_READ, Permission.STUDIO_LEAD)
def list_alliances() -> ResponseReturnValue:
    """The alliances that one may see, with how many are in force and what they did this year."""
    text, state = request.args.get("text", "").strip(), request.args.get("state", "")
    visible = alliances_visible_to(acting())
    query = visible
    if text:
        query = query.where(Alliance.name.contains(text, autoescape=True))
    if state in ALLIANCE_STATE_TITLES:
        query = query.where(Alliance.state == state)
    page = page_by_key(with_members(query), Alliance, after=request.args.get("after", type=int))
    today = clock.today()
    return render_template(
        "studios/alliances/list_alliances.html",
        page=page,
        today=today,
        figures=alliance_figures(visible, date(today.year, 1, 1), today),
        definitions=FIGURE_DEFINITIONS,
        states=ALLIANCE_STATE_TITLES,
        members_of=members_of,
        turn_on=turn_on,
        is_rotation_due=is_rotation_due,
    )


@bp.get("/studios/alliances/<int:alliance_id>")
@requires(Permission.STUDIO_READ, Permission.STUDIO_LEAD)
def show_alliance(alliance_id: int) -> ResponseReturnValue:
    """One alliance: members, whose turn it is, activities."""
    alliance = fetch(with_members(alliances_visible_to(acting())).where(Alliance.id == alliance_id))
    today = clock.today()
    return render_template(
        "studios/alliances/show_alliance.html",
        alliance=alliance,
        today=today,
        activities=activities_of(alliance),
        turn=turn_on(alliance, today),
        following=turn_after(alliance, today),
        is_due=is_rotation_due(alliance, today),
        edits=_edits(alliance_id),
        members=members_of(alliance, today),
    )


@bp.route("/studios/alliances/new", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT)
def create_alliance() -> ResponseReturnValue:
    """Write an alliance down."""
    form = _offered(AllianceForm())
    if form.validate_on_submit():
        charter = form.content()
        with answering(form), transaction():
            form.claim()
            offered = active_in(acting().scope(Permission.STUDIO_EDIT))
            unit = fetch(offered.where(Organisation.id == form.organisation.data))
            alliance = operations.create_alliance(
                unit, form.facts(), lead_studio=_lead_studio(form), charter=charter, by=acting()
            )
            flash("联盟已登记。下一步：登记成员和轮值。", "success")
            return redirect(url_for(".show_alliance", alliance_id=alliance.id))
    page = render_template("studios/alliances/create_alliance.html", form=form)
    return page, 422 if form.errors else 200


@bp.route("/studios/alliances/<int:alliance_id>/edit", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
def edit_alliance(alliance_id: int) -> ResponseReturnValue:
    """Change what is written down about an alliance."""
    alliance = edited(alliance_id)
    form = _offered(AllianceForm(obj=None if request.method == "POST" else alliance), alliance)
    if not form.is_submitted():
        form.row_version.data = alliance.row_version
        form.organisation.data, form.lead_studio.data = alliance.organisation_id, alliance.lead_studio_id or NONE
        form.regions.data = "、".join(alliance.regions)
    if form.validate_on_submit():
        charter = form.content()
        with answering(form), transaction():
            form.claim()
            operations.edit_alliance(
                alliance,
                form.facts(),
                lead_studio=_lead_studio(form, alliance),
                charter=charter,
                version=form.version,
                by=acting(),
            )
            flash("已保存。", "success")
            return redirect(url_for(".show_alliance", alliance_id=alliance_id))
    page = render_template("studios/alliances/edit_alliance.html", form=form, alliance=alliance)
    return page, 422 if form.errors else 200


@bp.post("/studios/alliances/<int:alliance_id>/dissolve")
@requires(Permission.STUDIO_EDIT)
def dissolve_alliance(alliance_id: int) -> ResponseReturnValue:
    """The alliance ends today."""
    alliance = edited(alliance_id)
    with transaction():
        operations.dissolve_alliance(alliance, reason=request.form.get("reason", ""), by=acting())
    flash("联盟已解散，档案保留。", "success")
    return redirect(url_for(".show_alliance", alliance_id=alliance_id))


@bp.post("/studios/alliances/<int:alliance_id>/restore")
@requires(Permission.STUDIO_EDIT)
def restore_alliance(alliance_id: int) -> ResponseReturnValue:
    """Take up a dissolved alliance again."""
    alliance = edited(alliance_id)
    with transaction():
        operations.restore_alliance(alliance, reason=request.form.get("reason", ""), by=acting())
    flash("联盟已恢复。", "success")
    return redirect(url_for(".show_alliance", alliance_id=alliance_id))


@bp.get("/studios/alliances/<int:alliance_id>/charter")
@requires(Permission.STUDIO_READ, Permission.STUDIO_LEAD)
def show_charter(alliance_id: int) -> ResponseReturnValue:
    """The charter, to be saved."""
    charter = fetch(alliances_visible_to(acting()).where(Alliance.id == alliance_id)).charter
    if charter is None:
        raise NotFound
    return send_file(charter.stream(), charter.media_type, as_attachment=True, download_name=charter.name, max_age=0)


def edited(alliance_id: int) -> Alliance:
    """The alliance, if the acting account keeps its file."""
    return fetch(alliances_edited_by(acting()).where(Alliance.id == alliance_id))


def _edits(alliance_id: int) -> bool:
    return session.scalar(select(alliances_edited_by(acting()).where(Alliance.id == alliance_id).exists())) or False


def _offered(form: AllianceForm, alliance: Alliance | None = None) -> AllianceForm:
    units = session.scalars(active_in(acting().scope(Permission.STUDIO_EDIT))).all()
    studios = session.scalars(studios_edited_by(acting()).order_by(Studio.name)).unique().all()
    form.organisation.choices = {unit.id: unit.name for unit in units}
    form.lead_studio.choices = {NONE: "没有"} | {studio.id: studio.name for studio in studios}
    if alliance is not None:
        form.organisation.choices = {alliance.organisation_id: alliance.organisation.name}
        if alliance.lead_studio:
            form.lead_studio.choices[alliance.lead_studio.id] = alliance.lead_studio.name
    return form


def _lead_studio(form: AllianceForm, alliance: Alliance | None = None) -> Studio | None:
    chosen = form.lead_studio.data
    if not chosen:
        return None
    if alliance is not None and chosen == alliance.lead_studio_id:
        return alliance.lead_studio
    return fetch(studios_edited_by(acting()).where(Studio.id == chosen))
