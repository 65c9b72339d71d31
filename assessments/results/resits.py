"""Resits (补考): one failed part once more in another plan, while the parts that were passed are still valid."""

from collections.abc import Sequence

from assessments.applications import operations as applications
from assessments.applications.models import Application
from assessments.applications.queries import open_items, resit_taken
from assessments.batches.models import BatchItem
from assessments.results.models import Outcome
from assessments.results.rules_outcomes import failed_parts, reasons_against_resit
from foundation import clock
from foundation.database import lock
from foundation.errors import Refused
from people.accounts.models import Account


def apply_for_resit(outcome: Outcome, item: BatchItem, *, by: Account) -> Application:
    """Apply to take the one failed part again in `item`. Raises `Refused` with what speaks against it."""
    lock(outcome)
    if reasons := resit_reasons(outcome, item):
        raise Refused("不能申请补考。", reasons=reasons)
    (part,) = failed_parts(outcome.working)
    return applications.apply_for_resit(outcome.application, item, part, by=by)


def resit_reasons(outcome: Outcome, item: BatchItem | None = None) -> list[str]:
    """Why the failed part cannot be taken again in `item`, or today where none is named yet; empty: it can."""
    application = outcome.application
    return reasons_against_resit(
        outcome.working,
        final_on=outcome.final_on,
        months=application.batch.resit_months,
        is_resit=application.resit_of_id is not None,
        taken=resit_taken(application),
        examined_on=item.batch.examined_on if item else clock.today(),
    )


def resit_items(outcome: Outcome) -> Sequence[BatchItem]:
    """Where the resit can be applied for now: plans open to the worker, same occupation, trade and level."""
    application = outcome.application
    earlier, path = application.item, application.person.organisation_path
    wanted = (earlier.occupation_code, earlier.trade, earlier.level)
    offered = open_items([path] if path else [], clock.today())
    return [
        item
        for item in offered
        if (item.occupation_code, item.trade, item.level) == wanted and not resit_reasons(outcome, item)
    ]
