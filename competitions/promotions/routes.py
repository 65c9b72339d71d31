"""Recommending winners to a competition of a higher level."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competitions.planning.models import Event
from competitions.promotions import operations
from competitions.promotions.forms import RecommendForm
from competitions.promotions.queries import higher_events, recommendations_of, winners
from competitions.promotions.rules import DEFAULT_NUMBER, MOST_NUMBER
from competitions.results.models import ResultVersion
from competitions.results.queries import results_published_by
from foundation.database import fetch, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("promotions", __name__)


@bp.route("/results/versions/<int:version_id>/recommend", methods=["GET", "POST"])
@requires(Permission.RESULT_PUBLISH)
def recommend_winners(version_id: int) -> ResponseReturnValue:
    """Choose the event and the winners; they are entered ready for its review."""
    version = fetch(results_published_by(acting()).where(ResultVersion.id == version_id))
    number = min(max(request.values.get("number", DEFAULT_NUMBER, type=int), 1), MOST_NUMBER)
    lines, events = winners(version, number), session.scalars(higher_events(version)).unique().all()
    form = RecommendForm(number=number, lines=[line.id for line in lines])
    form.event.choices = [(event.id, f"{event.competition.audit_label} · {event.title}") for event in events]
    form.lines.choices = [(line.id, line.entry.title) for line in lines]
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            event = fetch(higher_events(version).where(Event.id == form.event.data))
            chosen = [line for line in winners(version, number) if line.id in (form.lines.data or [])]
            outcomes = operations.recommend_winners(version, event, chosen, by=acting())
            _report(outcomes)
            return redirect(url_for(".recommend_winners", version_id=version_id, number=number))
    page = render_template(
        "competitions/promotions/recommend_winners.html",
        version=version,
        form=form,
        lines=lines,
        made={(one.line_id): one for one in recommendations_of(version)},
    )
    return page, 422 if form.errors else 200


def _report(outcomes: list[operations.Outcome]) -> None:
    entered = [one.line.entry.title for one in outcomes if not one.reasons]
    if entered:
        flash(f"已推荐 {len(entered)} 名：{'、'.join(entered)}。报名已提交，等待上级审核。", "success")
    refused = [f"{one.line.entry.title}：{'；'.join(one.reasons)}" for one in outcomes if one.reasons]
    if refused:
        flash("\n".join(["下列选手没有推荐，其余不受影响。", *refused]), "danger")
    if not outcomes:
        flash("所选选手都已推荐过，没有重复推荐。", "success")
