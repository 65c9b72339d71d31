"""What a judge's tablet keeps to work without the network: his own sheets and nothing else, as JSON values."""

import hashlib
import json
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
from marking.panels.models import Panel, PanelMember, Subject
from marking.panels.queries import panels_with
from marking.panels.rules import Duty, MarkSource
from marking.schemes.models import Criterion, Scheme
from marking.sheets.models import Mark, Seal, Sheet
from marking.sheets.queries import choices_of, far_apart
from marking.sheets.rules import SheetState
from marking.sheets.seals import plain
from people.accounts.models import Account

Facts = dict[str, Any]
Seat = TypeVar("Seat", ModulePanel, MatchPanel)
Key = tuple[int, str]
"""A stage, or a module, and the reference of a subject in it."""


@dataclass
class Desk:
    """What one judge works on; read in a number of queries that does not grow with the sheets.

    Open sheets have `marks`, sealed ones their last seal; `apart`: criteria on which the panel has to confer.
    """

    seated: Sequence[ModulePanel | MatchPanel]
    sheets: Sequence[Sheet]
    marks: Mapping[int, Sequence[Any]]
    seals: Mapping[int, Any]
    apart: Mapping[int, Sequence[Criterion]]
    places: Mapping[Key, Any]
    excused: Mapping[Key, str]
    absent: Collection[Key]


def sheets_of(account: Account) -> Facts:
    """The panels on which `account` marks, their criteria and its sheets, with a version that changes with any of it.

    A sealed sheet comes with what was sealed, but without marks: those are not kept on devices any longer.
    """
    desk = _desk(account)
    panels = [_panel_facts(seated, desk) for seated in desk.seated]
    facts: Facts = {"account": account.id, "name": account.display_name, "panels": panels}
    canonical = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return facts | {"version": hashlib.sha256(canonical.encode()).hexdigest()[:32]}


def _desk(account: Account) -> Desk:
    seated: list[ModulePanel | MatchPanel] = [*_seats(account, MatchPanel), *_seats(account, ModulePanel)]
    sheets = session.scalars(
        select(Sheet)
        .join(Sheet.member)
        .join(Sheet.subject)
        .where(PanelMember.account_id == account.id, Subject.panel_id.in_([one.panel_id for one in seated]))
        .options(contains_eager(Sheet.subject))
        .order_by(Subject.panel_id, Subject.position)
    ).all()
    open_ids = [sheet.id for sheet in sheets if sheet.state is SheetState.OPEN]
    stage_ids = {one.module.stage_id for one in seated}
    places = _places(stage_ids)
    return Desk(
        seated,
        sheets,
        _marks(open_ids),
        _seals([sheet.id for sheet in sheets if sheet.state is SheetState.SEALED]),
        far_apart([sheet.id for sheet in sheets]),
        places,
        _excused(stage_ids, places),
        _absent([one.module_id for one in seated]),
    )


def _seats(account: Account, kind: type[Seat]) -> Sequence[Seat]:
    """The panels of one kind on which `account` marks, newest first."""
    return session.scalars(
        select(kind)
        .join(kind.panel)
        .where(kind.panel_id.in_(panels_with(account, Duty.MARKING)), Panel.source == MarkSource.TABLET)
        .options(
            contains_eager(kind.panel).joinedload(Panel.scheme).selectinload(Scheme.criteria),
            joinedload(kind.module).joinedload(Module.stage).joinedload(Stage.event).joinedload(Event.competition),
        )
        .order_by(kind.id.desc())
    ).all()


def _marks(sheet_ids: Collection[int]) -> dict[int, list[Any]]:
    query = select(Mark.sheet_id, Mark.criterion_id, Mark.value, Mark.rev).where(Mark.sheet_id.in_(sheet_ids))
    found: dict[int, list[Any]] = {}
    for row in session.execute(query.order_by(Mark.criterion_id)):
        found.setdefault(row.sheet_id, []).append(row)
    return found


def _seals(sheet_ids: Collection[int]) -> dict[int, Any]:
    query = (
        select(Seal.sheet_id, Seal.total, Seal.at)
        .join(Sheet, (Sheet.id == Seal.sheet_id) & (Sheet.version == Seal.version))
        .where(Sheet.id.in_(sheet_ids))
    )
    return {row.sheet_id: row for row in session.execute(query)}


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


def _panel_facts(seated: ModulePanel | MatchPanel, desk: Desk) -> Facts:
    module, panel = seated.module, seated.panel
    event = module.stage.event
    return {
        "id": panel.id,
        "competition": event.competition.audit_label,
        "event": event.title,
        "stage": module.stage.title,
        "module": seated.title,
        "title": panel.title,
        "state": panel.state.value,
        "blind": module.blind,
        "spread": plain(panel.spread),
        "criteria": [_criterion_facts(criterion) for criterion in panel.scheme.criteria],
        "sheets": [_sheet_facts(sheet, module, desk) for sheet in desk.sheets if sheet.subject.panel_id == panel.id],
    }


def _criterion_facts(criterion: Criterion) -> Facts:
    return {
        "id": criterion.id,
        "code": criterion.code,
        "group": criterion.group,
        "title": criterion.title,
        "kind": criterion.kind.value,
        "full_mark": plain(criterion.full_mark),
        "step": plain(criterion.step),
        "scale": criterion.scale,
        "rule": criterion.rule,
        "parameters": criterion.parameters,
        "descriptors": criterion.descriptors,
        "choices": [plain(value) for value, _meaning in choices_of(criterion)],
    }


def _sheet_facts(sheet: Sheet, module: Module, desk: Desk) -> Facts:
    key = (module.stage_id, sheet.subject.reference)
    place = desk.places.get(key) if module.anonymity is not Anonymity.WORK else None
    absent = "没有参加这个模块" if (module.id, sheet.subject.reference) in desk.absent else ""
    facts: Facts = {
        "id": sheet.id,
        "label": sheet.subject.label,
        "heat": place.heat if place else None,
        "workstation": place.workstation if place else None,
        "work": sheet.subject.label if module.anonymity is Anonymity.WORK else None,
        "position": sheet.subject.position,
        "state": sheet.state.value,
        "excused": desk.excused.get(key, absent),
        "version": sheet.version,
        "marks": {str(row.criterion_id): [plain(row.value), row.rev] for row in desk.marks.get(sheet.id, ())},
        "spread_alerts": [criterion.id for criterion in desk.apart.get(sheet.id, ())],
    }
    if made := desk.seals.get(sheet.id):
        facts |= {"total": plain(made.total), "sealed_at": made.at.isoformat()}
    return facts
