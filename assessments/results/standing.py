"""Where a candidate stands after his outcome, and which notices a plan has put up."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from assessments.applications.applicants import Applicants
from assessments.applications.queries import resit_taken
from assessments.applications.rules_applying import reasons_against_level
from assessments.batches.models import Batch
from assessments.results.models import Outcome
from assessments.results.rules_outcomes import what_next
from foundation import clock
from foundation.database import session
from notices.models import PublicNotice


def next_step_of(outcome: Outcome) -> str:
    """What the candidate is told to do next."""
    application = outcome.application
    return what_next(
        outcome.state,
        outcome.working,
        final_on=outcome.final_on,
        months=application.batch.resit_months,
        is_resit=application.resit_of_id is not None,
        taken=resit_taken(application),
        today=clock.today(),
    )


def already_holding(outcomes: Iterable[Outcome]) -> dict[int, str]:
    """Who passed in one plan and holds the level by now, or a higher one: why nothing is granted, by outcome."""
    passed = [outcome for outcome in outcomes if outcome.passed]
    if not passed:
        return {}
    applications = [outcome.application for outcome in passed]
    applicants = Applicants(applications[0].batch, [one.person for one in applications], clock.today())
    found = {}
    for outcome in passed:
        item = outcome.application.item
        if reasons := reasons_against_level(item.level, applicants.held(item, outcome.application.person)):
            advice = "请核对；确实如此的，请作废这份结果，再取消资格。"
            found[outcome.id] = f"{outcome.audit_label}：{''.join(reasons)}{advice}"
    return found


def reference_of(batch: Batch) -> str:
    """What a plan's notices say they are about."""
    return f"assessment-batch:{batch.id}"


def notices_of(batch: Batch) -> Sequence[PublicNotice]:
    """The notices of a plan's outcomes, first to last."""
    query = select(PublicNotice).where(PublicNotice.reference == reference_of(batch)).order_by(PublicNotice.id)
    return session.scalars(query).all()
