"""Pages about draws: making one, showing it so that anybody can repeat it, and the lists on the wall."""

from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competitions.draw import operations
from competitions.draw.forms import DrawForm
from competitions.draw.models import Draw
from competitions.draw.queries import (
    draws_visible_to,
    entrant_order,
    entrants,
    entries_under_review,
    oversees_draw,
    places_of,
    stages_drawn_by,
)
from competitions.draw.queries_mappings import commitments, mappings_visible_to, public_seeds
from competitions.draw.rules import Layer, reasons_against_draw
from competitions.planning.models import Stage
from competitions.planning.plan import plan_reasons
from competitions.planning.queries import stages_visible_to
from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, public, requires
from people.accounts.models import Account
from people.accounts.rules import Permission

bp = Blueprint("draw", __name__)


@bp.get("/stages/<int:stage_id>/draw")
@public
def show_draw(stage_id: int):
    """The draw that counts, or an older one (`?draw=`), with all that it takes to repeat it."""
    stage = fetch(stages_visible_to(_visitor()).where(Stage.id == stage_id))
    oversees = oversees_draw(_visitor(), stage)
    draws = session.scalars(draws_visible_to(_visitor()).where(Draw.stage_id == stage_id)).all()
    shown = _wanted(draws, request.args.get("draw", type=int))
    if shown is None and not oversees:
        raise NotFound
    return render_template(
        "competitions/draw/show_draw.html",
        stage=stage,
        draws=draws,
        draw=shown,
        places=sorted(places_of(shown), key=entrant_order) if shown else [],
        oversees=oversees,
        told={layer.name: shown is not None and shown.tells(layer) for layer in Layer},
        seeds=public_seeds(shown) if shown else {},
        commitments=commitments(shown) if shown else {},
        entered=_entered(stage),
        Layer=Layer,
    )


@bp.route("/stages/<int:stage_id>/draw/new", methods=["GET", "POST"])
@requires(Permission.DRAW_MAKE)
def make_draw(stage_id: int):
    """Draw numbers, heats and workstations."""
    stage = fetch(stages_drawn_by(acting()).where(Stage.id == stage_id))
    form = DrawForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.make_draw(
                stage,
                workstations=form.workstations.data,
                seed=form.seed.data or "",
                contest_numbers_sealed=form.contest_numbers_sealed.data,
                begins_at=form.begins_at.data,
                every=form.every,
                by=acting(),
            )
            flash("抽签完成。方法和种子（加密的公布 SHA-256）已经公布，任何人都可以复算。", "success")
            return redirect(url_for(".show_draw", stage_id=stage_id))
    waiting, drawn = entries_under_review(stage), entrants(stage)
    labels = [f"{entry.organisation.name} {entry.title}（编号 {entry.id}）" for entry in waiting]
    page = render_template(
        "competitions/draw/make_draw.html",
        form=form,
        stage=stage,
        entrants=drawn,
        reasons=reasons_against_draw(plan_reasons(stage.event), labels, len(drawn)),
        blind=any(module.blind for module in stage.modules),
        still_open=stage.event.competition.registration_closes > clock.now(),
    )
    return page, 422 if form.errors else 200


@bp.post("/stages/<int:stage_id>/draw/void")
@requires(Permission.DRAW_MAKE)
def void_draw(stage_id: int):
    """Take the draw back, with a reason; it stays readable."""
    stage = fetch(stages_drawn_by(acting()).where(Stage.id == stage_id))
    with transaction():
        operations.void_draw(stage, reason=request.form.get("reason", ""), by=acting())
    flash("抽签已作废，可以重新抽签。", "success")
    return redirect(url_for(".show_draw", stage_id=stage_id))


@bp.get("/stages/<int:stage_id>/draw/print")
@requires(Permission.DRAW_MAKE)
def print_draw(stage_id: int):
    """The list by heat, for paper: who competes when, and where unless that is sealed."""
    stage = fetch(stages_drawn_by(acting()).where(Stage.id == stage_id))
    draw = fetch(draws_visible_to(acting()).where(Draw.current_stage_id == stage_id))
    stations = draw.tells(Layer.WORKSTATION)
    by_heat = [
        (heat, sorted(places, key=lambda place: place.workstation if stations else entrant_order(place)))
        for heat, places in groupby(places_of(draw), key=lambda place: place.heat)
    ]
    return render_template(
        "competitions/draw/print_draw.html",
        stage=stage,
        draw=draw,
        heats=by_heat,
        told={layer.name: draw.tells(layer) for layer in Layer},
    )


def _visitor() -> Account | None:
    return acting() if current_user.is_authenticated else None


def _entered(stage: Stage) -> set[int]:
    """The mappings of the stage whose pages this visitor may open."""
    visitor = _visitor()
    if visitor is None:
        return set()
    return {mapping.id for mapping in session.scalars(mappings_visible_to(visitor).where(Draw.stage_id == stage.id))}


def _wanted(draws, draw_id: int | None) -> Draw | None:
    if draw_id is None:
        return next((draw for draw in draws if draw.current_stage_id is not None), None)
    found = next((draw for draw in draws if draw.id == draw_id), None)
    if found is None:
        raise NotFound
    return found
