"""What assessors' sheets come to: a score out of 100 for each candidate, and the key skills that he failed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from assessments.sittings.marking import SPARED, key_skills_of
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.queries import seats_of
from assessments.sittings.queries_duties import parameters_of
from assessments.sittings.rules_duties import too_few_raters
from assessments.sittings.rules_marking import KeyCriterion, MarkedScore, failed_keys, mean_score
from foundation.database import session
from marking.sheets.models import Sheet
from marking.sheets.queries import sheets_of_panels, sheets_of_subjects
from marking.sheets.rules import SheetState, total_of
from marking.sheets.values import awarded
from scoring.numbers import exact_sum


def marked_scores(sitting: Sitting) -> dict[int, MarkedScore]:
    """The scores by seat id: the mean of all assessors who have not stepped aside.

    Left out are those who need no score, and those of whom `unscored_seats` says why they have none.
    """
    if sitting.panel is None:
        return {}
    full_mark = exact_sum(criterion.full_mark for criterion in sitting.panel.scheme.criteria)
    keys = _keys(sitting)
    without, scores = unscored_seats(sitting), {}
    for seat, sheets in _counted(sitting):
        if seat.id not in without:
            marks = [_marks(sheet) for sheet in sheets]
            mean = mean_score([total_of(one.values()) for one in marks], full_mark)
            scores[seat.id] = MarkedScore(mean, failed_keys(keys, marks), len(sheets))
    return scores


def unscored_seats(sitting: Sitting) -> dict[int, str]:
    """Why a candidate who was there has no score, by seat id: sheets are not sealed, or too few may mark him."""
    return _unsealed(sitting) | unscored_for_want_of_raters(sitting)


def unscored_for_want_of_raters(sitting: Sitting) -> dict[int, str]:
    """Whom recusal left with fewer assessors than the rules ask for, unless somebody gave leave, by seat id."""
    if sitting.panel is None:
        return {}
    least = parameters_of(sitting.batch.body).raters_least(sitting.part)
    allowed = {reason for one in sitting.duty_exceptions for reason in one.reasons}
    found = {
        seat.id: too_few_raters(seat.number, len(sheets), least)
        for seat, sheets in _counted(sitting)
        if len(sheets) < least
    }
    return {seat_id: reason for seat_id, reason in found.items() if reason not in allowed}


def _unsealed(sitting: Sitting) -> dict[int, str]:
    waiting = {seat: sum(sheet.state is SheetState.OPEN for sheet in sheets) for seat, sheets in _counted(sitting)}
    return {seat.id: f"{seat.number} 号工位还有 {count} 张评分表没有封存。" for seat, count in waiting.items() if count}


def _counted(sitting: Sitting) -> list[tuple[Seat, Sequence[Sheet]]]:
    """Every candidate who needs a score, with the sheets that count for him."""
    if sitting.panel is None:
        return []
    sheets = sheets_of_subjects(session.scalars(sheets_of_panels([sitting.panel.id])).all())
    return [
        (seat, [one for one in sheets.get(seat.reference, ()) if one.state is not SheetState.RECUSED])
        for seat in session.scalars(seats_of([sitting]))
        if seat.attendance not in SPARED
    ]


def _keys(sitting: Sitting) -> dict[str, KeyCriterion]:
    if sitting.panel is None:
        return {}
    scheme = sitting.panel.scheme
    minimums = key_skills_of(scheme)
    return {
        one.code: KeyCriterion(one.title, one.full_mark, minimums[one.code])
        for one in scheme.criteria
        if one.code in minimums
    }


def _marks(sheet: Sheet) -> Mapping[str, Decimal]:
    given = {mark.criterion.code: awarded(mark.criterion, mark.value) for mark in sheet.marks}
    return {code: value for code, value in given.items() if value is not None}
