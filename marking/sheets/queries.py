"""Reading score sheets. A sheet is seen by its own rater only; overseers see how far it is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from foundation.database import session
from marking.panels.models import Panel, PanelMember, Subject
from marking.schemes.models import Criterion
from marking.sheets.models import LateMark, Mark, Sheet
from marking.sheets.rules import SheetState, total_of
from marking.sheets.values import awarded, written_choices
from people.accounts.models import Account
from scoring.marks import MarkingType


@dataclass(frozen=True)
class SheetLine:
    """One criterion of a sheet with its current mark; `value` None: not marked."""

    criterion: Criterion
    value: Decimal | None
    rev: int

    @property
    def choices(self) -> list[tuple[Decimal, str]]:
        """The marks to tap on."""
        return choices_of(self.criterion)


def choices_of(criterion: Criterion) -> list[tuple[Decimal, str]]:
    """The marks to tap on, each with what it means in a judgement; empty: too many, the mark is typed."""
    marks = written_choices(criterion)
    described = len(criterion.descriptors) == len(marks)
    return [(mark, criterion.descriptors[at] if described else "") for at, mark in enumerate(marks)]


def sheets_visible_to(account: Account) -> Select[Sheet]:
    """The sheets of `account` itself, and nobody else's, whatever else it may do."""
    return (
        select(Sheet)
        .join(Sheet.member)
        .join(Sheet.subject)
        .where(PanelMember.account_id == account.id)
        .options(contains_eager(Sheet.member), contains_eager(Sheet.subject))
        .order_by(Subject.panel_id, Subject.position)
    )


def hold_sheet(query: Select[Sheet]) -> Sheet | None:
    """The one sheet of `query` as it is now, held against other writers until the transaction ends."""
    held = query.with_for_update(of=Sheet).execution_options(populate_existing=True)
    return session.scalars(held).one_or_none()


def sheets_of_panels(panel_ids: Collection[int]) -> Select[Sheet]:
    """The sheets of these panels with marks, raters and subjects, for overseers and for scoring; not for a rater."""
    return (
        select(Sheet)
        .join(Sheet.member)
        .join(Sheet.subject)
        .where(PanelMember.panel_id.in_(panel_ids))
        .options(
            contains_eager(Sheet.member).joinedload(PanelMember.account),
            contains_eager(Sheet.subject),
            selectinload(Sheet.marks).joinedload(Mark.criterion),
        )
        .order_by(Subject.position, PanelMember.id)
    )


def sheets_of_member(member: PanelMember) -> Select[Sheet]:
    """All sheets of one member."""
    return select(Sheet).where(Sheet.member_id == member.id).options(selectinload(Sheet.marks))


def unsealed_sheets(panel: Panel, excused: Collection[str]) -> Select[Sheet]:
    """The sheets still open, without those of the excused subjects."""
    return (
        select(Sheet)
        .join(Sheet.subject)
        .where(Subject.panel_id == panel.id, Sheet.state == SheetState.OPEN, Subject.reference.not_in(excused))
        .options(contains_eager(Sheet.subject), joinedload(Sheet.member).joinedload(PanelMember.account))
        .order_by(Subject.position, Sheet.member_id)
    )


def late_marks_on(sheets: Sequence[Sheet]) -> Select[LateMark]:
    """What came too late for these sheets, decided or not."""
    return select(LateMark).where(LateMark.sheet_id.in_([sheet.id for sheet in sheets]))


def sheet_lines(sheet: Sheet) -> list[SheetLine]:
    """Every criterion of the scheme, in order, marked or not."""
    marks = {mark.criterion_id: mark for mark in sheet.marks}
    lines = []
    for criterion in sheet.subject.panel.scheme.criteria:
        mark = marks.get(criterion.id)
        lines.append(SheetLine(criterion, mark.value if mark else None, mark.rev if mark else 0))
    return lines


def sheet_total(sheet: Sheet) -> Decimal:
    """The sum of what is marked; a missing mark is not in it."""
    return total_of(awarded(mark.criterion, mark.value) for mark in sheet.marks)


def count_marked(sheet: Sheet) -> int:
    """How many criteria of the sheet have a mark."""
    return sum(mark.value is not None for mark in sheet.marks)


def far_apart(sheet_ids: Collection[int]) -> dict[int, list[Criterion]]:
    """By sheet, the criteria on which its panel is further apart than its rule allows (`Panel.spread`).

    等级相差超过规定的，须合议后重新评分；测量值须一致。 Said only once all raters of the subject who have not stepped
    aside have marked the criterion.
    """
    own, peer = aliased(Sheet), aliased(Sheet)
    allowed = case((Criterion.scale.is_not(None), Panel.spread), else_=0)
    query = (
        select(own.id, Criterion)
        .join(Subject, Subject.id == own.subject_id)
        .join(Panel, Panel.id == Subject.panel_id)
        .join(Criterion, Criterion.scheme_id == Panel.scheme_id)
        .join(peer, and_(peer.subject_id == own.subject_id, peer.state != SheetState.RECUSED))
        .outerjoin(Mark, and_(Mark.sheet_id == peer.id, Mark.criterion_id == Criterion.id))
        .where(own.id.in_(sheet_ids), own.state != SheetState.RECUSED, Panel.spread.is_not(None))
        .where(or_(Criterion.scale.is_not(None), Criterion.kind == MarkingType.MEASUREMENT))
        .group_by(own.id, Criterion.id, Panel.spread)
        .having(func.count(Mark.value) == func.count(peer.id))
        .having(func.max(Mark.value) - func.min(Mark.value) > allowed)
        .order_by(own.id, Criterion.position)
    )
    found: dict[int, list[Criterion]] = {}
    for sheet_id, criterion in session.execute(query):
        found.setdefault(sheet_id, []).append(criterion)
    return found


def standing_values(sheet_ids: Collection[int]) -> dict[tuple[int, int], Decimal | None]:
    """What stands on these sheets, by sheet and criterion."""
    query = select(Mark.sheet_id, Mark.criterion_id, Mark.value).where(Mark.sheet_id.in_(sheet_ids))
    return {(row.sheet_id, row.criterion_id): row.value for row in session.execute(query)}


def sheets_of_subjects(sheets: Sequence[Sheet]) -> dict[str, list[Sheet]]:
    """The sheets by the reference of their subject."""
    grouped: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        grouped.setdefault(sheet.subject.reference, []).append(sheet)
    return grouped
