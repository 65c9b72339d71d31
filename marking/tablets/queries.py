"""What a rater's tablet keeps to work without the network: his own sheets and nothing else, as JSON values.

A panel does not know what it marks. Each package that opens panels describes its own as a `TabletPanel`; here they
become what the tablet draws, so that somebody who is judge and assessor finds all his sheets on one tablet.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from foundation.database import session
from marking.panels.models import Panel, PanelMember, Subject
from marking.panels.queries import panels_with
from marking.panels.rules import Duty, MarkSource
from marking.schemes.models import Criterion
from marking.sheets.models import Mark, Seal, Sheet
from marking.sheets.queries import choices_of, far_apart
from marking.sheets.rules import SheetState
from marking.sheets.seals import plain
from people.accounts.models import Account

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SubjectPlace:
    """Where a subject is found, as far as its raters may know; `excused`: why it needs no sheet, if it needs none."""

    heat: int | None = None
    workstation: int | str | None = None
    excused: str = ""


NOWHERE = SubjectPlace()


@dataclass(frozen=True, slots=True)
class TabletPanel:
    """A panel under the headings of those who opened it, the widest first, with its subjects' places by reference.

    `by_work`: the label of a subject is the number of its work. `starred`: codes of the criteria that are marked ★.
    `who` is marked here, and `chief` heads the panel, in the words of those people.
    """

    panel: Panel
    competition: str
    event: str
    stage: str
    module: str
    blind: bool
    by_work: bool = False
    starred: Collection[str] = ()
    who: str = "选手"
    chief: str = "裁判长"
    places: Mapping[str, SubjectPlace] = field(default_factory=dict)


Source = Callable[[Account], Sequence[TabletPanel]]
"""Describes the panels of one package on which an account marks by tablet."""


def panels_on_tablet(account: Account) -> Select[int]:
    """The ids of the panels that `account` marks on a tablet."""
    return panels_with(account, Duty.MARKING).join(Panel).where(Panel.source == MarkSource.TABLET)


@dataclass(frozen=True)
class Desk:
    """What one rater works on; read in a number of queries that does not grow with the sheets.

    Open sheets have `marks`, sealed ones their last seal; `apart`: criteria on which the panel has to confer.
    """

    sheets: Mapping[int, Sequence[Sheet]]
    marks: Mapping[int, Sequence[Any]]
    seals: Mapping[int, Any]
    apart: Mapping[int, Sequence[Criterion]]


def sheets_of(account: Account, panels: Sequence[TabletPanel]) -> Facts:
    """The criteria and the account's own sheets of these panels, with a version that changes with any of it.

    A sealed sheet comes with what was sealed, but without marks: those are not kept on devices any longer.
    """
    desk = _desk(account, [one.panel.id for one in panels])
    described = [_panel_facts(one, desk) for one in panels]
    facts: Facts = {"account": account.id, "name": account.display_name, "panels": described}
    canonical = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return facts | {"version": hashlib.sha256(canonical.encode()).hexdigest()[:32]}


def _desk(account: Account, panel_ids: Collection[int]) -> Desk:
    sheets = session.scalars(
        select(Sheet)
        .join(Sheet.member)
        .join(Sheet.subject)
        .where(PanelMember.account_id == account.id, Subject.panel_id.in_(panel_ids))
        .options(contains_eager(Sheet.subject))
        .order_by(Subject.panel_id, Subject.position)
    ).all()
    by_panel: dict[int, list[Sheet]] = {}
    for sheet in sheets:
        by_panel.setdefault(sheet.subject.panel_id, []).append(sheet)
    return Desk(
        by_panel,
        _marks([sheet.id for sheet in sheets if sheet.state is SheetState.OPEN]),
        _seals([sheet.id for sheet in sheets if sheet.state is SheetState.SEALED]),
        far_apart([sheet.id for sheet in sheets]),
    )


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


def _panel_facts(one: TabletPanel, desk: Desk) -> Facts:
    panel = one.panel
    return {
        "id": panel.id,
        "competition": one.competition,
        "event": one.event,
        "stage": one.stage,
        "module": one.module,
        "title": panel.title,
        "state": panel.state.value,
        "blind": one.blind,
        "who": one.who,
        "chief": one.chief,
        "spread": plain(panel.spread),
        "criteria": [_criterion_facts(criterion, one.starred) for criterion in panel.scheme.criteria],
        "sheets": [_sheet_facts(sheet, one, desk) for sheet in desk.sheets.get(panel.id, ())],
    }


def _criterion_facts(criterion: Criterion, starred: Collection[str]) -> Facts:
    return {
        "id": criterion.id,
        "code": criterion.code,
        "group": criterion.group,
        "title": f"★ {criterion.title}" if criterion.code in starred else criterion.title,
        "kind": criterion.kind.value,
        "full_mark": plain(criterion.full_mark),
        "step": plain(criterion.step),
        "scale": criterion.scale,
        "rule": criterion.rule,
        "parameters": criterion.parameters,
        "descriptors": criterion.descriptors,
        "choices": [plain(value) for value, _meaning in choices_of(criterion)],
    }


def _sheet_facts(sheet: Sheet, one: TabletPanel, desk: Desk) -> Facts:
    place = one.places.get(sheet.subject.reference, NOWHERE)
    facts: Facts = {
        "id": sheet.id,
        "label": sheet.subject.label,
        "heat": place.heat,
        "workstation": place.workstation,
        "work": sheet.subject.label if one.by_work else None,
        "position": sheet.subject.position,
        "state": sheet.state.value,
        "excused": place.excused,
        "version": sheet.version,
        "marks": {str(row.criterion_id): [plain(row.value), row.rev] for row in desk.marks.get(sheet.id, ())},
        "spread_alerts": [criterion.id for criterion in desk.apart.get(sheet.id, ())],
    }
    if made := desk.seals.get(sheet.id):
        facts |= {"total": plain(made.total), "sealed_at": made.at.isoformat()}
    return facts
