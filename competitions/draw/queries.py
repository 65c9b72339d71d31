"""Reading draws, and who is to be drawn."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from competitions.draw.models import Draw, Heat, Place
from competitions.draw.rules import Layer, number_text, station_label
from competitions.planning.models import Competition, Event, Stage
from competitions.planning.queries import stages_visible_to
from competitions.planning.rules import Anonymity
from competitions.registration.models import Entry, StageEntrant
from competitions.registration.rules import EntryState
from foundation.database import fetch, session
from foundation.errors import NotFound, Refused
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in

UNDER_REVIEW = (EntryState.SUBMITTED, EntryState.RETURNED)


def draws_visible_to(user: Account | None) -> Select[Draw]:
    """The draws of the stages visible to `user`, voided ones too, newest first."""
    stages = stages_visible_to(user).with_only_columns(Stage.id)
    return select(Draw).where(Draw.stage_id.in_(stages)).options(selectinload(Draw.heats)).order_by(Draw.id.desc())


def stages_drawn_by(user: Account) -> Select[Stage]:
    """The stages that `user` may draw."""
    organisers = ids_in(user.scope(Permission.DRAW_MAKE))
    return select(Stage).where(Stage.event.has(Event.competition.has(Competition.organisation_id.in_(organisers))))


def current_draw(stage: Stage) -> Draw | None:
    """The draw that counts for `stage`, if it has been made."""
    return session.scalars(select(Draw).where(Draw.current_stage_id == stage.id)).one_or_none()


def places_of(draw: Draw) -> Sequence[Place]:
    """The places of `draw` by contest number, with entry, unit and heat."""
    query = (
        select(Place)
        .where(Place.draw_id == draw.id)
        .options(joinedload(Place.heat), joinedload(Place.entry).joinedload(Entry.organisation))
        .order_by(Place.contest_number)
    )
    return session.scalars(query).all()


def entrants(stage: Stage) -> Sequence[Entry]:
    """Who competes in `stage`: at the first stage all accepted entries, later those whom the result sent on."""
    query = select(Entry).where(Entry.event_id == stage.event_id, Entry.state == EntryState.ACCEPTED)
    if stage is not stage.event.stages[0]:
        sent_on = select(StageEntrant.entry_id).where(StageEntrant.stage_id == stage.id)
        query = query.where(Entry.id.in_(sent_on))
    return session.scalars(query.options(joinedload(Entry.organisation)).order_by(Entry.id)).all()


def entries_under_review(stage: Stage) -> Sequence[Entry]:
    """Entries of the event that are still to be decided; later stages wait for none."""
    if stage is not stage.event.stages[0]:
        return []
    query = select(Entry).where(Entry.event_id == stage.event_id, Entry.state.in_(UNDER_REVIEW))
    return session.scalars(query.options(joinedload(Entry.organisation)).order_by(Entry.id)).all()


def oversees_draw(user: Account | None, stage: Stage) -> bool:
    """Whether `user` makes and voids the draw. Sealed layers are hidden from him too."""
    return user is not None and user.may_at(Permission.DRAW_MAKE, stage.organisation_path)


def log_of(stage: Stage) -> str:
    """The name of the hash-chained log that tells of the draws and mappings of `stage`."""
    return f"stage:{stage.id}"


def stations_told(stage: Stage) -> bool:
    """Whether everybody may know who works where in `stage`."""
    draw = current_draw(stage)
    return draw is None or draw.tells(Layer.WORKSTATION)


def handle_of(place: Place, *, anonymity: Anonymity) -> str:
    """How a page speaks of a place in addresses and forms: "1-03", heat and workstation, where it shows no names.

    The registration number is public together with the name, so it may not stand beside a workstation either.
    """
    return str(place.entry_id) if anonymity is Anonymity.OPEN else f"{place.heat.number}-{place.workstation:02d}"


def place_at(stage: Stage, handle: str) -> Place:
    """The place of the draw in force that `handle_of` called so. Raises `NotFound` if there is none."""
    heat, dash, workstation = handle.partition("-")
    if not heat.isdecimal() or bool(dash) != workstation.isdecimal():
        raise NotFound
    query = select(Place).join(Place.draw).join(Place.heat).where(Draw.current_stage_id == stage.id)
    if not dash:
        return fetch(query.where(Place.entry_id == int(heat)))
    return fetch(query.where(Heat.number == int(heat), Place.workstation == int(workstation)))


def marking_label(place: Place, *, anonymity: Anonymity) -> str:
    """What raters see of a place: the work number, the workstation, or contest number and name.

    Raises `Refused` if the draw gave no work numbers.
    """
    if anonymity is Anonymity.WORK and place.work_number is None:
        raise Refused("这次抽签没有作品号。请作废抽签，写明原因后重抽。")
    if anonymity is Anonymity.WORK:
        return f"作品 {place.work_number}"
    if anonymity is Anonymity.WORKSTATION:
        return station_label(place.heat.number, place.workstation)
    return entrant_label(place)


def entrant_label(place: Place) -> str:
    """Contest number and name; the name alone while contest numbers are sealed."""
    if place.draw.hides(Layer.CONTEST_NUMBER):
        return place.entry.title
    return f"{number_text(place.contest_number)}号 {place.entry.title}"


def in_marking_order(places: Iterable[Place], *, anonymity: Anonymity) -> list[Place]:
    """The places in an order that tells no more than their labels do: contest numbers are public with the names."""
    if anonymity is Anonymity.WORK:
        return sorted(places, key=lambda place: place.work_number or "")
    if anonymity is Anonymity.WORKSTATION:
        return sorted(places, key=lambda place: (place.heat.number, place.workstation))
    return sorted(places, key=entrant_order)


def called(place: Place) -> str:
    """What an entrant is called in a list of what is still to do: 002 号, or the name while numbers are sealed."""
    if place.draw.hides(Layer.CONTEST_NUMBER):
        return place.entry.title
    return f"{number_text(place.contest_number)} 号"


def entrant_order(place: Place) -> int:
    """By contest number, or by registration number while contest numbers are sealed."""
    return place.entry_id if place.draw.hides(Layer.CONTEST_NUMBER) else place.contest_number
