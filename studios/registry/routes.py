"""Pages about studios: the list, one studio as a hub, its file kept by officers and by its leader."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from certificates.printing.papers import print_document
from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import Refused
from foundation.forms import JiangxinForm, ReasonForm, answering, text_of
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in, organisations_in
from people.organisations.rules import OrganisationKind
from people.persons.models import Person
from studios.registry import operations
from studios.registry.forms import MoveForm, StudioForm
from studios.registry.models import Studio
from studios.registry.operations_members import person_for
from studios.registry.printing import printed_file
from studios.registry.queries import (
    StudioFilter,
    industries_of,
    members_on,
    namings_in_force,
    points_near,
    studios_edited_by,
    studios_led_by,
    studios_matching,
    studios_visible_to,
)
from studios.registry.queries_hub import file_of
from studios.registry.rules import NAMING_LEVEL_TITLES, STUDIO_KIND_TITLES, NamingLevel, StudioKind, highest, in_wan
from studios.registry.rules_map import Drawing, drawn

bp = Blueprint("registry", __name__)

OFFERED_ORGANISATIONS = 300
READ = (Permission.STUDIO_READ, Permission.STUDIO_LEAD)
KEEP = (Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
NO_NAME = "none"
ELSEWHERE = (
    ("项目", "kanban", "studios.projects.list_projects"),
    ("成果", "award", "studios.outcomes.list_outcomes"),
    ("师带徒", "people", "studios.mentoring.list_mentorings"),
    ("申报命名", "patch-check", "studios.designation.list_designations"),
    ("年度考核", "clipboard-check", "studios.appraisals.list_appraisals"),
)
"""A studio's pages in the stages that follow: named, not imported, because they read this one."""


@bp.get("/studios")
@requires(*READ)
def list_studios() -> ResponseReturnValue:
    """The studios in one's care that the filter in the address describes, newest first."""
    wanted, visible = wanted_studios(), studios_visible_to(acting())
    listed = studios_matching(visible, wanted).options(selectinload(Studio.namings), selectinload(Studio.members))
    return render_template(
        "studios/registry/list_studios.html",
        page=page_by_key(listed, Studio, after=request.args.get("after", type=int)),
        wanted=wanted,
        levels=NAMING_LEVEL_TITLES,
        kinds=STUDIO_KIND_TITLES,
        industries=industries_of(visible),
        districts=districts(),
        highest_of=lambda studio: highest([one.level for one in namings_in_force(studio, wanted.day)]),
        members_on=members_on,
    )


@bp.get("/studios/mine")
@requires(Permission.STUDIO_LEAD)
def list_my_studios() -> ResponseReturnValue:
    """The studio that one leads; the list of them where there are several, and what to do where there is none."""
    led = session.scalars(studios_led_by(acting())).all()
    if len(led) == 1:
        return redirect(url_for(".show_studio", studio_id=led[0].id))
    return render_template("studios/registry/list_my_studios.html", studios=led)


@bp.get("/studios/<int:studio_id>")
@requires(*READ)
def show_studio(studio_id: int) -> ResponseReturnValue:
    """One studio: everything that its file says, and the way to its projects, outcomes and apprentices."""
    studio = visible_studio(studio_id)
    return render_template(
        "studios/registry/show_studio.html",
        file=file_of(studio, clock.today()),
        studio=studio,
        keeps=operations.keeps(studio, acting()) and studio.closed_on is None,
        manages=operations.manages(studio, acting()),
        links=_links(studio_id),
        wan=in_wan,
        locator=_locator(studio),
    )


@bp.get("/studios/<int:studio_id>/file.pdf")
@requires(*READ)
def print_studio_file(studio_id: int) -> ResponseReturnValue:
    """The studio's file as a paper (申报表、台账)."""
    file = file_of(visible_studio(studio_id), clock.today())
    printed = print_document("studios/registry/print_studio_file.html", printed_file(file))
    return send_file(BytesIO(printed), "application/pdf", download_name=f"{file.studio.name}档案.pdf")


@bp.route("/studios/new", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT)
def create_studio() -> ResponseReturnValue:
    """Put a studio on the register."""
    form = StudioForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            unit = _unit(form)
            studio = operations.create_studio(unit, form.facts(), leader=_leader(form, unit), by=acting())
            flash("已登记。接着登记成员、命名文件、场地照片和制度。", "success")
            return redirect(url_for(".show_studio", studio_id=studio.id))
    return form_page(form, "登记工作室", None, organisations=_unit_names())


@bp.route("/studios/<int:studio_id>/edit", methods=["GET", "POST"])
@requires(*KEEP)
def edit_studio(studio_id: int) -> ResponseReturnValue:
    """Change what is said of a studio."""
    studio = edited_studio(studio_id)
    form = StudioForm(obj=studio)
    del form.organisation, form.leader_name, form.leader_number
    if not operations.manages(studio, acting()):
        form.leave_to_officers()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_studio(studio, form.facts(studio), by=acting(), version=form.version)
            return saved(studio_id)
    return form_page(form, "修改工作室档案", studio)


@bp.route("/studios/<int:studio_id>/move", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT)
def move_studio(studio_id: int) -> ResponseReturnValue:
    """Let a studio go over to another unit."""
    studio, form = edited_studio(studio_id), MoveForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.move_studio(studio, _unit(form), by=acting(), reason=text_of(form.reason))
            return saved(studio_id, "已变更所在单位。")
    return form_page(form, "变更所在单位", studio, lead=studio.organisation.name, organisations=_unit_names())


@bp.post("/studios/<int:studio_id>/close")
@requires(Permission.STUDIO_EDIT)
def close_studio(studio_id: int) -> ResponseReturnValue:
    """Take a studio off the register, with a reason."""
    studio = edited_studio(studio_id)
    with transaction():
        operations.close_studio(studio, by=acting(), reason=ReasonForm().reason.data or "")
        return saved(studio_id, "已注销，档案保留，不再计入统计。")


@bp.post("/studios/<int:studio_id>/reopen")
@requires(Permission.STUDIO_EDIT)
def reopen_studio(studio_id: int) -> ResponseReturnValue:
    """Put a closed studio back on the register, with a reason."""
    studio = edited_studio(studio_id)
    with transaction():
        operations.reopen_studio(studio, by=acting(), reason=ReasonForm().reason.data or "")
        return saved(studio_id, "已恢复在册。")


def wanted_studios() -> StudioFilter:
    """Which studios the address asks for; what it says wrongly is as if not said."""
    said = request.args
    day, level, kind = said.get("on", type=date.fromisoformat), said.get("level", ""), said.get("kind", "")
    unit = session.scalars(
        organisations_in(acting().scope(Permission.STUDIO_READ)).where(Organisation.id == said.get("unit", type=int))
    ).one_or_none()
    return StudioFilter(
        day=day or clock.today(),
        level=NamingLevel(level) if level in NAMING_LEVEL_TITLES else None,
        unnamed=level == NO_NAME,
        kind=StudioKind(kind) if kind in STUDIO_KIND_TITLES else None,
        path=unit.path if unit else None,
        industry=said.get("industry", ""),
        text=said.get("text", "").strip(),
        closed=said.get("state") == "closed",
    )


def districts() -> Sequence[Organisation]:
    """The districts in one's care: what lists and figures are divided by."""
    scope = organisations_in(acting().scope(Permission.STUDIO_READ))
    return session.scalars(scope.where(Organisation.kind == OrganisationKind.DISTRICT_FEDERATION)).all()


def visible_studio(studio_id: int) -> Studio:
    """The studio, if the signed-in account may see it."""
    return fetch(studios_visible_to(acting()).where(Studio.id == studio_id))


def edited_studio(studio_id: int) -> Studio:
    """The studio, if the signed-in account keeps its file."""
    return fetch(studios_edited_by(acting()).where(Studio.id == studio_id))


def part_of(studio: Studio, kind: Any, part_id: int) -> Any:
    """One of the studio's members, namings or belongings."""
    return fetch(select(kind).where(kind.id == part_id, kind.studio_id == studio.id))


def saved(studio_id: int, said: str = "已保存。", part: str | None = None) -> ResponseReturnValue:
    """Back to the studio, to the section where what was typed is seen."""
    flash(said, "success")
    return redirect(url_for("studios.registry.show_studio", studio_id=studio_id, _anchor=part))


def form_page(
    form: JiangxinForm, title: str, studio: Studio | None, lead: str = "", **facts: Any
) -> ResponseReturnValue:
    """A page that shows a form field by field: all forms about studios look alike."""
    page = render_template(
        "studios/registry/_form_page.html", form=form, title=title, studio=studio, lead=lead, **facts
    )
    return page, 422 if form.errors else 200


def _locator(studio: Studio) -> Drawing | None:
    """The studio, first, among those around it; None where it has no point."""
    if studio.latitude is None or studio.longitude is None:
        return None
    return drawn([(studio.latitude, studio.longitude), *points_near(studio)], 260, 170)


def _links(studio_id: int) -> list[dict[str, str]]:
    """The studio's pages of other stages that the signed-in account may open."""
    return [
        {"title": title, "icon": icon, "url": url_for(endpoint, studio_id=studio_id)}
        for title, icon, endpoint in ELSEWHERE
        if _may_open(endpoint)
    ]


def _may_open(endpoint: str) -> bool:
    view = current_app.view_functions.get(endpoint)
    return view is not None and any(acting().may(one) for one in getattr(view, "__access__", ()))


def _unit_names() -> list[str]:
    """The units that a form offers."""
    offered = active_in(acting().scope(Permission.STUDIO_EDIT)).limit(OFFERED_ORGANISATIONS)
    return [one.name for one in session.scalars(offered)]


def _unit(form: StudioForm | MoveForm) -> Organisation:
    """The unit that was typed. Raises `Refused` unless it is in the officer's care."""
    offered = active_in(acting().scope(Permission.STUDIO_EDIT))
    unit = session.scalars(offered.where(Organisation.name == text_of(form.organisation))).one_or_none()
    if unit is None:
        raise Refused("没有这个单位，或不在您的管理范围。请从列表中选择。", field="organisation")
    return unit


def _leader(form: StudioForm, unit: Organisation) -> Person | None:
    """Who was typed as leader. A refusal is shown beside the fields of the leader."""
    name = text_of(form.leader_name)
    if not name:
        return None
    try:
        return person_for(unit, name, text_of(form.leader_number))
    except Refused as refusal:
        field = "leader_number" if refusal.field == "document_number" else "leader_name"
        raise Refused(refusal.message, field=field) from refusal
