"""Pages about applications: the list, the whole story of one, filling it in and handing it in."""

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from certificates.printing.papers import print_document
from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from studios.designation import operations, operations_recommending
from studios.designation.condition_sets import condition_set_of
from studios.designation.conditions import ConditionSet, StudioFacts, check_conditions
from studios.designation.forms import DesignationForm, MaterialForm
from studios.designation.models import Designation, DesignationCall, DesignationMaterial
from studios.designation.printing import printed_designation
from studios.designation.queries import (
    calls_open_to,
    calls_visible_to,
    chain_for,
    designations_edited_by,
    designations_recommended_by,
    designations_run_by,
    designations_visible_to,
    facts_of,
    found_designations,
    history_of,
    with_details,
    with_names,
)
from studios.designation.routes import KEEP, READ, bp
from studios.designation.rules import (
    DESIGNATION_STATE_TITLES,
    EDITABLE,
    STAGE_OF,
    STAGE_TITLES,
    CallState,
    DesignationState,
    MaterialKind,
    reasons_against_taking,
)
from studios.designation.rules_names import names_offered
from studios.designation.titles import ACTIONS
from studios.registry.models import Studio
from studios.registry.queries import studios_edited_by, studios_led_by
from studios.registry.queries_hub import file_of
from studios.registry.rules import NAMING_LEVEL_TITLES

S = DesignationState


@bp.get("/studios/designations")
@requires(*READ)
def list_designations() -> ResponseReturnValue:
    """Applications, newest first (`?call=`, `?state=`, `?studio_id=`), and the calls that this studio, or the one that
    one leads, can apply to now."""
    asked, studio_id = request.args.get("state", ""), request.args.get("studio_id", type=int)
    applying = studios_led_by(acting())
    if studio_id is not None:
        applying = studios_edited_by(acting()).where(Studio.id == studio_id)
    query = found_designations(
        with_names(designations_visible_to(acting())),
        call_id=request.args.get("call", type=int),
        state=S(asked) if asked in set(S) else None,
        studio_id=studio_id,
    )
    studios = session.scalars(applying).unique().all()
    calls = session.scalars(calls_visible_to(acting()).order_by(DesignationCall.id.desc()).limit(100)).all()
    return render_template(
        "studios/designation/list_designations.html",
        page=page_by_key(query, Designation, after=request.args.get("after", type=int)),
        states=DESIGNATION_STATE_TITLES,
        calls=calls,
        open_calls=[(studio, call) for studio in studios for call in calls_open_to(studio, clock.today())],
        stage_of=STAGE_OF,
    )


@bp.get("/studios/designations/<int:designation_id>")
@requires(*READ)
def show_designation(designation_id: int) -> ResponseReturnValue:
    """The whole story of one application: where it stands, conditions, chain of opinions, materials, time line."""
    user = acting()
    found = with_details(designations_visible_to(user)).where(Designation.id == designation_id)
    designation = fetch(found)
    closed = _closed(designation)
    keeps = _among(designations_edited_by(user), designation_id)
    editing = keeps and designation.state in EDITABLE and not closed
    facts, conditions = _facts_of(designation), _conditions_of(designation)
    run = _among(designations_run_by(user), designation_id)
    refused_by = operations_recommending.refused_by(designation)
    return render_template(
        "studios/designation/show_designation.html",
        designation=designation,
        studio=designation.studio,
        facts=facts,
        conditions=conditions,
        results=check_conditions(conditions, facts),
        ticks={one.item: one for one in designation.checks},
        steps=chain_for(designation.studio, designation.call),
        opinions=designation.opinions,
        missing=operations.missing_for(designation, facts) if editing else [],
        closed=closed,
        editing=editing,
        may_withdraw=keeps and _may_withdraw(designation) and (designation.state in EDITABLE or not run),
        may_recommend=_among(designations_recommended_by(user), designation_id),
        may_resume=refused_by is not None and operations_recommending.may_speak_for(refused_by, user),
        may_check=run and designation.state in {S.RECOMMENDED, S.CORRECTING},
        may_recheck=run and designation.state in {S.ADMITTED, S.REJECTED},
        stages=STAGE_TITLES,
        stage=STAGE_OF.get(designation.state),
        history=history_of(designation),
        actions=ACTIONS,
    )


@bp.get("/studios/designations/<int:designation_id>/form.pdf")
@requires(*READ)
def print_designation(designation_id: int) -> ResponseReturnValue:
    """The application form, to be signed and sealed level by level."""
    found = with_details(designations_visible_to(acting())).where(Designation.id == designation_id)
    designation = fetch(found)
    facts = _facts_of(designation)
    paper = printed_designation(
        designation,
        NAMING_LEVEL_TITLES[designation.call.level],
        file_of(designation.studio, facts.day),
        check_conditions(_conditions_of(designation), facts),
        chain_for(designation.studio, designation.call),
    )
    printed = print_document("studios/designation/print_designation.html", paper)
    return send_file(BytesIO(printed), "application/pdf", download_name=f"{designation.proposed_name}申报表.pdf")


@bp.post("/studios/calls/<int:call_id>/designations/<int:studio_id>")
@requires(*KEEP)
def create_designation(call_id: int, studio_id: int) -> ResponseReturnValue:
    """Begin an application from the studio's file."""
    call = fetch(calls_visible_to(acting()).where(DesignationCall.id == call_id))
    studio = fetch(studios_edited_by(acting()).where(Studio.id == studio_id))
    with transaction():
        designation = operations.create_designation(call, studio, by=acting())
        flash("申报已从工作室档案建立。请核对条件，补充事迹、计划和材料，再提交。", "success")
        return redirect(url_for(".show_designation", designation_id=designation.id))


@bp.route("/studios/designations/<int:designation_id>/edit", methods=["GET", "POST"])
@requires(*KEEP)
def edit_designation(designation_id: int) -> ResponseReturnValue:
    """Name, deeds and plan."""
    designation = edited(designation_id)
    studio = designation.studio
    form = DesignationForm.opened_on(designation)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_designation(designation, form.facts(), version=form.version, by=acting())
            return done(designation_id, "已保存。")
    leader = studio.leader.name if studio.leader else ""
    names = names_offered(leader, studio.speciality, studio.kind, studio.name)
    page = "studios/designation/edit_designation.html"
    return render_template(page, form=form, designation=designation, names=names), 422 if form.errors else 200


@bp.route("/studios/designations/<int:designation_id>/materials/new", methods=["GET", "POST"])
@requires(*KEEP)
def add_material(designation_id: int) -> ResponseReturnValue:
    """Upload a file (`?kind=` chooses what)."""
    designation = edited(designation_id)
    asked = request.args.get("kind", "")
    form = MaterialForm(kind=asked if asked in set(MaterialKind) else None)
    if form.validate_on_submit():
        content, title = form.file.data.read(), (form.title.data or "").strip()
        with answering(form), transaction():
            form.claim()
            operations.add_material(designation, form.chosen_kind, title, content, by=acting())
            return done(designation_id, "材料已保存。")
    page = render_template("studios/designation/add_material.html", form=form, designation=designation)
    return page, 422 if form.errors else 200


@bp.post("/studios/designations/<int:designation_id>/materials/<int:material_id>/remove")
@requires(*KEEP)
def remove_material(designation_id: int, material_id: int) -> ResponseReturnValue:
    """Take a file out again."""
    material = _material(edited(designation_id), material_id)
    with transaction():
        operations.remove_material(material, by=acting())
    return done(designation_id, "已删除这份材料。")


@bp.get("/studios/designations/<int:designation_id>/materials/<int:material_id>")
@requires(*READ)
def show_material(designation_id: int, material_id: int) -> ResponseReturnValue:
    """One file, to be saved; never kept by the browser."""
    designation = fetch(designations_visible_to(acting()).where(Designation.id == designation_id))
    file = _material(designation, material_id).file
    return send_file(file.stream(), file.media_type, as_attachment=True, download_name=file.name, max_age=0)


@bp.post("/studios/designations/<int:designation_id>/submit")
@requires(*KEEP)
def submit_designation(designation_id: int) -> ResponseReturnValue:
    """Hand it in."""
    with transaction():
        operations.submit_designation(edited(designation_id), by=acting())
    return done(designation_id, "申报已提交，由各级依次提出推荐意见。")


@bp.post("/studios/designations/<int:designation_id>/supplement")
@requires(*KEEP)
def supplement_designation(designation_id: int) -> ResponseReturnValue:
    """Hand in the correction."""
    with transaction():
        operations.supplement_designation(edited(designation_id), by=acting())
    return done(designation_id, "补正已提交，等待受理。")


@bp.post("/studios/designations/<int:designation_id>/withdraw")
@requires(*KEEP)
def withdraw_designation(designation_id: int) -> ResponseReturnValue:
    """Take it back."""
    with transaction():
        designation, reason = edited(designation_id), request.form.get("reason", "")
        operations.withdraw_designation(designation, reason=reason, by=acting())
    return done(designation_id, "申报已撤回。申报截止以前可以重新申报。")


def edited(designation_id: int) -> Designation:
    """The application, if the signed-in account fills it in."""
    return fetch(with_names(designations_edited_by(acting())).where(Designation.id == designation_id))


def done(designation_id: int, message: str) -> ResponseReturnValue:
    """Back to the application, with a word about what was done."""
    flash(message, "success")
    return redirect(url_for("studios.designation.show_designation", designation_id=designation_id))


def _facts_of(designation: Designation) -> StudioFacts:
    frozen = designation.facts and designation.state is not S.DRAFT
    return StudioFacts.from_json(designation.facts) if frozen else facts_of(designation.studio, clock.today())


def _conditions_of(designation: Designation) -> ConditionSet:
    return condition_set_of(designation.call.condition_set, designation.call.thresholds)


def _material(designation: Designation, material_id: int) -> DesignationMaterial:
    mine = DesignationMaterial.designation_id == designation.id
    return fetch(select(DesignationMaterial).where(DesignationMaterial.id == material_id, mine))


def _closed(designation: Designation) -> list[str]:
    """Why the call takes this draft no more, or no application at all any more."""
    call = designation.call
    if designation.state is not S.DRAFT and call.state is not CallState.CANCELLED:
        return []
    return reasons_against_taking(call.state, call.apply_from, call.apply_to, clock.today())


def _may_withdraw(designation: Designation) -> bool:
    return "withdraw_designation" in Designation.workflow.actions(designation.state)


def _among(query: Select[Designation], designation_id: int) -> bool:
    found = query.with_only_columns(Designation.id).where(Designation.id == designation_id)
    return session.scalars(found).first() is not None
