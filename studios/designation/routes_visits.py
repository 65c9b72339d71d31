"""Pages that open visits and meetings, and what experts may read about an application."""

from collections.abc import Callable

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation.database import fetch, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.designation import meetings, visits
from studios.designation.condition_sets import condition_set_of
from studios.designation.conditions import StudioFacts, check_conditions
from studios.designation.models import Designation, DesignationCall, DesignationMaterial
from studios.designation.naming_queries import reference_of, subject_reference
from studios.designation.naming_rules import LEAST_EXPERTS, LEAST_VISITORS
from studios.designation.queries import with_details
from studios.designation.routes import bp, run
from studios.reviews.forms import OpenReviewForm
from studios.reviews.models import Review
from studios.reviews.queries import may_read_materials
from studios.reviews.rules import REVIEW_KIND_TITLES, ReviewKind


@bp.route("/studios/calls/<int:call_id>/visits/new", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def open_visit(call_id: int) -> ResponseReturnValue:
    """Send visitors with a checklist."""
    return _open("open_visit", run(call_id), ReviewKind.SITE, visits.open_visit, likely="site-visit")


@bp.route("/studios/calls/<int:call_id>/meetings/new", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_RUN)
def open_meeting(call_id: int) -> ResponseReturnValue:
    """Put the applications before the experts."""
    return _open("open_meeting", run(call_id), ReviewKind.MEETING, meetings.open_meeting, likely="studio-default")


@bp.post("/studios/calls/<int:call_id>/visits/finish")
@requires(Permission.DESIGNATION_RUN)
def finish_visits(call_id: int) -> ResponseReturnValue:
    """The visits are over."""
    call = run(call_id)
    with transaction():
        count = visits.finish_visits(call, by=acting())
    flash(f"{count} 间工作室的考察结论已登记。", "success")
    return redirect(url_for(".show_naming", call_id=call_id))


@bp.post("/studios/calls/<int:call_id>/settle")
@requires(Permission.DESIGNATION_RUN)
def settle_reviews(call_id: int) -> ResponseReturnValue:
    """Total, rank and cut."""
    call = run(call_id)
    with transaction():
        results = meetings.settle_reviews(call, by=acting())
    flash(f"{len(results)} 份申报已汇总排名。", "success")
    return redirect(url_for(".show_naming", call_id=call_id))


@bp.get("/studios/designations/<int:designation_id>/reviewed")
@requires(Permission.SHEET_MARK)
def show_reviewed(designation_id: int) -> ResponseReturnValue:
    """What an expert who scores an application reads: its facts, conditions and materials."""
    designation = _reviewed(designation_id)
    facts = StudioFacts.from_json(designation.facts)
    conditions = condition_set_of(designation.call.condition_set, designation.call.thresholds)
    return render_template(
        "studios/designation/show_reviewed.html",
        designation=designation,
        facts=facts,
        conditions=check_conditions(conditions, facts),
    )


@bp.get("/studios/designations/<int:designation_id>/reviewed/<int:material_id>")
@requires(Permission.SHEET_MARK)
def show_reviewed_material(designation_id: int, material_id: int) -> ResponseReturnValue:
    """One file, for an expert who scores the application; never kept by the browser."""
    designation = _reviewed(designation_id)
    mine = (DesignationMaterial.id == material_id, DesignationMaterial.designation_id == designation.id)
    file = fetch(select(DesignationMaterial).where(*mine)).file
    return send_file(file.stream(), file.media_type, as_attachment=True, download_name=file.name, max_age=0)


def _open(
    name: str, call: DesignationCall, kind: ReviewKind, operation: Callable[..., Review], *, likely: str
) -> ResponseReturnValue:
    least = LEAST_VISITORS if kind is ReviewKind.SITE else LEAST_EXPERTS
    form = OpenReviewForm(title=f"{call.title} · {REVIEW_KIND_TITLES[kind]}", least_raters=least)
    form.offer(call.organiser, acting(), likely=likely)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            facts = form.facts(call.organiser, kind, reference_of(call), by=acting())
            review = operation(call, facts, form.chosen_experts(call.organiser), address=_address, by=acting())
            flash("评分表已发给专家，可以在平板上打分。", "success")
            return redirect(url_for("studios.reviews.show_review", review_id=review.id))
    page = render_template(f"studios/designation/{name}.html", form=form, call=call)
    return page, 422 if form.errors else 200


def _address(designation: Designation) -> str:
    return url_for("studios.designation.show_reviewed", designation_id=designation.id)


def _reviewed(designation_id: int) -> Designation:
    designation = fetch(with_details(select(Designation).where(Designation.id == designation_id)))
    if not may_read_materials(acting(), subject_reference(designation)):
        raise NotFound
    return designation
