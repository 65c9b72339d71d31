"""How far a review is: every expert's sheet for every subject. Totals only once sealed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from marking.panels.models import PanelMember
from marking.panels.rules import Duty
from marking.sheets.models import Sheet
from marking.sheets.queries import count_marked
from marking.sheets.rules import SheetState
from studios.reviews.models import Review, ReviewedSubject
from studios.reviews.scores import score_sheet


@dataclass(frozen=True)
class Cell:
    """One expert's sheet for one subject; None: he has none. `total` only once it is sealed."""

    sheet: Sheet | None
    marked: int = 0
    total: Decimal | None = None


@dataclass(frozen=True)
class Row:
    """One subject and its sheets, in the order of the experts."""

    subject: ReviewedSubject
    cells: list[Cell]


@dataclass(frozen=True)
class ReviewProgress:
    """Experts across, subjects down."""

    raters: list[PanelMember]
    rows: list[Row]

    @property
    def states(self) -> Counter[SheetState]:
        """How many of the sheets that are needed are in each state."""
        return Counter(
            cell.sheet.state for row in self.rows if not row.subject.excused for cell in row.cells if cell.sheet
        )

    @property
    def needed(self) -> int:
        """How many sheets must be sealed."""
        return self.states[SheetState.OPEN] + self.states[SheetState.SEALED]

    def left(self, rater: PanelMember) -> int:
        """How many subjects an expert has still to finish."""
        at = self.raters.index(rater)
        sheets = [row.cells[at].sheet for row in self.rows if not row.subject.excused]
        return sum(sheet is not None and sheet.state is SheetState.OPEN for sheet in sheets)


def review_progress(review: Review, sheets: Mapping[str, Sequence[Sheet]]) -> ReviewProgress:
    """How far the experts are; `sheets` by reference (`scores.sheets_of_review`)."""
    raters = [member for member in review.panel.members if member.duty is Duty.MARKING]
    rubric = review.rubric_version.rubric

    def cell(sheet: Sheet | None) -> Cell:
        if sheet is None:
            return Cell(None)
        sealed = sheet.state is SheetState.SEALED
        return Cell(sheet, count_marked(sheet), score_sheet(rubric, sheet).total if sealed else None)

    rows = []
    for subject in review.subjects:
        own = {sheet.member_id: sheet for sheet in sheets.get(subject.reference, ())}
        rows.append(Row(subject, [cell(own.get(member.id)) for member in raters]))
    return ReviewProgress(raters, rows)
