"""Reading draws, and who is to be drawn."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from competitions.draw.models import Draw, Place
from competitions.draw.rules import number_text, station_label
from competitions.planning.models import Competition, Event, Stage
from competitions.planning.queries import stages_visible_to
from competitions.planning.rules import StageState
from competitions.registration.models import Entry, StageEntrant
from competitions.registration.rules import EntryState
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import within

UNDER_REVIEW = (EntryState.SUBMITTED, EntryState.RETURNED)


def draws_visible_to(user: Account | None) -> Select[Draw]:
    """The draws of the stages visible to `user`, voided ones too, newest first."""
    stages = stages_visible_to(user).with_only_columns(Stage.id)
    return select(Draw).where(Draw.stage_id.in_(stages)).options(selectinload(Draw.heats)).order_by(Draw.id.desc())


def stages_drawn_by(user: Account) -> Select[Stage]:
    """The stages that `user` may draw."""
    organisers = select(Organisation.id).where(within(user.scope(Permission.DRAW_MAKE)))
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
    """Whether `user` may see who works where before everybody may: the officers who make the draw."""
    return user is not None and user.may_at(Permission.DRAW_MAKE, stage.organisation_path)


def is_secret(draw: Draw) -> bool:
    """Whether workstations are still kept from the public: some module is blind and judging has not ended."""
    return draw.stage.state is not StageState.JUDGED and any(module.blind for module in draw.stage.modules)


def marking_label(place: Place, *, blind: bool) -> str:
    """What raters see of a place: the workstation where the module is blind, else contest number and name."""
    if blind:
        return station_label(place.heat.number, place.workstation)
    return f"{number_text(place.contest_number)}号 {place.entry.title}"
