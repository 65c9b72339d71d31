"""Everything that one result rests on, for those who look into it: sheets, seals, appearance, penalties, times."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from competitions.judging.models import Appearance, ModulePanel, ModuleTime, Penalty
from competitions.judging.queries import appearances_of, judge_labels, panels_of
from competitions.results.models import ResultLine, ResultVersion
from competitions.results.queries import lines_of
from foundation.database import session
from marking.panels.models import Subject
from marking.sheets.models import Seal, Sheet
from marking.sheets.queries import SheetLine, sheet_lines, sheet_total, sheets_of_panels
from marking.sheets.rules import SheetState


@dataclass(frozen=True)
class SheetPage:
    """One sealed sheet. `judge` is the label that scoring knows; names are for those who may see them."""

    one: ModulePanel
    judge: str
    sheet: Sheet
    lines: list[SheetLine]

    @property
    def title(self) -> str:
        return f"{self.one.module.title} · {self.judge}"

    @property
    def total(self) -> Decimal:
        return sheet_total(self.sheet)

    @property
    def seal(self) -> Seal | None:
        """What was signed last."""
        return self.sheet.seals[-1] if self.sheet.seals else None


@dataclass
class Dossier:
    """One entry with its line of the result."""

    line: ResultLine
    appearance: Appearance | None
    sheets: list[SheetPage] = field(default_factory=list)
    penalties: list[Penalty] = field(default_factory=list)
    times: list[ModuleTime] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"{self.line.contest_number:03d} 号 {self.line.entry.title}"


def dossiers(version: ResultVersion, entry_ids: Collection[int]) -> list[Dossier]:
    """What the results of these entries rest on, in the order of the result; those not in it are left out."""
    stage = version.stage
    appearances = appearances_of(stage)
    pages = _pages(version, entry_ids)
    penalties, times = _penalties(version, entry_ids), _times(version, entry_ids)
    return [
        Dossier(
            line,
            appearances.get(line.entry_id),
            pages[str(line.entry_id)],
            penalties[line.entry_id],
            times[line.entry_id],
        )
        for line in lines_of(version)
        if line.entry_id in entry_ids
    ]


def _pages(version: ResultVersion, entry_ids: Collection[int]) -> dict[str, list[SheetPage]]:
    panels = {one.panel_id: one for one in panels_of(version.stage)}
    labels = {member: label for one in panels.values() for member, label in judge_labels(one.panel).items()}
    query = sheets_of_panels(list(panels)).where(
        Subject.reference.in_([str(entry_id) for entry_id in entry_ids]), Sheet.state == SheetState.SEALED
    )
    pages: dict[str, list[SheetPage]] = defaultdict(list)
    for sheet in session.scalars(query.options(selectinload(Sheet.seals))):
        page = SheetPage(panels[sheet.subject.panel_id], labels[sheet.member_id], sheet, sheet_lines(sheet))
        pages[sheet.subject.reference].append(page)
    for own in pages.values():
        own.sort(key=lambda page: (page.one.module.position, page.sheet.member_id))
    return pages


def _penalties(version: ResultVersion, entry_ids: Collection[int]) -> dict[int, list[Penalty]]:
    found: dict[int, list[Penalty]] = defaultdict(list)
    modules = [module.id for module in version.stage.modules]
    query = select(Penalty).where(Penalty.module_id.in_(modules), Penalty.entry_id.in_(entry_ids))
    for penalty in session.scalars(query.where(Penalty.withdrawn_at.is_(None)).order_by(Penalty.id)):
        found[penalty.entry_id].append(penalty)
    return found


def _times(version: ResultVersion, entry_ids: Collection[int]) -> dict[int, list[ModuleTime]]:
    found: dict[int, list[ModuleTime]] = defaultdict(list)
    modules = [module.id for module in version.stage.modules]
    query = select(ModuleTime).where(ModuleTime.module_id.in_(modules), ModuleTime.entry_id.in_(entry_ids))
    for time in session.scalars(query.order_by(ModuleTime.module_id)):
        found[time.entry_id].append(time)
    return found
