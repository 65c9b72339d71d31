"""Pages about calls: the list, one call with its line of stages, writing and publishing it."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from studios.designation import operations_calls as operations
from studios.designation.condition_sets import condition_set_of
from studios.designation.forms import CallForm
from studios.designation.models import DesignationCall
from studios.designation.operations import reasons_against_applying
from studios.designation.queries import (
    calls_run_by,
    calls_visible_to,
    designations_visible_to,
    designations_waiting_for,
    found_designations,
    organisers_for,
    quota_of,
    recommended_by,
    states_in,
)
from studios.designation.rules import CALL_STATE_TITLES, OVER, CallState, DesignationState, stage_counts
from studios.registry.models import Studio
from studios.registry.queries import studios_edited_by
from studios.registry.rules import StudioState

bp = Blueprint("designation", __name__)

READ = (Permission.STUDIO_READ, Permission.STUDIO_LEAD)
KEEP = (Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)
SHOWN = 50


@bp.get("/studios/calls")
@requires(*READ)
def list_designation_calls() -> ResponseReturnValue:
    """The calls, newest first, and where one has to act."""
    asked = request.args.get("state", "")
    query = calls_visible_to(acting())
    if asked in set(CallState):
        query = query.where(DesignationCall.state == CallState(asked))
    waiting = session.scalars(designations_waiting_for(acting()).limit(SHOWN)).all()
    return render_template(
        "studios/designation/list_designation_calls.html",
        page=page_by_key(query, DesignationCall, after=request.args.get("after", type=int)),
        states=CALL_STATE_TITLES,
        waiting=waiting,
        may_run=acting().may(Permission.DESIGNATION_RUN),
        today=clock.today(),
    )


@bp.get("/studios/calls/<int:call_id>")
@requires(*READ)
def show_designation_call(call_id: int) -> ResponseReturnValue:
    """One call: what it asks for, how far its applications are, and who may still recommend how many."""
    user = acting()
    call = fetch(calls_visible_to(user).where(DesignationCall.id == call_id))
    states = states_in(found_designations(designations_visible_to(user), call_id=call_id, state=None, studio_id=None))
    recommenders = _recommenders(call.organiser)
    return render_template(
        "studios/designation/show_designation_call.html",
        call=call,
        conditions=condition_set_of(call.condition_set, call.thresholds),
        stages=stage_counts(states),
        over={state: states[state] for state in DesignationState if state in OVER and state in states},
        named=states.get(DesignationState.NAMED, 0),
        may_run=user.may_at(Permission.DESIGNATION_RUN, call.organisation_path),
        may_apply=user.may(Permission.STUDIO_EDIT) or user.may(Permission.STUDIO_LEAD),
        taking=call.state is CallState.PUBLISHED and call.apply_from <= clock.today() <= call.apply_to,
        quotas=[(one, quota_of(call, one)) for one in recommenders],
        used=recommended_by(call.id, [one.id for one in recommenders]),
    )


@bp.get("/studios/calls/<int:call_id>/studios")
@requires(*KEEP)
def choose_studio(call_id: int) -> ResponseReturnValue:
    """Which of one's studios applies, with what speaks against each."""
    call = fetch(calls_visible_to(acting()).where(DesignationCall.id == call_id))
    query = studios_edited_by(acting()).where(Studio.state == StudioState.ACTIVE)
    if text := request.args.get("text", "").strip():
        query = query.where(Studio.name.contains(text, autoescape=True))
    query = query.options(selectinload(Studio.namings)).order_by(Studio.name)
    studios = session.scalars(query.limit(SHOWN)).unique().all()
    reasons = reasons_against_applying(studios, call)
    return render_template("studios/designation/choose_studio.html", call=call, studios=studios, reasons=reasons)


@bp.route("/studios/calls/new", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def create_designation_call() -> ResponseReturnValue:
    """A new draft of one organiser; who calls for several chooses first."""
    organisers = session.scalars(organisers_for(acting())).all()
    asked = request.args.get("organiser", type=int)
    organiser = next((one for one in organisers if one.id == asked), organisers[0] if len(organisers) == 1 else None)
    if organiser is None:
        page = "studios/designation/create_designation_call.html"
        return render_template(page, organisers=organisers, form=None)
    form = CallForm.opened_on(organiser)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            call = operations.create_designation_call(organiser, form.facts(), by=acting())
            flash("通知已建立，还是草稿。核对无误后请发布。", "success")
            return redirect(url_for(".show_designation_call", call_id=call.id))
    return _page("create_designation_call", form, organiser)


@bp.route("/studios/calls/<int:call_id>/edit", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def edit_designation_call(call_id: int) -> ResponseReturnValue:
    """Change a draft."""
    call = run(call_id)
    form = CallForm.opened_on(call.organiser, call)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_designation_call(call, form.facts(), version=form.version, by=acting())
            return done(call_id, "已保存。")
    return _page("edit_designation_call", form, call.organiser, call)


@bp.post("/studios/calls/<int:call_id>/publish")
@requires(Permission.DESIGNATION_RUN)
def publish_designation_call(call_id: int) -> ResponseReturnValue:
    """Show it to the units."""
    with transaction():
        operations.publish_designation_call(run(call_id), by=acting())
    return done(call_id, "通知已发布，从申报开始日起收件。")


@bp.post("/studios/calls/<int:call_id>/close")
@requires(Permission.DESIGNATION_RUN)
def close_designation_call(call_id: int) -> ResponseReturnValue:
    """Everything is decided."""
    with transaction():
        operations.close_designation_call(run(call_id), by=acting())
    return done(call_id, "通知已办结，只供查阅。")


@bp.post("/studios/calls/<int:call_id>/reopen")
@requires(Permission.DESIGNATION_RUN)
def reopen_designation_call(call_id: int) -> ResponseReturnValue:
    """Go on with a closed call."""
    with transaction():
        operations.reopen_designation_call(run(call_id), reason=request.form.get("reason", ""), by=acting())
    return done(call_id, "通知已重新打开。")


@bp.post("/studios/calls/<int:call_id>/cancel")
@requires(Permission.DESIGNATION_RUN)
def cancel_designation_call(call_id: int) -> ResponseReturnValue:
    """Call it off."""
    with transaction():
        operations.cancel_designation_call(run(call_id), reason=request.form.get("reason", ""), by=acting())
    return done(call_id, "通知已取消。")


def run(call_id: int) -> DesignationCall:
    """The call, if the signed-in account runs it."""
    return fetch(calls_run_by(acting()).where(DesignationCall.id == call_id))


def done(call_id: int, message: str) -> ResponseReturnValue:
    """Back to the call, with a word about what was done."""
    flash(message, "success")
    return redirect(url_for("studios.designation.show_designation_call", call_id=call_id))


def _recommenders(organiser: Organisation) -> Sequence[Organisation]:
    query = select(Organisation).where(Organisation.parent_id == organiser.id, Organisation.active)
    return session.scalars(query.order_by(Organisation.path)).all()


def _page(
    name: str, form: CallForm, organiser: Organisation, call: DesignationCall | None = None
) -> ResponseReturnValue:
    page = render_template(
        f"studios/designation/{name}.html",
        form=form,
        organiser=organiser,
        call=call,
        recommenders=_recommenders(organiser),
    )
    return page, 422 if form.errors else 200
