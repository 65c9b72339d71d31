"""Admission tickets and sign-in sheets, as soon as the draw has given the numbers."""

from io import BytesIO

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from certificates.printing.papers import print_document
from competitions.draw.models import Draw, Place
from competitions.draw.queries import stages_drawn_by
from competitions.draw.routes import bp
from competitions.draw.tickets import (
    organisations_with_tickets,
    sign_in_sheets,
    ticket_places,
    tickets_of,
)
from competitions.planning.models import Stage
from competitions.planning.queries import stages_visible_to
from competitions.registration.models import Entry
from foundation.database import fetch, session
from foundation.errors import NotFound, Refused
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

TICKETS_AT_ONCE = 400


@bp.get("/stages/<int:stage_id>/tickets")
@requires(Permission.ENTRY_READ, Permission.DRAW_MAKE)
def list_tickets(stage_id: int) -> ResponseReturnValue:
    """Whose tickets can be printed: one file for each organisation."""
    stage = _stage(stage_id)
    return render_template(
        "competitions/draw/list_tickets.html",
        stage=stage,
        organisations=organisations_with_tickets(stage, acting()),
        oversees=acting().may_at(Permission.DRAW_MAKE, stage.organisation_path),
    )


@bp.get("/stages/<int:stage_id>/tickets/print")
@requires(Permission.ENTRY_READ, Permission.DRAW_MAKE)
def print_admission_tickets(stage_id: int) -> ResponseReturnValue:
    """The tickets of a stage, or of one organisation in it (`?organisation_id=`)."""
    stage = _stage(stage_id)
    query = ticket_places(acting()).where(Draw.current_stage_id == stage.id)
    if organisation_id := request.args.get("organisation_id", type=int):
        query = query.where(Place.entry.has(Entry.organisation_id == organisation_id))
    places = session.scalars(query.limit(TICKETS_AT_ONCE + 1)).unique().all()
    if not places:
        raise NotFound
    if len(places) > TICKETS_AT_ONCE:
        raise Refused(f"一次最多打印 {TICKETS_AT_ONCE} 份报名的准考证，请按单位分别打印。")
    return _tickets(list(places), f"准考证-{stage.event.title}.pdf")


@bp.get("/entries/<int:entry_id>/ticket")
@requires(Permission.ENTRY_READ, Permission.OWN_READ)
def print_admission_ticket(entry_id: int) -> ResponseReturnValue:
    """The tickets of one entry, in the stage drawn last; a worker gets his own."""
    query = ticket_places(acting()).where(Place.entry_id == entry_id).order_by(None)
    place = session.scalars(query.order_by(Place.draw_id.desc())).unique().first()
    if place is None:
        raise NotFound
    return _tickets([place], f"准考证-{place.entry.title}.pdf")


@bp.get("/stages/<int:stage_id>/sign-in-sheet")
@requires(Permission.DRAW_MAKE)
def print_sign_in_sheet(stage_id: int) -> ResponseReturnValue:
    """The sheets that contestants sign when they come in, one for each heat."""
    stage = fetch(stages_drawn_by(acting()).where(Stage.id == stage_id))
    sheets = sign_in_sheets(stage)
    if not sheets:
        raise NotFound
    title = f"{stage.event.competition.audit_label} · {stage.event.title}（{stage.title}）"
    printed = print_document("competitions/draw/print_sign_in_sheet.html", {"title": title, "sheets": sheets})
    return _pdf(printed, f"签到表-{stage.event.title}.pdf")


def _stage(stage_id: int) -> Stage:
    return fetch(stages_visible_to(acting()).where(Stage.id == stage_id))


def _tickets(places: list[Place], name: str) -> ResponseReturnValue:
    facts = {"tickets": tickets_of(places)}
    return _pdf(print_document("competitions/draw/print_admission_tickets.html", facts), name)


def _pdf(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(BytesIO(content), "application/pdf", download_name=name)
