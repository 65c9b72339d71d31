"""What the experts' sealed sheets come to: a score for each subject with its full working."""

from collections.abc import Mapping, Sequence

from foundation.database import session
from marking.sheets.models import Sheet
from marking.sheets.queries import sheets_of_panels, sheets_of_subjects
from marking.sheets.rules import SheetState
from studios.reviews.models import Review, ReviewedSubject
from studios.reviews.queries import confirmed_vetoes
from studios.reviews.rules import TRIMMED_LEAST, ReviewScore, ScoreMethod, combine_raters
from studios.rubrics.rules import Rubric, RubricScore, score_rubric
from studios.rubrics.schemes import findings_from


def scores_of(review: Review) -> dict[str, ReviewScore]:
    """The scores by the reference of the subject, from sealed sheets only.

    Left out are those with fewer sealed sheets than the review asks for, and those who need no scores any more.
    """
    return scores_from(review, sheets_of_review(review))


def scores_from(review: Review, sheets: Mapping[str, Sequence[Sheet]]) -> dict[str, ReviewScore]:
    """The same from sheets at hand (`sheets_of_review`)."""
    rubric, vetoes = review.rubric_version.rubric, confirmed_vetoes([review])
    scores = {}
    for subject in review.subjects:
        scored = scored_sheets(rubric, sheets.get(subject.reference, ()))
        if len(scored) >= _needed(review) and not subject.excused:
            vetoed = sorted({one.item_code for one in vetoes.get((review.id, subject.reference), ())})
            scores[subject.reference] = combine_raters(rubric, scored, review.method, review.least_raters, vetoed)
    return scores


def sheets_of_review(review: Review) -> dict[str, list[Sheet]]:
    """The sheets of a review by the reference of the subject."""
    return sheets_of_subjects(session.scalars(sheets_of_panels([review.panel_id])).all())


def scored_sheets(rubric: Rubric, sheets: Sequence[Sheet]) -> dict[str, RubricScore]:
    """Every sealed sheet scored by the rubric, by the expert's name."""
    sealed = [sheet for sheet in sheets if sheet.state is SheetState.SEALED]
    return {rater_name(sheet, sealed): score_sheet(rubric, sheet) for sheet in sealed}


def score_sheet(rubric: Rubric, sheet: Sheet) -> RubricScore:
    """What one sheet comes to."""
    written = {mark.criterion.code: mark.value for mark in sheet.marks if mark.value is not None}
    return score_rubric(rubric, findings_from(rubric, written))


def rater_name(sheet: Sheet, beside: Sequence[Sheet]) -> str:
    """The expert's name; with his account where two of them are called alike."""
    account = sheet.member.account
    alike = [one for one in beside if one.member.account.display_name == account.display_name]
    return account.display_name if len(alike) == 1 else f"{account.display_name}（{account.username}）"


def raters_left(review: Review) -> list[str]:
    """For which subjects too few experts are left who have not stepped aside."""
    sheets = sheets_of_review(review)
    return [
        f"“{subject.name}”只有 {count} 位专家可以评分，少于规定的 {_needed(review)} 位。"
        for subject in review.subjects
        if (count := _rating(subject, sheets)) < _needed(review) and not subject.excused
    ]


def _rating(subject: ReviewedSubject, sheets: Mapping[str, Sequence[Sheet]]) -> int:
    return sum(sheet.state is not SheetState.RECUSED for sheet in sheets.get(subject.reference, ()))


def _needed(review: Review) -> int:
    least = TRIMMED_LEAST if review.method is ScoreMethod.TRIMMED_MEAN else 1
    return max(review.least_raters, least)
