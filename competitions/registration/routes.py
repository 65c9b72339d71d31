"""Pages about entries: the list, one entry, and what its own organisation does with it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from competitions.planning.models import Category, Event
from competitions.registration import operations
from competitions.registration.forms import EntryForm, SubstituteForm
from competitions.registration.models import Entry
from competitions.registration.queries import (
    EntryFilter,
    contestants_of,
    entries_editable_by,
    entries_visible_to,
    history_of,
    known_events,
    open_events,
    own_entries,
    requirements_of,
    with_names,
)
from competitions.registration.quotas import places_left, places_left_in
from competitions.registration.rules import (
    ACTION_TITLES,
    EDITABLE,
    ENTRY_STATE_TITLES,
    EntryState,
    doubts_about_entry,
    reasons_against_entry,
    reasons_against_time,
)
from competitions.registration.selection import Selection, looked_up
from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotAllowed
from foundation.forms import ReasonForm, answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation

bp = Blueprint("registration", __name__)


@bp.get("/entries")
@requires(Permission.ENTRY_READ)
def list_entries():
    """The entries one may see, narrowed by what stands in the address."""
    wanted = entry_filter()
    found = wanted.apply(with_names(entries_visible_to(acting())))
    return render_template(
        "competitions/registration/list_entries.html",
        page=page_by_key(found, Entry, after=request.args.get("after", type=int)),
        wanted=wanted,
        events=session.scalars(known_events()).all(),
        states=ENTRY_STATE_TITLES,
    )


@bp.get("/entries/<int:entry_id>")
@requires(Permission.ENTRY_READ, Permission.ENTRY_REVIEW)
def show_entry(entry_id: int):
    """One entry: its people, what stands against it, and what was done to it."""
    entry = fetch(with_names(entries_visible_to(acting())).where(Entry.id == entry_id))
    requirements, contestants = requirements_of(entry.event), contestants_of(entry)
    return render_template(
        "competitions/registration/show_entry.html",
        entry=entry,
        reasons=_open_reasons(entry),
        doubts=doubts_about_entry(contestants, requirements),
        drawn=requirements.drawn,
        own=acting().may_at(Permission.ENTRY_EDIT, entry.organisation_path),
        reviewer=acting().may_at(Permission.ENTRY_REVIEW, entry.event.organisation_path),
        history=history_of(entry),
        action_titles=ACTION_TITLES,
        editable=entry.state in EDITABLE,
    )


@bp.get("/my/entries")
@requires(Permission.OWN_READ)
def list_my_entries():
    """The entries somebody is a member of himself; for phones."""
    entries = session.scalars(with_names(own_entries(acting()))).unique().all()
    return render_template("competitions/registration/list_my_entries.html", entries=entries)


@bp.route("/entries/new", methods=["GET", "POST"])
@requires(Permission.ENTRY_EDIT)
def create_entry():
    """First the event, then the people; a search in between loses nothing that was typed."""
    event_id = request.args.get("event_id", type=int)
    if event_id is None:
        return render_template("competitions/registration/create_entry.html", event=None, events=_offers())
    event, form = fetch(open_events(clock.now()).where(Event.id == event_id)), EntryForm()
    form.offer(event)
    selection = Selection.of_form(form, event, _unit())
    if not selection.searching and form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            entry = operations.create_entry(
                event,
                _unit(),
                category=session.get_one(Category, form.category.data),
                members=selection.members(by=acting()),
                title=form.title.data or "",
                by=acting(),
            )
            if request.form.get("then") == "submit":
                operations.submit_entry(entry, by=acting())
            flash(f"“{entry.title}”的报名已{'提交，等待审核' if entry.submitted_at else '存为草稿'}。", "success")
            return redirect(url_for(".show_entry", entry_id=entry.id))
    return _entry_page("create_entry", form, selection, event=event, left=places_left(event, _unit()))


@bp.route("/entries/<int:entry_id>/edit", methods=["GET", "POST"])
@requires(Permission.ENTRY_EDIT)
def edit_entry(entry_id: int):
    """Change a draft or returned entry."""
    entry = _own(entry_id)
    form = EntryForm(category=entry.category_id, title=entry.title)
    form.offer(entry.event)
    selection = Selection.of_form(form, entry.event, entry.organisation, entry)
    if request.method == "GET":
        form.row_version.data = entry.row_version
    if not selection.searching and form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_entry(
                entry,
                category=session.get_one(Category, form.category.data),
                members=selection.members(by=acting()),
                title=form.title.data or "",
                version=form.version,
                by=acting(),
            )
            flash("报名已保存。", "success")
            return redirect(url_for(".show_entry", entry_id=entry_id))
    return _entry_page("edit_entry", form, selection, event=entry.event, entry=entry)


@bp.post("/entries/<int:entry_id>/submit")
@requires(Permission.ENTRY_EDIT)
def submit_entry(entry_id: int):
    """Hand an entry in for review."""
    entry = _own(entry_id)
    with transaction():
        operations.submit_entry(entry, by=acting())
    flash("报名已提交，等待审核。", "success")
    return redirect(url_for(".show_entry", entry_id=entry_id))


@bp.post("/entries/<int:entry_id>/withdraw")
@requires(Permission.ENTRY_EDIT)
def withdraw_entry(entry_id: int):
    """Take an entry back, with a reason."""
    entry = _own(entry_id)
    with transaction():
        operations.withdraw_entry(entry, reason=ReasonForm().reason.data or "", by=acting())
    flash("报名已撤回，名额已空出。", "success")
    return redirect(url_for(".show_entry", entry_id=entry_id))


@bp.route("/entries/<int:entry_id>/substitute", methods=["GET", "POST"])
@requires(Permission.ENTRY_EDIT)
def substitute_member(entry_id: int):
    """Change one person for another before the draw."""
    entry, form = _own(entry_id), SubstituteForm()
    form.leaving.choices = {member.id: member.person.name for member in entry.members}
    found = looked_up(entry.organisation, form.search.data or "")
    substitutes = [member.person for member in entry.members if member.part == "substitute"]
    coming = {person.id: person for person in (*substitutes, *found)}
    if request.form.get("then") != "search" and form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.substitute_member(
                entry,
                leaving=next(member for member in entry.members if member.id == form.leaving.data),
                coming=operations.chosen_person(coming, form.coming.data),
                reason=form.reason.data or "",
                by=acting(),
            )
            flash("换人已登记。", "success")
            return redirect(url_for(".show_entry", entry_id=entry_id))
    return _page("substitute_member", form, entry=entry, coming=coming.values())


def entry_filter() -> EntryFilter:
    """What the address narrows the list to; what it does not understand it leaves out."""
    state = request.args.get("state", "")
    return EntryFilter(
        competition_id=request.args.get("competition_id", type=int),
        event_id=request.args.get("event_id", type=int),
        state=EntryState(state) if state in set(EntryState) else None,
        organisation=request.args.get("organisation", "").strip(),
        text=request.args.get("text", "").strip(),
    )


def _own(entry_id: int) -> Entry:
    return fetch(with_names(entries_editable_by(acting())).where(Entry.id == entry_id))


def _unit() -> Organisation:
    """The organisation that the acting officer registers for."""
    if not acting().may_at(Permission.ENTRY_EDIT, acting().organisation_path):
        raise NotAllowed
    return acting().organisation


def _offers() -> list[tuple[Event, int | None]]:
    events = session.scalars(open_events(clock.now())).unique().all()
    left = places_left_in(events, _unit())
    return [(event, left[event.id]) for event in events]


def _open_reasons(entry: Entry) -> list[str]:
    """Why this entry could not be handed in as it stands; only while that is still to come."""
    if entry.state not in EDITABLE:
        return []
    requirements = requirements_of(entry.event)
    reasons = reasons_against_time(clock.now(), requirements, returned=entry.state is EntryState.RETURNED)
    reasons += reasons_against_entry(contestants_of(entry), requirements)
    return reasons + operations.reasons_against_members(entry)


def _entry_page(name: str, form: EntryForm, selection: Selection, **facts: object):
    return _page(name, form, selection=selection, **facts)


def _page(name: str, form, **facts: object):
    searching = request.form.get("then") == "search"
    status = 422 if form.errors and not searching else 200
    return render_template(f"competitions/registration/{name}.html", form=form, **facts), status
