"""Pages of the eight grades: what they are, and levels got by appointment, recognition or confirmation of a post."""

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from assessments.grants.queries import grant_from
from assessments.grants.rules import Ground
from assessments.ladder import operations
from assessments.ladder.forms import ConfirmRecognitionForm, EndAppointmentForm, ProposeRecognitionForm, TermForm
from assessments.ladder.models import Recognition
from assessments.ladder.queries import (
    appointments_ending,
    recognitions_decided_by,
    recognitions_proposed_by,
    recognitions_to_decide,
    recognitions_visible_to,
    renewal_of,
)
from assessments.ladder.rules import (
    RECOGNITION_STATE_TITLES,
    WAYS,
    RecognitionState,
    reasons_against_recognition,
    to_confirm,
)
from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.occupations import occupations
from people.persons.rules import Level

bp = Blueprint("ladder", __name__)

DECIDE = (Permission.GRANT_CERTIFY, Permission.PROMOTION_CONFIRM)


@bp.get("/assessments/ladder")
@requires(Permission.OWN_READ)
def show_ladder() -> ResponseReturnValue:
    """The eight grades: who may grant which, and how one gets there."""
    return render_template("assessments/ladder/show_ladder.html", lists=acting().may(Permission.GRANT_READ))


@bp.get("/assessments/ladder/recognitions")
@requires(Permission.OWN_READ)
def list_recognitions() -> ResponseReturnValue:
    """Those of my units, or my own."""
    wanted = request.args.get("state", "")
    queries = {"waiting": recognitions_to_decide, "ending": appointments_ending}
    query = queries.get(wanted, recognitions_visible_to)(acting())
    if wanted in set(RecognitionState):
        query = query.where(Recognition.state == RecognitionState(wanted))
    return render_template(
        "assessments/ladder/list_recognitions.html",
        page=page_by_key(query, Recognition, after=request.args.get("after", type=int)),
        wanted=wanted,
        states={state.value: title for state, title in RECOGNITION_STATE_TITLES.items()},
        ways=WAYS if acting().may(Permission.LEVEL_APPOINT) else (),
        today=clock.today(),
    )


@bp.route("/assessments/ladder/recognitions/new/<ground>", methods=["GET", "POST"])
@requires(Permission.LEVEL_APPOINT)
def propose_recognition(ground: str) -> ResponseReturnValue:
    """Propose a level, by one of the ways."""
    if ground not in WAYS:
        raise NotFound
    way, form = Ground(ground), ProposeRecognitionForm()
    form.offer(way)
    if form.validate_on_submit():
        content = form.content()
        with answering(form), transaction():
            form.claim()
            facts = form.facts_for(way, Level(form.level.data), form.occupation_code)
            made = operations.propose_recognition(form.person(), facts, content, by=acting())
            return _back(made.id, "已提出，等待另一人审定。")
    page = render_template(
        "assessments/ladder/propose_recognition.html", form=form, ground=way, occupations=occupations()
    )
    return page, 422 if form.errors else 200


@bp.get("/assessments/ladder/recognitions/<int:recognition_id>")
@requires(Permission.OWN_READ)
def show_recognition(recognition_id: int) -> ResponseReturnValue:
    """One of them, with what can be done next."""
    recognition = _visible(recognition_id)
    chosen = Recognition.id == recognition_id
    return render_template(
        "assessments/ladder/show_recognition.html",
        recognition=recognition,
        decides=session.scalar(recognitions_to_decide(acting()).where(chosen)) is not None,
        proposes=session.scalar(recognitions_proposed_by(acting()).where(chosen)) is not None,
        withdraws=_may_withdraw(recognition),
        grant=grant_from(recognition.source),
        renewal=renewal_of(recognition),
        today=clock.today(),
    )


@bp.get("/assessments/ladder/recognitions/<int:recognition_id>/evidence")
@requires(Permission.OWN_READ)
def show_evidence(recognition_id: int) -> ResponseReturnValue:
    """The evidence, to be saved; never kept by the browser."""
    file = _visible(recognition_id).evidence
    if file is None:
        raise NotFound
    return send_file(file.stream(), file.media_type, as_attachment=True, download_name=file.name, max_age=0)


@bp.route("/assessments/ladder/recognitions/<int:recognition_id>/confirm", methods=["GET", "POST"])
@requires(*DECIDE)
def confirm_recognition(recognition_id: int) -> ResponseReturnValue:
    """Tick every condition, and choose who grants the level."""
    recognition, form = _decided(recognition_id), ConfirmRecognitionForm()
    facts, by_site = operations.proposed(recognition), operations.needs_site(recognition)
    form.offer(operations.ways_of(recognition, acting()) if by_site else [], to_confirm(facts))
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            ticked = form.conditions.data or []
            operations.confirm_recognition(recognition, way=form.way.data or "", confirmed=ticked, by=acting())
            return _back(recognition_id, "已审定。")
    page = render_template(
        "assessments/ladder/confirm_recognition.html",
        form=form,
        recognition=recognition,
        by_site=by_site,
        reasons=reasons_against_recognition(facts, clock.today()),
        awards=facts.awards if recognition.ground is Ground.EXCEPTIONAL else [],
    )
    return page, 422 if form.errors else 200


@bp.post("/assessments/ladder/recognitions/<int:recognition_id>/reject")
@requires(*DECIDE)
def reject_recognition(recognition_id: int) -> ResponseReturnValue:
    """Decide against it."""
    recognition = _decided(recognition_id)
    with transaction():
        operations.reject_recognition(recognition, reason=request.form.get("reason", ""), by=acting())
    return _back(recognition_id, "已记录不予认定，原因本人和提出人可以看到。")


@bp.post("/assessments/ladder/recognitions/<int:recognition_id>/withdraw")
@requires(Permission.LEVEL_APPOINT, *DECIDE)
def withdraw_recognition(recognition_id: int) -> ResponseReturnValue:
    """Take it back."""
    recognition = _visible(recognition_id)
    if not _may_withdraw(recognition):
        raise NotFound
    with transaction():
        operations.withdraw_recognition(recognition, reason=request.form.get("reason", ""), by=acting())
    return _back(recognition_id, "已撤回。")


@bp.route("/assessments/ladder/recognitions/<int:recognition_id>/end", methods=["GET", "POST"])
@requires(Permission.LEVEL_APPOINT)
def end_appointment(recognition_id: int) -> ResponseReturnValue:
    """End an appointment."""
    recognition, form = _proposed(recognition_id), EndAppointmentForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.end_appointment(recognition, on=form.on.data, reason=form.reason.data or "", by=acting())
            return _back(recognition_id, "聘任已结束。")
    page = render_template("assessments/ladder/end_appointment.html", form=form, recognition=recognition)
    return page, 422 if form.errors else 200


@bp.route("/assessments/ladder/recognitions/<int:recognition_id>/renew", methods=["GET", "POST"])
@requires(Permission.LEVEL_APPOINT)
def renew_appointment(recognition_id: int) -> ResponseReturnValue:
    """Propose the next term."""
    recognition = _proposed(recognition_id)
    form = TermForm(post=recognition.post)
    if form.validate_on_submit():
        content = form.content()
        with answering(form), transaction():
            form.claim()
            facts = form.facts_for(recognition.ground, recognition.level, recognition.occupation_code)
            made = operations.renew_appointment(recognition, facts, content, by=acting())
            return _back(made.id, "续聘已提出，等待另一人审定。")
    page = render_template("assessments/ladder/renew_appointment.html", form=form, recognition=recognition)
    return page, 422 if form.errors else 200


def _may_withdraw(recognition: Recognition) -> bool:
    """Who proposed takes back a proposal; who decides takes back what was confirmed."""
    held = recognitions_proposed_by if recognition.state is RecognitionState.PROPOSED else recognitions_decided_by
    return session.scalar(held(acting()).where(Recognition.id == recognition.id)) is not None


def _visible(recognition_id: int) -> Recognition:
    return fetch(recognitions_visible_to(acting()).where(Recognition.id == recognition_id))


def _decided(recognition_id: int) -> Recognition:
    return fetch(recognitions_decided_by(acting()).where(Recognition.id == recognition_id))


def _proposed(recognition_id: int) -> Recognition:
    return fetch(recognitions_proposed_by(acting()).where(Recognition.id == recognition_id))


def _back(recognition_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".show_recognition", recognition_id=recognition_id))
