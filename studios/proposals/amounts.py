"""Amounts that were perhaps typed in the wrong unit: asked about before they are kept, never changed."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from foundation.database import session
from foundation.errors import Refused
from studios.outcomes.rules_benefit import MoneyUnit, question_about_unit
from studios.proposals.models import Proposal
from studios.proposals.models_achievements import Achievement

COMPARED = 500


def ask_about_unit(benefit: Decimal | None, *, checked: bool) -> None:
    """Raises `Refused`, as a question, where a benefit (元) is far from those that units have written down before.

    `checked`: the person has said that the unit is right.
    """
    if benefit is None or checked:
        return
    known = [*_latest(Proposal.benefit, Proposal.id), *_latest(Achievement.benefit, Achievement.id)]
    if question := question_about_unit(benefit, MoneyUnit.YUAN, known):
        raise Refused(f"{question.text}单位是元；核对无误的，请勾选“金额的单位我核对过”再保存。", field="benefit")


def _latest(column: InstrumentedAttribute[Decimal | None], key: InstrumentedAttribute[int]) -> list[Decimal]:
    query = select(column).where(column.is_not(None), column > 0).order_by(key.desc()).limit(COMPARED)
    return [amount for amount in session.scalars(query) if amount]
