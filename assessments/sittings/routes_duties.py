"""Pages about duties: who is on duty at a sitting, what is lacking, leave to go on, and a body's numbers."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select

from assessments.bodies.models import AssessmentBody, Official
from assessments.bodies.queries import bodies_edited_by
from assessments.sittings import duties
from assessments.sittings.forms_duties import AssignForm, DutyRulesForm, RecusalForm, SanctionForm
from assessments.sittings.models import Assignment, Seat, Sitting
from assessments.sittings.queries import seats_of, sittings_planned_by, sittings_visible_to
from assessments.sittings.queries_duties import (
    assignable_officials,
    assignments_of,
    duty_rules_of,
    parameters_of,
    rater_accounts,
    unmet_duties,
)
from assessments.sittings.routes import bp, planned
from assessments.sittings.rules import SittingState
from foundation.database import fetch, session, transaction
from foundation.errors import Refused
from foundation.forms import answering
from marking.panels.models import Conflict
from marking.panels.queries import conflicts_of
from people.accounts.access import acting, requires
from people.accounts.models import Account
from people.accounts.rules import Permission

WATCHERS = (Permission.SITTING_PLAN, Permission.SITTING_WATCH)


@bp.get("/assessments/sittings/<int:sitting_id>/duties")
@requires(*WATCHERS)
def list_duties(sitting_id: int) -> ResponseReturnValue:
    """Who is on duty, and what is lacking."""
    return _show(_watched(sitting_id), AssignForm())


@bp.post("/assessments/sittings/<int:sitting_id>/duties")
@requires(Permission.SITTING_PLAN)
def assign_official(sitting_id: int) -> ResponseReturnValue:
    """Put somebody on duty."""
    sitting, form = planned(sitting_id), AssignForm()
    form.offer(assignable_officials(sitting))
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            duty, official_id = form.chosen
            own = select(Official).where(Official.id == official_id, Official.body_id == sitting.batch.body_id)
            assignment = duties.assign_official(sitting, fetch(own), duty, by=acting())
            flash(f"{assignment.audit_label}已安排。", "success")
            return redirect(url_for(".list_duties", sitting_id=sitting_id))
    return _show(sitting, form)


@bp.post("/assessments/assignments/<int:assignment_id>/remove")
@requires(Permission.SITTING_PLAN)
def remove_official(assignment_id: int) -> ResponseReturnValue:
    """Take somebody off duty."""
    assignment = _assignment(assignment_id)
    sitting_id, name = assignment.sitting_id, assignment.audit_label
    with transaction():
        duties.remove_official(assignment, reason=request.form.get("reason", ""), by=acting())
    flash(f"{name}已撤下。", "success")
    return redirect(url_for(".list_duties", sitting_id=sitting_id))


@bp.post("/assessments/sittings/<int:sitting_id>/duties/exceptions")
@requires(Permission.SCORE_REVIEW)
def sanction_duties(sitting_id: int) -> ResponseReturnValue:
    """The second person lets a sitting go on as it is."""
    sitting, form = _watched(sitting_id), SanctionForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            duties.sanction_duties(sitting, ground=form.ground.data or "", by=acting())
            flash("已同意例外，原因记入操作日志。", "success")
            return redirect(url_for(".list_duties", sitting_id=sitting_id))
    return _show(sitting, AssignForm(), form)


@bp.route("/assessments/assignments/<int:assignment_id>/recusals", methods=["GET", "POST"])
@requires(Permission.SITTING_PLAN)
def record_recusal(assignment_id: int) -> ResponseReturnValue:
    """From which candidates an assessor must step aside."""
    assignment, form = _assignment(assignment_id), RecusalForm()
    sitting, person = assignment.sitting, assignment.official.person
    seats = session.scalars(seats_of([sitting])).all()
    form.offer(seats)
    account = rater_accounts([person.id]).get(person.id)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            if account is None:
                raise Refused(f"{person.name}还没有可以评分的账号，请先开设账号并授予“考评员”角色。")
            seat = fetch(select(Seat).where(Seat.id == form.seat.data, Seat.sitting_id == sitting.id))
            ground, note = form.ground.data, form.note.data or ""
            duties.record_recusal(account, seat.application.person, ground, note=note, by=acting())
            flash(f"已登记：{person.name}回避{seat.application.person.name}。没有封存的评分表已自动回避。", "success")
            return redirect(url_for(".record_recusal", assignment_id=assignment_id))
    page = render_template(
        "assessments/sittings/record_recusal.html",
        form=form,
        assignment=assignment,
        sitting=sitting,
        conflicts=_recorded(account, seats) if account else [],
    )
    return page, 422 if form.errors else 200


@bp.route("/assessments/bodies/<int:body_id>/duty-rules", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
def edit_duty_rules(body_id: int) -> ResponseReturnValue:
    """By which numbers a body puts officials on duty."""
    body = fetch(bodies_edited_by(acting()).where(AssessmentBody.id == body_id))
    form = DutyRulesForm.opened_on(parameters_of(body), duty_rules_of(body))
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            source = form.source.data or ""
            duties.edit_duty_rules(body, form.parameters(), source=source, version=form.version, by=acting())
            flash("考务规则已保存，还没有开场的场次按新规则核对。", "success")
            return redirect(url_for("assessments.bodies.show_body", body_id=body_id))
    page = render_template("assessments/sittings/edit_duty_rules.html", form=form, body=body)
    return page, 422 if form.errors else 200


def _recorded(account: Account, seats: Sequence[Seat]) -> Sequence[Conflict]:
    """What concerns the candidates here; from whom he steps aside elsewhere is none of this body's business."""
    persons = [seat.application.person_id for seat in seats]
    units = [seat.application.organisation_id for seat in seats]
    here = or_(Conflict.person_id.in_(persons), Conflict.organisation_id.in_(units))
    return session.scalars(conflicts_of(account).where(here)).all()


def _watched(sitting_id: int) -> Sitting:
    return fetch(sittings_visible_to(acting()).where(Sitting.id == sitting_id))


def _assignment(assignment_id: int) -> Assignment:
    own = sittings_planned_by(acting()).with_only_columns(Sitting.id)
    return fetch(select(Assignment).where(Assignment.id == assignment_id, Assignment.sitting_id.in_(own)))


def _show(sitting: Sitting, form: AssignForm, sanction: SanctionForm | None = None) -> ResponseReturnValue:
    may_plan = acting().may_at(Permission.SITTING_PLAN, sitting.organisation_path)
    finished = sitting.state is SittingState.CLOSED
    if may_plan and not finished and form.choice.choices is None:
        form.offer(assignable_officials(sitting))
    page = render_template(
        "assessments/sittings/list_duties.html",
        sitting=sitting,
        form=form,
        sanction=sanction or SanctionForm(),
        assignments=assignments_of(sitting),
        reasons=unmet_duties(sitting),
        may_assign=may_plan and not finished,
        may_sanction=acting().may_at(Permission.SCORE_REVIEW, sitting.organisation_path),
        started=sitting.state is not SittingState.PLANNED,
    )
    return page, 422 if form.errors or (sanction and sanction.errors) else 200
