"""Corrections: one changed mark, proposed by the officer, applied by the chief judge. Call inside `app`."""

from competitions.judging.queries import judge_labels, panels_of
from competitions.results.changes import Change, MarkChange
from competitions.results.models import ResultVersion
from competitions.results.models_corrections import Correction
from competitions.results.operations_corrections import apply_correction, preview_of, propose_correction
from competitions.results.rules_corrections import CorrectionBasis
from foundation.database import session, transaction
from marking.sheets.queries import sheets_of_panels
from people.accounts.models import Account
from tests.factories.judging import Contest


def mark_change(contest: Contest, title: str, criterion: str, value: str, judge: int = 1) -> MarkChange:
    """`value` for the criterion on the sheet of the first module's judge number `judge` about the entry `title`."""
    one = panels_of(contest.stage)[0]
    label = f"{judge} 号裁判"
    member = next(member for member, known in judge_labels(one.panel).items() if known == label)
    entry = next(entry for entry in contest.entries if entry.title == title)
    sheets = session.scalars(sheets_of_panels([one.panel_id])).all()
    sheet = next(sheet for sheet in sheets if sheet.subject.reference == str(entry.id) and sheet.member_id == member)
    found = next(known for known in one.panel.scheme.criteria if known.code == criterion)
    words = f"{title}：{found.title} → {value}"
    return MarkChange(str(entry.id), words, one.module.code, label, criterion, sheet.id, found.id, value)


def proposed(
    contest: Contest,
    version: ResultVersion,
    *changes: Change,
    basis: CorrectionBasis = CorrectionBasis.OTHER,
    reference: str = "",
    by: Account | None = None,
) -> Correction:
    with transaction():
        return propose_correction(
            version, changes, basis=basis, reason="漏计一项", reference=reference, by=by or contest.officer
        )


def applied(
    contest: Contest, correction: Correction, by: Account | None = None, seen: str | None = None
) -> ResultVersion:
    seen = preview_of(correction).fingerprint if seen is None else seen
    with transaction():
        return apply_correction(correction, seen=seen, by=by or contest.chief)
