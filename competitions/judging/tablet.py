"""The panels of competitions as a judge's tablet shows them: under which headings, and who is where."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from competitions.draw.models import Draw, Heat, Place
from competitions.judging.models import Appearance, MatchPanel, ModuleAbsence, ModulePanel
from competitions.judging.rules import APPEARANCE_TITLES, NEEDS_NO_SHEETS
from competitions.planning.models import Event, Module, Stage
from competitions.planning.rules import Anonymity
from competitions.registration.models import Entry
from competitions.registration.rules import ENTRY_STATE_TITLES, EntryState
from foundation.database import session
from marking.panels.models import Panel
from marking.schemes.models import Scheme
from marking.tablets.queries import SubjectPlace, TabletPanel, panels_on_tablet
from people.accounts.models import Account

Seat = TypeVar("Seat", ModulePanel, MatchPanel)
Key = tuple[int, str]
"""A stage, or a module, and the reference of a subject in it."""


@dataclass(frozen=True)
class Floor:
    """Who was drawn where, and who needs no sheet: in a whole stage for a reason, or in one module."""

    places: Mapping[Key, Any]
    excused: Mapping[Key, str]
    absent: Collection[Key]


def tablet_panels(account: Account) -> list[TabletPanel]:
    """The panels of competitions on which `account` marks, matches first, then the newest."""
    seated: list[ModulePanel | MatchPanel] = [*_seats(account, MatchPanel), *_seats(account, ModulePanel)]
    stage_ids = {one.module.stage_id for one in seated}
    places = _places(stage_ids)
    floor = Floor(places, _excused(stage_ids, places), _absent([one.module_id for one in seated]))
    return [_described(one, floor) for one in seated]


def _seats(account: Account, kind: type[Seat]) -> Sequence[Seat]:
    """The panels of one kind on which `account` marks, newest first."""
    return session.scalars(
        select(kind)
        .join(kind.panel)
        .where(kind.panel_id.in_(panels_on_tablet(account)))
        .options(
            contains_eager(kind.panel).joinedload(Panel.scheme).selectinload(Scheme.criteria),
            joinedload(kind.module).joinedload(Module.stage).joinedload(Stage.event).joinedload(Event.competition),
        )
        .order_by(kind.id.desc())
    ).all()


def _places(stage_ids: Collection[int]) -> dict[Key, Any]:
    query = (
        select(Draw.stage_id, Place.entry_id, Place.workstation, Heat.number.label("heat"), Entry.state)
        .join(Place.draw)
        .join(Place.heat)
        .join(Place.entry)
        .where(Draw.current_stage_id.in_(stage_ids))
    )
    return {(row.stage_id, str(row.entry_id)): row for row in session.execute(query)}


def _excused(stage_ids: Collection[int], places: Mapping[Key, Any]) -> dict[Key, str]:
    """Why a contestant needs no sheet in any module: did not come, was disqualified or has withdrawn."""
    withdrawn = EntryState.WITHDRAWN
    reasons = {key: ENTRY_STATE_TITLES[withdrawn] for key, place in places.items() if place.state is withdrawn}
    query = select(Appearance.stage_id, Appearance.entry_id, Appearance.status).where(
        Appearance.stage_id.in_(stage_ids), Appearance.status.in_(NEEDS_NO_SHEETS)
    )
    stated = {(row.stage_id, str(row.entry_id)): APPEARANCE_TITLES[row.status] for row in session.execute(query)}
    return stated | reasons


def _absent(module_ids: Collection[int]) -> set[Key]:
    """Who did not sit which module."""
    query = select(ModuleAbsence.module_id, ModuleAbsence.entry_id).where(ModuleAbsence.module_id.in_(module_ids))
    return {(row.module_id, str(row.entry_id)) for row in session.execute(query)}


def _described(seated: ModulePanel | MatchPanel, floor: Floor) -> TabletPanel:
    module = seated.module
    event = module.stage.event
    known = {reference for stage_id, reference in {*floor.places, *floor.excused} if stage_id == module.stage_id}
    known |= {reference for module_id, reference in floor.absent if module_id == module.id}
    return TabletPanel(
        seated.panel,
        event.competition.audit_label,
        event.title,
        module.stage.title,
        seated.title,
        module.blind,
        by_work=module.anonymity is Anonymity.WORK,
        places={reference: _place(module, reference, floor) for reference in known},
    )


def _place(module: Module, reference: str, floor: Floor) -> SubjectPlace:
    """Where an entry stands; with a work number nobody is told."""
    key = (module.stage_id, reference)
    absent = "没有参加这个模块" if (module.id, reference) in floor.absent else ""
    excused = floor.excused.get(key, absent)
    drawn = floor.places.get(key) if module.anonymity is not Anonymity.WORK else None
    return SubjectPlace(drawn.heat, drawn.workstation, excused) if drawn else SubjectPlace(excused=excused)
