"""Experts of the demo fill their sheets by the scoring table of a review, and seal them."""

import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from uuid import UUID

from demo.make_files import SEED
from demo.people import account_named
from demo.studios.register import EXPERTS
from foundation import clock
from foundation.database import session
from foundation.outbox import Operation
from marking.schemes.models import Criterion
from marking.sheets.marks import write_marks
from marking.sheets.models import Sheet
from marking.sheets.operations import seal_sheet
from marking.sheets.queries import sheets_of_panels
from marking.sheets.rules import SheetState
from people.accounts.models import Account
from scoring.measurements import benchmarks, deduction
from studios.reviews.models import Review

CHANCE = random.Random(SEED + 60)
Talent = Callable[[int], float]
"""How good the subject at a place is, from 0 to 1."""


def experts() -> list[Account]:
    """The accounts of the experts."""
    return [account_named(username) for username in EXPERTS]


def score_review(review: Review, talent: Talent, *, raters: Sequence[Account] = ()) -> None:
    """Every open sheet of `raters` (none: of everybody) is filled near the talent of its subject and sealed."""
    places = {one.reference: place for place, one in enumerate(review.subjects)}
    chosen = {one.id for one in raters}
    for sheet in session.scalars(sheets_of_panels([review.panel_id]).order_by(Sheet.id)).all():
        if sheet.state is SheetState.OPEN and (not chosen or sheet.member.account_id in chosen):
            _fill(sheet, talent(places[sheet.subject.reference]))


def _fill(sheet: Sheet, talent: float) -> None:
    rater, operations = sheet.member.account, []
    for seq, criterion in enumerate(sheet.member.panel.scheme.criteria, start=1):
        share = min(max(CHANCE.gauss(talent, 0.05), 0.1), 1.0)
        payload = {"sheet": sheet.id, "criterion": criterion.id, "value": _value(criterion, share), "base_rev": 0}
        op_id = str(UUID(int=CHANCE.getrandbits(128), version=4))
        operations.append(Operation(op_id, seq, "演示平板", clock.now(), payload))
    outcomes = write_marks(operations, by=rater.id)
    if any(outcome["status"] != "saved" for outcome in outcomes):
        raise RuntimeError(str(outcomes))
    seal_sheet(sheet, by=rater)


def _value(criterion: Criterion, share: float) -> str:
    """What is written at a criterion: one of its printed marks, how many are missing, or points in its steps."""
    if criterion.rule == deduction.CODE:
        return "0" if share > 0.8 else "1"
    if criterion.rule == benchmarks.CODE:
        marks = [Decimal(one["mark"]) for one in criterion.parameters["marks"]]
        wanted = criterion.full_mark * int(share * 100) / 100
        return str(min(marks, key=lambda mark: abs(mark - wanted)))
    return str(int(share * float(criterion.full_mark / criterion.step)) * criterion.step)
