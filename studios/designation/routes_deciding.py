"""Pages where an application is decided about: the opinion of a level, the formal check."""

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation import clock
from foundation.database import fetch, transaction
from foundation.errors import NotFound, Refused
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.designation import operations_checking, operations_recommending
from studios.designation.forms import CheckForm, OpinionForm
from studios.designation.models import Designation, LevelOpinion
from studios.designation.queries import (
    designations_recommended_by,
    designations_run_by,
    designations_visible_to,
    quota_of,
    recommended_by,
    with_details,
    with_names,
)
from studios.designation.routes import READ, bp
from studios.designation.routes_applications import done
from studios.designation.rules import DesignationState
from studios.designation.rules_recommending import DECISION_TITLES, Decision

GIVE = {
    Decision.RECOMMEND: operations_recommending.recommend_designation,
    Decision.RETURN: operations_recommending.return_designation,
    Decision.REFUSE: operations_recommending.refuse_designation,
}


@bp.route("/studios/designations/<int:designation_id>/opinion", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RECOMMEND, Permission.STUDIO_EDIT)
def recommend_designation(designation_id: int) -> ResponseReturnValue:
    """The opinion of the level that is asked: recommended, returned or refused."""
    user = acting()
    designation = fetch(with_names(designations_recommended_by(user)).where(Designation.id == designation_id))
    form = OpinionForm(signed_on=clock.today())
    if form.validate_on_submit():
        facts = form.facts()
        with answering(form), transaction():
            form.claim()
            GIVE[form.chosen](designation, facts, by=user)
            return done(designation_id, f"意见已记录：{DECISION_TITLES[form.chosen]}。")
    place = designation.awaited
    if place is None:
        raise NotFound
    page = render_template(
        "studios/designation/recommend_designation.html",
        form=form,
        designation=designation,
        place=place,
        quota=quota_of(designation.call, place),
        used=recommended_by(designation.call_id, [place.id]).get(place.id, 0),
        for_another=operations_recommending.speaks_for_another(place, user),
        reasons=operations_recommending.reasons_against_opinion(designation, user),
    )
    return page, 422 if form.errors else 200


@bp.post("/studios/designations/<int:designation_id>/resume")
@requires(Permission.DESIGNATION_RECOMMEND, Permission.STUDIO_EDIT)
def resume_recommendation(designation_id: int) -> ResponseReturnValue:
    """Take a refusal back."""
    designation = fetch(designations_visible_to(acting()).where(Designation.id == designation_id))
    with transaction():
        reason = request.form.get("reason", "")
        operations_recommending.resume_recommendation(designation, reason=reason, by=acting())
    return done(designation_id, "已收回“不推荐”，请重新提出意见。")


@bp.get("/studios/designations/<int:designation_id>/opinions/<int:opinion_id>")
@requires(*READ)
def show_opinion(designation_id: int, opinion_id: int) -> ResponseReturnValue:
    """The signed and sealed paper of an opinion; never kept by the browser."""
    designation = fetch(designations_visible_to(acting()).where(Designation.id == designation_id))
    mine = LevelOpinion.designation_id == designation.id
    file = fetch(select(LevelOpinion).where(LevelOpinion.id == opinion_id, mine)).file
    if file is None:
        raise NotFound
    return send_file(file.stream(), file.media_type, as_attachment=True, download_name=file.name, max_age=0)


@bp.route("/studios/designations/<int:designation_id>/check", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def check_designation(designation_id: int) -> ResponseReturnValue:
    """The formal check: beside each line what the machine found; admitted, to be corrected, or rejected."""
    user = acting()
    designation = fetch(with_details(designations_run_by(user)).where(Designation.id == designation_id))
    if designation.state not in {DesignationState.RECOMMENDED, DesignationState.CORRECTING}:
        raise NotFound
    lines = operations_checking.lines_of(designation)
    form = CheckForm.opened_on(lines)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            return done(designation_id, _conclude(designation, form, user))
    page = render_template(
        "studios/designation/check_designation.html",
        form=form,
        designation=designation,
        lines=lines,
        reasons=operations_recommending.reasons_against_opinion(designation, user),
    )
    return page, 422 if form.errors else 200


@bp.post("/studios/designations/<int:designation_id>/recheck")
@requires(Permission.DESIGNATION_RUN)
def recheck_designation(designation_id: int) -> ResponseReturnValue:
    """Take the conclusion of the check back."""
    designation = fetch(designations_run_by(acting()).where(Designation.id == designation_id))
    with transaction():
        operations_checking.recheck_designation(designation, reason=request.form.get("reason", ""), by=acting())
    return done(designation_id, "已收回结论，请重新审查。")


def _conclude(designation: Designation, form: CheckForm, user: Account) -> str:
    ticks, text = form.ticks.data, (form.text.data or "").strip()
    if form.conclusion.data == "admit":
        operations_checking.admit_designation(designation, ticks, by=user)
        return "已受理。"
    if form.conclusion.data == "correct":
        operations_checking.correct_designation(designation, ticks, what=text, due=form.due.data, by=user)
        return "已要求补正，原来的材料和核对都保留。"
    if not text:
        raise Refused("请写明不予受理的原因。", field="text")
    operations_checking.reject_designation(designation, ticks, reason=text, by=user)
    return "已记录不予受理。"
