"""How far the marking of a sitting is: every assessor's sheet for every seat. Totals only once sealed."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, String, cast, exists

from assessments.sittings.marking import SPARED, spared_references
from assessments.sittings.models import Seat, Sitting
from foundation.database import session
from marking.panels.models import Panel, PanelMember, Subject
from marking.panels.rules import Duty, PanelState
from marking.sheets.models import Sheet
from marking.sheets.queries import count_marked, sheet_total, sheets_of_panels, sheets_visible_to
from marking.sheets.rules import SheetState
from people.accounts.models import Account


@dataclass(frozen=True)
class Cell:
    """One assessor's sheet for one seat; None: he has none. `total` only once it is sealed."""

    sheet: Sheet | None
    marked: int = 0
    total: Decimal | None = None


@dataclass(frozen=True)
class Row:
    """One candidate; `spared`: needs no sheets."""

    subject: Subject
    seat_id: int
    spared: bool
    cells: list[Cell]


@dataclass(frozen=True)
class MarkingProgress:
    """Assessors across, candidates down."""

    raters: list[PanelMember]
    rows: list[Row]

    @property
    def states(self) -> Counter[SheetState]:
        """How many of the sheets that are needed are in each state."""
        return Counter(cell.sheet.state for row in self.rows if not row.spared for cell in row.cells if cell.sheet)

    @property
    def needed(self) -> int:
        """How many sheets must be sealed."""
        return self.states[SheetState.OPEN] + self.states[SheetState.SEALED]

    def left(self, rater: PanelMember) -> int:
        """How many candidates an assessor has still to finish."""
        at = self.raters.index(rater)
        cells = [row.cells[at].sheet for row in self.rows if not row.spared]
        return sum(sheet is not None and sheet.state is SheetState.OPEN for sheet in cells)


def marking_progress(sitting: Sitting) -> MarkingProgress | None:
    """How far the marking is; None before it has begun."""
    panel = sitting.panel
    if panel is None:
        return None
    raters = [member for member in panel.members if member.duty is Duty.MARKING]
    sheets = {(one.subject_id, one.member_id): one for one in session.scalars(sheets_of_panels([panel.id]))}
    spared = set(spared_references(sitting))
    rows = [
        Row(
            subject,
            int(subject.reference.removeprefix("seat:")),
            subject.reference in spared,
            [_cell(sheets.get((subject.id, member.id))) for member in raters],
        )
        for subject in panel.subjects
    ]
    return MarkingProgress(raters, rows)


def sheets_to_mark(account: Account) -> Select[Sheet]:
    """The account's own sheets of sittings to fill and seal, without those of candidates who did not come."""
    reference = "seat:" + cast(Seat.id, String)
    stayed_away = exists().where(Seat.attendance.in_(SPARED), reference == Subject.reference)
    assessed = exists().where(Sitting.panel_id == Subject.panel_id)
    own = sheets_visible_to(account).join(Panel, Panel.id == Subject.panel_id)
    return own.where(Sheet.state == SheetState.OPEN, Panel.state == PanelState.OPEN, assessed, ~stayed_away)


def _cell(sheet: Sheet | None) -> Cell:
    if sheet is None:
        return Cell(None)
    total = sheet_total(sheet) if sheet.state is SheetState.SEALED else None
    return Cell(sheet, count_marked(sheet), total)
