"""Pages of those who appeal, and of all who may read an appeal. What arbitrators do is in routes_ruling."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from competitions.appeals import operations
from competitions.appeals.appeal_rules import APPEAL_RULES, DEFAULT
from competitions.appeals.forms import AppealForm, AppealRulesForm
from competitions.appeals.models import Appeal
from competitions.appeals.queries import (
    Appealable,
    appealables,
    appeals_ruled_by,
    appeals_visible_to,
    mergeable_into,
    own_appeals_visible_to,
    places_appealable_by,
    terms_of,
)
from competitions.appeals.rules import MOST_EVIDENCE, time_left
from competitions.appeals.ruling import reasons_to_step_aside
from competitions.draw.models import Draw, Place
from competitions.planning.models import Competition
from competitions.planning.queries import competitions_planned_by
from competitions.results.models import ResultVersion
from competitions.results.queries import results_corrected_by, standing_version
from competitions.results.queries_corrections import corrections_by_reference
from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("appeals", __name__)

MOST_PLACES = 200


@bp.get("/my/appeals")
@requires(Permission.APPEAL_SUBMIT)
def list_my_appeals() -> ResponseReturnValue:
    """For what one may appeal now, with the time that is left; and what became of the appeals made."""
    page = page_by_key(own_appeals_visible_to(acting()), Appeal, after=request.args.get("after", type=int))
    places = session.scalars(places_appealable_by(acting()).limit(MOST_PLACES)).unique().all()
    return render_template(
        "competitions/appeals/list_my_appeals.html",
        page=page,
        possible=[one for one in appealables(places) if one.open and not one.exhausted],
        left=lambda closes: time_left(clock.now(), closes),
    )


@bp.route("/stages/<int:stage_id>/entries/<int:entry_id>/appeal", methods=["GET", "POST"])
@requires(Permission.APPEAL_SUBMIT)
def submit_appeal(stage_id: int, entry_id: int) -> ResponseReturnValue:
    """Write the appeal, with the clock in sight."""
    place = _appealable(stage_id, entry_id)
    form = AppealForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            appeal = operations.submit_appeal(
                _appealable(stage_id, entry_id),
                ground=form.ground.data,
                statement=form.statement.data or "",
                evidence=form.uploads(),
                by=acting(),
            )
            flash("申诉已提交，仲裁组会在本页答复。申诉办结之前，成绩不会转为正式。", "success")
            return redirect(url_for(".show_appeal", appeal_id=appeal.id))
    page = render_template(
        "competitions/appeals/submit_appeal.html",
        form=form,
        place=place,
        most=MOST_EVIDENCE,
        left=lambda closes: time_left(clock.now(), closes),
    )
    return page, 422 if form.errors else 200


@bp.get("/appeals/<int:appeal_id>")
@requires(Permission.APPEAL_SUBMIT, Permission.APPEAL_READ)
def show_appeal(appeal_id: int) -> ResponseReturnValue:
    """One appeal from its statement to its end; the arbitrator finds the next step here."""
    appeal = fetch(appeals_visible_to(acting()).where(Appeal.id == appeal_id))
    rules_on_it = session.scalar(appeals_ruled_by(acting()).where(Appeal.id == appeal_id)) is not None
    standing = standing_version(appeal.stage)
    return render_template(
        "competitions/appeals/show_appeal.html",
        appeal=appeal,
        lead=appeal.merged_into or appeal,
        rules=APPEAL_RULES[appeal.rules],
        actions=Appeal.workflow.actions(appeal.state) if rules_on_it else [],
        barred=reasons_to_step_aside(appeal, acting()) if rules_on_it else [],
        others=mergeable_into(appeal) if rules_on_it else [],
        own=_is_own(appeal) and operations.can_be_withdrawn(appeal),
        oversees=acting().may_at(Permission.APPEAL_READ, appeal.stage.organisation_path),
        corrections=corrections_by_reference(appeal.reference),
        correctable=standing if standing and _may_correct(standing) else None,
    )


@bp.post("/appeals/<int:appeal_id>/withdraw")
@requires(Permission.APPEAL_SUBMIT)
def withdraw_appeal(appeal_id: int) -> ResponseReturnValue:
    """Take one's appeal back."""
    appeal = fetch(own_appeals_visible_to(acting()).where(Appeal.id == appeal_id))
    with transaction():
        operations.withdraw_appeal(appeal, reason=request.form.get("reason", ""), by=acting())
        flash("申诉已撤回。", "success")
    return redirect(url_for(".show_appeal", appeal_id=appeal_id))


@bp.get("/appeals/<int:appeal_id>/evidence/<int:file_id>")
@requires(Permission.APPEAL_SUBMIT, Permission.APPEAL_READ)
def show_evidence(appeal_id: int, file_id: int) -> ResponseReturnValue:
    """One file of the evidence, to be saved."""
    appeal = fetch(appeals_visible_to(acting()).where(Appeal.id == appeal_id))
    found = next((stored for stored in appeal.evidence if stored.id == file_id), None)
    if found is None:
        raise NotFound
    return send_file(BytesIO(found.read()), found.media_type, as_attachment=True, download_name=found.name)


@bp.route("/competitions/<int:competition_id>/appeal-rules", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def choose_appeal_rules(competition_id: int) -> ResponseReturnValue:
    """By which published rules this competition takes appeals."""
    competition = fetch(competitions_planned_by(acting()).where(Competition.id == competition_id))
    terms = terms_of(competition)
    form = AppealRulesForm(rules=terms.rules if terms else DEFAULT)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.choose_appeal_rules(competition, form.rules.data or "", by=acting())
            flash("申诉规则已保存，以后提出的申诉按它受理。", "success")
            return redirect(url_for("competitions.planning.show_competition", competition_id=competition_id))
    page = render_template(
        "competitions/appeals/choose_appeal_rules.html", form=form, competition=competition, sets=APPEAL_RULES
    )
    return page, 422 if form.errors else 200


def _appealable(stage_id: int, entry_id: int) -> Appealable:
    query = places_appealable_by(acting()).where(Draw.current_stage_id == stage_id, Place.entry_id == entry_id)
    (found,) = appealables([fetch(query)])
    return found


def _is_own(appeal: Appeal) -> bool:
    return session.scalar(own_appeals_visible_to(acting()).where(Appeal.id == appeal.id)) is not None


def _may_correct(version: ResultVersion) -> bool:
    return session.scalar(results_corrected_by(acting()).where(ResultVersion.id == version.id)) is not None
