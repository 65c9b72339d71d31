"""How far judging is: for a judge his own tasks, for overseers every judge and contestant. Totals only once sealed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from competitions.draw.models import Place
from competitions.draw.queries import handle_of, in_marking_order, marking_label, stations_told
from competitions.draw.rules import station_label
from competitions.judging.models import Appearance, MatchPanel, ModuleAbsence, ModulePanel
from competitions.judging.queries import (
    appearances_of,
    excused_references,
    judge_labels,
    panels_of,
    places_by_workstation,
    places_of,
)
from competitions.judging.rules import NEEDS_NO_SHEETS, AppearanceStatus
from competitions.planning.models import Event, Module, Stage
from competitions.planning.rules import Anonymity
from competitions.registration.rules import EntryState
from foundation.database import session
from marking.panels.models import Panel, PanelMember, Subject
from marking.panels.rules import Duty
from marking.schemes.operations import criterion_facts
from marking.schemes.wording import written_hint
from marking.sheets.models import Sheet
from marking.sheets.queries import count_marked, sheet_total, sheets_of_panels
from marking.sheets.rules import SheetState
from people.accounts.models import Account

Seat = TypeVar("Seat", ModulePanel, MatchPanel)


@dataclass
class Task:
    """What one judge has to do on one panel."""

    title: str
    module: Module
    panel: Panel
    duties: list[Duty]
    sealed: int = 0
    needed: int = 0


@dataclass(frozen=True)
class Cell:
    """One judge's sheet for one contestant; `sheet` None: he has none. `total` only once it is sealed."""

    sheet: Sheet | None
    marked: int = 0
    total: Decimal | None = None


@dataclass(frozen=True)
class Row:
    """One contestant on a progress grid; `excused`: needs no sheets, and `appearance` says why."""

    subject: Subject
    appearance: Appearance | None
    excused: bool
    cells: list[Cell]


@dataclass
class PanelProgress:
    """The grid of one module: judges across, contestants down."""

    module: Module
    panel: Panel
    raters: list[PanelMember]
    labels: dict[int, str]
    criteria: int
    rows: list[Row] = field(default_factory=list)

    @property
    def states(self) -> Counter[SheetState]:
        """How many of the sheets that are needed are in each state."""
        return Counter(cell.sheet.state for row in self.rows if not row.excused for cell in row.cells if cell.sheet)

    @property
    def needed(self) -> int:
        """How many sheets must be sealed."""
        return self.states[SheetState.OPEN] + self.states[SheetState.SEALED]

    def open_sheets(self, rater: PanelMember) -> int:
        """How many contestants a judge has still to finish."""
        at = self.raters.index(rater)
        cells = [row.cells[at] for row in self.rows if not row.excused]
        return sum(cell.sheet is not None and cell.sheet.state is SheetState.OPEN for cell in cells)


@dataclass(frozen=True)
class Attendance:
    """One drawn entry and what was stated about it. `label` is its workstation.

    While workstations are sealed a page shows either `label` or the name, and asks about it by `handle` or by entry.
    """

    place: Place
    label: str
    handle: str
    appearance: Appearance | None


def tasks_of(account: Account) -> list[Task]:
    """The panels on which `account` sits, with how many sheets are sealed of how many; none: an empty list."""
    tasks: dict[int, Task] = {}
    seats: list[tuple[MatchPanel | ModulePanel, PanelMember]] = [
        *_seats(account, MatchPanel),
        *_seats(account, ModulePanel),
    ]
    for seated, member in seats:
        task = tasks.setdefault(seated.panel_id, Task(seated.title, seated.module, seated.panel, []))
        task.duties.append(member.duty)
    _count_sheets(tasks, account)
    return list(tasks.values())


def _seats(account: Account, kind: type[Seat]) -> Iterator[tuple[Seat, PanelMember]]:
    """The panels of one kind with the seats that `account` has there, newest first."""
    query = (
        select(kind, PanelMember)
        .join(kind.panel)
        .join(PanelMember, PanelMember.panel_id == Panel.id)
        .where(PanelMember.account_id == account.id)
        .options(
            contains_eager(kind.panel),
            joinedload(kind.module).joinedload(Module.stage).joinedload(Stage.event).joinedload(Event.competition),
        )
        .order_by(kind.id.desc(), PanelMember.id)
    )
    return ((seated, member) for seated, member in session.execute(query))


def _count_sheets(tasks: dict[int, Task], account: Account) -> None:
    absent = _without_sheets([task.module for task in tasks.values()])
    sheets = (
        select(Subject.panel_id, Subject.reference, Sheet.state)
        .join(Sheet, Sheet.subject_id == Subject.id)
        .join(PanelMember, PanelMember.id == Sheet.member_id)
        .where(PanelMember.account_id == account.id, Sheet.state != SheetState.RECUSED)
    )
    for panel_id, reference, state in session.execute(sheets):
        task = tasks.get(panel_id)
        if task is not None and (task.module.id, reference) not in absent:
            task.needed += 1
            task.sealed += state is SheetState.SEALED


def _without_sheets(modules: Sequence[Module]) -> set[tuple[int, str]]:
    """The entries that need no sheet, each with the module: absent or disqualified, or absent from that module."""
    out = select(Appearance.stage_id, Appearance.entry_id).where(
        Appearance.stage_id.in_({module.stage_id for module in modules}), Appearance.status.in_(NEEDS_NO_SHEETS)
    )
    of_stage = [(stage_id, str(entry_id)) for stage_id, entry_id in session.execute(out)]
    missed = select(ModuleAbsence.module_id, ModuleAbsence.entry_id).where(
        ModuleAbsence.module_id.in_([module.id for module in modules])
    )
    return {(module.id, entry) for module in modules for stage_id, entry in of_stage if stage_id == module.stage_id} | {
        (module_id, str(entry_id)) for module_id, entry_id in session.execute(missed)
    }


def judging_progress(stage: Stage) -> list[PanelProgress]:
    """The grids of a stage, module by module."""
    seated = panels_of(stage)
    appearances = {str(entry_id): one for entry_id, one in appearances_of(stage).items()}
    excused = {one.panel_id: excused_references(stage, one.module) for one in seated}
    sheets: dict[int, dict[int, dict[int, Sheet]]] = {}
    subjects: dict[int, dict[int, Subject]] = {}
    for sheet in session.scalars(sheets_of_panels([one.panel_id for one in seated])):
        subjects.setdefault(sheet.subject.panel_id, {})[sheet.subject_id] = sheet.subject
        sheets.setdefault(sheet.subject.panel_id, {}).setdefault(sheet.subject_id, {})[sheet.member_id] = sheet
    grids = []
    for one in seated:
        raters = [member for member in one.panel.members if member.duty is Duty.MARKING]
        grid = PanelProgress(one.module, one.panel, raters, judge_labels(one.panel), len(one.panel.scheme.criteria))
        for subject in subjects.get(one.panel_id, {}).values():
            own = sheets[one.panel_id][subject.id]
            cells = [_cell(own.get(rater.id)) for rater in raters]
            reference = subject.reference
            grid.rows.append(Row(subject, appearances.get(reference), reference in excused[one.panel_id], cells))
        grids.append(grid)
    return grids


def _cell(sheet: Sheet | None) -> Cell:
    if sheet is None:
        return Cell(None)
    return Cell(sheet, count_marked(sheet), sheet_total(sheet) if sheet.state is SheetState.SEALED else None)


def attendance(stage: Stage) -> list[Attendance]:
    """Every drawn entry with what was stated about it, by workstation."""
    appearances = appearances_of(stage)
    return [
        Attendance(
            place,
            station_label(place.heat.number, place.workstation),
            handle_of(place, anonymity=Anonymity.WORKSTATION),
            appearances.get(place.entry_id),
        )
        for place in places_by_workstation(stage)
    ]


def settled_heats(stage: Stage, entries: Sequence[Attendance]) -> set[int]:
    """The heats of which a page by workstation may say who came: all, once it is told who works where, else those in
    which everybody was stated. One by one it would tell who works where, as they check in.
    """
    heats = {one.place.heat_id for one in entries}
    awaited = [one for one in entries if one.appearance is None and one.place.entry.state is not EntryState.WITHDRAWN]
    return heats if stations_told(stage) else heats - {one.place.heat_id for one in awaited}


def unstated(entries: Sequence[Attendance]) -> int:
    """Of how many entries nobody has said whether they came."""
    return sum(one.appearance is None for one in entries)


def present(entries: Sequence[Attendance]) -> int:
    """How many entries came."""
    return sum(one.appearance is not None and one.appearance.status is AppearanceStatus.PRESENT for one in entries)


def paper_sheets(stage: Stage) -> dict[str, object]:
    """What the paper score sheets say: one for each module, judge and contestant; no name where judging is blind.

    The label and the judge's number are those under which the sheet is typed afterwards.
    """
    judges = {one.module_id: list(judge_labels(one.panel).values()) for one in panels_of(stage)}
    return {
        "competition": stage.event.competition.audit_label,
        "event": f"{stage.event.title} · {stage.title}",
        "sheets": [
            {
                "module": module,
                "criteria": [(one, written_hint(criterion_facts(one))) for one in module.scheme.criteria],
                "full_mark": module.full_mark,
                "label": marking_label(place, anonymity=module.anonymity),
                "judge": judge,
            }
            for module in stage.modules
            if not module.timed
            for place in in_marking_order(places_of(stage), anonymity=module.anonymity)
            for judge in judges.get(module.id) or [""]
        ],
    }
