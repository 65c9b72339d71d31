"""Pages for officers: the list of applications, and choosing the worker to apply for."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from assessments.applications.models import Application
from assessments.applications.queries import (
    ApplicationFilter,
    applications_visible_to,
    batches_applied_to,
    open_items,
    places_taken,
    with_names,
)
from assessments.applications.routes import bp
from assessments.applications.rules import APPLICATION_STATE_TITLES, ApplicationState
from assessments.batches.models import BatchItem
from foundation import clock
from foundation.database import page_by_key, session
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.queries import persons_found

OFFERED_PERSONS = 20
OFFERED_BATCHES = 100


@bp.get("/assessments/applications")
@requires(Permission.BATCH_READ, Permission.APPLICATION_EDIT, Permission.APPLICATION_REVIEW)
def list_applications() -> ResponseReturnValue:
    """Applications, newest first; filters stay in the address (`?batch=`)."""
    wanted = application_filter()
    query = wanted.apply(with_names(applications_visible_to(acting())))
    return render_template(
        "assessments/applications/list_applications.html",
        page=page_by_key(query, Application, after=request.args.get("after", type=int)),
        wanted=wanted,
        states=APPLICATION_STATE_TITLES,
        batches=session.scalars(batches_applied_to(acting()).limit(OFFERED_BATCHES)).unique().all(),
    )


@bp.get("/assessments/applications/new")
@requires(Permission.APPLICATION_EDIT)
def choose_applicant() -> ResponseReturnValue:
    """First the item (`?item=`), then the worker, found by name."""
    user = acting()
    items = open_items(user.scope(Permission.APPLICATION_EDIT), clock.today())
    item_id = request.args.get("item", type=int)
    item: BatchItem | None = next((one for one in items if one.id == item_id), None)
    text = request.args.get("text", "").strip()
    return render_template(
        "assessments/applications/choose_applicant.html",
        items=items,
        item=item,
        taken=places_taken([one.id for one in items]),
        text=text,
        persons=persons_found(user, text, OFFERED_PERSONS) if item else [],
    )


def application_filter() -> ApplicationFilter:
    """What the address asks for; an unknown state is no filter."""
    state = request.args.get("state", "")
    return ApplicationFilter(
        batch_id=request.args.get("batch", type=int),
        state=ApplicationState(state) if state in set(ApplicationState) else None,
        organisation=request.args.get("organisation", "").strip(),
        text=request.args.get("text", "").strip(),
    )
