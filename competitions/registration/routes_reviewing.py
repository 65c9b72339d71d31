"""Pages for those who run a competition: the queue of entries to review, decisions one by one, and the progress."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competitions.planning.models import Competition, Event
from competitions.planning.queries import competitions_planned_by, competitions_visible_to
from competitions.registration import quotas, reviewing
from competitions.registration.forms import QuotaForm, ReviewForm
from competitions.registration.models import Entry
from competitions.registration.queries import (
    entering_organisations,
    entries_to_review,
    known_events,
    progress_of,
    with_names,
)
from competitions.registration.routes import bp, entry_filter
from competitions.registration.rules import ACTION_TITLES, ENTRY_STATE_TITLES, EntryState
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import ReasonForm, answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation

QUEUE_SIZE = 100


@bp.route("/entries/review", methods=["GET", "POST"])
@requires(Permission.ENTRY_REVIEW)
def review_entries() -> ResponseReturnValue:
    """What waits for review; many can be decided at once, each with its own outcome."""
    form, outcomes = ReviewForm(), None
    ticked = [int(text) for text in request.form.getlist("entry") if text.isdigit()]
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            outcomes = reviewing.review_entries(ticked, form.decision.data, reason=form.reason.data or "", by=acting())
    wanted = entry_filter()
    waiting = wanted.apply(with_names(entries_to_review(acting()))).where(Entry.state == EntryState.SUBMITTED)
    return render_template(
        "competitions/registration/review_entries.html",
        form=ReviewForm(formdata=None) if outcomes is not None else form,
        outcomes=outcomes,
        ticked=[] if outcomes is not None else ticked,
        page=page_by_key(waiting, Entry, after=request.args.get("after", type=int), size=QUEUE_SIZE),
        wanted=wanted,
        events=session.scalars(known_events()).all(),
        done=ACTION_TITLES[form.decision.data] if outcomes else "",
    ), 422 if form.errors else 200


@bp.post("/entries/<int:entry_id>/accept")
@requires(Permission.ENTRY_REVIEW)
def accept_entry(entry_id: int) -> ResponseReturnValue:
    """Pass one entry."""
    entry = _to_review(entry_id)
    with transaction():
        reviewing.accept_entry(entry, by=acting())
    return _done(entry_id, "已审核通过。")


@bp.post("/entries/<int:entry_id>/return")
@requires(Permission.ENTRY_REVIEW)
def return_entry(entry_id: int) -> ResponseReturnValue:
    """Send one entry back, with the reason."""
    entry = _to_review(entry_id)
    with transaction():
        reviewing.return_entry(entry, reason=ReasonForm().reason.data or "", by=acting())
    return _done(entry_id, "已退回修改，报名单位会看到原因。")


@bp.post("/entries/<int:entry_id>/reject")
@requires(Permission.ENTRY_REVIEW)
def reject_entry(entry_id: int) -> ResponseReturnValue:
    """Turn one entry down, with the reason."""
    entry = _to_review(entry_id)
    with transaction():
        reviewing.reject_entry(entry, reason=ReasonForm().reason.data or "", by=acting())
    return _done(entry_id, "已登记为不通过，名额已空出。")


@bp.post("/entries/<int:entry_id>/correct")
@requires(Permission.ENTRY_REVIEW)
def correct_entry(entry_id: int) -> ResponseReturnValue:
    """Take a decision back, with the reason."""
    entry = _to_review(entry_id)
    with transaction():
        reviewing.correct_entry(entry, reason=ReasonForm().reason.data or "", by=acting())
    return _done(entry_id, "已收回审核结论，报名回到待审核。")


@bp.get("/competitions/<int:competition_id>/progress")
@requires(Permission.ENTRY_READ, Permission.ENTRY_REVIEW)
def show_progress(competition_id: int) -> ResponseReturnValue:
    """How far every organisation is with its entries to a competition."""
    competition = fetch(competitions_visible_to(acting()).where(Competition.id == competition_id))
    rows = progress_of(competition, acting())
    return render_template(
        "competitions/registration/show_progress.html",
        competition=competition,
        rows=rows,
        states=[state for state in EntryState if any(state in row.counts for row in rows)],
        titles=ENTRY_STATE_TITLES,
        most=max((row.total for row in rows), default=0),
    )


@bp.route("/competitions/<int:competition_id>/quotas", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def grant_quota(competition_id: int) -> ResponseReturnValue:
    """Give one organisation places of its own in an event."""
    competition = fetch(competitions_planned_by(acting()).where(Competition.id == competition_id))
    organisations = session.scalars(entering_organisations(competition)).all()
    form = QuotaForm()
    form.event.choices = {event.id: event.title for event in competition.events}
    form.organisation.choices = {one.id: one.name for one in organisations}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            event = session.get_one(Event, form.event.data)
            organisation = session.get_one(Organisation, form.organisation.data)
            quotas.grant_quota(event, organisation, form.places.data, by=acting())
            flash(f"已给{organisation.name}在“{event.title}”的名额定为 {form.places.data} 个。", "success")
            return redirect(url_for(".grant_quota", competition_id=competition_id))
    return render_template(
        "competitions/registration/grant_quota.html",
        competition=competition,
        form=form,
        granted=session.scalars(quotas.quotas_of(competition)).all(),
    ), 422 if form.errors else 200


def _to_review(entry_id: int) -> Entry:
    return fetch(with_names(entries_to_review(acting())).where(Entry.id == entry_id))


def _done(entry_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".show_entry", entry_id=entry_id))
