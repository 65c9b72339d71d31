"""When the scores of a plan are done, and when its public notice is: the plan's line of nodes moves on."""

from sqlalchemy import select

from assessments.batches.models import Batch
from assessments.batches.operations import note_node
from assessments.batches.rules import Node
from assessments.results.models_checks import ScoreCheck
from assessments.results.queries import examined_in, outcomes_of, scores_of
from assessments.results.rules import OutcomeState, ScoreState
from assessments.results.rules_checks import CheckState
from assessments.standards.rules import PART_TITLES, Part
from foundation.database import session
from people.accounts.models import Account


def check_of(batch: Batch) -> ScoreCheck | None:
    """The spot check of a plan's scores, if it was begun."""
    return session.scalars(select(ScoreCheck).where(ScoreCheck.batch_id == batch.id)).one_or_none()


def unreviewed(batch: Batch) -> list[str]:
    """The scores that a plan still lacks, or that wait for their review, by ticket number and part."""
    done = {(score.application_id, score.part) for score in scores_of(batch) if score.state is ScoreState.REVIEWED}
    return [
        f"{application.audit_label} {PART_TITLES[Part(part)]}"
        for application in examined_in(batch)
        for part in application.parts
        if (application.id, Part(part)) not in done
    ]


def note_scores(batch: Batch, *, by: Account) -> None:
    """Scores are done when all are reviewed and the spot check is finished."""
    check = check_of(batch)
    if check is not None and check.state is CheckState.FINISHED and not unreviewed(batch):
        note_node(batch, Node.SCORES, by=by)


def note_notice(batch: Batch, *, by: Account) -> None:
    """The notice is done when every outcome is final."""
    states = {outcome.state for outcome in outcomes_of(batch)}
    if states == {OutcomeState.FINAL}:
        note_node(batch, Node.NOTICE, by=by)
