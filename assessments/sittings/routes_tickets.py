"""Admission tickets: on the phone, and printed for one person or a whole plan."""

from io import BytesIO

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from assessments.applications.models import Application
from assessments.applications.queries import applications_visible_to, with_names
from assessments.applications.rules import ApplicationState
from assessments.sittings.routes import bp
from assessments.sittings.tickets import tickets_of
from certificates.printing.papers import print_document
from foundation.database import fetch, session
from foundation.errors import NotFound, Refused
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.models import Person

TICKETS_AT_ONCE = 400


@bp.get("/assessments/applications/<int:application_id>/ticket")
@requires(Permission.OWN_READ)
def show_ticket(application_id: int) -> ResponseReturnValue:
    """The ticket on the phone."""
    application = fetch(_accepted().where(Application.id == application_id))
    [ticket] = tickets_of([application], photos=False)
    return render_template("assessments/sittings/show_ticket.html", application=application, ticket=ticket)


@bp.get("/assessments/applications/<int:application_id>/ticket/print")
@requires(Permission.OWN_READ)
def print_ticket(application_id: int) -> ResponseReturnValue:
    """The ticket as a PDF."""
    return _pdf([fetch(_accepted().where(Application.id == application_id))])


@bp.get("/assessments/batches/<int:batch_id>/tickets/print")
@requires(Permission.APPLICATION_EDIT, Permission.APPLICATION_REVIEW)
def print_tickets(batch_id: int) -> ResponseReturnValue:
    """The tickets of a plan as one PDF, or of one unit in it (`?organisation=` its number)."""
    query = _accepted().where(Application.batch_id == batch_id)
    if organisation_id := request.args.get("organisation", type=int):
        query = query.where(Application.organisation_id == organisation_id)
    found = session.scalars(query.order_by(Application.ticket_number).limit(TICKETS_AT_ONCE + 1)).unique().all()
    if not found:
        raise NotFound
    if len(found) > TICKETS_AT_ONCE:
        raise Refused(f"一次最多打印 {TICKETS_AT_ONCE} 份准考证，请按单位分别打印。")
    return _pdf(list(found))


def _accepted() -> Select[Application]:
    query = with_names(applications_visible_to(acting())).where(Application.state == ApplicationState.ACCEPTED)
    return query.options(joinedload(Application.photo), joinedload(Application.person).joinedload(Person.photo))


def _pdf(applications: list[Application]) -> ResponseReturnValue:
    printed = print_document("assessments/sittings/print_tickets.html", {"tickets": tickets_of(applications)})
    name = f"准考证-{applications[0].ticket_number}.pdf" if len(applications) == 1 else "准考证.pdf"
    return send_file(BytesIO(printed), "application/pdf", download_name=name, max_age=0)
